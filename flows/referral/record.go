package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// Record is the machine of safeguarding records: what whoever has a referral notes
// about somebody's safety. A referral has one, made at its first note; its id is
// made of the referral's reference.
//
// What stands in it is apart from the talk: nobody reads it in a chat, the referral
// itself knows only that there are notes, and it is kept for a time of its own,
// [flows.ReferralRules.Record] from the end of the referral on. It is read by
// "wecan record show", and each reading is noted in it before it is shown.
//
// The journal keeps nothing of its turns: what is deleted here must be gone.
type Record struct {
	Programme *flows.Programme
}

// Members of a record. Neither notes nor readings are changed once they are
// written.
const (
	memberRecordNote = "note:"
	memberReading    = "read:"
)

// What a record is told, and what it tells its referral.
const (
	toldNote      = "record.note"  // by the referral, with a filing
	toldEnds      = "record.ends"  // by the referral, with an ending
	toldKept      = "record.kept"  // to the referral, with a kept
	toldReadDesk  = "record.read"  // by the desk, with a [RecordOrder]
	toldEraseDesk = "record.erase" // by the desk, with a [RecordOrder]

	timerErase = "erase"
)

// Limits of a record: its notes, and the readings that are remembered. Of more
// readings the oldest are forgotten.
const (
	recordNotesMost    = 200
	recordReadingsMost = 500
	recordOrdersMost   = 40
)

// filing is a note on its way to the record.
type filing struct {
	ID        string        `json:"id"` // of the note: the same one again changes nothing
	Reference string        `json:"reference"`
	Site      string        `json:"site"`
	Seq       int           `json:"seq"` // ascending, of all that the referral tells it
	Actor     flows.ActorID `json:"actor"`
	RecordNote
}

// ending tells whether the referral is closed; zero for open again.
type ending struct {
	Reference string    `json:"reference"`
	Seq       int       `json:"seq"`
	Closed    time.Time `json:"closed,omitzero"`
}

// kept is what came of a note, or with ID "" that notes are gone.
type kept struct {
	ID    string        `json:"id,omitempty"`
	Actor flows.ActorID `json:"actor,omitempty"` // who waits for the answer
	By    string        `json:"by,omitempty"`
	Full  bool          `json:"full,omitempty"` // there was no room for it
	Notes int           `json:"notes"`          // that the record has now
}

// record is the body of a record.
type record struct {
	Reference string    `json:"reference"`
	Site      string    `json:"site"`
	Seq       int       `json:"seq"`
	Closed    time.Time `json:"closed,omitzero"` // of the referral; zero while it is open

	Notes  int       `json:"notes"` // the number of the last note
	First  int       `json:"first"` // of the first one that is kept
	Last   time.Time `json:"last,omitzero"`
	Put    []string  `json:"put,omitempty"` // ids of notes
	Read   int       `json:"read,omitempty"`
	Orders []string  `json:"orders,omitempty"` // of the desk, that were heard

	Erased *Erasure `json:"erased,omitempty"` // the last one
}

// Erasure is when notes of a record were deleted, by whom and why.
type Erasure struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"` // a name, or [ByProgram] when their time was over
	Why string    `json:"why,omitempty"`
}

// entry is one turn of a record while it is made.
type entry struct {
	record

	m       Record
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	members map[string][]byte
	reports []string
}

// Step makes one turn of a record.
func (m Record) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	e := &entry{m: m, t: t, a: &a, members: map[string][]byte{}}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &e.record); err != nil {
			return flows.Result{}, fmt.Errorf("referral: read the record: %w", err)
		}
	}
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = e.told(in)
	case flows.Timer:
		e.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("referral: a record cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	if e.Reference != "" {
		if a.Body, err = json.Marshal(e.record); err != nil {
			return flows.Result{}, fmt.Errorf("referral: write the record: %w", err)
		}
	}
	return flows.Result{Actor: a, Effects: e.out, Members: e.members, Reports: e.reports, Withheld: true}, nil
}

func (e *entry) told(in flows.Told) error {
	switch in.Name {
	case toldNote:
		return e.file(in)
	case toldEnds:
		return e.ends(in)
	case toldReadDesk, toldEraseDesk:
		return e.ordered(in)
	}
	return fmt.Errorf("referral: a record cannot be told %q", in.Name)
}

