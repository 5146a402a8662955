package referral_test

import (
	"slices"
	"testing"

	"wecan/flows"
	"wecan/flows/referral"
)

// order brings what the desk decides, and answers what came of it.
func (w *world) order(reference string, o referral.Order) (referral.Answer, bool) {
	w.tb.Helper()
	in, err := referral.NewAssignment(w.ids, reference, o)
	if o.Outcome != "" {
		in, err = referral.NewClosing(w.ids, reference, o)
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
	return w.desk(reference).Answered(o.ID)
}

func (w *world) desk(reference string) referral.Case {
	w.tb.Helper()
	c, ok, err := referral.ReadCase(w.actors[w.ids.Of(flows.KindReferral, reference)])
	if err != nil || !ok {
		w.tb.Fatalf("%s cannot be read: %v", reference, err)
	}
	return c
}

// counts are the references that count as somebody's.
func (w *world) counts(id string) []string {
	w.tb.Helper()
	for _, s := range w.defs.Programme.Sites {
		team, err := referral.ReadTeam(w.defs.Programme, s.ID, w.members[w.ids.Of(flows.KindRoster, s.ID)])
		if err != nil {
			w.tb.Fatal(err)
		}
		for _, c := range team {
			if c.ID == id {
				return c.Open
			}
		}
	}
	w.tb.Fatalf("nobody is called %s", id)
	return nil
}

// only is the one referral that there is.
func (w *world) only() referral.Case {
	w.tb.Helper()
	for id, a := range w.actors {
		if c, ok, err := referral.ReadCase(a); id.Kind() == flows.KindReferral && ok && err == nil {
			return c
		}
	}
	w.tb.Fatal("there is none")
	return referral.Case{}
}

// While the roster's answer to the desk is under way, anything can happen to the
// referral. Nobody keeps what is not hers, and an order that came twice is heard
// once.
func TestAnOrderOfTheDeskMayComeLate(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(w *world, number string)
		want      referral.Answer
		owner     string
		omar      bool // it counts as Omar's, to whom it was to go
	}{
		"nothing": {func(*world, string) {}, referral.Done, "omar", true},
		"she withdraws it": {func(w *world, _ string) {
			w.write(amina, "/question")
			w.tap(amina, "End my request")
			w.tap(amina, "Yes")
		}, referral.NotOpen, "", false},
		"the one asked takes it": {func(w *world, _ string) { w.tap(nadia, "Accept") }, referral.Done, "omar", true},
		"another order": {func(w *world, number string) {
			if got, ok := w.order(number, referral.Order{ID: "o2", By: "Karin", To: "petra", Site: "leipzig"}); !ok || got != referral.Done {
				t.Errorf("the second order came to %q", got)
			}
		}, "", "petra", false},
		"the desk closes it": {func(w *world, number string) {
			w.order(number, referral.Order{ID: "o2", By: "Karin", Outcome: referral.Solved})
		}, "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t)
			w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": true})
			w.asks(amina, "Housing", "My landlord wants me to leave.")
			w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": false})
			number := w.only().Reference
			var late []delivery
			w.under = func(d delivery) bool {
				told, is := d.in.(flows.Told)
				if is && told.Name == "mayhave" && len(late) == 0 {
					late = append(late, d)
					return true
				}
				return false
			}
			o := referral.Order{ID: "o1", By: "Karin", To: "omar", Site: "leipzig"}
			if got, ok := w.order(number, o); ok {
				t.Fatalf("before the roster answered it came to %q", got)
			}
			c.meanwhile(w, number)
			for range 2 { // it may also come twice
				w.bring(late[0])
			}
			if got, _ := w.desk(number).Answered("o1"); got != c.want {
				t.Errorf("it came to %q, wanted is %q", got, c.want)
			}
			if got := w.desk(number).Owner; got != c.owner {
				t.Errorf("it is with %q, wanted is %q", got, c.owner)
			}
			if got := slices.Contains(w.counts("omar"), number); got != c.omar {
				t.Errorf("it counts as Omar's: %v", got)
			}
			if slices.Contains(w.counts("nadia"), number) {
				t.Error("it counts as Nadia's still")
			}
			before := len(w.desk(number).Changes)
			if w.order(number, o); len(w.desk(number).Changes) != before {
				t.Error("the same order was heard twice")
			}
		})
	}
}

