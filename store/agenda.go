package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Due lists actors with a timer at or before that time, at most limit in all,
// earliest first within a partition. Only their own commits take them off.
func (s *Store) Due(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error) {
	return s.agenda(ctx, s.keys.due, before, limit)
}

// Unsent lists actors with something in their outbox that somebody must look
// at by that time, at most limit in all.
func (s *Store) Unsent(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error) {
	return s.agenda(ctx, s.keys.out, before, limit)
}

// agenda reads one sorted set per partition, all in one go.
func (s *Store) agenda(ctx context.Context, key func(int) string, before time.Time, limit int) ([]flows.ActorID, error) {
	cmds, err := s.everywhere(ctx, func(part int) redis.Cmder {
		return redis.NewStringSliceCmd(ctx, "zrangebyscore", key(part), "-inf", before.UnixMilli(), "limit", 0, limit)
	})
	if err != nil {
		return nil, fmt.Errorf("store: read what is due: %w", err)
	}
	var out []flows.ActorID
	for _, c := range cmds {
		list, ok := c.(*redis.StringSliceCmd)
		if !ok {
			continue
		}
		for _, id := range list.Val() {
			if len(out) == limit {
				return out, nil
			}
			out = append(out, flows.ActorID(id))
		}
	}
	return out, nil
}

// everywhere runs one reading command per partition, pipelined per node.
func (s *Store) everywhere(ctx context.Context, command func(partition int) redis.Cmder) ([]redis.Cmder, error) {
	cmds := make([]redis.Cmder, flows.Partitions)
	perNode := map[*redis.Client]*parcel{}
	keyOf := map[*redis.Client]string{}
	for part := range flows.Partitions {
		key := s.keys.due(part)
		node, err := s.wire.node(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("store: find the Redis node: %w", err)
		}
		p := perNode[node]
		if p == nil {
			p = &parcel{}
			perNode[node], keyOf[node] = p, key
		}
		cmds[part] = command(part)
		p.cmds = append(p.cmds, cmds[part])
	}
	for node, p := range perNode {
		if err := s.wire.send(ctx, keyOf[node], p); err != nil {
			return nil, err
		}
	}
	return cmds, nil
}

// Backlog is what waits to be sent in all.
type Backlog struct {
	Actors int           // with something in their outbox
	Oldest time.Duration // age of the oldest entry, 0 with none
}

// Backlog reads how much is unsent and how old the oldest of it is. Its cost
// grows with what is unsent, not with the people; of more than 10,000 actors it
// looks at 10,000.
func (s *Store) Backlog(ctx context.Context, now time.Time) (Backlog, error) {
	ids, err := s.Unsent(ctx, now.Add(365*24*time.Hour), 10000)
	if err != nil {
		return Backlog{}, err
	}
	b := Backlog{Actors: len(ids)}
	for len(ids) > 0 {
		// One round trip for all of a partition: when Telegram is away for long,
		// many wait, and just then this must not take long.
		part := ids[0].Partition()
		n := 1
		for n < len(ids) && ids[n].Partition() == part {
			n++
		}
		oldest, err := s.oldestOf(ctx, ids[:n], now)
		if err != nil {
			return b, fmt.Errorf("store: read the oldest unsent effect: %w", err)
		}
		b.Oldest, ids = max(b.Oldest, oldest), ids[n:]
	}
	return b, nil
}

// oldestOf is the age of the oldest entry in the outboxes of actors of one partition.
func (s *Store) oldestOf(ctx context.Context, ids []flows.ActorID, now time.Time) (oldest time.Duration, err error) {
	firsts := make([]redis.Cmder, len(ids))
	for i, id := range ids {
		firsts[i] = redis.NewStringCmd(ctx, "lindex", s.keys.outbox(id), 0)
	}
	if err := s.wire.read(ctx, s.keys.outbox(ids[0]), firsts...); err != nil {
		return 0, err
	}
	for _, first := range firsts {
		c, ok := first.(*redis.StringCmd)
		if !ok || len(c.Val()) < entryHeader {
			continue // it was sent meanwhile
		}
		if ms, err := strconv.ParseInt(c.Val()[1+idSize:entryHeader], 10, 64); err == nil {
			oldest = max(oldest, now.Sub(time.UnixMilli(ms)))
		}
	}
	return oldest, nil
}