// file puts a note into the record. The referral has looked who writes it.
func (e *entry) file(in flows.Told) error {
	var f filing
	if err := json.Unmarshal(in.Data, &f); err != nil {
		return errors.New("referral: a note for the record cannot be read") // what the decoder says might quote it
	}
	if !e.isFrom(in.From, f.Reference) {
		return nil
	}
	if e.Reference == "" {
		e.Reference, e.First = f.Reference, 1
	}
	e.Site, e.Seq = f.Site, max(e.Seq, f.Seq)
	if slices.Contains(e.Put, f.ID) {
		e.answer(in.From, f, false)
		return nil
	}
	if e.held() >= recordNotesMost {
		e.answer(in.From, f, true)
		return nil
	}
	e.Notes++
	e.Last = f.At
	e.Put = append(e.Put, f.ID)
	e.Put = e.Put[max(0, len(e.Put)-recordNotesMost):]
	e.keep(memberRecordNote, e.Notes, f.RecordNote)
	e.answer(in.From, f, false)
	return nil
}

func (e *entry) held() int { return e.Notes - e.First + 1 }

func (e *entry) isFrom(from flows.ActorID, reference string) bool {
	if from == e.t.IDs.Of(flows.KindReferral, reference) && e.a.ID == e.t.IDs.Of(flows.KindRecord, reference) {
		return true
	}
	e.reports = append(e.reports, "something for a safeguarding record that did not come from its referral was dropped")
	return false
}

func (e *entry) answer(to flows.ActorID, f filing, full bool) {
	e.tell(to, kept{ID: f.ID, Actor: f.Actor, By: f.By, Full: full, Notes: e.held()})
}

func (e *entry) tell(to flows.ActorID, k kept) {
	tell, err := flows.NewTell(to, toldKept, k)
	if err != nil { // values of ours are always JSON
		e.reports = append(e.reports, err.Error())
		return
	}
	e.out = append(e.out, tell)
}

func (e *entry) keep(list string, number int, value any) {
	data, err := json.Marshal(value)
	if err != nil { // values of ours are always JSON
		e.reports = append(e.reports, err.Error())
		return
	}
	e.members[names(number-1, 1, list)[0]] = data
}

// ends notes that the referral was closed, from which on the time counts, or
// opened again: then it is held again. Older news than the last change nothing.
func (e *entry) ends(in flows.Told) error {
	var n ending
	if err := json.Unmarshal(in.Data, &n); err != nil {
		return fmt.Errorf("referral: read the end of a referral: %w", err)
	}
	if !e.isFrom(in.From, n.Reference) || e.Reference == "" || n.Seq <= e.Seq {
		return nil
	}
	e.Seq, e.Closed = n.Seq, n.Closed
	delete(e.a.Timers, timerErase)
	if !n.Closed.IsZero() {
		e.a.SetTimer(timerErase, e.until())
	}
	return nil
}

// until is when the record is deleted, by the programme file of today.
func (e *entry) until() time.Time { return e.Closed.Add(e.m.Programme.Referrals.Record) }

// ring deletes all that the record holds, when its time is over. The programme
// file may say a longer one by now.
func (e *entry) ring(in flows.Timer) {
	delete(e.a.Timers, in.Name)
	switch {
	case in.Name != timerErase || e.Closed.IsZero():
	case e.t.Now.Before(e.until()):
		e.a.SetTimer(timerErase, e.until())
	default:
		first := max(0, e.Read-recordReadingsMost)
		for _, name := range names(first, e.Read-first, memberReading) {
			e.members[name] = nil
		}
		e.Read = 0
		e.erase(Erasure{By: ByProgram})
	}
}

// erase deletes the notes.
func (e *entry) erase(x Erasure) {
	x.At = e.t.Now
	had := e.held() > 0
	for _, name := range names(e.First-1, e.held(), memberRecordNote) {
		e.members[name] = nil
	}
	e.First, e.Last, e.Put = e.Notes+1, time.Time{}, nil
	if had {
		e.Erased = &x
		e.tell(e.t.IDs.Of(flows.KindReferral, e.Reference), kept{})
	}
}

// ordered notes a reading, or deletes the notes before their time. Who has read
// them stays known until that.
func (e *entry) ordered(in flows.Told) error {
	var o RecordOrder
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("referral: read an order about a record: %w", err)
	}
	if e.Reference == "" || slices.Contains(e.Orders, o.ID) {
		return nil
	}
	e.Orders = append(e.Orders, o.ID)
	e.Orders = e.Orders[max(0, len(e.Orders)-recordOrdersMost):]
	if in.Name == toldEraseDesk {
		e.erase(Erasure{By: o.By, Why: o.Why})
		return nil
	}
	e.Read++
	e.keep(memberReading, e.Read, Reading{At: e.t.Now, By: o.By, Why: o.Why})
	if e.Read > recordReadingsMost {
		e.members[names(e.Read-recordReadingsMost-1, 1, memberReading)[0]] = nil
	}
	return nil
}
