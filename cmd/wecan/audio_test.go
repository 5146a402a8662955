package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
)

// voices is a folder with one recording, longer by some bytes than it need be.
func voices(t *testing.T, file string, longer int) string {
	t.Helper()
	tone, err := os.ReadFile(filepath.Join(top, "bot/telegram/testdata/tone.ogg"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, fstest.MapFS{file: {Data: slices.Concat(tone, make([]byte, longer))}}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A recording too large for a voice is told of, with what to do.
func TestALargeRecordingIsToldOf(t *testing.T) {
	const file = "ar/enrollment.who.ogg"
	info, err := os.Stat(filepath.Join(voices(t, file, 0), file))
	if err != nil {
		t.Fatal(err)
	}
	for extra, ok := range map[int]bool{0: true, 1: false} {
		dir := voices(t, file, telegram.ClipLimit-int(info.Size())+extra)
		out, err := said(t, nil, "check", "--audio="+dir)
		if (err == nil) != ok || strings.Contains(out, "the file is larger than 1024 KB") == ok {
			t.Errorf("%d bytes above the limit: %v\n%s", extra, err, out)
		}
	}
}

// The voice comes before its text, from an upload first and then by its id, also
// after a restart.
func TestVoicesAreHeard(t *testing.T) {
	const file = "ar/enrollment.language.ogg"
	dir := voices(t, file, 0)
	r := newRig(t, longPoll)
	r.env = append(r.env, "WECAN_AUDIO="+dir)
	for i := range 2 {
		b := r.serve(t)
		if i == 1 { // what is at Telegram is not read again
			if err := os.Remove(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
		}
		u := sandbox.User{ID: int64(31 + i), FirstName: "Test", LanguageCode: "ar"}
		r.tg.Say(u, "/start")
		waitFor(t, func() bool { return len(r.tg.Messages(u.ID)) == 3 })
		if all := r.tg.Messages(u.ID); all[1].Kind != "voice" || all[2].Kind != "text" || len(all[2].Buttons) == 0 {
			t.Errorf("she sees %+v", all[1:])
		}
		b.stop(t)
	}
	r.fair(t)
	if n := r.tg.Count("sendVoice"); n != 2 {
		t.Errorf("%d voices were sent", n)
	}
}
