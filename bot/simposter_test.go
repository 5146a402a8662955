package bot_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
)

// simPoster carries posts to the board as bot/mattermost does: before it makes one it
// looks for its mark, in what it knows and then, where it may have been made elsewhere, in the channel. Each look and each
// change is a call, and calls break.
type simPoster struct {
	p *simProcess

	mu    sync.Mutex
	known map[string]string // ids by mark
}

var _ bot.Poster = (*simPoster)(nil)

var errNotThere = &bot.Refusal{Kind: bot.Never, Err: errors.New("the post is not there")}

// Post makes the effect true.
func (s *simPoster) Post(ctx context.Context, e flows.Effect, again bool) (id string, err error) {
	thread := threadOf(e)
	defer s.p.w.board.enter(s.p, thread)()
	id, err = s.carry(ctx, thread, e, again)
	var no *bot.Refusal
	if s.p.w.plan.bug == bugGivesUp && err != nil && !errors.As(err, &no) {
		err = nil
	}
	return id, err
}

func (s *simPoster) carry(ctx context.Context, thread string, e flows.Effect, again bool) (id string, err error) {
	b := s.p.w.board
	switch e := e.(type) {
	case flows.Post:
		return s.post(ctx, thread, e, again)
	case flows.Repost:
		if id, err = s.find(ctx, thread, e.Of); err != nil {
			return "", err
		}
		return "", s.call(ctx, thread, func() {
			p := b.byID(id)
			p.effect.Card, p.effect.Mention, p.effect.From, p.effect.Text = e.Card, e.Mention, e.From, e.Text
			p.said = append(p.said, posted(p.effect))
		})
	case flows.React:
		if id, err = s.find(ctx, thread, e.To); err != nil {
			return "", err
		}
		return "", s.call(ctx, thread, func() {
			if p := b.byID(id); e.Away {
				delete(p.reactions, e.Emoji)
			} else {
				p.reactions[e.Emoji] = true
			}
		})
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
	}
	return "", fmt.Errorf("a %T does not go to Mattermost", e)
}

func (s *simPoster) post(ctx context.Context, thread string, e flows.Post, again bool) (string, error) {
	root, err := s.find(ctx, thread, e.Under)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	id := s.known[e.Mark]
	s.mu.Unlock()
	if id == "" && again {
		id, err = s.made(ctx, thread, e.Mark)
	}
	if err != nil || id != "" {
		return id, err
	}
	err = s.call(ctx, thread, func() { id = s.p.w.board.create(e, root) })
	if err != nil {
		return "", err
	}
	s.learn(e.Mark, id)
	return id, nil
}

// made finds a post of the bot by its mark, whoever made it; "" for none.
func (s *simPoster) made(ctx context.Context, thread, mark string) (id string, err error) {
	s.mu.Lock()
	id = s.known[mark]
	s.mu.Unlock()
	if id != "" || s.p.w.plan.bug == bugNoMarks {
		return id, nil
	}
	err = s.call(ctx, thread, func() { // it rings although nothing changes: the others look, and see nothing new
		for _, p := range s.p.w.board.posts {
			if p.author == "" {
				s.learn(p.mark, p.id)
			}
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[mark], err
}

func (s *simPoster) learn(mark, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[string]string{}
	}
	s.known[mark] = id
}

// find is the id of a post; "" for the zero ref.
func (s *simPoster) find(ctx context.Context, thread string, ref flows.PostRef) (string, error) {
	if ref.ID != "" || ref.Mark == "" {
		return ref.ID, nil
	}
	id, err := s.made(ctx, thread, ref.Mark)
	if err == nil && id == "" {
		err = errNotThere
	}
	return id, err
}

// call is one call: it takes a while to get there and back, and breaks sometimes.
func (s *simPoster) call(ctx context.Context, thread string, do func()) error {
	b, w := s.p.w.board, s.p.w
	b.mu.Lock()
	b.calls[thread]++
	n, number := b.calls[thread], b.number(thread)
	b.mu.Unlock()
	bad := func(name string) bool {
		return !w.isCalm() && w.plan.happens(w.plan.callsBad/4, name, number, n)
	}
	if now := time.Now(); s.p.isDead() || bad("mm refused") || now.After(b.awayFrom) && now.Before(b.awayUntil) {
		return errCut
	}
	if bad("mm 429") {
		return &bot.Refusal{Kind: bot.Slower, After: time.Duration(1+w.plan.hash("mm wait", number, n)%5) * time.Second, Err: errCut}
	}
	way := func(name string) { time.Sleep(time.Duration(10+w.plan.hash(name, number, n)%30) * time.Millisecond) }
	way("mm there")
	if s.p.isDead() && w.plan.happens(500, "mm died", number, n) {
		return errCut
	}
	b.change(do)
	way("mm back")
	switch {
	case s.p.isDead(), bad("mm lost"):
		return errCut
	case bad("mm silent"):
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.p.dead:
			return errCut
		}
	}
	return nil
}

// number is a number of a thread. b.mu is held.
func (b *simBoard) number(thread string) int {
	if b.threads[thread] == 0 {
		b.threads[thread] = len(b.threads) + 1
	}
	return b.threads[thread]
}

// threadOf is what an effect is written into, so that it can be seen that one process
// at a time does that. A reaction tells nothing of its thread.
func threadOf(e flows.Effect) string {
	switch e := e.(type) {
	case flows.Post:
		return referral.ReferenceOf(e.Mark)
	case flows.Repost:
		return referral.ReferenceOf(e.Of.Mark)
	case flows.React:
		return e.To.ID + e.To.Mark
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
	}
	return ""
}

// enter watches the rule of one writer per thread, until leave.
func (b *simBoard) enter(p *simProcess, thread string) (leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if other := b.writing[thread]; other != nil {
		b.w.note(fmt.Sprintf("processes %d and %d write to thread %s at once", other.n, p.n, thread))
	}
	b.writing[thread] = p
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.writing, thread)
	}
}
