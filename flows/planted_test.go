package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/i18n"
)

// A called flow sets a field as a set of the flow itself would, and a question
// that is asked only because of a private answer tells it in a review.
func TestParsePrivateToldFurther(t *testing.T) {
	const (
		ill    = "  ill: {ask: yesno, private: true, text: \"Ill?\", save: ill, label: \"Ill\", yes: go, no: tell}\n  go: {call: quiet, next: tell}\n"
		tell   = "  tell: {say: \"Room {room}.\", next: over}\n"
		preg   = "  preg: {ask: yesno, private: true, text: \"Pregnant?\", save: preg, label: \"Pregnant\", yes: due, no: look}\n"
		due    = "  due: {ask: date, text: \"When?\", save: due, label: \"Baby\", next: look}\n"
		secret = "  due: {ask: date, private: true, text: \"When?\", save: due, label: \"Baby\", next: look}\n"
		look   = "  look: {review: [preg, due], text: \"Right?\", submit: \"Send\", next: over}\n"
	)
	quiet := func(room string) string {
		return "flow: quiet\nfirst: a\nsteps:\n  a: {set: {room: " + room + "}, next: over}\n  over: {end: done}\n"
	}
	first := "  first: {set: {room: blue}, next: ill}\n"
	says(t, "called", judged(t, first+ill+tell, quiet("red")),
		`test/x.yaml:7:3: the field "room" is set here because of the private answer "ill", and {room} in the step "tell" would show that`)
	says(t, "the same", judged(t, strings.Replace(ill, "no: tell", "no: other", 1)+"  other: {set: {room: blue}, next: tell}\n"+tell, quiet("blue")))
	says(t, "asked", judged(t, preg+due+look),
		`test/x.yaml:6:3: the question "due" is asked because of the private answer "preg", and the review "look" would show that; make it private too`)
	says(t, "private too", judged(t, preg+secret+look))
	says(t, "asked on both ways", judged(t, strings.Replace(preg, "no: look", "no: due", 1)+due+look))
	says(t, "never reviewed", judged(t, preg+due+strings.Replace(look, ", due", "", 1)))
}

// What is divided by 0 is nothing, and a text that names it has a hole.
func TestParseDivided(t *testing.T) {
	steps := func(asked, calc string) string {
		return "  kids: {ask: number, text: \"How many?\", save: kids, " + asked + "next: work}\n" +
			"  work: {set: {share: {calc: '" + calc + "'}}, next: tell}\n  tell: {say: \"{share} minutes.\", next: over}\n"
	}
	const want = `test/x.yaml:6:24: the condition 60 / kids: the answer "kids" may be 0`
	says(t, "from 0", judged(t, steps("", "60 / kids")), want)
	says(t, "skipped", judged(t, steps("check: {range: [1, 9]}, optional: true, ", "60 / kids")), want)
	says(t, "from 1", judged(t, steps("check: {range: [1, 9]}, ", "60 / kids")))
	says(t, "asked first", judged(t, steps("", "kids > 0 ? 60 / kids : 0")))
	says(t, "over a number", judged(t, steps("", "kids / 2")))
}

// Whoever skipped her age is not under 18.
func TestParseSkippedCounts(t *testing.T) {
	steps := func(asked, when string) string {
		return "  q: {ask: " + asked + ", text: \"Q?\", save: q, next: which}\n" +
			"  which: {branch: [{if: '" + when + "', go: young}], else: over}\n  young: {say: \"Young.\", next: over}\n"
	}
	const number, day = "number, optional: true, check: {range: [6, 99]}", "date, optional: true"
	says(t, "a number", judged(t, steps(number, "q < 18")),
		`test/x.yaml:6:21: the condition q < 18 holds too for whoever skipped the question for "q": it counts as 0; write '"q" in answered and (q < 18)'`)
	says(t, "a day", judged(t, steps(day, `q < "2025-01-01"`)), `test/x.yaml:6:21: the condition q < "2025-01-01" holds too for whoever skipped the question for "q": it counts as a day before all others`)
	for _, fine := range []string{"q >= 18", "q == 0", "q < 200", `"q" in answered and q < 18`, `not ("q" in answered) or q < 18`} {
		says(t, fine, judged(t, steps(number, fine)))
	}
	says(t, "not skipped", judged(t, steps("number, check: {range: [6, 99]}", "q < 18")))
	says(t, "0 is an answer", judged(t, steps("number, optional: true", "q < 18")))
}

