package store

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wecan/flows"
)

// decode opens and decodes what a snapshot holds. Without a state it answers
// why; a state that a newer version wrote is neither.
func (a *auditor) decode(x *snapshot) (*flows.Actor, []Drift) {
	drift := func(what, have, want string) []Drift { return []Drift{{string(x.id), what, have, want}} }
	if x.fields[0] == "" {
		switch {
		case x.fields[2] != "":
			return nil, drift(DriftDeadKey, "a data key", "nothing: there is no such actor")
		case x.lease != "" || x.timer != "" || x.fields[1] != "" || x.fields[3] != "" || x.fields[4] != "":
			return nil, drift(DriftState, "no etag", "an etag, or no such actor")
		}
		return nil, nil // it went away meanwhile
	}
	if _, err := a.master.openDataKey(string(x.id), []byte(x.fields[2])); err != nil {
		return nil, drift(DriftKey, err.Error(), "one that opens")
	}
	parking := x.fields[4]
	bare := append([]string{}, x.fields...)
	bare[4] = ""
	rec, err := a.record(x.id, bare)
	if err == nil {
		var state flows.Actor
		if state, err = a.inspect(x.id, rec.State); err == nil {
			bare[4] = parking
			if _, err := a.record(x.id, bare); err != nil {
				return &state, drift(DriftParking, err.Error(), "one that opens")
			}
			return &state, nil
		}
	}
	if errors.Is(err, flows.ErrNewerSchema) {
		return nil, nil
	}
	return nil, drift(DriftState, err.Error(), "one that opens and decodes")
}

// compare recomputes what must stand around a state.
func (a *auditor) compare(x *snapshot, state *flows.Actor) []Drift {
	var out []Drift
	want := func(what, have, want string) {
		if have != want {
			out = append(out, Drift{string(x.id), what, orNone(have), orNone(want)})
		}
	}
	timer := millis(state.NextTimer())
	if x.fields[4] != "" {
		timer = "" // nothing rings for one that is put aside
	}
	want(DriftTimer, x.timer, timer)
	want(DriftDue, x.due, timer)
	created := millis(state.Created)
	if created == "" && x.kind != "" {
		created = x.kind // put aside at its first input, it has no state yet
	}
	want(DriftKind, x.kind, created)
	for _, name := range state.Index {
		if have, asked := x.indexes[name]; asked {
			want(DriftIndex+name, have, x.kind)
		}
	}
	return append(out, a.compareSending(x)...)
}

var (
	leaseForm    = regexp.MustCompile(`^(\d+)\|[^:]+:[0-9a-f]{16}$`)
	receiptsForm = regexp.MustCompile(`^([^;]*=(-?\d+|@[a-z0-9]+|~[a-z0-9-]*);)*$`) // see parseReceipts
)

// compareSending judges outbox, lease, the agenda of outboxes and receipts.
func (a *auditor) compareSending(x *snapshot) []Drift {
	var out []Drift
	drift := func(what, have, want string) { out = append(out, Drift{string(x.id), what, have, want}) }
	until := ""
	if x.lease != "" {
		m := leaseForm.FindStringSubmatch(x.lease)
		switch {
		case m == nil:
			drift(DriftLease, "malformed", "milliseconds, a bar, owner and token")
		case x.waiting == 0:
			drift(DriftLease, x.lease, "none: nothing waits")
		default:
			until = m[1]
		}
	}
	switch {
	case x.waiting == 0 && x.out != "":
		drift(DriftOut, x.out, "none: nothing waits")
	case x.waiting > 0 && x.out == "":
		drift(DriftOut, "none", fmt.Sprintf("somebody must look: %d entries wait", x.waiting))
	case until != "" && x.out != until:
		drift(DriftOut, x.out, until+", when the lease ends")
	}
	if !receiptsForm.MatchString(x.fields[3]) {
		drift(DriftReceipts, "malformed", "name=message, name=@post or name=~verdict; for each")
	}
	if bad := a.badEntries(x); bad != "" {
		drift(DriftOutbox, bad, "entries that open, each once")
	}
	return out
}

// badEntries says what is wrong with an outbox, "" for nothing.
func (a *auditor) badEntries(x *snapshot) string {
	key, err := a.master.openDataKey(string(x.id), []byte(x.fields[2]))
	if err != nil {
		return "" // told as the data key's drift
	}
	seen := map[flows.EffectID]bool{}
	for i, raw := range x.entries {
		e, err := openEntry(key, x.id, raw)
		if errors.Is(err, flows.ErrNewerSchema) {
			continue
		}
		if err != nil {
			return "entry " + strconv.Itoa(i) + ": " + strings.TrimPrefix(err.Error(), "store: ")
		}
		if seen[e.ID] {
			return "entry " + strconv.Itoa(i) + " stands there twice"
		}
		seen[e.ID] = true
	}
	return ""
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
