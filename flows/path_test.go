package flows_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows/rehearsal"
)

// turning asks those under 18 one more question.
const turning = `
flow: turning
first: age
triggers: {start: true}
steps:
  age: {ask: number, text: "Age?", label: "Age", save: age, next: which}
  which: {branch: [{if: age < 18, go: guardian}], else: site}
  guardian: {ask: text, text: "Who looks after you?", again: "A name.", label: "Guardian", save: guardian, next: site}
  site: {ask: choice, text: "Where?", label: "Place", save: site, options: sites, next: look}
  look: {review: [age, guardian, site], text: "Right?", submit: "Send", next: send}
  send:
    do: thing.send
    answer: {well: over}
    timeout: {after: 5s, go: slow}
    late: {well: again}
  slow: {say: "Not yet.", next: pause}
  pause: {end: left}
  again: {say: "Please look once more.", next: look}
  over: {end: done}
`

func turningWorld(t *testing.T) *rehearsal.World {
	t.Helper()
	defs, err := compile(t, turning, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"/start", "30", "North"} {
		write(t, w, text)
	}
	return w
}

// Whoever changes an answer at the review and is led to a new question cannot
// go back around it.
func TestBackGoesAroundNothing(t *testing.T) {
	w := turningWorld(t)
	tap(t, w, "✏️ Age")
	if got := texts(write(t, w, "15")); got != "Who looks after you?" {
		t.Fatalf("after another answer: %q", got)
	}
	if got := texts(write(t, w, "/back")); got != "Age?" {
		t.Fatalf("one question back is %q", got)
	}
	write(t, w, "15")
	write(t, w, "Office")
	if got := texts(write(t, w, "North")); !strings.Contains(got, "Guardian: Office") {
		t.Errorf("the review: %q", got)
	}
}

// A flow that goes on after a late answer knows what was answered before.
func TestLateAnswerKeepsTheWay(t *testing.T) {
	w := turningWorld(t)
	w.Hold()
	tap(t, w, "Send")
	if _, err := w.Wake(time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Release(); err != nil {
		t.Fatal(err)
	}
	tap(t, w, "✏️ Place")
	if got := texts(write(t, w, "South")); got != "Right?\n\nAge: 30\nPlace: South" {
		t.Errorf("the review after a change: %q", got)
	}
}
