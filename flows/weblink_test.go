package flows_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// invited is told two addresses.
const invited = `
flow: invited
first: come
triggers: {told: thing.invites, gives: [map, call], again: true}
steps:
  come:
    ask: choice
    text: "Do you come?"
    options: {yes: {label: "👍 Yes", go: place}, no: {label: "👎 No", go: over}}
    links: {map: "🗺 Map", call: {label: "📹 Join", note: "Opens a video call."}}
  place: {say: "This is the place.", links: {map: "🗺 Map"}, next: over}
  over: {end: left}
`

func invitation() flows.Capability {
	c := capability(map[string]string{"flow.yaml": asking, "invited.yaml": invited})
	c.Tells = map[string][]string{"thing.invites": {"map", "call"}}
	return c
}

// buttonsIn are the buttons of an effect, each with the address that it opens.
func buttonsIn(e flows.Effect) string {
	send, _ := e.(flows.Send)
	edit, _ := e.(flows.Edit)
	rows := append(send.Buttons, edit.Buttons...) //nolint:gocritic // it is one or the other
	var out []string
	for _, row := range rows {
		out = append(out, row[0].Label+" "+row[0].URL)
	}
	return strings.Join(out, "|")
}

func begunInvitation(t *testing.T, given map[string]string) (*rehearsal.World, []flows.Effect) {
	t.Helper()
	book, err := flows.Parse(invitation())
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, nil, programme)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, "/language")
	tap(t, w, "English")
	in, err := w.Told("thing.invites", given)
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Give(w.Person(), in)
	if err != nil {
		t.Fatal(err)
	}
	return w, out
}

// Links stand last, so that a row's number still names its option, and stay below a
// question that was answered. What is no address of the web makes no button.
func TestLinksStandBesideTheAnswers(t *testing.T) {
	const address = "https://maps.example.org/?q=51.3,12.4"
	w, out := begunInvitation(t, map[string]string{"map": address, "call": "http://call.example.org"})
	if got, want := buttonsIn(out[len(out)-1]), "👍 Yes |👎 No |☰ Menu |🗺 Map "+address; got != want {
		t.Errorf("the question has %q, want %q", got, want)
	}
	out, err := w.Give(w.Person(), w.Write("4")) // a link cannot be chosen
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(out); strings.Contains(got, "This is the place.") {
		t.Errorf("after the number of a link: %q", got)
	}
	out, err = w.Give(w.Person(), w.Write("1"))
	if err != nil {
		t.Fatal(err)
	}
	var edited, said string
	for _, e := range out {
		if _, is := e.(flows.Edit); is {
			edited = buttonsIn(e)
		} else {
			said += buttonsIn(e)
		}
	}
	if edited != "🗺 Map "+address || said != "🗺 Map "+address {
		t.Errorf("the answered question has %q, the next text %q", edited, said)
	}
	_, out = begunInvitation(t, nil)
	if got := buttonsIn(out[len(out)-1]); got != "👍 Yes |👎 No |☰ Menu " {
		t.Errorf("without addresses: %q", got)
	}
}

// A transcript shows where a link leads, and the walk tries the flow with links and
// without.
func TestLinksInATranscript(t *testing.T) {
	book, err := flows.Parse(invitation())
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, nil, programme)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := rehearsal.Line(w, "> /language"); err != nil {
		t.Fatal(err)
	}
	_, got, err := rehearsal.Line(w, "told: thing.invites map=https://example.org/a; call=https://example.org/b")
	if err != nil || !strings.Contains(got, "[🗺 Map → https://example.org/a]\n") || !strings.Contains(got, "[📹 Join → https://example.org/b]\n") {
		t.Errorf("%q, %v", got, err)
	}
	with, without := 0, 0
	for _, given := range defs.Givens("invited", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)) {
		if flows.WebAddress(given["map"]) == "" {
			without++
		} else {
			with++
		}
	}
	if with != 2 || without != 2 {
		t.Errorf("tried with a map %d times, without %d", with, without)
	}
}

func TestWebAddress(t *testing.T) {
	for value, want := range map[string]string{
		"https://example.org":              "https://example.org",
		"https://example.org:8443/a?b=c#d": "https://example.org:8443/a?b=c#d",
		"https://example.org/Straße 1":     "https://example.org/Stra%C3%9Fe%201",
		"HTTPS://Example.org/x":            "https://Example.org/x",
		"":                                 "",
		"http://example.org":               "",
		"example.org":                      "",
		"javascript:alert(1)":              "",
		"tg://user?id=1":                   "",
		"https://":                         "",
		"https:///x":                       "",
		"https:example.org":                "",
		"https://localhost/x":              "",
		"https://example.":                 "",
		"https://.org":                     "",
		"https://user:word@example.org":    "",
		"https://exa mple.org":             "",
		"https://пример.рф":                "",
		"https://example.org/\n":           "",
		"https://example.org/?q=\u2028":    "",
		"https://example.org:port/":        "",
		"https://example.org/" + strings.Repeat("a", 1024):    "",
		"https://example.org/" + strings.Repeat("a", 1024-20): "https://example.org/" + strings.Repeat("a", 1024-20),
		"https://example.org/%zz":                             "",
		" https://example.org":                                "",
	} {
		if got := flows.WebAddress(value); got != want {
			t.Errorf("%.60q is %.60q, want %.60q", value, got, want)
		}
	}
}

func TestParseLinks(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"not told":   {"gives: [map, call]", "gives: [map]", `nothing tells the address "call"; a link has the name of a value under gives; there are: map`},
		"status":     {"again: true}", "again: true, status: place}", `map was told to the flow and is forgotten when it is over, so /status cannot show the link`},
		"long":       {`"📹 Join"`, `"📹 Join the video call of this group now"`, `a button shows at most 30 characters`},
		"no label":   {`{label: "📹 Join", note: "Opens a video call."}`, `{note: "Opens a video call."}`, `the field "label" is missing`},
		"many":       {`{map: "🗺 Map"}, next`, `{map: A, call: B, c: C, d: D}, next`, `a step has 1 to 3 links`},
		"no field":   {`{map: "🗺 Map"}, next`, `{a-b: "🗺 Map"}, next`, `"a-b" is no name of a field`},
		"with hole":  {`"🗺 Map", call`, `"Map {map}", call`, `a button's text has no placeholders`},
		"of another": {`say: "This is the place.", links`, `wait: {for: 1h}, links`, `a step with wait has no field "links"`},
	} {
		one := invitation()
		one.Flows = capability(map[string]string{"flow.yaml": asking, "invited.yaml": strings.Replace(invited, c.from, c.to, 1)}).Flows
		_, err := flows.Parse(one)
		var problems flows.FileErrors
		if !errors.As(err, &problems) || !strings.Contains(problems.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	book, err := flows.Parse(invitation())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range book.Sources() {
		if strings.Contains(string(s.Key), ".link.") {
			keys = append(keys, string(s.Key)+"="+s.Text+"="+s.Note)
		}
	}
	got, err := json.Marshal(keys)
	if err != nil || string(got) != `["invited.come.link.map=🗺 Map=","invited.come.link.call=📹 Join=Opens a video call.","invited.place.link.map=🗺 Map="]` {
		t.Errorf("the sources are %s", got)
	}
}
