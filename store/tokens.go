package store

import (
	"context"
	"fmt"
	"time"

	"wecan/flows"
)

// Draw takes tokens from the bucket that all processes of the bot share, after it
// has debited what was sent without: see [flows.Draw]. All processes should name
// the same rate and burst. No replica is waited for: a failover may lose what was
// taken last, and then a burst more is sent, once.
func (s *Store) Draw(ctx context.Context, d flows.Draw) (flows.Drawn, error) {
	if d.Rate < 1 || d.Burst < 1 || d.Want < 0 {
		return flows.Drawn{}, fmt.Errorf("store: draw tokens: at a rate of %d, a burst of %d and %d wanted", d.Rate, d.Burst, d.Want)
	}
	cmd, err := s.wire.query(ctx, s.scripts.tokens, []string{s.keys.shared("tokens")}, d.Rate, d.Burst, d.Want, d.Used)
	if err != nil {
		return flows.Drawn{}, fmt.Errorf("store: draw tokens: %w", err)
	}
	answer, err := cmd.Int64Slice()
	switch {
	case err != nil:
		return flows.Drawn{}, fmt.Errorf("store: draw tokens: %w", err)
	case len(answer) != 2:
		return flows.Drawn{}, fmt.Errorf("store: draw tokens: an answer with %d fields", len(answer))
	}
	return flows.Drawn{Tokens: int(answer[0]), Next: time.Duration(answer[1]) * time.Microsecond}, nil
}
