package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"wecan/flows"
)

// Calendar is the machine of calendars: who takes part at one site, and what is to
// come there. Its id is made of the site's. Each change of a session goes to the agendas
// of those whom it concerns; whoever begins to take part is told all that is to come.
//
// Those who take part stand in pages, one member field each, so that a turn reads and
// writes one. A change walks through them, a page a turn, by messages to itself.
type Calendar struct{}

var _ flows.Loader = Calendar{}

// What a calendar is told besides how a session stands.
const (
	toldHere = "here" // an agenda, with a [flows.Participation]: she takes part, or no more
	toldWalk = "walk" // the calendar itself, with a walk
)

// toldComing brings an agenda sessions.
const toldComing = "coming"

const (
	memberSessions = "sessions"
	pages          = 16 // part of the names of stored fields: never change it
	tellsMost      = 60 // agendas that are told in a turn
	comingMost     = 10 // sessions that an agenda is told at a time
)

// entry is a session as it was heard of last.
type entry struct {
	Standing

	Heard time.Time `json:"heard,omitzero"`
}

// keepPast is how long a session stays after its end, and after its last change: one that
// has moved into the past is told to all too.
const keepPast = 24 * time.Hour

func memberPage(n int) string { return "p/" + strconv.Itoa(n) }

// pageOf is where somebody stands.
func pageOf(reference string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(reference)) // a hash's Write never fails
	return int(h.Sum32() % pages)
}

// walk is how far a change has come.
type walk struct {
	Reference string `json:"reference"` // of the session
	Rev       int    `json:"rev"`
	Page      int    `json:"page"`
	After     string `json:"after,omitempty"` // the last one on that page who was told
}

// Members are the sessions and one page.
func (Calendar) Members(in flows.Input) []string {
	told, ok := in.(flows.Told)
	if !ok {
		return nil
	}
	page := 0
	switch told.Name {
	case toldHere:
		var who flows.Participation
		if json.Unmarshal(told.Data, &who) == nil {
			page = pageOf(who.Reference)
		}
	case toldWalk:
		var w walk
		if json.Unmarshal(told.Data, &w) == nil {
			page = w.Page
		}
	}
	return []string{memberSessions, memberPage(page)}
}

// calendar is the body of a calendar.
type calendar struct {
	Site string `json:"site,omitempty"`
	In   int    `json:"in,omitempty"` // who take part
}

// part is one who takes part.
type part struct {
	Reference string `json:"r"`
	Seq       int    `json:"q"`
	In        bool   `json:"i,omitempty"` // she does still; kept, so that old news are known as old
	Track     string `json:"t,omitempty"`
	Cohort    string `json:"c,omitempty"`
}

// sheet is one turn of a calendar while it is made.
type sheet struct {
	calendar

	t        flows.Turn
	a        *flows.Actor
	sessions []entry
	page     []part
	number   int // of the page
	out      []flows.Effect
	reports  []string
}

// Step makes one turn of a calendar.
func (m Calendar) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("session: a calendar cannot be given a %T", in)
	}
	k := &sheet{t: t, a: &a}
	if err := k.read(m.Members(in)); err != nil {
		return flows.Result{}, err
	}
	var err error
	switch told.Name {
	case toldStands:
		err = k.stands(told)
	case toldHere:
		err = k.here(told)
	case toldWalk:
		err = k.walked(told)
	default:
		err = fmt.Errorf("session: a calendar cannot be told %q", told.Name)
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *sheet) read(members []string) error {
	if len(k.a.Body) > 0 {
		if err := json.Unmarshal(k.a.Body, &k.calendar); err != nil {
			return fmt.Errorf("session: read the calendar: %w", err)
		}
	}
	if err := readField(k.t.Members[memberSessions], &k.sessions); err != nil {
		return err
	}
	k.number, _ = strconv.Atoi(members[1][len("p/"):]) // we made it ourselves
	return readField(k.t.Members[members[1]], &k.page)
}

func readField(data []byte, to any) error {
	if len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, to); err != nil {
		return fmt.Errorf("session: read a member field: %w", err)
	}
	return nil
}

