package enrollment_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

func newWorld(tb testing.TB, defs *flows.Definitions) *rehearsal.World {
	tb.Helper()
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func write(tb testing.TB, w *rehearsal.World, text string) []flows.Effect {
	tb.Helper()
	out, err := w.Give(w.Person(), w.Write(text))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// What she answered is what the application keeps, and the state of somebody
// in the middle is small.
func TestApplicationGetsTheAnswers(t *testing.T) {
	w := newWorld(t, definitions(t))
	for _, text := range []string{"/start poster_7", "english", "no", "yes", "leipzig", "yes", "Юля Коваленко"} {
		write(t, w, text)
	}
	if n := len(w.State(w.Person())); n > 1000 {
		t.Errorf("in the middle the state has %d bytes: %s", n, w.State(w.Person()))
	}
	for _, text := range []string{"yes", "no", "Ukrainian", "2", "1, 3", "no", "woman"} {
		write(t, w, text)
	}
	out := write(t, w, "send")
	thanks, ok := out[len(out)-1].(flows.Send)
	if !ok {
		t.Fatalf("the last effect is %+v", out)
	}
	at := strings.Index(thanks.Text, "WE-")
	if at < 0 {
		t.Fatalf("no number in %q", thanks.Text)
	}
	ref, ok := flows.ParseReference(thanks.Text[at : at+11])
	if !ok {
		t.Fatalf("no number in %q", thanks.Text)
	}
	a, err := flows.DecodeActor("", w.State(w.IDs().Of(flows.KindApplication, ref)))
	if err != nil {
		t.Fatal(err)
	}
	var app struct {
		Reference string
		Person    flows.ActorID
		Answers   map[string]string
		Received  time.Time
	}
	if err := json.Unmarshal(a.Body, &app); err != nil {
		t.Fatal(err)
	}
	if app.Reference != ref || app.Person != w.Person() || !app.Received.Equal(w.Now) {
		t.Errorf("it keeps %+v", app)
	}
	if got := fmt.Sprint(app.Answers); got != "map[adult:yes before:no childcare:no gender:woman language:en languages:Ukrainian link:poster_7 name:Юля Коваленко reading:slowly rule_fits:fits site:leipzig times:morning,evening]" {
		t.Errorf("its answers are %s", got)
	}
}

// After “No” only her language and the chat's number are kept, as the text says;
// and the numbers of the messages, so that the chat can be cleared.
func TestNoKeepsNothing(t *testing.T) {
	w := newWorld(t, definitions(t))
	for _, text := range []string{"/start poster_7", "english", "no", "no"} {
		write(t, w, text)
	}
	a, err := flows.DecodeActor("", w.State(w.Person()))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"c":1001,"la":9,"e":[1,1,1,1,1,1,1,1,1],"l":"en","k":true}`; string(a.Body) != want {
		t.Errorf("she said no, and kept is %s", a.Body)
	}
}

// Every text has an Arabic translation, and an override stands in for it.
func TestArabicIsComplete(t *testing.T) {
	sources, err := enrollment.Sources(nil)
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, sources)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range catalog.Status() {
		if s.Lang == "ar" && (s.Missing != 0 || s.Fuzzy != 0) {
			t.Errorf("Arabic: %+v", s)
		}
		if s.Lang == "en" && s.Reviewed != len(sources) {
			t.Errorf("English: %+v of %d", s, len(sources))
		}
	}
}

func TestOverrides(t *testing.T) {
	po := func(text string) fstest.MapFS {
		return fstest.MapFS{"po/nl.po": {Data: []byte("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" +
			"msgctxt \"programme.site.utrecht\"\nmsgid \"Utrecht\"\nmsgstr \"" + text + "\"\n")}}
	}
	plain := definitions(t)
	with, err := enrollment.Definitions(nil, po("Utreg"))
	if err != nil {
		t.Fatal(err)
	}
	if plain.Hash == with.Hash {
		t.Error("an override does not show in the hash")
	}
	w := newWorld(t, with)
	out := write(t, w, "/start")
	if send, ok := out[0].(flows.Send); !ok || len(send.Buttons) != 6 {
		t.Errorf("with an override for Dutch the languages are %+v", out)
	}
	if _, err := enrollment.Definitions(nil, fstest.MapFS{"po/ar.po": {Data: []byte("nonsense")}}); err == nil || !strings.Contains(err.Error(), "po/ar.po") {
		t.Errorf("an override that is no PO file: %v", err)
	}
	if _, err := enrollment.Definitions([]byte("organisation: X\n"), nil); err == nil || !strings.Contains(err.Error(), "programme:1:1") {
		t.Errorf("half a programme file: %v", err)
	}
}

// Whatever people do, each of their messages and taps is answered, nothing
// breaks a rule of Telegram, and from wherever they got to they can apply.
func TestNobodyIsStuck(t *testing.T) {
	defs := definitions(t)
	people := uint64(120)
	if racing {
		people = 10
	}
	for seed := range people {
		r := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t, defs)
		var done []string
		for range 40 {
			did, out, err := something(w, r)
			done = append(done, did)
			if err != nil {
				t.Fatalf("seed %d: %v\nafter %s", seed, err, strings.Join(done, " | "))
			}
			if len(out) == 0 && !strings.HasPrefix(did, "-") {
				t.Fatalf("seed %d: no answer after %s", seed, strings.Join(done, " | "))
			}
			if n := len(w.State(w.Person())); n > 4000 {
				t.Fatalf("seed %d: a state of %d bytes: %s", seed, n, w.State(w.Person()))
			}
		}
		if _, err := w.Release(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, text := range []string{"/cancel", "1", "/start", "english", "no", "1", "leipzig", "yes", "Amina", "yes", "no", "Dari", "1", "1", "no", "woman", "send"} {
			write(t, w, text)
		}
		last := write(t, w, "/status")
		if send, ok := last[0].(flows.Send); !ok || !strings.Contains(send.Text, "WE-") {
			t.Fatalf("seed %d: at the end: %+v\nafter %s", seed, last, strings.Join(done, " | "))
		}
	}
}

// something does one thing by chance. A name that begins with "-" need not be
// answered.
func something(w *rehearsal.World, r *rand.Rand) (did string, out []flows.Effect, err error) {
	texts := []string{
		"/start", "/start x", "/help", "/language", "/back", "/cancel", "/status", "/join", "/what", "/", "Amina", "1", "2", "3", "٢",
		"العربية", "English", "send", "yes, start", "", "🌸", "\u202e", strings.Repeat("ж", 4096), "{name}", "leipzig", "بلا",
	}
	switch n := r.IntN(20); {
	case n < 9:
		text := texts[r.IntN(len(texts))]
		out, err = w.Give(w.Person(), w.Write(text))
		return "text " + text[:min(len(text), 12)], out, err
	case n < 16:
		in, ok := w.AnyTap(r.IntN)
		if !ok {
			return "-", nil, nil
		}
		out, err = w.Give(w.Person(), in)
		return "tap", out, err
	case n == 16:
		w.Hold()
		return "-hold", nil, nil
	case n == 17:
		out, err = w.Release()
		return "-release", out, err
	case n == 18:
		out, err = w.Wake(time.Duration(r.IntN(12)) * time.Second)
		return "-wake", out, err
	default:
		out, err = w.Give(w.Person(), flows.Reach{Origin: flows.Origin{Chat: w.Chat}, Blocked: r.IntN(2) == 0})
		return "-reach", out, err
	}
}

func BenchmarkStep(b *testing.B) {
	defs := definitions(b)
	w := newWorld(b, defs)
	for _, text := range []string{"/start", "english", "no", "yes"} {
		write(b, w, text)
	}
	state := w.State(w.Person())
	turn := flows.Turn{Now: w.Now, IDs: w.IDs()}
	for name, in := range map[string]flows.Input{
		"label":  w.Write("leipzig"),
		"number": w.Write("2"),
		"help":   w.Write("/help"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a, err := flows.DecodeActor(w.Person(), state)
				if err != nil {
					b.Fatal(err)
				}
				r, err := defs.Step(turn, a, in)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := flows.EncodeActor(r.Actor); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
