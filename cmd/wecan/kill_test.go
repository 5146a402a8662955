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
	"slices"
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
	killPause      = 150 * time.Millisecond // that people take for an answer
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
	tg := sandbox.New(sandbox.Options{Seed: 1})
	way := &road{tg: tg, ledger: newLedger()}
	api := httptest.NewServer(way)
	t.Cleanup(api.Close)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	p := &program{t: t, path: built(t), env: programEnv(t, redis.URL, api.URL, webhook)}
	p.env = append(p.env, "WECAN_FLOWS=testdata/short", "WECAN_PROGRAMME=testdata/short/programme.yaml")
	if webhook {
		go tg.Run(ctx)
	}
	p.start()
	t.Cleanup(p.kill)

	crowd := newCrowd(tg, killPeople, killPause)
	var all sync.WaitGroup
	window := killEvery * (killsOfBot + 2)
	all.Go(func() { crowd.live(ctx, window, killStillLater) })
	down := killRound(p, redis, way)
	all.Wait()

	served := time.Now()
	crowd.await(ctx, killStillLater)
	crowd.askStatus(ctx, killStillLater)
	v := crowd.judge()
	twice, _ := way.ledger.twice()
	t.Logf("%d people, %d kills of the bot, %d of Redis: %d lost, %d had to repeat, %d messages came twice (%d calls were open at the kills), %d wrong; "+
		"median down time of the bot %v; all served %v after the last kill",
		killPeople, killsOfBot, killsOfRedis, v.lost, v.repeated, twice, way.ledger.open, len(v.wrong), down, time.Since(served).Round(time.Millisecond))
	if v.lost > 0 || v.repeated > 0 || len(v.wrong) > 0 {
		t.Errorf("lost %d, had to repeat %d, wrong:\n%s", v.lost, v.repeated, strings.Join(v.wrong, "\n"))
	}
	if twice > way.ledger.open {
		t.Errorf("%d messages came twice, more than the %d calls that were open at the kills", twice, way.ledger.open)
	}
	waitFor(t, func() bool { return tg.Pending() == 0 }) // every update is confirmed: the last ones by the poll after their answers
	for _, v := range tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	p.stop()
	p.audit()
}

// killRound kills the bot evenly, and Redis before every fourth kill.
func killRound(p *program, redis *redistest.Server, way *road) time.Duration {
	var downs []time.Duration
	for i := range killsOfBot {
		time.Sleep(killEvery)
		silent := time.Time{} // since when the store has said nothing
		if i%(killsOfBot/killsOfRedis) == 2 {
			silent = time.Now()
			redis.Kill()
			time.Sleep(200 * time.Millisecond)
			redis.Restart()
		}
		before := time.Now()
		p.kill()
		way.ledger.kill(way, silent)
		p.start()
		downs = append(downs, time.Since(before))
	}
	return median(downs)
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

// begin starts the program.
func (p *program) begin() error {
	p.cmd = exec.Command(p.path, "serve") //nolint:noctx,gosec // it is ended by a signal, which is what the test is about; and it is our own program
	p.cmd.Env = p.env
	p.cmd.Stdout, p.cmd.Stderr = &p.logs, &p.logs
	return p.cmd.Start()
}

// start starts the program and waits until it lives.
func (p *program) start() {
	p.t.Helper()
	if err := p.begin(); err != nil {
		p.t.Fatal(err)
	}
	p.awaitLife()
}

func (p *program) awaitLife() {
	p.t.Helper()
	client := http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		resp, err := client.Get("http://" + p.address() + "/livez") //nolint:noctx,gosec // bounded by the client, and on this machine
		if err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	p.t.Fatalf("the program does not live:\n%s", p.logs.String())
}

// address is where it serves health and metrics.
func (p *program) address() string {
	for _, e := range slices.Backward(p.env) { // of two the last one counts, as for the program
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
