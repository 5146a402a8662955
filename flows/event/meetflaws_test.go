package event_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"wecan/flows"
)

// flawedEvening are faults about introductions that the model must find.
func flawedEvening() map[string]flaw {
	return map[string]flaw{
		"a contact is shown before a yes": tellsOf(func(m map[string]any) {
			if m["stage"] == 1.0 {
				m["words"] = "words of somebody"
			}
		}),
		"a contact is shown to a third": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			var to []int
			for n, e := range r.Effects {
				if t, is := e.(flows.Tell); is && of == flows.KindEvent && t.Name == "met" {
					to = append(to, n)
				}
			}
			if len(to) == 2 {
				one, other := r.Effects[to[0]].(flows.Tell), r.Effects[to[1]].(flows.Tell) //nolint:forcetypeassert // they are
				one.Data, other.Data = other.Data, one.Data
				r.Effects[to[0]], r.Effects[to[1]] = one, other
			}
		},
		"a contact is shown twice":            toldTwice("event.meet"),
		"a contact is not shown":              toldNever("event.meet"),
		"after a no it is shown all the same": sharesAfterNo,
		"a never is forgotten": func(_ flows.Kind, _ flows.Input, r *flows.Result) {
			seats(r, func(e map[string]any) {
				if mt, is := e["mt"].(map[string]any); is {
					delete(mt, "x")
				}
			})
		},
		"a name is shown that was not to be": tellsOf(func(m map[string]any) {
			m["name"] = "Name7"
		}),
		"an old ask counts again":         meetPart("q", 0),
		"who has said yes is asked still": meetPart("s", "brought"),
		"somebody is asked by night":      tellsOf(func(m map[string]any) { m["now"] = true }),
		"a guest wakes no more": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindGuest {
				delete(r.Actor.Timers, "next")
			}
		},
	}
}

// tellsOf changes what an event tells of somebody.
func tellsOf(change func(m map[string]any)) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		for n, e := range r.Effects {
			t, is := e.(flows.Tell)
			var m map[string]any
			if of == flows.KindEvent && is && t.Name == "met" && json.Unmarshal(t.Data, &m) == nil {
				change(m)
				t.Data, _ = json.Marshal(m) //nolint:errchkjson // it was read from JSON
				r.Effects[n] = t
			}
		}
	}
}

func toldTwice(under string) flaw {
	return func(_ flows.Kind, _ flows.Input, r *flows.Result) {
		for _, e := range slices.Clone(r.Effects) {
			if t, is := e.(flows.Tell); is && t.Name == under && t.To.Kind() == flows.KindPerson {
				r.Effects = append(r.Effects, e)
			}
		}
	}
}

// sharesAfterNo tells who has said no what the other wrote.
func sharesAfterNo(_ flows.Kind, in flows.Input, r *flows.Result) {
	told, is := in.(flows.Told)
	if !is || told.Name != "meet_say" || !bytes.Contains(told.Data, []byte(`"say":"no"`)) {
		return
	}
	seats(r, func(e map[string]any) {
		mt, _ := e["mt"].(map[string]any)
		for _, one := range list(mt["o"]) {
			for n, effect := range slices.Clone(r.Effects) {
				t, tell := effect.(flows.Tell)
				if !tell || one["s"] != "no" || t.Name != "now" {
					continue
				}
				var now struct{ Reference string }
				if json.Unmarshal(t.Data, &now) == nil {
					t.Name = "met"
					t.Data, _ = json.Marshal(map[string]any{"event": now.Reference, "n": 1, "stage": 2, "words": one["w"]}) //nolint:errchkjson // plain values
					r.Effects = append(r.Effects[:n:n], append([]flows.Effect{t}, r.Effects[n:]...)...)
				}
			}
		}
	})
}

// meetPart sets a part of asks that are written.
func meetPart(part string, value any) flaw {
	return func(_ flows.Kind, _ flows.Input, r *flows.Result) {
		seats(r, func(e map[string]any) {
			mt, _ := e["mt"].(map[string]any)
			for _, one := range list(mt["o"]) {
				one[part] = value
			}
		})
	}
}

// A model that finds nothing shows nothing; and the same life without the flaw is well.
func TestTheEveningFindsFlaws(t *testing.T) {
	findsFlaws(t, flawedEvening(), 80, func(tb testing.TB, seed uint64, f flaw) error {
		tb.Helper()
		x := newEvening(tb, dice(seed, 13))
		x.flaw = f
		return x.live(60)
	})
}
