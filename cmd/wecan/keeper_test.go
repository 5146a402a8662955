package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// keeper keeps a process of the bot running, as systemd does.
type keeper struct {
	*program

	way *road

	mu     sync.Mutex
	ending bool
	ended  chan struct{}
}

// restartPause is systemd's.
const restartPause = 100 * time.Millisecond

// keep makes keepers of so many processes on one Redis, each with a road of its own. By
// webhook the updates are given to them in turn. Nothing runs yet.
func keep(t *testing.T, redisURL string, processes int, webhook bool, way func(i int) *road, more ...string) []*keeper {
	t.Helper()
	path, seed := built(t), programEnv(t, redisURL, "", false)
	var (
		all      []*keeper
		backends []string
	)
	for i := range processes {
		r := way(i)
		api := httptest.NewServer(r)
		t.Cleanup(api.Close)
		address := freeAddress(t)
		backends = append(backends, address)
		env := append(append([]string{}, seed...), "WECAN_TELEGRAM_API_URL="+api.URL, "WECAN_LISTEN="+address)
		all = append(all, &keeper{program: &program{t: t, path: path, env: append(env, more...)}, way: r, ended: make(chan struct{})})
	}
	if webhook {
		front := httptest.NewServer(roundRobin(backends))
		t.Cleanup(front.Close)
		for _, k := range all {
			k.env = append(k.env, "WECAN_TELEGRAM_WEBHOOK_URL="+front.URL)
		}
	}
	return all
}

// begin starts the process, and again whenever it has ended.
func (k *keeper) begin() {
	go func() {
		defer close(k.ended)
		for k.again() {
			_ = k.cmd.Wait() // it is meant to end badly
			time.Sleep(restartPause)
		}
	}()
}

func (k *keeper) again() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ending {
		return false
	}
	if err := k.program.begin(); err != nil {
		k.t.Error(err)
		return false
	}
	return true
}

// kill kills the process.
func (k *keeper) kill() { k.signal(syscall.SIGKILL) }

func (k *keeper) signal(s syscall.Signal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cmd != nil && k.cmd.Process != nil {
		_ = k.cmd.Process.Signal(s)
	}
}

// end stops the process as an operator does, and does not start it again.
func (k *keeper) end() {
	k.mu.Lock()
	k.ending = true
	k.mu.Unlock()
	k.signal(syscall.SIGTERM)
	<-k.ended
}

// roundRobin hands posts to the processes in turn, and one that cannot be
// reached to the next, as reverse proxies do.
func roundRobin(backends []string) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: backends[0]}) },
		Transport:    &inTurn{backends: backends},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
}

type inTurn struct {
	backends []string
	next     atomic.Uint64
}

// RoundTrip is for http.RoundTripper.
func (p *inTurn) RoundTrip(r *http.Request) (*http.Response, error) {
	first := int(p.next.Add(1) % uint64(len(p.backends)))
	var err error
	for _, backend := range slices.Concat(p.backends[first:], p.backends[:first]) {
		r.URL.Host = backend
		var resp *http.Response
		if resp, err = http.DefaultTransport.RoundTrip(r); err == nil {
			return resp, nil
		}
		var op *net.OpError
		if !errors.As(err, &op) || op.Op != "dial" {
			break // it may have got the post
		}
	}
	return nil, err
}
