//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"sync"
	"testing"
	"time"
)

func (s *Store) moves(tb testing.TB, name string, to time.Time) {
	tb.Helper()
	if err := s.SetCursor(tb.Context(), name, to); err != nil {
		tb.Fatal(err)
	}
}

func (s *Store) wantCursor(tb testing.TB, name string, want time.Time) {
	tb.Helper()
	if got, err := s.Cursor(tb.Context(), name); err != nil || !got.Equal(want) {
		tb.Fatalf("the cursor %s stands at %v (%v), want %v", name, got, err, want)
	}
}

// noon is between two milliseconds.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 123_999_999, time.UTC) }

func cursorShared(t *testing.T, r *rig) {
	two := r.open(t, "two")
	other := r.open(t, "three", func(o *Options) { o.Bot = 10 * r.bot })
	if got, err := two.Cursor(t.Context(), "town"); err != nil || !got.IsZero() {
		t.Fatalf("before anything was read it stands at %v (%v)", got, err)
	}
	r.moves(t, "town", noon())
	r.moves(t, "village", noon().Add(-time.Hour))
	two.wantCursor(t, "town", noon().Truncate(time.Millisecond))
	two.wantCursor(t, "other town", time.Time{})
	other.wantCursor(t, "town", time.Time{})
	two.moves(t, "town", noon().Add(time.Millisecond))
	r.wantCursor(t, "town", noon().Add(time.Millisecond).Truncate(time.Millisecond))
	if left := r.ttl(t, "cursor:town"); left > 0 {
		t.Fatalf("it is forgotten in %v", left)
	}
}

func cursorForward(t *testing.T, r *rig) {
	two := r.open(t, "two")
	r.moves(t, "town", time.Time{}) // no time at all moves nothing
	r.wantCursor(t, "town", time.Time{})
	late := noon().Truncate(time.Millisecond)
	for _, to := range []time.Time{late, late, late.Add(-time.Millisecond), late.Add(-time.Hour), time.UnixMilli(9), {}} {
		two.moves(t, "town", to)
		r.wantCursor(t, "town", late)
	}
}

func cursorFurthest(t *testing.T, r *rig) {
	two := r.open(t, "two")
	var all sync.WaitGroup
	for i := range 40 {
		s := []*Store{r.Store, two}[i%2]
		all.Go(func() {
			if err := s.SetCursor(t.Context(), "town", noon().Add(time.Duration(i*7%40)*time.Second)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r.wantCursor(t, "town", noon().Add(39*time.Second).Truncate(time.Millisecond))
}