// A slow answer still comes.
func TestParseTimeout(t *testing.T) {
	steps := func(after string) string {
		return "  site: {ask: choice, text: \"City?\", options: sites, save: site, next: send}\n" +
			"  send: {do: thing.send, answer: {well: over}, timeout: {after: 5s, go: slow}, late: {well: over}}\n" +
			"  slow: {say: \"Slow.\", next: " + after + "}\n  wiped: {end: erase}\n  more: {ask: yesno, text: \"Again?\", yes: send, no: wiped}\n"
	}
	got := func(after string) flows.FileErrors { return judged(t, steps(after)) }
	unreached := `test/x.yaml:9:3: no path leads to the step "more"`
	if text := got("send").Error(); !strings.HasPrefix(text, "test/x.yaml:6:69: without an answer in time thing.send is sent again and again") {
		t.Error(text)
	}
	if text := got("wiped").Error(); !strings.HasPrefix(text, `test/x.yaml:6:69: without an answer in time the answers are deleted at the step "wiped"`) || !strings.Contains(text, unreached) {
		t.Error(text)
	}
	says(t, "she decides", got("more"))
}

// What editors and the clipboard leave in a file, nobody sees.
func TestParseUnseen(t *testing.T) {
	const file = "flow: x\nfirst: hi\ntriggers: {command: x}\nsteps:\n  hi: {say: %, next: over}\n  over: {end: done}\n"
	with := func(text string) string { return strings.Replace(file, "%", text, 1) }
	says(t, "a byte order mark", judgedFlow(t, "\ufeff"+strings.ReplaceAll(with(`"Hi."`), "\n", "\r\n")))
	says(t, "quotes of a word processor", judgedFlow(t, with("“Hi.”")), "test/x.yaml:5:8: the quotes of this text are not those of the keyboard, so people would see them: write \" in the place of “")
	says(t, "those inside", judgedFlow(t, with("\"“Hi,” he said.\"")))
	says(t, "a Cyrillic letter", judgedFlow(t, strings.Replace(with(`"Hi."`), "next: over", "next: оver", 1)),
		`test/x.yaml:5:20: the flow has no step "оver"; the letter о in it is none of a-z, though it may look so: type the word anew`)
	says(t, "a blank that is none", judgedFlow(t, strings.Replace(with(`"Hi."`), "first: hi", "first:\u00a0hi", 1)),
		"test/x.yaml:2:1: this is not YAML: non-map value is specified; the line has a sign that looks like a blank and is none: type its blanks anew")
}

// A lock file from an editor that marks the order of bytes is read as it is.
func TestLockWithByteOrderMark(t *testing.T) {
	if _, err := flows.Parse(locked(garden, "\ufeff"+gardenLock)); err != nil {
		t.Error(err)
	}
}

// The conditions of a programme file name options that there are, and its texts
// have nothing that would be shown as it is written.
func TestProgrammeWords(t *testing.T) {
	const flow = "flow: enrollment\nfirst: site\ntriggers: {start: true, again: true}\nsteps:\n" +
		"  site: {ask: choice, text: \"City?\", options: sites, save: site, next: kind}\n" +
		"  kind: {ask: choice, private: true, text: \"Kind?\", save: kind, options: {one: \"One\", two: \"Two\"}, next: over}\n  over: {end: done}\n"
	for line, want := range map[string]string{
		`rule: "You are {age}."`:                                      `p.yaml:5:77: nothing fills {age} in the programme file`,
		`rule: "Send /kitchn."`:                                       `p.yaml:5:77: nothing answers to the command /kitchn`,
		`rule: "Send /menu."`:                                         "",
		`rule: "A. B. C. D. E."`:                                      `p.yaml:5:77: this text has 5 sentences; write at most 4`,
		`hours: {mon: "13:00-09:00"}`:                                 `p.yaml:5:85: the hours 13:00-09:00 end before they begin`,
		`hours: {mon: "09:00-13:00"}`:                                 "",
		`places: 9, reserved: {x: {places: 1, if: 'kind == "too"'}}`:  `p.yaml:5:114: the condition kind == "too": "too" is no option of the field "kind"`,
		`places: 9, reserved: {x: {places: 1, if: 'kind == "two"'}}`:  "",
		`places: 9, reserved: {x: {places: 1, if: 'site == "nort"'}}`: `p.yaml:5:114: "nort" is not in the list sites of the programme file`,
	} {
		data := "organisation: Org\nkeep: {until: \"2027-12-31\"}\n\nsites:\n  north: {name: North, time_zone: UTC, emergency: \"112\", person: \"a@b.org\", " + line + "}\n"
		got := compiledWith(t, flow, data)
		if want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s: it says\n%s\nwant\n%s", line, got, want)
		}
	}
}

