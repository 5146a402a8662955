package main

import (
	"context"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// TestGuide follows deploy/README.md, word for word, on a fresh clone, as its
// last section says.
func TestGuide(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("the guide is for Linux; this system cannot tell")
		return
	}
	blocks := guideBlocks(t) // before /etc and the like are hidden
	if !inNamespaces(t) {
		return
	}
	g := &guide{checkout: filepath.Join(t.TempDir(), "wecan"), origin: origin(t)}
	bareMachine(t)
	guidePath(t)
	ran(t, "", "git", "clone", "-q", g.origin, g.checkout)
	g.telegram(t)
	after := g.hooks()
	maps.Copy(after, g.mattermostHooks())
	maps.Copy(after, sessionHooks())
	maps.Copy(after, eventHooks())
	maps.Copy(after, announceHooks())
	for _, block := range blocks {
		name, hook := g.hookOf(t, after, block)
		if hook.before != nil {
			hook.before(t)
		}
		began := time.Now()
		out := g.follow(t, block)
		t.Logf("%v:\n%s", time.Since(began).Round(time.Millisecond), block)
		if hook.after != nil {
			hook.after(t, out)
		}
		delete(after, name)
	}
	for name := range after {
		t.Errorf("no block of the guide has %q any more; change this test with it", name)
	}
	ran(t, "", systemctlName, "stop", "wecan", "redis-server")
	for _, v := range g.tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
}

// guideBlocks are the blocks to be run. Those of the containers are not: there
// is no engine.
func guideBlocks(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top, "deploy/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	others := 0
	for _, m := range regexp.MustCompile("(?s)```([^\n]*)\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		switch {
		case m[1] == "sh test":
			out = append(out, m[2])
		case m[1] == "sh container" && strings.Contains(m[2], "docker "):
			others++
		default:
			t.Errorf("a block of %q is neither run nor one of the containers:\n%s", m[1], m[2])
		}
	}
	if len(out) < 10 || others != 2 {
		t.Fatalf("the guide has %d blocks to run and %d of the containers", len(out), others)
	}
	return out
}

// guide is one way through the page.
type guide struct {
	checkout, origin string
	tg               *sandbox.Telegram
	api              string
	people           []*joiner // who have applied
	half             *joiner   // who is in the middle

	staff   map[string]*joiner // who has joined the team
	helped  *joiner            // who has asked for help
	request string             // the number of that
}

