package flows_test

import (
	"testing"
	"time"

	"wecan/flows"
)

// A reminder of a form that fell due while nothing ran does not come in the middle of the
// night.
func TestALateNudgeWaitsForTheMorning(t *testing.T) {
	w := erasingWorld(t)
	do(t, w, "> /x", "tap: North")
	sent := func(wait time.Duration) (n int) {
		t.Helper()
		out, err := w.Wake(wait)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range out {
			if _, is := e.(flows.Send); is {
				n++
			}
		}
		return n
	}
	due, err := w.NextTimer()
	if err != nil || due.IsZero() {
		t.Fatalf("she is reminded at %v, %v", due, err)
	}
	w.Now = time.Date(due.Year(), due.Month(), due.Day(), 23, 30, 0, 0, time.UTC) // nothing ran since
	if n := sent(8 * time.Hour); n != 0 {
		t.Errorf("%d messages by night", n)
	}
	if n := sent(4 * time.Hour); n != 1 {
		t.Errorf("%d messages in the morning", n)
	}
}
