package bot_test

import (
	"maps"

	"wecan/flows"
)

// inSessions plants what is wrong with sessions.
func (b bug) inSessions(defs *flows.Definitions) *flows.Definitions {
	if !b.ofSessions() {
		return defs
	}
	out := *defs
	out.Machines = maps.Clone(defs.Machines)
	for _, kind := range []flows.Kind{flows.KindSession, flows.KindAgenda} {
		out.Machines[kind] = badSessions{badMachine{out.Machines[kind], b}, kind}
	}
	return &out
}

type badSessions struct {
	badMachine
	kind flows.Kind
}

func (m badSessions) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	switch {
	case m.bug == bugDeaf && m.kind == flows.KindAgenda && told.Name == "coming":
		told.Data = changed(told.Data, func(f map[string]any) {
			list, _ := f["sessions"].([]any)
			for _, one := range list {
				if s, ok := one.(map[string]any); ok {
					delete(s, "cancelled")
				}
			}
		})
		in = told
	case m.bug == bugNoPlaces && m.kind == flows.KindSession && len(a.Body) > 0:
		a.Body = changed(a.Body, func(f map[string]any) { delete(f, "tally") })
	}
	return m.Machine.Step(t, a, in)
}
