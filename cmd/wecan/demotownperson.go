package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wecan/bot/sandbox"
	"wecan/i18n"
)

// townsman is one of the town: she reads her phone, and answers as whoever she is would.
type townsman struct {
	neighbour

	world   *sandbox.Telegram
	user    sandbox.User
	door    func() string // the number at the entrance, as it can be read there
	seen    atomic.Int64  // the last message that she has looked at
	busy    atomic.Bool   // she is about to answer
	hurries atomic.Bool   // time passes: she answers at once
	looked  int           // how often she has looked at a list of works
	asks    bool          // she is on her way to ask a mentor
}

func newTownsman(world *sandbox.Telegram, number int, who neighbour, door func() string) *townsman {
	return &townsman{
		neighbour: who, world: world, door: door, user: sandbox.User{ID: int64(townUsers + number), FirstName: who.name, LanguageCode: string(who.lang)},
	}
}

// live opens the link of the poster, and answers from then on.
func (p *townsman) live(ctx context.Context, token string) {
	p.busy.Store(true)
	if !p.thinks(ctx, "start") {
		return
	}
	p.world.Say(p.user, "/start "+token)
	for {
		changed := p.world.Changed(p.user.ID)
		for _, m := range p.world.MessagesAfter(p.user.ID, int(p.seen.Load())) {
			if m.FromBot && !p.answer(ctx, m) {
				return
			}
			p.seen.Store(int64(m.ID))
		}
		p.busy.Store(false)
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// stirs says whether she is about to do something.
func (p *townsman) stirs() bool {
	all := p.world.MessagesAfter(p.user.ID, int(p.seen.Load()))
	return p.busy.Load() || len(all) > 0
}

// thinks waits as long as somebody reads; false when the demo ends meanwhile. How long
// differs from person to person and from question to question, and is the same in each demo.
func (p *townsman) thinks(ctx context.Context, what string) bool {
	if p.hurries.Load() {
		return ctx.Err() == nil
	}
	return pause(ctx, time.Duration(80+p.draw(what, 420))*time.Millisecond)
}

// draw decides something for her: a number below n, always the same.
func (p *townsman) draw(what string, n int) int {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, p.name, what) // a hash's Write never fails
	x := h.Sum64()                     // FNV's low bits are weak: mix them
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	return int((x ^ x>>33) % uint64(n)) //nolint:gosec // it is below n
}

// answer answers a message with buttons; false when the demo ends meanwhile. What is new to
// her she leaves alone.
func (p *townsman) answer(ctx context.Context, m sandbox.Message) bool {
	step, ok := questionOf(m)
	if !ok {
		return true
	}
	if step == "event_link.language" {
		_, ok := p.taps(ctx, m, func(b sandbox.Button) bool { return b.Text == i18n.Endonym(p.lang) })
		return ok
	}
	for _, answer := range p.answers(step) {
		words, typed := strings.CutPrefix(answer, "=")
		if !typed {
			tapped, ok := p.taps(ctx, m, func(b sandbox.Button) bool { return strings.HasSuffix(b.Data, "/"+answer) })
			if !ok || tapped && step == "event_ideas.pick" {
				return ok
			}
			continue
		}
		if p.busy.Store(true); !p.thinks(ctx, step) {
			return false
		}
		p.world.Say(p.user, words)
	}
	return true
}

// taps taps a button of a message as it stands now, if it has one; ok is false when the demo
// ends.
func (p *townsman) taps(ctx context.Context, m sandbox.Message, is func(sandbox.Button) bool) (tapped, ok bool) {
	if p.busy.Store(true); !p.thinks(ctx, m.Text) {
		return false, false
	}
	for _, now := range p.world.MessagesAfter(p.user.ID, m.ID-1) {
		if now.ID != m.ID {
			continue
		}
		for _, b := range slices.Concat(now.Buttons...) {
			if is(b) {
				_, err := p.world.Tap(p.user, m.ID, b.Data) // the message may have changed at this moment
				return err == nil, true
			}
		}
	}
	return false, true
}

// questionOf is the flow and the step that a message's buttons belong to, with a dot
// between them; false when it has none.
func questionOf(m sandbox.Message) (string, bool) {
	for _, b := range slices.Concat(m.Buttons...) {
		if parts := strings.Split(b.Data, "/"); len(parts) == 4 {
			return parts[0] + "." + parts[1], true
		}
	}
	return "", false
}
