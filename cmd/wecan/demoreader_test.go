package main

import (
	"reflect"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// An answer that was spoken is no text: the team reads that there is a voice
// message, not the number of a file.
func TestASpokenAnswerIsToldAsOne(t *testing.T) {
	const spoken = "\x01voice:AwACAgIAAx"
	words, err := loadDraft(&settings{})
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[i18n.Lang]string{"en": "🎤 Voice message", "ar": "🎤 رسالة صوتية"} {
		answers := newDeskReader(words, lang).answers(map[string]string{"languages": spoken})
		if len(answers) != 1 || answers[0].Text != want || answers[0].File != "voice" || answers[0].Field != "languages" {
			t.Errorf("in %s the page tells %q, want %q", lang, answers, want)
		}
	}
	if got := heard(words.defs.Book, "WE-4K7M-9Q2", "languages", spoken); got != "a voice message; to open it: wecan applications fetch WE-4K7M-9Q2 --answer=languages --by=NAME --out=languages.oga" {
		t.Errorf("the command tells %q", got)
	}
	if got := heard(words.defs.Book, "WE-4K7M-9Q2", "languages", "Arabic"); got != "Arabic" {
		t.Errorf("the command tells %q", got)
	}
}

// The end of an offer goes with the time zone of its site; nobody else has one.
func TestAnOfferTellsItsEnd(t *testing.T) {
	words, err := loadDraft(&settings{})
	if err != nil {
		t.Fatal(err)
	}
	r := newDeskReader(words, "es")
	var f filed
	f.Answers = map[string]string{"site": "leipzig"}
	f.Status, f.Until = enrollment.StatusOffered, time.Date(2026, 3, 5, 22, 30, 0, 0, time.UTC)
	if got := r.line(f); !got.Until.Equal(f.Until) || got.Zone != "Europe/Berlin" {
		t.Errorf("an offer ends at %v in %s", got.Until, got.Zone)
	}
	f.Status = enrollment.StatusDeclined // this is the time to appeal
	if got := r.line(f); !got.Until.IsZero() || got.Zone != "" {
		t.Errorf("a decline has the end %v in %s", got.Until, got.Zone)
	}
	site, _ := words.defs.Programme.Site("roma")
	got := r.places(sitePlaces{enrollment.Tally{Total: 16, Taken: 3, Offered: 1, Free: 13, Reserved: []enrollment.Reserve{{Group: "women", Total: 8, Taken: 2, Free: 6}}}, site})
	want := sandbox.Places{Site: "Roma", Total: 16, Taken: 3, Offered: 1, Free: 13, Reserved: []sandbox.Reserved{{Group: "women", Total: 8, Free: 6}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the places are %+v", got)
	}
}
