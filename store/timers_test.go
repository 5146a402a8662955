package store

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/flows"
)

const (
	timersShort     = 20_000 // in the ordinary tests; WECAN_TIMERS says how many else
	timersPerMinute = 1000
	timersApart     = time.Minute / timersPerMinute
	idleTickMost    = 2 * time.Millisecond
)

// So many agendas wait in a real Redis, each for one timer, and so many of them are due
// a minute. What a tick costs grows with what is due, not with what waits.
func TestTimers(t *testing.T) {
	total := timersShort
	if text := os.Getenv("WECAN_TIMERS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 4*timersPerMinute {
			t.Fatalf("TIMERS is %q, want a number of %d or more", text, 4*timersPerMinute)
		}
		total = n
	}
	r := newRig(t, oneRedis(t))
	empty := r.memory(t)
	few := total / 20
	r.fillTimers(t, 0, few)
	before := r.tickCosts(t)
	began := time.Now()
	r.fillTimers(t, few, total)
	t.Logf("%d agendas were written in %.0f s by commits", total-few, time.Since(began).Seconds())
	after := r.tickCosts(t)
	for i, c := range after {
		t.Logf("a tick that finds %4d of %7d: %7.2f ms at best, %7.2f in the middle, %4d commands; of %d: %7.2f, %7.2f",
			c.found, total, ms(c.best), ms(c.middle), c.commands, few, ms(before[i].best), ms(before[i].middle))
		if c.commands != before[i].commands {
			t.Errorf("it takes %d commands, with fewer timers %d", c.commands, before[i].commands)
		}
		if c.best > 2*before[i].best+time.Millisecond {
			t.Errorf("a tick that finds %d takes %v among %d timers, and %v among %d", c.found, c.best, total, c.best, few)
		}
	}
	if total >= 1_000_000 && after[0].best > idleTickMost { // of few, beside other tests, the time says nothing
		t.Errorf("a tick that finds nothing takes %v, want %v at most", after[0].best, idleTickMost)
	}
	used := r.memory(t) - empty
	t.Logf("%d bytes of Redis for each agenda with its timer (used_memory of INFO), of them %d for the timer alone: MEMORY USAGE of the sets of what is due %d, and the time in its hash %d",
		used/total, r.dueBytes(t)/total+r.timeBytes(t), r.dueBytes(t)/total, r.timeBytes(t))
	r.handleTimers(t)
}

// timer is the nth agenda, and when it is due.
func (r *rig) timer(tb testing.TB, n int) (flows.ActorID, time.Time) {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), r.bot)
	if err != nil {
		tb.Fatal(err)
	}
	return ids.Of(flows.KindAgenda, "WE-"+strconv.Itoa(n)), born.Add(time.Duration(n) * timersApart)
}

// An agenda as the real one leaves it: somebody who takes part, and two sessions.
const (
	timedState = `{"b":{"reference":"WE-4K7M-9Q2","person":"3f0123456789abcdef0123456789abcd","seq":1,"in":true,"site":"utrecht","cohort":"spring27","queries":7,"said":3},"t":{"next":1772442000000}}`
	timedItem  = `{"reference":"WE-4K7M-9Q2","rev":1,"plan":{"title":"First meeting","site":"utrecht","cohort":"spring27","start":"2027-03-02T17:00:00Z","minutes":90,"place":"Room 5, Kanaalstraat 1","languages":["nl","en"],"capacity":12},"seq":1,"answer":"coming","number":4,"place":"hers","done":86400000000000,"for":"2027-03-02T17:00:00Z"}`
)

