package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// gauge watches how much of the machine a program takes, by its own metrics.
type gauge struct {
	mu         sync.Mutex
	memory     float64 // bytes resident, the most seen
	goroutines float64 // the most seen
	now        float64 // goroutines when it looked last
}

// watch looks twenty times a second until the test ends.
func watch(t *testing.T, p *program) *gauge {
	t.Helper()
	g := &gauge{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	t.Cleanup(func() { cancel(); <-ended })
	go func() {
		defer close(ended)
		for every := time.NewTicker(50 * time.Millisecond); ctx.Err() == nil; {
			g.look(ctx, "http://"+p.address()+"/metrics")
			select {
			case <-every.C:
			case <-ctx.Done():
			}
		}
	}()
	return g
}

func (g *gauge) look(ctx context.Context, url string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return // not up; what is missed is seen by the test's own checks
	}
	defer func() { _ = resp.Body.Close() }()
	g.mu.Lock()
	defer g.mu.Unlock()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		n, _ := strconv.ParseFloat(value, 64) // a comment: 0, and none of these names
		switch name {
		case "process_resident_memory_bytes":
			g.memory = max(g.memory, n)
		case "go_goroutines":
			g.now = n
			g.goroutines = max(g.goroutines, n)
		}
	}
}

// seen is what was seen up to now.
func (g *gauge) seen() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return fmt.Sprintf("at most %.0f MB and %.0f goroutines, at the end %.0f", g.memory/1e6, g.goroutines, g.now)
}

// bounded fails when more was taken than that, or nothing was seen.
func (g *gauge) bounded(t *testing.T, megabytes, goroutines float64) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.memory == 0 || g.goroutines == 0 {
		t.Fatal("the program's metrics were never read")
	}
	if g.memory > megabytes*1e6 || g.goroutines > goroutines {
		t.Errorf("it took %.0f MB and %.0f goroutines, the bounds are %.0f and %.0f", g.memory/1e6, g.goroutines, megabytes, goroutines)
	}
}

// slowLine is a way to Redis on which everything takes longer.
type slowLine struct {
	address string
	delay   atomic.Int64 // of what is sent to Redis, in nanoseconds
}

// newSlowLine listens until the test ends.
func newSlowLine(t *testing.T, to string) *slowLine {
	t.Helper()
	l := listener(t, "127.0.0.1:0")
	s := &slowLine{address: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.join(t.Context(), c, to)
		}
	}()
	return s
}

// join carries both ways until either side ends.
func (s *slowLine) join(ctx context.Context, c net.Conn, to string) {
	defer func() { _ = c.Close() }()
	r, err := (&net.Dialer{}).DialContext(ctx, "tcp", to)
	if err != nil {
		return
	}
	defer func() { _ = r.Close() }()
	go func() {
		_, _ = io.Copy(c, r)
		_ = c.Close()
	}()
	s.late(r, c)
}

// late passes on what it reads, each piece as much later as the delay was when
// it came. Pieces do not wait for each other, as on a long way.
func (s *slowLine) late(to io.Writer, from io.Reader) {
	type piece struct {
		at   time.Time
		data []byte
	}
	way := make(chan piece, 1024)
	defer close(way)
	go func() {
		for p := range way {
			time.Sleep(time.Until(p.at))
			if _, err := to.Write(p.data); err != nil {
				return // the other side has gone; the reader ends with it
			}
		}
	}()
	for buf := make([]byte, 64<<10); ; {
		n, err := from.Read(buf)
		if n > 0 {
			way <- piece{time.Now().Add(time.Duration(s.delay.Load())), append([]byte(nil), buf[:n]...)}
		}
		if err != nil {
			return
		}
	}
}
