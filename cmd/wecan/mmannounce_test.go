package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
)

// awake is a programme whose night is far from now: people are written to at once.
func awake(programme string) string {
	night := time.Now().UTC().Add(12 * time.Hour)
	quiet := fmt.Sprintf("keep: {months: 12}\nquiet: \"%s-%s\"\n", night.Format("15:04"), night.Add(time.Minute).Format("15:04"))
	return strings.Replace(programme, "keep: {months: 12}\n", quiet, 1)
}

// newCastRig has some people of Leipzig, who read English.
func newCastRig(t *testing.T, people int) *mmRig {
	t.Helper()
	r := newMMRigOf(t, strings.Replace(awake(sessionProgramme), "lists:\n", "cohorts: {spring27: Spring 2027, autumn27: Autumn 2027}\nlists:\n", 1))
	for n := range people {
		r.people++
		person, reference := r.ids.Person(r.people), flows.NewReference(r.random)
		from := flows.Origin{Chat: r.people, Lang: "en"}
		r.handles(flows.Incoming{ID: "begin", To: person, Input: flows.Text{Origin: from, Message: 1, Text: "/start"}})
		r.handles(flows.Incoming{ID: "lang", To: person, Input: flows.Text{Origin: from, Message: 2, Text: "English"}})
		tell, err := flows.NewTell(person, flows.ToldParticipation, flows.Participation{Reference: reference, Person: person, Seq: 1, In: true, Site: "leipzig", Cohort: []string{"spring27", "autumn27"}[n%2]})
		if err != nil {
			t.Fatal(err)
		}
		r.handles(flows.Incoming{ID: "part", To: person, Input: flows.Told{From: r.ids.Of(flows.KindApplication, reference), Name: tell.Name, Data: tell.Data}})
	}
	return r
}

// writesCast has Karin write an announcement, and answers its number.
func (r *mmRig) writesCast(values ...string) string {
	r.t.Helper()
	r.orders++
	d := r.gives("karin", "announce new").Dialog
	a := r.answers(fmt.Sprint("cast", r.orders), "karin", d, append([]string{"title", "A room", "words", "We meet in room 4, {name}."}, values...)...)
	return aNumber.FindString(a.Text)
}

func (r *mmRig) cast(number string) announced {
	r.t.Helper()
	a, err := r.desk().announcement(r.t.Context(), number)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *mmRig) castCards(who, number string) []flows.PostCard {
	r.t.Helper()
	return r.gives(who, "announce "+number).Cards
}

// until waits until an announcement is as it should be: all partitions are gone through.
func (r *mmRig) until(number string, is func(announced) bool) {
	r.t.Helper()
	for late := time.Now().Add(2 * time.Minute); !is(r.cast(number)); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			r.t.Fatalf("it never comes: %+v", r.cast(number).View)
		}
	}
}

// primaryOf is the verb of the button that stands out.
func primaryOf(card flows.PostCard) (verbs string) {
	for _, b := range card.Buttons {
		if b.Primary {
			verbs += b.Verb
		}
	}
	return verbs
}

// countsCast counts, and waits until it is counted.
func (r *mmRig) countsCast(who, number string) {
	r.t.Helper()
	r.taps(who, r.castCards(who, number)[0], chooseCastCount)
	r.until(number, func(a announced) bool { return a.State == broadcast.StateCounted })
}

// saysOf fills in one of the forms.
func (r *mmRig) saysOf(number, form string, values ...string) mattermost.Shown {
	r.t.Helper()
	r.orders++
	cards := r.castCards("karin", number)
	_, d := r.taps("karin", cards[len(cards)-1], form)
	return r.answers(fmt.Sprint("form", r.orders), "karin", d, values...)
}

