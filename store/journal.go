package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Journal reads the turns of an actor that the journal still has, oldest
// first. The journal is capped in all (Options.Journal), so a busy day shortens
// everybody's.
func (s *Store) Journal(ctx context.Context, id flows.ActorID) ([][]byte, error) {
	rec, err := s.Load(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	key, ok := rec.Key.(*dataKey)
	if !ok {
		return nil, nil
	}
	stream := s.keys.journal(id.Partition())
	cmd := redis.NewXMessageSliceCmd(ctx, "xrange", stream, "-", "+")
	if err := s.wire.read(ctx, stream, cmd); err != nil {
		return nil, fmt.Errorf("store: read the journal: %w", err)
	}
	var out [][]byte
	for _, m := range cmd.Val() {
		if m.Values["a"] != string(id) {
			continue
		}
		sealed, _ := m.Values["d"].(string)
		plain, err := key.open(sealJournal, string(id), []byte(sealed))
		if err != nil {
			return out, err
		}
		out = append(out, plain)
	}
	return out, nil
}