// The desk cannot give what must not be given, and gives nothing to nobody.
func TestOrdersOfTheDeskAreRefused(t *testing.T) {
	w := staffed(t)
	w.asks(amina, "Health", "I cannot sleep.")
	number := w.only().Reference
	for to, want := range map[string]referral.Answer{"nadia": referral.NotTrained, "olga": referral.NoMember} {
		if got, ok := w.order(number, referral.Order{ID: to, By: "Karin", To: to, Site: "leipzig"}); !ok || got != want {
			t.Errorf("%s: %q", to, got)
		}
		if w.phones[nadia].has(number) || w.desk(number).Owner != "" {
			t.Errorf("%s: somebody has it", to)
		}
	}
	for _, by := range []string{"", " ", "wecan", "Person"} {
		if _, err := referral.NewAssignment(w.ids, number, referral.Order{ID: "x", By: by, To: "petra", Site: "leipzig"}); err == nil {
			t.Errorf("%q decides", by)
		}
	}
	// An order for a number that nobody has makes nothing.
	in, err := referral.NewClosing(w.ids, "WE-2222-222", referral.Order{ID: "y", By: "Karin", Outcome: referral.Solved})
	if err != nil {
		t.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
	if _, ok, err := referral.ReadCase(w.actors[in.To]); ok || err != nil {
		t.Errorf("there is a referral now: %v", err)
	}
}

// Whoever is given a request reads all of it, also what came after it was sent;
// whoever had it reads nothing more.
func TestWhoIsGivenARequestReadsAllOfIt(t *testing.T) {
	w := staffed(t)
	w.asks(amina, "Housing", "My landlord wants me to leave.")
	number := w.only().Reference
	w.write(amina, "/question")
	w.tap(amina, "Add something")
	w.write(amina, "The letter came today.")
	for i, to := range []string{"petra", "dieter"} {
		if got, _ := w.order(number, referral.Order{ID: to, By: "Karin", To: to, Site: "leipzig"}); got != referral.Done {
			t.Fatalf("%s: %q", to, got)
		}
		chat := []int64{petra, diet}[i]
		for _, words := range []string{"My landlord wants me to leave.", "The letter came today.", number + ": the person waits"} {
			if !w.phones[chat].has(words) {
				t.Errorf("%s does not read %q:\n%s", to, words, w.phones[chat])
			}
		}
	}
	w.write(amina, "Is it you now?")
	if w.phones[petra].has("Is it you now?") || !w.phones[diet].has("Is it you now?") {
		t.Errorf("the talk goes on with the wrong one:\n%s", w.phones[petra])
	}
	if !w.phones[petra].has("has given this request to somebody else") {
		t.Errorf("whoever had it is not told that she has it no more:\n%s", w.phones[petra])
	}
	if slices.Contains(w.counts("petra"), number) || !slices.Contains(w.counts("dieter"), number) {
		t.Error("it counts as the wrong one's")
	}
	w.write(petra, "Here I am still")
	if w.phones[amina].has("Here I am still") {
		t.Error("whoever had it talks on")
	}
	changes := w.desk(number).Changes
	if c := changes[len(changes)-1]; c.By != "Karin" || c.What != referral.Assigned || c.Who != "dieter" {
		t.Errorf("the last change is %+v", c)
	}
	w.order(number, referral.Order{ID: "o9", By: "Karin", Outcome: referral.Solved})
	if !w.phones[diet].has("has closed this request") {
		t.Errorf("whoever had it is not told that it is closed:\n%s", w.phones[diet])
	}
}

// Whoever takes one herself gets it while nobody has it, also when it is offered to
// somebody else, and never takes it from anybody.
func TestWhatIsTakenMustBeFree(t *testing.T) {
	for name, c := range map[string]struct {
		before, meanwhile func(w *world)
		want              referral.Answer
		owner             string
	}{
		"it is offered to somebody else": {want: referral.Done, owner: "omar"},
		"somebody has it":                {before: func(w *world) { w.tap(nadia, "Accept") }, want: referral.HasOwner, owner: "nadia"},
		"somebody is quicker":            {meanwhile: func(w *world) { w.tap(nadia, "Accept") }, want: referral.HasOwner, owner: "nadia"},
	} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t)
			w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": true})
			w.asks(amina, "Housing", "My landlord wants me to leave.")
			w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": false})
			number := w.only().Reference
			if c.before != nil {
				c.before(w)
			}
			w.under = func(d delivery) bool {
				told, is := d.in.(flows.Told)
				if is && told.Name == "mayhave" && c.meanwhile != nil {
					do := c.meanwhile
					c.meanwhile = nil
					do(w)
				}
				return false
			}
			got, ok := w.order(number, referral.Order{ID: "o1", By: "Omar", To: "omar", Site: "leipzig", Free: true})
			if !ok || got != c.want || w.desk(number).Owner != c.owner {
				t.Errorf("it came to %q, and %q has it", got, w.desk(number).Owner)
			}
			for _, id := range []string{"nadia", "omar"} {
				if slices.Contains(w.counts(id), number) != (id == c.owner) {
					t.Errorf("as %s's it counts: %v", id, w.counts(id))
				}
			}
			changes := w.desk(number).Changes
			if last := changes[len(changes)-1]; last.What != referral.Accepted || last.By != c.owner {
				t.Errorf("the last change is %+v", last)
			}
		})
	}
}

// What somebody must not know of is hidden from her, and is for another site when
// nobody of the person's own may see it.
func TestWhatIsHiddenFromWhom(t *testing.T) {
	w := staffed(t)
	w.asks(amina, "Health", "I cannot sleep.")
	c := w.only()
	for _, m := range w.defs.Programme.Team {
		if c.Hidden(m) == m.IsTrained() {
			t.Errorf("%s: %v", m.ID, c.Hidden(m))
		}
	}
	if !c.At("leipzig") || c.At("roma") {
		t.Error("it is for the wrong site")
	}
}
