package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Page reads a page of the actors of one kind in one partition, in the order of
// their creation: see [flows.Page]. Whoever goes on from a page's Next meets each
// actor that was created before p.Before once, whatever comes and goes meanwhile.
// It returns [flows.ErrBadPage] for one that nobody can read. Its cost grows with the page, and with how many were created in the very
// millisecond at which the page before ended.
func (s *Store) Page(ctx context.Context, p flows.Page) (flows.Listed, error) {
	out := flows.Listed{Partition: p.Partition, After: p.After, Next: p.After}
	if why := p.Fault(); why != "" {
		return out, fmt.Errorf("store: %w: %s", flows.ErrBadPage, why)
	}
	last, err := readPlace(p.After)
	if err != nil {
		return out, fmt.Errorf("store: read a page: %w", err)
	}
	to := "(" + strconv.FormatInt(upMillis(p.Before), 10)
	found, end, err := s.behind(ctx, s.keys.kind(p.Partition, p.Kind), last, to, p.Most)
	if err != nil {
		return out, fmt.Errorf("store: read a page: %w", err)
	}
	out.End = end
	for _, z := range found {
		id := fmt.Sprint(z.Member)
		out.IDs = append(out.IDs, flows.ActorID(id))
		out.Next = strconv.FormatFloat(z.Score, 'f', -1, 64) + " " + id
	}
	return out, nil
}

// readPlace reads a place in a set: the score and the name of the last one met.
func readPlace(text string) (redis.Z, error) {
	if text == "" {
		return redis.Z{Score: math.Inf(-1)}, nil
	}
	score, id, ok := strings.Cut(text, " ")
	n, err := strconv.ParseFloat(score, 64)
	if !ok || err != nil {
		return redis.Z{}, fmt.Errorf("%w: %q is no place in a list", flows.ErrBadPage, text)
	}
	return redis.Z{Score: n, Member: id}, nil
}

// upMillis is a time in whole milliseconds, as scores are, rounded up: what was
// created in the last, broken one was created before it.
func upMillis(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}
