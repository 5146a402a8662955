package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Some calls of one script go well together: under load acks come by the dozen,
// and as one command they cost Redis and the wire far less than one each.

// joinedMost bounds one command, so that it does not keep Redis from others.
const joinedMost = 64

// joined is one call of a script that takes several: its ARGV begin with their
// number, and it answers a list with a result for each.
type joined struct {
	keys []string
	args []any
	out  []any
}

// join runs a call, together with others that wait at the same time and may go
// to the same place.
func (w *wire) join(ctx context.Context, s *script, call *joined) ([]any, error) {
	if err := w.send(ctx, call.keys[0], &parcel{script: s, writes: true, joined: call}); err != nil {
		return nil, err
	}
	return call.out, nil
}

// pack makes one parcel of those that may be joined, and leaves the others.
func (w *wire) pack(batch []*parcel) []*parcel {
	out := make([]*parcel, 0, len(batch))
	open := map[string]*parcel{}
	for _, p := range batch {
		if p.joined == nil {
			out = append(out, p)
			continue
		}
		place := p.script.sha + w.place(p.joined.keys[0])
		group := open[place]
		if group == nil || len(group.parts) == joinedMost {
			group = &parcel{script: p.script, writes: true}
			open[place] = group
			out = append(out, group)
		}
		group.parts = append(group.parts, p)
	}
	for _, p := range out {
		if p.parts != nil {
			p.cmds = []redis.Cmder{joinedCmd(p)}
		}
	}
	return out
}

// place is what the keys of one command must share: in a cluster the slot, which
// the hash tag decides, elsewhere nothing.
func (w *wire) place(key string) string {
	if _, cluster := w.client.(*redis.ClusterClient); !cluster {
		return ""
	}
	_, after, _ := strings.Cut(key, "{")
	tag, _, _ := strings.Cut(after, "}")
	return tag
}

func joinedCmd(group *parcel) *redis.Cmd {
	var keys []string
	args := []any{len(group.parts)}
	for _, p := range group.parts {
		keys = append(keys, p.joined.keys...)
		args = append(args, p.joined.args...)
	}
	ctx := context.Background() // as in pipeline
	return evalCmd(ctx, group.script, keys, args...)
}

// unpack hands the answers of a joined command to those that it was made of.
func (p *parcel) unpack() {
	if p.parts == nil {
		return
	}
	var results []any
	err := p.err
	if cmd, ok := p.cmds[0].(*redis.Cmd); ok && err == nil {
		if results, err = cmd.Slice(); err == nil && len(results) != len(p.parts) {
			err = fmt.Errorf("store: Redis answered %d of %d calls", len(results), len(p.parts))
		}
	}
	for i, part := range p.parts {
		if part.err = err; err == nil {
			part.joined.out, part.err = resultOf(results[i])
		}
	}
}

// resultOf is one call's result: a list, which begins with -1 and tells why when
// Redis refused the call.
func resultOf(result any) ([]any, error) {
	list, ok := result.([]any)
	if !ok || len(list) == 0 {
		return nil, errors.New("store: an answer without fields")
	}
	if code, _ := list[0].(int64); code == -1 && len(list) > 1 {
		return nil, fmt.Errorf("store: Redis refused: %v", list[1])
	}
	return list, nil
}
