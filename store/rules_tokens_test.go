//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/flows"
)

func tokenRules() []rule {
	return []rule{
		{"the bucket is full at first, shared by all processes, and ends", tokensShared},
		{"what was sent without a token is debited, a second of it at the most", tokensDebited},
		{"what was not used is given back, to no more than the burst", tokensGivenBack},
		{"tokens come at the rate, however many ask", tokensRate},
		{"a draw that makes no sense is refused and changes nothing", tokensSense},
		{"another bot has a bucket of its own", tokensOwn},
	}
}

// draws takes tokens; the rate is low enough that none comes meanwhile.
func (s *Store) draws(tb testing.TB, d flows.Draw, want int) time.Duration {
	tb.Helper()
	got, err := s.Draw(tb.Context(), d)
	if err != nil || got.Tokens != want {
		tb.Fatalf("%+v: %+v (%v), want %d", d, got, err, want)
	}
	return got.Next
}

func tokensShared(t *testing.T, r *rig) {
	two := r.open(t, "two")
	if next := r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 3}, 3); next != 0 {
		t.Errorf("with 47 there the next one comes in %v", next)
	}
	two.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 46}, 46)
	next := r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 50}, 1)
	if next <= 0 || next > time.Second {
		t.Errorf("with none there the next one comes in %v", next)
	}
}

func tokensDebited(t *testing.T, r *rig) {
	r.draws(t, flows.Draw{Rate: 1, Burst: 50, Used: 30}, 0)
	r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 100}, 20)
	for range 3 {
		next := r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 1, Used: 1000}, 0)
		if next <= time.Second || next > 2*time.Second {
			t.Errorf("a second's tokens below nothing the next one comes in %v", next)
		}
	}
}

func tokensGivenBack(t *testing.T, r *rig) {
	r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 50}, 50)
	r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 50, Used: -7}, 7)
	r.draws(t, flows.Draw{Rate: 1, Burst: 50, Want: 100, Used: -1000}, 50)
}

func tokensRate(t *testing.T, r *rig) {
	d := flows.Draw{Rate: 200, Burst: 10, Want: 3}
	var all sync.WaitGroup
	var took atomic.Int64
	began := time.Now()
	for _, s := range []*Store{r.Store, r.open(t, "two")} {
		for range 3 {
			all.Go(func() {
				for time.Since(began) < 500*time.Millisecond {
					got, err := s.Draw(t.Context(), d)
					if err != nil {
						t.Error(err)
						return
					}
					took.Add(int64(got.Tokens))
					if got.Tokens == 0 && got.Next > 10*time.Millisecond {
						t.Errorf("the next of 200 a second comes in %v", got.Next)
					}
					time.Sleep(got.Next)
				}
			})
		}
	}
	all.Wait()
	most := 10 + int64(time.Since(began).Seconds()*200) + 1
	if n := took.Load(); n > most || n < 60 {
		t.Errorf("%d tokens, at most %d came", n, most)
	}
}

func tokensSense(t *testing.T, r *rig) {
	for _, d := range []flows.Draw{{Burst: 1, Want: 1}, {Rate: 1, Want: 1}, {Rate: 1, Burst: 1, Want: -1}} {
		if got, err := r.Draw(t.Context(), d); err == nil {
			t.Errorf("%+v: %+v", d, got)
		}
	}
	if all := r.everything(t); len(all) != 0 {
		t.Errorf("it left %q", all)
	}
}

func tokensOwn(t *testing.T, r *rig) {
	r.draws(t, flows.Draw{Rate: 1, Burst: 5, Want: 5}, 5)
	r.open(t, "one", func(o *Options) { o.Bot = 10 * r.bot }).draws(t, flows.Draw{Rate: 1, Burst: 5, Want: 5}, 5)
}
