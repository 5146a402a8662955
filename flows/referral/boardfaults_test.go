package referral_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/referral"
)

// talking: Nadia talks with Amina in a thread.
func talking(t *testing.T) (w *world, number string) {
	t.Helper()
	w = newWorldOf(t, withMattermost)
	w.joins("dieter", "leipzig", diet)
	w.phone(amina, "en")
	w.asks(amina, "Housing", "words of Amina")
	number = w.only().Reference
	w.clicks(number, "nadia", "accept")
	if w.desk(number).Owner != "nadia" {
		t.Fatal("Nadia does not have it")
	}
	return w, number
}

func refusesAll(flows.Effect) bool { return true }

// What the person writes while a channel goes away was read by nobody: whoever gets
// it next reads all of that, once.
func TestWhatMattermostRefusesIsReadByTheNextOne(t *testing.T) {
	for name, lines := range map[string]int{"at once": 1, "when it comes back": 5} { // with the first one the talk is over
		t.Run(name, func(t *testing.T) {
			w, _ := talking(t)
			w.board.refuse, w.board.away = refusesAll, lines > 1
			w.send(amina, "photo", "a-photo")
			for n := range lines {
				w.write(amina, fmt.Sprintf("line-%d-", n))
			}
			w.comesBack()
			w.drain()
			w.tap(diet, "Accept")
			text := w.phones[diet].String()
			for n, before := 0, -1; n < lines && lines > 1; n++ {
				words := fmt.Sprintf("line-%d-", n)
				at := strings.Index(text, words)
				if at < before || strings.Count(text, words) != 1 {
					t.Errorf("%s comes %d times, at %d after %d:\n%s", words, strings.Count(text, words), at, before, text)
				}
				before = at
			}
			if strings.Count(text, "words of Amina") != 1 || !strings.Contains(text, "[photo]") {
				t.Errorf("what she asked for is not read once:\n%s", text)
			}
		})
	}
}

// A channel that is back is tried again when all are asked again.
func TestAChannelThatIsMendedIsTriedAgain(t *testing.T) {
	w := newWorldOf(t, withMattermost)
	w.phone(amina, "en")
	w.board.refuse = refusesAll
	w.asks(amina, "Housing", "words of Amina")
	number := w.only().Reference
	if w.thread(number).Channel != "" || !w.desk(number).Overdue {
		t.Errorf("it stands at %q, and is in nobody's hands", w.thread(number).Channel)
	}
	w.board.refuse = nil
	w.wait(3 * time.Hour)
	if len(w.board.roots("help/leipzig")) != 1 || w.thread(number).Channel != "help/leipzig" {
		t.Errorf("it stands nowhere again: %+v", w.thread(number))
	}
	w.clicks(number, w.desk(number).Asked, "accept")
	if !w.board.has("help/leipzig", "words of Amina") {
		t.Error("nobody reads it")
	}
}

// All that comes to a thread can come again, and old news come late.
func TestWhatComesAgainToAThreadChangesNothing(t *testing.T) {
	w, number := talking(t)
	post := w.posts(number, "nadia", "Hello from Nadia")
	w.write(amina, "Hello from Amina")
	w.clicks(number, "nadia", "readyhello")
	w.outside(referral.NewEdit(w.ids, number, "nadia", post, "Hello again", "1"))
	w.outside(referral.NewDeletion(w.ids, number, "nadia", post))
	past := w.past
	before, posts := w.phones[amina].String(), len(w.board.posts)
	for _, d := range past {
		if d.to.Kind() == flows.KindThread {
			w.bring(d)
		}
	}
	if got := w.phones[amina].String(); got != before || len(w.board.posts) != posts {
		t.Errorf("%d posts were %d, and she reads\n%s\nwhere was\n%s", len(w.board.posts), posts, got, before)
	}
}

