package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/i18n"
)

func TestBudget(t *testing.T) {
	warning := func(lang i18n.Lang, kind, text string) flows.PlainWarning {
		return flows.PlainWarning{Lang: lang, Kind: kind, Problem: flows.Problem{File: "x.yaml", Line: 1, Column: 1, Text: text}}
	}
	warnings := []flows.PlainWarning{warning("en", "idiom", "the first"), warning("en", "idiom", "the second"), warning("uk", "idiom", "the third")}
	for name, c := range map[string]struct {
		budget      string
		all         bool
		over        int
		says, hides string
	}{
		"spent":         {"en idiom 2\nuk idiom 1\n", false, 0, "", "the"},
		"shown":         {"en idiom 2\nuk idiom 1\n", true, 0, "x.yaml:1:1: the third", "wecan check --lower"},
		"too many":      {"# so few\nen idiom 1\nuk idiom 1\n", false, 1, "the first\nx.yaml:1:1: the second\ni18n/plain.budget: in en there are more warnings of the kind idiom (2) than the budget has (1)", "the third"},
		"of a new kind": {"en idiom 2\n", false, 1, "in uk there are more warnings of the kind idiom (1) than the budget has (0)", "the first"},
		"fewer":         {"en idiom 3\nuk idiom 1\n", false, 0, "run: wecan check --lower", "the first"},
		"none any more": {"en idiom 2\nuk idiom 1\nar passive 1\n", false, 0, "run: wecan check --lower", "the first"},
	} {
		most, err := parseBudget("x", c.budget)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if over := tellBudget(&out, warnings, most, c.all); over != c.over || !strings.Contains(out.String(), c.says) || strings.Contains(out.String(), c.hides) {
			t.Errorf("%s: %d over\n%s", name, over, &out)
		}
	}
	for _, bad := range []string{"en idiom", "en idiom x", "en idiom -1", "<<<<<<< HEAD"} {
		if _, err := parseBudget("x", "\n"+bad+"\n"); err == nil || !strings.HasPrefix(err.Error(), "x:2: ") {
			t.Errorf("%q is read: %v", bad, err)
		}
	}
}

// The committed budget is what --lower writes, and is never written up.
func TestLowerBudget(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("i18n", 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(budgetFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(i18n.PlainBudget + "en idiom 7\n")
	if out, err := said(t, nil, "check", "--lower"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, err := os.ReadFile(budgetFile); err != nil || string(got) != i18n.PlainBudget {
		t.Errorf("it has become, %v:\n%s", err, got)
	}
	less := strings.Replace(i18n.PlainBudget, "en passive 1", "en passive ", 1)
	write(less)
	if out, err := said(t, nil, "check", "--lower"); err == nil || !strings.Contains(out, "more warnings of the kind passive") {
		t.Errorf("a budget that does not do: %v\n%s", err, out)
	}
	if got, err := os.ReadFile(budgetFile); err != nil || string(got) != less {
		t.Errorf("it was written up, %v:\n%s", err, got)
	}
}
