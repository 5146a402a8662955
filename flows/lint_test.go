package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/i18n"
)

func TestLint(t *testing.T) {
	entry := func(key, english, arabic string) string {
		return fmt.Sprintf("\nmsgctxt %q\nmsgid %q\nmsgstr %q\n", key, english, arabic)
	}
	defs, err := compile(t, `
flow: lint
first: which
triggers: {start: true}
steps:
  which: {ask: choice, text: "Which?", options: {north: {label: "North", go: age}, south: {label: "South", go: age}}}
  age: {ask: choice, text: "How?", options: {one: {label: "Mon-day", go: over}, two: {label: "📅 mon-day", go: over}, menu: {label: "Menu", go: over}}}
  over: {end: done}
`, fstest.MapFS{"po/ar.po": {Data: []byte("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n" +
		entry("lint.which.option.north", "North", "إلى هنا") + entry("lint.which.option.south", "South", "الى هنا!") +
		entry("system.words.back", "back | go back | previous question", "رجوع | خطوة") +
		entry("system.words.cancel", "cancel | quit | give up", "إلغاء | رُجوع"))}})
	if err != nil {
		t.Fatal(err)
	}
	found, counts := defs.Lint(flows.PoFile)
	got := found.Error()
	for _, want := range []string{
		`test/flow.yaml:6:`, `in ar two buttons of the question "which" read alike: "إلى هنا" (lint.which.option.north) and "الى هنا!" (lint.which.option.south)`,
		`in en two buttons of the question "age" read alike: "Mon-day"`, `"☰ Menu" (system.menu.open)`,
		`i18n/po/ar.po: system.words.back and system.words.cancel both have the word "رُجوع"`,
		`i18n/po/ar.po: lint.which.text is not translated: "Which?"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not found: %s", want)
		}
	}
	if strings.Contains(got, "in ar two buttons of the question \"age\"") {
		t.Error("a label without a translation is told twice")
	}
	if len(counts) != 1 || counts[0].Missing < 100 || !strings.HasPrefix(counts[0].String(), "ar: ") {
		t.Errorf("counted %v", counts)
	}
	if found, again := defs.Lint(func(i18n.Lang, i18n.Source) string { return "" }); len(again) != 1 || strings.Contains(found.Error(), "not translated") {
		t.Errorf("where no translation is expected: %v, %v", found, again)
	}
	if t.Failed() {
		t.Log(got)
	}
}

// A button that is called as a command takes the word from it, in whichever
// language.
func TestLintCommandWords(t *testing.T) {
	po := "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n" +
		"\nmsgctxt \"lint.which.option.on\"\nmsgid \"Go on\"\nmsgstr \"المساعدة\"\n" +
		"\nmsgctxt \"system.words.help\"\nmsgid \"help | I do not understand | how does it work\"\nmsgstr \"مساعدة | المساعدة\"\n"
	defs, err := compile(t, `
flow: lint
first: which
triggers: {command: lint, menu: "Danger", again: true}
steps:
  which: {ask: choice, text: "Which?", options: {stop: {label: "🛑 Stop", go: days}, start: {label: "Start", go: days}, on: {label: "Go on", go: days}}}
  days: {ask: choices, text: "How?", save: days, label: "Days", options: {person: "Person", back: "Backwards"}, next: look}
  look: {review: [days], text: "Right?", submit: "Quit", next: over}
  over: {end: done}
`, fstest.MapFS{"po/ar.po": {Data: []byte(po)}})
	if err != nil {
		t.Fatal(err)
	}
	found, _ := defs.Lint(func(i18n.Lang, i18n.Source) string { return "" })
	says(t, "the buttons", found,
		`test/flow.yaml:4:27: in en the button "Danger" (lint.menu.label) is a word for /emergency too: who writes it would choose the button; call it otherwise`,
		`test/flow.yaml:6:57: in en the button "🛑 Stop" (lint.which.option.stop) is a word for /stop too`,
		`test/flow.yaml:6:125: in ar the button "المساعدة" (lint.which.option.on) is a word for /help too`,
		`test/flow.yaml:7:75: in en the button "Person" (lint.days.option.person) is a word for /person too`,
		`test/flow.yaml:8:42: in en the button "Quit" (lint.look.submit) is a word for /cancel too`,
	)
}

// What can be done once tells what became of it, or it can be done again.
func TestLintDone(t *testing.T) {
	for triggers, want := range map[string]string{
		"command: x":               `test/flow.yaml:6:3: the flow "x" ends with done, so nobody can begin it again: write again: true under triggers, or the step that /status shows under status`,
		"command: x, again: true":  "",
		"command: x, status: hi":   "",
		"told: thing.news":         "",
		"command: x, menu: \"Hi\"": `test/flow.yaml:6:3: `,
	} {
		defs, err := compile(t, "flow: x\nfirst: hi\ntriggers: {"+triggers+"}\nsteps:\n  hi: {say: \"Hi.\", next: over}\n  over: {end: done}\n", nil)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		if want != "" {
			all = append(all, want)
		}
		found, _ := defs.Lint(flows.PoFile)
		says(t, triggers, found, all...)
	}
}