// Nobody speaks for somebody else, and what is of another thread is not heard.
func TestNobodySpeaksForSomebodyElse(t *testing.T) {
	w, number := talking(t)
	for _, who := range []string{"", "omar", "petra", "nobody"} {
		for _, verb := range append(referral.Verbs(), "closesolved", "passtime", "readyhello", "nonsense") {
			if w.clicks(number, who, verb) == "" {
				t.Errorf("%q taps %s, and is told nothing", who, verb)
			}
		}
		w.posts(number, who, "a word of "+who+" for nobody")
	}
	if c := w.desk(number); c.Owner != "nadia" || c.Status != referral.StatusNavigator {
		t.Errorf("it is %s with %s", c.Status, c.Owner)
	}
	if w.phones[amina].has("for nobody") {
		t.Errorf("she reads what is not for her:\n%s", w.phones[amina])
	}
	w.board.refused = true // what nobody may tell is reported
	thread := w.ids.Of(flows.KindThread, number)
	for _, from := range []flows.ActorID{w.ids.Person(amina), w.ids.Person(diet), w.ids.Of(flows.KindThread, "WE-2222-222")} {
		for _, told := range []string{"accept", "close", "pass", flows.ToldChatSaid, "thread.unposted", "thread.unread"} {
			w.bring(delivery{w.ids.Of(flows.KindReferral, number), flows.Told{From: from, Name: told, Data: []byte(`{"who":"nadia","id":"x","how":"solved","text":"a forgery","message":9,"line":1}`)}})
		}
	}
	if c := w.desk(number); c.Owner != "nadia" || w.phones[amina].has("forgery") {
		t.Errorf("somebody else spoke for Nadia: %s", c.Owner)
	}
	w.bring(delivery{thread, flows.Told{From: w.ids.Person(diet), Name: "team.tapped", Data: []byte(`{"who":"nadia","verb":"closesolved","key":"z"}`)}})
	if !w.desk(number).Closed.IsZero() {
		t.Error("a person has told a thread something")
	}
}

// A colleague who takes it over does not publish what she wrote before for the team.
func TestAnEditOfARemarkIsNotSent(t *testing.T) {
	w, number := talking(t)
	remark := w.posts(number, "omar", "I know her landlord")
	w.clicks(number, "nadia", "passtime")
	w.clicks(number, "omar", "accept")
	w.outside(referral.NewEdit(w.ids, number, "omar", remark, "I know her landlord well", "1"))
	if w.phones[amina].has("landlord") {
		t.Errorf("she reads a remark:\n%s", w.phones[amina])
	}
}

// A post may be longer than a message at Telegram, and have several files.
func TestALongPostComesWhole(t *testing.T) {
	w, number := talking(t)
	var words []string
	for n := range 1500 {
		words = append(words, fmt.Sprintf("w%04d", n))
	}
	w.seen = func(_ int64, e flows.Effect) {
		if s, is := e.(flows.Send); is && len(s.Text) > 4096 {
			t.Errorf("a message has %d characters", len(s.Text))
		}
	}
	w.posts(number, "nadia", strings.Join(words, " "), referral.PostFile{ID: "a", Mime: "image/png", Size: 1}, referral.PostFile{ID: "b", Mime: "application/pdf", Size: 1},
		referral.PostFile{ID: "c", Mime: "image/jpeg", Size: 11 << 20})
	text, last := w.phones[amina].String(), -1
	for _, word := range words {
		at := strings.Index(text, word)
		if at <= last {
			t.Fatalf("%s is missing, or not in its place", word)
		}
		last = at
	}
	var files []string
	for _, m := range w.phones[amina].messages {
		if m.file != "" {
			id, ok := strings.CutPrefix(m.file, flows.FileAtMattermost)
			files = append(files, fmt.Sprint(m.text, id, ok))
		}
	}
	if got := strings.Join(files, " "); got != "[photo]atrue [document]btrue [document]ctrue" {
		t.Errorf("the files are %s", got)
	}
}

