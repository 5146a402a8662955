package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/store"
)

// said finds what people say in the talks.
var said = regexp.MustCompile(`(?:need|ask|nav)\d+(?:for\d+)?(?:n\d+)?`)

// check looks from outside: at what stands on the phones, and at what is kept.
func (t *simTalks) check(ctx context.Context, s *store.Store, bad func(string, ...any)) (twice, excused int, chats string) {
	for _, p := range t.persons() {
		if !p.done {
			bad("person %d is stuck: %s", p.n, t.w.tail(p))
		}
		for _, line := range t.w.untidy(p) {
			bad("%s: %s", line, t.w.tail(p))
		}
		n := t.again(p)
		if twice += n; n > 0 {
			chats += t.w.tail(p)
		}
		excused += p.excuses
	}
	for _, a := range t.askers {
		t.checkAsker(a, bad)
	}
	for _, h := range t.helpers {
		t.checkHelper(h, bad)
	}
	if t.w.board != nil {
		excused += t.w.board.check(bad)
	}
	t.checkKept(ctx, s, bad)
	return twice, excused, chats
}

// again counts lines that came more often than once, and what else came again with
// nothing in between.
func (t *simTalks) again(p *simPerson) (n int) {
	came := map[string]bool{}
	var last sandbox.Message
	for _, m := range t.w.tg.Messages(p.user.ID) {
		if !m.FromBot || m.Kind == "voice" {
			continue
		}
		line := said.FindString(m.Text)
		if line != "" && came[line] || line == "" && m.Text == last.Text {
			n++
		}
		came[line], last = true, m
	}
	return n
}

