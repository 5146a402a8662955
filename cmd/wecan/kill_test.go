package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/store"
	"wecan/store/redistest"
)

// The kill test runs the real program against a real Redis (AOF always) and a
// Telegram on loopback, and kills both with -9 while people apply. What it
// checks it sees from outside, as the people do: it shares no code with the
// store.

// killPeople, killsOfBot and killsOfRedis are fewer under the race detector.
const (
	killCallTime   = 40 * time.Millisecond // as calls to the real Bot API take
	killEvery      = 900 * time.Millisecond
	killStillLater = 120 * time.Second // everybody must be served by then
)

func TestKillLosesNothing(t *testing.T) {
	for _, mode := range []string{"long poll", "webhook"} {
		t.Run(mode, func(t *testing.T) { killRun(t, mode == "webhook") })
	}
}

func killRun(t *testing.T, webhook bool) {
	t.Helper()
	redis := redistest.Start(t, redistest.Durable()...)
	var sends callLog
	tg := sandbox.New(sandbox.Options{Seed: 1, Fault: func(method string, _ int64) sandbox.Fault {
		switch method {
		case "getUpdates":
			return sandbox.Fault{}
		case "sendMessage":
			sends.note()
		}
		return sandbox.Fault{Delay: killCallTime}
	}})
	api := httptest.NewServer(tg)
	t.Cleanup(api.Close)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	p := &program{t: t, path: built(t), env: programEnv(t, redis.URL, api.URL, webhook)}
	if webhook {
		go tg.Run(ctx)
	}
	p.start()
	t.Cleanup(p.kill)

	crowd := newCrowd(tg, killPeople)
	var all sync.WaitGroup
	window := killEvery * (killsOfBot + 2)
	all.Go(func() { crowd.live(ctx, window) })
	down := killRound(p, redis, &sends)
	all.Wait()

	served := time.Now()
	crowd.await(ctx, killStillLater)
	crowd.askStatus(ctx, killStillLater)
	lost, wrong := crowd.judge()
	t.Logf("%d people, %d kills of the bot, %d of Redis: %d lost, %d had to repeat, %d messages came twice (%d calls were open at the kills), %d wrong; "+
		"median down time of the bot %v; all served %v after the last kill",
		killPeople, killsOfBot, killsOfRedis, lost, crowd.repeats(), crowd.twice(), sends.open, len(wrong), down, time.Since(served).Round(time.Millisecond))
	if lost > 0 || crowd.repeats() > 0 || len(wrong) > 0 {
		t.Errorf("lost %d, had to repeat %d, wrong:\n%s", lost, crowd.repeats(), strings.Join(wrong, "\n"))
	}
	if n := crowd.twice(); n > sends.open {
		t.Errorf("%d messages came twice, more than the %d calls that were open at the kills", n, sends.open)
	}
	waitFor(t, func() bool { return tg.Pending() == 0 }) // every update is confirmed: the last ones by the poll after their answers
	for _, v := range tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	p.stop()
	p.audit()
}

// killRound kills the bot evenly, and Redis before every fourth kill.
func killRound(p *program, redis *redistest.Server, sends *callLog) time.Duration {
	var downs []time.Duration
	for i := range killsOfBot {
		time.Sleep(killEvery)
		// A call is open from its start until the store knows: the answer's way,
		// 5 ms for an ack to go, and some for a busy machine.
		open := killCallTime + 30*time.Millisecond
		before := time.Now()
		if i%(killsOfBot/killsOfRedis) == 2 {
			redis.Kill()
			time.Sleep(200 * time.Millisecond)
			redis.Restart()
			open += time.Since(before)
		}
		before = time.Now()
		p.kill()
		sends.kill(open)
		p.start()
		downs = append(downs, time.Since(before))
	}
	return median(downs)
}

// callLog knows which calls were open when the bot was killed.
type callLog struct {
	mu   sync.Mutex
	at   []time.Time
	open int
}

func (c *callLog) note() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, time.Now())
}

func (c *callLog) kill(window time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.at {
		if time.Since(at) <= window {
			c.open++
		}
	}
	c.at = nil
}

// program is the real program as a process.
type program struct {
	t    *testing.T
	path string
	env  []string
	cmd  *exec.Cmd
	logs bytes.Buffer
}

// built builds the program once per test binary.
func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wecan")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

func programEnv(t *testing.T, redisURL, apiURL string, webhook bool) []string {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	listen := freeAddress(t)
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(),
		"WECAN_FLOWS=testdata/short", "WECAN_PROGRAMME=testdata/short/programme.yaml",
		"WECAN_TELEGRAM_TOKEN=" + sandbox.DefaultToken, "WECAN_TELEGRAM_API_URL=" + apiURL,
		"WECAN_REDIS_URL=" + redisURL, "WECAN_MASTER_KEY=" + text, "WECAN_LISTEN=" + listen, "WECAN_LOG_LEVEL=warn",
	}
	if webhook {
		env = append(env, "WECAN_TELEGRAM_WEBHOOK_URL=http://"+listen)
	}
	return env
}

func freeAddress(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}

// start starts the program and waits until it lives.
func (p *program) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.path, "serve") //nolint:noctx // it is ended by a signal, which is what the test is about
	p.cmd.Env = p.env
	p.cmd.Stdout, p.cmd.Stderr = &p.logs, &p.logs
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	client := http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		resp, err := client.Get("http://" + p.address() + "/livez") //nolint:noctx // bounded by the client
		if err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	p.t.Fatalf("the program does not live:\n%s", p.logs.String())
}

// address is where it serves health and metrics.
func (p *program) address() string {
	for _, e := range p.env {
		if a, ok := strings.CutPrefix(e, "WECAN_LISTEN="); ok {
			return a
		}
	}
	return ""
}

func (p *program) kill() {
	if p.cmd.Process != nil && p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// stop ends the program as an operator does.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("after SIGTERM: %v\n%s", err, p.logs.String())
	}
}

// audit runs the program's own check of the store.
func (p *program) audit() {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), p.path, "audit")
	cmd.Env = p.env
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Errorf("wecan audit: %v\n%s", err, out)
	}
}
