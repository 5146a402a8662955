package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
)

// Answer is what somebody says to an invitation. Answers are stored: never rename one.
type Answer string

// The answers. Late is one who comes, and says so.
const (
	AnswerNone   Answer = ""
	AnswerComing Answer = "coming"
	AnswerLate   Answer = "late"
	AnswerOff    Answer = "off"
)

func (a Answer) comes() bool { return a == AnswerComing || a == AnswerLate }

// question is what an agenda tells a session: an answer of hers or, with due, whether
// it still is so.
type question struct {
	Who       string `json:"who"` // the reference of her application
	Reference string `json:"reference"`
	Seq       int    `json:"seq,omitempty"` // of her answers, ascending
	Answer    Answer `json:"answer,omitempty"`
	Children  int    `json:"children,omitempty"`
	Query     string `json:"query,omitempty"` // the reply carries it again
}

// Place is how somebody stands at a session.
type Place string

// The places.
const (
	PlaceNone    Place = ""
	PlaceHers    Place = "hers"
	PlaceWaiting Place = "waiting" // on the waiting list
)

// reply is what an agenda hears.
type reply struct {
	Standing

	Number int    `json:"number"` // of replies of this session, ascending
	Seq    int    `json:"seq"`    // of her last answer that was heard
	Place  Place  `json:"place,omitempty"`
	Line   int    `json:"line,omitempty"` // on the waiting list, from 1
	Query  string `json:"query,omitempty"`
	Late   bool   `json:"late,omitempty"` // that answer came when the session was over, and changed nothing
}

// seat is the member field of somebody.
type seat struct {
	Seq      int    `json:"q"`
	Answer   Answer `json:"a,omitempty"`
	Children int    `json:"c,omitempty"`
	Place    Place  `json:"p,omitempty"`
}

// asked hears an agenda, and replies how she stands.
func (k *meeting) asked(in flows.Told) error {
	var q question
	if err := json.Unmarshal(in.Data, &q); err != nil {
		return fmt.Errorf("session: read a question: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindAgenda, q.Who) || k.t.IDs.Of(flows.KindSession, q.Reference) != k.a.ID {
		k.reports = append(k.reports, "a question that did not come from its agenda was dropped")
		return nil
	}
	s, err := readSeat(k.t.Members[memberAnswer+q.Who])
	if err != nil {
		return err
	}
	fresh := in.Name == toldAnswer && q.Seq > s.Seq && k.Reference != ""
	if fresh && k.over(k.t.Now) {
		return k.late(q, s)
	}
	if fresh {
		k.count(s, -1)
		s = seat{Seq: q.Seq, Answer: q.Answer, Children: q.Children, Place: k.place(q.Who, s.Place, q.Answer)}
		if s.Place == PlaceWaiting {
			k.wait(q.Who, s)
		}
		k.count(s, 1)
		if err := k.keep(q.Who, s); err != nil {
			return err
		}
		if err := k.advance(); err != nil {
			return err
		}
	}
	return k.reply(q.Who, s, q.Query)
}

// late hears an answer to a session that is over: it changes nothing, and is known when a
// copy comes after the session was planned anew.
func (k *meeting) late(q question, s seat) error {
	s.Seq = q.Seq
	if s.Place == PlaceWaiting {
		k.wait(q.Who, s)
	}
	if err := k.keep(q.Who, s); err != nil {
		return err
	}
	r := k.replyTo(q.Who, s, q.Query)
	r.Late = true
	return k.tell(k.t.IDs.Of(flows.KindAgenda, q.Who), toldNow, r)
}

func readSeat(data []byte) (s seat, err error) {
	if len(data) > 0 {
		if err = json.Unmarshal(data, &s); err != nil {
			err = fmt.Errorf("session: read an answer: %w", err)
		}
	}
	return s, err
}

// place is what an answer gives her.
func (k *meeting) place(who string, was Place, answer Answer) Place {
	switch {
	case answer.comes() && (was == PlaceHers || was == PlaceNone && k.free() && len(k.Line) == 0):
		return PlaceHers
	case answer.comes():
		return PlaceWaiting
	}
	k.Line = slices.DeleteFunc(k.Line, func(w waiter) bool { return w.Who == who })
	return PlaceNone
}

// waiter is somebody on the waiting list, with her seat as it is kept.
type waiter struct {
	Who string `json:"w"`
	seat
}

// wait puts somebody at the end of the waiting list. Who is on it keeps her number.
func (k *meeting) wait(who string, s seat) {
	at := k.number(who) - 1
	if at < 0 {
		at = len(k.Line)
		k.Line = append(k.Line, waiter{})
	}
	k.Line[at] = waiter{who, s}
}

// keepLine writes the waiting list if it has changed. A timer's turn has not read it.
func (k *meeting) keepLine() error {
	was := k.t.Members[memberLine]
	if len(k.Line) == 0 && len(was) == 0 {
		return nil
	}
	data, err := json.Marshal(k.Line)
	if err != nil {
		return fmt.Errorf("session: write the waiting list: %w", err)
	}
	if !bytes.Equal(data, was) {
		k.field(memberLine, data)
	}
	return nil
}

func (k *meeting) field(name string, data []byte) {
	if k.fields == nil {
		k.fields = map[string][]byte{}
	}
	k.fields[name] = data
}

// number is hers on the waiting list, from 1; 0 for none.
func (k *meeting) number(who string) int {
	return slices.IndexFunc(k.Line, func(w waiter) bool { return w.Who == who }) + 1
}

// advance gives free places to the first of the waiting list, and tells them.
func (k *meeting) advance() error {
	for len(k.Line) > 0 && k.free() && !k.Cancelled && !k.over(k.t.Now) {
		w := k.Line[0]
		k.Line = k.Line[1:]
		k.count(w.seat, -1)
		w.Place = PlaceHers
		k.count(w.seat, 1)
		if err := k.keep(w.Who, w.seat); err != nil {
			return err
		}
		if err := k.reply(w.Who, w.seat, ""); err != nil {
			return err
		}
	}
	return nil
}

// free says whether there is a place for one more. Nobody is put out of a place when
// there are fewer than before.
func (k *meeting) free() bool { return k.Plan.Capacity == 0 || k.Tally.Coming < k.Plan.Capacity }

// count adds a seat to the numbers, or takes it away.
func (k *meeting) count(s seat, by int) {
	switch s.Place {
	case PlaceHers:
		k.Tally.Coming += by
		k.Tally.Children += by * s.Children
		if s.Answer == AnswerLate {
			k.Tally.Late += by
		}
	case PlaceWaiting:
		k.Tally.Waiting += by
	case PlaceNone:
		if s.Answer == AnswerOff {
			k.Tally.Off += by
		}
	}
}

// keep writes a seat.
func (k *meeting) keep(who string, s seat) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("session: write an answer: %w", err)
	}
	k.field(memberAnswer+who, data)
	return nil
}

func (k *meeting) reply(who string, s seat, query string) error {
	return k.tell(k.t.IDs.Of(flows.KindAgenda, who), toldNow, k.replyTo(who, s, query))
}

func (k *meeting) replyTo(who string, s seat, query string) reply {
	k.Next++
	return reply{Standing: k.Standing, Number: k.Next, Seq: s.Seq, Place: s.Place, Line: k.number(who), Query: query}
}
