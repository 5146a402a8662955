//go:build chaos

package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wecan/store/redistest"
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

func newKeeper(p *program, way *road) *keeper {
	return &keeper{program: p, way: way, ended: make(chan struct{})}
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

// shakyRedis is a Redis that is killed and comes back.
type shakyRedis interface {
	address() string
	kill()
	heal() // returns when all is well again
}

type shakyServer struct{ *redistest.Server }

func oneShakyRedis(t *testing.T) shakyRedis {
	t.Helper()
	return shakyServer{redistest.Start(t, redistest.Durable()...)}
}

func (s shakyServer) address() string { return s.URL }
func (s shakyServer) kill()           { s.Kill() }

func (s shakyServer) heal() {
	time.Sleep(500 * time.Millisecond)
	s.Restart()
}

// shakyNodes loses one master after the other to its replica.
type shakyNodes struct {
	*redistest.Cluster

	killed *redistest.Server
	kills  int
}

func shakyCluster(t *testing.T) shakyRedis {
	t.Helper()
	return &shakyNodes{Cluster: redistest.StartNodes(t, 3, redistest.Durable()...)}
}

func (s *shakyNodes) address() string { return s.URL }

func (s *shakyNodes) kill() {
	masters := s.Masters()
	s.killed = masters[s.kills%len(masters)]
	s.kills++
	s.killed.Kill()
}

func (s *shakyNodes) heal() {
	s.AwaitFailover(s.killed)
	s.Rejoin(s.killed)
}

// misfiled compares the applications as the desk shows them with what people
// told.
func (c *chaos) misfiled() (wrong []string) {
	c.t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	for part := range 4 {
		all.Go(func() {
			for i := part; i < len(c.crowd.people); i += 4 {
				a := c.crowd.people[i]
				shown, err := said(c.t, c.bots[0].env, "applications", "show", a.number)
				mu.Lock()
				if err != nil {
					wrong = append(wrong, a.given["name"]+": "+err.Error())
				}
				wrong = append(wrong, a.misfiled(shown)...)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return wrong
}

// filedAs are the names under which the answers to steps are kept, where they
// differ.
var filedAs = map[string]string{"rule": "rule_fits", "speak": "languages"}

func (a *applicant) misfiled(shown string) (wrong []string) {
	kept := map[string]string{}
	for line := range strings.Lines(shown) {
		if rest, ok := strings.CutPrefix(line, "answer "); ok {
			name, value, _ := strings.Cut(rest, " ")
			kept[name] = strings.TrimSpace(value)
		}
	}
	for step := range reviewed {
		name := step
		if other, ok := filedAs[step]; ok {
			name = other
		}
		want := strings.TrimPrefix(a.plan[step], "=")
		if want == ".skip" {
			want = ""
		}
		if kept[name] != want {
			wrong = append(wrong, a.given["name"]+": filed is "+name+"="+kept[name]+", she said "+want)
		}
	}
	return wrong
}
