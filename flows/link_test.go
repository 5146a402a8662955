package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
)

func TestLinksAreSealed(t *testing.T) {
	ids, err := flows.NewIDs([]byte("a secret of sixteen bytes"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []flows.Link{
		{},
		{Site: "leipzig"},
		{"leipzig", "spring27", "enrollment", "", ""},
		{Cohort: "c"},
		{Lang: "uk"},
		{"roma", "c", "enrollment", "fa-AF", ""},
		{About: "WE4K7M9Q2"},
		{"roma", "", "event_link", "fa-AF", "WE4K7M9Q2"},
	} {
		token, err := ids.Seal(l)
		if err != nil || len(token) > 64 || strings.ContainsAny(token, "+/=") || strings.Contains(token, "leip") {
			t.Fatalf("%+v: %q %v", l, token, err)
		}
		if again, _ := ids.Seal(l); again != token {
			t.Errorf("%+v gave %q, and then %q", l, token, again)
		}
		if got, ok := ids.OpenLink(token); !ok || got != l {
			t.Errorf("%+v came back as %+v", l, got)
		}
		other, err := flows.NewIDs([]byte("a secret of sixteen bytes"), 2)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := other.OpenLink(token); ok {
			t.Errorf("another bot read %+v", got)
		}
		for i := range len(token) {
			changed := token[:i] + string('A'+(token[i]+1)%26) + token[i+1:]
			if got, ok := ids.OpenLink(changed); ok && changed != token {
				t.Errorf("changed at %d it was read as %+v", i, got)
			}
		}
	}
	for _, l := range []flows.Link{{Site: "a b"}, {Site: "a|b"}, {Site: strings.Repeat("x", 20), Cohort: strings.Repeat("y", 20)}} {
		if token, err := ids.Seal(l); err == nil {
			t.Errorf("%+v was sealed as %q", l, token)
		}
	}
	if about := flows.LinkAbout("WE-4K7M-9Q2"); about != "WE4K7M9Q2" {
		t.Errorf("a reference stands in a link as %q", about)
	}
	for _, payload := range []string{"", "poster_7", strings.Repeat("A", 64), "==", "x"} {
		if got, ok := ids.OpenLink(payload); ok {
			t.Errorf("%q was read as %+v", payload, got)
		}
	}
}

// What was printed before a link could be about something leads where it did.
func TestLinksOfBeforeGoOn(t *testing.T) {
	ids, err := flows.NewIDs([]byte("a secret of sixteen bytes"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]flows.Link{
		"xPZB49wk5ty0AM0RatkBWhA7Rc-_A2YS79R21bM":    {Site: "leipzig", Cohort: "spring27"},
		"m0Y_ugEYFa4mA457eeCBq3bCV2IwenUwTfj4u8Vf0w": {Site: "roma", Flow: "enrollment", Lang: "uk"},
	} {
		if got, ok := ids.OpenLink(token); !ok || got != want {
			t.Errorf("%s leads to %+v, it led to %+v", token, got, want)
		}
		if now, err := ids.Seal(want); err != nil || now != token {
			t.Errorf("%+v is %s now (%v), it was %s", want, now, err, token)
		}
	}
}
