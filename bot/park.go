package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"wecan/flows"
)

// park puts an actor aside whose input failed too often: its state stays as it
// is, the input is kept as a dead letter, the person is told in her language,
// and whatever else she sends is kept too until somebody has looked.
func (r *Runtime) park(m *mailbox, in flows.Incoming, why *defect) error {
	for {
		record, err := r.Store.Load(r.life, m.id, nil)
		if err == nil && record.Parked != nil {
			return r.bury(in, record.Parked.Reason)
		}
		if err == nil {
			if err = r.bury(in, why.reason); err == nil {
				err = r.parkOnce(m, in, record, why)
			}
		}
		if err == nil {
			return nil
		}
		r.Log.WarnContext(r.life, "an actor could not be put aside; trying again", "trace", in.Trace, "error", err)
		if !r.sleep(time.Second) {
			return errStopped
		}
	}
}

func (r *Runtime) parkOnce(m *mailbox, in flows.Incoming, record *flows.Record, why *defect) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	state := record.State
	if record.Etag == "" {
		born, err := json.Marshal(flows.Actor{Created: now})
		if err != nil {
			return fmt.Errorf("bot: park %s: %w", m.id, err)
		}
		fresh := frame{actor: born}
		state = fresh.encode()
	}
	c := &flows.Commit{
		Base: record, Etag: r.newEtag(), State: state, Created: now,
		Park: &flows.Parking{Input: in.ID, Reason: why.reason, At: now},
	}
	t := &turn{r: r, m: m, in: in, defs: r.defs.Load(), etag: c.Etag, pending: c}
	apology := r.apology(t.defs, m.id, record, in.Input)
	encoded, err := encodeEffects(apology)
	if err != nil {
		return err
	}
	t.sort(c, apology, encoded, now)
	done, err := t.commit()
	if err != nil {
		return err
	}
	if !done {
		return fmt.Errorf("bot: park %s: the actor changed meanwhile", m.id)
	}
	r.parked.Add(1)
	r.Meter.Count(EventParked)
	r.Log.ErrorContext(r.life, "an actor was put aside; see: wecan dead", "actor", string(m.id), "trace", in.Trace, "reason", why.reason)
	return nil
}

// lament keeps an input whose actor cannot be read, and tells the person once.
// There is nothing to put aside: the actor stands in the store as it is.
func (r *Runtime) lament(in flows.Incoming, why error) error {
	for {
		err := r.bury(in, why.Error())
		if err == nil {
			break
		}
		r.Log.WarnContext(r.life, "an input for an unreadable actor could not be kept; trying again", "trace", in.Trace, "error", err)
		if !r.sleep(time.Second) {
			return errStopped
		}
	}
	r.Meter.Count(EventDead)
	r.Log.ErrorContext(r.life, "an actor cannot be read; see: wecan dead", "actor", string(in.To), "trace", in.Trace)
	r.carryAside(in, r.apology(r.defs.Load(), in.To, &flows.Record{ID: in.To}, in.Input))
	return nil
}

// apology asks the machine for words; a machine that fails at that too has none.
func (r *Runtime) apology(defs *flows.Definitions, id flows.ActorID, record *flows.Record, in flows.Input) (effects []flows.Effect) {
	defer func() {
		if recover() != nil {
			effects = nil
		}
	}()
	machine, err := defs.Machine(id)
	if err != nil {
		return nil
	}
	a, ok := machine.(flows.Apologist)
	if !ok {
		return nil
	}
	actor, _, err := Inspect(id, record.State)
	if err != nil {
		actor = flows.Actor{ID: id}
	}
	return a.Apology(actor, in)
}

// keep stores an input for an actor that is put aside.
func (t *turn) keep(p *flows.Parking) error { return t.r.bury(t.in, p.Reason) }

func (r *Runtime) bury(in flows.Incoming, reason string) error {
	payload, err := flows.EncodeInput(in.Input)
	if err != nil {
		return err
	}
	return r.Store.Bury(r.life, flows.DeadLetter{
		ID: "input/" + string(in.To) + "/" + in.ID, Kind: "input", Actor: in.To, Reason: reason,
		At: time.Now().UTC().Truncate(time.Millisecond), Payload: payload,
	})
}

// attemptsAllowed is how often an input may be tried by processes that ended
// uncleanly meanwhile.
const attemptsAllowed = 3

// handleCarefully handles the first inputs after an unclean stop one by one,
// with their tries counted in the store: an input that ends the process each
// time is found, and its actor put aside.
func (r *Runtime) handleCarefully(ctx context.Context, ins []flows.Incoming) error {
	for _, in := range ins {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n, err := r.Store.Attempt(ctx, in.ID)
		if err != nil {
			return err
		}
		if n > attemptsAllowed {
			m := r.boxes.use(in.To)
			why := &defect{reason: fmt.Sprintf("the process ended %d times while handling it", n-1)}
			err = r.park(m, in, why) //nolint:contextcheck // once begun it lives with the runtime, not with the call
			r.boxes.leave(m)
		} else {
			err = r.handlePlainly(ctx, in)
		}
		if err != nil {
			return err
		}
		if err := r.Store.Settle(ctx, in.ID); err != nil {
			return err
		}
	}
	r.careful.Store(false)
	return nil
}

func (r *Runtime) handlePlainly(ctx context.Context, in flows.Incoming) error {
	l := r.post(in) //nolint:contextcheck // turns and sends belong to the runtime's life; ctx is for the waiting
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	case <-r.life.Done():
		return errStopped
	}
}
