package bot_test

import (
	"encoding/base64"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"wecan/flows"
)

// inEvents plants what is wrong with events.
func (b bug) inEvents(defs *flows.Definitions) *flows.Definitions {
	if !b.ofEvents() {
		return defs
	}
	out := *defs
	out.Machines = maps.Clone(defs.Machines)
	out.Machines[flows.KindEvent] = badEvent{badMachine{out.Machines[flows.KindEvent], b}}
	return &out
}

type badEvent struct{ badMachine }

func (m badEvent) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	_, rings := in.(flows.Timer)
	switch {
	case m.bug == bugOverbooked && told.Name == "sign":
		a.Body = changed(a.Body, func(f map[string]any) { delete(f, "used") })
	case m.bug == bugKept && rings && strings.Contains(string(a.Body), `"offers"`):
		return flows.Result{Actor: a}, nil
	case m.bug == bugPassedBy && (told.Name == "leave" || rings):
		return m.passBy(t, a, in)
	}
	return m.Machine.Step(t, a, in)
}

// passBy makes a turn without whoever waits first.
func (m badEvent) passBy(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	at, bit := -1, byte(0)
	waits := func(change func([]byte)) func(map[string]any) {
		return func(f map[string]any) {
			text, _ := f["wait"].(string)
			all, _ := base64.StdEncoding.DecodeString(text) // what is none is empty
			all = append(all, make([]byte, 8)...)
			change(all)
			f["wait"] = all
		}
	}
	a.Body = changed(a.Body, waits(func(all []byte) {
		if at = slices.IndexFunc(all, func(b byte) bool { return b != 0 }); at >= 0 {
			bit = 1 << bits.TrailingZeros8(all[at])
			all[at] &^= bit
		}
	}))
	r, err := m.Machine.Step(t, a, in)
	if at >= 0 && err == nil {
		r.Actor.Body = changed(r.Actor.Body, waits(func(all []byte) { all[at] |= bit }))
	}
	return r, err
}
