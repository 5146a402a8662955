package enrollment_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/rehearsal"
)

const (
	hers       = "WE-CGWK-87B" // her application in the transcripts
	legal      = "Amina Al Hasan"
	ownWords   = "I want to cook for other people."
	withAnswer = "afterchange" // she tells her own words and her legal name; she sends when the transcript ends
)

// upTo plays a transcript of the answers up to the first line of hers that
// begins so, without it; the whole for "".
func upTo(t *testing.T, name, line string) *rehearsal.World {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "answers", name+".chat"))
	if err != nil {
		t.Fatal(err)
	}
	script := string(data)
	if line != "" {
		at := strings.Index(script, "\n"+line)
		if at < 0 {
			t.Fatalf("%s has no line %q", name, line)
		}
		script = script[:at]
	}
	w := settled(t)
	if out, err := rehearsal.Play(w, script); err != nil {
		t.Fatalf("%v\nup to there:\n%s", err, out)
	}
	return w
}

func application(w *rehearsal.World) flows.ActorID { return w.IDs().Of(flows.KindApplication, hers) }

// holds are those of some words that a state has.
func holds(state []byte, words ...string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return !strings.Contains(string(state), s) })
}

func play(t *testing.T, w *rehearsal.World, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if _, out, err := rehearsal.Line(w, line); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
}

// What she tells the funder and the name for her certificate are kept apart, and
// a desk never has the first.
func TestDetailsAreKeptApart(t *testing.T) {
	w := upTo(t, "after", "> /status")
	state := w.State(application(w))
	for _, part := range []string{
		`"answers":{"own_words":"\u0001voice:`, `"skills":"cooking,teaching","track":"entrepreneur"}`, `"certificate":"` + legal + `"`,
		`"funder":{"funder_age":"middle","funder_asked":"answer","funder_born":"abroad","funder_citizen":"other","funder_school":"lower","funder_work":"looking"}`,
	} {
		if !strings.Contains(string(state), part) {
			t.Errorf("the application has no %s: %s", part, state)
		}
	}
	a, err := flows.DecodeActor(application(w), state)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Index) != 2 {
		t.Errorf("it is found by %v, which is not encrypted", a.Index)
	}
	v, _, err := enrollment.ReadView(a.Body)
	if err != nil || v.Details == nil || v.Details.Certificate != legal || v.Details.Funder != nil {
		t.Errorf("a desk sees %+v, %v", v.Details, err)
	}
	if v.HideCertificate(); v.Details.Certificate != "" || v.Details.Answers["track"] != "entrepreneur" {
		t.Errorf("without the name for the certificate it sees %+v", v.Details)
	}
}

// Where the funder asks nothing, nothing of it is asked, and where there are no
// tracks, no track.
func TestOnlyWhatTheSiteAsks(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "answers", "programme.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Replace(string(data), ", funder: esf", "", 1)
	from, until := strings.Index(file, "tracks:"), strings.Index(file, "courses:")
	defs, err := enrollment.Definitions([]byte(file[:from]+file[until:]), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, defs)
	for _, text := range []string{"/start", "english", "no", "yes", "leipzig", "yes", "Amina", "no", "Arabic", "1", "1", "no", "woman", "send"} {
		write(t, w, text)
	}
	_, rest, _ := strings.Cut(string(w.State(w.Person())), "WE-")
	if _, err := w.Tell(flows.KindApplication, "WE-"+rest[:8], "decide", enrollment.Decision{ID: "1", By: "Anna", What: enrollment.VerbAccept}); err != nil {
		t.Fatal(err)
	}
	play(t, w, "tap: 📝 More questions", "tap: ✅ Yes, now", "> 1, 2", "> "+ownWords)
	out := write(t, w, legal)
	last, ok := out[len(out)-1].(flows.Send)
	if !ok || !strings.Contains(last.Text, "Skills: Cooking, Sewing") || strings.Contains(last.Text, "My way") || strings.Contains(last.Text, "Funder") {
		t.Errorf("after the name for the certificate she reads %+v", out)
	}
}

// When the place is gone, so is what she told for the course: at the team and in
// her chat, whoever ends it, and also while she cannot be written to.
func TestDetailsGoWithThePlace(t *testing.T) {
	for name, lines := range map[string][]string{
		"she":                      {"tap: ✅ Send", "> /application", "tap: ✋ I cannot come", "tap: Yes, end it"},
		"the team":                 {"tap: ✅ Send", "tell: application " + hers + " decide by=Anna; what=withdraw"},
		"blocked":                  {"tap: ✅ Send", "blocked", "tell: application " + hers + " decide by=Anna; what=withdraw"},
		"after no more messages":   {"tap: ✅ Send", "> /stop", "tap: 🔕 No more messages", "tell: application " + hers + " decide by=Anna; what=withdraw"},
		"in the middle, by a team": {"tell: application " + hers + " decide by=Anna; what=withdraw"},
	} {
		t.Run(name, func(t *testing.T) {
			w := upTo(t, withAnswer, "tap: ✏️ My way")
			if found := holds(w.State(w.Person()), legal, ownWords, "entrepreneur"); len(found) != 3 {
				t.Fatalf("before, she has told %v", found)
			}
			play(t, w, lines...)
			for who, id := range map[string]flows.ActorID{"her chat": w.Person(), "the team": application(w)} {
				if found := holds(w.State(id), legal, ownWords, "entrepreneur", "cooking", "funder_asked"); len(found) > 0 {
					t.Errorf("%s still has %v: %s", who, found, w.State(id))
				}
			}
		})
	}
}

