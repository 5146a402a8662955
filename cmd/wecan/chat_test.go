package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"wecan/flows/flowtest"
)

// chatted has a chat of these lines, and answers its screen and transcript,
// which must play as it went.
func chatted(t *testing.T, dir string, args []string, lines ...string) (screen, transcript string, err error) {
	t.Helper()
	record := filepath.Join(t.TempDir(), "one.chat")
	var line commandLine
	parser, err := kong.New(&line, kong.BindTo(t.Context(), (*context.Context)(nil)))
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := parser.Parse(append([]string{"chat", "--flows=" + dir, "--record=" + record}, args...))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = chosen.Run(&invocation{flags: chosen.Flags(), stdin: strings.NewReader(strings.Join(lines, "\n")), stdout: &out, stderr: &out, words: readWords})
	data, errRead := os.ReadFile(record)
	words, errWords := loadDraft(&settings{FlowsDir: dir})
	if errRead != nil || errWords != nil {
		t.Fatal(errRead, errWords, err)
	}
	if err := flowtest.Compare(words.defs, os.DirFS(filepath.Dir(record)), "one.chat"); err != nil {
		t.Errorf("the transcript plays another way: %v", err)
	}
	return out.String(), string(data), err
}

// every writes a folder with a flow that has what a phone can send.
func every(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"garden.yaml": gardenFlow, "skills.yaml": skillsFlow, "files.yaml": filesFlow} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const filesFlow = `flow: files
first: face
triggers: {command: files, menu: "Files"}
steps:
  face: {ask: photo, text: "A photo, please.", save: face, label: "Photo", next: proof}
  proof: {ask: document, private: true, text: "A letter, please.", save: proof, label: "Letter", next: idea}
  idea: {ask: voice, text: "Say something.", save: idea, label: "Idea", next: phone}
  phone: {ask: contact, text: "Which number?", save: phone, label: "Phone", next: where}
  where: {ask: location, text: "Where are you?", save: where, label: "Where", next: rest}
  rest: {wait: {for: 2d}, next: bye}
  bye: {say: "We have all.", next: over}
  over: {end: done}
`

// Everything that can be typed is recorded as it went, and plays the same way.
func TestChatRecordsWhatHappens(t *testing.T) {
	screen, transcript, err := chatted(t, every(t), []string{"files"},
		":sticker", ":photo", "here it is", ":document 9000 application/pdf", ":voice", ":contact +49 170 1", ":tap share", ":location",
		":block", ":wake 2d", ":unblock", ":edit 3 there it is", "/garden", `C:\new * 5*3`, "leipzig", "1 3", ":old Menu", ":tap 1", "3", "12.3.2019", " :) ", ":tap send", ":told nothing", "::", ":quit")
	if err != nil {
		t.Error(err)
	}
	for _, want := range []string{"media: document 9000 application/pdf\ndeleted: message 5\n", "media: contact +491701\n", "media: contact +4915112345678 own\n", "media: location 51.34 12.37\n", "wake 2d\n", "edited 3: there it is\n", `> C:\\new \* 5\*3` + "\n", "tap old: ☰ Menu\n", ">  :) \n", "tap: Send\n", "> ::\n"} {
		if !strings.Contains(transcript, want) {
			t.Errorf("the transcript lacks %q", want)
		}
	}
	for _, want := range []string{"a message is deleted", `Name: C:\new * 5*3`, "write :wake 2d"} {
		if !strings.Contains(screen, want) {
			t.Errorf("the screen lacks %q", want)
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", screen, transcript)
	}
}

// Whatever somebody types, in English or Arabic, the transcript plays as it
// went.
func TestChatRecordsWhateverIsTyped(t *testing.T) {
	dir := every(t)
	lines := []string{
		"1", "2", "3", "4", "٢", "Юля", "سلمى", "menu", "back", "/start", "/join", "/garden", "/files", "/menu", "/language", "english", "العربية",
		":tap 1", ":tap 2", ":tap 3", ":tap 4", ":tap 5", ":old Menu", ":photo", ":voice", ":document", ":contact", ":location", ":sticker", ":wake 11s", ":wake 4d",
		":edit 1 x*3", ":block", ":unblock", "x*300", `\n`, `\*5*4`, "yes", "12.03.2019", "1 3", "/status", "/stop", "/cancel", "  ", "#", "> tap: x",
	}
	chats := uint64(12)
	if racing {
		chats = 2
	}
	for seed := range chats {
		random := rand.New(rand.NewPCG(seed, 1))
		var typed []string
		for range 150 {
			typed = append(typed, lines[random.IntN(len(lines))])
		}
		lang := []string{"--lang=en", "--lang=ar"}[seed%2]
		if _, transcript, err := chatted(t, dir, []string{lang}, typed...); err != nil && !strings.Contains(err.Error(), "could not be done") || strings.Count(transcript, "\n") < 300 {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// A turn that breaks ends the chat; what was written before it stays.
func TestChatEndsWhereATurnBreaks(t *testing.T) {
	dir := t.TempDir()
	flow := "flow: long\nfirst: aa\ntriggers: {command: long}\nsteps:\n"
	for i := range 30 {
		flow += fmt.Sprintf("  %s: {ask: text, text: \"Write.\", again: \"Write.\", save: f%d, label: \"L\", next: %s}\n", name(i), i, name(i+1))
	}
	flow += "  " + name(30) + ": {say: \"" + strings.Repeat("{f0}{f1}{f2}{f3}", 18) + "\", next: over}\n  over: {end: done}\n"
	if err := os.WriteFile(filepath.Join(dir, "long.yaml"), []byte(flow), 0o600); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i := range 30 {
		lines = append(lines, strconv.Itoa(i)+strings.Repeat("x", 400))
	}
	screen, transcript, err := chatted(t, dir, []string{"long"}, lines...)
	if err == nil || !strings.Contains(err.Error(), "the turn failed, so the conversation ends here") || strings.Contains(transcript, "> 29") || !strings.Contains(transcript, "> 28") {
		t.Errorf("%v\n%s", err, screen[max(0, len(screen)-500):])
	}
}

func name(i int) string { return string(rune('a'+i/26)) + string(rune('a'+i%26)) }
