package session_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
)

// says: somebody says something about a session, as with a button of any flow.
func (w *world) says(chat int64, who, of, answer string) {
	w.query++
	w.tell(w.ids.Person(chat), w.ids.Of(flows.KindAgenda, who), "say", map[string]any{"id": fmt.Sprint("s", w.query), "reference": who, "session": of, "answer": answer})
}

// What was cancelled, is back, and is cancelled once more in one night: she has heard that
// it is back, since she has said that she comes, and so she hears that it is not.
func TestCancelledOnceMoreInTheNight(t *testing.T) {
	w := newWorld(t)
	who := w.enrolled(1, "leipzig")
	p := talk(title("1"), berlin(t, "2027-03-20 18:00"))
	w.plans("1", p)
	w.wait(berlin(t, "2027-03-17 15:00").Sub(w.now))
	w.cancels("1")
	w.wait(berlin(t, "2027-03-17 22:00").Sub(w.now))
	if n := w.phones[1].count("🚫"); n != 1 {
		t.Fatalf("she was told %d times:\n%s", n, w.phones[1])
	}
	w.plans("1", p)
	w.wait(10 * time.Minute)
	w.says(1, who, "1", "coming")
	w.wait(3 * time.Hour)
	w.cancels("1")
	w.wait(berlin(t, "2027-03-18 12:00").Sub(w.now))
	if n := w.phones[1].count("🚫"); n != 2 || w.broken != nil {
		t.Errorf("she was told %d times, %v:\n%s", n, w.broken, w.phones[1])
	}
}

// A reply of a session that comes late, to somebody who has left and come back since, is
// old.
func TestAnOldReplyAfterComingBack(t *testing.T) {
	w := newWorld(t)
	who := w.enrolled(1, "leipzig")
	w.plans("1", talk(title("1"), berlin(t, "2027-03-18 18:00")))
	w.wait(time.Hour)
	var old flows.Told
	w.left = func(d delivery, _ flows.Actor, _ flows.Result) {
		if told, is := d.in.(flows.Told); is && d.to.Kind() == flows.KindAgenda && told.Name == "now" && old.Name == "" {
			old = told
		}
	}
	w.says(1, who, "1", "coming")
	w.decides(who, enrollment.VerbWithdraw)
	w.wait(time.Minute)
	w.decides(who, enrollment.VerbReview)
	w.decides(who, enrollment.VerbAccept)
	w.wait(time.Hour)
	agenda := w.ids.Of(flows.KindAgenda, who)
	w.bring(delivery{agenda, old})
	type item struct{ Place session.Place }
	items := stored[[]item](w, w.members[agenda]["items"])
	if old.Name == "" || len(items) != 1 || items[0].Place != session.PlaceNone || w.broken != nil {
		t.Errorf("she has %+v, %v", items, w.broken)
	}
}

// A session is put into the past by mistake, and back: an answer that came in between was
// heard by nobody, and she knows that. She can answer again. By night, when the news of the
// change wait.
func TestAnAnswerToWhatWasOverByMistake(t *testing.T) {
	w := newWorld(t)
	who := w.enrolled(2, "leipzig")
	p := talk(title("7"), berlin(t, "2027-03-20 18:00"))
	w.plans("7", p)
	w.wait(berlin(t, "2027-03-16 21:00").Sub(w.now))
	w.delay = func() time.Duration { return 10 * time.Second }
	w.says(2, who, "7", "late")
	mistyped := p
	mistyped.Start = berlin(t, "2027-03-15 18:00")
	w.plans("7", mistyped)
	w.wait(15 * time.Second)
	w.plans("7", p)
	w.wait(time.Hour)
	w.delay = nil
	type item struct {
		Answer session.Answer
		Place  session.Place
		Asked  bool
	}
	has := func() item {
		items := stored[[]item](w, w.members[w.ids.Of(flows.KindAgenda, who)]["items"])
		if len(items) != 1 {
			t.Fatalf("she has %+v", items)
		}
		return items[0]
	}
	if got := has(); got != (item{}) || w.broken != nil {
		t.Errorf("she has %+v, %v", got, w.broken)
	}
	w.says(2, who, "7", "coming")
	w.wait(time.Minute)
	if got := has(); got != (item{Answer: "coming", Place: session.PlaceHers}) || w.broken != nil {
		t.Errorf("she answered again, and has %+v, %v", got, w.broken)
	}
}

// Three want to come to a session with one place. It is over, the first of the list leaves
// the programme, the session is moved ahead, and who has the place cannot come then: it is
// for the third.
func TestWhoLeftGivesBackWhatComesAgain(t *testing.T) {
	w := newWorld(t)
	var who []string
	for chat := int64(1); chat <= 3; chat++ {
		who = append(who, w.enrolled(chat, "leipzig"))
	}
	p := talk(title("1"), berlin(t, "2027-03-18 18:00"))
	p.Capacity = 1
	w.plans("1", p)
	w.wait(time.Hour)
	for i, one := range who {
		w.says(int64(i+1), one, "1", "coming")
		w.wait(time.Minute)
	}
	w.wait(berlin(t, "2027-03-18 21:00").Sub(w.now))
	w.decides(who[1], enrollment.VerbWithdraw)
	w.wait(time.Minute)
	p.Start = berlin(t, "2027-03-20 18:00")
	w.plans("1", p)
	w.wait(2 * time.Hour)
	w.says(1, who[0], "1", "off")
	w.wait(berlin(t, "2027-03-19 12:00").Sub(w.now))
	type seat struct {
		Place session.Place `json:"p"`
	}
	has := func(one string) session.Place {
		return stored[seat](w, w.members[w.ids.Of(flows.KindSession, "1")]["a/"+one]).Place
	}
	if has(who[0]) != session.PlaceNone || has(who[1]) != session.PlaceNone || has(who[2]) != session.PlaceHers || w.broken != nil {
		t.Errorf("they have %q, %q and %q, %v", has(who[0]), has(who[1]), has(who[2]), w.broken)
	}
}

// A button of an announcement leads to a session: who is invited sees it and can answer,
// who has no place reads that it is for others.
func TestAButtonOfAnAnnouncementShowsASession(t *testing.T) {
	w := newWorld(t)
	w.enrolled(1, "leipzig")
	w.enrolled(2, "lisbon")
	reference := flows.NewReference(rand.New(rand.NewPCG(1, 2)))
	w.plans(reference, talk(title("1"), berlin(t, "2027-03-20 18:00")))
	w.wait(time.Hour)
	data := ".cast/WE-BBBB-BBB/r/s1/" + flows.LinkAbout(reference)
	for chat := int64(1); chat <= 2; chat++ {
		w.tapData(chat, 1, data)
		w.wait(time.Minute)
	}
	w.tap(1, "✅ I will come")
	w.wait(time.Minute)
	if n := w.phones[1].count("Good, you have a place"); n != 1 || w.broken != nil {
		t.Errorf("she reads it %d times, %v:\n%s", n, w.broken, w.phones[1])
	}
	if n := w.phones[2].count("is for another group"); n != 1 {
		t.Errorf("who is not invited reads it %d times:\n%s", n, w.phones[2])
	}
}
