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
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/sandbox/mmserver"
	"wecan/store/redistest"
)

// The same as the test of talks, but that those who help are at Mattermost, which is
// killed in its turn. Each line must come, in order, and to nobody else: into the
// thread of whoever it is from, and to the phone of whoever it is for.

const threadChannel = "wecan/utrecht"

func TestKillThreads(t *testing.T) {
	n, lines := talksShort, talkShort
	if text := os.Getenv("WECAN_KILL_TALKS"); text != "" {
		var err error
		lines = talkLines
		if n, err = strconv.Atoi(text); err != nil || n < 3 {
			t.Fatalf("WECAN_KILL_TALKS: %q is not a number from 3 on", text)
		}
	}
	k := newThreadKills(t, (n+2)/3*3, lines)
	ctx, cancel := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	t.Cleanup(func() { cancel(); crowd.Wait() })
	for _, one := range k.team {
		crowd.Go(func() { one.live(ctx) })
	}
	for _, one := range k.all.askers {
		crowd.Go(func() { one.live(ctx) })
	}
	began := time.Now()
	kills := k.killing()
	k.await(t)
	took := time.Since(began)
	cancel()
	crowd.Wait()
	k.judge(t, kills, took)
	waitFor(t, func() bool { return k.all.tg.Pending() == 0 })
	for _, v := range k.all.tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	k.program.stop()
	k.program.audit()
}

// threadKills is all that is killed, and all who talk meanwhile.
type threadKills struct {
	program *program
	redis   *redistest.Server
	way     *road
	mm      *mmserver.Server
	all     *talkers // those who ask; nobody of the team has a phone
	team    []*threadTalker

	mu   sync.Mutex
	seen []seenPost // what stands in the channel
	at   time.Time  // when it was looked at
}

// seenPost is a post as everybody there sees it.
type seenPost struct {
	root, text string
	ours       bool // the program's
}

// posts are what stands in the channel. They are not looked at for each of so many
// people anew.
func (k *threadKills) posts() []seenPost {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Since(k.at) < talkPause/2 {
		return k.seen
	}
	k.seen, k.at = nil, time.Now()
	bot := k.bot()
	for _, p := range k.mm.Posts(threadChannel) {
		k.seen = append(k.seen, seenPost{p.RootId, p.Message, p.UserId == bot})
	}
	return k.seen
}

func newThreadKills(t *testing.T, n, lines int) *threadKills {
	t.Helper()
	redis := redistest.Start(t, redistest.Durable()...)
	tg := sandbox.New(sandbox.Options{Seed: 1})
	k := &threadKills{redis: redis, way: &road{tg: tg, ledger: newLedger()}, mm: mmserver.New(mmserver.Options{})}
	api := httptest.NewServer(k.way)
	t.Cleanup(api.Close)
	url, err := k.mm.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.mm.Stop)
	_, token := k.mm.AddBot("wecan", "WE CAN")
	k.mm.AddChannel(threadChannel, true)
	if err := k.mm.Join(threadChannel, "wecan"); err != nil {
		t.Fatal(err)
	}
	k.all = newTalkers(t, tg, n, lines, nil)
	for i := range n / 3 * 2 {
		name := strings.ToLower(talkName(i))
		k.mm.AddUser(mmserver.User{Username: name, FirstName: talkName(i)})
		if err := k.mm.Join(threadChannel, name); err != nil {
			t.Fatal(err)
		}
		k.team = append(k.team, &threadTalker{kills: k, n: i, name: name, as: k.mm.As(name), threads: map[int]*aThread{}})
	}
	k.program = &program{t: t, path: built(t), env: programEnv(t, redis.URL, api.URL, false)}
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, []byte(threadProgramme(n)), 0o600); err != nil {
		t.Fatal(err)
	}
	k.program.env = append(k.program.env, "WECAN_PROGRAMME="+file, "WECAN_MATTERMOST_URL="+url, "WECAN_MATTERMOST_TOKEN="+token,
		"WECAN_MATTERMOST_CALLBACK_URL=http://"+k.program.address())
	k.program.start()
	t.Cleanup(k.program.kill)
	return k
}

// threadProgramme is that of the talks, with everybody of the team at Mattermost.
func threadProgramme(n int) string {
	p := strings.Replace(talkProgramme(n), `person: "x@wecan.example", `, `person: "x@wecan.example", mattermost: {channel: `+threadChannel+`}, `, 1)
	for i := range n / 3 * 2 {
		p = strings.Replace(p, "{name: "+talkName(i)+", ", "{name: "+talkName(i)+", mattermost: "+strings.ToLower(talkName(i))+", ", 1)
	}
	return p
}

// between is how long everything lives. After each start the program looks into every
// open thread for what it missed: the more there are, the longer that takes, and one that
// is killed before it is done gets nowhere, in this test and anywhere.
func (k *threadKills) between() time.Duration {
	return killEvery * time.Duration(max(len(k.all.askers), threadsAtOnce)) / threadsAtOnce
}

// threadsAtOnce is how many threads are looked into between two kills on a busy machine.
const threadsAtOnce = 30

// killing kills in turn the program, Redis with it, and Mattermost, until everybody
// has written all.
func (k *threadKills) killing() (kills int) {
	for late := time.Now().Add(2 * k.all.patience()); !k.written() && time.Now().Before(late); kills++ {
		time.Sleep(k.between())
		silent := time.Time{}
		switch kills % 4 {
		case 1, 3:
			k.mm.Stop()
			time.Sleep(300 * time.Millisecond)
			if _, err := k.mm.Start(); err != nil {
				k.program.t.Error(err)
			}
			continue
		case 2:
			silent = time.Now()
			k.redis.Kill()
			time.Sleep(200 * time.Millisecond)
			k.redis.Restart()
		}
		k.program.kill()
		k.way.ledger.kill(k.way, silent)
		k.program.start()
	}
	return kills
}

