package redistest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// process is one run of redis-server.
type process struct {
	cmd   *exec.Cmd
	args  []string
	log   *tail
	ended chan struct{}
}

// startProcess starts redis-server. The goroutine keeps its thread until the
// end, because the system ends the child with the thread that started it.
func startProcess(args []string) (*process, error) {
	p := &process{args: args, log: &tail{}, ended: make(chan struct{})}
	// It ends by a signal to its own pid, never by a context.
	p.cmd = exec.CommandContext(context.Background(), "redis-server", args...) //nolint:gosec // the arguments are the tests' own; a test's context ends before its cleanups
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = endWithParent()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended is in its log
			close(p.ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start redis-server: %w", err)
	}
	return p, nil
}

func (p *process) signal(tb testing.TB, s syscall.Signal) {
	tb.Helper()
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		tb.Fatalf("redistest: signal redis-server: %v", err)
	}
}

// sentinelFile writes a Sentinel's configuration, which it also writes to, and
// gives the arguments that use it.
func (s *Server) sentinelFile(port int, master *Server, name string) []string {
	s.tb.Helper()
	file := filepath.Join(s.Dir, "sentinel.conf")
	lines := []string{
		fmt.Sprintf("port %d", port),
		"bind 127.0.0.1",
		"dir " + s.Dir,
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d 1", name, master.port),
		fmt.Sprintf("sentinel down-after-milliseconds %s 300", name),
		fmt.Sprintf("sentinel failover-timeout %s 3000", name),
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		s.tb.Fatalf("redistest: %v", err)
	}
	return []string{file, "--sentinel"}
}
