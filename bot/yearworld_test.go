package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/store"
)

// yearPlan says how large a year is, and what is wrong in it.
type yearPlan struct {
	first  time.Time // a Monday
	weeks  int
	sites  []string
	people int
	bug    yearBug
}

// yearWorld is a year of sessions in virtual time: two processes of the bot on one store,
// people, and those who plan.
type yearWorld struct {
	t     *testing.T
	plan  yearPlan
	redis *miniredis.Miniredis
	look  *yearLook
	key   store.MasterKey
	ids   flows.IDs
	tg    *sandbox.Telegram
	defs  *flows.Definitions
	rand  *rand.Rand
	over  context.CancelFunc

	armed    atomic.Bool // the planted fault is in
	mu       sync.Mutex
	places   [2]*yearProcess
	people   map[int64]*yearPerson
	sessions []*yearSession
	rough    []time.Time // when a process died
	down     []stretch   // when no process ran
	silent   []stretch   // when Telegram was away
	unsure   int         // calls whose outcome no process knows
	counts   map[string]int
	apart    time.Duration
	looked   time.Time // when it was checked that nothing due is overlooked
	wrong    []string
}

// stretch is a time from one moment up to another; an open one has no end yet.
type stretch struct{ from, until time.Time }

func (s stretch) has(at time.Time) bool {
	return !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until))
}

func newYearWorld(t *testing.T, p yearPlan, defs *flows.Definitions, key store.MasterKey) *yearWorld {
	t.Helper()
	time.Sleep(time.Until(p.first.Add(-72 * time.Hour))) // virtual time begins in the year 2000
	y := &yearWorld{
		t: t, plan: p, redis: miniredis.NewMiniRedis(), key: key, defs: p.bug.in(defs),
		rand: rand.New(rand.NewPCG(9, uint64(p.weeks))), people: map[int64]*yearPerson{}, counts: map[string]int{},
	}
	y.look = newYearLook(y.redis)
	y.tg = sandbox.New(sandbox.Options{Seed: 9, Transport: roundTripper(y.deliver)})
	s := y.open("world")
	var err error
	if y.ids, err = s.IDs(t.Context(), botID); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, over := context.WithCancel(t.Context())
	y.over = over
	go y.tg.Run(ctx)
	return y
}

func (y *yearWorld) open(owner string) *store.Store {
	y.t.Helper()
	s, err := store.Open(y.t.Context(), store.Options{URL: "memory:", Embedded: y.redis, Bot: botID, Owner: owner, Key: y.key, Journal: -1})
	if err != nil {
		y.t.Fatal(err)
	}
	return s
}

