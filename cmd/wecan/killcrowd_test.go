package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
)

// crowd is people who apply by chat, every third of them in Arabic.
type crowd struct {
	tg     *sandbox.Telegram
	people []*applicant
}

// newCrowd makes n people who take about so long for an answer.
func newCrowd(tg *sandbox.Telegram, n int, pause time.Duration) *crowd {
	c := &crowd{tg: tg}
	for i := range n {
		a := &applicant{
			tg: tg, user: sandbox.User{ID: int64(1000 + i), FirstName: "X", LanguageCode: "en"}, pause: pause,
			rand: rand.New(rand.NewPCG(7, uint64(i))), given: map[string]string{}, at: map[string]time.Time{},
		}
		one := func(options ...string) string { return options[a.rand.IntN(len(options))] }
		a.plan = map[string]string{
			"language": "en", "shared": one("yes", "no"), "notice": "begin", "site": one("utrecht", "leipzig", "roma", "valencia"), "adult": "yes",
			"name": fmt.Sprintf("=Person %c%c", 'A'+i%26, 'a'+i/26), "rule": one("fits", "fits", "unsure", "not"), "before": one("yes", "no"),
			"speak": one("=Arabic, a little German", "=Dari", "=العربية والكردية"), "reading": one("well", "slowly", "voice"),
			"times":     one("morning", "afternoon,weekend", "morning,evening", "morning,afternoon,evening,weekend"),
			"childcare": one("yes", "no"), "gender": one("woman", "man", "other", ".skip"), "review": ".submit",
		}
		if i%3 == 2 {
			a.user.LanguageCode, a.plan["language"] = "ar", "ar"
		}
		c.people = append(c.people, a)
	}
	return c
}

// live lets everybody apply, beginning spread over the window. They give up
// after so long.
func (c *crowd) live(ctx context.Context, window, patience time.Duration) {
	var all sync.WaitGroup
	for i, a := range c.people {
		all.Go(func() {
			start := window * time.Duration(i) / time.Duration(len(c.people))
			select {
			case <-time.After(start):
			case <-ctx.Done():
				return
			}
			a.apply(ctx, patience)
		})
	}
	all.Wait()
}

// await gives the last ones time.
func (c *crowd) await(ctx context.Context, d time.Duration) {
	for deadline := time.Now().Add(d); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if !slices.ContainsFunc(c.people, func(a *applicant) bool { return a.number == "" }) && c.tg.Pending() == 0 {
			return
		}
	}
}

// askStatus has everybody ask what the bot knows of her: it answers from the store.
func (c *crowd) askStatus(ctx context.Context, d time.Duration) {
	for _, a := range c.people {
		a.seen = a.tg.Say(a.user, "/status")
	}
	for deadline := time.Now().Add(d); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if !slices.ContainsFunc(c.people, func(a *applicant) bool { return a.status() == "" }) {
			return
		}
	}
}

func (a *applicant) status() string {
	for _, m := range a.tg.MessagesAfter(a.user.ID, a.seen) {
		if m.FromBot && reference.MatchString(m.Text) {
			return unsigned.Replace(m.Text)
		}
	}
	return ""
}

// judge compares what the bot says it knows with what people told it.
func (c *crowd) judge() (v verdict) {
	numbers := map[string]bool{}
	for _, a := range c.people {
		v.again += a.again
		v.repeated += a.repeated
		v.longest = max(v.longest, a.longest)
		status := a.status()
		name := a.given["name"]
		if a.number == "" || status == "" {
			v.stuck++
			v.wrong = append(v.wrong, a.plan["name"]+" is not served:"+a.tail())
			continue
		}
		if numbers[a.number] {
			v.wrong = append(v.wrong, name+": her number is somebody else's too")
		}
		numbers[a.number] = true
		if !strings.Contains(status, name) || !strings.Contains(status, a.given["site"]) || !strings.Contains(status, a.number) {
			v.wrong = append(v.wrong, fmt.Sprintf("%s of %s, %s: the bot says %q", name, a.given["site"], a.number, status))
		}
		lost, wrong := a.misread()
		v.lost += lost
		v.wrong = append(v.wrong, wrong...)
	}
	return v
}

// verdict is what was seen from outside.
type verdict struct {
	lost     int           // answers that the bot does not have
	stuck    int           // people who were not served to the end
	again    int           // questions that came again after their answer
	repeated int           // times that people had to repeat themselves
	longest  time.Duration // that somebody waited for the answer to what she said
	wrong    []string      // what is not as people told it, and who is stuck
}

func median(ds []time.Duration) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	ds = slices.Sorted(slices.Values(ds))
	return ds[len(ds)/2].Round(time.Millisecond)
}