// Count is how many actors of a kind there are.
func (s *Store) Count(ctx context.Context, kind flows.Kind) (int, error) {
	return s.total(ctx, "count "+string(kind), func(part int) string { return s.keys.kind(part, kind) })
}

// CountIndexed is how many actors are in an index.
func (s *Store) CountIndexed(ctx context.Context, index string) (int, error) {
	return s.total(ctx, "count what is in "+index, func(part int) string { return s.keys.index(part, index) })
}

// total is how many members the sets of all partitions have.
func (s *Store) total(ctx context.Context, what string, key func(part int) string) (int, error) {
	cmds, err := s.everywhere(ctx, func(part int) redis.Cmder { return redis.NewIntCmd(ctx, "zcard", key(part)) })
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", what, err)
	}
	n := 0
	for _, c := range cmds {
		if v, ok := c.(*redis.IntCmd); ok {
			n += int(v.Val())
		}
	}
	return n, nil
}

// Walk calls visit for every actor of a kind, by partition and creation, until
// visit returns an error. Actors created meanwhile may or may not be met; those
// that were there all the time are met once, whatever comes and goes.
func (s *Store) Walk(ctx context.Context, kind flows.Kind, visit func(flows.ActorID) error) error {
	for part := range flows.Partitions {
		if err := s.walkSet(ctx, s.keys.kind(part, kind), visit); err != nil {
			return err
		}
	}
	return nil
}

// Indexed calls visit for every actor in an index: see [Store.Walk].
func (s *Store) Indexed(ctx context.Context, index string, visit func(flows.ActorID) error) error {
	for part := range flows.Partitions {
		if err := s.walkSet(ctx, s.keys.index(part, index), visit); err != nil {
			return err
		}
	}
	return nil
}

// walkPage is how many actors a walk reads at a time.
const walkPage = 500

// walkSet visits a whole set, page by page.
func (s *Store) walkSet(ctx context.Context, key string, visit func(flows.ActorID) error) error {
	last := redis.Z{Score: math.Inf(-1)}
	for {
		page, end, err := s.behind(ctx, key, last, "+inf", walkPage)
		if err != nil {
			return fmt.Errorf("store: walk: %w", err)
		}
		for _, z := range page {
			last = z
			if err := visit(flows.ActorID(fmt.Sprint(z.Member))); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
	}
}

// behind reads the next ones of a set behind last, at most that many, up to a
// score as Redis writes it, and whether they are the last. It goes on from a score
// and a name, not from a rank: a rank moves when visited actors leave the set
// meanwhile, and then some are skipped.
func (s *Store) behind(ctx context.Context, key string, last redis.Z, to string, most int) (page []redis.Z, end bool, err error) {
	from := strconv.FormatFloat(last.Score, 'f', -1, 64)
	for size := most; ; size *= 2 {
		cmd := redis.NewZSliceCmd(ctx, "zrangebyscore", key, from, to, "withscores", "limit", 0, size)
		if err := s.wire.read(ctx, key, cmd); err != nil {
			return nil, false, err
		}
		for _, z := range cmd.Val() {
			if len(page) < most && after(z, last) { // before these come those of the same moment that were met
				page = append(page, z)
			}
		}
		if end = len(cmd.Val()) < size && (len(page) < most || page[len(page)-1] == cmd.Val()[len(cmd.Val())-1]); end || len(page) > 0 {
			return page, end, nil
		}
		// A whole page of one moment was met before.
	}
}

// after is the order of a sorted set: by score, then by name.
func after(a, b redis.Z) bool {
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	name, _ := a.Member.(string)
	last, _ := b.Member.(string)
	return name > last
}
