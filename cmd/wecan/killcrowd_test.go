package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
)

// crowd is people who apply by chat, in English.
type crowd struct {
	tg     *sandbox.Telegram
	people []*applicant
}

// applicant answers each question once, when she first sees it. She never says
// anything again: if the bot asks the same twice, she had to repeat herself
// only if it does not go on without it.
type applicant struct {
	tg         *sandbox.Telegram
	user       sandbox.User
	name, city string
	rand       *rand.Rand
	longer     time.Duration // that she waits beyond what others do

	seen     int             // last message looked at
	answered map[string]bool // questions by what they ask
	repeated int             // questions answered a second time, because nothing else came
	number   string
}

func newCrowd(tg *sandbox.Telegram, n int) *crowd {
	c := &crowd{tg: tg}
	cities := []string{"Utrecht", "Leipzig", "Rome", "Valencia"}
	for i := range n {
		c.people = append(c.people, &applicant{
			tg: tg, user: sandbox.User{ID: int64(1000 + i), FirstName: "X", LanguageCode: "en"},
			name: fmt.Sprintf("Person %c%c", 'A'+i%26, 'a'+i/26), city: cities[i%4],
			rand: rand.New(rand.NewPCG(7, uint64(i))), answered: map[string]bool{},
		})
	}
	return c
}

// live lets everybody apply, spread over the window.
func (c *crowd) live(ctx context.Context, window time.Duration) {
	var all sync.WaitGroup
	for i, a := range c.people {
		all.Go(func() {
			start := window * time.Duration(i) / time.Duration(len(c.people))
			select {
			case <-time.After(start):
			case <-ctx.Done():
				return
			}
			a.apply(ctx, killStillLater+a.longer)
		})
	}
	all.Wait()
}

// silence is how long somebody waits before she says it again. Telegram itself
// brings an update that the webhook refused again after 2, 4, 8, 16 … seconds,
// and here the bot is killed every second: so long a pause is not the bot's.
const silence = 45 * time.Second

func (a *applicant) apply(ctx context.Context, patience time.Duration) {
	a.tg.Say(a.user, "/start")
	quiet := time.Now()
	for deadline := time.Now().Add(patience); a.number == "" && time.Now().Before(deadline) && ctx.Err() == nil; {
		changed := a.tg.Changed(a.user.ID)
		if a.look(false) {
			quiet = time.Now()
			continue
		}
		select {
		case <-changed:
		case <-time.After(time.Second):
			if time.Since(quiet) > silence+a.longer {
				a.repeated++
				a.seen = 0
				a.look(true)
				quiet = time.Now()
			}
		case <-ctx.Done():
		}
	}
}

var numberOf = regexp.MustCompile(`Your number is (WE-[0-9A-Z]{4}-[0-9A-Z]{3})`)

// look reads what is new and answers it. again answers even what she answered.
func (a *applicant) look(again bool) bool {
	acted := false
	for _, m := range a.tg.MessagesAfter(a.user.ID, a.seen) {
		a.seen = m.ID
		if !m.FromBot {
			continue
		}
		if n := numberOf.FindStringSubmatch(m.Text); n != nil {
			a.number = n[1]
			return true
		}
		if question := a.question(m); question != "" && (again || !a.answered[question]) {
			time.Sleep(time.Duration(50+a.rand.IntN(250)) * time.Millisecond)
			a.answered[question] = true
			a.reply(m, question)
			acted = true
		}
	}
	return acted
}

// question is what a message asks, "" when it asks nothing.
func (a *applicant) question(m sandbox.Message) string {
	for _, label := range []string{"English", "✅ Yes, start", a.city, "✅ Send"} {
		if buttonOf(m, label) != "" {
			return label
		}
	}
	if strings.Contains(m.Text, "What name should we use") {
		return "name"
	}
	return ""
}

func (a *applicant) reply(m sandbox.Message, question string) {
	if question == "name" {
		a.tg.Say(a.user, a.name)
		return
	}
	if a.rand.IntN(5) == 0 {
		a.tg.Say(a.user, question) // she types the label
		return
	}
	if _, err := a.tg.Tap(a.user, m.ID, buttonOf(m, question)); err == nil && a.rand.IntN(4) == 0 {
		_, _ = a.tg.Tap(a.user, m.ID, buttonOf(m, question)) // a double tap; the button may be gone
	}
}

func buttonOf(m sandbox.Message, label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
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
		if m.FromBot && strings.HasPrefix(m.Text, "You have applied.") {
			return m.Text
		}
	}
	return ""
}

// judge compares what the bot says it knows with what people told it.
func (c *crowd) judge() (lost int, wrong []string) {
	numbers := map[string]bool{}
	for _, a := range c.people {
		status := a.status()
		switch {
		case a.number == "" || status == "":
			lost++
			wrong = append(wrong, a.name+" is not served:"+a.tail())
		case numbers[a.number]:
			wrong = append(wrong, a.name+": her number is somebody else's too")
		case !strings.Contains(status, "Name: "+a.name+".") || !strings.Contains(status, "City: "+a.city+".") || !strings.Contains(status, a.number):
			wrong = append(wrong, fmt.Sprintf("%s of %s, %s: the bot says %q", a.name, a.city, a.number, status))
		}
		numbers[a.number] = true
	}
	return lost, wrong
}

func (c *crowd) repeats() int {
	n := 0
	for _, a := range c.people {
		n += a.repeated
	}
	return n
}

// twice counts messages that came again with nothing said in between.
func (c *crowd) twice() int {
	n := 0
	for _, a := range c.people {
		var last sandbox.Message
		for _, m := range a.tg.Messages(a.user.ID) {
			if m.FromBot && last.FromBot && m.Text == last.Text {
				n++
			}
			last = m
		}
	}
	return n
}

func (a *applicant) tail() string {
	out := ""
	all := a.tg.Messages(a.user.ID)
	for _, m := range all[max(0, len(all)-6):] {
		out += fmt.Sprintf("\n  %s bot=%v %.70q", m.Date.Format("05.000"), m.FromBot, m.Text)
	}
	return out
}

func median(ds []time.Duration) time.Duration {
	slices.Sort(ds)
	return ds[len(ds)/2].Round(time.Millisecond)
}
