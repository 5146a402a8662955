package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// listMost is how many events a list shows: as many as its flow has numbers.
const listMost = 8

// listSep stands between the references of a list.
const listSep = ","

const (
	inquiriesMost = 3                // at a time; of more the oldest are not answered
	patience      = 5 * time.Second  // after that a list is told with what is known
	inquiryLast   = 10 * time.Minute // after that nobody waits for the answer any more
)

// inquiry is something that she has asked for and that other actors are asked about
// first: the list, or the page of one event.
type inquiry struct {
	Query  string          `json:"query"`
	Event  string          `json:"event,omitempty"` // of a page; "" for the list
	Form   bool            `json:"form,omitempty"`  // in the place of the page she wants to sign up
	Start  string          `json:"start,omitempty"` // in the place of the page one of these: see [starts]
	What   string          `json:"what,omitempty"`  // in its place she wants to see what was handed in: hand, ideas, idea, results
	Left   []flows.ActorID `json:"left,omitempty"`  // who has not replied
	Events []Standing      `json:"events,omitempty"`
	More   int             `json:"more,omitempty"`
	Asked  time.Time       `json:"asked"`
	Due    time.Time       `json:"due"`
}

// ask begins an inquiry.
func (k *diary) ask(q *inquiry) {
	q.Query, q.Asked, q.Due = k.question(), k.t.Now, k.t.Now.Add(patience).Truncate(time.Millisecond)
	k.Inquiries = append(k.Inquiries, q)
	k.Inquiries = k.Inquiries[max(0, len(k.Inquiries)-inquiriesMost):]
}

// list asks what is open to her, and at which number she stands where she waits.
func (k *diary) list() error {
	q := &inquiry{Left: []flows.ActorID{listingID(k.t.IDs)}}
	k.ask(q)
	w := which{Guest: k.a.ID, Person: k.Person, Query: q.Query, Lang: k.Lang, Site: k.Site, Parts: k.parts()}
	var err error
	for _, i := range k.Items {
		if !i.Seat.engaged() {
			continue
		}
		w.Skip = append(w.Skip, i.Reference)
		if i.Seat == SeatWaiting {
			q.Left = append(q.Left, k.t.IDs.Of(flows.KindEvent, i.Reference))
			err = errors.Join(err, k.query(i.Reference, i.N, q.Query))
		}
	}
	return errors.Join(err, k.tell(q.Left[0], toldWhich, w))
}

// open asks an event for its page, or for what begins in its place.
func (k *diary) open(w wish, what string) error {
	if _, ok := flows.ParseReference(w.Event); !ok {
		return k.say(answerClosed, time.Time{}, nil)
	}
	q := &inquiry{Event: w.Event, Form: what == toldBegin, Left: []flows.ActorID{k.t.IDs.Of(flows.KindEvent, w.Event)}}
	if _, is := starts()[what]; is {
		q.Start = what
	}
	k.ask(q)
	n := 0
	if i := k.item(w.Event); i != nil {
		n = i.N
	}
	return k.query(w.Event, n, q.Query)
}

func (k *diary) inquiry(query string) *inquiry {
	at := slices.IndexFunc(k.Inquiries, func(q *inquiry) bool { return q.Query == query && query != "" })
	if at < 0 {
		return nil
	}
	return k.Inquiries[at]
}

// listed takes what the listing says.
func (k *diary) listed(in flows.Told) error {
	var a are
	if err := json.Unmarshal(in.Data, &a); err != nil {
		return fmt.Errorf("event: read the listing's answer: %w", err)
	}
	if q := k.inquiry(a.Query); q != nil && in.From == listingID(k.t.IDs) {
		q.Events, q.More = a.Events, a.More
		q.heard(in.From)
	}
	return nil
}

// informed takes the reply of an event to an inquiry.
func (k *diary) informed(from flows.ActorID, r reply) error {
	q := k.inquiry(r.Query)
	if q == nil {
		return nil
	}
	q.heard(from)
	if q.Event == "" || from != k.t.IDs.Of(flows.KindEvent, q.Event) {
		return nil
	}
	k.close(q)
	if q.What != "" {
		return k.show(q.What, r)
	}
	return k.page(r, q)
}

func (q *inquiry) heard(from flows.ActorID) {
	q.Left = slices.DeleteFunc(q.Left, func(id flows.ActorID) bool { return id == from })
}

