package enrollment_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// checkApplication looks at one turn of an application.
func (x *model) checkApplication(before, after flows.Actor, in flows.Input) error {
	was, _, err := enrollment.ReadView(before.Body)
	if err != nil {
		return fmt.Errorf("before: %w", err)
	}
	is, ok, err := enrollment.ReadView(after.Body)
	if err != nil || !ok {
		return err
	}
	if len(is.Changes) < len(was.Changes) || !slices.Equal(is.Changes[:len(was.Changes)], was.Changes) {
		return errors.New("the history was rewritten")
	}
	added := is.Changes[len(was.Changes):]
	if was.Status != is.Status && was.Reference != "" && len(added) == 0 {
		return fmt.Errorf("it went from %s to %s without a trace", was.Status, is.Status)
	}
	for _, c := range added {
		if c.By == "" || !c.At.Equal(x.now) {
			return fmt.Errorf("a change without a name or a time: %+v", c)
		}
	}
	told, _ := in.(flows.Told)
	if is.Status == enrollment.StatusDeclined && was.Status != is.Status {
		c, _ := is.Last()
		if told.Name != "decide" || c.By == enrollment.ByProgram || c.By == enrollment.ByApplicant || c.Reason == "" {
			return fmt.Errorf("declined by nobody, or for no reason: %+v", c)
		}
	}
	if want := []string{enrollment.IndexStatus(is.Status), enrollment.IndexSite("leipzig")}; !slices.Equal(after.Index, want) {
		return fmt.Errorf("it stands in %v", after.Index)
	}
	if _, rings := after.Timers["letter"]; rings != (is.Letter != "") {
		return errors.New("a letter that nobody will send, or a timer for none")
	}
	return nil
}

// checkTells looks at what a turn tells: nobody is written to at night, unless
// she has just done something.
func (x *model) checkTells(r flows.Result, in flows.Input) error {
	told, _ := in.(flows.Told)
	for _, e := range r.Effects {
		tell, ok := e.(flows.Tell)
		if !ok {
			return fmt.Errorf("an effect %T", e)
		}
		if tell.To.Kind() != flows.KindPerson || !strings.HasPrefix(tell.Name, "application.") || told.From.Kind() == flows.KindPerson {
			continue
		}
		if tell.Name == "application.gone" { // she reads nothing of it
			continue
		}
		x.letters++
		if at := x.programme().Quiet.Awake(x.now, x.site()); !at.Equal(x.now) {
			return fmt.Errorf("%s at night or on a holiday: %s", tell.Name, x.now)
		}
	}
	return nil
}

// checkIntake looks at one turn of the intake.
func (x *model) checkIntake(had []listed, in flows.Input) error {
	list := x.seats()
	held, taken := 0, map[string]int{}
	seen := map[string]bool{}
	for _, l := range list {
		if seen[l.Reference] {
			return fmt.Errorf("%s is there twice", l.Reference)
		}
		seen[l.Reference] = true
		if l.holds() {
			held++
			taken[l.Pool]++
		}
		if l.Pool != "" && !slices.Contains(l.Groups, l.Pool) {
			return fmt.Errorf("%s has a place that is reserved for %s", l.Reference, l.Pool)
		}
	}
	before := 0
	for _, l := range had {
		if l.holds() {
			before++
		}
	}
	reserved := x.site().Reserved[0].Places
	general := x.site().Places - reserved
	if held > x.site().Places && held > before {
		return fmt.Errorf("over places: %d for %d", held, x.site().Places)
	}
	return errors.Join(x.checkTimer(list), x.checkNew(had, list, taken, reserved, general, in), x.checkFreed(had, list, before, held))
}

// checkFreed: when one place is given up, somebody who waits and may have it is
// asked in the same turn.
func (x *model) checkFreed(had, list []listed, before, held int) error {
	freed, pool := 0, ""
	for _, h := range had {
		now := list[slices.IndexFunc(list, func(l listed) bool { return l.Reference == h.Reference })]
		if h.holds() && !now.holds() {
			freed, pool = freed+1, h.Pool
		}
	}
	if freed != 1 || held >= before || before > x.site().Places {
		return nil
	}
	for _, l := range list {
		waited := slices.ContainsFunc(had, func(h listed) bool { return h.Reference == l.Reference && h.Seat == "waiting" })
		if waited && l.Seat == "waiting" && (pool == "" || slices.Contains(l.Groups, pool)) && x.room(list, pool) {
			return fmt.Errorf("forgotten: a place was freed, %s waits, and nobody was asked", l.Reference)
		}
	}
	return nil
}

// places are those of each pool, by today's programme file.
func (x *model) places() map[string]int {
	reserved := x.site().Reserved[0].Places
	return map[string]int{"": x.site().Places - reserved, "arabic": reserved}
}