// A coordinator writes an announcement in forms, sees what people read, and counts; a
// colleague approves it. What is done twice is done once.
func TestAnAnnouncementAtMattermost(t *testing.T) {
	r := newCastRig(t, 12)
	if list := r.gives("petra", "announce"); list.Text != "There is no announcement yet." || verbsOf(list.Cards[0]) != chooseCast {
		t.Fatalf("without any: %+v", list)
	}
	d := r.gives("karin", "announce new").Dialog
	saysAll(t, "the form", d.Intro, []string{"for people of your site", "sends nothing yet"})
	var first mattermost.Shown
	for n := range 2 { // the same form twice
		a := r.answers("one", "karin", d, "title", "A room", "kind", "programme", "in", "en", "words", "We meet in room 4, {name}.\r\nSee you!")
		if n == 0 {
			first = a
		}
	}
	number := aNumber.FindString(first.Text)
	if all, err := r.desk().announcements().list(t.Context(), "", true); err != nil || len(all) != 1 || number == "" {
		t.Fatalf("there are %v, %v", all, err)
	}
	saysAll(t, "kept", first.Text, []string{"I send nothing before"})
	saysAll(t, "the card", first.Cards[0].Text, []string{"It is a draft again.", "Kind: About the course", "For: Leipzig", "right after the approval", "No words yet in:", "They read the first language", "written: Karin (karin)"})
	if verbsOf(first.Cards[0]) != "countcast cancelcast" || verbsOf(first.Cards[1]) != "basicscast wordscast whomcast amongcast buttonscast whencast" {
		t.Errorf("it has %s and %s", verbsOf(first.Cards[0]), verbsOf(first.Cards[1]))
	}
	saysAll(t, "what people read", first.Cards[2].Title+first.Cards[2].Text, []string{"English", "We meet in room 4", "See you!"}, "{name}")

	r.saysOf(number, formCastButtons, "buttons", "I come\nen=I do not come\nhttps://map.example.org/4 Map", "person", "true")
	r.saysOf(number, formCastWords, "in", "ar", "words", "نلتقي في القاعة 4، {name}", "reviewed", "true", "labels", "سآتي\nلن آتي\nخريطة\nتحدث مع شخص")
	r.saysOf(number, formCastWhom, "enrolled", "true", "languages", "English, العربية")
	r.saysOf(number, formCastWhen, "missing", "wait")
	saysAll(t, "unchanged", r.saysOf(number, formCastWhen, "missing", "wait").Text, []string{number + " stays as it was."})
	p := r.cast(number).Plan
	if len(p.Buttons) != 4 || p.Buttons[2].URL != "https://map.example.org/4" || p.Buttons[1].Labels[1].Text != "لن آتي" || p.Buttons[3].Labels[0].Text == "" || !p.Words[1].Reviewed || p.Words[0].Reviewed || !p.Segment.Enrolled || len(p.Segment.Languages) != 2 || p.Missing != flows.MissingWait {
		t.Fatalf("it is %+v", p)
	}
	preview := r.gives("karin", "announce "+number+" preview")
	saysAll(t, "in Arabic", preview.Cards[1].Title+preview.Cards[1].Text, []string{"✔", "العربية", "نلتقي في القاعة 4", "[", "لن آتي"})

	old := r.castCards("karin", number)[0]
	text, _ := r.taps("karin", old, chooseCastCount)
	r.until(number, func(a announced) bool { return a.State == broadcast.StateCounted })
	if !strings.Contains(text, "I count the people of "+number) && !strings.Contains(text, "It is for 12 people.") {
		t.Errorf("counted: %s", text)
	}
	text, _ = r.taps("karin", old, chooseCastApprove)
	saysAll(t, "an old button", text, []string{number + " has changed meanwhile. I have done nothing.", "It waits for approval."})
	card := r.castCards("karin", number)[0]
	saysAll(t, "the count", card.Text, []string{"12", "Counted:", "counted, "})
	if was, is := primaryOf(old), primaryOf(card); was != chooseCastCount || is != chooseCastApprove {
		t.Errorf("what comes next is %s, and %s when it is counted", was, is)
	}
	_, sure := r.taps("karin", card, chooseCastApprove)
	saysAll(t, "it asks once more", sure.Intro, []string{"A room (" + number + ")", "It is for 12 people."})
	for range 2 {
		saysAll(t, "approved", r.answers("yes", "karin", sure).Text, []string{number + " goes out now."})
	}
	r.until(number, func(a announced) bool { return a.State == broadcast.StateDone })
	a := r.cast(number)
	if a.Sent.Of(flows.CastSent) != 12 {
		t.Errorf("it came to %+v", a.Sent)
	}
	card = r.castCards("karin", number)[0]
	saysAll(t, "the report", card.Text, []string{"Sent: 12", "ended, "}, "elivered", "ead by")
	if verbsOf(card) != "correctcast deletecast" {
		t.Errorf("it has %s", verbsOf(card))
	}
}

// Nobody sees or does anything with what is not hers to do.
func TestWhoMayAnnounceAtMattermost(t *testing.T) {
	r := newCastRig(t, 0)
	number := r.writesCast()
	card := r.castCards("karin", number)[0]
	const norole = "You have no role for this."
	for _, text := range []string{"announce", "announce new", "announce " + number, "announce " + number + " preview"} {
		saysAll(t, "a navigator", r.writes("omar", text), []string{norole})
	}
	for _, verb := range announceChoices() {
		text, d := r.taps("omar", card, verb)
		if saysAll(t, verb, text, []string{norole}); d != nil {
			t.Errorf("%s opens %+v", verb, d)
		}
	}
	for _, form := range []string{chooseCast, formCastWords, chooseCastApprove, chooseCastCancel} {
		wrong := r.fills("omar", &mattermost.Dialog{Form: form, About: card.About}, "title", "x")
		saysAll(t, form, wrong[""], []string{norole})
	}
	saysAll(t, "of another site", r.writes("lucia", "announce "+number), []string{"I find no announcement " + number})
	for _, verb := range []string{chooseCastCount, chooseCastCancel, formCastWords} {
		text, _ := r.taps("lucia", card, verb)
		saysAll(t, "of another site, "+verb, text, []string{"I find no announcement " + number})
	}
	if a := r.cast(number); a.Rev != 1 || a.State != broadcast.StateDraft {
		t.Errorf("it is %+v", a.View)
	}
}

