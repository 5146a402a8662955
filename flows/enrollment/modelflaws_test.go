package enrollment_test

import (
	"bytes"
	"encoding/json"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// flaws are mistakes as somebody could make them in the machines.
func flaws() []flaw {
	type step = func(flows.Machine, flows.Turn, flows.Actor, flows.Input) (flows.Result, error)
	sound := func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
		return m.Step(t, a, in)
	}
	at := func(kind flows.Kind, s step) step {
		return func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			if a.ID.Kind() != kind {
				return sound(m, t, a, in)
			}
			return s(m, t, a, in)
		}
	}
	body := func(edit func(map[string]any)) step {
		return func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			r, err := m.Step(t, a, in)
			var b map[string]any
			if err != nil || json.Unmarshal(r.Actor.Body, &b) != nil {
				return r, err
			}
			edit(b)
			r.Actor.Body, err = json.Marshal(b)
			return r, err
		}
	}
	list := func(from, to string) step {
		return func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			if data := t.Members["list"]; data != nil {
				t.Members["list"] = bytes.ReplaceAll(data, []byte(from), []byte(to))
			}
			return m.Step(t, a, in)
		}
	}
	return []flaw{
		{"who has a place is not counted", at(flows.KindIntake, func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			away := func(data []byte, from, to string) []byte {
				return bytes.ReplaceAll(data, []byte(`"s":"`+from+`"`), []byte(`"s":"`+to+`"`))
			}
			if data := t.Members["list"]; data != nil {
				t.Members["list"] = away(data, "taken", "away")
			}
			r, err := m.Step(t, a, in)
			if data := r.Members["list"]; data != nil {
				r.Members["list"] = away(data, "away", "taken")
			}
			return r, err
		}), "over places"},
		{"reserved places are everybody's", at(flows.KindIntake, func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			r, err := m.Step(t, a, in)
			if data := r.Members["list"]; data != nil {
				r.Members["list"] = bytes.ReplaceAll(data, []byte(`"g":["arabic"],`), nil)
			}
			return r, err
		}), "reserved for arabic"},
		{"the timer of an offer is lost", at(flows.KindIntake, func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			r, err := m.Step(t, a, in)
			delete(r.Actor.Timers, "next")
			return r, err
		}), "forgotten"},
		{"the night is not heeded", at(flows.KindApplication, func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			app, _ := m.(enrollment.Application)
			p := *app.Programme
			p.Quiet = flows.Quiet{From: flows.Clock{Hour: 12}, Until: flows.Clock{Hour: 12, Minute: 1}}
			app.Programme = &p
			return app.Step(t, a, in)
		}), "at night"},
		{"an offer that lapses is a refusal", at(flows.KindApplication, body(func(b map[string]any) {
			if b["silent"] == true {
				b["status"] = "declined"
			}
		})), "declined by nobody"},
		{"a change is not kept", at(flows.KindApplication, body(func(b map[string]any) {
			if changes, ok := b["changes"].([]any); ok && len(changes) > 1 {
				b["changes"] = changes[1:]
			}
		})), "history"},
		{"the intake takes every wish for a new one", at(flows.KindIntake, list(`"q":1`, `"q":0`)), ""},
		{"a decision is heard twice", at(flows.KindApplication, body(func(b map[string]any) { delete(b, "heard") })), ""},
		{"what is freed is offered to nobody", at(flows.KindIntake, func(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
			var b map[string]any
			if json.Unmarshal(a.Body, &b) == nil {
				b["freed"] = -1000
				a.Body, _ = json.Marshal(b) // a map of what was JSON before
			}
			return m.Step(t, a, in)
		}), "nobody was asked"},
	}
}
