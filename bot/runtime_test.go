package bot_test

import (
	"slices"
	"testing"
	"testing/synctest"
)

func TestAnInputIsCommittedAndItsEffectsAreSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		p := b.start("a", nil)
		if err := p.Handle(t.Context(), b.say("hello"), b.say("you")); err != nil {
			t.Fatal(err)
		}
		b.stop(p)
		if got := b.state(7).Answers; !slices.Equal(got, []string{"hello", "you"}) {
			t.Errorf("answers %v", got)
		}
		if got := p.out.sent(); !slices.Equal(got, []string{"Q1?", "Q2?"}) {
			t.Errorf("sent %v", got)
		}
		b.idle()
	})
}
