package bot_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// letter is a dead effect of the bench's person.
func (b *bench) letter(kind string, e flows.Effect) flows.DeadLetter {
	b.t.Helper()
	data, err := flows.EncodeEffect(e)
	if err != nil {
		b.t.Fatal(err)
	}
	return flows.DeadLetter{ID: "0123456789abcdef00", Kind: kind, Actor: b.ids.Person(b.chat), Payload: data}
}

func TestAnEffectThatIsResentIsSentByWhoeverServes(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		synctest.Wait()
		tool := b.store("tool")
		if err := bot.Resend(t.Context(), tool, b.letter("effect", flows.Send{Chat: 7, Text: "news"})); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second) // a tick or two
		synctest.Wait()
		equal(t, "sent", p.out.sent(), []string{"Q1?", "news"})
		handle(t, p, b.say("two")) // on what it remembers, which is behind now
		b.stop(p)
		equal(t, "sent", p.out.sent(), []string{"Q1?", "news", "Q2?"})
		equal(t, "answers", b.state(7).Answers, []string{"one", "two"})
		_ = tool.Close()
		b.idle()
	})
}

// An effect handed over while nobody serves waits for the next process, and
// what the next turn is to know is not lost by it.
func TestAnEffectThatIsResentWaitsForAProcess(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		b.stop(p)
		tool := b.store("tool")
		if err := bot.Resend(t.Context(), tool, b.letter("uncertain", flows.Send{Chat: 7, Text: "news"})); err != nil {
			t.Fatal(err)
		}
		rec, err := tool.Load(t.Context(), b.ids.Person(7), nil)
		if err != nil || len(rec.Receipts) != 1 {
			t.Errorf("the receipts are %v: %v", rec.Receipts, err)
		}
		_ = tool.Close()
		q := b.start("b", nil)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		equal(t, "sent", q.out.sent(), []string{"news"})
		b.stop(q)
		b.idle()
	})
}

func TestResendKeepsTimersAndParking(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("wait 1h"))
		b.stop(p)
		tool := b.store("tool")
		defer func() { _ = tool.Close() }()
		news := b.letter("effect", flows.Send{Chat: 7, Text: "news"})
		if err := bot.Resend(t.Context(), tool, news); err != nil {
			t.Fatal(err)
		}
		if due, err := tool.Due(t.Context(), time.Now().Add(2*time.Hour), 10); err != nil || len(due) != 1 {
			t.Errorf("the timer is gone: %v %v", due, err)
		}
		p = b.start("b", nil)
		handle(t, p, b.say("panic"))
		b.stop(p)
		if err := bot.Resend(t.Context(), tool, news); err != nil {
			t.Fatal(err)
		}
		rec, err := tool.Load(t.Context(), b.ids.Person(7), nil)
		if err != nil || rec.Parked == nil {
			t.Errorf("the person is taken up again: %v", err)
		}
		if due, err := tool.Due(t.Context(), time.Now().Add(2*time.Hour), 10); err != nil || len(due) != 0 {
			t.Errorf("the timer of somebody put aside is on the agenda: %v %v", due, err)
		}
		if err := bot.Unpark(t.Context(), tool, b.ids.Person(7)); err != nil {
			t.Fatal(err)
		}
		if due, err := tool.Due(t.Context(), time.Now().Add(2*time.Hour), 10); err != nil || len(due) != 1 {
			t.Errorf("the timer of somebody taken up again is gone: %v %v", due, err)
		}
	})
}

func TestResendRefuses(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		b.stop(p)
		tool := b.store("tool")
		defer func() { _ = tool.Close() }()
		stranger := b.letter("effect", flows.Send{Chat: 8, Text: "x"})
		stranger.Actor = b.ids.Person(8)
		for name, d := range map[string]flows.DeadLetter{
			"an input":            b.letter("input", flows.Send{Chat: 7, Text: "x"}),
			"an answer to a tap":  b.letter("effect", flows.Answer{Query: "q"}),
			"a stranger's effect": stranger,
			"an effect of nobody": {Kind: "effect", Payload: []byte(`send{"c":7,"t":"x"}`)},
		} {
			if err := bot.Resend(t.Context(), tool, d); !errors.Is(err, bot.ErrNotRetried) {
				t.Errorf("%s: %v", name, err)
			}
		}
		d := b.letter("effect", flows.Send{Chat: 7, Text: "x"})
		d.Payload = []byte("future{}")
		if err := bot.Resend(t.Context(), tool, d); err == nil {
			t.Error("an effect of a newer version was taken")
		}
		if err := bot.Unpark(t.Context(), tool, b.ids.Person(8)); !errors.Is(err, bot.ErrNotRetried) {
			t.Errorf("somebody who is not there: %v", err)
		}
	})
}

func TestKeptInputsComeBackInOrder(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"), b.say("panic"), b.say("two"), b.say("three"))
		b.stop(p)
		tool := b.store("tool")
		defer func() { _ = tool.Close() }()
		letters, err := tool.Dead(t.Context())
		if err != nil || len(letters) != 3 {
			t.Fatalf("%d letters: %v", len(letters), err)
		}
		letters = append(letters, b.letter("effect", flows.Send{Chat: 7, Text: "x"}))
		kept, err := bot.Kept(b.ids.Person(7), letters)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, in := range kept {
			text, ok := in.Input.(flows.Text)
			if !ok || in.To != b.ids.Person(7) || !strings.HasPrefix(in.ID, "update:") || in.Trace == "" {
				t.Errorf("kept %+v", in)
			}
			texts = append(texts, text.Text)
		}
		equal(t, "kept", texts, []string{"panic", "two", "three"})

		// The defect is mended: what panicked is let go, the rest is handled.
		if err := bot.Unpark(t.Context(), tool, b.ids.Person(7)); err != nil {
			t.Fatal(err)
		}
		q := b.start("b", nil)
		handle(t, q, kept[1:]...)
		handle(t, q, kept[1:]...) // tried once more by somebody in doubt
		b.stop(q)
		equal(t, "answers", b.state(7).Answers, []string{"one", "two", "three"})
	})
}

// A process that put somebody aside hears that another one took her up again.
func TestUnparkIsHeardByTheProcessThatParked(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"), b.say("panic"))
		tool := b.store("tool")
		defer func() { _ = tool.Close() }()
		if err := bot.Unpark(t.Context(), tool, b.ids.Person(7)); err != nil {
			t.Fatal(err)
		}
		handle(t, p, b.say("two"))
		b.stop(p)
		equal(t, "answers", b.state(7).Answers, []string{"one", "two"})
	})
}
