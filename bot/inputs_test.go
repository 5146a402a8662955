package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// again counts how many of these inputs make a turn once more.
func again(t *testing.T, p *process, counts *counter, ins []flows.Incoming) int {
	t.Helper()
	before := counts.of(bot.EventTurn)
	handle(t, p, ins...)
	return counts.of(bot.EventTurn) - before
}

func TestSeenInputsAreKeptForTwoDaysAndTheLastHundredForEver(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		counts := newCounter()
		p := b.start("a", func(o *bot.Options) { o.Meter, o.Tick = counts, 24*time.Hour }) // weeks are a long time to look around each second
		ins := make([]flows.Incoming, 800)
		for i := range ins {
			ins[i] = b.say("")
			ins[i].Input = flows.Media{Origin: flows.Origin{Chat: 7}, What: "sticker"}
		}
		handle(t, p, ins[:149]...)
		time.Sleep(47 * time.Hour)
		handle(t, p, ins[149]) // a turn is what drops old ones
		if n := again(t, p, counts, ins[:150]); n != 0 {
			t.Errorf("after 47 hours %d of 150 were taken for new", n)
		}
		time.Sleep(30 * 24 * time.Hour)
		handle(t, p, ins[150])
		if n := again(t, p, counts, ins[51:151]); n != 0 {
			t.Errorf("after a month %d of the last 100 were taken for new", n)
		}
		if n := again(t, p, counts, ins[:1]); n != 1 {
			t.Error("what is both old and not among the last 100 is still kept")
		}
		// However much somebody sends, her state keeps its limit.
		handle(t, p, ins[151:]...)
		rec, err := p.store.Load(t.Context(), b.ids.Person(7), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, seen, err := bot.Inspect(rec.ID, rec.State); err != nil || seen > 600 || seen < 500 || p.Health().Parked > 0 {
			t.Errorf("%d inputs are remembered, %d bytes: %v", seen, len(rec.State), err)
		}
		b.stop(p)
	})
}

// away is a store that does not answer for a while.
type away struct {
	bot.Store
	back time.Time
}

func (s *away) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	if time.Now().Before(s.back) {
		return flows.Committed{}, errors.New("the store is away")
	}
	return s.Store.Commit(ctx, c, held)
}

func TestAnInputIsNotTakenWhileTheStoreIsAway(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		began := time.Now()
		p := b.start("a", func(o *bot.Options) { o.Store = &away{Store: o.Store, back: began.Add(time.Minute)} })
		one := b.say("one")
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := p.Handle(ctx, one); err == nil {
			t.Error("it was taken, though nothing was committed")
		}
		cancel()
		equal(t, "sent", p.out.sent(), nil)
		handle(t, p, one) // it comes again, and again
		if d := time.Since(began); d < time.Minute {
			t.Errorf("taken after %v", d)
		}
		b.stop(p)
		equal(t, "answers", b.state(7).Answers, []string{"one"})
		equal(t, "sent", p.out.sent(), []string{"Q1?"})
	})
}

func TestTakingAnInputDoesNotWaitForWhatItSends(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		slowCarrier(p, func(int, flows.Effect) error { time.Sleep(9 * time.Second); return nil })
		began := time.Now()
		handle(t, p, b.say("info one"), b.say("info two"))
		handle(t, p, b.say("three"))
		if d := time.Since(began); d > time.Second {
			t.Errorf("three inputs took %v", d)
		}
		time.Sleep(time.Minute)
		b.stop(p)
		equal(t, "sent", p.out.sent(), []string{"info one", "Q1?", "info two", "Q2?", "Q3?"})
	})
}

// scribe writes into its state by which definitions each turn was made.
type scribe struct{ name string }

func (s scribe) Step(_ flows.Turn, a flows.Actor, _ flows.Input) (flows.Result, error) {
	a.Body = fmt.Appendf(nil, `{"a":[%q]}`, s.name)
	return flows.Result{Actor: a}, nil
}