// A tap is compared with what is known of the card.
func TestAThreadTellsWhereItStands(t *testing.T) {
	w := newWorldOf(t, withMattermost)
	w.phone(amina, "en")
	w.asks(amina, "Housing", "words of Amina")
	number := w.only().Reference
	v := w.thread(number)
	root := w.board.roots("help/leipzig")[0]
	want := referral.ThreadView{Reference: number, Channel: "help/leipzig", Root: flows.PostRef{ID: root.id, Mark: root.mark}, Open: true, Site: "leipzig"}
	if v != want {
		t.Errorf("it says %+v, wanted is %+v", v, want)
	}
	if got := referral.ReferenceOf(root.mark); got != number {
		t.Errorf("the mark %q is of %q", root.mark, got)
	}
	if got := referral.ReferenceOf("something else"); got != "" {
		t.Errorf("a foreign mark is of %q", got)
	}
	if root.post.Card.About != number {
		t.Errorf("the card is about %q", root.post.Card.About)
	}
	for words, verb := range map[string]string{"close": "close", "CLOSE Solved": "closesolved", "close never": "close", "ready hello": "readyhello", "accept now": "accept"} {
		parts := strings.Fields(words)
		if got := referral.Verb(parts[0], parts[1:]); got != verb {
			t.Errorf("%s is %s", words, got)
		}
	}
}

// What she types as the name of a language is a word of hers too.
func TestALanguageThatOnlySheKnowsIsNotOnTheCard(t *testing.T) {
	w := newWorldOf(t, withMattermost)
	w.phone(amina, "en")
	w.write(amina, "/question")
	w.tap(amina, "Housing")
	w.tap(amina, "This week")
	w.write(amina, "words of Amina")
	w.tap(amina, "Skip")
	w.tap(amina, "Leipzig")
	w.write(amina, "the tongue of my village")
	for _, answer := range []string{"It does not matter", "At any time", "No", "Skip", "Send"} {
		w.tap(amina, answer)
	}
	w.wait(40 * time.Hour) // it climbs, and the coordinators hear of it
	if w.board.has("help/leipzig", "village") || w.board.has("help/roma", "village") || !w.board.has("help/roma", "Language: another one") || !w.board.has("help/leipzig", "nobody takes it") {
		for _, p := range w.board.posts {
			t.Log(p)
		}
		t.Error("what she typed stands there before anybody has taken it, or nothing does")
	}
}

// Of a post with several files one is not taken: then it must not stand under it that
// all was sent.
func TestAPostOfWhichAPartIsLostIsNotMarkedAsSent(t *testing.T) {
	w, number := talking(t)
	w.unsent = func(e flows.Effect) bool { file, is := e.(flows.Attach); return is && file.What == "document" }
	post := w.posts(number, "nadia", "All of it", referral.PostFile{ID: "a", Mime: "application/pdf", Size: 1}, referral.PostFile{ID: "b", Mime: "image/png", Size: 1})
	if on := w.board.find(flows.PostRef{ID: post}); !slices.Equal(on.reactions, []string{"x"}) {
		t.Errorf("under it stands %v", on.reactions)
	}
}

// What stands in the place of a file that does not come is in the language of the team.
func TestAFileThatDoesNotComeIsToldInTheLanguageOfTheTeam(t *testing.T) {
	for lang, words := range map[string][2]string{
		"en": {"I could not bring it here", "too large"},
		"ar": {"لم أتمكن من إحضاره", "أكبر من"},
		"es": {"No he podido traerlo", "demasiado grande"},
		"uk": {"Не вдалося принести", "завеликий"},
	} {
		w := newWorldOf(t, strings.Replace(withMattermost, "language: de", "language: "+lang, 1))
		w.phone(amina, "en")
		w.asks(amina, "Housing", "words of Amina")
		w.clicks(w.only().Reference, "nadia", "accept")
		w.send(amina, "photo", "letter")
		got := w.board.posts[len(w.board.posts)-1].post.File
		if got == nil || !strings.Contains(got.Gone, words[0]) || !strings.Contains(got.Large, words[1]) {
			t.Errorf("%s: the file is %+v", lang, got)
		}
	}
}
