package flowtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/flowtest"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// spoken are the flow tea with recordings of these files.
func spoken(t *testing.T, files ...string) *flows.Definitions {
	t.Helper()
	folder := os.DirFS("testdata/spoken")
	book, err := flows.Parse(flows.Capability{Name: "tea", Dir: "tea", Flows: folder})
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte("organisation: Org\nkeep: {months: 6}\nsites: {here: {name: Here, time_zone: Europe/Rome, emergency: '112', person: team@example.org}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(folder, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	var clips []flows.Clip
	for _, file := range files {
		clips = append(clips, flows.NewClip(file, []byte(file)))
	}
	defs, err := flows.Compile(book, catalog, p, clips...)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}

func recorded() []string {
	return []string{
		"ar/tea.cups.ogg", "ar/tea.name.mp3", "en/tea.cups.ogg", "en/tea.look.ogg", "en/tea.more.ogg", "en/tea.name.ogg", "en/tea.name.why.ogg", "en/tea.served.oga", "en/tea.who.ogg",
		"en/tea.nothing.ogg", "en/tea.name.again.ogg", "en/tea.name.label.ogg", "tlh/tea.who.ogg", // nothing of this is ever played
	}
}

func TestSpokenTranscripts(t *testing.T) {
	var write func(name string, data []byte) error
	if *update {
		write = func(name string, data []byte) error {
			return os.WriteFile(filepath.Join("testdata/spoken", name), data, 0o600)
		}
	}
	flowtest.Golden(t, spoken(t, recorded()...), os.DirFS("testdata/spoken"), []string{"english", "arabic", "blocked", "phone"}, write)
}

// A voice is a message of the chat: what clears the chat takes it away too.
func TestClearTakesVoicesAway(t *testing.T) {
	w, err := rehearsal.NewWorld(spoken(t, recorded()...))
	if err != nil {
		t.Fatal(err)
	}
	give := func(in flows.Input, err error) []flows.Effect {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Give(w.Person(), in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	give(w.Write("/start"), nil)
	give(w.Tap("English", false)) // two voices, two texts
	var gone []int
	for _, e := range give(w.Write("/clear"), nil) {
		if d, ok := e.(flows.Delete); ok {
			gone = append([]int{d.Message}, d.More...)
		}
	}
	if want := []int{1, 2, 3, 4, 5, 6, 7}; !slices.Equal(gone, want) {
		t.Errorf("deleted %v, want %v", gone, want)
	}
}

// Recordings change nothing else: without them the same transcripts have the
// same lines.
func TestWithoutRecordingsAllIsTheSame(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"english.chat", "arabic.chat", "blocked.chat", "phone.chat"} {
		data, err := os.ReadFile(filepath.Join("testdata/spoken", name))
		if err != nil {
			t.Fatal(err)
		}
		var silent strings.Builder
		for line := range strings.Lines(string(data)) {
			if !strings.HasPrefix(line, "play: ") {
				silent.WriteString(line)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(silent.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := flowtest.Compare(spoken(t), os.DirFS(folder), name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheHashCoversRecordings(t *testing.T) {
	one := spoken(t, "en/tea.who.ogg")
	if one.Hash != spoken(t, "en/tea.who.ogg").Hash {
		t.Error("the same recordings gave two hashes")
	}
	if one.Hash == spoken(t).Hash || one.Hash == spoken(t, "ar/tea.who.ogg").Hash {
		t.Error("other recordings have the same hash")
	}
	a, b := flows.NewClip("en/a.b.ogg", []byte("1")), flows.NewClip("en/a.b.ogg", []byte("2"))
	if a == b || a.Name() != "a.b" || a.Language() != "en" {
		t.Errorf("%+v, %+v", a, b)
	}
}
