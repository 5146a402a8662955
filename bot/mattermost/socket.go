package mattermost

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"wecan/bot"
)

// SocketConfig is what [NewSocket] needs. All fields but Observe and the times are
// needed.
type SocketConfig struct {
	Client  *Client
	Sink    Sink
	Cursors Cursors
	Threads Threads
	// Channels names the channels whose events are wanted, "team/channel". It may
	// answer others later; they are looked at with the next sweep.
	Channels func() []string

	Log     *slog.Logger
	Observe func(event string) // called with the name of each countable event; nil for none

	Ping  time.Duration // how often a sign of life is asked for; 0 is 30 seconds
	Sweep time.Duration // how often the channels are read up without a reason; 0 is 5 minutes
	Hello time.Duration // how long the server may take to greet; 0 is 10 seconds
}

// Socket takes what the team does from the server: by WebSocket while that works,
// and by reading the channels whenever something may have been missed. What is
// lost on the way is seen by the numbers of the events; what is lost at the end of
// them, by the sweep.
//
// An event goes to the [Sink] once per process, in the server's order within a
// thread. Several threads are taken at a time.
type Socket struct {
	c    SocketConfig
	seen *recent

	// These are Run's own.
	connection string          // the connection's id, to resume it; "" for none
	next       int64           // the number of the next event on it
	behind     bool            // something was missed: read up first
	wanted     map[string]upto // the channels
	told       string          // the trouble that was told last
}

// NewSocket checks the configuration. It makes no call.
func NewSocket(c SocketConfig) (*Socket, error) {
	if c.Client == nil || c.Sink == nil || c.Cursors == nil || c.Threads == nil || c.Channels == nil || c.Log == nil {
		return nil, errors.New("mattermost: a part of the socket is missing")
	}
	if c.Observe == nil {
		c.Observe = func(string) {}
	}
	if c.Ping <= 0 {
		c.Ping = 30 * time.Second
	}
	if c.Sweep <= 0 {
		c.Sweep = 5 * time.Minute
	}
	if c.Hello <= 0 {
		c.Hello = 10 * time.Second
	}
	return &Socket{c: c, seen: newRecent(), behind: true, wanted: map[string]upto{}}, nil
}

const (
	firstPause  = 500 * time.Millisecond
	longPause   = 30 * time.Second
	barredPause = 30 * time.Second
)

// Run takes events until ctx is over. It survives everything that the network, the
// server and the sink do, and returns nil. One process at a time should run it. Call it
// once.
func (s *Socket) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		pause = s.round(ctx, pause)
	}
	return nil
}

// round serves one connection and waits after it. It answers how long to wait after
// the next one.
func (s *Socket) round(ctx context.Context, pause time.Duration) time.Duration {
	served, err := s.session(ctx)
	if ctx.Err() != nil {
		return pause
	}
	s.tell(ctx, err)
	if served {
		pause = firstPause
	}
	wait := pause
	var no *bot.Refusal
	if errors.As(err, &no) {
		wait = max(wait, no.After)
		if no.Kind == bot.Barred {
			wait = barredPause
		}
	}
	// Not all clients of a server that comes back should knock at once.
	sleep(ctx, wait-wait/4+rand.N(wait/4+1)) //nolint:gosec // spreads retries, guards nothing
	return min(2*pause, longPause)
}

// tell logs a trouble once, until it is over or there is another.
func (s *Socket) tell(ctx context.Context, err error) {
	if refusedFor(err, bot.Barred) {
		s.c.Observe(EventSocketBarred)
		s.c.Log.LogAttrs(ctx, s.level("barred", slog.LevelError),
			"Mattermost refuses the bot; check WECAN_MATTERMOST_TOKEN", slog.Any("error", err))
		return
	}
	s.c.Observe(EventSocketClosed)
	s.c.Log.LogAttrs(ctx, s.level("closed", slog.LevelWarn),
		"the connection to Mattermost ended; trying again", slog.Any("error", err))
}

func (s *Socket) level(trouble string, level slog.Level) slog.Level {
	if s.told == trouble {
		return slog.LevelDebug
	}
	s.told = trouble
	return level
}

// session serves one connection to its end. served says that it was good for
// something.
func (s *Socket) session(ctx context.Context) (served bool, err error) {
	self, err := s.c.Client.Self(ctx)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	resumed := s.connection != ""
	l, err := s.dial(ctx)
	if err != nil {
		return false, err
	}
	defer l.close()
	if resumed && s.behind {
		if err := s.catchUp(ctx, self); err != nil {
			return false, err
		}
	}
	// Only one whom it does not know again is greeted.
	hello := time.NewTimer(s.c.Hello)
	defer hello.Stop()
	sweep := time.NewTicker(s.c.Sweep)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return served, ctx.Err()
		case <-hello.C:
			if !resumed {
				return served, s.whyNot(ctx, errors.New("mattermost: the server did not greet"))
			}
			served = true
		case <-sweep.C:
			if _, err := s.sweep(ctx, self); err != nil {
				s.behind = true
				return served, err
			}
		case f, ok := <-l.frames:
			if !ok {
				return served, s.ended(ctx, l, served)
			}
			if err := s.frames(ctx, self, more(f, l.frames)); err != nil {
				return served, err
			}
			hello.Stop()
			served, s.told = true, ""
		}
	}
}

// ended tells why a connection ended.
func (s *Socket) ended(ctx context.Context, l *line, served bool) error {
	if errors.Is(l.err, errFull) {
		s.c.Observe(EventSocketFull)
	}
	if errors.Is(l.err, errLong) {
		s.forget() // the same event would come again
	}
	if served {
		return l.err
	}
	return s.whyNot(ctx, l.err)
}

// forget gives up resuming the connection.
func (s *Socket) forget() { s.connection, s.next, s.behind = "", 0, true }

// whyNot asks whether it is the token. The server closes a connection with a wrong
// one without a word.
func (s *Socket) whyNot(ctx context.Context, err error) error {
	s.forget()
	if _, why := s.c.Client.me(ctx); why != nil {
		return why
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
