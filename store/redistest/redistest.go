// Package redistest starts real redis-server processes for tests.
//
// Each server listens on a free loopback port and keeps its files in a
// directory of its own, so that tests of several packages can run side by
// side. A server ends with its test, and on Linux also with the test's process.
// A machine without redis-server fails the test: a test that was not run
// proves nothing.
package redistest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is one redis-server process. Its methods fail the test when something
// goes wrong, so they are called from the test's own goroutine.
type Server struct {
	Addr string // 127.0.0.1:port
	URL  string // as store.Options wants it
	Dir  string // its files; kept over Kill and Restart

	tb     testing.TB
	port   int
	args   []string
	proc   *process
	client *redis.Client
}

// patience is how long a server may take for anything. Only a broken one needs
// it all.
const patience = 20 * time.Second

// Durable are the arguments for a server that has every write on the disk
// before it answers.
func Durable() []string { return []string{"--appendonly", "yes", "--appendfsync", "always"} }

// Start starts a server with further arguments of redis-server, for example
// "--maxmemory", "1mb", and waits until it answers.
func Start(tb testing.TB, args ...string) *Server {
	tb.Helper()
	s := &Server{tb: tb, Dir: tb.TempDir(), args: args}
	tb.Cleanup(s.stop)
	s.startOnFreePort(func(port int) []string {
		return append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", s.Dir, "--save", "", "--repl-diskless-sync-delay", "0"}, s.args...)
	})
	s.URL = "redis://" + s.Addr
	return s
}

// StartReplica starts a replica of master and waits until it follows.
func StartReplica(tb testing.TB, master *Server, args ...string) *Server {
	tb.Helper()
	s := Start(tb, append([]string{"--replicaof", "127.0.0.1 " + strconv.Itoa(master.port)}, args...)...)
	s.await("to follow its master", func() bool { return s.info("master_link_status") == "up" })
	return s
}

// StartCluster starts a cluster of one node that owns all slots, and waits
// until it serves them (Redis lets two seconds pass). URL is for the cluster.
func StartCluster(tb testing.TB, args ...string) *Server {
	tb.Helper()
	s := Start(tb, append([]string{"--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"}, args...)...)
	s.URL = "redis+cluster://" + s.Addr
	const slots = 16384
	if err := s.Client().ClusterAddSlotsRange(s.ctx(), 0, slots-1).Err(); err != nil {
		tb.Fatalf("redistest: give the node its slots: %v", err)
	}
	s.await("for the cluster to be ok", func() bool {
		return strings.Contains(s.Client().ClusterInfo(s.ctx()).Val(), "cluster_state:ok")
	})
	return s
}

// StartSentinel starts one Sentinel that watches master under that name and
// decides alone. URL is that of the watched Redis by way of the Sentinel.
func StartSentinel(tb testing.TB, master *Server, name string) *Server {
	tb.Helper()
	s := &Server{tb: tb, Dir: tb.TempDir()}
	tb.Cleanup(s.stop)
	s.startOnFreePort(func(port int) []string { return s.sentinelFile(port, master, name) })
	s.URL = "redis+sentinel://" + s.Addr + "/0?master_name=" + name
	s.await("for the Sentinel to know the replica", func() bool {
		list, err := s.Client().Do(s.ctx(), "sentinel", "replicas", name).Slice()
		return err == nil && len(list) > 0
	})
	return s
}

// Client is a connection of the test's own, closed with the test.
func (s *Server) Client() *redis.Client {
	if s.client == nil {
		s.client = redis.NewClient(&redis.Options{Addr: s.Addr, Protocol: 2, DisableIdentity: true})
		s.tb.Cleanup(func() { _ = s.client.Close() })
	}
	return s.client
}

// Kill ends the server as kill -9 does.
func (s *Server) Kill() {
	s.tb.Helper()
	s.proc.signal(s.tb, syscall.SIGKILL)
	<-s.proc.ended
}

// Restart starts a killed server again, on the same port and directory.
func (s *Server) Restart() {
	s.tb.Helper()
	select {
	case <-s.proc.ended:
	default:
		s.Kill()
	}
	if err := s.launch(s.proc.args); err != nil {
		s.tb.Fatalf("redistest: restart: %v", err)
	}
}

// Pause stops the server where it stands (SIGSTOP); its connections stay open
// and nothing answers.
func (s *Server) Pause() { s.proc.signal(s.tb, syscall.SIGSTOP) }

// Resume lets a paused server go on.
func (s *Server) Resume() { s.proc.signal(s.tb, syscall.SIGCONT) }

// startOnFreePort tries ports until the server gets one: between finding a free
// port and binding it, another process may take it.
func (s *Server) startOnFreePort(args func(port int) []string) {
	s.tb.Helper()
	var err error
	for range 10 {
		s.port = s.freePort()
		s.Addr = "127.0.0.1:" + strconv.Itoa(s.port)
		err = s.launch(args(s.port))
		if err == nil || errors.Is(err, exec.ErrNotFound) {
			break
		}
	}
	if errors.Is(err, exec.ErrNotFound) {
		s.tb.Fatal("redistest: there is no redis-server on the PATH; install redis-server (make setup does)")
	}
	if err != nil {
		s.tb.Fatalf("redistest: %v", err)
	}
}

// freePort asks the system for one. A cluster's bus wants that port plus 10000.
func (s *Server) freePort() int {
	s.tb.Helper()
	for {
		l, err := (&net.ListenConfig{}).Listen(s.ctx(), "tcp", "127.0.0.1:0")
		if err != nil {
			s.tb.Fatalf("redistest: find a free port: %v", err)
		}
		addr, ok := l.Addr().(*net.TCPAddr)
		_ = l.Close()
		if ok && addr.Port < 55000 {
			return addr.Port
		}
	}
}

// launch starts the process and waits until it answers a PING.
func (s *Server) launch(args []string) error {
	p, err := startProcess(args)
	if err != nil {
		return err
	}
	s.proc = p
	deadline := time.Now().Add(patience)
	for !s.ping() {
		select {
		case <-p.ended:
			return fmt.Errorf("redis-server ended at once: %s", p.log.String())
		case <-time.After(2 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("redis-server does not answer: %s", p.log.String())
		}
	}
	return nil
}

func (s *Server) ping() bool {
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(s.ctx(), "tcp", s.Addr)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	// A server that wants a password is up too.
	return err == nil && (strings.HasPrefix(line, "+PONG") || strings.HasPrefix(line, "-NOAUTH"))
}

// await asks again and again until it is so. Redis gives no signal for it.
func (s *Server) await(what string, so func() bool) {
	s.tb.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.tb.Fatalf("redistest: waited in vain %s: %s", what, s.proc.log.String())
		}
	}
}

// info reads one field of INFO.
func (s *Server) info(field string) string {
	for line := range strings.Lines(s.Client().Info(s.ctx()).Val()) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && name == field {
			return value
		}
	}
	return ""
}

// ctx outlives the test's own context, which ends before its cleanups run.
func (s *Server) ctx() context.Context { return context.WithoutCancel(s.tb.Context()) }

func (s *Server) stop() {
	if s.proc == nil {
		return
	}
	_ = s.proc.cmd.Process.Signal(syscall.SIGKILL)
	<-s.proc.ended
}

// tail keeps the end of what a server logs, for the message of a failed test.
type tail struct {
	mu   sync.Mutex
	last []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 2000
	t.last = append(t.last, p...)
	t.last = t.last[max(0, len(t.last)-most):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.last))
}
