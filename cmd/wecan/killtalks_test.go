package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// While people talk with people of the team the program is killed every second,
// and Redis at every fourth time. Each line must come, in order, and to nobody
// else; twice only when its call was open at a kill. make kill-talks does it
// with as many as are named.

const (
	talkLines = 20                     // each way
	talkShort = 8                      // the same where no number of talks is given
	talkPause = 200 * time.Millisecond // between two lines of somebody
)

func TestKillTalks(t *testing.T) {
	n, lines := talksShort, talkShort
	if text := os.Getenv("WECAN_KILL_TALKS"); text != "" {
		var err error
		lines = talkLines
		if n, err = strconv.Atoi(text); err != nil || n < 3 {
			t.Fatalf("WECAN_KILL_TALKS: %q is not a number from 3 on", text)
		}
	}
	killTalks(t, (n+2)/3*3, lines)
}

func killTalks(t *testing.T, n, lines int) {
	t.Helper()
	redis := redistest.Start(t, redistest.Durable()...)
	tg := sandbox.New(sandbox.Options{Seed: 1})
	way := &road{tg: tg, ledger: newLedger()}
	api := httptest.NewServer(way)
	t.Cleanup(api.Close)
	p := &program{t: t, path: built(t), env: programEnv(t, redis.URL, api.URL, false)}
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, []byte(talkProgramme(n)), 0o600); err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "WECAN_PROGRAMME="+file)
	all := newTalkers(t, tg, n, lines, inviteTeam(t, p.env, n))
	p.start()
	t.Cleanup(p.kill)

	ctx, cancel := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	t.Cleanup(func() { cancel(); crowd.Wait() })
	for _, one := range all.team {
		crowd.Go(func() { one.live(ctx) })
	}
	all.await(t, "the team joins", all.joined)
	for _, one := range all.askers {
		crowd.Go(func() { one.live(ctx) })
	}
	began := time.Now()
	kills := all.killing(p, redis, way)
	all.await(t, "everything comes", all.complete)
	took := time.Since(began)
	cancel()
	crowd.Wait()
	all.judge(t, way.ledger, kills, took)
	waitFor(t, func() bool { return tg.Pending() == 0 })
	for _, v := range tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	p.stop()
	p.audit()
}

// talkProgramme has a team for n talks: a third of them with one person each, the
// others with two.
func talkProgramme(n int) string {
	var b strings.Builder
	b.WriteString("organisation: Org\nkeep: {months: 6}\nsites:\n  utrecht:\n")
	b.WriteString("    {name: Utrecht, time_zone: Europe/Rome, emergency: \"112\", person: \"x@wecan.example\", hours: {")
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		fmt.Fprintf(&b, "%s: \"00:00-23:59\", ", day)
	}
	b.WriteString("}}\npeople:\n")
	for i := range n / 3 * 2 {
		fmt.Fprintf(&b, "  n%d: {name: %s, site: utrecht, roles: [navigator], languages: [en], cap: %d}\n", i, talkName(i), 1+i%2)
	}
	return b.String()
}

func talkName(i int) string { return "N" + string(rune('a'+i/26)) + string(rune('a'+i%26)) }