// fillTimers writes agendas by the store's own commits, many at once.
func (r *rig) fillTimers(t *testing.T, from, until int) {
	t.Helper()
	const atOnce = 256
	var next atomic.Int64
	next.Store(int64(from))
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < until; n = int(next.Add(1)) - 1 {
				id, due := r.timer(t, n)
				c := &flows.Commit{
					Base: &flows.Record{ID: id}, Etag: flows.Etag(random()), State: []byte(timedState), Created: born, Timer: due,
					Members: map[string][]byte{"items": []byte("[" + timedItem + "," + timedItem + "]")},
				}
				if done, err := r.Commit(t.Context(), c, ""); err != nil || done.Conflict {
					t.Errorf("commit %d: %v", n, err)
					return
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// tickCost is what it costs to look up what is due and what is unsent.
type tickCost struct {
	found, commands int
	best, middle    time.Duration
}

// tickCosts measures ticks that find nothing, what falls due in a second, and in a
// minute.
func (r *rig) tickCosts(t *testing.T) (out []tickCost) {
	t.Helper()
	const rounds = 200
	for _, found := range []int{0, (timersPerMinute + 59) / 60, timersPerMinute} {
		_, until := r.timer(t, found-1)
		c := tickCost{found: found}
		var took []time.Duration
		began := r.commands(t)
		for range rounds {
			start := time.Now()
			if n := r.tick(t, until); n != found {
				t.Fatalf("%d are due, want %d", n, found)
			}
			took = append(took, time.Since(start))
		}
		c.commands = (r.commands(t) - began - 1) / rounds // an INFO stands between
		slices.Sort(took)
		c.best, c.middle = took[0], took[rounds/2]
		out = append(out, c)
	}
	return out
}

// tick reads what a tick of the runtime reads.
func (r *rig) tick(t *testing.T, until time.Time) int {
	t.Helper()
	_, err := r.Frozen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	due, err := r.Due(t.Context(), until, 5000)
	if err != nil {
		t.Fatal(err)
	}
	if unsent, err := r.Unsent(t.Context(), until, 5000); err != nil || len(unsent) > 0 {
		t.Fatal(unsent, err)
	}
	return len(due)
}

// handleTimers takes what is due in a minute off the agenda, all at once, as the runtime
// does: it loads each and commits it with its next timer.
func (r *rig) handleTimers(t *testing.T) {
	t.Helper()
	_, until := r.timer(t, timersPerMinute-1)
	due, err := r.Due(t.Context(), until, 5000)
	if err != nil {
		t.Fatal(err)
	}
	began, sent := time.Now(), r.commands(t)
	var all sync.WaitGroup
	for _, id := range due {
		all.Go(func() {
			rec, err := r.Load(t.Context(), id, []string{"items"})
			if err != nil {
				t.Error(err)
				return
			}
			c := &flows.Commit{Base: rec, Etag: flows.Etag(random()), State: rec.State, Timer: until.AddDate(1, 0, 0)}
			if done, err := r.Commit(t.Context(), c, ""); err != nil || done.Conflict {
				t.Errorf("commit: %v", err)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	t.Logf("to load and commit the %d of a minute takes %.0f ms and %.1f commands each, those of the scripts counted", len(due), ms(took), float64(r.commands(t)-sent-1)/float64(len(due)))
	if n := r.tick(t, until); n != 0 {
		t.Errorf("%d are still due", n)
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// commands is how many Redis has run.
func (r *rig) commands(t *testing.T) int {
	t.Helper()
	return r.infoNumber(t, "stats", "total_commands_processed")
}

// memory is what Redis uses.
func (r *rig) memory(t *testing.T) int {
	t.Helper()
	return r.infoNumber(t, "memory", "used_memory")
}

func (r *rig) infoNumber(t *testing.T, section, field string) int {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + field + `:(\d+)`).FindStringSubmatch(r.text(t, "info", section))
	if found == nil {
		t.Fatalf("INFO does not tell %s", field)
	}
	n, _ := strconv.Atoi(found[1]) // digits
	return n
}

// dueBytes is what the sets of what is due take.
func (r *rig) dueBytes(t *testing.T) (bytes int) {
	t.Helper()
	for part := range flows.Partitions {
		n, _ := strconv.Atoi(r.text(t, "memory", "usage", r.keys.due(part), "samples", 0)) // 0 for a key that is not there
		bytes += n
	}
	return bytes
}

// timeBytes is what the time of the timer takes in the hash of an agenda.
func (r *rig) timeBytes(t *testing.T) int {
	t.Helper()
	usage := func(key string) int {
		n, err := strconv.Atoi(r.text(t, "memory", "usage", key))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	id, _ := r.timer(t, 0)
	with := fmt.Sprintf("%s:with", r.keys.actor(id))
	r.do(t, "copy", r.keys.actor(id), with)
	defer r.do(t, "del", with)
	all := usage(with)
	r.do(t, "hdel", with, "t")
	return all - usage(with)
}
