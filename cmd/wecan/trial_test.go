package main

import (
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/i18n"
)

// The demo's own flow is right, speaks the languages of the page, and is in no
// other bot.
func TestTheTrialIsTheDemosOnly(t *testing.T) {
	tried, err := loadDraft(&settings{Trial: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range slices.Concat(tried.defs.Book.Sources(), trialSources()) {
		if !strings.HasPrefix(string(source.Key), "trial.") && source.Key != flows.CommandKey(trialCommand) {
			continue
		}
		for _, lang := range []i18n.Lang{"ar", "uk", "es"} {
			if text, used := tried.catalog.Render(lang, source.Key); used != lang || text == "" {
				t.Errorf("%s is not there in %s", source.Key, lang)
			}
		}
	}
	has := func(w *words, command string) bool {
		return slices.ContainsFunc(w.menus(), func(m menu) bool {
			return slices.ContainsFunc(m.commands, func(c flows.Command) bool { return c.Name == command })
		})
	}
	if !has(tried, trialCommand) {
		t.Error("the demo's menu does not have it")
	}
	if tried, err = loadWords(&settings{}); err != nil || has(tried, trialCommand) || slices.Contains(tried.defs.Book.Flows(), "trial") {
		t.Errorf("every bot has it (%v)", err)
	}
}
