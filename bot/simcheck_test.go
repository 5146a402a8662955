package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/store"
)

// check looks at what is left when the storm is over and everybody has had time.
func (w *world) check(ctx context.Context, people []*simPerson) []string {
	wrong := w.wrong
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	s, err := store.Open(ctx, store.Options{URL: "memory:", Embedded: w.redis, Bot: botID, Owner: "check", Key: w.key})
	if err != nil {
		return append(wrong, err.Error())
	}
	defer func() { _ = s.Close() }()

	kept, err := w.applications(ctx, s)
	if err != nil {
		bad("applications: %v", err)
	}
	twice, allowed, chats := 0, w.unsure, ""
	for _, p := range people {
		if !p.done {
			bad("person %d is stuck: %s", p.n, w.tail(p))
			continue
		}
		for _, line := range w.untidy(p) {
			bad("%s: %s", line, w.tail(p))
		}
		mine := kept[w.ids.Person(p.user.ID)]
		if len(mine) != 1 {
			bad("person %d has %d applications", p.n, len(mine))
			continue
		}
		if mine[0].Answers["name"] != p.name {
			bad("person %d: the name kept is not the one she gave: %s", p.n, w.tail(p))
		}
		if mine[0].Answers["site"] == "" || mine[0].Reference != p.numbers[0] {
			bad("person %d: site %q, number %q, told %v", p.n, mine[0].Answers["site"], mine[0].Reference, p.numbers)
		}
		if n := w.twice(p); n > 0 {
			twice += n
			chats += w.tail(p)
		}
		allowed += p.excuses
	}
	if w.talks != nil {
		n, excused, tails := w.talks.check(ctx, s, bad)
		twice, allowed, chats = twice+n, allowed+excused, chats+tails
	}
	if w.sessions != nil {
		n, excused, tails := w.sessions.check(ctx, s, bad)
		twice, allowed, chats = twice+n, allowed+excused, chats+tails
	}
	if w.fest != nil {
		n, excused, tails := w.fest.check(ctx, bad)
		twice, allowed, chats = twice+n, allowed+excused, chats+tails
	}
	if w.day != nil {
		n, excused, tails := w.day.check(ctx, bad)
		twice, allowed, chats = twice+n, allowed+excused, chats+tails
	}
	if w.cast != nil {
		n, tails := w.cast.check(ctx, s, bad)
		twice, chats = twice+n, chats+tails
	}
	if twice > allowed {
		bad("%d messages came twice, but only %d calls were in flight or unanswered, or asked for it:%s", twice, allowed, chats)
	}
	w.checkIdle(ctx, s, bad)
	if n := w.tg.Pending(); n > 0 {
		bad("%d updates were never confirmed", n)
	}
	for _, v := range w.tg.Violations() {
		bad("Telegram refuses the form of a call: %s", v)
	}
	return wrong
}

type keptApplication struct {
	Reference string            `json:"reference"`
	Person    flows.ActorID     `json:"person"`
	Answers   map[string]string `json:"answers"`
}

func (w *world) applications(ctx context.Context, s *store.Store) (map[flows.ActorID][]keptApplication, error) {
	kept := map[flows.ActorID][]keptApplication{}
	err := s.Walk(ctx, flows.KindApplication, func(id flows.ActorID) error {
		rec, err := s.Load(ctx, id, nil)
		if err != nil {
			return err
		}
		a, _, err := bot.Inspect(id, rec.State)
		if err != nil {
			return err
		}
		var k keptApplication
		if err := json.Unmarshal(a.Body, &k); err != nil {
			return err
		}
		kept[k.Person] = append(kept[k.Person], k)
		return nil
	})
	return kept, err
}

// checkIdle: nothing waits, nobody is put aside, and the store agrees with itself.
func (w *world) checkIdle(ctx context.Context, s *store.Store, bad func(string, ...any)) {
	far := time.Now().Add(1000 * time.Hour)
	if left, err := s.Unsent(ctx, far, 100); err != nil || len(left) > 0 {
		bad("unsent: %v %v", left, err)
	}
	if due, err := s.Due(ctx, time.Now().Add(-time.Minute), 100); err != nil || len(due) > 0 {
		bad("overdue timers: %v %v", due, err)
	}
	dead, err := s.Dead(ctx)
	if dead = slices.DeleteFunc(dead, func(d flows.DeadLetter) bool { return w.cast != nil && d.Kind == "uncertain" }); err != nil || len(dead) > 0 {
		bad("dead letters: %v %v", dead, err)
	}
	if _, err := s.Audit(ctx, func(id flows.ActorID, state []byte) (flows.Actor, error) {
		a, _, err := bot.Inspect(id, state)
		return a, err
	}, func(d store.Drift) { bad("audit: %+v", d) }); err != nil {
		bad("audit: %v", err)
	}
}

// twice counts messages that came again with nothing said in between. A recording
// stands before its text: two of them in a row belong to different texts, when the
// first one's text was no longer wanted.
func (w *world) twice(p *simPerson) int {
	n := 0
	var last sandbox.Message
	for _, m := range w.tg.Messages(p.user.ID) {
		if m.FromBot && m.Kind == "voice" {
			continue
		}
		if m.FromBot && last.FromBot && m.Text == last.Text {
			n++
		}
		last = m
	}
	return n
}

// tail is the end of a chat, for the report of a failing seed.
func (w *world) tail(p *simPerson) string {
	all := w.tg.Messages(p.user.ID)
	out := ""
	for _, m := range all[max(0, len(all)-24):] {
		who := ">"
		if m.FromBot {
			who = "bot"
		}
		out += fmt.Sprintf("\n      %s %s %d %.60q", m.Date.Format("05.000"), who, m.ID, m.Text)
	}
	for _, t := range p.taps[max(0, len(p.taps)-6):] {
		out += "\n      " + t
	}
	return out
}
