package referral_test

import (
	"strings"
	"testing"
	"time"
)

const (
	amina = 1
	nadia = 11
	omar  = 12
	petra = 13
	diet  = 14
	karin = 15
	lucia = 16
)

// staffed is a world in which all of the team have joined.
func staffed(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	for id, chat := range map[string]int64{"nadia": nadia, "omar": omar, "petra": petra, "dieter": diet, "karin": karin} {
		w.joins(id, "leipzig", chat)
	}
	w.joins("lucia", "roma", lucia)
	w.phone(amina, "en")
	return w
}

// asks goes through the form; the choices stand for their questions.
func (w *world) asks(chat int64, topic, words string) {
	w.tb.Helper()
	w.write(chat, "/question")
	w.tap(chat, topic)
	w.tap(chat, "This week")
	w.write(chat, words)
	for _, answer := range []string{"Skip", "Leipzig", "Skip", "It does not matter", "At any time", "No", "Skip"} {
		w.tap(chat, answer)
	}
	w.tap(chat, "Send")
}

func TestSomebodyIsHelped(t *testing.T) {
	w := staffed(t)
	w.asks(amina, "Housing", "My landlord wants me to leave.")
	for _, p := range w.phones {
		t.Logf("%d\n%s", p.chat, p)
	}
	who := int64(nadia)
	if w.phones[omar].has("Housing") {
		who = omar
	}
	if strings.Contains(w.phones[who].String(), "landlord") {
		t.Error("a word of the request stands on the card")
	}
	w.tap(who, "Accept")
	if !w.phones[who].has("landlord") {
		t.Errorf("the navigator does not see the request:\n%s", w.phones[who])
	}
	w.write(who, "Hello, do you have a contract?")
	w.write(amina, "Yes, I have one.")
	w.wait(time.Hour)
	w.tap(who, "Close it")
	w.tap(who, "Solved")
	t.Logf("\n%s\n\n%s", w.phones[amina], w.phones[who])
	w.tap(amina, "Yes")
	if !w.phones[amina].has("Thank you. You can ask again") {
		t.Errorf("the end is missing:\n%s", w.phones[amina])
	}
}
