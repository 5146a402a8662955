package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"wecan/store"
)

// The test binary is also the program: scripts run it as wecan.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wecan": main, rootsName: countRoots, systemctlName: systemctl, supervisorName: supervise})
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		UpdateScripts: os.Getenv("WECAN_UPDATE_GOLDEN") != "",
		Condition: func(name string) (bool, error) {
			if name == "racing" {
				return racing, nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			return nil
		},
	})
}

// spoken collects what a command writes, and tells when a text has come.
type spoken struct {
	mu   sync.Mutex
	all  bytes.Buffer
	more chan struct{}
}

func newSpoken() *spoken { return &spoken{more: make(chan struct{})} }

func (s *spoken) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.Write(b)
	close(s.more)
	s.more = make(chan struct{})
	return len(b), nil
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// forget forgets what was said up to now.
func (s *spoken) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.Reset()
}

// await waits for a text, or for the end of the command.
func (s *spoken) await(t *testing.T, text string, ended <-chan struct{}) {
	t.Helper()
	late := time.After(patience)
	for {
		s.mu.Lock()
		has, more := strings.Contains(s.all.String(), text), s.more
		s.mu.Unlock()
		if has {
			return
		}
		select {
		case <-more:
		case <-ended:
			t.Fatalf("the command ended without saying %q:\n%s", text, s)
		case <-late:
			t.Fatalf("the command did not say %q:\n%s", text, s)
		}
	}
}

// background is a command that runs beside the test, in this process.
type background struct {
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
	out    *spoken
	log    *spoken
}

// begin runs a command until [background.stop] or the test's end.
func begin(t *testing.T, env []string, args ...string) *background {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b := &background{cancel: cancel, ended: make(chan struct{}), out: newSpoken(), log: newSpoken()}
	go func() {
		defer close(b.ended)
		b.err = runWith(ctx, args, env, b.out, b.log, readOnce)
	}()
	t.Cleanup(func() {
		cancel()
		<-b.ended
		if t.Failed() {
			t.Logf("wecan %s:\n%s", strings.Join(args, " "), b.log)
		}
	})
	return b
}

// stop ends it as the first signal does, and says how long that took.
func (b *background) stop(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	b.cancel()
	<-b.ended
	if b.err != nil {
		t.Errorf("it ended with: %v", b.err)
	}
	return time.Since(began)
}

// said runs a command to its end.
func said(t *testing.T, env []string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := runWith(t.Context(), args, env, &out, io.Discard, readOnce)
	return out.String(), err
}

// vacant is an address of this machine on which nobody listens.
func vacant(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func masterKeyText(t *testing.T) string {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