// tapsReport taps a button of the report.
func (r *mmRig) tapsReport(id, who, verb, about string) string {
	r.t.Helper()
	ok, whisper, err := r.May(r.t.Context(), "u-"+who, verb, about)
	if err == nil && ok {
		whisper, err = r.tapReport(r.t.Context(), mattermost.Tap{ID: id, About: about, Verb: verb, User: "u-" + who, UserName: who})
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return whisper
}

// The report in the team's channel has buttons: forged ones, old ones and those that come
// twice do nothing.
func TestTheButtonsOfAReport(t *testing.T) {
	r := newCastRig(t, 11)
	number := r.writesCast()
	r.saysOf(number, formCastWhen, "at", time.Now().UTC().AddDate(0, 0, 3).Format("2006-01-02")+" 10:00")
	r.countsCast("karin", number)
	a := r.cast(number)
	about := broadcast.About(number, a.Rev)
	saysAll(t, "a navigator", r.tapsReport("1", "omar", broadcast.VerbApprove, about), []string{"You have no role"})
	saysAll(t, "of another site", r.tapsReport("2", "lucia", broadcast.VerbApprove, about), []string{"I find no announcement"})
	saysAll(t, "an old one", r.tapsReport("3", "petra", broadcast.VerbApprove, broadcast.About(number, a.Rev-1)), []string{"has changed meanwhile. I have done nothing."})
	saysAll(t, "too early", r.tapsReport("4", "petra", broadcast.VerbPause, about), []string{"I cannot do this with " + number + " now."})
	if now := r.cast(number); now.Rev != a.Rev || len(now.Approvals) != 0 {
		t.Fatalf("it is %+v", now.View)
	}
	for range 2 {
		saysAll(t, "approved", r.tapsReport("5", "petra", broadcast.VerbApprove, about), []string{number + " has its approval. It begins:"})
	}
	if now := r.cast(number); now.State != broadcast.StateScheduled || now.Rev != a.Rev+1 {
		t.Fatalf("it is %+v", now.View)
	}
	if labels := fmt.Sprint(r.castCards("karin", number)[0].Buttons); !strings.Contains(labels, "Back to draft") || strings.Contains(labels, "Do not approve") {
		t.Errorf("scheduled, it has %s", labels)
	}
	for range 2 { // of an old report too: whoever stops something must not be too late
		saysAll(t, "stopped", r.tapsReport("6", "karin", broadcast.VerbCancel, about), []string{"I have stopped " + number})
	}
	if now := r.cast(number); now.State != broadcast.StateCancelled || now.Rev != a.Rev+2 {
		t.Errorf("it is %+v", now.View)
	}
	if _, err := r.tapReport(t.Context(), mattermost.Tap{ID: "7", About: number + "/x", Verb: broadcast.VerbPause, User: "u-karin"}); err == nil {
		t.Error("a button about nothing does something")
	}
}

// What is for safety needs two; what is for few is not sent.
func TestTheSecondYesAtMattermost(t *testing.T) {
	r := newCastRig(t, 10)
	number := r.writesCast("kind", "safety")
	r.countsCast("karin", number)
	_, sure := r.taps("karin", r.castCards("karin", number)[0], chooseCastApprove)
	saysAll(t, "it asks once more", sure.Intro, []string{"A second person must approve it too."})
	saysAll(t, "the first", r.answers("yes", "karin", sure).Text, []string{"Now a second person must approve it"})
	text, d := r.taps("karin", r.castCards("karin", number)[0], chooseCastApprove)
	if saysAll(t, "the same once more", text, []string{"You have approved " + number + " already."}); d != nil {
		t.Error("it asks her again")
	}
	_, sure = r.taps("petra", r.castCards("petra", number)[0], chooseCastApprove)
	saysAll(t, "the second", r.answers("yes2", "petra", sure).Text, []string{number + " goes out now."})
	r.until(number, func(a announced) bool { return a.Sent.Of(flows.CastSent) == 10 })

	few := r.writesCast()
	r.saysOf(few, formCastWhom, "cohort", "spring27")
	r.countsCast("karin", few)
	card := r.castCards("karin", few)[0]
	saysAll(t, "few", card.Text, []string{"is for fewer than ten people"})
	text, _ = r.taps("karin", card, chooseCastApprove)
	saysAll(t, "few", text, []string{"is for fewer than ten people"})
}
