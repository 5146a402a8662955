package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Drift is one thing in the store that does not follow from the actors' states.
// It quotes no person: Have and Want are names of indexes, times and counts.
type Drift struct {
	Actor string // the actor's id, or the key when it is nobody's
	What  string // see the constants; for an index "index " and its name
	Have  string
	Want  string
}

// What a Drift may be about.
const (
	DriftState      = "state"       // it does not open or decode
	DriftKey        = "data key"    // it does not open
	DriftDeadKey    = "dead key"    // a data key without a state: what it sealed was to be unreadable
	DriftPlace      = "place"       // a key in a partition that is not the actor's, or one that nobody knows
	DriftTimer      = "timer"       // the next timer as noted beside the state
	DriftDue        = "due"         // the agenda of timers
	DriftOut        = "out"         // the agenda of outboxes
	DriftOutbox     = "outbox"      // an entry that does not open or stands twice, or an outbox without its actor
	DriftLease      = "lease"       // malformed, or held for an empty outbox
	DriftReceipts   = "receipts"    // malformed
	DriftParking    = "parking"     // it does not open
	DriftMembers    = "members"     // members without their actor
	DriftKind       = "kind"        // the index of all actors of its kind
	DriftIndex      = "index "      // followed by the index's name
	DriftDeadLetter = "dead letter" // it does not open
)

// Summary is what an audit has looked at.
type Summary struct {
	Actors map[flows.Kind]int
	Parked int // actors put aside
	Unsent int // effects that wait
	Newer  int // actors that a newer version has written: not judged
	Drifts int
}

// auditor is one audit under way.
type auditor struct {
	*Store
	inspect func(flows.ActorID, []byte) (flows.Actor, error)
	report  func(Drift)
	sum     Summary
}

// auditPage is how many keys are looked at in one round trip.
const auditPage = 50

// Audit recomputes from the states what timers, indexes, outboxes and leases
// must be, and reports every difference, in no order. It changes nothing, holds
// one page of actors in memory at a time, and may run beside the service: an
// actor is read whole at one moment, and what looks wrong is read once more
// before it is reported. inspect decodes a state.
//
// An error means that the audit did not get to its end.
func (s *Store) Audit(ctx context.Context, inspect func(flows.ActorID, []byte) (flows.Actor, error), report func(Drift)) (Summary, error) {
	a := &auditor{Store: s, inspect: inspect, report: report, sum: Summary{Actors: map[flows.Kind]int{}}}
	nodes, err := masters(ctx, s.wire.client)
	if err != nil {
		return a.sum, fmt.Errorf("store: audit: find the masters: %w", err)
	}
	for _, node := range nodes {
		if err := a.scan(ctx, node); err != nil {
			return a.sum, fmt.Errorf("store: audit: %w", err)
		}
	}
	return a.sum, nil
}

// scan goes through the keys of one master. Redis may name a key twice while it
// grows its table; then that actor is judged and counted twice.
func (a *auditor) scan(ctx context.Context, node *redis.Client) error {
	var cursor uint64
	for {
		names, next, err := node.Scan(ctx, cursor, a.keys.bot+"{p:*", 2*auditPage).Result()
		if err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		if err := a.page(ctx, names); err != nil {
			return err
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// page judges the keys of one page by what they are.
func (a *auditor) page(ctx context.Context, names []string) error {
	var actors, outboxes, members []flows.ActorID
	for _, name := range names {
		part, rest, ok := a.parse(name)
		kind, id, _ := strings.Cut(rest, ":")
		if !ok {
			kind = "?"
		}
		var err error
		switch actor := flows.ActorID(id); kind {
		case "a", "o", "m":
			switch {
			case actor.Partition() != part:
				a.drift(Drift{Actor: name, What: DriftPlace, Have: fmt.Sprint("partition ", part), Want: fmt.Sprint("partition ", actor.Partition())})
			case kind == "a":
				actors = append(actors, actor)
			case kind == "o":
				outboxes = append(outboxes, actor)
			default:
				members = append(members, actor)
			}
		case "due", "out":
			err = a.agendaSet(ctx, name, part, kind)
		case "k", "i":
			err = a.indexSet(ctx, name, part, kind, id)
		case "dead":
			err = a.letters(ctx, name)
		case "j", "touch":
		default:
			a.drift(Drift{Actor: name, What: DriftPlace, Have: "a key", Want: "no such key"})
		}
		if err != nil {
			return err
		}
	}
	if err := a.missing(ctx, DriftOutbox, outboxes); err != nil {
		return err
	}
	if err := a.missing(ctx, DriftMembers, members); err != nil {
		return err
	}
	return a.actors(ctx, actors)
}

// parse takes a key's name apart.
func (a *auditor) parse(name string) (part int, rest string, ok bool) {
	rest, ok = strings.CutPrefix(name, a.keys.bot+"{p:")
	hex, rest, ok2 := strings.Cut(rest, "}:")
	n, err := strconv.ParseUint(hex, 16, 8)
	return int(n), rest, ok && ok2 && err == nil && tag(int(n)) == "{p:"+hex+"}:"
}

func (a *auditor) drift(d Drift) {
	a.sum.Drifts++
	a.report(d)
}

// letters sees whether the dead letters of a partition open.
func (a *auditor) letters(ctx context.Context, key string) error {
	cmd := redis.NewMapStringStringCmd(ctx, "hgetall", key)
	if err := a.wire.read(ctx, key, cmd); err != nil {
		return err
	}
	for id, sealed := range cmd.Val() {
		if _, err := a.openLetter(id, sealed); err != nil {
			a.drift(Drift{Actor: id, What: DriftDeadLetter, Have: err.Error(), Want: "one that opens"})
		}
	}
	return nil
}
