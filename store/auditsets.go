package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// agendaSet looks for entries of a due or out set whose actor is not there.
// Entries of actors that are there are judged with these.
func (a *auditor) agendaSet(ctx context.Context, key string, part int, what string) error {
	return a.eachPage(ctx, key, func(ids []flows.ActorID) error {
		ids, err := a.placed(ctx, key, part, ids)
		if err != nil {
			return err
		}
		return a.missing(ctx, what, ids)
	})
}

// indexSet does the same for the index of a kind, and for any other also sees
// whether the actor's state names it.
func (a *auditor) indexSet(ctx context.Context, key string, part int, which, name string) error {
	return a.eachPage(ctx, key, func(ids []flows.ActorID) error {
		if which == "i" {
			return a.named(ctx, key, part, name, ids)
		}
		ids = slices.DeleteFunc(ids, func(id flows.ActorID) bool {
			if id.Kind() == flows.Kind(name) {
				return false
			}
			a.drift(Drift{string(id), DriftKind, "in " + name, "in " + string(id.Kind())})
			return true
		})
		ids, err := a.placed(ctx, key, part, ids)
		if err != nil {
			return err
		}
		return a.missing(ctx, DriftKind, ids)
	})
}

// eachPage hands out the members of a sorted set, some at a time.
func (a *auditor) eachPage(ctx context.Context, key string, do func([]flows.ActorID) error) error {
	var page []flows.ActorID
	err := a.walkSet(ctx, key, func(id flows.ActorID) error {
		if page = append(page, id); len(page) < auditPage {
			return nil
		}
		full := page
		page = nil
		return do(full)
	})
	if err != nil || len(page) == 0 {
		return err
	}
	return do(page)
}

// missing judges those of the actors, all of one node, that are not there.
func (a *auditor) missing(ctx context.Context, what string, ids []flows.ActorID) error {
	if len(ids) == 0 {
		return nil
	}
	cmds := make([]redis.Cmder, len(ids))
	for i, id := range ids {
		cmds[i] = redis.NewBoolCmd(ctx, "hexists", a.keys.actor(id), "e")
	}
	if err := a.wire.read(ctx, a.keys.actor(ids[0]), cmds...); err != nil {
		return err
	}
	for i, id := range ids {
		if c, ok := cmds[i].(*redis.BoolCmd); ok && !c.Val() {
			if err := a.judge(ctx, id, nil, only(what, orphan)); err != nil {
				return err
			}
		}
	}
	return nil
}

// only keeps of a verdict what is about one thing, where the others are looked
// at elsewhere.
func only(what string, verdict func(*snapshot) ([]Drift, []string)) func(*snapshot) ([]Drift, []string) {
	return func(x *snapshot) ([]Drift, []string) {
		drifts, wants := verdict(x)
		return slices.DeleteFunc(drifts, func(d Drift) bool { return d.What != what }), wants
	}
}

// named judges whether actors that stand in an index belong there.
func (a *auditor) named(ctx context.Context, key string, part int, name string, ids []flows.ActorID) error {
	ids, err := a.placed(ctx, key, part, ids)
	if err != nil {
		return err
	}
	shots, err := a.snapshots(ctx, ids, nil)
	if err != nil {
		return err
	}
	for _, x := range shots {
		if state, _ := a.decode(x); state != nil && slices.Contains(state.Index, name) {
			continue
		}
		err := a.judge(ctx, x.id, []string{name}, func(x *snapshot) ([]Drift, []string) {
			state, _ := a.decode(x)
			switch {
			case x.indexes[name] == "":
				return nil, nil // it left meanwhile
			case x.fields[0] == "":
				return []Drift{{string(x.id), DriftIndex + name, x.indexes[name], "nothing: there is no such actor"}}, nil
			case state != nil && !slices.Contains(state.Index, name):
				return []Drift{{string(x.id), DriftIndex + name, x.indexes[name], "none: its state does not name it"}}, nil
			}
			return nil, nil // it does not open, which is told elsewhere
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// placed reports the members of a set that belong to another partition, and
// answers the others.
func (a *auditor) placed(ctx context.Context, key string, part int, ids []flows.ActorID) ([]flows.ActorID, error) {
	var out []flows.ActorID
	for _, id := range ids {
		if id.Partition() == part {
			out = append(out, id)
			continue
		}
		again := redis.NewFloatCmd(ctx, "zscore", key, string(id))
		if err := a.wire.read(ctx, key, again); err != nil {
			return nil, err
		}
		if again.Err() == nil {
			a.drift(Drift{string(id), DriftPlace, fmt.Sprint("in ", key), fmt.Sprint("in partition ", id.Partition())})
		}
	}
	return out, nil
}
