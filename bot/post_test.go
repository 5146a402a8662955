package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// poster is a Mattermost that notes what is posted.
type poster struct {
	mu   sync.Mutex
	got  []string
	fail func(e flows.Effect) error
	came []bool // of each call: whether it may have been made before
}

func (p *poster) Post(_ context.Context, e flows.Effect, again bool) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.came = append(p.came, again)
	if p.fail != nil {
		if err := p.fail(e); err != nil {
			return "", err
		}
	}
	post, _ := e.(flows.Post)
	p.got = append(p.got, post.Text)
	return "id" + post.Mark, nil
}

// fails has calls fail from now on.
func (p *poster) fails(how func(e flows.Effect) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = how
}

// calls are all calls: whether they may have been made before.
func (p *poster) calls() []bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.came)
}

func (p *poster) posted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// board is an actor that posts what it is told, and keeps what it learns of it.
type board struct{}

type boardState struct {
	Receipts []flows.Receipt
	Refused  []flows.Unposted
	Told     int
}

func (board) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var s boardState
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &s); err != nil {
			return flows.Result{}, err
		}
	}
	s.Receipts = append(s.Receipts, t.Receipts...)
	var out []flows.Effect
	if told, ok := in.(flows.Told); ok && told.Name == flows.ToldUnposted {
		var u flows.Unposted
		if err := json.Unmarshal(told.Data, &u); err != nil {
			return flows.Result{}, err
		}
		s.Refused = append(s.Refused, u)
	} else if ok {
		s.Told++
		out = append(out, flows.Post{Channel: "t/c", Mark: told.Name, Text: told.Name, Receipt: told.Name})
	}
	body, err := json.Marshal(s)
	if err != nil {
		return flows.Result{}, err
	}
	a.Body = body
	return flows.Result{Actor: a, Effects: out}, nil
}

// posting starts a process with a Mattermost and a board.
func posting(b *bench, out *poster) (p *process, tell func(name string)) {
	defs := toyDefinitions()
	defs.Machines["board"] = board{}
	p = b.start("a", func(o *bot.Options) { o.Poster = out })
	p.Publish(defs)
	return p, func(name string) {
		b.t.Helper()
		handle(b.t, p, flows.Incoming{ID: "told:" + name, To: b.ids.Of("board", "x"), Input: flows.Told{Name: name}})
	}
}

