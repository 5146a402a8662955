package referral_test

import (
	"testing"
)

func staffedAtMattermost(t *testing.T) *world {
	t.Helper()
	w := newWorldOf(t, withMattermost)
	w.joins("dieter", "leipzig", diet)
	w.phone(amina, "en")
	return w
}

func TestFirstThread(t *testing.T) {
	w := staffedAtMattermost(t)
	w.asks(amina, "Housing", "My landlord wants me to leave.")
	number := w.only().Reference
	t.Log(w.clicks(number, "omar", "accept"))
	t.Log(w.clicks(number, "nadia", "accept"))
	w.posts(number, "nadia", "Hello from Nadia")
	w.write(amina, "Hello from Amina")
	w.posts(number, "omar", "Can I help?")
	w.posts(number, "nadia", "// a note")
	w.clicks(number, "nadia", "close")
	w.clicks(number, "nadia", "closesolved")
	for _, p := range w.board.posts {
		t.Logf("%s %s<%s %s: %s %v", p.channel, p.id, p.under, p.who, p, p.reactions)
	}
	t.Logf("%s", w.phones[amina])
	t.Logf("%+v", w.thread(number))
	if w.board.problem != nil {
		t.Error(w.board.problem)
	}
}
