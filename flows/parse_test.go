package flows_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

// Every mistake of a file is reported at once, with its place.
func TestParseReportsEverything(t *testing.T) {
	file := `flow: Broken
first: nowhere
colour: red
triggers: {command: help, color: blue}
steps:
  hello:
    say: "One? Two?"
    nxt: name
  name:
    ask: text
    text: "Your name, {who}?"
    save: name
    check: {length: [5, 1], digits: true}
    next: gone
  both: {say: "x", end: done}
  pick: {ask: colour, text: "x"}
  list: {ask: choice, text: "x", options: towns, next: hello}
  send: {do: thing.post, answer: {well: hello}, timeout: {after: soon, go: hello}, late: {}}
  late: {do: thing.send, answer: {}, timeout: {after: 1s, go: hello}, late: {never: hello}}
  look: {review: [hello], text: "x", submit: "A button with far too many characters", next: end}
  end: {end: somehow}
`
	_, err := flows.Parse(capability(map[string]string{"bad.yaml": file}))
	var problems flows.FileErrors
	if !errors.As(err, &problems) {
		t.Fatalf("the error is %v", err)
	}
	got := problems.Error()
	for _, want := range []string{
		`test/bad.yaml:1:1: "Broken" is no id`,
		`test/bad.yaml:3:1: a flow file has no field "colour"; it may have: erase, first, flow, moved, secret, steps, triggers, uses`,
		`test/bad.yaml:4:27: triggers has no field "color"`,
		`test/bad.yaml:6:3: the field "next" is missing`,
		`test/bad.yaml:7:5: ask one question at a time`,
		`test/bad.yaml:8:5: a step with say has no field "nxt"`,
		`test/bad.yaml:9:3: the field "again" is missing`,
		`test/bad.yaml:13:13: length must be [least, most], the smaller number first`,
		`test/bad.yaml:13:29: check has no field "digits"`,
		`test/bad.yaml:15:3: the step "both" must have exactly one of the fields say, ask, review, do, set, branch, call, wait, end; it has 2`,
		`test/bad.yaml:16:10: "colour" is no kind of question`,
		`test/bad.yaml:18:`, `this must be a length of time`,
		`a button shows at most 30 characters`,
		`test/bad.yaml:21:9: "somehow" is no way to end`,
		`test/bad.yaml:1:1: the flow begins with the step "nowhere"`,
		`the command /help belongs to the engine`,
		`test/bad.yaml:11:5: nothing fills the placeholder {who}`,
		`test/bad.yaml:14:5: the flow has no step "gone"`,
		`there is no action "thing.post"`,
		`thing.send needs the field "site": a step must save it, or uses must name it`,
		`thing.send may be answered with "well"`,
		`thing.send is never answered with "never"`,
		`the step "hello" must be a question with save and label`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestParseRefuses(t *testing.T) {
	step := func(s string) string { return "flow: x\nfirst: a\nsteps:\n" + s }
	for name, c := range map[string]struct{ file, want string }{
		"not YAML":      {"flow: [", "this is not YAML"},
		"empty":         {"", "must hold one YAML document"},
		"two documents": {"a: 1\n---\nb: 2\n", "must hold one YAML document"},
		"a list":        {"- a\n- b\n", "must hold fields, each as name: value"},
		"twice":         {"flow: x\nflow: y\n", "x.yaml:2:1: this is not YAML"},
		"a circle":      {step("  a: {say: \"x\", next: b}\n  b: {set: {f: v}, next: a}\n"), "without a question"},
		"menu step":     {step("  menu: {say: \"x\", next: a}\n  a: {end: done}\n"), "no step can be called menu"},
		"long id":       {step("  abcdefghijklmnopq: {end: done}\n"), "17 characters; at most 16"},
		"long text":     {step("  a: {say: \"" + strings.Repeat("x", 301) + "\", next: b}\n  b: {end: done}\n"), "301 characters; write at most 300"},
		"sentences":     {step("  a: {say: \"A. B. C. D. E.\", next: b}\n  b: {end: done}\n"), "5 sentences"},
		"braces":        {step("  a: {say: \"a {b\", next: b}\n  b: {end: done}\n"), "x.yaml:4:7: \"{\" without \"}\""},
		"number":        {step("  a: {say: 12, next: b}\n  b: {end: done}\n"), "put it in quotes"},
		"engine field":  {step("  a: {ask: text, text: \"x\", again: \"y\", save: link, next: b}\n  b: {end: done}\n"), "belongs to the engine"},
		"saved twice": {
			step("  a: {ask: text, text: \"x\", again: \"y\", save: f, next: b}\n  b: {ask: text, text: \"x\", again: \"y\", save: f, next: c}\n  c: {end: done}\n"),
			`the step "a" saves the field "f" already`,
		},
		"a word for a number": {
			step("  a: {ask: number, text: \"x\", check: {range: [1, 9]}, again: \"y\", save: f, next: b}\n  b: {set: {f: many}, next: c}\n  c: {end: done}\n"),
			`the field "f" is a number`,
		},
		"three days":  {step("  a: {wait: {for: 3 days}, next: b}\n  b: {end: done}\n"), "such as 3d, 12h or 90m"},
		"a moment":    {step("  a: {wait: {for: 10s}, next: b}\n  b: {end: done}\n"), "at least a minute"},
		"engine flow": {"flow: cancel\nfirst: a\nsteps: {a: {end: done}}\n", "stands in flows/builtin/cancel.yaml already"},
		"no way on":   {step("  a: {ask: choice, text: \"x\", options: {one: {label: \"One\", go: b}, two: \"Two\"}}\n  b: {end: done}\n"), "not every option says where to go"},
	} {
		_, err := flows.Parse(capability(map[string]string{"x.yaml": c.file}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// What hangs together with a file that is not YAML is not called wrong: an
// author who obeyed would make it so.
func TestParseNamesTheBrokenFileOnly(t *testing.T) {
	c := capability(map[string]string{
		"x.yaml":   "flow: x\nfirst: a\ntriggers: {command: x}\nsteps:\n\ta: {say: \"Hi.\", next: b}\n  b: {end: done}\n",
		"y.yaml":   "flow: y\nfirst: a\ntriggers: {command: y}\nsteps:\n  a: {call: x, next: b}\n  b: {end: done}\n",
		"ids.lock": "x.b ask.text f\n",
	})
	_, err := flows.Parse(c)
	if err == nil || err.Error() != "test/x.yaml:5:1: this is not YAML: the line begins with a tab; begin it with spaces" {
		t.Errorf("said %v", err)
	}
}

// One mistake is told once, though two readers come across it.
func TestParseReportsOnce(t *testing.T) {
	_, err := flows.Parse(capability(map[string]string{"x.yaml": "flow: x\nfirst: a\ntriggers: {command: x}\nsteps:\n  a: {say: 12, next: b}\n  b: {end: done}\n"}))
	if err == nil || err.Error() != "test/x.yaml:5:7: this must be a text; put it in quotes" {
		t.Errorf("said %v", err)
	}
}

func TestParseProgramme(t *testing.T) {
	p, err := flows.ParseProgramme("p.yaml", []byte(programme))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Sites) != 2 || p.Sites[0].ID != "north" || p.Sites[0].Zone.String() != "Europe/Berlin" || p.Organisation != "Org" {
		t.Errorf("read as %+v", p)
	}
	if s := p.Sources(); len(s) != 2 || s[1].Key != "programme.site.south" || s[1].Text != "South" || s[1].Ref != "p.yaml:6" {
		t.Errorf("its texts are %+v", s)
	}
	bad := "keep: {until: soon, months: 3}\nsites:\n  Big City: {name: X, time_zone: Mars/Base, emergency: \"one\"}\n  b: {nam: Y}\n"
	_, err = flows.ParseProgramme("p.yaml", []byte(bad))
	for _, want := range []string{
		`p.yaml:1:1: the field "organisation" is missing`, `p.yaml:1:1: say either until`, `p.yaml:3:3: "Big City" is no id`,
		`"Mars/Base" is no time zone`, `must be a phone number`, `p.yaml:4:3: the field "name" is missing`, `p.yaml:4:7: a site has no field "nam"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not reported: %s in\n%v", want, err)
		}
	}
}

func TestKeepDay(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		now    string
		months int
		want   string
	}{
		{"2026-03-02", 24, "2028-03-02"},
		{"2026-08-31", 6, "2027-02-28"},
		{"2027-12-31", 2, "2028-02-29"},
		{"2026-01-31", 1, "2026-02-28"},
	} {
		if got := (flows.Keep{Months: c.months}).Day(day(c.now)); !got.Equal(day(c.want)) {
			t.Errorf("%s and %d months: %s, want %s", c.now, c.months, got.Format(time.DateOnly), c.want)
		}
	}
	if got := (flows.Keep{Until: day("2027-12-31")}).Day(day("2026-01-01")); !got.Equal(day("2027-12-31")) {
		t.Errorf("a fixed day became %s", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(asking))
	f.Add([]byte("flow: x\nfirst: a\nsteps: {a: {end: done}}\n"))
	f.Add([]byte("a: &x [*x]\n"))
	f.Add([]byte("steps: {a: {ask: choice, options: {? [a] : b, <<: *c}}}"))
	f.Add([]byte("flow: !!int 3\nsteps:\n- |\n  x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := flows.Parse(capability(map[string]string{"x.yaml": string(data)}))
		if err == nil {
			book.Sources()
			return
		}
		var problems flows.FileErrors
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("the error names no problems: %v", err)
		}
		_, _ = flows.ParseProgramme("p.yaml", data) // must not panic
	})
}
