package bot_test

import (
	"bytes"
	"context"
	"errors"
	"hash/fnv"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/store"
)

// The simulation: people apply by chat over the real poller or webhook handler,
// the real engine and the real store, in virtual time, while everything that
// can go wrong goes wrong. A seed decides what; the same seed decides the same.
//
// What may be wrong with the world is a plan's; what the bot must keep to all
// the same is in simcheck_test.go.

// plan is what one seed does to the bot.
type plan struct {
	seed      uint64
	processes int
	webhook   bool
	people    int
	asks      int           // people who ask for a person; then there is a team
	board     int           // who of the team works at Mattermost: a bit for each
	away      time.Duration // for how long Mattermost is away
	sessions  bool          // two sessions are planned
	event     bool          // an event is planned
	day       bool          // the day of a hackathon
	cast      bool          // announcements
	crashes   int           // processes killed
	sameOwner bool          // a new process proves the old one dead
	redisBad  int           // of 1000 Redis round trips, how many break
	callsBad  int           // of 1000 calls of Telegram, how many break
	doubles   int           // of 1000 webhook deliveries, how many come twice
	skew      time.Duration // by how much the clock of Redis jumps
	bug       bug           // planted on purpose
}

// newPlan draws a plan.
func newPlan(seed uint64) plan {
	p := plan{seed: seed}
	draw := func(name string, n int) int { return int(p.hash(name) % uint64(n)) }
	p.processes = 1 + draw("processes", 3)
	p.webhook = p.processes > 1 && draw("webhook", 3) > 0
	p.people = 2 + draw("people", 2)
	if draw("asks", asksIn) == 0 {
		p.asks, p.people = 1+draw("asked", 2), 1
	}
	if draw("at board", 100) < boardPer100 {
		p.asks, p.people = 1+draw("asked", 2), 1
		p.board = 1 + draw("board", 1<<len(simTeam())-1)
		p.away = []time.Duration{0, 0, 4 * time.Second, 15 * time.Second}[draw("away", 4)]
	}
	if p.asks == 0 && draw("sessions", 100) < sessionsPer100 {
		p.sessions, p.people = true, 1
	}
	if p.asks == 0 && !p.sessions && draw("event", 100) < eventPer100 {
		p.event, p.people = true, 0 // those who come to it are enough
	}
	if p.asks == 0 && !p.sessions && !p.event && draw("day", 100) < dayPer100 {
		p.day, p.people = true, 0
	}
	if p.asks == 0 && !p.sessions && !p.event && !p.day && draw("cast", 100) < castPer100 {
		p.cast, p.people = true, 0
	}
	p.crashes = draw("crashes", 4)
	p.sameOwner = draw("owner", 3) > 0
	p.redisBad = []int{0, 20, 60}[draw("redis", 3)]
	p.callsBad = []int{0, 50, 150}[draw("calls", 3)]
	p.doubles = []int{0, 100, 300}[draw("doubles", 3)]
	p.skew = []time.Duration{0, 0, 40 * time.Second, -40 * time.Second}[draw("skew", 4)]
	if p.skew > 0 && p.processes > 1 {
		p.skew = 0 // a clock of Redis that leaps ahead ends leases early, and nothing can be promised about who sends
	}
	return p
}

// tick is how often a process looks up what is due. A day is long, and most of it is quiet.
func (p plan) tick() time.Duration {
	switch {
	case p.day:
		return 30 * time.Second
	case p.cast: // a timer calls the walkers, and people wait for that
		return time.Second
	}
	return 7 * time.Second
}

// asksIn is in how many seeds there is one in which people ask for a person: those
// take longer.
const asksIn = 6

// boardPer100 is in how many seeds of 100 there is a team at Mattermost.
const boardPer100 = 30

// sessionsPer100 is in how many seeds of 100 there are sessions, of those without a team:
// in 25 of all.
const sessionsPer100 = 43

// eventPer100 is in how many seeds of 100 there is an event, of those without a team and
// without sessions: in 17 of all.
const eventPer100 = 50

// dayPer100 is in how many of 100 of the seeds that are left there is the day of a hackathon: in
// 2 of all, since it is long.
const dayPer100 = 14

// castPer100 is in how many of 100 of the seeds that are left there are announcements: in 4 of
// all.
const castPer100 = 30

// hash decides: the same for the same seed and names, however the goroutines
// interleave.
func (p plan) hash(name string, numbers ...int) uint64 {
	h := fnv.New64a()
	var b [8]byte
	put := func(n uint64) {
		for i := range b {
			b[i] = byte(n >> (8 * i))
		}
		_, _ = h.Write(b[:])
	}
	put(p.seed)
	_, _ = io.WriteString(h, name) // a hash's Write never fails
	for _, n := range numbers {
		put(uint64(n))
	}
	x := h.Sum64() // FNV's low bits are weak: mix them
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	return x ^ x>>33
}

