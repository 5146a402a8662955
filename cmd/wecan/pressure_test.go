package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/store/redistest"
)

// The pressure tests let more come than goes out, and look from outside at what
// the real program does: it must lose nothing, keep each person's order, take a
// bounded part of the machine, and be itself again soon after.

// press is a Telegram, a Redis and the program between them.
type press struct {
	tg      *sandbox.Telegram
	redis   *redistest.Server
	line    *slowLine
	program *program
	away    atomic.Bool // Telegram answers nothing but 502
}

func newPress(t *testing.T, path string, limits sandbox.Limits) *press {
	t.Helper()
	p := &press{redis: redistest.Start(t, "--appendonly", "yes")}
	p.tg = sandbox.New(sandbox.Options{Seed: 1, Limits: limits, Fault: func(string, int64) sandbox.Fault {
		if p.away.Load() {
			return sandbox.Fault{Status: 502}
		}
		return sandbox.Fault{}
	}})
	api := httptest.NewServer(p.tg)
	t.Cleanup(api.Close)
	p.line = newSlowLine(t, p.redis.Addr)
	p.program = &program{t: t, path: path, env: append(programEnv(t, "redis://"+p.line.address, api.URL, false),
		"WECAN_FLOWS=testdata/short", "WECAN_PROGRAMME=testdata/short/programme.yaml")}
	t.Cleanup(p.program.kill)
	return p
}

// end stops the program and has it check its store.
func (p *press) end(t *testing.T) {
	t.Helper()
	for _, v := range p.tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	p.line.delay.Store(0)
	p.program.stop()
	p.program.audit()
}

// queued is somebody who wrote all her answers while the bot was away.
type queued struct {
	user       sandbox.User
	name, city string
}

// says is what she wrote, in this order.
func (q *queued) says() []string {
	return []string{"/start", "English", "✅ Yes, start", q.name, q.city, "✅ Send"}
}

// hears is how what she is answered begins, in this order.
func (q *queued) hears() []string {
	return []string{
		"Hello! Which language", "Hello, I am the computer helper", "To apply, ", "What name should we use", "In which city",
		"Please check your answers", "Thank you, " + q.name + "! Your application for " + q.city + " has arrived",
	}
}

// writeAll has everybody write what she says. Whose message comes next is open,
// but each one's own order is kept.
func writeAll(tg *sandbox.Telegram, people []*queued) {
	r := rand.New(rand.NewPCG(3, uint64(len(people))))
	left := slices.Clone(people)
	said := map[*queued]int{}
	for len(left) > 0 {
		at := r.IntN(len(left))
		q := left[at]
		tg.Say(q.user, q.says()[said[q]])
		if said[q]++; said[q] == len(q.says()) {
			left = slices.Delete(left, at, at+1)
		}
	}
}

func queue(n int) []*queued {
	out := make([]*queued, n)
	for i := range out {
		out[i] = &queued{
			user: sandbox.User{ID: int64(1000 + i), FirstName: "X", LanguageCode: "en"},
			name: fmt.Sprintf("Person %c%c%c", 'A'+i%26, 'a'+i/26%26, 'a'+i/676), city: []string{"Utrecht", "Leipzig", "Rome", "Valencia"}[i%4],
		}
	}
	return out
}

// waits is what she may hear before the last message: her application is told
// behind the messages that wait for Telegram, and after ten seconds she is told
// that it takes longer.
const waits = "This takes longer than usual"

// heard compares all that she was answered with what she was to be. Nothing may
// be missing, come twice or stand in another place.
func (q *queued) heard(tg *sandbox.Telegram) string {
	var got []string
	for _, m := range tg.Messages(q.user.ID) {
		if m.FromBot && !strings.HasPrefix(m.Text, waits) {
			got = append(got, m.Text)
		}
	}
	if slices.EqualFunc(got, q.hears(), strings.HasPrefix) {
		return ""
	}
	return fmt.Sprintf("%s heard %.40q", q.name, got)
}

func TestPressure(t *testing.T) {
	path := built(t)
	for name, of := range map[string]func(*testing.T, string){
		"backlog": pressureOfABacklog, "backlog and limits": pressureOfABacklogAndLimits, "slow Redis": pressureOfASlowRedis, "Telegram away": pressureOfATelegramThatIsAway,
	} {
		t.Run(name, func(t *testing.T) { of(t, path) })
	}
}

func pressureOfABacklog(t *testing.T, path string) {
	t.Helper()
	p := newPress(t, path, sandbox.Limits{})
	p.workOff(t, queue(pressureQueued))
}

