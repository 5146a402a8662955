package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// snapshot is all there is about one actor at one moment, still sealed.
type snapshot struct {
	id      flows.ActorID
	fields  []string // e, s, k, r, p, as [Store.record] wants them
	lease   string
	timer   string
	waiting int
	members bool
	out     string // scores, "" where it does not stand
	due     string
	kind    string
	indexes map[string]string // of the indexes that were asked for
	entries []string
}

const lookFixed = 12 // results of look.lua before those of the indexes

func (s *Store) lookKeys(id flows.ActorID, indexes []string) []string {
	part := id.Partition()
	keys := []string{
		s.keys.actor(id), s.keys.outbox(id), s.keys.members(id), s.keys.out(part), s.keys.due(part), s.keys.kind(part, id.Kind()),
	}
	for _, name := range indexes {
		keys = append(keys, s.keys.index(part, name))
	}
	return keys
}

// snapshot reads one actor and its scores in these indexes.
func (s *Store) snapshot(ctx context.Context, id flows.ActorID, indexes []string) (*snapshot, error) {
	cmd, err := s.wire.query(ctx, s.scripts.look, s.lookKeys(id, indexes), string(id))
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", id, err)
	}
	return readSnapshot(id, indexes, cmd)
}

func readSnapshot(id flows.ActorID, indexes []string, cmd *redis.Cmd) (*snapshot, error) {
	values, err := answerOf(cmd.Slice())
	if err != nil {
		return nil, err
	}
	if len(values) < lookFixed+len(indexes) {
		return nil, fmt.Errorf("look at %s: %d fields", id, len(values))
	}
	x := &snapshot{
		id: id, fields: values[:5], lease: values[5], timer: values[6], members: values[8] == "1",
		out: number(values[9]), due: number(values[10]), kind: number(values[11]), indexes: map[string]string{},
	}
	x.waiting, err = strconv.Atoi(values[7])
	for i, name := range indexes {
		x.indexes[name] = number(values[lookFixed+i])
	}
	x.entries = values[lookFixed+len(indexes):]
	return x, err
}