// compiledWith is what is wrong with a flow and a programme file together.
func compiledWith(t *testing.T, flow, programme string) string {
	t.Helper()
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": flow}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("p.yaml", []byte(programme))
	if err != nil {
		return err.Error()
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flows.Compile(book, catalog, p); err != nil {
		return err.Error()
	}
	return ""
}

// A flow that people begin says something, whatever way they go.
func TestLintSilent(t *testing.T) {
	for steps, want := range map[string]string{
		"  b: {branch: [{if: 'language == \"ar\"', go: hi}], else: over}\n  hi: {say: \"Hi.\", next: over}\n": `test/flow.yaml:7:3: whoever begins the flow "x" may read nothing at all, on the way b → over`,
		"  b: {say: \"Hi.\", next: over}\n": "",
	} {
		defs, err := compile(t, "flow: x\nfirst: b\ntriggers: {command: x, again: true}\nsteps:\n"+steps+"  over: {end: done}\n", nil)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := defs.Lint(flows.PoFile)
		if want == "" {
			says(t, steps, found)
		} else {
			says(t, steps, found, want)
		}
	}
}

// Of a flow with very many ways some are not tried, and its author reads that. What no step
// needs later, there or in the flow that calls it, makes no more ways.
func TestLintTooManyWays(t *testing.T) {
	const questions = 13
	steps, names := "", "f0"
	for n := range questions {
		steps += fmt.Sprintf("  q%d: {ask: yesno, text: \"Say something about %d?\", yes: say%d, no: q%d}\n", n, n, n, n+1) +
			fmt.Sprintf("  say%d: {ask: yesno, text: \"Question %d?\", save: f%d, next: q%d}\n", n, n, n, n+1)
		if n > 0 {
			names += fmt.Sprintf(" or f%d", n)
		}
	}
	const head, thanks, caller = "flow: x\nfirst: q0\n%ssteps:\n", "  hi: {say: \"Thanks.\", next: over}\n  over: {end: done}\n",
		"flow: above\nfirst: ask\ntriggers: {command: x, again: true}\nsteps:\n  ask: {call: x, next: over}\n  over: {end: done}\n"
	for _, c := range []struct{ name, triggers, branch, above, want string }{
		{"none is read", "triggers: {command: x, again: true}\n", "language == \"ar\"", "", ""},
		{"none is read, and it is called", "", "language == \"ar\"", caller, ""},
		{"all are read", "triggers: {command: x, again: true}\n", names, "", `test/flow.yaml:1:1: the flow "x" has more ways than are tried`},
	} {
		files := map[string]string{
			"flow.yaml": fmt.Sprintf(head, c.triggers) + steps + fmt.Sprintf("  q%d: {branch: [{if: '%s', go: hi}], else: hi}\n", questions, c.branch) + thanks,
		}
		if c.above != "" {
			files["above.yaml"] = c.above
		}
		book, err := flows.Parse(capability(files))
		if err != nil {
			t.Fatal(err)
		}
		defs, err := compileBook(book, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := defs.Lint(flows.PoFile)
		if c.want == "" {
			says(t, c.name, found)
		} else {
			says(t, c.name, found, c.want)
		}
	}
}

// What is told begins a flow, and so does /start: a flow that stands in for a
// built-in one easily loses that.
func TestLintUnheard(t *testing.T) {
	for triggers, want := range map[string][]string{
		"told: thing.news, again: true": nil,
		"command: x, again: true":       {`test/flow.yaml:1:1: nothing hears what is told as "thing.news", so people never read it; write told: thing.news under triggers`},
	} {
		defs, err := compile(t, "flow: news\nfirst: hi\ntriggers: {"+triggers+"}\nsteps:\n  hi: {say: \"Hi.\", next: over}\n  over: {end: done}\n", nil)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := defs.Lint(flows.PoFile)
		says(t, triggers, found, want...)
	}
	for _, start := range []string{"true", "false"} {
		defs, err := compile(t, "flow: enrollment\nfirst: hi\ntriggers: {command: x, again: true, start: "+start+"}\nsteps:\n  hi: {say: \"Hi.\", next: over}\n  over: {end: done}\n", nil)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := defs.Lint(flows.PoFile)
		if start == "true" {
			says(t, start, found)
		} else {
			says(t, start, found, "test/flow.yaml:1:1: no flow begins with /start, which is what everybody sends first")
		}
	}
}

// A command is the same in every language.
func TestLintTranslatedCommand(t *testing.T) {
	const po = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"x.hi.text\"\nmsgid \"Send /x.\"\nmsgstr \"Envía /equis.\"\n"
	defs, err := compile(t, "flow: x\nfirst: hi\ntriggers: {command: x, again: true}\nsteps:\n  hi: {say: \"Send /x.\", next: over}\n  over: {end: done}\n", fstest.MapFS{"po/es.po": {Data: []byte(po)}})
	if err != nil {
		t.Fatal(err)
	}
	found, _ := defs.Lint(func(i18n.Lang, i18n.Source) string { return "" })
	says(t, "es", found, "i18n/po/es.po: x.hi.text: nothing answers to the command /equis; write it as in the English text")
}