// telegram starts the sandbox, and puts the token where the guide says.
func (g *guide) telegram(t *testing.T) {
	t.Helper()
	g.tg = sandbox.New(sandbox.Options{Transport: guideProxy{}})
	server := httptest.NewServer(g.tg)
	t.Cleanup(server.Close)
	g.api = server.URL
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { g.tg.Run(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	if err := os.WriteFile(filepath.Join(g.checkout, "token.txt"), []byte(sandbox.DefaultToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// follow runs one block as a person does who pastes it into root's shell.
func (g *guide) follow(t *testing.T, block string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-euc", block)
	cmd.Dir = g.checkout
	out, err := cmd.CombinedOutput()
	for _, secret := range []string{sandbox.DefaultToken, "Mina"} {
		if strings.Contains(string(out), secret) {
			t.Errorf("it shows %q", secret[:4])
		}
	}
	if err != nil {
		log, _ := os.ReadFile(guideState + "/wecan/log")
		t.Fatalf("%v:\n%s\n%s\nThe service's log:\n%s", err, block, out, log)
	}
	return string(out)
}

// hook is what the test does beside a block.
type hook struct {
	before func(*testing.T)
	after  func(*testing.T, string)
}

func (g *guide) hookOf(t *testing.T, hooks map[string]hook, block string) (string, hook) {
	t.Helper()
	found := ""
	for name := range hooks {
		if strings.Contains(block, name) {
			if found != "" {
				t.Fatalf("%q and %q are in one block:\n%s", found, name, block)
			}
			found = name
		}
	}
	return found, hooks[found]
}

func (g *guide) hooks() map[string]hook {
	well := func(t *testing.T, out string) {
		t.Helper()
		g.well(t, out)
		g.apply(t)
	}
	return map[string]hook{
		"install -d -m 755 /etc/wecan": {after: func(t *testing.T, _ string) {
			t.Helper()
			g.setTelegram(t)
		}},
		"systemctl enable --now wecan": {after: func(t *testing.T, out string) {
			t.Helper()
			well(t, out)
			g.comesBack(t)
		}},
		"journalctl -u wecan": {after: func(t *testing.T, out string) {
			t.Helper()
			for _, want := range []string{"the bot runs", "drifts: 0", "0 dead letters", g.people[0].number()} {
				if !strings.Contains(out, want) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
		}},
		"systemctl reload wecan": {before: g.beginHalf, after: func(t *testing.T, _ string) {
			t.Helper()
			g.finishHalf(t)
			g.logged(t, "nothing has changed; nothing is published")
		}},
		"git pull --ff-only": {before: g.newVersion, after: func(t *testing.T, out string) {
			t.Helper()
			well(t, out)
			g.finishHalf(t)
			g.logged(t, "version=v1.1.0")
		}},
		"wecan.before /usr/local/bin/wecan\n": {after: func(t *testing.T, _ string) {
			t.Helper()
			if out := ran(t, "", "wecan", "version"); !strings.Contains(out, "wecan v1.0.0\n") {
				t.Errorf("after going back it is %s", out)
			}
		}},
		"redis-check-rdb": {},
		"BACKUP=": {before: func(t *testing.T) {
			t.Helper()
			ran(t, "", "redis-cli", "flushall")
		}, after: well},
		"echo 'WECAN_TELEGRAM_WEBHOOK_URL=": {before: g.beginHalf, after: func(t *testing.T, out string) {
			t.Helper()
			well(t, out)
			g.finishHalf(t)
			if !strings.Contains(out, "Telegram posts to bot.example.org") {
				t.Errorf("it is not reached by webhook:\n%s", out)
			}
		}},
		"sed -i '/^WECAN_TELEGRAM_WEBHOOK_URL=/d'": {after: func(t *testing.T, _ string) {
			t.Helper()
			g.apply(t)
		}},
		"wecan key rotate":           {after: well},
		"wecan people invite nadia ": {after: g.joinsTeam("Nadia")},
		"wecan people add amal ":     {after: g.joinsTeam("Amal")},
		"--overdue": {before: func(t *testing.T) {
			t.Helper()
			g.helped, g.request = g.crew().asks(t, 801, "🏠 Housing")
		}, after: func(t *testing.T, out string) {
			t.Helper()
			if !strings.Contains(out, g.request) || strings.Contains(out, "landlord") {
				t.Errorf("of %s it says\n%s", g.request, out)
			}
		}},
		"wecan referrals assign": {after: func(t *testing.T, _ string) {
			t.Helper()
			g.crew().reads(t, g.helped, "Amal from WE CAN has your question.")
			g.crew().reads(t, g.helped, "Amal has closed your request.")
		}},
		"wecan people remove amal": {before: func(t *testing.T) {
			t.Helper()
			_, g.request = g.crew().asks(t, 802, "🏠 Housing")
			ran(t, "", "wecan", "referrals", "assign", g.request, "amal", "--by=Karin", "--config=/etc/wecan/wecan.conf")
		}, after: func(t *testing.T, out string) {
			t.Helper()
			g.crew().reads(t, g.staff["Amal"], "Your work in the team has ended")
			if !strings.Contains(out, "1 referral is passed on and looks for somebody else: "+g.request+".\n") {
				t.Errorf("it says\n%s", out)
			}
		}},
		"wecan people away": {},
	}
}

// crew is the guide's people of the team, as other tests play them.
func (g *guide) crew() *crew { return &crew{team: &team{rig: &rig{tg: g.tg}}} }

// joinsTeam has somebody open the invitation that a block printed.
func (g *guide) joinsTeam(name string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		t.Helper()
		link := regexp.MustCompile(`\?start=([A-Za-z0-9_-]+)\n`).FindStringSubmatch(out)
		if link == nil {
			t.Fatalf("it prints no link:\n%s", out)
		}
		if g.staff == nil {
			g.staff = map[string]*joiner{}
		}
		g.staff[name] = newJoiner(g.tg, int64(850+len(g.staff)), "en")
		g.crew().begins(t, g.staff[name], "/start "+link[1])
		g.crew().reads(t, g.staff[name], "Welcome to the team, "+name+"!")
	}
}

// well wants the doctor to have found nothing wrong, besides sites without a team, for
// there is one person who has joined, and what only an administrator of Mattermost
// may see.
func (g *guide) well(t *testing.T, out string) {
	t.Helper()
	warnings := regexp.MustCompile(`(?m)^warning +(\S+)`).FindAllStringSubmatch(out, -1)
	if !strings.Contains(out, "\n0 things are wrong, ") || slices.ContainsFunc(warnings, func(w []string) bool {
		return !slices.Contains([]string{"team", "mattermost", "command"}, w[1])
	}) {
		t.Errorf("the doctor finds:\n%s", out)
	}
}

// setTelegram is the one line that is not the guide's.
func (g *guide) setTelegram(t *testing.T) {
	t.Helper()
	f, err := os.OpenFile("/etc/wecan/wecan.conf", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteString("WECAN_TELEGRAM_API_URL=" + g.api + "\n"); err != nil {
		t.Fatal(err)
	}
}

// apply has another person apply, and wants all who have applied in the list.
func (g *guide) apply(t *testing.T) {
	t.Helper()
	j := newJoiner(g.tg, int64(100+len(g.people)), "en")
	if err := j.join(t.Context()); err != nil {
		log, _ := os.ReadFile(guideState + "/wecan/log")
		t.Fatalf("%v\n%s", err, log)
	}
	g.people = append(g.people, j)
	g.all(t)
}

func (g *guide) all(t *testing.T) {
	t.Helper()
	list := ran(t, "", "wecan", "applications", "list", "--config=/etc/wecan/wecan.conf")
	for _, j := range g.people {
		if !strings.Contains(list, j.number()) {
			t.Errorf("the application %s is lost:\n%s", j.number(), list)
		}
	}
}

// beginHalf has somebody answer the first questions.
func (g *guide) beginHalf(t *testing.T) {
	t.Helper()
	g.half = newJoiner(g.tg, int64(900+len(g.people)), "en")
	g.tg.Say(g.half.user, "/start")
	for late := time.Now().Add(patience); len(g.half.asked) < 3; {
		changed := g.tg.Changed(g.half.user.ID)
		if err := g.half.look(); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(late) {
			t.Fatalf("she was asked only %v", g.half.asked)
		}
		select {
		case <-changed:
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// finishHalf wants her to come to the end without saying a thing twice.
func (g *guide) finishHalf(t *testing.T) {
	t.Helper()
	for late := time.Now().Add(patience); len(g.half.thanked) == 0; {
		changed := g.tg.Changed(g.half.user.ID)
		if err := g.half.look(); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(late) {
			t.Fatalf("she waits in vain after %v", g.half.asked)
		}
		select {
		case <-changed:
		case <-time.After(10 * time.Millisecond):
		}
	}
	g.people = append(g.people, g.half)
	g.all(t)
}

// comesBack kills the service: it is started again, and goes on.
func (g *guide) comesBack(t *testing.T) {
	t.Helper()
	pid := pidOf(t)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(patience); ; time.Sleep(unitTick) {
		if data, err := os.ReadFile(guideState + "/wecan/pid"); err == nil && strings.TrimSpace(string(data)) != strconv.Itoa(pid) {
			break
		}
		if time.Now().After(late) {
			t.Fatal("it was not started again")
		}
	}
	ran(t, "", "wecan", "health", "--wait=60s", "--config=/etc/wecan/wecan.conf")
	g.apply(t)
}

func pidOf(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile(guideState + "/wecan/pid")
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func (g *guide) logged(t *testing.T, line string) {
	t.Helper()
	log, err := os.ReadFile(guideState + "/wecan/log")
	if err != nil || !strings.Contains(string(log), line) {
		t.Errorf("the log does not say %q: %v\n%s", line, err, log)
	}
}

// newVersion publishes another version, while somebody is in the middle.
func (g *guide) newVersion(t *testing.T) {
	t.Helper()
	g.beginHalf(t)
	ran(t, g.origin, "sh", "-euc", "echo >> CHANGELOG.md && git commit -q -a -m second && git tag v1.1.0")
}
