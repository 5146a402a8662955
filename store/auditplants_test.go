//nolint:thelper // a plant is a table entry: marked as a helper, its failure would name another line
package store

import (
	"testing"
	"time"

	"wecan/flows"
)

// plant spoils something about a settled actor and says what must be found.
type plant struct {
	name string
	do   func(t *testing.T, r *rig, id flows.ActorID)
	want []string // What, in order
}

func plants() []plant {
	part := flows.ActorID.Partition
	cmd := func(args func(r *rig, id flows.ActorID) []any) func(*testing.T, *rig, flows.ActorID) {
		return func(t *testing.T, r *rig, id flows.ActorID) { t.Helper(); r.do(t, args(r, id)...) }
	}
	ghost := "person.00000000000000000000000000"
	at := flows.ActorID(ghost).Partition()
	return []plant{
		{"not due", cmd(func(r *rig, id flows.ActorID) []any { return []any{"zrem", r.keys.due(part(id)), string(id)} }), []string{"due"}},
		{"due late", cmd(func(r *rig, id flows.ActorID) []any { return []any{"zincrby", r.keys.due(part(id)), 1, string(id)} }), []string{"due"}},
		{"a timer of old", cmd(func(r *rig, id flows.ActorID) []any { return []any{"hset", r.keys.actor(id), "t", 5} }), []string{"timer"}},
		{"a ghost is due", cmd(func(r *rig, _ flows.ActorID) []any { return []any{"zadd", r.keys.due(at), 5, ghost} }), []string{"due"}},
		{"nobody looks", cmd(func(r *rig, id flows.ActorID) []any { return []any{"zrem", r.keys.out(part(id)), string(id)} }), []string{"out"}},
		{"somebody looks late", cmd(func(r *rig, id flows.ActorID) []any { return []any{"zincrby", r.keys.out(part(id)), 9, string(id)} }), []string{"out"}},
		{"a ghost is unsent", cmd(func(r *rig, _ flows.ActorID) []any { return []any{"zadd", r.keys.out(at), 5, ghost} }), []string{"out"}},
		{"the outbox is lost", cmd(func(r *rig, id flows.ActorID) []any { return []any{"del", r.keys.outbox(id)} }), []string{"lease", "out"}},
		{"a malformed lease", cmd(func(r *rig, id flows.ActorID) []any { return []any{"hset", r.keys.actor(id), "l", "me"} }), []string{"lease"}},
		{"an entry twice", func(t *testing.T, r *rig, id flows.ActorID) {
			r.do(t, "rpush", r.keys.outbox(id), r.text(t, "lindex", r.keys.outbox(id), 0))
		}, []string{"outbox"}},
		{"a damaged entry", cmd(func(r *rig, id flows.ActorID) []any { return []any{"rpush", r.keys.outbox(id), "rubbish"} }), []string{"outbox"}},
		{"a ghost's outbox", cmd(func(r *rig, _ flows.ActorID) []any { return []any{"rpush", r.keys.outbox(flows.ActorID(ghost)), "x"} }), []string{"outbox"}},
		{"a ghost's members", cmd(func(r *rig, _ flows.ActorID) []any {
			return []any{"hset", r.keys.members(flows.ActorID(ghost)), "m", "x"}
		}), []string{"members"}},
		{"not in an index", cmd(func(r *rig, id flows.ActorID) []any { return []any{"zrem", r.keys.index(part(id), "open"), string(id)} }), []string{"index open"}},
		{"out of place in an index", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"zadd", r.keys.index(part(id), "open"), 5, string(id)}
		}), []string{"index open"}},
		{"in an index too many", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"zadd", r.keys.index(part(id), "closed"), 5, string(id)}
		}), []string{"index closed"}},
		{"a ghost in an index", cmd(func(r *rig, _ flows.ActorID) []any { return []any{"zadd", r.keys.index(at, "open"), 5, ghost} }), []string{"index open"}},
		{"not of its kind", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"zrem", r.keys.kind(part(id), flows.KindPerson), string(id)}
		}), []string{"index open", "index site:leipzig", "kind"}},
		{"a ghost of a kind", cmd(func(r *rig, _ flows.ActorID) []any { return []any{"zadd", r.keys.kind(at, flows.KindPerson), 5, ghost} }), []string{"kind"}},
		{"of two kinds", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"zadd", r.keys.kind(part(id), "event"), 5, string(id)}
		}), []string{"kind"}},
		{"in another partition", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"zadd", r.keys.due(part(id) ^ 1), 5, string(id)}
		}), []string{"place"}},
		{"kept in another partition", cmd(func(r *rig, id flows.ActorID) []any {
			return []any{"hset", r.keys.in(part(id)^1, "a:"+string(id)), "e", "x"}
		}), []string{"place"}},
		{"a key nobody knows", cmd(func(r *rig, id flows.ActorID) []any { return []any{"set", r.keys.in(part(id), "new"), "x"} }), []string{"place"}},
		{"a state that does not open", func(t *testing.T, r *rig, id flows.ActorID) { r.damage(t, r.keys.actor(id), "s", flip) }, []string{"state"}},
		{"a data key that does not open", func(t *testing.T, r *rig, id flows.ActorID) { r.damage(t, r.keys.actor(id), "k", flip) }, []string{"data key"}},
		{"a state that does not decode", func(t *testing.T, r *rig, id flows.ActorID) {
			c := turn(r.load(t, id))
			c.State, c.Timer = []byte("no JSON"), born.Add(time.Hour)
			r.commit(t, c, "")
		}, []string{"state"}},
		{
			"a parking that does not open", cmd(func(r *rig, id flows.ActorID) []any { return []any{"hset", r.keys.actor(id), "p", "x"} }),
			[]string{"due", "parking", "timer"},
		},
		{"malformed receipts", cmd(func(r *rig, id flows.ActorID) []any { return []any{"hset", r.keys.actor(id), "r", "asked"} }), []string{"receipts"}},
		{"a data key without its state", func(t *testing.T, r *rig, _ flows.ActorID) {
			r.do(t, "hset", r.keys.actor(flows.ActorID(ghost)), "k", "x")
		}, []string{"dead key"}},
		{"a hash without an etag", cmd(func(r *rig, _ flows.ActorID) []any {
			return []any{"hset", r.keys.actor(flows.ActorID(ghost)), "r", "asked=1;"}
		}), []string{"state"}},
		{
			"a dead letter that does not open", cmd(func(r *rig, id flows.ActorID) []any { return []any{"hset", r.keys.dead(part(id)), "update/1", "x"} }),
			[]string{"dead letter"},
		},
	}
}