func (k *threadKills) written() bool {
	wrote := 0
	for _, t := range k.team {
		t.mu.Lock()
		for _, one := range t.threads {
			wrote += one.wrote
		}
		t.mu.Unlock()
	}
	for _, t := range k.all.askers {
		t.mu.Lock()
		wrote += t.wrote[0]
		t.mu.Unlock()
	}
	return wrote == 2*len(k.all.askers)*k.all.lines
}

// await waits as long as lines come. That takes as long as the machine needs; what does
// not come any more is lost.
func (k *threadKills) await(t *testing.T) {
	t.Helper()
	all, came, at := len(k.all.askers)*(2*k.all.lines+1), 0, time.Now()
	for ; !k.written() || came < all; time.Sleep(200 * time.Millisecond) {
		if now := k.came(); now > came {
			came, at = now, time.Now()
		}
		if time.Since(at) > 30*time.Second {
			t.Errorf("of %d lines %d came, and then none for 30 seconds", all, came)
			return
		}
	}
}

// came is how many lines have come, each counted once.
func (k *threadKills) came() (came int) {
	for _, p := range k.all.askers {
		came += len(k.all.read(p.id()))
	}
	for _, t := range k.team {
		for _, one := range t.mine() {
			came += len(once(k.linesIn(one.root)))
		}
	}
	return came
}

// linesIn are the lines of people in a thread, as often as they came.
func (k *threadKills) linesIn(root string) (out []string) {
	for _, p := range k.mm.Thread(root) {
		if line := talkSaid.FindString(p.Message); p.UserId == k.bot() && line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (k *threadKills) bot() string { return k.mm.As("wecan").ID() }

func once(list []string) (out []string) {
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// judge compares what stands where with what was written.
func (k *threadKills) judge(t *testing.T, kills int, took time.Duration) {
	t.Helper()
	lost, strayed, disordered, twice, more, owned := 0, 0, 0, 0, 0, 0
	look := func(who string, got, want []string) {
		mine := once(got)
		for _, line := range mine {
			if !slices.Contains(want, line) {
				strayed++
				t.Errorf("%s reads %s, which is not for her", who, line)
			}
			switch n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s != line })); {
			case n > 2:
				more++
			case n == 2:
				twice++
			}
		}
		inOrder := slices.DeleteFunc(slices.Clone(want), func(s string) bool { return !slices.Contains(mine, s) })
		lost += len(want) - len(inOrder)
		if !slices.Equal(mine, inOrder) {
			disordered++
			t.Errorf("%s reads %v", who, mine)
		}
	}
	helped := map[int][]string{}
	for _, one := range k.team {
		for who, thread := range one.mine() {
			owned++
			helped[who] = one.said(who)
			asked := []string{fmt.Sprintf("need%d", who)}
			for n := range k.all.lines {
				asked = append(asked, askLine(who, n+1))
			}
			look(one.name, k.linesIn(thread.root), asked)
			k.checkCard(t, one, thread.root)
		}
	}
	for _, p := range k.all.askers {
		look(strconv.Itoa(p.id()), k.said(p), helped[p.id()])
	}
	roots := 0
	for _, p := range k.mm.Posts(threadChannel) {
		if p.RootId != "" || p.UserId != k.bot() {
			continue
		}
		roots++
		if !k.owned(p.Id) {
			t.Logf("nobody has %s: %q", p.Id, k.texts(p.Id))
		}
	}
	unexplained := k.way.ledger.unexplainedLines()
	t.Logf("%d referrals of %d lines each way, %d kills of the program, of Redis and of Mattermost in %v: %d lines lost, %d at somebody else's, "+
		"%d talks out of order, %d lines came twice, %d more often; %d cards for %d owners; to phones %d lines came twice without a reason",
		len(k.all.askers), k.all.lines, kills, took.Round(time.Millisecond), lost, strayed, disordered, twice, more, roots, owned, unexplained)
	if lost > 0 || unexplained > 0 || more > 0 || owned != len(k.all.askers) || roots != len(k.all.askers) {
		t.Errorf("%d lines lost, %d twice without a reason, %d more often, %d owners and %d cards of %d referrals", lost, unexplained, more, owned, roots, len(k.all.askers))
	}
}

// owned says whether a card is somebody's.
func (k *threadKills) owned(root string) bool {
	return slices.ContainsFunc(k.team, func(one *threadTalker) bool { return one.has(root) })
}

// texts are what stands in a thread, the card first.
func (k *threadKills) texts(root string) []string {
	var out []string
	for _, a := range k.mm.Kept(root).Attachments() {
		out = append(out, a.Text)
	}
	for _, p := range k.mm.Thread(root) {
		out = append(out, p.Message)
	}
	return out
}

// said are the lines of the team on a phone, as often as they came.
func (k *threadKills) said(p *talker) (out []string) {
	for _, m := range k.all.tg.Messages(p.user.ID) {
		if line := talkLine(m); strings.HasPrefix(line, "nav") {
			out = append(out, line)
		}
	}
	return out
}

// checkCard sees that a card says who has it, and is green.
func (k *threadKills) checkCard(t *testing.T, one *threadTalker, root string) {
	t.Helper()
	cards := k.mm.Kept(root).Attachments()
	if len(cards) != 1 || !strings.Contains(cards[0].Text, one.first()+" has it") || cards[0].Color != "#1c8a4c" {
		t.Errorf("the card of %s says %+v", one.name, cards)
	}
}
