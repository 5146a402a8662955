package event_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

// flaw changes what a turn leaves, as a mistake in a step would do.
type flaw func(of flows.Kind, in flows.Input, r *flows.Result)

// flawed are faults that the model must find.
func flawed() map[string]flaw {
	return map[string]flaw{
		"one more has a place": body(func(b map[string]any) {
			if used, is := b["used"].(map[string]any); is && used[""] != nil {
				used[""] = max(0, used[""].(float64)-1) //nolint:forcetypeassert // a number
			}
		}),
		"a place that was given up is lost": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if name(in) == "leave" {
				body(func(b map[string]any) { b["used"] = map[string]any{"": 4} })(of, in, r)
			}
		},
		"everybody waits for a place for women": body(func(b map[string]any) {
			if b["wait"] != nil {
				b["may"] = map[string]any{"women": b["wait"]}
			}
		}),
		"nobody waits for a place for women": body(func(b map[string]any) { delete(b, "may") }),
		"an offer ends by night": body(func(b map[string]any) {
			for _, o := range list(b["offers"]) {
				if o["u"] != nil && int64(o["u"].(float64))%3600 == 0 { //nolint:forcetypeassert // a number
					o["u"] = o["u"].(float64) + 9*3600 + 1 //nolint:forcetypeassert // a number
				}
			}
		}),
		"those who wait are forgotten": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if name(in) == "plan" {
				body(func(b map[string]any) { delete(b, "wait") })(of, in, r)
			}
		},
		"an event wakes no more": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindEvent {
				delete(r.Actor.Timers, "next")
			}
		},
		"an event wakes an hour late": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if next, ok := r.Actor.Timers["next"]; ok && of == flows.KindEvent {
				r.Actor.Timers["next"] = next.Add(time.Hour)
			}
		},
		"a guest wakes no more": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindGuest {
				delete(r.Actor.Timers, "next")
			}
		},
		"an event does not look":             loses(flows.KindEvent, "look"),
		"a change is not brought to anybody": loses(flows.KindEvent, "walk"),
		"an event does not ask itself again": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if slices.Contains([]string{"sign", "accept", "leave", "decline"}, name(in)) {
				loses(flows.KindEvent, name(in))(of, in, r)
			}
		},
		"what she has said does not come to the event": loses(flows.KindGuest, "leave"),
		"an old wish counts again": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			for field, data := range r.Members {
				var e map[string]any
				if of == flows.KindEvent && strings.HasPrefix(field, "n/") && json.Unmarshal(data, &e) == nil {
					e["q"] = 0
					r.Members[field], _ = json.Marshal(e) //nolint:errchkjson // it was read from JSON
				}
			}
		},
		"children are counted twice": body(func(b map[string]any) {
			if n, is := b["children"].(float64); is {
				b["children"] = n + 1
			}
		}),
		"who has come is counted twice": body(func(b map[string]any) {
			if n, is := b["in"].(float64); is {
				b["in"] = n + 1
			}
		}),
		"any number opens the door": func(of flows.Kind, in flows.Input, r *flows.Result) {
			seats(r, func(e map[string]any) {
				if of == flows.KindEvent && name(in) == "here" && e["w"] != nil {
					e["in"] = "2027-03-15T09:00:00Z"
				}
			})
		},
		"who came before it moved is still there": body(func(b map[string]any) { delete(b, "round") }),
		"nobody is asked at the start":            asks(0),
		"she is asked twice at the start":         asks(2),

		"an offer ends of which nobody was told": body(func(b map[string]any) {
			for _, o := range list(b["offers"]) {
				delete(o, "m")
			}
		}),
		"an offer is told twice":          tells(func(g map[string]any) int { return times(g["kind"] == "offer", 2) }),
		"an offer is not told":            tells(func(g map[string]any) int { return times(g["kind"] == "offer", 0) }),
		"the end of an offer is not told": tells(func(g map[string]any) int { return times(g["kind"] == "lapsed" || g["kind"] == "shut", 0) }),
		"a place that is hers is not told": tells(func(g map[string]any) int {
			return times(g["kind"] == "given", 0)
		}),
		"a change is not told":         tells(func(g map[string]any) int { return times(g["kind"] == "time", 0) }),
		"a cancellation is not told":   tells(func(g map[string]any) int { return times(g["kind"] == "cancelled", 0) }),
		"a reminder comes twice":       tells(func(g map[string]any) int { return times(g["kind"] == "remind", 2) }),
		"no reminder comes":            tells(func(g map[string]any) int { return times(g["kind"] == "remind", 0) }),
		"an offer names another hour":  renames("offer", "hours"),
		"a reminder has another hour":  renames("remind", "when"),
		"she is told that she is out":  answers("placed", "left"),
		"she is told that she is in":   answers("queued", "placed"),
		"she is not answered":          answers("queued", ""),
		"an event tells an old change": old,

		"who waits at the start is not told":   tells(func(g map[string]any) int { return times(g["kind"] == "begun", 0) }),
		"who waits at the start is told twice": tells(func(g map[string]any) int { return times(g["kind"] == "begun", 2) }),
		"she is told that her answers changed": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			for n, e := range r.Effects {
				if t, is := e.(flows.Tell); is && of == flows.KindEvent && t.Name == "now" {
					t.Data = bytes.ReplaceAll(t.Data, []byte(`"refused":"closed",`), nil)
					r.Effects[n] = t
				}
			}
		},
	}
}

