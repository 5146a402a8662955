package event_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows/event"
)

// met is a lab that is over, with people who have had all that comes by itself.
func met(tb testing.TB, people int64) (x *phones, ref string) {
	tb.Helper()
	x, ref = opened(tb, people)
	p := x.view(ref).Plan
	p.Meet = ""
	x.orders(ref, &p)
	x.wait(8 * time.Hour)
	for chat := int64(1); chat <= people; chat++ {
		delete(x.told, x.ids.Person(chat))
	}
	return x, ref
}

func (x *phones) asks(chat int64, ref string, other int) {
	x.tb.Helper()
	x.says(chat, "meet", ref, map[string]any{"other": other, "said": "my secret address", "name": "Amina Said"})
}

// Five people can be asked for, and ten wrong numbers tried; then also a right one says
// nothing more.
func TestIntroductionsHaveLimits(t *testing.T) {
	x, ref := met(t, 8)
	for n := range 10 {
		x.asks(1, ref, 100+n)
		x.asks(2, ref, 2)
	}
	x.expect(1, strings.Fields(strings.Repeat("wrong ", 10))...)
	x.expect(2, strings.Fields(strings.Repeat("own ", 10))...)
	x.asks(1, ref, 3)
	x.expect(1, "ask_us")
	for other := 3; other <= 8; other++ {
		x.asks(2, ref, other)
	}
	x.expect(2, "asked", "asked", "asked", "asked", "asked", "full")
	x.expect(3, "meet")
	if g := x.last[x.ids.Person(3)]; g["met_name"] != "Amina" || g["met_words"] != "" || g["met_kind"] != "asks" || g["met_code"] != event.Code(2) {
		t.Errorf("%v", g)
	}
	x.expect(8)
}

// Who asks for somebody who has asked for her has said yes; whoever says never is asked no
// more, and the answers tell nobody of that.
func TestIntroductionsBothWays(t *testing.T) {
	x, ref := met(t, 4)
	x.wait(15 * time.Hour)
	x.asks(1, ref, 2)
	x.expect(1, "asked")
	x.expect(2, "meet")
	x.asks(3, ref, 2)
	x.expect(3, "asked")
	x.expect(2) // one after the other
	x.asks(2, ref, 1)
	x.expect(1, "meet")
	x.expect(2, "meet", "asked")
	x.wait(24 * time.Hour)
	x.expect(2, "meet")
	x.says(2, "meet_say", ref, map[string]any{"other": 3, "say": "never"})
	x.expect(2, "noted")
	x.asks(4, ref, 2)
	x.expect(4, "asked")
	x.wait(48 * time.Hour)
	x.expect(2)
	x.expect(3)
	x.wait(4 * 24 * time.Hour) // seven days after the end
	x.asks(4, ref, 1)
	x.says(2, "meet_say", ref, map[string]any{"other": 3, "say": "yes", "said": "me"})
	x.expect(4, "closed")
	x.expect(2, "closed")
}

// What somebody wrote goes when all of hers is to go, and with the roster.
func TestIntroductionsAreForgotten(t *testing.T) {
	x, ref := met(t, 3)
	x.asks(1, ref, 2)
	x.asks(2, ref, 3)
	x.wish(1, "forget", ref, event.Form{})
	written := func() (n int) {
		for _, fields := range x.members {
			for _, data := range fields {
				n += strings.Count(string(data), "my secret address")
			}
		}
		return n
	}
	if n := written(); n != 1 {
		t.Errorf("it is kept %d times", n)
	}
	x.wait(210 * 24 * time.Hour)
	if n := written(); n != 0 || x.broken != nil {
		t.Errorf("it is kept %d times, %v", n, x.broken)
	}
}
