package broadcast_test

import (
	"encoding/json"
	"slices"
	"testing"

	"wecan/flows"
)

// Faults that are planted into announcements: each must be found in some life.
func TestPlantedFaultsAreFound(t *testing.T) {
	for name, plant := range map[string]func(l *life){
		"a walker leaves somebody out": func(l *life) {
			l.spoil = func(of flows.Kind, _ flows.Input, r *flows.Result) {
				if of == flows.KindWalker && l.dice.IntN(20) == 0 {
					if at := slices.IndexFunc(r.Effects, isBulk); at >= 0 {
						r.Effects = slices.Delete(r.Effects, at, at+1)
					}
				}
			}
		},
		"a page leaves its first out": func(l *life) {
			l.listed = func(_ flows.Page, page *flows.Listed) {
				if len(page.IDs) > 1 {
					page.IDs = page.IDs[1:]
				}
			}
		},
		"a page has who came later": func(l *life) {
			l.listed = func(p flows.Page, page *flows.Listed) {
				if all := l.lists[p.Partition]; page.End && len(page.IDs) > 0 && page.IDs[len(page.IDs)-1] != all[len(all)-1] {
					page.IDs = append(page.IDs, all[len(all)-1])
				}
			}
		},
		"a page is told twice": func(l *life) {
			l.spoil = func(of flows.Kind, in flows.Input, r *flows.Result) {
				if told, ok := in.(flows.Told); ok && of == flows.KindWalker && told.Name == flows.ToldListed && len(r.Effects) == 2 {
					if tell, ok := r.Effects[0].(flows.Tell); ok && tell.Bulk {
						tell.Receipt = "x"
						r.Effects = append([]flows.Effect{tell}, r.Effects...)
					}
				}
			}
		},
		"what a walker counted is not remembered": func(l *life) {
			l.spoil = func(of flows.Kind, in flows.Input, r *flows.Result) {
				if told, ok := in.(flows.Told); ok && of == flows.KindBroadcast && told.Name == "numbers" {
					r.Members = nil
				}
			}
		},
		"what a person said is not remembered": func(l *life) {
			l.spoil = func(of flows.Kind, in flows.Input, r *flows.Result) {
				if told, ok := in.(flows.Told); ok && of == flows.KindBroadcast && told.Name == flows.ToldCastNews {
					r.Members = nil
				}
			}
		},
		"a count is sent": func(l *life) {
			l.spoil = func(of flows.Kind, _ flows.Input, r *flows.Result) {
				for name, data := range r.Members {
					var c flows.Cast
					if of == flows.KindBroadcast && json.Unmarshal(data, &c) == nil && c.Do == flows.CastCount {
						c.Do = flows.CastSend
						r.Members[name], _ = json.Marshal(c)
					}
				}
			}
		},
		"what people have stopped is told as for their safety": func(l *life) {
			l.spoil = func(of flows.Kind, _ flows.Input, r *flows.Result) {
				for name, data := range r.Members {
					var c flows.Cast
					if of == flows.KindBroadcast && json.Unmarshal(data, &c) == nil && c.Do == flows.CastSend {
						c.Kind = flows.CastSafety
						r.Members[name], _ = json.Marshal(c)
					}
				}
			}
		},
		"what waits when somebody stops it is sent": func(l *life) { l.keeps = true },
		"who moves is on no list": func(l *life) {
			l.strayed = func(p *someone) {
				all := &l.lists[p.id.Partition()]
				*all = slices.DeleteFunc(*all, func(id flows.ActorID) bool { return id == p.id })
			}
		},
		"who moves is listed behind the others": func(l *life) {
			l.strayed = func(p *someone) {
				all := &l.lists[p.id.Partition()]
				*all = append(slices.DeleteFunc(*all, func(id flows.ActorID) bool { return id == p.id }), p.id)
			}
		},
		"who moves has nothing": func(l *life) {
			l.strayed = func(p *someone) { clear(p.has) }
		},
		"no further pass begins": func(l *life) {
			l.spoil = func(of flows.Kind, _ flows.Input, r *flows.Result) {
				if at := r.Actor.Timers["next"]; of == flows.KindBroadcast && !l.started.IsZero() && at.Sub(l.now) < 40*3600e9 {
					delete(r.Actor.Timers, "next")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(40) {
				l := newLife(t, seed)
				plant(l)
				if err := l.live(); err != nil {
					t.Log(err)
					return
				}
			}
			t.Error("nobody has found it")
		})
	}
}
