//go:build !race

// What the model finds does not depend on the race detector, which makes it ten times slower.

package session_test

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
		"a reminder comes twice": tells("session.news", func(g map[string]any) int { return times(g["kind"] == "remind", 2) }),
		"no reminder comes":      tells("session.news", func(g map[string]any) int { return times(g["kind"] == "remind", 0) }),
		"a reminder has another hour": tells("session.news", func(g map[string]any) int {
			if when, _ := g["when"].(string); g["kind"] == "remind" {
				g["when"] = strings.Replace(when, ":00Z", ":30Z", 1)
			}
			return 1
		}),
		"nobody is told that a place is free": tells("session.news", func(g map[string]any) int { return times(g["kind"] == "place", 0) }),
		"a change is not told":                tells("session.news", func(g map[string]any) int { return times(g["kind"] == "changed", 0) }),
		"a cancellation is told twice":        tells("session.news", func(g map[string]any) int { return times(g["kind"] == "cancelled", 2) }),
		"a list of changes has one too few": tells("session.changes", func(g map[string]any) int {
			if all := phrases(g["rows"].(string)); len(all) > 1 { //nolint:forcetypeassert // it is a text
				g["rows"] = flows.Lines(all[1:]...)
			}
			return 1
		}),
		"the calendar hears of nothing cancelled": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindSession {
				without(r, func(t flows.Tell) bool {
					return t.Name == "stands" && bytes.Contains(t.Data, []byte(`"cancelled":true`))
				})
			}
		},
		"a calendar tells the first page only": func(_ flows.Kind, _ flows.Input, r *flows.Result) {
			without(r, func(t flows.Tell) bool { return t.Name == "walk" })
		},
		"those of other cohorts are told too": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			each(r, func(t *flows.Tell) {
				if of == flows.KindCalendar && t.Name == "coming" {
					t.Data = bytes.ReplaceAll(t.Data, []byte(`"cohort":"spring27",`), nil)
				}
			})
		},
		"an agenda wakes no more": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindAgenda {
				delete(r.Actor.Timers, "next")
			}
		},
		"an agenda wakes an hour late": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if next, ok := r.Actor.Timers["next"]; ok && of == flows.KindAgenda {
				r.Actor.Timers["next"] = next.Add(time.Hour)
			}
		},
		"whoever leaves keeps her place": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if told, is := in.(flows.Told); is && of == flows.KindAgenda && told.Name == flows.ToldParticipation {
				without(r, func(t flows.Tell) bool { return t.Name == "answer" })
			}
		},
		"whoever leaves is told on": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			without(r, func(t flows.Tell) bool {
				return of == flows.KindApplication && t.Name == flows.ToldParticipation && bytes.Contains(t.Data, []byte(`"in":false`))
			})
		},
		"what she cannot is not heard": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			without(r, func(t flows.Tell) bool {
				return of == flows.KindAgenda && t.Name == "answer" && bytes.Contains(t.Data, []byte(`"answer":"off"`))
			})
		},
		"what she cannot is forgotten": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if data := r.Members["items"]; of == flows.KindAgenda && data != nil {
				r.Members["items"] = bytes.ReplaceAll(data, []byte(`"answer":"off",`), nil)
			}
		},
		"the last one waits the shortest": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			var line []json.RawMessage
			if data := r.Members["line"]; of == flows.KindSession && json.Unmarshal(data, &line) == nil && len(line) > 1 {
				slices.Reverse(line)
				r.Members["line"], _ = json.Marshal(line) //nolint:errchkjson // it was read from JSON
			}
		},
		"one more has a place": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if told, is := in.(flows.Told); is && of == flows.KindSession && told.Name == "answer" {
				for name, data := range r.Members {
					r.Members[name] = bytes.ReplaceAll(data, []byte(`"p":"waiting"`), []byte(`"p":"hers"`))
				}
			}
		},
		"a place that is free stays so": func(of flows.Kind, in flows.Input, r *flows.Result) {
			told, is := in.(flows.Told)
			if is && of == flows.KindSession && told.Name == "answer" && bytes.Contains(told.Data, []byte(`"off"`)) {
				for name, data := range r.Members {
					r.Members[name] = bytes.ReplaceAll(data, []byte(`"p":"hers"`), []byte(`"p":"waiting"`))
				}
			}
		},
		"a moved session keeps its hour in the agenda": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			each(r, func(t *flows.Tell) {
				if of == flows.KindCalendar && t.Name == "coming" {
					t.Data = bytes.ReplaceAll(t.Data, []byte(`:15:00Z"`), []byte(`:45:00Z"`))
				}
			})
		},
	}
}

// times is n where something is so, else once.
func times(so bool, n int) int {
	if so {
		return n
	}
	return 1
}

// tells changes what agendas tell people under a name, and how often.
func tells(name string, change func(given map[string]any) (times int)) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		var out []flows.Effect
		for _, e := range r.Effects {
			t, is := e.(flows.Tell)
			var v map[string]any
			if of != flows.KindAgenda || !is || t.Name != name || json.Unmarshal(t.Data, &v) != nil {
				out = append(out, e)
				continue
			}
			n := change(v["given"].(map[string]any)) //nolint:forcetypeassert // what people are told has it
			t.Data, _ = json.Marshal(v)              //nolint:errchkjson // it was read from JSON
			out = append(out, slices.Repeat([]flows.Effect{t}, n)...)
		}
		r.Effects = out
	}
}

// A model that finds nothing shows nothing; and the same life without the flaw is well.
func TestTheModelFindsFlaws(t *testing.T) {
	for name, f := range flawed() {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			for seed := range uint64(200) {
				err := flawedLife(t, seed, f)
				if err == nil {
					continue
				}
				if without := flawedLife(t, seed, nil); without != nil {
					t.Errorf("seed %d, without the flaw: %v", seed, without)
				}
				t.Logf("seed %d: %v", seed, err)
				return
			}
			t.Error("the model did not find it")
		})
	}
}

func flawedLife(tb testing.TB, seed uint64, f flaw) error {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 8))
	x := newModel(tb, func(_ string, n int) int { return r.IntN(n) })
	x.flaw = f
	return x.live(60)
}
