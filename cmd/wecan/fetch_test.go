package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wecan/bot/sandbox"
)

// speaker is a team whose form takes a voice message and a document, and
// somebody who applied with both.
func speaker(t *testing.T, voice sandbox.File) (*team, *joiner) {
	t.Helper()
	form, err := os.ReadFile("testdata/short/enrollment.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	flow := filepath.Join(dir, "enrollment.yaml")
	asks := "next: speak\n\n  speak: {ask: text, voice: true, text: \"What do you speak?\", save: languages, label: \"Languages\", again: \"Please say it.\", next: paper}\n\n" +
		"  paper: {ask: document, text: \"Please send the letter.\", save: paper, label: \"Letter\", next: review}\n\n  review:\n    review: [name, site, speak, paper]\n"
	changed := strings.Replace(string(form), "next: review\n\n  review:\n    review: [name, site]\n", asks, 1)
	if err := os.WriteFile(flow, []byte(changed), 0o600); err != nil || changed == string(form) { //nolint:gosec // a file of the test's own
		t.Fatalf("the form is not changed: %v", err)
	}
	if out, err := said(t, nil, "check", "--lock", "--flows="+dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r := &team{rig: newRig(t, longPoll)}
	r.env = append(r.env, "WECAN_FLOWS="+dir)
	r.served = r.serve(t)
	j := newJoiner(r.tg, 51, "en")
	j.sends = map[string]sandbox.File{"speak": voice, "paper": {Name: "letter.pdf", Mime: "application/pdf", Content: []byte("%PDF-1.4 a letter")}}
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r, j
}

// A voice message comes to whoever is to hear it, and it stands with the
// application who that was.
func TestAVoiceAnswerReachesTheTeam(t *testing.T) {
	words := append([]byte("OggS"), bytes.Repeat([]byte{7}, 5000)...)
	r, her := speaker(t, sandbox.File{Content: words})
	number, dir := her.number(), t.TempDir()
	out, err := r.applications(t, "show", number)
	if want := "a voice message; to open it: wecan applications fetch " + number + " --answer=languages --by=NAME --out=languages.oga"; err != nil || !strings.Contains(out, want) {
		t.Errorf("show: %v\n%s\nwant %s", err, out, want)
	}
	if strings.Contains(out, "sandbox-file") || !strings.Contains(out, "a document; to open it:") {
		t.Errorf("show:\n%s", out)
	}
	voice, paper := filepath.Join(dir, "voice.oga"), filepath.Join(dir, "paper.pdf")
	r.refuses(t, "choose one with --answer: languages, paper", "fetch", number, "--by=Anna", "--out="+voice)
	r.refuses(t, "has no file as its answer \"name\"; it has: languages, paper", "fetch", number, "--answer=name", "--by=Anna", "--out="+voice)
	r.refuses(t, "needs a name", "fetch", number, "--answer=languages", "--by=wecan", "--out="+voice)
	r.refuses(t, "there is no such application", "fetch", "WE-2222-222", "--by=Anna", "--out="+voice)
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("after what was refused there are %v, %v", list, err)
	}

	r.decides(t, "The answer languages, a voice message of 5004 bytes, is in "+voice, "fetch", strings.ToLower(number), "--answer=languages", "--by=Anna", "--out="+voice)
	r.decides(t, "The answer paper, a document of 17 bytes, is in "+paper, "fetch", number, "--answer=paper", "--by=Bilal", "--out="+paper)
	if got, err := os.ReadFile(voice); err != nil || !bytes.Equal(got, words) {
		t.Errorf("the file has %d bytes: %v", len(got), err)
	}
	if info, err := os.Stat(voice); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	r.refuses(t, "which is there already", "fetch", number, "--answer=paper", "--by=Bilal", "--out="+voice)
	if out, err = r.applications(t, "show", number); err != nil || !strings.Contains(out, "languages by Anna on 20") || !strings.Contains(out, "paper by Bilal on 20") || strings.Count(out, "opened") != 2 {
		t.Errorf("show: %v\n%s", err, out)
	}

	if out, err = r.applications(t, "list"); err != nil || strings.Contains(out, "Anna") {
		t.Errorf("to listen counts as a decision: %v\n%s", err, out)
	}
	if !r.tg.Lose(r.tg.FileID(her.user.ID, her.sent["speak"])) {
		t.Fatal("there is no such file")
	}
	again := filepath.Join(dir, "again.oga")
	r.refuses(t, "does not have this file any more", "fetch", number, "--answer=languages", "--by=Anna", "--out="+again)
	if _, err := os.Stat(again); err == nil {
		t.Error("an empty file stays")
	}
	if out, err = r.applications(t, "show", number); err != nil || strings.Count(out, "opened") != 2 {
		t.Errorf("what was not heard is written down: %v\n%s", err, out)
	}
	r.served.stop(t)
	r.fair(t)
	for _, secret := range []string{"Anna", "sandbox-file", sandbox.DefaultToken[11:]} {
		if strings.Contains(r.served.log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

func TestATooLargeVoiceAnswerIsNotFetched(t *testing.T) {
	r, her := speaker(t, sandbox.File{Size: 21 << 20})
	r.refuses(t, "more than 20 MB", "fetch", her.number(), "--answer=languages", "--by=Anna", "--out="+filepath.Join(t.TempDir(), "x.oga"))
	r.served.stop(t)
}