// inviteTeam invites everybody of the team as "wecan people invite" does, and
// returns what their links say.
func inviteTeam(t *testing.T, env []string, n int) (links []string) {
	t.Helper()
	atDesk(t, env, []byte(talkProgramme(n)), func(ids flows.IDs, desk *bot.Runtime, _ *store.Store) {
		roster := ids.Of(flows.KindRoster, "utrecht")
		for i := range n / 3 * 2 {
			id := fmt.Sprint("n", i)
			tell, err := flows.NewTell(roster, "people.invite", map[string]string{"id": id, "code": "code" + id})
			if err != nil {
				t.Fatal(err)
			}
			in := flows.Incoming{ID: "invite:" + id, To: roster, Input: flows.Told{Name: tell.Name, Data: tell.Data}}
			if err := desk.Handle(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			link, err := ids.Seal(flows.Link{Site: "utrecht", Cohort: "code" + id, Flow: "team"})
			if err != nil {
				t.Fatal(err)
			}
			links = append(links, link)
		}
	})
	return links
}

// atDesk does something with the store as the commands of the program do.
func atDesk(t *testing.T, env []string, programme []byte, do func(flows.IDs, *bot.Runtime, *store.Store)) {
	t.Helper()
	atDeskBy(t, env, programme, time.Now, do)
}

// atDeskBy is the same by another clock.
func atDeskBy(t *testing.T, env []string, programme []byte, now func() time.Time, do func(flows.IDs, *bot.Runtime, *store.Store)) {
	t.Helper()
	words := wordsOf(t, withProgramme(string(programme)))
	key, err := store.ParseMasterKey(valueOf(env, "WECAN_MASTER_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: valueOf(env, "WECAN_REDIS_URL"), Bot: demoBot, Owner: randomOwner(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	rate, _ := strconv.Atoi(valueOf(env, "WECAN_BULK_RATE")) // all processes must have the same; 0 for the usual one
	desk := bot.New(bot.Options{Store: s, Carrier: silentCarrier{}, IDs: ids, Settling: aside, Tick: aside, BulkRate: rate, Now: now}, words.defs)
	if err := desk.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	do(ids, desk, s)
	if err := desk.Stop(time.Second); err != nil {
		t.Fatal(err)
	}
}

func valueOf(env []string, name string) string {
	for _, e := range env {
		if value, ok := strings.CutPrefix(e, name+"="); ok {
			return value
		}
	}
	return ""
}

// silentCarrier carries nothing: there is nothing to carry.
type silentCarrier struct{}

func (silentCarrier) Carry(context.Context, flows.Effect) (int, error) { return 0, nil }

// talkers are all the people.
type talkers struct {
	tg     *sandbox.Telegram
	lines  int
	team   []*talker
	askers []*talker
	asked  atomic.Int64 // how often somebody was asked for whom it is
}

func newTalkers(t *testing.T, tg *sandbox.Telegram, n, lines int, links []string) *talkers {
	t.Helper()
	a := &talkers{tg: tg, lines: lines}
	one := func(id int) *talker {
		return &talker{
			all: a, user: sandbox.User{ID: int64(id), FirstName: "X", LanguageCode: "en"},
			given: map[string]bool{}, cases: map[int]*aCase{}, wrote: map[int]int{},
		}
	}
	for i, link := range links {
		m := one(5000 + i)
		m.team, m.two, m.link = true, i%2 == 1, link
		a.team = append(a.team, m)
	}
	for i := range n {
		p := one(1000 + i)
		p.plan = map[string]string{
			"topic": "other", "soon": "later", "words": fmt.Sprintf("=need%d", p.id()), "letter": ".skip", "where": "utrecht", "speaks": ".skip", "woman": "any",
			"safe": "any", "avoid": "nobody", "called": "=Calla", "check": ".submit",
		}
		a.askers = append(a.askers, p)
	}
	return a
}

// read are the lines that have come to a phone, each once, in the order in which
// they first came.
func (a *talkers) read(chat int) (out []string) {
	for _, m := range a.tg.Messages(int64(chat)) {
		if line := talkLine(m); line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// talkLine is the line that a message brings, "" for none: what she has answered
// herself is read back to her before she sends it.
func talkLine(m sandbox.Message) string {
	if !m.FromBot || stepIn(m) == "check" || strings.Contains(m.Text, "\n") {
		return ""
	}
	return talkSaid.FindString(m.Text)
}

func (a *talkers) joined() bool {
	return !slices.ContainsFunc(a.team, func(t *talker) bool { t.mu.Lock(); defer t.mu.Unlock(); return !t.ready })
}

// complete says whether everybody has written all, and as many lines have come.
func (a *talkers) complete() bool {
	if !a.written() {
		return false
	}
	came := 0
	for _, t := range slices.Concat(a.team, a.askers) {
		came += len(a.read(t.id()))
	}
	return came >= len(a.askers)*(2*a.lines+1)
}

func (a *talkers) written() bool {
	wrote := 0
	for _, t := range slices.Concat(a.team, a.askers) {
		t.mu.Lock()
		for _, n := range t.wrote {
			wrote += n
		}
		t.mu.Unlock()
	}
	return wrote == 2*len(a.askers)*a.lines
}

// killing kills until everybody has written all.
func (a *talkers) killing(p *program, redis *redistest.Server, way *road) (kills int) {
	for late := time.Now().Add(a.patience()); !a.written() && time.Now().Before(late); kills++ {
		time.Sleep(killEvery)
		silent := time.Time{}
		if kills%4 == 2 {
			silent = time.Now()
			redis.Kill()
			time.Sleep(200 * time.Millisecond)
			redis.Restart()
		}
		p.kill()
		way.ledger.kill(way, silent)
		p.start()
	}
	return kills
}

// patience is how long it is killed at most: several times what it takes on a busy
// machine.
func (a *talkers) patience() time.Duration {
	return 30*time.Second + time.Duration(len(a.askers)*a.lines)*100*time.Millisecond
}

// await waits, and goes on also when it does not come: then it is judged.
func (a *talkers) await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for late := time.Now().Add(30 * time.Second); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			t.Errorf("%s: it does not", what)
			return
		}
	}
}

// judge compares what everybody reads with what was written to her.
func (a *talkers) judge(t *testing.T, l *ledger, kills int, took time.Duration) {
	t.Helper()
	lost, strayed, disordered, twice, more := 0, 0, 0, 0, 0
	for _, p := range slices.Concat(a.team, a.askers) {
		want := a.wantedBy(p)
		got := a.read(p.id())
		for from, lines := range want {
			mine := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !slices.Contains(lines, s) })
			lost += len(lines) - len(mine)
			inOrder := slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return !slices.Contains(mine, s) })
			if !slices.Equal(mine, inOrder) {
				disordered++
				t.Errorf("%d reads %v of %d", p.id(), mine, from)
			}
		}
		for _, line := range got {
			if !slices.ContainsFunc(slices.Concat(values(want)...), func(s string) bool { return s == line }) {
				strayed++
				t.Errorf("%d reads %s, which is not for her", p.id(), line)
			}
		}
		for _, n := range a.times(p) {
			if n > 1 {
				twice++
			}
			if n > 2 { // its call was open at two kills, or it is one of those without a reason
				more++
			}
		}
	}
	all, _ := l.twice()
	unexplained := l.unexplainedLines()
	t.Logf("%d talks of %d lines each way, %d kills in %v: %d lines lost, %d at somebody else's, %d talks out of order, %d lines came twice, %d more often; "+
		"of all messages %d came twice, %d calls were open at the kills, %d lines had no such reason; %d times somebody was asked for whom it is",
		len(a.askers), a.lines, kills, took.Round(time.Millisecond), lost, strayed, disordered, twice, more, all, l.open, unexplained, a.asked.Load())
	if lost > 0 || unexplained > 0 {
		t.Errorf("%d lines are lost, %d came twice though no call of theirs was open", lost, unexplained)
	}
}

// wantedBy is what was written to somebody, by whom.
func (a *talkers) wantedBy(p *talker) map[int][]string {
	want := map[int][]string{}
	for _, other := range slices.Concat(a.team, a.askers) {
		switch {
		case other.team && !p.team:
			want[other.id()] = other.said(p.id())
		case !other.team && p.team && p.cases[other.id()] != nil:
			want[other.id()] = append([]string{fmt.Sprintf("need%d", other.id())}, other.said(0)...)
		}
	}
	return want
}

// times is how often each line came.
func (a *talkers) times(p *talker) map[string]int {
	out := map[string]int{}
	for _, m := range a.tg.Messages(p.user.ID) {
		if line := talkLine(m); line != "" {
			out[line]++
		}
	}
	return out
}

// unexplainedLines are the lines that came more often than calls of theirs were
// open at kills.
func (l *ledger) unexplainedLines() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, came := range l.came {
		if talkSaid.MatchString(key) {
			n += max(0, came-1-l.unsure[key])
		}
	}
	return n
}

func values(m map[int][]string) (out [][]string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}