// name is under which name an input was told.
func name(in flows.Input) string {
	told, _ := in.(flows.Told)
	return told.Name
}

func list(v any) (out []map[string]any) {
	all, _ := v.([]any)
	for _, one := range all {
		if m, is := one.(map[string]any); is {
			out = append(out, m)
		}
	}
	return out
}

// body changes what an event keeps.
func body(change func(b map[string]any)) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		var b map[string]any
		if of == flows.KindEvent && json.Unmarshal(r.Actor.Body, &b) == nil {
			change(b)
			r.Actor.Body, _ = json.Marshal(b) //nolint:errchkjson // it was read from JSON
		}
	}
}

// loses takes out what an actor tells under a name, but to people.
func loses(kind flows.Kind, told string) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		r.Effects = slices.DeleteFunc(r.Effects, func(e flows.Effect) bool {
			t, is := e.(flows.Tell)
			return of == kind && is && t.Name == told && t.To.Kind() != flows.KindPerson
		})
	}
}

// times is n where something is so, else once.
func times(so bool, n int) int {
	if so {
		return n
	}
	return 1
}

// tells changes what guests tell people of news, and how often.
func tells(change func(given map[string]any) (times int)) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		var out []flows.Effect
		for _, e := range r.Effects {
			t, is := e.(flows.Tell)
			var v map[string]any
			if of != flows.KindGuest || !is || t.Name != "event.news" || json.Unmarshal(t.Data, &v) != nil {
				out = append(out, e)
				continue
			}
			n := change(v["given"].(map[string]any)) //nolint:forcetypeassert // news have it
			t.Data, _ = json.Marshal(v)              //nolint:errchkjson // it was read from JSON
			out = append(out, slices.Repeat([]flows.Effect{t}, n)...)
		}
		r.Effects = out
	}
}

// seats changes what an event keeps of people.
func seats(r *flows.Result, change func(e map[string]any)) {
	for field, data := range r.Members {
		var e map[string]any
		if strings.HasPrefix(field, "n/") && json.Unmarshal(data, &e) == nil {
			change(e)
			r.Members[field], _ = json.Marshal(e) //nolint:errchkjson // it was read from JSON
		}
	}
}

// asks changes how often somebody is asked at the start.
func asks(times int) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		var out []flows.Effect
		for _, e := range r.Effects {
			if t, is := e.(flows.Tell); of == flows.KindGuest && is && t.Name == "event.day" {
				out = append(out, slices.Repeat([]flows.Effect{e}, times)...)
				continue
			}
			out = append(out, e)
		}
		r.Effects = out
	}
}

// renames changes the minutes of a moment.
func renames(kind, value string) flaw {
	return tells(func(g map[string]any) int {
		if when, _ := g[value].(string); g["kind"] == kind {
			g[value] = strings.Replace(when, ":00Z", ":07Z", 1)
		}
		return 1
	})
}

// answers gives people another answer, "" for none.
func answers(is, other string) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		for n, e := range r.Effects {
			if t, tell := e.(flows.Tell); tell && of == flows.KindGuest && t.Name == is {
				t.Name = other
				r.Effects[n] = t
			}
		}
	}
}

// old lets an event tell its last place once more, whatever it is.
func old(of flows.Kind, _ flows.Input, r *flows.Result) {
	for n, e := range r.Effects {
		if t, tell := e.(flows.Tell); tell && of == flows.KindEvent && t.Name == "now" {
			t.Data = bytes.ReplaceAll(t.Data, []byte(`"place":"Hall 2"`), []byte(`"place":"Hall 1"`))
			r.Effects[n] = t
		}
	}
}

// A model that finds nothing shows nothing; and the same life without the flaw is well.
func TestTheModelFindsFlaws(t *testing.T) {
	findsFlaws(t, flawed(), 150, func(tb testing.TB, seed uint64, f flaw) error {
		tb.Helper()
		x := newModel(tb, dice(seed, 8))
		x.flaw = f
		return x.live(60)
	})
}

// findsFlaws wants each flaw found in one of so many lives.
func findsFlaws(t *testing.T, flaws map[string]flaw, lives uint64, live func(tb testing.TB, seed uint64, f flaw) error) {
	t.Helper()
	for what, f := range flaws {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			for seed := range lives {
				err := live(t, seed, f)
				if err == nil {
					continue
				}
				if without := live(t, seed, nil); without != nil {
					t.Errorf("seed %d, without the flaw: %v", seed, without)
				}
				t.Logf("seed %d: %v", seed, err)
				return
			}
			t.Error("the model did not find it")
		})
	}
}

// dice decides by plain chance.
func dice(seed, stream uint64) chooser {
	r := rand.New(rand.NewPCG(seed, stream))
	return func(_ string, n int) int { return r.IntN(n) }
}
