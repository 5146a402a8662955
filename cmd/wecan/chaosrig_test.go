//go:build chaos

package main

import (
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/store/redistest"
)

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
