package main

import (
	"bufio"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// process is the program as a process of its own.
type process struct {
	cmd   *exec.Cmd
	lines chan string // what it says, on both outputs; closed when it says no more
}

// launch starts the program. It dies with the test.
func launch(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Args = append([]string{"wecan"}, args...) // by this name TestMain knows what to run
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	return follow(t, cmd)
}

// follow starts a command and reads what it says.
func follow(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, lines: make(chan string, 1000)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	return p
}

// says waits for a line.
func (p *process) says(t *testing.T, what string) string {
	t.Helper()
	late := time.After(patience)
	var before []string
	for {
		select {
		case line, ok := <-p.lines:
			if strings.Contains(line, what) {
				return line
			}
			if !ok {
				t.Fatalf("it ended without saying %q:\n%s", what, strings.Join(before, "\n"))
			}
			before = append(before, line)
		case <-late:
			t.Fatalf("it did not say %q:\n%s", what, strings.Join(before, "\n"))
		}
	}
}

func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

func TestDemoShowsItsPage(t *testing.T) {
	taken := listener(t, "127.0.0.1:0")
	p := launch(t, nil, "demo", "--listen", taken.Addr().String())
	line := p.says(t, "Open http://")
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(line)
	if strings.Contains(url, taken.Addr().String()) {
		t.Errorf("it took a port that was taken: %s", line)
	}
	if status, body := get(t, url); status != 200 || !strings.Contains(body, "<html") {
		t.Errorf("the page is %d %s", status, body)
	}
	if status, body := get(t, url+"livez"); status != 200 {
		t.Errorf("livez is %d %s", status, body)
	}
	if status, body := get(t, url+"metrics"); status != 200 || !strings.Contains(body, "\nwecan_build_info{") {
		t.Errorf("metrics is %d %s", status, body)
	}
	p.signal(t, os.Interrupt)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after Ctrl+C: %v", err)
	}
}

// The first signal lets what is under way come to its end, the second does not.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	calls, hold := make(chan struct{}), make(chan struct{})
	var once sync.Once
	tg := sandbox.New(sandbox.Options{Fault: func(method string, _ int64) sandbox.Fault {
		if method == "sendMessage" {
			once.Do(func() { close(calls) })
			<-hold
		}
		return sandbox.Fault{}
	}})
	api := httptest.NewServer(tg)
	defer api.Close()
	defer close(hold)
	p := launch(t, []string{
		"WECAN_REDIS_URL=memory:", "WECAN_TELEGRAM_TOKEN=" + sandbox.DefaultToken, "WECAN_TELEGRAM_API_URL=" + api.URL,
		"WECAN_LISTEN=", "WECAN_STOP_BUDGET=5m",
	}, "serve", "--ephemeral")
	p.says(t, "the bot runs")
	tg.Say(sandbox.User{ID: 5, FirstName: "Test"}, "/start")
	<-calls
	p.signal(t, syscall.SIGTERM)
	p.says(t, "stopping")
	p.signal(t, syscall.SIGTERM)
	p.says(t, "ended at once")
	if err := p.cmd.Wait(); err == nil {
		t.Error("it ended well, as if it had finished")
	}
}

func TestWrongTokenIsSaidAtTheStart(t *testing.T) {
	api := httptest.NewServer(sandbox.New(sandbox.Options{}))
	defer api.Close()
	env := []string{"WECAN_REDIS_URL=memory:", "WECAN_TELEGRAM_TOKEN=77:wrong", "WECAN_TELEGRAM_API_URL=" + api.URL, "WECAN_LISTEN="}
	b := begin(t, env, "serve", "--ephemeral")
	select {
	case <-b.ended:
	case <-time.After(patience):
		t.Fatal("it goes on with a token that Telegram refuses")
	}
	err := b.err
	if err == nil || !strings.Contains(err.Error(), "set WECAN_TELEGRAM_TOKEN") || strings.Contains(err.Error(), "77:wrong") {
		t.Errorf("it says: %v", err)
	}
}