// happens says whether something that happens n times in 1000 happens now.
func (p plan) happens(per1000 int, name string, numbers ...int) bool {
	return int(p.hash(name, numbers...)%1000) < per1000
}

// world is everything outside the processes.
type world struct {
	t     *testing.T
	plan  plan
	began time.Time
	redis *miniredis.Miniredis
	key   store.MasterKey
	ids   flows.IDs
	tg    *sandbox.Telegram
	defs  *flows.Definitions

	mu       sync.Mutex
	living   []*simProcess
	started  int           // processes so far
	calls    map[int64]int // per chat
	writing  map[int64]*writer
	unsure   int      // calls whose outcome no process knows
	gateways int      // and those that did not arrive, which no process knows either
	wrong    []string // what a check in passing found
	calm     bool     // nothing breaks any more
	hooks    int
	talks    *simTalks
	sessions *simSessions
	fest     *simFest
	day      *simDay
	cast     *simCast
	board    *simBoard // nil: the whole team is on Telegram

	over   atomic.Bool    // everybody has had time
	behind sync.WaitGroup // what keeps Redis' clock back until then
}

func newWorld(t *testing.T, p plan, defs *flows.Definitions, key store.MasterKey) *world {
	t.Helper()
	w := &world{
		t: t, plan: p, began: time.Now(), redis: miniredis.NewMiniRedis(), key: key, defs: defs,
		calls: map[int64]int{}, writing: map[int64]*writer{},
	}
	w.redis.ClockTTL(true)
	w.tg = sandbox.New(sandbox.Options{Seed: p.seed, Transport: roundTripper(w.deliver)})
	s, err := store.Open(t.Context(), store.Options{URL: "memory:", Embedded: w.redis, Bot: botID, Owner: "world", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if w.ids, err = s.IDs(t.Context(), botID); err != nil {
		t.Fatal(err)
	}
	if p.asks > 0 {
		if p.board > 0 {
			w.board = newBoard(w)
		}
		w.defs = p.bug.inMachines(defs)
		w.talks = newTalks(w, s)
	}
	if p.sessions {
		w.defs = p.bug.inSessions(defs)
		w.sessions = newSessions(w, s)
	}
	if p.event {
		w.defs = p.bug.inEvents(defs)
		w.fest = newFest(w, s)
	}
	if p.day {
		w.defs = p.bug.inDays(defs)
		w.day = newDay(w, s)
	}
	if p.cast {
		w.defs = w.inCasts(defs)
		w.cast = newCast(w, s)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

const botID = 1000000001

func (w *world) note(wrong string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, wrong)
}

func (w *world) isCalm() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calm
}

// gone is for how long Telegram takes no connection.
func (p plan) gone() time.Duration {
	if !p.cast {
		return 0
	}
	return []time.Duration{0, 0, 2 * time.Second, 7 * time.Second}[p.hash("gone")%4]
}

// isGone says whether Telegram takes no connection now.
func (w *world) isGone() bool {
	since := time.Since(w.began) - storm/4
	return since >= 0 && since < w.plan.gone()
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

var errCut = errors.New("the connection was cut")

// deliver brings a webhook request to one of the processes, sometimes to two.
func (w *world) deliver(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.hooks++
	n := w.hooks
	var to []*simProcess
	to = append(to, w.living...)
	calm := w.calm
	w.mu.Unlock()
	if len(to) == 0 {
		return nil, errCut
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	first := to[int(w.plan.hash("which", n)%uint64(len(to)))]
	if !calm && w.plan.happens(w.plan.doubles, "double", n) {
		other := to[int(w.plan.hash("other", n)%uint64(len(to)))]
		late := time.Duration(w.plan.hash("late", n)%2000) * time.Millisecond
		again := r.Clone(context.WithoutCancel(r.Context()))
		other.beside(func() {
			time.Sleep(late)
			if resp, err := other.serve(again, body); err == nil {
				_ = resp.Body.Close()
			}
		})
	}
	return first.serve(r, body)
}

func (p *simProcess) serve(r *http.Request, body []byte) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := newRecorder()
	done := make(chan struct{})
	p.beside(func() {
		p.hook.ServeHTTP(rec, r)
		close(done)
	})
	select {
	case <-done:
		if p.isDead() {
			return nil, errCut
		}
		return rec.response(r), nil
	case <-p.dead:
		return nil, errCut
	}
}

var _ telegram.Turns = (*simProcess)(nil)