// stands takes how a session stands, and begins to tell it.
func (k *sheet) stands(in flows.Told) error {
	var s Standing
	if err := json.Unmarshal(in.Data, &s); err != nil {
		return fmt.Errorf("session: read how a session stands: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindSession, s.Reference) || k.t.IDs.Of(flows.KindCalendar, s.Plan.Site) != k.a.ID {
		k.reports = append(k.reports, "a session of another site was told to a calendar")
		return nil
	}
	k.Site = s.Plan.Site
	at := slices.IndexFunc(k.sessions, func(one entry) bool { return one.Reference == s.Reference })
	switch {
	case at < 0:
		k.sessions = append(k.sessions, entry{s, k.t.Now})
	case k.sessions[at].Rev >= s.Rev:
		return nil
	default:
		k.sessions[at] = entry{s, k.t.Now}
	}
	k.prune()
	return k.tellPage(walk{Reference: s.Reference, Rev: s.Rev}, s)
}

// prune forgets what is long over.
func (k *sheet) prune() {
	long := k.t.Now.Add(-keepPast)
	k.sessions = slices.DeleteFunc(k.sessions, func(s entry) bool { return long.After(s.Plan.End()) && long.After(s.Heard) })
	slices.SortStableFunc(k.sessions, func(a, b entry) int { return a.Plan.Start.Compare(b.Plan.Start) })
}

// walked goes on telling. A walk that a newer change has overtaken ends.
func (k *sheet) walked(in flows.Told) error {
	var w walk
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("session: read a walk: %w", err)
	}
	if in.From != k.a.ID {
		k.reports = append(k.reports, "a walk that a calendar did not begin was dropped")
		return nil
	}
	at := slices.IndexFunc(k.sessions, func(s entry) bool { return s.Reference == w.Reference })
	if at < 0 || k.sessions[at].Rev != w.Rev {
		return nil
	}
	return k.tellPage(w, k.sessions[at].Standing)
}

// tellPage tells those of a page, and goes on with what is left.
func (k *sheet) tellPage(w walk, s Standing) error {
	left := tellsMost
	for _, one := range k.page {
		if one.Reference <= w.After || !s.Plan.mayConcern(k.Site, one) {
			continue
		}
		if left == 0 {
			return k.tell(k.a.ID, toldWalk, w)
		}
		left--
		w.After = one.Reference
		if err := k.tellAgenda(one.Reference, []Standing{s}); err != nil {
			return err
		}
	}
	if w.Page+1 == pages || k.In == 0 {
		return nil
	}
	w.Page, w.After = w.Page+1, ""
	return k.tell(k.a.ID, toldWalk, w)
}

// mayConcern says whether somebody on the page is to hear of it: also who was invited
// before, since cohort and track of a session may change. Her agenda decides.
func (p Plan) mayConcern(site string, one part) bool { return one.In && p.Site == site }

// coming is what an agenda is told.
type coming struct {
	Sessions []Standing `json:"sessions"`
}

func (k *sheet) tellAgenda(reference string, list []Standing) error {
	return k.tell(k.t.IDs.Of(flows.KindAgenda, reference), toldComing, coming{list})
}

// here takes somebody up, or lets her go.
func (k *sheet) here(in flows.Told) error {
	var who flows.Participation
	if err := json.Unmarshal(in.Data, &who); err != nil {
		return fmt.Errorf("session: read who takes part: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindAgenda, who.Reference) || k.t.IDs.Of(flows.KindCalendar, who.Site) != k.a.ID {
		k.reports = append(k.reports, "somebody who takes part elsewhere was told to a calendar")
		return nil
	}
	k.Site = who.Site
	at, found := slices.BinarySearchFunc(k.page, who.Reference, func(p part, r string) int {
		return bytes.Compare([]byte(p.Reference), []byte(r))
	})
	if !found {
		k.page = slices.Insert(k.page, at, part{Reference: who.Reference})
	}
	one := &k.page[at]
	if who.Seq < one.Seq {
		return nil
	}
	if one.In != who.In {
		k.In += map[bool]int{true: 1, false: -1}[who.In]
	}
	*one = part{who.Reference, who.Seq, who.In, who.Track, who.Cohort}
	if !who.In {
		return nil
	}
	k.prune()
	var list []Standing
	for _, s := range k.sessions {
		if !s.over(k.t.Now) && !s.Cancelled && s.Plan.concerns(who) {
			list = append(list, s.Standing)
		}
	}
	for some := range slices.Chunk(list, comingMost) {
		if err := k.tellAgenda(who.Reference, some); err != nil {
			return err
		}
	}
	return nil
}

func (k *sheet) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

func (k *sheet) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Reports: k.reports}
	if k.Site == "" { // nothing was ever told that concerns it
		return out, nil
	}
	var err error
	if out.Actor.Body, err = json.Marshal(k.calendar); err != nil {
		return out, fmt.Errorf("session: write the calendar: %w", err)
	}
	for name, value := range map[string]any{memberSessions: k.sessions, memberPage(k.number): k.page} {
		data, err := json.Marshal(value)
		if err != nil {
			return out, fmt.Errorf("session: write a member field: %w", err)
		}
		if string(data) == "null" || bytes.Equal(data, k.t.Members[name]) {
			continue
		}
		if out.Members == nil {
			out.Members = map[string][]byte{}
		}
		out.Members[name] = data
	}
	return out, nil
}
