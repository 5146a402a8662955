package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/store/redistest"
)

// examine runs wecan doctor with the rig's settings and some others.
func (r *rig) examine(t *testing.T, env ...string) (string, error) {
	t.Helper()
	out, err := said(t, append(r.env, env...), "doctor")
	for _, secret := range []string{sandbox.DefaultToken, strings.SplitN(sandbox.DefaultToken, ":", 2)[1], r.key, "hunter2", telegram.WebhookPath(sandbox.DefaultToken)} {
		if strings.Contains(out, secret) || err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("it shows the secret that begins with %q", secret[:4])
		}
	}
	return out, err
}

// wants looks for a line of the doctor's, and that what is wrong fails.
func wants(t *testing.T, out string, err error, line string) {
	t.Helper()
	if !regexp.MustCompile("(?m)^" + line).MatchString(out) {
		t.Errorf("no line %q in\n%s", line, out)
	}
	if found := regexp.MustCompile(`(?m)^wrong `).FindAllString(out, -1); (err != nil) != (len(found) > 0) {
		t.Errorf("it ends with %v and says\n%s", err, out)
	}
	if n := len(regexp.MustCompile(`(?m)^warning `).FindAllString(out, -1)); !regexp.MustCompile(`(?m), ` + strconv.Itoa(n) + ` warnings?$`).MatchString(out) {
		t.Errorf("it does not count %d warnings in\n%s", n, out)
	}
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	for _, mode := range []string{longPoll, webhook} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, mode)
			r.serve(t)
			ready(t, r.listen)
			r.staff(t, "utrecht", "leipzig", "roma", "valencia")
			out, err := r.examine(t)
			wants(t, out, err, `0 things are wrong, 0 warnings`)
			for _, line := range []string{
				"ok       settings", "ok       flows", "ok       redis     (Redis|Valkey) [0-9.]+$", "ok       disk", "ok       replicas",
				"ok       key       it opens", "ok       team      every site has a navigator, a lead and a deputy$", "ok       clock .*Redis", "ok       telegram .*@sandbox_bot$", "ok       clock .*Telegram",
				map[string]string{longPoll: "ok       webhook   none; the bot polls", webhook: "ok       webhook   Telegram posts to 127"}[mode],
				"ok       service   the bot runs here and is ready",
			} {
				wants(t, out, err, line)
			}
		})
	}
}

func ready(t *testing.T, listen string) {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if status, _ := get(t, "http://"+listen+"/readyz"); status == http.StatusOK {
			return
		}
	}
	t.Fatal("the bot never became ready")
}

// staff lets somebody join at each site who can do everything.
func (r *rig) staff(t *testing.T, sites ...string) {
	t.Helper()
	desk := &crew{team: &team{rig: r}}
	for i, site := range sites {
		id := "m" + strconv.Itoa(i)
		desk.does(t, "", "people", "add", id, "--name=Mira", "--site="+site, "--role=navigator,lead,deputy", "--language=en")
		j := newJoiner(r.tg, int64(700+i), "en")
		desk.begins(t, j, "/start "+desk.invited(t, id))
		desk.reads(t, j, "Welcome to the team, Mira!")
	}
}

// A site is staffed when phones have joined that are on duty for every request.
func TestDoctorMissesTheTeam(t *testing.T) {
	c := newCrew(t, "nadia", "petra")
	ready(t, c.listen)
	out, err := c.examine(t)
	wants(t, out, err, `warning  team      at leipzig nobody can be reached as deputy, so .*\n.*-> see: wecan people list --site=leipzig; then: wecan people invite ID$`)
	wants(t, out, err, `warning  team      at roma nobody can be reached as navigator, lead, deputy, so`)
	c.joins(t, "lucia")
	c.does(t, "", "people", "remove", "nadia")
	out, err = c.examine(t)
	wants(t, out, err, `warning  team      at leipzig nobody can be reached as navigator, deputy, so`)
	if strings.Contains(out, "at roma") {
		t.Errorf("of Rome it says\n%s", out)
	}
}