// number writes a score as the other numbers are written: a whole one.
func number(score string) string {
	f, err := strconv.ParseFloat(score, 64)
	if err != nil {
		return score
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// actors judges the actors of a page: all are read in one round trip, and those
// that stand in indexes once more with these.
func (a *auditor) actors(ctx context.Context, ids []flows.ActorID) error {
	for page := range slices.Chunk(ids, auditPage) {
		shots, err := a.snapshots(ctx, page, nil)
		if err != nil {
			return err
		}
		var indexed []flows.ActorID
		var names [][]string
		for _, x := range shots {
			drifts, wants := a.whole(x)
			a.count(x, drifts, wants)
			switch {
			case len(wants) > 0:
				indexed, names = append(indexed, x.id), append(names, wants)
			case len(drifts) > 0:
				err = a.judge(ctx, x.id, nil, a.whole)
			}
			if err != nil {
				return err
			}
		}
		if err := a.indexed(ctx, indexed, names); err != nil {
			return err
		}
	}
	return nil
}

// indexed judges actors together with the indexes that their states name.
func (a *auditor) indexed(ctx context.Context, ids []flows.ActorID, names [][]string) error {
	shots, err := a.snapshots(ctx, ids, names)
	if err != nil {
		return err
	}
	for i, x := range shots {
		if drifts, wants := a.whole(x); len(drifts) > 0 || !slices.Equal(wants, names[i]) {
			if err := a.judge(ctx, x.id, names[i], a.whole); err != nil {
				return err
			}
		}
	}
	return nil
}

// snapshots reads many actors, each with its scores in the indexes that names
// has for it.
func (a *auditor) snapshots(ctx context.Context, ids []flows.ActorID, names [][]string) ([]*snapshot, error) {
	perNode := map[*redis.Client]*parcel{}
	keyOf := map[*redis.Client]string{}
	cmds := make([]*redis.Cmd, len(ids))
	if names == nil {
		names = make([][]string, len(ids))
	}
	for i, id := range ids {
		node, err := a.wire.node(ctx, a.keys.actor(id))
		if err != nil {
			return nil, err
		}
		if perNode[node] == nil {
			perNode[node], keyOf[node] = &parcel{}, a.keys.actor(id)
		}
		cmds[i] = evalCmd(ctx, a.scripts.look, a.lookKeys(id, names[i]), string(id))
		perNode[node].cmds = append(perNode[node].cmds, cmds[i])
	}
	ok := true
	for node, p := range perNode {
		ok = a.wire.send(ctx, keyOf[node], p) == nil && ok
	}
	out := make([]*snapshot, len(ids))
	for i, id := range ids {
		var err error
		if ok {
			out[i], err = readSnapshot(id, names[i], cmds[i])
		} else { // the script is not known there, or slots have moved: one by one
			out[i], err = a.snapshot(ctx, id, names[i])
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// count counts an actor by what its verdict was.
func (a *auditor) count(x *snapshot, drifts []Drift, wants []string) {
	if x.fields[0] == "" {
		return
	}
	a.sum.Actors[x.id.Kind()]++
	a.sum.Unsent += x.waiting
	if x.fields[4] != "" {
		a.sum.Parked++
	}
	if wants == nil && drifts == nil {
		a.sum.Newer++
	}
}

// judge reads the actor and has verdict say what is wrong with it. What two
// readings agree on is reported.
func (a *auditor) judge(ctx context.Context, id flows.ActorID, indexes []string, verdict func(*snapshot) ([]Drift, []string)) error {
	var suspected []Drift
	for reading, tries := 0, 0; reading < 2; {
		x, err := a.snapshot(ctx, id, indexes)
		if err != nil {
			return err
		}
		drifts, wants := verdict(x)
		if wants != nil && !slices.Equal(wants, indexes) {
			if tries++; tries > 20 {
				return errors.New("actor " + string(id) + " does not hold still")
			}
			indexes = wants // it changed its indexes meanwhile: look at those
			continue
		}
		reading++
		if reading == 1 {
			suspected = drifts
		} else {
			suspected = slices.DeleteFunc(suspected, func(d Drift) bool {
				return !slices.ContainsFunc(drifts, func(e Drift) bool { return d.What == e.What })
			})
		}
		if len(suspected) == 0 {
			return nil
		}
	}
	for _, d := range suspected {
		a.drift(d)
	}
	return nil
}

// whole judges an actor that is there. It also says which indexes the state
// names, for these must have been read along.
func (a *auditor) whole(x *snapshot) ([]Drift, []string) {
	state, drifts := a.decode(x)
	if state == nil {
		return drifts, nil
	}
	return append(drifts, a.compare(x, state)...), append([]string{}, state.Index...)
}

// orphan judges what stands around an actor that is not there.
func orphan(x *snapshot) ([]Drift, []string) {
	if x.fields[0] != "" {
		return nil, nil
	}
	var out []Drift
	for what, have := range map[string]string{DriftDue: x.due, DriftOut: x.out, DriftKind: x.kind} {
		if have != "" {
			out = append(out, Drift{string(x.id), what, have, "nothing: there is no such actor"})
		}
	}
	if x.waiting > 0 {
		out = append(out, Drift{string(x.id), DriftOutbox, fmt.Sprint(x.waiting, " entries"), "nothing: there is no such actor"})
	}
	if x.members {
		out = append(out, Drift{string(x.id), DriftMembers, "members", "nothing: there is no such actor"})
	}
	for name, have := range x.indexes {
		if have != "" {
			out = append(out, Drift{string(x.id), DriftIndex + name, have, "nothing: there is no such actor"})
		}
	}
	slices.SortFunc(out, func(d, e Drift) int { return strings.Compare(d.What, e.What) })
	return out, nil
}
