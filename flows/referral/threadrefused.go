package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// What a thread does when Mattermost does not take something, and what it tells people
// who look after all requests.

// unposted hears that Mattermost does not take something, and never will. What is
// lost is told the referral, which goes on without it. Of a file that could not be
// brought it is told in the thread.
func (w *writing) unposted(in flows.Told) error {
	var u flows.Unposted
	if err := json.Unmarshal(in.Data, &u); err != nil {
		return fmt.Errorf("referral: read what was refused: %w", err)
	}
	mine := w.Reference + "/" + strconv.Itoa(w.Root)
	rest, ok := strings.CutPrefix(u.Mark, mine)
	maps.DeleteFunc(w.Was, func(_ string, was rootAt) bool { // it cannot go on there
		return u.Kind != "react" && u.Mark == rootMark(w.Reference, was.Root)
	})
	line := lineOf(u.Mark, w.Reference)
	file := slices.Contains(w.Files, u.Mark)
	if line > 0 && (!file || w.Broken || !ok) {
		defer w.tell(toldUnread, refusal{Line: line}) // once the referral knows that nobody here reads it
	}
	switch {
	case w.Reference == "" || w.Broken || w.At.Channel == "":
	case strings.HasPrefix(u.Mark, w.Reference+"/"+markLookout):
		w.report("a lead or coordinator could not be told in her channel at Mattermost that a referral waits")
	case u.Kind == "react" || !ok || rest == "" || rest[0] >= '0' && rest[0] <= '9': // of a root that it had before
	case file:
		w.Lost = lastOf(append(w.Lost, line), lostMost)
		w.Files = slices.DeleteFunc(w.Files, func(mark string) bool { return mark == u.Mark })
		w.notice("", w.say(wordFileLost))
	default:
		w.breakOff("Mattermost refuses what stands there of a referral; it goes on without")
	}
	return nil
}

// breakOff ends what stands there, and tells the referral so.
func (w *writing) breakOff(why string) {
	w.Broken = true
	w.report(why)
	w.tell(toldUnposted, refusal{Try: w.Card.Try})
	for _, line := range w.Lost {
		w.tell(toldUnread, refusal{Line: line})
	}
	w.Lost = nil
}

// lookout tells a lead or a coordinator that somebody waits: in the thread, or where
// she does not read that, in her channel.
func (w *writing) lookout(in flows.Told) error {
	var l lookout
	if err := json.Unmarshal(in.Data, &l); err != nil {
		return fmt.Errorf("referral: read who must be told: %w", err)
	}
	if w.t.IDs.Of(flows.KindThread, l.Reference) != w.a.ID || w.t.IDs.Of(flows.KindRoster, l.Site) != in.From {
		return errors.New("referral: a thread was told to look out for another referral")
	}
	if w.heard(toldLookout + l.Key) {
		return nil
	}
	w.Reference = l.Reference
	r := w.m.reader(l.Site)
	key := keyOthers
	if l.Given["state"] == "nobody" {
		key = keyNobody
	}
	var args []i18n.Arg
	for name, value := range l.Given {
		args = append(args, i18n.Arg{Name: name, Value: r.Heard(value)})
	}
	words := r.Say(key, args...)
	if l.Channel == w.At.Channel && !w.Broken {
		w.notice(l.User, words)
		return nil
	}
	w.Marks++
	w.out = append(w.out, flows.Post{
		Channel: l.Channel, Mark: w.Reference + "/" + markLookout + strconv.Itoa(w.Marks), Mention: l.User, Text: words,
	})
	return nil
}
