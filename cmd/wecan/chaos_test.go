//go:build chaos

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"wecan/bot/sandbox"
)

// The chaos run has people go through the real enrollment while everything
// between them and the store fails: calls to Telegram, the processes of the
// bot, Redis. As in the kill test, what it checks it sees from outside.

const (
	chaosPeople = 300
	chaosKills  = 10              // of the bot; before every other one Redis is killed
	chaosEvery  = 4 * time.Second // from one kill to the next
	chaosShare  = 0.02            // of all calls to Telegram meet trouble
	chaosSteps  = 14              // questions of the enrollment, about
	chaosLater  = time.Minute     // everybody must be served so long after the kills
)

// chaosMode is a way to run the bot.
type chaosMode struct {
	name      string
	processes int
	webhook   bool
	redis     func(*testing.T) shakyRedis
	env       []string
}

func chaosModes() []chaosMode {
	return []chaosMode{
		{name: "one long poller", processes: 1, redis: oneShakyRedis},
		{name: "three on a webhook", processes: 3, webhook: true, redis: oneShakyRedis},
		{name: "Redis Cluster", processes: 1, redis: shakyCluster, env: []string{"WECAN_REDIS_WAIT=1"}},
	}
}

func TestChaos(t *testing.T) {
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "MODE\tPEOPLE\tKILLS\tLOST\tWRONG\tSTUCK\tHAD TO REPEAT\tASKED AGAIN\tSENT TWICE\tOF OPEN CALLS\tLOST ANSWERS\tBACK MEDIAN\tBACK MAX\tLONGEST WAIT")
	for _, mode := range chaosModes() {
		t.Run(mode.name, func(t *testing.T) {
			fmt.Fprintln(w, newChaos(t, mode).run())
		})
	}
	_ = w.Flush()
	t.Logf("\n%s\n"+
		"KILLS: of the bot + of Redis, with -9. ASKED AGAIN: questions that came once more after their answer. SENT TWICE: messages that came more often than once.\n"+
		"OF OPEN CALLS: calls whose answer the store did not know of at a kill. LOST ANSWERS: calls carried out whose answer never came, without a kill.\n"+
		"BACK: from a kill of the bot to the first message of the process that took its place.", table.String())
}