// Each fault has its line. Where it says nothing else, the rest is well.
func TestDoctorFindsWhatIsWrong(t *testing.T) {
	r := newRig(t, longPoll)
	config := func(name, value string) {
		if err := r.redis.Client().ConfigSet(t.Context(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		line       string
		name, kept string // a setting of Redis, and what it should be
		value      string
		env        []string
	}{
		{line: `wrong    redis     .*maxmemory-policy is allkeys-lru.*set: maxmemory-policy noeviction`, name: "maxmemory-policy", value: "allkeys-lru", kept: "noeviction"},
		{line: `wrong    disk      Redis keeps no append-only file.*set: appendonly yes`, name: "appendonly", value: "no", kept: "yes"},
		{line: `wrong    disk      .*appendfsync no`, name: "appendfsync", value: "no", kept: "always"},
		{line: `warning  disk      .*within a second.*\n.*-> set: appendfsync always`, name: "appendfsync", value: "everysec", kept: "always"},
		{line: `wrong    replicas  each write must reach 2 replicas, but only 0`, env: []string{"WECAN_REDIS_WAIT=2"}},
		{line: `wrong    redis     .*connection refused\n.*-> see that Redis runs`, env: []string{"WECAN_REDIS_URL=redis://:hunter2@127.0.0.1:1"}},
		{line: `wrong    redis     .*WRONGPASS.*\n.*-> put the user and the password`, env: []string{"WECAN_REDIS_URL=" + strings.Replace(r.redis.URL, "//", "//x:hunter2@", 1)}},
		{line: `wrong    telegram  Telegram refuses the bot's token\n.*-> set WECAN_TELEGRAM_TOKEN_FILE`, env: []string{"WECAN_TELEGRAM_TOKEN=77:hunter2"}},
		{line: `wrong    telegram  it cannot be reached: .*connection refused\n.*-> see that this machine reaches http://127.0.0.1:1: `, env: []string{"WECAN_TELEGRAM_API_URL=http://127.0.0.1:1"}},
		{line: `wrong    clock     Redis' clock is 1m0s behind the clock here.*\n.*NTP`, env: []string{"WECAN_REDIS_URL=" + r.redis.ShiftClock(-time.Minute)}},
		{line: `warning  clock     Redis' clock is 4s ahead of`, env: []string{"WECAN_REDIS_URL=" + r.redis.ShiftClock(4*time.Second)}},
		{line: `wrong    clock     Telegram's clock is 10m0s ahead of`, env: []string{"WECAN_TELEGRAM_API_URL=" + dated(t, r.tg, 10*time.Minute)}},
		{line: `warning  programme this is the built-in example\n.*-> set WECAN_PROGRAMME`, env: []string{"WECAN_PROGRAMME=", "WECAN_FLOWS="}},
		{line: `wrong    flows     the bot will not start .*\bbroken.yaml:`, env: []string{"WECAN_FLOWS=" + broken(t)}},
		{line: `wrong    settings  WECAN_PROGRAMME names a file that cannot be read`, env: []string{"WECAN_PROGRAMME=none.yaml"}},
		{line: `wrong    settings  WECAN_MASTER_KEY is missing`, env: []string{"WECAN_MASTER_KEY="}},
		{line: `wrong    settings  WECAN_TELEGRAM_TOKEN is missing`, env: []string{"WECAN_TELEGRAM_TOKEN="}},
		{line: `wrong    settings  WECAN_REDIS_URL is memory:`, env: []string{"WECAN_REDIS_URL=memory:"}},
		{line: `warning  settings  everybody .* WECAN_TELEGRAM_TOKEN\n.*-> chmod o= `, env: []string{"WECAN_TELEGRAM_TOKEN=", "WECAN_TELEGRAM_TOKEN_FILE=" + openFile(t)}},
		{line: `warning  service   no bot serves here: nothing listens on`, env: nil},
		{line: `wrong    service   another program answers on`, env: []string{"WECAN_LISTEN=" + strings.TrimPrefix(dated(t, r.tg, 0), "http://")}},
		{line: `warning  webhook   it is not set yet`, env: []string{"WECAN_TELEGRAM_WEBHOOK_URL=https://bot.example.org"}},
	} {
		if c.name != "" {
			config(c.name, c.value)
		}
		out, err := r.examine(t, c.env...)
		wants(t, out, err, c.line)
		if strings.HasPrefix(c.line, "wrong") && !strings.Contains(out, "1 thing is wrong") {
			t.Errorf("%q: more is wrong:\n%s", c.line, out)
		}
		if c.name != "" {
			config(c.name, c.kept)
		}
	}
}

// dated is a Telegram whose answers carry another date.
func dated(t *testing.T, tg *sandbox.Telegram, by time.Duration) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		tg.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func broken(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "broken.yaml"), []byte("flow: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func openFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token.txt")
	if err := os.WriteFile(path, []byte(sandbox.DefaultToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	return path
}

func TestDoctorFindsAnotherMasterKey(t *testing.T) {
	r := newRig(t, longPoll)
	r.serve(t).stop(t)
	out, err := r.examine(t, "WECAN_MASTER_KEY="+masterKeyText(t))
	wants(t, out, err, `wrong    key       this Redis was first used with another master key.*\n.*-> set WECAN_MASTER_KEY_FILE`)
}

func TestDoctorFindsReplicas(t *testing.T) {
	r := newRig(t, longPoll)
	replica := redistest.StartReplica(t, r.redis)
	out, err := r.examine(t, "WECAN_REDIS_URL="+replica.URL)
	wants(t, out, err, `wrong    redis     this is a replica.*\n.*-> set WECAN_REDIS_URL to its master`)
	out, err = r.examine(t, "WECAN_REDIS_WAIT=0")
	wants(t, out, err, `warning  replicas  no write waits for a replica.*\n.*-> set WECAN_REDIS_WAIT to auto`)
	line := regexp.MustCompile(`(?m)^ok       replicas  each write reaches 1 of 1`)
	for late := time.Now().Add(patience); !line.MatchString(out) && time.Now().Before(late); { // a new replica has not reported yet
		out, err = r.examine(t)
	}
	wants(t, out, err, line.String()[len("(?m)^"):])
}

// Somebody else uses the token: the bot that runs here gets nothing.
func TestDoctorFindsAnotherWebhook(t *testing.T) {
	for _, mode := range []string{longPoll, webhook} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, mode)
			api := r.env[3][strings.Index(r.env[3], "=")+1:]
			other, err := telegram.New(telegram.Config{Token: sandbox.DefaultToken, BaseURL: api})
			if err != nil {
				t.Fatal(err)
			}
			steal := func() {
				if err := other.SetWebhook(t.Context(), "http://127.0.0.1:1"); err != nil {
					t.Fatal(err)
				}
			}
			if mode == longPoll {
				steal()
				out, err := r.examine(t)
				wants(t, out, err, `warning  webhook   one is set to 127\.0\.0\.1:1; wecan serve takes it away`)
			}
			r.serve(t)
			ready(t, r.listen)
			if mode == longPoll { // the first one it takes away itself
				waitFor(t, func() bool { return r.tg.Count("deleteWebhook") > 0 })
			}
			steal()
			out, err := r.examine(t)
			wants(t, out, err, map[string]string{
				longPoll: `wrong    webhook   one is set to 127\.0\.0\.1:1 while this bot polls.*\n.*-> end what uses`,
				webhook:  `wrong    webhook   it is set to 127\.0\.0\.1:1 and not to this bot.*\n.*-> end what uses`,
			}[mode])
			if mode == webhook {
				if err := other.DeleteWebhook(t.Context()); err != nil {
					t.Fatal(err)
				}
				out, err := r.examine(t)
				wants(t, out, err, `wrong    webhook   none is set, although the bot runs`)
			}
		})
	}
}

