package main

import (
	"testing"

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