// Telegram takes about 30 messages a second in all and one for each chat, so the
// answers go out much more slowly than the updates come in.
func pressureOfABacklogAndLimits(t *testing.T, path string) {
	t.Helper()
	p := newPress(t, path, sandbox.TelegramLimits())
	p.workOff(t, queue(pressureLimited))
	made, refused := p.tg.Count("sendMessage")+p.tg.Count("editMessageText"), p.tg.CountStatus(429)
	t.Logf("%d calls, %d of them refused with 429", made, refused)
}

// workOff has everybody write before the program starts.
func (p *press) workOff(t *testing.T, people []*queued) {
	t.Helper()
	writeAll(p.tg, people)
	waiting := p.tg.Pending()
	began := time.Now()
	p.program.start()
	g := watch(t, p.program)
	awaitAll(t, time.Minute, func() bool { return p.tg.Pending() == 0 })
	taken := time.Since(began)
	var wrong []string
	awaitAll(t, pressurePatience, func() bool {
		wrong = nil
		for _, q := range people {
			if said := q.heard(p.tg); said != "" {
				wrong = append(wrong, said)
			}
		}
		return len(wrong) == 0
	})
	t.Logf("%d updates of %d people waited: all taken after %v (%.0f/s), all answered after %v; %s",
		waiting, len(people), round(taken), float64(waiting)/taken.Seconds(), round(time.Since(began)), g.seen())
	if len(wrong) > 0 {
		t.Errorf("%d people did not hear what they should, in order and once:\n%s", len(wrong), strings.Join(wrong[:min(5, len(wrong))], "\n"))
	}
	g.bounded(t, 160, float64(300+2*len(people)))
	p.end(t)
}

func pressureOfASlowRedis(t *testing.T, path string) {
	t.Helper()
	p := newPress(t, path, sandbox.Limits{})
	p.program.start()
	g := watch(t, p.program)
	p.through(t, g, pressureSlow, 15*time.Second, func(slow bool) {
		delay := time.Duration(0)
		if slow {
			delay = 100 * time.Millisecond
		}
		p.line.delay.Store(int64(delay))
	})
	g.bounded(t, 160, 10*pressurePeople+200)
	p.end(t)
}

func pressureOfATelegramThatIsAway(t *testing.T, path string) {
	t.Helper()
	p := newPress(t, path, sandbox.Limits{})
	p.program.start()
	g := watch(t, p.program)
	p.through(t, g, pressureDown, 60*time.Second, p.away.Store)
	g.bounded(t, 160, 10*pressurePeople+200)
	p.end(t)
}

// through lets people apply while something is wrong, and a while before and
// after it. All must be served within that time after it.
func (p *press) through(t *testing.T, g *gauge, lasts, within time.Duration, wrong func(bool)) {
	t.Helper()
	c := newCrowd(p.tg, pressurePeople, killPause)
	for _, a := range c.people {
		a.longer = lasts + within // she does not say it again before it should be over
	}
	ctx, cancel := context.WithTimeout(t.Context(), lasts+4*time.Minute)
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() { c.live(ctx, time.Second+lasts, lasts+killStillLater) })
	time.Sleep(time.Second)
	wrong(true)
	time.Sleep(lasts)
	served := c.served()
	wrong(false)
	over := time.Now()
	all.Wait()
	c.await(ctx, killStillLater)
	recovered := time.Since(over)
	c.askStatus(ctx, killStillLater)
	v := c.judge()
	t.Logf("%d people, %d of them served before the end of %v: all served %v after it; %d lost, %d had to repeat, %d questions came again, %d wrong; "+
		"%s",
		len(c.people), served, lasts, round(recovered), v.lost+v.stuck, v.repeated, v.again, len(v.wrong), g.seen())
	if recovered > within {
		t.Errorf("the last one was served %v after it was over, not within %v", round(recovered), within)
	}
	if v.lost+v.stuck+v.repeated+v.again+len(v.wrong) > 0 {
		t.Errorf("lost %d, had to repeat %d, asked again %d, wrong:\n%s", v.lost+v.stuck, v.repeated, v.again, strings.Join(v.wrong[:min(5, len(v.wrong))], "\n"))
	}
}

// served is how many have their number.
func (c *crowd) served() int {
	n := 0
	for _, a := range c.people {
		if a.thanked() {
			n++
		}
	}
	return n
}

func (a *applicant) thanked() bool {
	return slices.ContainsFunc(a.tg.Messages(a.user.ID), func(m sandbox.Message) bool { return m.FromBot && reference.MatchString(m.Text) })
}

// awaitAll waits until it is so, or that long.
func awaitAll(t *testing.T, most time.Duration, so func() bool) {
	t.Helper()
	for late := time.Now().Add(most); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Errorf("waited in vain for %v", most)
			return
		}
	}
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
