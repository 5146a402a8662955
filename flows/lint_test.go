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
