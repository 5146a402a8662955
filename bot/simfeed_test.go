package bot_test

import (
	"context"
	"strconv"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
)

// What members do reaches the bot as it does from Mattermost: posts in order, each at
// least once, and taps as they come.

// feed brings what members write to the processes. One process at a time hears it; when
// that fails, or by chance, the last of it is brought again, as after a new connection.
func (b *simBoard) feed(ctx context.Context) {
	for try := 0; ctx.Err() == nil; try++ {
		changed := b.changes()
		e, ok := b.next()
		if !ok {
			select {
			case <-changed:
			case <-b.w.talks.over:
				return
			case <-ctx.Done():
			}
			continue
		}
		if b.w.plan.bug == bugMovesOn {
			b.move(1)
		}
		if err := b.take(ctx, e, try); err != nil {
			b.move(-int(b.w.plan.hash("mm again", try) % 3))
			time.Sleep(300 * time.Millisecond)
			continue
		}
		switch {
		case b.w.plan.bug == bugMovesOn:
		case !b.w.isCalm() && b.w.plan.happens(b.w.plan.doubles, "mm double", try):
			b.move(-int(b.w.plan.hash("mm again", try) % 3))
		default:
			b.move(1)
		}
	}
}

func (b *simBoard) next() (e boardEvent, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.handed >= len(b.log) {
		return e, false
	}
	return b.log[b.handed], true
}

func (b *simBoard) move(by int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handed = max(0, b.handed+by)
}

// take brings one event to a process. It was written in the thread of a card, which
// has to be the one where the referral stands.
func (b *simBoard) take(ctx context.Context, e boardEvent, try int) error {
	b.mu.Lock()
	post := *e.post
	reference := b.byID(post.root).effect.Card.About
	b.mu.Unlock()
	p := b.w.one("mm socket", try)
	if p == nil {
		return errCut
	}
	return p.does(ctx, func(ctx context.Context) error {
		if ok, err := p.stands(ctx, reference, post.root); err != nil || !ok {
			return err
		}
		var in flows.Incoming
		var err error
		if e.change == 0 { // with the words that it has now
			in, err = referral.NewPost(b.w.ids, reference, post.author, post.id, post.text, nil)
		} else {
			in, err = referral.NewEdit(b.w.ids, reference, post.author, post.id, post.text, strconv.Itoa(e.change))
		}
		if err != nil {
			return err
		}
		return p.Handle(ctx, in)
	})
}

// one is one of the living processes, nil when there is none.
func (w *world) one(name string, numbers ...int) *simProcess {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.living) == 0 {
		return nil
	}
	return w.living[w.plan.hash(name, numbers...)%uint64(len(w.living))]
}

// does runs something in the process, and waits for it as long as the process lives.
func (p *simProcess) does(ctx context.Context, do func(ctx context.Context) error) error {
	done := make(chan error, 1)
	p.beside(func() {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		done <- do(ctx)
	})
	select {
	case err := <-done:
		return err
	case <-p.dead:
		return errCut
	}
}

// stands says whether a root is the card of that referral.
func (p *simProcess) stands(ctx context.Context, reference, root string) (bool, error) {
	v, _, err := p.thread(ctx, reference)
	if err != nil || v.Channel == "" {
		return false, err
	}
	if v.Root.ID != "" {
		return v.Root.ID == root, nil
	}
	b := p.w.board
	b.mu.Lock()
	defer b.mu.Unlock()
	card := b.made(v.Root.Mark)
	return card != nil && card.id == root, nil
}

func (p *simProcess) thread(ctx context.Context, reference string) (referral.ThreadView, flows.Actor, error) {
	id := p.w.ids.Of(flows.KindThread, reference)
	record, err := p.store.Load(ctx, id, nil)
	if err != nil || record.Etag == "" {
		return referral.ThreadView{}, flows.Actor{}, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return referral.ThreadView{}, a, err
	}
	v, err := referral.ReadThread(a, record.Receipts)
	return v, a, err
}

// clicked takes a tap as the callback does: whoever may not have it is told so at once.
func (p *simProcess) clicked(ctx context.Context, root, reference, who, verb, key string) error {
	if ok, err := p.stands(ctx, reference, root); err != nil || !ok {
		return err
	}
	_, a, err := p.thread(ctx, reference)
	if err != nil {
		return err
	}
	if whisper, err := p.w.board.machine.Whisper(a, who, verb); err != nil || whisper != "" {
		return err
	}
	in, err := referral.NewTap(p.w.ids, reference, who, verb, key)
	if err != nil {
		return err
	}
	return p.Handle(ctx, in)
}
