package enrollment_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// chooser decides what happens next: rapid, or plain chance.
type chooser func(what string, n int) int

// walk lets things happen and checks after each of them.
func walk(tb testing.TB, choose chooser, steps int, flaw *flaw) error {
	tb.Helper()
	x := newModel(tb, choose, flaw)
	for i := range 6 { // there is always somebody
		if err := x.submit(i); err != nil {
			return err
		}
	}
	for range steps {
		did, err := x.something()
		if err == nil {
			err = x.broken
		}
		if err != nil {
			return fmt.Errorf("%s: %w", did, err)
		}
	}
	return x.settle()
}

// something does one thing.
func (x *model) something() (did string, err error) {
	who := x.choose("who", people)
	known := x.view(who).Reference != ""
	switch n := x.choose("what", 20); {
	case n > 0 && n < 11 && !known:
		return "submit", x.submit(who)
	case n == 0:
		return "submit", x.submit(who)
	case n < 7:
		return "decide", x.decide(who)
	case n < 11:
		return "she", x.she(who)
	case n < 14:
		return "deliver", x.deliver()
	case n == 14:
		return "again", x.again()
	case n < 17:
		return "time", x.pass(x.choose("hours", 30))
	case n == 17:
		return "down", x.down(x.choose("hours", 80))
	case n == 18:
		return "programme", x.reload(x.choose("programme", len(x.defs)))
	default:
		return "settle", x.settle()
	}
}

func (x *model) submit(who int) error {
	answers := map[string]string{"site": "leipzig", "name": "Somebody", "language": []string{"en", "ar"}[who%2], "link": []string{"a", "b", "c"}[who%3]}
	sent := map[string]any{"reference": numbered(who), "answers": answers}
	return x.tell(x.person(who), x.app(who), "submit", sent)
}

func (x *model) decide(who int) error {
	verbs := []enrollment.Verb{
		enrollment.VerbReview, enrollment.VerbAccept, enrollment.VerbAccept, enrollment.VerbAccept, enrollment.VerbReserve, enrollment.VerbDecline,
		enrollment.VerbAppeal, enrollment.VerbUphold, enrollment.VerbWithdraw,
	}
	x.drawn++
	d := enrollment.Decision{ID: fmt.Sprint("d", x.drawn), By: []string{"Anna", "Bilal"}[x.choose("by", 2)], What: verbs[x.choose("verb", len(verbs))], Reason: "places"}
	if x.choose("has seen", 2) == 0 {
		d.Seen = x.view(who).Version
		if x.choose("is behind", 4) == 0 {
			d.Seen--
		}
	}
	return x.tell("", x.app(who), "decide", d)
}

func (x *model) she(who int) error {
	x.drawn++
	what := []string{"take", "take", "leave", "appeal", "look"}[x.choose("wants", 5)]
	return x.tell(x.person(who), x.app(who), what, map[string]string{"id": fmt.Sprint("w", x.drawn)})
}

// deliver brings one of the things under way, in any order, once or twice.
func (x *model) deliver() error {
	if len(x.under) == 0 {
		return nil
	}
	at := x.choose("which", len(x.under))
	p := x.under[at]
	if x.choose("twice", 5) > 0 {
		x.under = slices.Delete(x.under, at, at+1)
	}
	return x.turn(p.to, p.in)
}

// again repeats something that was delivered before, maybe weeks ago. When all
// is settled that changes nothing and tells nobody anything new.
func (x *model) again() error {
	if err := x.settle(); err != nil || len(x.past) == 0 {
		return err
	}
	p := x.past[x.choose("which", len(x.past))]
	before, written := x.bodies(), x.letters
	if err := x.turn(p.to, p.in); err != nil {
		return err
	}
	if err := x.settle(); err != nil {
		return err
	}
	told, _ := p.in.(flows.Told)
	if after := x.bodies(); told.Name != "look" && after != before {
		return fmt.Errorf("a copy of %q changed\n%s\nto\n%s", told.Name, before, after)
	}
	if told.Name != "look" && x.letters != written {
		return fmt.Errorf("a copy of %q wrote to somebody", told.Name)
	}
	return nil
}

// settle delivers everything, and looks at the whole.
func (x *model) settle() error {
	for len(x.under) > 0 {
		p := x.under[0]
		x.under = x.under[1:]
		if err := x.turn(p.to, p.in); err != nil {
			return err
		}
	}
	return x.whole()
}

func TestApplicationsAndPlaces(t *testing.T) {
	steps := 80
	if racing {
		steps = 15
	}
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		if err := walk(t, choose, steps, nil); err != nil {
			rt.Fatal(err)
		}
	})
}

// flaw is a mistake that is planted into a machine, to see that it is found.
type flaw struct {
	name string
	step func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error)
	says string // part of what is found
}

func TestPlantedFlawsAreFound(t *testing.T) {
	for _, f := range flaws() {
		t.Run(f.name, func(t *testing.T) {
			for seed := range uint64(300) {
				r := rand.New(rand.NewPCG(seed, 11))
				err := walk(t, func(_ string, n int) int { return r.IntN(n) }, 120, &f)
				if err == nil {
					continue
				}
				if !strings.Contains(err.Error(), f.says) {
					t.Errorf("found by something else: %v", err)
				}
				t.Logf("seed %d: %.200v", seed, err)
				return
			}
			t.Error("it was not found")
		})
	}
}

const people = 9

func numbered(who int) string { return fmt.Sprintf("WE-%04d-222", who) }
