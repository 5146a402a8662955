package referral

import (
	"encoding/json"
	"fmt"

	"wecan/flows"
	"wecan/i18n"
)

// Words that whoever has a referral writes as a command, and not in its thread. They
// count as written there, so the thread shows them: those who read along see the
// whole talk.

const toldReplied = "team.replied"

type replied struct {
	Key  string `json:"key"`
	Who  string `json:"who,omitempty"`
	Text string `json:"text"`
}

// NewReply is the input of words that were written as a command: they go to the
// person, or with // before them they are a note. key names the command: the same
// one again changes nothing. Whether she may is what [Thread.Whisper] says of the
// verb close.
func NewReply(ids flows.IDs, reference, who, text, key string) (flows.Incoming, error) {
	return fromTeam(ids, reference, toldReplied, "reply:"+key, replied{Key: key, Who: who, Text: text})
}

// replied does what [writing.wrote] does for a post, after it has made that post.
func (w *writing) replied(in flows.Told) error {
	var r replied
	if err := json.Unmarshal(in.Data, &r); err != nil {
		return fmt.Errorf("referral: read what was written as a command: %w", err)
	}
	r.Text = i18n.Clean(r.Text)
	if w.Reference == "" || w.Broken || w.At.Channel == "" || !w.has(r.Who) || r.Text == "" || w.heard(r.Key) {
		return nil
	}
	w.wrote(wrote{Who: r.Who, Post: w.under(flows.Post{From: w.Card.Owner.Name, Text: r.Text}), Text: r.Text}, &known{})
	return nil
}
