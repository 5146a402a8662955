package bot_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/store"
)

// simProcess is one process of the bot: runtime, store client, Telegram client,
// and a poller or a webhook handler.
type simProcess struct {
	w     *world
	n     int
	place int
	owner string
	store *store.Store
	run   *bot.Runtime
	tg    *telegram.Telegram
	hook  http.Handler
	stop  context.CancelFunc
	poll  sync.WaitGroup
	life  sync.WaitGroup
	dead  chan struct{}

	overtaken atomic.Int64 // calls that a tap has overtaken

	mu      sync.Mutex
	conns   []net.Conn
	ending  bool // it takes nothing more
	trips   int  // Redis round trips
	toTurns func(ctx context.Context, ins ...flows.Incoming) error
}

// start starts the process in a place: a process there takes over from the one
// that died there.
func (w *world) start(place int) {
	w.mu.Lock()
	w.started++
	p := &simProcess{w: w, n: w.started, place: place, dead: make(chan struct{})}
	w.mu.Unlock()
	p.owner = "place" + strconv.Itoa(place)
	if !w.plan.sameOwner {
		p.owner = "process" + strconv.Itoa(p.n)
	}
	if w.plan.bug == bugSharedOwner {
		p.owner = "everybody"
	}
	for !p.boot() {
		p.crash()
		time.Sleep(100 * time.Millisecond)
		p.dead = make(chan struct{})
	}
	w.mu.Lock()
	w.living = append(w.living, p)
	w.mu.Unlock()
}