// peopleOfChaos is how many take part; WECAN_CHAOS_PEOPLE changes it.
func peopleOfChaos(t *testing.T) int {
	t.Helper()
	text := os.Getenv("WECAN_CHAOS_PEOPLE")
	if text == "" {
		return chaosPeople
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 26*26 {
		t.Fatalf("WECAN_CHAOS_PEOPLE is %q. Set it to a number from 1 to %d.", text, 26*26)
	}
	return n
}

// chaos is one run.
type chaos struct {
	t     *testing.T
	mode  chaosMode
	tg    *sandbox.Telegram
	redis shakyRedis
	book  *ledger
	bots  []*keeper
	crowd *crowd

	silent time.Time // when Redis was killed last
	whole  time.Time // when it was well again
}

func newChaos(t *testing.T, mode chaosMode) *chaos {
	t.Helper()
	c := &chaos{t: t, mode: mode, tg: sandbox.New(sandbox.Options{Seed: 1}), redis: mode.redis(t), book: newLedger()}
	c.bots = keep(t, c.redis.address(), mode.processes, mode.webhook, func(i int) *road {
		return &road{tg: c.tg, ledger: c.book, trouble: troubles(uint64(i))}
	}, mode.env...)
	window := chaosWindow()
	c.crowd = newCrowd(c.tg, peopleOfChaos(t), window*3/4/chaosSteps)
	return c
}

// chaosWindow is about how long the kills take.
func chaosWindow() time.Duration { return (chaosKills + chaosKills/2 + 2) * chaosEvery }

// troubles draws what happens to each call.
func troubles(seed uint64) func() trouble {
	var mu sync.Mutex
	draw := rand.New(rand.NewPCG(11, seed))
	kinds := []trouble{serverError, htmlPage, tooManyCalls, lostAnswer, lostCall}
	return func() trouble {
		mu.Lock()
		defer mu.Unlock()
		if draw.Float64() >= chaosShare {
			return noTrouble
		}
		return kinds[draw.IntN(len(kinds))]
	}
}

// run is a row of the table.
func (c *chaos) run() string {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	if c.mode.webhook {
		go c.tg.Run(ctx)
	}
	for _, b := range c.bots {
		b.begin()
		c.t.Cleanup(b.end)
		b.awaitLife()
	}
	var all sync.WaitGroup
	all.Go(func() { c.crowd.live(ctx, chaosWindow()/5, chaosWindow()+chaosLater) }) // most are in the middle when the first kill comes
	began := time.Now()
	c.kills()
	c.t.Logf("the kills took %v", time.Since(began).Round(time.Second))
	all.Wait()
	c.t.Logf("everybody was done after %v", time.Since(began).Round(time.Second))
	c.crowd.await(ctx, chaosLater/2)
	c.crowd.askStatus(ctx, chaosLater/2)
	waitFor(c.t, func() bool { return c.tg.Pending() == 0 })
	for _, b := range c.bots {
		b.end()
	}
	defer func() { c.t.Logf("it was judged after %v", time.Since(began).Round(time.Second)) }()
	return c.judge()
}

// kills ends the processes of the bot in turn, and Redis before every other
// kill; every second time the bot dies while Redis is away.
func (c *chaos) kills() {
	for i := range chaosKills {
		bot := c.bots[i%len(c.bots)]
		time.Sleep(chaosEvery)
		if i%2 == 0 {
			c.kill(bot)
			continue
		}
		c.silent, c.whole = time.Now(), time.Time{}
		c.redis.kill()
		if i%4 == 3 {
			time.Sleep(chaosEvery / 20)
			c.kill(bot)
		}
		c.redis.heal()
		c.whole = time.Now()
		if i%4 == 1 {
			time.Sleep(chaosEvery)
			c.kill(bot)
		}
	}
}

// wellAgain is how long after its return Redis has got all that waited for it: the
// bot tries again after 2 s at the latest.
const wellAgain = 3 * time.Second

func (c *chaos) kill(b *keeper) {
	b.kill()
	silent := time.Time{}
	if c.whole.IsZero() && !c.silent.IsZero() || time.Since(c.whole) < wellAgain {
		silent = c.silent
	}
	c.t.Logf("a kill, Redis away: %v, open calls: %d", !silent.IsZero(), c.book.kill(b.way, silent))
}

func (c *chaos) judge() string {
	c.t.Helper()
	v := c.crowd.judge()
	v.wrong = append(v.wrong, c.misfiled()...)
	twice, unexplained := c.book.twice()
	if v.lost > 0 || v.repeated > 0 || v.stuck > 0 || len(v.wrong) > 0 {
		c.t.Errorf("lost %d, had to repeat %d, stuck %d, wrong:\n%s", v.lost, v.repeated, v.stuck, strings.Join(v.wrong, "\n"))
	}
	if reasons := c.book.open + c.book.lost; twice > reasons {
		c.t.Errorf("%d messages came twice, more than the %d calls that were open at the kills or lost their answers", twice, reasons)
	}
	if unexplained > 0 {
		c.t.Errorf("%d messages came twice though no call for them was open at a kill, and no answer to one was lost", unexplained)
	}
	for _, violation := range c.tg.Violations() {
		c.t.Errorf("a call against the rules of the Bot API: %s", violation)
	}
	for _, b := range c.bots {
		if log := b.logs.String(); strings.Contains(log, "panic") || strings.Contains(log, "fatal error") {
			c.t.Errorf("a process came to a bad end by itself:\n%s", log)
		}
	}
	c.bots[0].audit()
	back := c.book.back
	return fmt.Sprintf("%s\t%d\t%d + %d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%v\t%v\t%v", c.mode.name, len(c.crowd.people), chaosKills, chaosKills/2,
		v.lost, len(v.wrong), v.stuck, v.repeated, v.again, twice, c.book.open, c.book.lost,
		median(back), longest(back).Round(time.Millisecond), v.longest.Round(time.Millisecond))
}

func longest(ds []time.Duration) time.Duration {
	most := time.Duration(0)
	for _, d := range ds {
		most = max(most, d)
	}
	return most
}