// yearProcess is one process of the bot.
type yearProcess struct {
	y     *yearWorld
	store *store.Store
	run   *bot.Runtime
	tg    *telegram.Telegram
	hook  http.Handler
	dead  chan struct{}
	life  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

// start starts the process in a place.
func (y *yearWorld) start(place int) {
	p := &yearProcess{y: y, dead: make(chan struct{})}
	var err error
	p.store, err = store.Open(y.t.Context(), store.Options{
		URL: "memory:", Embedded: y.redis, Dial: p.dial, Bot: botID, Owner: "place" + strconv.Itoa(place), Key: y.key, Journal: -1,
	})
	if err != nil {
		y.t.Fatal(err)
	}
	const token = "1000000001:sandbox-token-that-opens-nothing-00"
	p.tg, err = telegram.New(telegram.Config{Token: token, BaseURL: "http://telegram.sim", Transport: roundTripper(p.call), FileIDs: p.store})
	if err != nil {
		y.t.Fatal(err)
	}
	p.run = bot.New(bot.Options{
		Store: &yearStore{Store: p.store, look: y.look, bug: y.bug}, Carrier: p.tg, IDs: y.ids, Log: slog.New(slog.DiscardHandler), Tick: time.Minute, Meter: p,
	}, y.defs)
	if err := p.run.Start(y.t.Context()); err != nil {
		y.t.Fatal(err)
	}
	p.hook = telegram.NewWebhook(token, telegram.Intake{
		Mapper: telegram.Mapper{IDs: y.ids}, Turns: p.run, Morgue: p.store, Log: slog.New(slog.DiscardHandler),
	})
	if err := p.tg.SetWebhook(y.t.Context(), "https://bot.sim"); err != nil {
		y.t.Fatal(err)
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.places[place] = p
	if n := len(y.down); n > 0 && y.down[n-1].until.IsZero() {
		y.down[n-1].until = time.Now()
	}
}

// end ends the process in a place: as SIGTERM does, or as kill -9.
func (y *yearWorld) end(place int, clean bool) {
	y.mu.Lock()
	p := y.places[place]
	y.places[place] = nil
	if y.places[1-place] == nil {
		y.down = append(y.down, stretch{from: time.Now()})
	}
	if !clean {
		y.rough = append(y.rough, time.Now())
		y.unsure += p.run.Unacknowledged()
		y.counts["killed"]++
	}
	y.mu.Unlock()
	if clean {
		p.life.Wait()
		if err := p.run.Stop(20 * time.Second); err != nil {
			y.note("stop: " + err.Error())
		}
	}
	p.mu.Lock()
	close(p.dead)
	conns := p.conns
	p.mu.Unlock()
	if !clean {
		for _, c := range conns {
			_ = c.Close()
		}
		p.run.Kill()
		p.life.Wait()
	}
	_ = p.store.Close()
	p.tg.Close()
}

// count counts something that the script does, beside the processes.
func (y *yearWorld) count(what string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.counts[what]++
}

// Count and Took make it the meter of its runtime.
func (p *yearProcess) Count(event string) {
	p.y.mu.Lock()
	defer p.y.mu.Unlock()
	p.y.counts["event "+event]++
}

func (p *yearProcess) Took(string, time.Duration) {}

func (p *yearProcess) dial(context.Context, string, string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.dead:
		return nil, errCut
	default:
	}
	c, err := p.y.redis.Dial()
	if err == nil {
		p.conns = append(p.conns, c)
	}
	return c, err
}

// call brings a call to Telegram.
func (p *yearProcess) call(r *http.Request) (*http.Response, error) {
	y := p.y
	y.mu.Lock()
	away := len(y.silent) > 0 && y.silent[len(y.silent)-1].until.IsZero()
	y.mu.Unlock()
	if away {
		return status(r, http.StatusBadGateway, "<html>bad gateway</html>"), nil
	}
	chat, err := chatOf(r)
	resp, failed := y.tg.RoundTripper().RoundTrip(r)
	if err == nil {
		y.read(chat)
	}
	time.Sleep(30 * time.Millisecond) // the answer is under way: a process that dies now does not know
	select {
	case <-p.dead:
		return nil, errCut
	default:
		return resp, failed
	}
}

// deliver brings an update to one of the processes.
func (y *yearWorld) deliver(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	p := y.alive()
	if p == nil {
		return nil, errCut
	}
	defer p.life.Done()
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	rec := newRecorder()
	p.hook.ServeHTTP(rec, again)
	select {
	case <-p.dead:
		return nil, errCut
	default:
	}
	var update struct {
		Message struct{ From struct{ ID int64 } }
		Tap     struct{ From struct{ ID int64 } } `json:"callback_query"`
	}
	if json.Unmarshal(body, &update) == nil { // the answer may bring a message along
		time.AfterFunc(100*time.Millisecond, func() { y.read(max(update.Message.From.ID, update.Tap.From.ID)) })
	}
	return rec.response(r), nil
}

// alive is one of the processes, which does not end before its life.Done; nil when none runs.
func (y *yearWorld) alive() *yearProcess {
	y.mu.Lock()
	defer y.mu.Unlock()
	p := y.places[time.Now().Unix()%2]
	if p == nil {
		p = y.places[1-time.Now().Unix()%2]
	}
	if p != nil {
		p.life.Add(1)
	}
	return p
}

func (y *yearWorld) bug() yearBug {
	if y.armed.Load() {
		return y.plan.bug
	}
	return noYearBug
}

func (y *yearWorld) note(wrong string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.wrong = append(y.wrong, wrong)
}