func (s scribe) definitions() *flows.Definitions {
	return &flows.Definitions{Hash: s.name, Machines: map[flows.Kind]flows.Machine{flows.KindPerson: s}}
}

func TestATurnKeepsTheDefinitionsItBeganWith(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p, q := b.start("a", nil), b.start("b", nil)
		handle(t, p, b.say("one"))
		handle(t, q, b.say("two")) // p's next commit meets a conflict
		p.Publish(scribe{"old"}.definitions())
		p.Store = &publishing{Store: p.Store, publish: func() { p.Publish(scribe{"new"}.definitions()) }}
		handle(t, p, b.say("three"))
		equal(t, "the turn under way was made by", b.state(7).Answers, []string{"old"})
		handle(t, p, b.say("four"))
		equal(t, "the next turn was made by", b.state(7).Answers, []string{"new"})
		b.stop(p)
		b.stop(q)
	})
}

// publishing replaces the definitions in the middle of a turn.
type publishing struct {
	bot.Store
	publish func()
}

func (s *publishing) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	s.publish()
	return s.Store.Commit(ctx, c, held)
}

// roll is a machine with members: a text names the one it counts.
type roll struct{}

func (roll) Members(in flows.Input) []string {
	if t, ok := in.(flows.Text); ok {
		return []string{t.Text}
	}
	return nil
}

func (roll) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	text, ok := in.(flows.Text)
	if !ok {
		return flows.Result{Actor: a}, nil
	}
	if _, other := t.Members["none"]; other && text.Text != "none" || len(t.Members) > 1 {
		return flows.Result{}, errors.New("a member that was not named")
	}
	n, _ := strconv.Atoi(string(t.Members[text.Text]))
	return flows.Result{Actor: a, Members: map[string][]byte{text.Text: []byte(strconv.Itoa(n + 1))}}, nil
}

// spy notes which members are loaded and written.
type spy struct {
	bot.Store
	loads, most atomic.Int64
}

func (s *spy) Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error) {
	s.loads.Add(1)
	return s.Store.Load(ctx, id, members)
}

func (s *spy) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	s.most.Store(max(s.most.Load(), int64(len(c.Members))))
	return s.Store.Commit(ctx, c, held)
}

func TestATurnLoadsAndWritesOnlyItsMembers(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p, q := b.start("a", nil), b.start("b", nil)
		eye := &spy{Store: p.Store}
		p.Store = eye
		for _, one := range []*process{p, q} {
			one.Publish(&flows.Definitions{Hash: "roll", Machines: map[flows.Kind]flows.Machine{flows.KindPerson: roll{}}})
		}
		for i := range 20 { // each in turn, so that what one remembers is behind
			handle(t, []*process{p, q}[i%2], b.say("anna"), b.say("bea"+strconv.Itoa(i)))
		}
		rec, err := p.store.Load(t.Context(), b.ids.Person(7), []string{"anna", "bea3", "bea19"})
		if err != nil || string(rec.Members["anna"]) != "20" || string(rec.Members["bea3"]) != "1" || string(rec.Members["bea19"]) != "1" {
			t.Errorf("members %q, %v", rec.Members, err)
		}
		if n := eye.most.Load(); n != 1 {
			t.Errorf("a commit wrote %d members, want the one that changed", n)
		}
		b.stop(p)
		b.stop(q)
	})
}

func TestATimerThatFellDueWhileAllWereDownFiresOnceAtTheNextStart(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("wait 10m"))
		b.kill(p)
		time.Sleep(72 * time.Hour)
		q := b.start("b", nil)
		r := b.start("c", nil)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		equal(t, "fired", b.state(7).Fired, []string{"wait"})
		b.stop(q)
		b.stop(r)
		if !slices.Equal(b.state(7).Answers, []string{"wait 10m"}) {
			t.Error("the state is another")
		}
	})
}
