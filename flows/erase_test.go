package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

const erasing = `
flow: x
first: site
triggers: {command: x, again: true, nudge: [1d]}
erase: {do: thing.forget, told: thing.gone}
steps:
  site: {ask: choice, text: "Where?", save: site, options: sites, next: name}
  name: {ask: text, text: "Name?", again: "Which name?", save: nickname, next: keep}
  keep: {ask: yesno, text: "Keep it?", yes: over, no: gone}
  gone: {say: "It is deleted.", next: forget}
  forget: {end: erase}
  over: {end: left}
`

// erasers is the capability with what erases.
func erasers(flow string) flows.Capability {
	c := capability(map[string]string{"x.yaml": flow})
	c.Tells["thing.gone"] = nil
	c.Actions["thing.forget"] = flows.Action{Needs: []string{"site"}, Do: func(c flows.Call) (flows.Request, error) {
		tell, err := flows.NewTell(thingID(c.Turn.IDs), "forget", c.Answers)
		return flows.Request{Tell: tell}, err
	}}
	return c
}

func erasingWorld(t *testing.T) *rehearsal.World {
	t.Helper()
	book, err := flows.Parse(erasers(erasing))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileBook(book, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Whatever way her answers are deleted, the other actor hears of it; and not
// when they stay.
func TestEraseIsToldOn(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		told  bool
	}{
		"the flow deletes":      {[]string{"> /x", "tap: North", "> Amina", "tap: ❌ No"}, true},
		"she stops the form":    {[]string{"> /x", "tap: North", "> /cancel", "tap: 🗑 Stop and delete"}, true},
		"nothing was answered":  {[]string{"> /x", "> /cancel", "tap: 🗑 Stop and delete"}, false},
		"she keeps her answers": {[]string{"> /x", "tap: North", "> Amina", "tap: ✅ Yes"}, false},
	} {
		w := erasingWorld(t)
		do(t, w, c.lines...)
		if told := len(w.State(thingID(w.IDs()))) > 0; told != c.told {
			t.Errorf("%s: the other actor was told: %t", name, told)
		}
		if kept := strings.Contains(string(w.State(w.Person())), "north"); kept == (c.told || name == "nothing was answered") {
			t.Errorf("%s: her state is %s", name, w.State(w.Person()))
		}
	}
}

// What another actor has deleted is deleted here, and she is asked no more.
func TestEraseIsHeard(t *testing.T) {
	for name, lines := range map[string][]string{
		"in the middle":  {"> /x", "tap: North", "> Amina"},
		"afterwards":     {"> /x", "tap: North", "> Amina", "tap: ✅ Yes"},
		"while blocked":  {"> /x", "tap: North", "> Amina", "blocked"},
		"before any":     nil,
		"in a menu":      {"> /x", "tap: North", "> Amina", "> /menu"},
		"wanted silence": {"> /x", "tap: North", "> Amina", "> /stop", "tap: 🔕 No more messages"},
	} {
		w := erasingWorld(t)
		do(t, w, lines...)
		in, err := w.Told("thing.gone", nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Give(w.Person(), in)
		if err != nil {
			t.Fatal(err)
		}
		closed := false
		for _, e := range out {
			if edit, ok := e.(flows.Edit); ok && len(edit.Buttons) == 0 {
				closed = true
			}
			if _, sent := e.(flows.Send); sent {
				t.Errorf("%s: she reads %+v", name, e)
			}
		}
		if name == "in the middle" && !closed {
			t.Errorf("%s: the buttons of her question stay: %+v", name, out)
		}
		if state := string(w.State(w.Person())); strings.Contains(state, "Amina") || strings.Contains(state, `"f":"x"`) || strings.Contains(state, "nudge") {
			t.Errorf("%s: her state is %s", name, state)
		}
	}
}

func TestEraseIsChecked(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"thing.forget", "thing.frget"}:                 `there is no action "thing.frget"`,
		{"thing.forget", "thing.send"}:                  `thing.send is answered`,
		{"thing.gone", "thing.goon"}:                    `nothing is told as "thing.goon"`,
		{"save: site, ", ""}:                            `thing.forget needs the field "site"`,
		{"{do: thing.forget, ", "{doo: thing.forget, "}: `"doo"`,
	} {
		_, err := flows.Parse(erasers(strings.Replace(erasing, change[0], change[1], 1)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", change[1], err, want)
		}
	}
}

const reviewing = `
flow: x
first: known
triggers: {command: x, again: true}
steps:
  known: {branch: [{if: '"town" in answered', go: look}], else: name}
  look: {review: [name, town], earlier: true, text: "Your answers.", submit: "All right", next: over}
  name: {ask: text, text: "Name?", again: "Which name?", label: "Name", save: nickname, next: town}
  town: {ask: text, text: "Town?", again: "Which town?", label: "Town", save: town, next: check}
  check: {review: [name, town], text: "Right?", submit: "Send", next: over}
  over: {end: left}
`

// Who comes again sees all that she answered, and is asked only what she wants to
// change.
func TestReviewOfEarlierAnswers(t *testing.T) {
	defs, err := compile(t, reviewing, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	do(t, w, "> /x", "> Amina", "> Homs", "tap: Send")
	if got := do(t, w, "> /x"); !strings.Contains(got, "Your answers.\n\n     Name: Amina\n     Town: Homs") {
		t.Errorf("she comes again, and reads\n%s", got)
	}
	if got := do(t, w, "tap: ✏️ Name", "> Maryam"); !strings.Contains(got, "Right?\n\n     Name: Maryam\n     Town: Homs") {
		t.Errorf("after a change she reads\n%s", got)
	}
}