// lines are what stands on a phone of somebody else's words, in order, each once. One
// that came behind a missing one comes again after it: the last time counts.
func (t *simTalks) lines(p *simPerson, from string) (out []string) {
	for _, m := range slices.Backward(t.w.tg.Messages(p.user.ID)) {
		if line := said.FindString(m.Text); m.FromBot && line != "" && strings.HasPrefix(line, from) && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	slices.Reverse(out)
	return out
}

// checkAsker: each line that somebody wrote to her stands on her phone, in order;
// and no line for anybody else.
func (t *simTalks) checkAsker(a *simAsker, bad func(string, ...any)) {
	for _, line := range t.lines(a.simPerson, "") {
		if !strings.HasPrefix(line, "nav") || !strings.Contains(line, fmt.Sprintf("for%dn", a.n)) {
			bad("person %d reads %q, which is for somebody else: %s", a.n, line, t.w.tail(a.simPerson))
		}
	}
	for _, h := range t.helpers {
		var want []string
		if c := h.cases[a.n]; c != nil {
			for k := range c.said {
				want = append(want, h.text(a.n, k+1))
			}
		}
		want = want[:max(0, len(want)-t.unsent(h, a.n))]
		got := t.lines(a.simPerson, fmt.Sprintf("nav%dfor", h.n))
		if n := len(want) - len(got); n > 0 && n <= t.idle(h) {
			want = want[:len(got)]
		}
		if !slices.Equal(got, want) {
			bad("%s wrote %v to person %d, who reads %v: %s\n    %s: %s", h.id, want, a.n, got, t.w.tail(a.simPerson), h.id, t.w.tail(h.simPerson))
		}
	}
	var have []string
	for _, h := range t.helpers {
		got := t.lines(h.simPerson, fmt.Sprintf("ask%dn", a.n))
		if len(t.lines(h.simPerson, a.need())) == 0 && len(got) == 0 {
			continue
		}
		have = append(have, h.id)
		var want []string
		for k := range a.written {
			want = append(want, a.line(k+1))
		}
		if !slices.Equal(got, want) {
			bad("person %d wrote %v to %s, who reads %v: %s", a.n, want, h.id, got, t.w.tail(h.simPerson))
		}
	}
	if b := t.w.board; b != nil {
		for _, m := range b.owners(b.threadOf(t.number(a))) {
			have = append(have, m.id)
		}
	}
	if len(have) != 1 {
		bad("person %d is helped by %v", a.n, have)
	}
}

// unsent is how many lines somebody was told not to be sent, because she closed the
// request before they came: the last ones. By webhook a line may come behind the tap
// that closes, and be taken for an answer to what she is asked then.
func (t *simTalks) unsent(h *simHelper, asker int) (n int) {
	c := h.cases[asker]
	for _, m := range t.w.tg.Messages(h.user.ID) {
		if c != nil && m.FromBot && strings.HasPrefix(m.Text, "I could not send your last message for "+c.reference) {
			n++
		}
		if c != nil && m.FromBot && t.w.plan.webhook && strings.HasPrefix(m.Text, "Please tap one of the buttons") {
			n++
		}
	}
	return n
}

// idle is how many lines somebody may have been told that nobody asked for: by webhook
// they may come when all that she is asked at the closing is over.
func (t *simTalks) idle(h *simHelper) (n int) {
	for _, m := range t.w.tg.Messages(h.user.ID) {
		if m.FromBot && t.w.plan.webhook && strings.HasPrefix(m.Text, "I am a computer, and I have no question for you now.") {
			n++
		}
	}
	return n
}

// checkHelper: nobody hears a word or a name before she has tapped that she takes
// it.
func (t *simTalks) checkHelper(h *simHelper, bad func(string, ...any)) {
	for _, m := range t.w.tg.Messages(h.user.ID) {
		if !m.FromBot || said.FindString(m.Text) == "" && !strings.Contains(m.Text, "Calla") {
			continue
		}
		number := numberForm.FindString(m.Text)
		if at, ok := h.tapped[number]; !ok || m.ID <= at {
			bad("%s hears of %q before she has taken it: %s", h.id, m.Text, t.w.tail(h.simPerson))
		}
	}
}

// checkKept: no referral is lost, each was closed, and nobody talks any more.
func (t *simTalks) checkKept(ctx context.Context, s *store.Store, bad func(string, ...any)) {
	n := 0
	t.look(ctx, s, bad, func(v referral.View) {
		n++
		if v.Status != referral.StatusClosed {
			bad("referral %s is %s in the end", v.Reference, v.Status)
		}
	})
	if n != len(t.askers) {
		bad("%d referrals of %d people", n, len(t.askers))
	}
	for _, p := range t.persons() {
		var kept struct {
			Chats []keptChat `json:"t"`
		}
		rec, err := s.Load(ctx, t.w.ids.Person(p.user.ID), nil)
		if err == nil {
			var a flows.Actor
			if a, _, err = bot.Inspect(t.w.ids.Person(p.user.ID), rec.State); err == nil && len(a.Body) > 0 {
				err = json.Unmarshal(a.Body, &kept)
			}
		}
		if err != nil {
			bad("person %d: %v", p.n, err)
			continue
		}
		for _, c := range kept.Chats {
			if !c.goesNext(rec.Receipts) {
				bad("person %d still talks: %+v, receipts %+v: %s", p.n, c, rec.Receipts, t.w.tail(p))
			}
		}
	}
}

// keptChat is what is kept of a chat.
type keptChat struct {
	Reference string `json:"r"`
	Over      int    `json:"e"`
	Gap       bool   `json:"g"`
}

// goesNext says whether a chat is over and her next turn, if there ever is one, forgets
// it: the receipt of its last line waits for that, having come behind her last turn.
func (c keptChat) goesNext(waiting []flows.Receipt) bool {
	last := fmt.Sprintf(".chat/%s/%d", c.Reference, c.Over)
	return c.Over > 0 && !c.Gap && slices.ContainsFunc(waiting, func(r flows.Receipt) bool { return r.Name == last })
}

// look reads all referrals. An open one has an owner or a time at which it goes on,
// at every moment.
func (t *simTalks) look(ctx context.Context, s *store.Store, bad func(string, ...any), each func(referral.View)) {
	err := s.Walk(ctx, flows.KindReferral, func(id flows.ActorID) error {
		rec, err := s.Load(ctx, id, nil)
		if err != nil {
			return err
		}
		a, _, err := bot.Inspect(id, rec.State)
		if err != nil {
			return err
		}
		v, err := referral.ReadView(a)
		if err != nil {
			return err
		}
		if v.Status != referral.StatusClosed && v.Owner == "" && v.Due.IsZero() {
			bad("referral %s is lost: it is %s, nobody has it, and no time will come", v.Reference, v.Status)
		}
		each(v)
		return nil
	})
	if err != nil {
		bad("referrals: %v", err)
	}
}

// watch looks at the referrals now and then, as they were kept at that moment.
func (t *simTalks) watch(ctx context.Context) {
	s, err := store.Open(ctx, store.Options{URL: "memory:", Embedded: t.w.redis, Bot: botID, Owner: "watch", Key: t.w.key})
	if err != nil {
		t.w.note(err.Error())
		return
	}
	defer func() { _ = s.Close() }()
	for range 5 {
		select {
		case <-time.After(6 * time.Second):
		case <-t.over:
			return
		}
		t.look(ctx, s, func(format string, args ...any) { t.w.note(fmt.Sprintf(format, args...)) }, func(referral.View) {})
	}
}
