package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"wecan/flows"
)

// Ledger keeps actors. See the store's methods of these names for what each
// promises.
type Ledger interface {
	Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error)
	Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error)
	Affirm(ctx context.Context, id flows.ActorID) error
}

// Outboxes hands out what is to be sent.
type Outboxes interface {
	Take(ctx context.Context, id flows.ActorID) (flows.Outbox, error)
	Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error)
	Defer(ctx context.Context, id flows.ActorID, token string, after time.Duration) error
	Mark(ctx context.Context, id flows.ActorID, token string, effect flows.EffectID, begun bool) error
}

// Agenda lists what must be looked at.
type Agenda interface {
	Due(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error)
	Unsent(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error)
}

// Brake stops all processes from sending.
type Brake interface {
	Freeze(ctx context.Context, d time.Duration) error
	Frozen(ctx context.Context) (time.Duration, error)
}

// Bucket shares out among all processes how much may be sent to many.
type Bucket interface {
	Draw(ctx context.Context, d flows.Draw) (flows.Drawn, error)
}

// Directory tells which actors there are.
type Directory interface {
	Page(ctx context.Context, p flows.Page) (flows.Listed, error)
}

// Diary remembers across restarts what was being tried.
type Diary interface {
	Begin(ctx context.Context) (unclean bool, err error)
	End(ctx context.Context) error
	Attempt(ctx context.Context, input string) (int, error)
	Settle(ctx context.Context, input string) error
}

// Morgue keeps what could not be handled.
type Morgue interface {
	Bury(ctx context.Context, d flows.DeadLetter) error
}

// Store is everything a runtime needs of a store.
type Store interface {
	Ledger
	Outboxes
	Agenda
	Brake
	Bucket
	Directory
	Diary
	Morgue
}

// Options make a [Runtime].
type Options struct {
	Store   Store
	Carrier Carrier
	Poster  Poster // nil: what is for Mattermost is left to another process
	IDs     flows.IDs
	Log     *slog.Logger
	Meter   Meter     // default: counts nothing
	Random  io.Reader // etags and seeds come from it; default crypto/rand

	// Now is the time of turns and timers: what [flows.Turn] tells, and what is
	// due by. Default time.Now. The demo passes a clock that people can put
	// forward; it must never go back. Leases, pauses and time-outs do not follow
	// it: they are agreed with the store and with Telegram.
	Now func() time.Time

	CallTime time.Duration // the longest a carrier's call takes, but one that brings a file; default 10 s
	AckDelay time.Duration // how long an ack waits for a commit to ride on; default 5 ms
	Settling time.Duration // after the start, how long nothing old is sent: see Runtime.Polled; default 1 s
	Tick     time.Duration // how often what is due is looked up, whole seconds; default 1 s
	BulkRate int           // messages a second that all processes together send to many, what people are answered counted in; all must have the same; default 25
	Cached   int           // actors kept in memory, some 6 KB each; default 2048
}

// Meter counts what happens, by name: see meter.go.
type Meter interface {
	Count(event string)
	Took(stage string, d time.Duration)
}

// Runtime makes the turns of one process. Make it with [New], start it with
// [Runtime.Start], and end it with [Runtime.Stop].
type Runtime struct {
	Options

	defs atomic.Pointer[flows.Definitions]

	life   context.Context //nolint:containedctx // the runtime's own life: turns and sends outlive the calls that brought them
	kill   context.CancelFunc
	work   crew
	cron   *cron.Cron
	boxes  boxes
	random sync.Mutex

	careful  atomic.Bool // the last run ended uncleanly and its inputs have not been seen again
	behind   atomic.Bool // more updates were waiting than a batch holds; only of interest until resuming
	resuming atomic.Bool // what an earlier process left unsent may be sent now
	chats    lane        // to Telegram
	posts    lane        // to Mattermost
	away     away        // whether Telegram answers
	bulk     *limiter    // of what goes to many by Telegram
	shared   sharedData  // what is told to many
	parked   atomic.Int64
}

