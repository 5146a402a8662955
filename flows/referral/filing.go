package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// What a referral has to do with its safeguarding record: it looks who may write
// into it, tells it when it ends, and knows how many notes there are.

// What somebody of the team tells a referral about the record, and what it answers
// besides [answerUnknown].
const (
	toldFile = "file" // a note

	answerKept      = "kept"
	answerFull      = "full"      // there is no room for more notes
	answerUntrained = "untrained" // the topic is restricted, and she is not trained
)

// filed is what a referral knows of its record.
type filed struct {
	Seq   int `json:"seq"` // of the last thing that it told it
	Notes int `json:"notes"`
}

// fileNote passes a note on to the record. Of its words nothing stays here.
func (f *file) fileNote(in flows.Told) error {
	f.withheld = true
	var w work
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return errors.New("referral: a note for the record cannot be read") // what the decoder says might quote it
	}
	switch {
	case !f.open() || !f.hers(f.sender(in)):
		return f.say(in.From, answerUnknown, nil)
	case f.restricted() && !f.trained():
		return f.say(in.From, answerUntrained, nil)
	}
	if f.Filed == nil {
		f.Filed = &filed{}
	}
	f.Filed.Seq++
	f.tell(f.dossier(), toldNote, filing{
		ID: w.ID, Reference: f.Reference, Site: f.Site, Seq: f.Filed.Seq, Actor: in.From,
		RecordNote: RecordNote{At: f.t.Now, By: f.Owner.ID, Name: f.Owner.Name, Text: w.How},
	})
	return nil
}

func (f *file) dossier() flows.ActorID { return f.t.IDs.Of(flows.KindRecord, f.Reference) }

// trained says whether whoever has it is trained for restricted topics: by the
// programme file of today, or as the roster knew her when she got it.
func (f *file) trained() bool {
	for _, m := range f.m.Programme.Team {
		if m.ID == f.Owner.ID && m.Site == f.Owner.Site {
			return m.IsTrained()
		}
	}
	return f.Owner.Trained
}

// kept hears what came of a note, and tells whoever wrote it. She may have passed
// the referral on since.
func (f *file) kept(in flows.Told) error {
	var k kept
	if err := json.Unmarshal(in.Data, &k); err != nil {
		return fmt.Errorf("referral: read what came of a note: %w", err)
	}
	if in.From != f.dossier() || f.Filed == nil {
		f.report("news of a safeguarding record that did not come from it were dropped")
		return nil
	}
	f.Filed.Notes = k.Notes
	switch {
	case k.ID == "":
		return nil
	case k.Full:
		return f.say(k.Actor, answerFull, nil)
	case !f.hear(k.ID):
		f.note(Change{By: k.By, What: Filed})
	}
	return f.say(k.Actor, answerKept, nil)
}

// end tells the record that the referral was closed, or with zero that it is open
// again.
func (f *file) end(closed time.Time) {
	if f.Filed != nil {
		f.Filed.Seq++
		f.tell(f.dossier(), toldEnds, ending{f.Reference, f.Filed.Seq, closed})
	}
}