// The reverse proxy is down: Telegram says so, and what people write waits.
func TestDoctorFindsWebhookThatFails(t *testing.T) {
	r := newRig(t, webhook)
	other, err := telegram.New(telegram.Config{Token: sandbox.DefaultToken, BaseURL: r.env[3][strings.Index(r.env[3], "=")+1:]})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.SetWebhook(t.Context(), "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		r.tg.Say(sandbox.User{ID: int64(500 + i), FirstName: "Test"}, "/start")
	}
	line := regexp.MustCompile(`(?m)^wrong    webhook   Telegram could not deliver at \S+: .*refused`)
	var out string
	for late := time.Now().Add(patience); !line.MatchString(out) && time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		out, err = r.examine(t, "WECAN_TELEGRAM_WEBHOOK_URL=http://127.0.0.1:1")
	}
	wants(t, out, err, line.String()[len("(?m)^"):])
	wants(t, out, err, `warning  updates   100 wait at Telegram`)
}

func TestHealthAsksTheService(t *testing.T) {
	r := newRig(t, longPoll)
	if out, err := said(t, r.env, "health"); err == nil || !strings.Contains(err.Error(), "nothing listens on "+r.listen) || out != "" {
		t.Errorf("without a service: %q %v", out, err)
	}
	waiting := begin(t, r.env, "health", "--wait=30s")
	r.serve(t)
	waiting.out.await(t, "ready\n", waiting.ended)
	for arg, want := range map[string]string{"--live=false": "ready\n", "--live": "alive\n"} {
		if out, err := said(t, r.env, "health", arg); err != nil || out != want {
			t.Errorf("health %s: %q %v", arg, out, err)
		}
	}
	_, port, _ := strings.Cut(r.listen, ":")
	if out, err := said(t, nil, "health", "--listen=:"+port); err != nil || out != "ready\n" {
		t.Errorf("by the port alone: %q %v", out, err)
	}
	r.redis.Pause()
	defer r.redis.Resume()
	if _, err := said(t, r.env, "health"); err == nil || err.Error() != readyStore {
		t.Errorf("with a Redis that does not answer: %v", err)
	}
	if out, err := r.examine(t, "WECAN_REDIS_URL=redis://127.0.0.1:1"); !strings.Contains(out, "warning  service   the bot runs here and is not ready: "+readyStore) {
		t.Errorf("doctor: %v\n%s", err, out)
	}
}