// boot does what cmd does at a start; false when something on the way failed.
func (p *simProcess) boot() bool {
	w := p.w
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	var err error
	p.store, err = store.Open(ctx, store.Options{
		URL: "memory:", Embedded: w.redis, Dial: p.dial, Bot: botID, Owner: p.owner, Key: w.key,
		LeaseTime: 8 * time.Second, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	p.tg, err = telegram.New(telegram.Config{
		Token: "1000000001:sandbox-token-that-opens-nothing-00", BaseURL: "http://telegram.sim",
		Transport: roundTripper(p.call), CallTimeout: 3 * time.Second, Clips: simVoices(), FileIDs: p.store,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var poster bot.Poster
	if w.board != nil {
		poster = &simPoster{p: p}
	}
	p.run = bot.New(bot.Options{
		Store: w.plan.bug.inStore(p.store), Carrier: w.plan.bug.inCalls(p.tg), Poster: poster, IDs: w.ids, Log: slog.New(slog.DiscardHandler),
		CallTime: 3 * time.Second, Tick: w.plan.tick(), Meter: p,
	}, w.defs)
	if err := p.run.Start(ctx); err != nil {
		return false
	}
	p.toTurns = w.plan.bug.inTurns(p.run.Handle)
	intake := telegram.Intake{Mapper: telegram.Mapper{IDs: w.ids}, Turns: p, Morgue: p.store, Log: slog.New(slog.DiscardHandler), Observe: p.observe}
	if w.plan.webhook {
		p.hook = telegram.NewWebhook("1000000001:sandbox-token-that-opens-nothing-00", intake)
		if err := p.tg.SetWebhook(ctx, "https://bot.sim"); err != nil {
			return false
		}
		return true
	}
	poller := telegram.NewPoller(telegram.PollerConfig{Telegram: p.tg, Intake: intake, Turnstile: p.store})
	p.poll.Go(func() {
		if err := poller.Run(ctx); err != nil {
			w.note("poller: " + err.Error())
		}
	})
	return true
}

// Count and Took make it the meter of its runtime.
func (p *simProcess) Count(event string) {
	if event == bot.EventOvertaken {
		p.overtaken.Add(1)
	}
}

func (p *simProcess) Took(string, time.Duration) {}

// Handle is where updates become turns.
func (p *simProcess) Handle(ctx context.Context, ins ...flows.Incoming) error {
	return p.toTurns(ctx, ins...)
}

// observe hears from the poller.
func (p *simProcess) observe(event string) {
	switch event {
	case telegram.EventBatchFull:
		p.run.Polled(true)
	case telegram.EventCaughtUp:
		p.run.Polled(false)
	}
}

// beside runs something in the process, if it lives.
func (p *simProcess) beside(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.isDead() && !p.ending {
		p.life.Go(f)
	}
}

func (p *simProcess) isDead() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// crash ends the process as kill -9 does: nothing more leaves it, and what was
// under way may or may not have arrived.
func (p *simProcess) crash() {
	p.w.mu.Lock()
	for i, l := range p.w.living {
		if l == p {
			p.w.living = append(p.w.living[:i:i], p.w.living[i+1:]...)
			break
		}
	}
	p.w.unsure += p.run.Unacknowledged()
	for chat, who := range p.w.writing {
		if who.is == p {
			delete(p.w.writing, chat)
		}
	}
	p.w.mu.Unlock()
	p.mu.Lock()
	close(p.dead)
	conns := p.conns
	p.conns = nil
	p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
	}
	p.stop()
	p.run.Kill()
	p.poll.Wait()
	p.life.Wait()
	_ = p.store.Close()
	p.tg.Close()
}

// finish ends the process as SIGTERM does.
func (p *simProcess) finish() error {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.stop()
	p.poll.Wait()
	p.life.Wait()
	err := p.run.Stop(20 * time.Second)
	_ = p.store.Close()
	p.tg.Close()
	return err
}

// dial opens a connection to Redis that may break.
func (p *simProcess) dial(context.Context, string, string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.isDead() {
		return nil, errCut
	}
	c, err := p.w.redis.Dial()
	if err != nil {
		return nil, err
	}
	f := &frail{Conn: c, p: p}
	p.conns = append(p.conns, f)
	return f, nil
}

// frail is a connection to Redis on which requests and replies get lost.
type frail struct {
	net.Conn
	p    *simProcess
	lose atomic.Bool // the next reply
}

func (f *frail) Write(b []byte) (int, error) {
	p := f.p
	p.mu.Lock()
	p.trips++
	n := p.trips
	p.mu.Unlock()
	if !p.w.isCalm() {
		switch {
		case p.w.plan.happens(p.w.plan.redisBad/3, "request", p.n, n):
			_ = f.Close()
			return 0, errCut
		case p.w.plan.happens(p.w.plan.redisBad/3, "reply", p.n, n):
			f.lose.Store(true)
		case p.w.plan.happens(p.w.plan.redisBad/3, "slow", p.n, n):
			time.Sleep(time.Duration(p.w.plan.hash("slow for", p.n, n)%1500) * time.Millisecond)
		}
	}
	return f.Conn.Write(b)
}

func (f *frail) Read(b []byte) (int, error) {
	n, err := f.Conn.Read(b)
	if f.lose.Load() {
		_ = f.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// call brings a call to Telegram, and breaks some.
func (p *simProcess) call(r *http.Request) (*http.Response, error) {
	if p.isDead() {
		return nil, errCut
	}
	method := r.URL.Path[len("/bot1000000001:sandbox-token-that-opens-nothing-00/"):]
	if method == "getUpdates" {
		return p.fetch(r)
	}
	if p.w.isGone() {
		return nil, &net.OpError{Op: "dial", Err: errCut}
	}
	if method != "sendMessage" && method != "deleteMessage" {
		return p.w.tg.RoundTripper().RoundTrip(r)
	}
	chat, err := chatOf(r)
	if err != nil {
		return nil, err
	}
	n, me := p.enter(chat)
	defer p.leave(chat, me)
	w := p.w
	bad := func(name string) bool {
		return !w.isCalm() && w.plan.happens(w.plan.callsBad/4, name, int(chat), n)
	}
	switch {
	case bad("502"):
		p.arrived(me)
		w.mu.Lock()
		w.gateways++
		w.mu.Unlock()
		return status(r, http.StatusBadGateway, "<html>bad gateway</html>"), nil
	case bad("429"):
		p.arrived(me)
		return status(r, http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`), nil
	case bad("lost"):
		if _, err := p.bring(r, me); err != nil {
			return nil, err
		}
		if method == "sendMessage" { // a deletion that is made again harms nobody
			w.mu.Lock()
			w.unsure++
			w.mu.Unlock()
		}
		return nil, errCut
	}
	resp, err := p.bring(r, me)
	// The answer is under way: a process that dies now does not know.
	time.Sleep(time.Duration(20+w.plan.hash("rtt", int(chat), n)%60) * time.Millisecond)
	if p.isDead() {
		return nil, errCut
	}
	return resp, err
}

// bring takes a call to Telegram. That it has arrived is noted before anybody can
// see what it brought: who sees it may tap at once, and the next call begin.
func (p *simProcess) bring(r *http.Request, me *writer) (*http.Response, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	me.open--
	return p.w.tg.RoundTripper().RoundTrip(r)
}

// fetch polls; a dead process gets nothing.
func (p *simProcess) fetch(r *http.Request) (*http.Response, error) {
	resp, err := p.w.tg.RoundTripper().RoundTrip(r)
	if p.isDead() {
		return nil, errCut
	}
	return resp, err
}

// writer is the process whose calls are under way to a chat. One more of its own
// may begin when what the others brought stands there: a tap proves that. It
// gives the lease back without waiting for the answer to the overtaken call, so
// from then on another process may write too.
type writer struct {
	is          *simProcess
	calls, open int   // under way; those of them that have neither arrived nor failed
	taps        int64 // how many calls had been overtaken in the process when the first of them began
}

// enter, arrived and leave watch the rule of one writer per chat.
func (p *simProcess) enter(chat int64) (int, *writer) {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	me := w.writing[chat]
	if me != nil && (me.is != p && me.taps == me.is.overtaken.Load() || me.open > 0) {
		w.wrong = append(w.wrong, fmt.Sprintf("processes %d and %d write to chat %d at once", me.is.n, p.n, chat))
	}
	if me == nil || me.is != p {
		me = &writer{is: p, taps: p.overtaken.Load()}
		w.writing[chat] = me
	}
	me.calls++
	me.open++
	w.calls[chat]++
	return w.calls[chat], me
}

func (p *simProcess) arrived(me *writer) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	me.open--
}

func (p *simProcess) leave(chat int64, me *writer) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if me.calls--; me.calls == 0 && p.w.writing[chat] == me {
		delete(p.w.writing, chat)
	}
}
