package main

import (
	"reflect"
	"slices"
	"strings"
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
	words := wordsOf(t, settings{})
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

// The desk shows what prepares the course. The name for the certificate stands
// only where it is asked for, the funder's questions nowhere.
func TestDetailsAtTheDesk(t *testing.T) {
	words := wordsOf(t, settings{})
	const body = `{"reference":"WE-4K7M-9Q2","answers":{"name":"Amina","site":"leipzig"},"status":"accepted","details":{` +
		`"answers":{"track":"navigator","skills":"cooking,teaching","own_words":"A kitchen."},"certificate":"Legal Name","funder":{"funder_work":"looking"}}}`
	view, ok, err := enrollment.ReadView([]byte(body))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	f := filed{View: view}
	var shown []string
	for _, a := range newDeskReader(words, "en").dossier(f).Answers {
		shown = append(shown, a.Label+": "+a.Text)
	}
	want := []string{"Name: Amina", "City: Leipzig", "My way: Community navigator", "Skills: Cooking, Teaching", "My words: A kitchen."}
	slices.Sort(shown)
	slices.Sort(want)
	if !slices.Equal(shown, want) {
		t.Errorf("the demo's desk shows %q, want %q", shown, want)
	}
	printed := func() string {
		var out strings.Builder
		if err := printOne(&out, f, words.defs); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if out := printed(); !strings.Contains(out, "name for the certificate  Legal Name") || strings.Contains(out, "looking") {
		t.Errorf("with the name for the certificate the command prints\n%s", out)
	}
	f.HideCertificate()
	if out := printed(); !strings.Contains(out, "for the course track      navigator") || strings.Contains(out, "Legal") {
		t.Errorf("the command prints\n%s", out)
	}
	var list strings.Builder
	if err := printList(&list, []filed{f}); err != nil || strings.Contains(list.String(), "kitchen") || strings.Contains(list.String(), "navigator") {
		t.Errorf("the list shows\n%s", list.String())
	}
}

// The end of an offer goes with the time zone of its site; nobody else has one.
func TestAnOfferTellsItsEnd(t *testing.T) {
	words := wordsOf(t, settings{})
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