// New makes a runtime that knows these definitions.
func New(o Options, defs *flows.Definitions) *Runtime {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.CallTime = orDefault(o.CallTime, 10*time.Second)
	o.AckDelay = orDefault(o.AckDelay, 5*time.Millisecond)
	o.Settling = orDefault(o.Settling, time.Second)
	o.Tick = orDefault(o.Tick, time.Second)
	if o.BulkRate == 0 {
		o.BulkRate = 25 // Telegram takes about 30 in all
	}
	if o.Cached == 0 {
		o.Cached = 2048
	}
	r := &Runtime{Options: o}
	r.bulk = newLimiter(o.Store, o.BulkRate, func(d time.Duration, f func(context.Context)) { r.after(d, func() { f(r.life) }) })
	r.chats.where, r.chats.token = "Telegram", "WECAN_TELEGRAM_TOKEN"
	r.posts.where, r.posts.token = "Mattermost", "WECAN_MATTERMOST_TOKEN"
	r.away.where = "Telegram, what goes to many"
	r.boxes.init(o.Cached)
	r.defs.Store(defs)
	return r
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// Publish replaces the definitions: turns that begin from now on use them.
func (r *Runtime) Publish(defs *flows.Definitions) { r.defs.Store(defs) }

// Start begins the runtime's life, which ends with ctx or [Runtime.Stop].
func (r *Runtime) Start(ctx context.Context) error {
	r.life, r.kill = context.WithCancel(context.WithoutCancel(ctx))
	r.cron = cron.New()
	unclean, err := r.Store.Begin(ctx)
	if err != nil {
		r.kill()
		return fmt.Errorf("bot: start: %w", err)
	}
	r.careful.Store(unclean)
	if unclean {
		r.Log.InfoContext(ctx, "the last run ended without a clean stop; its last inputs are handled one by one")
	}
	if _, err := r.cron.AddFunc("@every "+r.Tick.String(), r.tick); err != nil {
		return fmt.Errorf("bot: start: %w", err)
	}
	r.heedFreeze()
	r.cron.Start()
	r.after(r.Settling, func() { r.settle(settlingMost) }) //nolint:contextcheck // what is resumed belongs to the runtime's life
	return nil
}

// Polled tells the runtime that a batch of updates has been handled, and whether
// more were waiting behind it. What an earlier process left unsent is sent a
// moment after nothing waits: a question that was sent after all has been
// answered by then, and sent again would be answered into the next field.
func (r *Runtime) Polled(more bool) {
	switch {
	case r.resuming.Load():
	case more:
		r.behind.Store(true)
	default:
		r.after(resendPause, r.resume)
	}
}

// settle resumes unless full batches still come: then it has another look, so
// often at most.
func (r *Runtime) settle(looks int) {
	if r.behind.Swap(false) && looks > 1 {
		r.after(r.Settling, func() { r.settle(looks - 1) })
		return
	}
	r.resume()
}

const (
	resendPause  = 150 * time.Millisecond
	settlingMost = 15 // times Settling: people may wait for what was left, too
)

func (r *Runtime) resume() {
	if r.resuming.CompareAndSwap(false, true) {
		r.heedFreeze() // the first tick may come later
		r.lookUnsent(time.Now().Add(leaseSurely))
	}
}

// Stop ends the runtime within the budget: what was taken is finished, what is
// due is sent, then the rest is left to the next process. Whoever brings inputs
// must have stopped before.
func (r *Runtime) Stop(budget time.Duration) error {
	<-r.cron.Stop().Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.life), budget)
	defer cancel()
	idle := r.boxes.idle(ctx)
	r.kill()
	r.work.dismiss()
	if !idle {
		r.Log.WarnContext(ctx, "stopped before everything was sent; the next process sends the rest")
	}
	last, cancelLast := context.WithTimeout(context.WithoutCancel(r.life), 2*time.Second)
	defer cancelLast()
	if err := r.Store.End(last); err != nil {
		return fmt.Errorf("bot: stop: %w", err)
	}
	return nil
}

// Kill ends the runtime at once, as a crash would: for tests.
func (r *Runtime) Kill() {
	r.kill()
	r.cron.Stop()
	r.work.dismiss()
}

// Handle takes inputs. It returns nil when every one of them is committed (or
// was before, or its actor is put aside and the input kept), those of one actor
// in this order. It does not wait for what they cause to be sent. With an error
// some may have been taken: bring all of them again.
func (r *Runtime) Handle(ctx context.Context, ins ...flows.Incoming) error {
	if len(ins) > 0 && r.careful.Load() {
		return r.handleCarefully(ctx, ins)
	}
	waits := make([]*letter, len(ins))
	for i := range ins {
		waits[i] = r.post(ins[i]) //nolint:contextcheck // turns and sends belong to the runtime's life; ctx is for the waiting
	}
	var errs []error
	for _, w := range waits {
		select {
		case <-w.done:
			if w.err != nil {
				errs = append(errs, w.err)
			}
		case <-ctx.Done():
			return ctx.Err()
		case <-r.life.Done():
			return errStopped
		}
	}
	return errors.Join(errs...)
}

var errStopped = errors.New("bot: stopped")

// newEtag draws an etag.
func (r *Runtime) newEtag() flows.Etag {
	var b [8]byte
	r.draw(b[:])
	return flows.Etag(hex.EncodeToString(b[:]))
}

func (r *Runtime) draw(b []byte) {
	r.random.Lock()
	defer r.random.Unlock()
	if _, err := io.ReadFull(r.Random, b); err != nil {
		panic("bot: no randomness: " + err.Error()) // crypto/rand does not fail; a test's reader must not
	}
}

// after runs f later unless the runtime ends first.
func (r *Runtime) after(d time.Duration, f func()) {
	r.work.Go(func() {
		if r.sleep(d) {
			f()
		}
	})
}

// sleep waits, and says false when the runtime ended.
func (r *Runtime) sleep(d time.Duration) bool {
	if d <= 0 {
		return r.life.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.life.Done():
		return false
	}
}

// Health is what a readiness check and the metrics want to know.
type Health struct {
	Barred      bool  // Telegram refuses the bot's token
	PostsBarred bool  // Mattermost refuses the bot's token
	Parked      int64 // actors this process has put aside
}

// Health tells how the runtime fares.
func (r *Runtime) Health() Health {
	return Health{Barred: r.chats.barred.Load(), PostsBarred: r.posts.barred.Load(), Parked: r.parked.Load()}
}
