package flowtest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/flows/flowtest"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

const hello = `
flow: hello
first: greet
triggers: {start: true}
steps:
  greet: {say: "Hello!", next: over}
  over: {end: done}
`

func definitions(t *testing.T, flow string) *flows.Definitions {
	t.Helper()
	book, err := flows.Parse(flows.Capability{Name: "test", Dir: "test", Flows: fstest.MapFS{"flow.yaml": {Data: []byte(flow)}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte("organisation: Org\nkeep: {months: 6}\nsites: {here: {name: Here, time_zone: Europe/Rome, emergency: '112', person: team@example.org}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}

func TestCompareRefuses(t *testing.T) {
	defs := definitions(t, hello)
	files := fstest.MapFS{
		"right.chat":   {Data: []byte("# A greeting.\n> /start\nbot: Hello!\n")},
		"other.chat":   {Data: []byte("> /start\nbot: Goodbye!\n")},
		"silent.chat":  {Data: []byte("> /start\n")},
		"more.chat":    {Data: []byte("> /start\nbot: Hello!\nbot: Hello!\n")},
		"nothing.chat": {Data: []byte("dance wildly\n")},
		"button.chat":  {Data: []byte("> /start\nbot: Hello!\ntap: Nowhere\n")},
	}
	for name, want := range map[string]string{
		"right.chat": "", "other.chat": "line 2 differs", "silent.chat": "line 2 differs", "more.chat": "line 3 differs",
		"missing.chat": "is missing", "nothing.chat": "nothing that can be done", "button.chat": `no button says "Nowhere"`,
	} {
		err := flowtest.Compare(defs, files, name)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestCheck(t *testing.T) {
	tap := flows.Tap{Query: "q"}
	ok := flows.Send{Chat: 1, Text: "Hello", Buttons: [][]flows.Button{{{Label: "Go", Data: "x"}}}}
	button := func(b ...flows.Button) flows.Effect {
		return flows.Send{Chat: 1, Text: "x", Buttons: [][]flows.Button{b}}
	}
	for name, c := range map[string]struct {
		in   flows.Input
		out  []flows.Effect
		want string
	}{
		"fine":         {tap, []flows.Effect{flows.Answer{Query: "q"}, ok}, ""},
		"no answer":    {tap, []flows.Effect{ok}, "answered 0 times"},
		"late answer":  {tap, []flows.Effect{ok, flows.Answer{Query: "q"}}, "not the first"},
		"other query":  {tap, []flows.Effect{flows.Answer{Query: "r"}}, "not the first"},
		"empty":        {flows.Text{}, []flows.Effect{flows.Send{Chat: 1, Text: "\n"}}, "a message of"},
		"too long":     {flows.Text{}, []flows.Effect{flows.Send{Chat: 1, Text: strings.Repeat("😀", 2049)}}, "a message of 4098"},
		"no chat":      {flows.Text{}, []flows.Effect{flows.Send{Text: "x"}}, "no chat"},
		"decomposed":   {flows.Text{}, []flows.Effect{flows.Send{Chat: 1, Text: "e\u0301"}}, "normal form"},
		"data":         {flows.Text{}, []flows.Effect{button(flows.Button{Label: "x", Data: strings.Repeat("y", 65)})}, "65 bytes"},
		"two actions":  {flows.Text{}, []flows.Effect{button(flows.Button{Label: "x", Data: "y", URL: "z"})}, "exactly one thing"},
		"long label":   {flows.Text{}, []flows.Effect{button(flows.Button{Label: strings.Repeat("y", 35), Data: "y"})}, "35 characters"},
		"side by side": {flows.Text{}, []flows.Effect{button(flows.Button{Label: "x", Data: "y"}, flows.Button{Label: "x", Data: "z"})}, "2 buttons in a row"},
		"no text":      {flows.Text{}, []flows.Effect{flows.Send{Chat: 1, Text: "⟦a.b.c⟧"}}, "without its text"},
		"no message":   {flows.Text{}, []flows.Effect{flows.Edit{Chat: 1, Text: "x"}}, "Edit of no message"},
	} {
		err := rehearsal.Check(c.in, c.out)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