func (b *bench) board(p *process) (s boardState) {
	b.t.Helper()
	rec, err := p.store.Load(b.t.Context(), b.ids.Of("board", "x"), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	a, _, err := bot.Inspect(rec.ID, rec.State)
	if err == nil {
		err = json.Unmarshal(a.Body, &s)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func TestAPostIsCarriedToMattermostAndItsIDComesBack(t *testing.T) {
	in(t, func(b *bench) {
		out := &poster{}
		p, tell := posting(b, out)
		defer b.kill(p)
		tell("one")
		time.Sleep(time.Second)
		tell("two")
		time.Sleep(time.Second)
		if got := out.posted(); !slices.Equal(got, []string{"one", "two"}) {
			b.t.Errorf("posted %q", got)
		}
		if got := b.board(p).Receipts; !slices.Equal(got, []flows.Receipt{{Name: "one", Post: "idone"}}) {
			b.t.Errorf("receipts %+v", got)
		}
		if n := len(p.out.sent()); n != 0 {
			b.t.Errorf("%d calls to Telegram", n)
		}
	})
}

// A Mattermost that is away for a while: posts wait, come once and in order, and
// nobody on Telegram waits for them.
func TestPostsWaitForMattermostAndNobodyElseDoes(t *testing.T) {
	in(t, func(b *bench) {
		calls := 0
		out := &poster{fail: func(flows.Effect) error { calls++; return errors.New("no answer") }}
		p, tell := posting(b, out)
		defer b.kill(p)
		tell("one")
		tell("two")
		time.Sleep(10 * time.Minute)
		handle(b.t, p, b.say("info hello"))
		time.Sleep(time.Second)
		if got := p.out.sent(); !slices.Contains(got, "info hello") {
			b.t.Errorf("to Telegram went %q", got)
		}
		tell("three")
		time.Sleep(10 * time.Minute)
		if calls > 200 {
			b.t.Errorf("a server that is away was called %d times in twenty minutes", calls)
		}
		out.mu.Lock()
		out.fail = nil
		out.mu.Unlock()
		time.Sleep(time.Minute)
		if got := out.posted(); !slices.Equal(got, []string{"one", "two", "three"}) {
			b.t.Errorf("posted %q", got)
		}
		b.idle()
	})
}

// A refused token of the one side says nothing about the other.
func TestEachSideHasItsOwnPauses(t *testing.T) {
	for name, kind := range map[string]bot.RefusalKind{"slower": bot.Slower, "barred": bot.Barred} {
		t.Run(name, func(t *testing.T) {
			in(t, func(b *bench) {
				out := &poster{fail: func(flows.Effect) error { return &bot.Refusal{Kind: kind, After: time.Hour, Err: errors.New("no")} }}
				p, tell := posting(b, out)
				defer b.kill(p)
				tell("one")
				time.Sleep(time.Second)
				handle(b.t, p, b.say("info hello"))
				time.Sleep(time.Second)
				if got := p.out.sent(); !slices.Contains(got, "info hello") {
					b.t.Errorf("to Telegram went %q", got)
				}
				if h := p.Health(); h.Barred || h.PostsBarred != (kind == bot.Barred) {
					b.t.Errorf("health %+v", h)
				}
			})
		})
	}
}

// A post that can never be written comes back to its actor, before it is given up.
func TestARefusedPostComesBackToItsActor(t *testing.T) {
	in(t, func(b *bench) {
		out := &poster{fail: func(e flows.Effect) error {
			if post, ok := e.(flows.Post); ok && strings.HasPrefix(post.Mark, "bad") {
				return &bot.Refusal{Kind: bot.Never, Err: errors.New("archived")}
			}
			return nil
		}}
		p, tell := posting(b, out)
		defer b.kill(p)
		tell("bad")
		tell("good")
		time.Sleep(time.Minute)
		if got := b.board(p).Refused; !slices.Equal(got, []flows.Unposted{{Mark: "bad", Kind: "post"}}) {
			b.t.Errorf("refused %+v", got)
		}
		if got := out.posted(); !slices.Equal(got, []string{"good"}) {
			b.t.Errorf("posted %q", got)
		}
		if dead, err := p.store.Dead(b.t.Context()); err != nil || len(dead) != 1 {
			b.t.Errorf("dead letters %v %v", dead, err)
		}
	})
}

// So does a message that Telegram refuses for good, if it has a receipt.
func TestARefusedMessageComesBackToItsActor(t *testing.T) {
	in(t, func(b *bench) {
		p := b.start("a", nil)
		defer b.kill(p)
		p.out.fail = func(_ int, e flows.Effect) error {
			if s, ok := e.(flows.Send); ok && s.Text == "Q2?" || s.Text == "info bad" {
				return &bot.Refusal{Kind: bot.Never, Err: errors.New("400")}
			}
			return nil
		}
		for _, text := range []string{"first", "info bad", "third"} {
			handle(b.t, p, b.say(text))
			time.Sleep(time.Second)
		}
		if got := b.state(b.chat).Told; !slices.Equal(got, []string{flows.ToldUnsent}) { // the info has no receipt
			b.t.Errorf("it was told %q", got)
		}
		if got := p.out.sent(); !slices.Equal(got, []string{"Q1?", "Q3?"}) {
			b.t.Errorf("sent %q", got)
		}
		if dead, err := p.store.Dead(b.t.Context()); err != nil || len(dead) != 2 {
			b.t.Errorf("dead letters %v %v", dead, err)
		}
	})
}

// A post is looked for before it is made again, and only then: what has just been left by
// a turn was made nowhere.
func TestOnlyWhatMayHaveBeenPostedIsCarriedAgain(t *testing.T) {
	in(t, func(b *bench) {
		out := &poster{}
		p, tell := posting(b, out)
		tell("one")
		time.Sleep(time.Second)
		out.fails(func(flows.Effect) error { return errors.New("no answer") })
		tell("two")
		time.Sleep(5 * time.Second)
		b.kill(p)
		out.fails(nil)
		q := b.start("b", func(o *bot.Options) { o.Poster = out })
		defer b.kill(q)
		defs := toyDefinitions()
		defs.Machines["board"] = board{}
		q.Publish(defs)
		time.Sleep(time.Minute)
		if got := out.posted(); !slices.Equal(got, []string{"one", "two"}) {
			b.t.Errorf("posted %q", got)
		}
		if came := out.calls(); len(came) < 4 || came[0] || came[1] || slices.Contains(came[2:], false) {
			b.t.Errorf("called again: %v", came)
		}
	})
}

// A process without a Mattermost, such as a command beside the service, leaves posts to
// one that has it.
func TestAProcessWithoutMattermostLeavesPostsToOthers(t *testing.T) {
	in(t, func(b *bench) {
		out := &poster{}
		p, tell := posting(b, nil)
		defer b.kill(p)
		p.Poster = nil
		tell("one")
		time.Sleep(time.Minute)
		if got := b.board(p).Refused; len(got) != 0 {
			b.t.Errorf("refused %+v", got)
		}
		q := b.start("b", func(o *bot.Options) { o.Poster = out })
		defer b.kill(q)
		time.Sleep(10 * time.Second)
		if got := out.posted(); !slices.Equal(got, []string{"one"}) {
			b.t.Errorf("posted %q", got)
		}
	})
}