// room says whether a pool has a free place.
func (x *model) room(list []listed, pool string) bool {
	n := 0
	for _, l := range list {
		if l.holds() && l.Pool == pool {
			n++
		}
	}
	return n < x.places()[pool]
}

// checkTimer: whoever waits for an hour or for a place is not forgotten.
func (x *model) checkTimer(list []listed) error {
	next, ok := x.actors[x.intake()].Timers["next"]
	for _, l := range list {
		pending := l.Seat == "held" || l.Seat == "offered"
		switch {
		case pending != (l.At != 0):
			return fmt.Errorf("forgotten: %s is %s until %d", l.Reference, l.Seat, l.At)
		case pending && (!ok || next.UnixMilli() > l.At):
			return fmt.Errorf("forgotten: no timer for the offer to %s", l.Reference)
		case l.Seat == "waiting" && (!ok || next.After(x.now.Add(24*time.Hour))):
			return fmt.Errorf("forgotten: nobody looks whether %s can have a place", l.Reference)
		}
	}
	return nil
}

// checkNew looks at who came to a place in this turn: a reserved one first, and
// an offered one only when nobody further up could have it.
func (x *model) checkNew(had, list []listed, taken map[string]int, reserved, general int, in flows.Input) error {
	asking := ""
	if told, ok := in.(flows.Told); ok {
		var w struct{ Reference string }
		if err := json.Unmarshal(told.Data, &w); err != nil {
			return fmt.Errorf("a wish: %w", err)
		}
		asking = w.Reference
	}
	for _, l := range list {
		was := slices.ContainsFunc(had, func(h listed) bool { return h.Reference == l.Reference && h.holds() })
		if !l.holds() || was {
			continue
		}
		switch {
		case l.Pool == "" && len(l.Groups) > 0 && taken["arabic"] < reserved:
			return fmt.Errorf("%s has a general place while a reserved one is free", l.Reference)
		case l.Pool == "" && taken[""] > general, l.Pool != "" && taken[l.Pool] > reserved:
			return fmt.Errorf("over places: %d in %q", taken[l.Pool], l.Pool)
		}
		for _, y := range list {
			if l.Reference != asking && y.Seat == "waiting" && ahead(y, l) && (l.Pool == "" || slices.Contains(y.Groups, l.Pool)) {
				return fmt.Errorf("%s was passed over for %s", y.Reference, l.Reference)
			}
		}
	}
	return nil
}

func ahead(a, b listed) bool {
	return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Arrived, b.Arrived), cmp.Compare(a.Reference, b.Reference)) < 0
}

// whole compares, when nothing is under way, all applications with the list:
// each is in exactly one place.
func (x *model) whole() error {
	seat := map[string]string{}
	for _, l := range x.seats() {
		seat[l.Reference] = l.Seat
	}
	taken := 0
	for who := range people {
		v := x.view(who)
		if v.Reference == "" {
			continue
		}
		var want []string
		switch v.Status {
		case enrollment.StatusAccepted:
			want = []string{"taken"}
			taken++
		case enrollment.StatusOffered:
			want = []string{"offered"}
			taken++
		case enrollment.StatusReserve:
			want = []string{"waiting", "held"}
			if v.Silent {
				want = []string{"silent"}
			}
		case enrollment.StatusReceived, enrollment.StatusReview, enrollment.StatusAppeal, enrollment.StatusDeclined, enrollment.StatusWithdrawn:
			want = []string{"", "gone"}
		}
		if !slices.Contains(want, seat[v.Reference]) {
			return fmt.Errorf("%s is %s, but %q in the list", v.Reference, v.Status, seat[v.Reference])
		}
		if v.Asked != nil || v.Tapped {
			return fmt.Errorf("%s still waits for the intake", v.Reference)
		}
	}
	if most := 4; taken > most {
		return fmt.Errorf("over places: %d have one", taken)
	}
	return x.idle()
}

// idle finds a place that was freed and that somebody on the list could have.
func (x *model) idle() error {
	var body struct{ Freed int }
	if data := x.actors[x.intake()].Body; data != nil {
		if err := json.Unmarshal(data, &body); err != nil {
			return fmt.Errorf("the intake: %w", err)
		}
	}
	used, held := map[string]int{}, 0
	for _, l := range x.seats() {
		if l.holds() {
			used[l.Pool]++
			held++
		}
	}
	reserved := x.site().Reserved[0].Places
	for _, l := range x.seats() {
		may := used[""] < x.site().Places-reserved || len(l.Groups) > 0 && used["arabic"] < reserved
		if l.Seat == "waiting" && body.Freed > 0 && held < x.site().Places && may {
			return fmt.Errorf("forgotten: %s waits beside a freed place", l.Reference)
		}
	}
	return nil
}
