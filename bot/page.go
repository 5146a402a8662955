package bot

import (
	"encoding/json"
	"errors"

	"wecan/flows"
)

// page reads the page that an actor has asked for, and brings it. A process that
// dies in between reads it again; the input has the effect's own id, so the actor
// is told once.
func (r *Runtime) page(m *mailbox, it outboxItem, p flows.Page) bool {
	listed, err := r.Store.Page(r.life, p)
	if errors.Is(err, flows.ErrBadPage) {
		r.Meter.Count(EventDead)
		return r.done(m, r.deadLetter(m, it, "effect", err.Error()))
	}
	if err != nil {
		return r.later(m, it, false)
	}
	data, err := json.Marshal(listed)
	if err != nil { // values of ours are always JSON
		return r.done(m, r.deadLetter(m, it, "effect", err.Error()))
	}
	_, err = r.await(r.post(flows.Incoming{
		ID: "page:" + string(it.ID), To: m.id, Trace: it.trace, Input: flows.Told{Name: flows.ToldListed, Data: data},
	}))
	return r.carriedInside(m, it, receiptItem{id: it.ID}, err)
}
