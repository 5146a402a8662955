package telegram

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"time"

	"wecan/flows"
)

// Turns makes turns of inputs.
type Turns interface {
	// Handle returns nil when the turn of every input is committed, or was
	// before, in this order for each actor. After an error all of them come
	// again. [flows.ErrNewerSchema] ends a [Poller].
	Handle(ctx context.Context, ins ...flows.Incoming) error
}

// Morgue keeps what could not be read for a person to look at.
type Morgue interface {
	// Bury may be called again with the same d.ID: that is the same letter.
	Bury(ctx context.Context, d flows.DeadLetter) error
}

// Intake is where updates go to, whichever way they come. All fields but
// Observe are needed.
type Intake struct {
	Mapper Mapper
	Turns  Turns
	Morgue Morgue
	Log    *slog.Logger

	// Observe is called with the name of each countable event; nil for none.
	Observe func(event string)
}

func (in *Intake) observe(event string) {
	if in.Observe != nil {
		in.Observe(event)
	}
}

// batch is what came with one call or post.
type batch struct {
	ins  []flows.Incoming
	dead []flows.DeadLetter
	size int   // of updates, readable or not
	last int64 // the greatest update id, 0 when none could be read
}

// sort reads updates one by one.
func (in *Intake) sort(raws []json.RawMessage) batch {
	b := batch{size: len(raws)}
	for _, raw := range raws {
		id, u, full := quick(raw)
		if id == 0 {
			b.dead = append(b.dead, deadUpdate(hashID(raw), "the update has no readable id", raw))
			continue
		}
		b.last = max(b.last, id)
		var (
			i   flows.Incoming
			ok  bool
			err error
		)
		if full {
			i, ok, err = in.read(raw)
		} else {
			i, ok = in.Mapper.Incoming(u)
		}
		switch {
		case err != nil:
			b.dead = append(b.dead, deadUpdate(strconv.FormatInt(id, 10), err.Error(), raw))
		case ok:
			in.observe(EventUpdateTaken)
			b.ins = append(b.ins, i)
		default:
			in.observe(EventUpdateIgnored)
		}
	}
	return b
}

// read makes an input of one update; it is false for one that is none of ours.
func (in *Intake) read(raw []byte) (i flows.Incoming, ok bool, err error) {
	// A panic over a shape that nobody expected must not end the process,
	// which would get the same update again, for ever.
	defer func() {
		if recover() != nil {
			i, ok, err = flows.Incoming{}, false, errUnreadable
		}
	}()
	u, rough, err := decode(raw)
	if err != nil {
		return flows.Incoming{}, false, err
	}
	if rough {
		in.observe(EventUpdateRough)
	}
	i, ok = in.Mapper.Incoming(u)
	return i, ok, nil
}

func deadUpdate(id, reason string, payload []byte) flows.DeadLetter {
	return flows.DeadLetter{
		ID: "update/" + id, Kind: "update", Reason: reason,
		At: time.Now().UTC().Truncate(time.Millisecond), Payload: payload,
	}
}

// take has the batch handled and buried. After nil it may be confirmed.
func (in *Intake) take(ctx context.Context, b batch) error {
	if len(b.ins) > 0 {
		if err := in.Turns.Handle(ctx, b.ins...); err != nil {
			return err
		}
	}
	for _, d := range b.dead {
		if err := in.Morgue.Bury(ctx, d); err != nil {
			return err
		}
		in.observe(EventUpdateBuried)
		in.Log.LogAttrs(ctx, slog.LevelError, "an update cannot be read and was put aside",
			slog.String("id", d.ID), slog.String("reason", d.Reason))
	}
	return nil
}
