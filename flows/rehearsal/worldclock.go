package rehearsal

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"wecan/flows"
)

// Wake lets time pass and rings the timers that fall due in it, hers and those
// of all other actors, each at its time.
func (w *World) Wake(d time.Duration) ([]flows.Effect, error) {
	until := w.Now.Add(d)
	var out []flows.Effect
	for {
		to, next, err := w.earliest(until)
		if err != nil {
			return out, err
		}
		if to == "" {
			w.Now = until
			return out, nil
		}
		if next.Due.After(w.Now) {
			w.Now = next.Due
		}
		more, err := w.Give(to, next)
		if err != nil {
			return out, err
		}
		out = append(out, more...)
	}
}

// earliest is the timer that rings first, if one rings until then, and whose
// it is.
func (w *World) earliest(until time.Time) (whose flows.ActorID, first flows.Timer, err error) {
	for _, id := range slices.Sorted(maps.Keys(w.states)) {
		a, err := w.actor(id)
		if err != nil {
			return "", first, err
		}
		for name, due := range a.Timers {
			sooner := cmp.Or(due.Compare(first.Due), cmp.Compare(id, whose), cmp.Compare(name, first.Name)) < 0
			if !due.After(until) && (whose == "" || sooner) {
				whose, first = id, flows.Timer{Name: name, Due: due}
			}
		}
	}
	return whose, first, nil
}

// NextTimer is when her next timer rings; zero for never.
func (w *World) NextTimer() (time.Time, error) {
	a, err := w.actor(w.Person())
	return a.NextTimer(), err
}
