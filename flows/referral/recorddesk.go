package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// The safeguarding record at the desk: the command "wecan record". Only there can
// it be read.

// RecordNote is one note of a safeguarding record.
type RecordNote struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`   // the id of whoever wrote it
	Name string    `json:"name"` // and her name at that time
	Text string    `json:"text"` // at most 1000 characters
}

// Reading is one reading of a safeguarding record.
type Reading struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"` // a name
	Why string    `json:"why,omitempty"`
}

// RecordOrder is what the desk wants of a safeguarding record.
type RecordOrder struct {
	ID  string `json:"id"` // drawn anew for each: the same one again changes nothing
	By  string `json:"by"` // her name
	Why string `json:"why,omitempty"`
}

// ErrReason is returned for a reason that is too long.
var ErrReason = errors.New("a reason has at most 200 characters")

const reasonMost = 200

// NewReading is the input that notes that a record is read, as o says. Show it
// only when [RecordView.Heard] knows it. The error is [ErrNoName] or [ErrReason].
func NewReading(ids flows.IDs, reference string, o RecordOrder) (flows.Incoming, error) {
	return newRecordOrder(ids, reference, toldReadDesk, o)
}

// NewErasure is the input that deletes the notes of a record before their time.
// The error is [ErrNoName] or [ErrReason].
func NewErasure(ids flows.IDs, reference string, o RecordOrder) (flows.Incoming, error) {
	return newRecordOrder(ids, reference, toldEraseDesk, o)
}

func newRecordOrder(ids flows.IDs, reference, told string, o RecordOrder) (flows.Incoming, error) {
	var err error
	if o.By, err = decider(o.By); err != nil {
		return flows.Incoming{}, err
	}
	if o.Why = i18n.Clean(o.Why); utf8.RuneCountInString(o.Why) > reasonMost {
		return flows.Incoming{}, ErrReason
	}
	return atDesk(ids.Of(flows.KindRecord, reference), told, o.ID, o)
}

// RecordView is what can be known of a safeguarding record without reading it.
type RecordView struct {
	Reference string
	Site      string
	Notes     int       // how many it has
	Last      time.Time // of its last note; zero for none
	Until     time.Time // when it is deleted; zero while its referral is open
	Readings  int
	Erased    *Erasure // when notes were last deleted; nil for never

	is record
}

// ReadRecord reads the actor of a record; false when there was never a note.
func ReadRecord(a flows.Actor) (RecordView, bool, error) {
	var r record
	if len(a.Body) == 0 {
		return RecordView{}, false, nil
	}
	if err := json.Unmarshal(a.Body, &r); err != nil {
		return RecordView{}, false, fmt.Errorf("referral: read the record: %w", err)
	}
	return RecordView{
		Reference: r.Reference, Site: r.Site, Notes: r.Notes - r.First + 1, Last: r.Last, Until: a.Timers[timerErase], Readings: r.Read, Erased: r.Erased, is: r,
	}, r.Reference != "", nil
}

// Heard says whether an order has come to the record.
func (v RecordView) Heard(order string) bool { return slices.Contains(v.is.Orders, order) }

// Members are the member fields to load for [RecordView.Contents].
func (v RecordView) Members() []string {
	notes := names(v.is.First-1, v.Notes, memberRecordNote)
	first := max(0, v.is.Read-recordReadingsMost)
	return append(notes, names(first, v.is.Read-first, memberReading)...)
}

// Contents reads the notes, and who has read them, each in order.
func (v RecordView) Contents(members map[string][]byte) (notes []RecordNote, readings []Reading, err error) {
	for _, name := range v.Members() {
		data := members[name]
		if strings.HasPrefix(name, memberReading) {
			readings, err = appended(readings, data)
		} else {
			notes, err = appended(notes, data)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("referral: %s of the record of %s cannot be read", name, v.Reference)
		}
	}
	return notes, readings, nil
}

func appended[T any](list []T, data []byte) ([]T, error) {
	var one T
	err := json.Unmarshal(data, &one)
	return append(list, one), err
}
