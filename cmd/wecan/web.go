package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Times and sizes of the HTTP server. Writing may take longer than the longest
// answer: a webhook's turn (50 s), and in the demo a long poll (50 s).
const (
	headTime   = 5 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 75 * time.Second
	idleTime   = 2 * time.Minute
	headLimit  = 32 << 10
	bodyLimit  = 2 << 20
	farewell   = 500 * time.Millisecond // for answers under way at the end
	portsTried = 100
)

// listenOn binds an address; nil for "".
func listenOn(ctx context.Context, address string) (net.Listener, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // no address, no listener
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("another program listens on %s already; end it, or set WECAN_LISTEN to another address", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; see WECAN_LISTEN", address, err)
	}
	return l, nil
}

// listenNear binds the address or, when it is taken, the next free port.
func listenNear(ctx context.Context, address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	first, err := net.DefaultResolver.LookupPort(ctx, "tcp", port)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	for p := first; p < first+portsTried && p <= 65535; p++ {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return nil, fmt.Errorf("--listen: %w", err)
		}
	}
	return nil, fmt.Errorf("--listen: no port from %d on is free", first)
}

// web is the HTTP server of a process. It serves until everything else has
// stopped, so that the port is held as long as the leases are: see [ownerOf].
type web struct {
	listener net.Listener
	server   *http.Server
	leave    context.CancelFunc
	ended    chan struct{}
}

// serveWeb serves at once; with a nil listener it does nothing.
func serveWeb(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) *web {
	w := &web{listener: l, ended: make(chan struct{})}
	base, leave := context.WithCancel(context.WithoutCancel(ctx))
	w.leave = leave
	if l == nil {
		close(w.ended)
		return w
	}
	w.server = &http.Server{
		Handler:           http.MaxBytesHandler(h, bodyLimit),
		ReadHeaderTimeout: headTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: headLimit,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	go func() {
		defer close(w.ended)
		if err := w.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.ErrorContext(base, "the HTTP server ended", "error", err)
		}
	}()
	return w
}

// stop ends the server and lets the port go.
func (w *web) stop(ctx context.Context) error {
	w.leave() // ends the streams of open pages
	if w.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		err = w.server.Close()
		<-w.ended
		return err
	}
	<-w.ended
	return nil
}

// gate lets requests through while it is open, and knows when the last one has
// been answered. What comes to a closed gate is to come again.
type gate struct {
	mu     sync.Mutex
	inside http.Handler // nil while closed
	under  sync.WaitGroup
}

func (g *gate) open(h http.Handler) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside = h
}

// close waits, at most until ctx ends, for the requests under way.
func (g *gate) close(ctx context.Context) {
	g.mu.Lock()
	g.inside = nil
	g.mu.Unlock()
	done := make(chan struct{})
	go func() {
		g.under.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// ServeHTTP is for http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	inside := g.inside
	if inside != nil {
		g.under.Add(1)
	}
	g.mu.Unlock()
	if inside == nil {
		w.Header().Set("Retry-After", "1")
		plain(w, http.StatusServiceUnavailable, readyStarting)
		return
	}
	defer g.under.Done()
	inside.ServeHTTP(w, r)
}
