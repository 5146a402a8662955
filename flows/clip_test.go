package flows

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestOnlyWhoCanBeWrittenToHears(t *testing.T) {
	said := &text{key: "tea.who.text"}
	e := &engine{voices: map[clipAt]Clip{{"en", said.key}: NewClip("en/tea.who.ogg", nil)}}
	for name, c := range map[string]struct {
		p    person
		want int
	}{
		"somebody":     {person{Chat: 5, profile: profile{Lang: "en"}}, 2},
		"not recorded": {person{Chat: 5, profile: profile{Lang: "ar"}}, 1},
		"blocked":      {person{Chat: 5, Blocked: true, profile: profile{Lang: "en"}}, 0},
		"no chat yet":  {person{profile: profile{Lang: "en"}}, 0},
	} {
		k := &talk{e: e, p: &c.p}
		k.emit(Send{Chat: c.p.Chat, Text: "I am a computer."})
		k.play(said, false)
		if len(k.out) != c.want {
			t.Errorf("%s: %+v", name, k.out)
		}
		if _, first := slices.Concat(k.out, []Effect{nil})[0].(Play); first != (c.want == 2) {
			t.Errorf("%s: %+v", name, k.out)
		}
	}
}

// What stands on a button is read beside its question, whatever its id.
func TestSpokenNamesNoButtons(t *testing.T) {
	book, err := Parse(Capability{Name: "tea", Dir: "tea", Flows: fstest.MapFS{"tea.yaml": {Data: []byte(`
flow: tea
first: how
triggers: {command: tea, menu: "Tea"}
steps:
  how: {ask: choice, text: "How?", why: "To make it.", options: {text: "By text", why: "Why not"}, save: how, label: "How", next: look}
  look: {review: [how], text: "Right?", submit: "Yes", next: thanks}
  thanks: {say: "Thanks.", next: over}
  over: {end: done}
`)}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := book.Spoken("tea"), []string{"tea.how", "tea.how.why", "tea.look", "tea.thanks"}; !slices.Equal(got, want) {
		t.Errorf("spoken %q, want %q", got, want)
	}
	if got := book.Spoken("coffee"); got != nil || !slices.Contains(book.Flows(), "tea") {
		t.Errorf("%q, %q", got, book.Flows())
	}
}