func (k *diary) close(q *inquiry) {
	k.Inquiries = slices.DeleteFunc(k.Inquiries, func(one *inquiry) bool { return one == q })
}

// inquire tells the lists for which all is known, or which have waited long enough.
func (k *diary) inquire() error {
	var err error
	for _, q := range slices.Clone(k.Inquiries) {
		late := !q.Due.After(k.t.Now)
		switch {
		case k.t.Now.Sub(q.Asked) >= inquiryLast:
			k.close(q)
		case q.Event == "" && (len(q.Left) == 0 || late && q.Left[0] != listingID(k.t.IDs)):
			k.close(q)
			err = errors.Join(err, k.tellList(q))
		case late:
			q.Due = q.Asked.Add(inquiryLast).Truncate(time.Millisecond)
		}
	}
	return err
}

// page tells her about an event: if it is hers or open to her. It begins a flow of its
// own, so that it is new also while an older one stands open; that comes first, as news
// from where she has just asked.
func (k *diary) page(r reply, q *inquiry) error {
	i := k.item(r.Reference)
	if i == nil || r.Number > i.Number {
		i = &item{Standing: r.Standing, N: r.N, Seat: r.Seat, Line: r.Line, Until: r.Until}
	}
	if s, is := starts()[q.Start]; is {
		return k.begin(s, i)
	}
	if !k.hers(i) && (!i.opens(k.t.Now) || !i.Plan.mayCome(k.Parts, k.Site)) {
		return k.say(answerClosed, time.Time{}, nil)
	}
	if q.Form {
		return k.form(i)
	}
	letter, until, given := letterPage, i.Plan.End(), k.given(i)
	if i.over(k.t.Now) { // only what is left to do
		letter, until, given = letterDay, k.t.Now.Add(inquiryLast), k.dayStart(i)
	}
	return errors.Join(
		k.say(letter, until, given),
		k.say(answerOpened, time.Time{}, nil),
	)
}

// hers says whether she has something to do with an event: it is to come, or she has a place
// and it is not over, or there is something left to do.
func (k *diary) hers(i *item) bool {
	if i.Seat != SeatPlaced && i.begun(k.t.Now) {
		return false
	}
	return i.Seat.engaged() && !i.Cancelled && (!i.over(k.t.Now) || k.day(i) != "")
}

// tellList tells her which events there are: those that she has signed up for and those
// that are open to her, by their start.
func (k *diary) tellList(q *inquiry) error {
	var all []*item
	for _, i := range k.Items {
		if k.hers(i) {
			all = append(all, i)
		}
	}
	for _, s := range q.Events {
		if i := k.item(s.Reference); s.opens(k.t.Now) && (i == nil || !i.Seat.engaged()) {
			all = append(all, &item{Standing: s})
		}
	}
	if len(all) == 0 {
		return k.say(answerNone, time.Time{}, nil)
	}
	slices.SortStableFunc(all, func(a, b *item) int { return a.Plan.Start.Compare(b.Plan.Start) })
	var rows []flows.Phrase
	var references []string
	for n, i := range all[:min(len(all), listMost)] {
		references = append(references, i.Reference)
		rows = append(rows, k.row(i, n+1))
	}
	if left := len(all) - len(rows) + q.More; left > 0 {
		rows = append(rows, flows.Phrase{Key: rowMore, Args: map[string]string{"n": strconv.Itoa(left)}})
	}
	return errors.Join(
		k.say(letterEvents, time.Time{}, map[string]string{
			"rows": flows.Lines(rows...), "n": strconv.Itoa(len(references)), "events": strings.Join(references, listSep),
		}),
		k.say(answerListed, time.Time{}, nil),
	)
}

// row is how an event is listed.
func (k *diary) row(i *item, n int) flows.Phrase {
	out := flows.Phrase{Key: rowOpen, Args: map[string]string{
		"n": strconv.Itoa(n), "title": i.Plan.In(k.Lang).Title, "when": flows.When(i.Plan.Site, i.Plan.Start), "place": where(i.Plan),
	}}
	switch i.Seat {
	case SeatPlaced:
		out.Key = rowPlaced
	case SeatWaiting:
		out.Key, out.Args["line"] = rowWaiting, strconv.Itoa(i.Line)
	case SeatOffered:
		out.Key, out.Args["hours"] = rowOffered, flows.When(i.Plan.Site, i.Until)
	case SeatNone, SeatSilent, SeatLeft:
	}
	return out
}
