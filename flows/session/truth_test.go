package session_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/session"
)

// This file keeps what really happened: how each session stood when, who took part
// when, what people said, and when something was told.

// as is a value from a moment on.
type as[T any] struct {
	at time.Time
	is T
}

// then is what held at a moment; false when nothing did yet.
func then[T any](all []as[T], t time.Time) (v T, ok bool) {
	for _, one := range all {
		if one.at.After(t) {
			break
		}
		v, ok = one.is, true
	}
	return v, ok
}

// within is all that held at some moment of a time.
func within[T any](all []as[T], from, until time.Time) (out []T) {
	if v, ok := then(all, from); ok {
		out = append(out, v)
	}
	for _, one := range all {
		if one.at.After(from) && !one.at.After(until) {
			out = append(out, one.is)
		}
	}
	return out
}

// knows is what somebody knows of a session.
type knows struct {
	start  time.Time
	where  string
	gone   bool // it does not take place, or not for her
	nobody bool // it is not hers: she knows nothing
}

// seat is what a session keeps of somebody, as it is stored.
type seat struct {
	Seq      int
	Answer   session.Answer `json:"a"`
	Children int            `json:"c"`
	Place    session.Place  `json:"p"`
}

func (s *seat) UnmarshalJSON(data []byte) error {
	var v struct {
		Seq      int            `json:"q"`
		Answer   session.Answer `json:"a"`
		Children int            `json:"c"`
		Place    session.Place  `json:"p"`
	}
	err := json.Unmarshal(data, &v)
	*s = seat(v)
	return err //nolint:wrapcheck // of a test
}

// pair is somebody and a session.
type pair struct{ who, of string }

// cause is why something of a pair may be in motion.
type cause int

const (
	byOrder cause = 1 << iota
	byPart
	byAnswer
	byNews
	byPlace // she was told that a place is free
)

type touch struct {
	at  time.Time
	why cause
}

// truth is all of it.
type truth struct {
	stands  map[string][]as[session.Standing]    // by session
	parts   map[string][]as[flows.Participation] // by application
	seats   map[pair][]as[seat]
	said    map[pair][]as[session.Answer] // by herself
	known   map[pair][]as[knows]
	spent   map[pair]map[time.Time]map[time.Duration]bool // reminders that she had, or that are needless, by start
	touched map[pair][]touch
	outages [][2]time.Time
	lines   map[string][]string // the waiting lists, as they must be
	people  map[string]int64    // chats, by application
}

func newTruth() *truth {
	return &truth{
		stands: map[string][]as[session.Standing]{}, parts: map[string][]as[flows.Participation]{}, seats: map[pair][]as[seat]{}, said: map[pair][]as[session.Answer]{}, known: map[pair][]as[knows]{},
		spent: map[pair]map[time.Time]map[time.Duration]bool{}, touched: map[pair][]touch{}, lines: map[string][]string{}, people: map[string]int64{},
	}
}

func concerns(p session.Plan, who flows.Participation) bool {
	return who.In && p.Site == who.Site && (p.Cohort == "" || p.Cohort == who.Cohort) && (p.Track == "" || p.Track == who.Track)
}

// hers is what is so for her at a moment: what she should know of a session.
func (x *truth) hers(p pair, t time.Time) knows {
	part, in := then(x.parts[p.who], t)
	s, ok := then(x.stands[p.of], t)
	if !in || !ok {
		return knows{nobody: true}
	}
	return hers(s, part)
}

func hers(s session.Standing, part flows.Participation) knows {
	if !part.In {
		return knows{nobody: true}
	}
	return knows{s.Plan.Start, where(s.Plan), s.Cancelled || !concerns(s.Plan, part), false}
}

func where(p session.Plan) string {
	if p.Place != "" {
		return p.Place
	}
	return p.Online
}

// calm says whether nothing of some kinds happened to a pair in a time.
func (x *truth) calm(p pair, from, until time.Time, kinds cause) bool {
	for _, o := range x.outages {
		if o[0].Before(until) && o[1].After(from) {
			return false
		}
	}
	return !slices.ContainsFunc(x.touched[p], func(t touch) bool {
		return t.why&kinds != 0 && !t.at.Before(from) && !t.at.After(until)
	})
}

func (x *truth) touch(p pair, at time.Time, why cause) {
	x.touched[p] = append(x.touched[p], touch{at, why})
}

// spend notes which reminders need not come any more: those due, and longer ones.
func (x *truth) spend(w *world, p pair, plan session.Plan, now time.Time) (some bool) {
	if x.spent[p] == nil {
		x.spent[p] = map[time.Time]map[time.Duration]bool{}
	}
	had := x.spent[p][plan.Start]
	if had == nil {
		had = map[time.Duration]bool{}
		x.spent[p][plan.Start] = had
	}
	site, _ := w.defs.Programme.Site(plan.Site)
	all := offsets(w, plan)
	for i, before := range all {
		if dueAt(w.defs.Programme, site, plan.Start, before).After(now) {
			continue
		}
		some = some || !had[before]
		for _, longer := range all[:i+1] {
			had[longer] = true
		}
	}
	return some
}

// offsets are the reminders of a session, the longest first.
func offsets(w *world, plan session.Plan) []time.Duration {
	if plan.Remind == nil {
		return w.defs.Programme.Sessions.Remind
	}
	var out []time.Duration
	for _, m := range plan.Remind {
		out = append(out, time.Duration(m)*time.Minute)
	}
	slices.SortFunc(out, func(a, b time.Duration) int { return int(b - a) })
	return slices.Compact(out)
}

// given are the values of what a person is told.
func given(t flows.Tell) map[string]string {
	var told struct{ Given map[string]string }
	if json.Unmarshal(t.Data, &told) != nil {
		return nil
	}
	return told.Given
}

// phrases are the lines of a list.
func phrases(list string) []flows.Phrase {
	_, data, _ := strings.Cut(list, ":")
	var out []flows.Phrase
	_ = json.Unmarshal([]byte(data), &out) // no list has no lines
	return out
}

// momentOf is the moment in a value as flows.When and flows.At make them.
func momentOf(value string) time.Time {
	t, err := time.Parse(time.RFC3339, value[strings.LastIndex(value, "/")+1:])
	if err != nil {
		return time.Time{}
	}
	return t
}

// title is what a session is called, and number which one is called so.
func title(of string) string { return "Talk " + of }

func number(title string) string { return strings.TrimPrefix(title, "Talk ") }

func (p pair) String() string { return fmt.Sprintf("%s of %s", p.of, p.who) }