// She reads that her answers are deleted, and so they are, at the team too.
func TestCancelledDetailsAreDeletedEverywhere(t *testing.T) {
	w := upTo(t, "aftercancel", "> /cancel")
	if found := holds(w.State(application(w)), legal, ownWords); len(found) != 2 {
		t.Fatalf("before, the team has %v", found)
	}
	play(t, w, "> /cancel", "tap: 🗑 Stop and delete")
	for _, id := range []flows.ActorID{w.Person(), application(w)} {
		if found := holds(w.State(id), legal, ownWords, "cooking"); len(found) > 0 {
			t.Errorf("still there is %v: %s", found, w.State(id))
		}
	}
}

// Two people share a phone: what is said about the application of the one who is
// not here is said to her, and what is deleted is hers.
func TestNewsGoToTheRightPerson(t *testing.T) {
	w := upTo(t, "after", "tell: application "+hers+" decide by=Anna; what=accept") // the place is free
	play(t, w, "> /profile", "tap: ➕ Somebody new")
	for _, text := range []string{"english", "yes", "yes", "roma", "yes", "Olha", "no", "Ukrainian", "1", "1", "no", "woman", "send"} {
		write(t, w, text)
	}
	if _, out, err := rehearsal.Line(w, "tell: application "+hers+" decide by=Anna; what=accept"); err != nil ||
		!strings.Contains(out, "bot: For Amina:\n     You have a place in Leipzig, Amina!") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, out, err := rehearsal.Line(w, "tap: 📝 More questions"); err != nil || !strings.Contains(out, "we have some more questions, Amina") {
		t.Errorf("%v\n%s", err, out)
	}
	play(t, w, "tap: ✅ Yes, now", "tap: Social entrepreneur", "> /profile", "tap: 👤 Olha")
	play(t, w, "tell: application "+hers+" decide by=Anna; what=withdraw")
	if state := w.State(w.Person()); len(holds(state, "entrepreneur")) > 0 || len(holds(state, "Olha", "Amina")) != 2 {
		t.Errorf("her state is %s", state)
	}
}

// Copies and old news change nothing, and somebody else neither.
func TestDetailsHeardTwice(t *testing.T) {
	w := upTo(t, withAnswer, "tap: ✏️ My way")
	w.Hold()
	play(t, w, "tap: ✅ Send")
	sent := map[string]any{"id": "x", "at": w.Now.Add(-1), "answers": map[string]string{"own_words": "old words"}}
	tell, err := flows.NewTell(application(w), "details", sent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Give(tell.To, flows.Told{From: w.Person(), Name: tell.Name, Data: tell.Data}); err != nil {
		t.Fatal(err)
	}
	if found := holds(w.State(application(w)), legal, "old words"); len(found) != 1 || found[0] != legal {
		t.Errorf("after an old copy it has %v", found)
	}
	for _, name := range []string{"details", "forget"} {
		theirs := map[string]any{"id": "z" + name, "at": w.Now.Add(1), "answers": map[string]string{"own_words": "of another person"}}
		if tell, err = flows.NewTell(application(w), name, theirs); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Give(tell.To, flows.Told{From: w.IDs().Person(4711), Name: tell.Name, Data: tell.Data}); err != nil {
			t.Fatal(err)
		}
		if found := holds(w.State(application(w)), legal, "of another person"); len(found) != 1 || found[0] != legal {
			t.Errorf("after somebody else's %s it has %v", name, found)
		}
	}
	late := map[string]any{"id": "y", "at": w.Now.Add(1), "answers": map[string]string{"own_words": "of another person"}}
	play(t, w, "tell: application "+hers+" decide by=Anna; what=withdraw")
	if tell, err = flows.NewTell(application(w), "details", late); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Give(tell.To, flows.Told{From: w.Person(), Name: tell.Name, Data: tell.Data}); err != nil {
		t.Fatal(err)
	}
	if found := holds(w.State(application(w)), legal, "of another person"); len(found) > 0 {
		t.Errorf("after the place is gone it has %v", found)
	}
}

// Whoever wants no more messages still gets an answer when she asks; what is
// decided meanwhile waits until she writes again.
func TestSilenceStillAnswersHer(t *testing.T) {
	w := upTo(t, withAnswer, "tap: ✏️ My way")
	play(t, w, "tap: ✅ Send", "> /stop", "tap: 🔕 No more messages")
	const answer = "bot: You have a place in Leipzig"
	if _, out, err := rehearsal.Line(w, "> /application"); err != nil || !strings.Contains(out, answer) {
		t.Errorf("/application after no more messages: %v\n%s", err, out)
	}
	const withdrawn = "so your application has ended"
	if _, out, err := rehearsal.Line(w, "tell: application "+hers+" decide by=Anna; what=withdraw"); err != nil || strings.Contains(out, withdrawn) {
		t.Errorf("a decision breaks the silence: %v\n%s", err, out)
	}
	if _, out, err := rehearsal.Line(w, "> /menu"); err != nil || !strings.Contains(out, withdrawn) {
		t.Errorf("when she is back: %v\n%s", err, out)
	}
}
