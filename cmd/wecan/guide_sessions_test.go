package main

import (
	"regexp"
	"strings"
	"testing"
)

// says looks for what a block must say.
func says(want ...string) hook {
	return hook{after: func(t *testing.T, out string) {
		t.Helper()
		for _, one := range want {
			if !regexp.MustCompile(one).MatchString(out) {
				t.Errorf("it does not say %q:\n%s", one, out)
			}
		}
	}}
}

// sessionHooks look at what the blocks of the guide about sessions say.
func sessionHooks() map[string]hook {
	return map[string]hook{
		"--title=\"First meeting\"": says(`^WE-\S+ is planned: Mon 2031-02-03 09:30, First meeting\n$`),
		"--every=1":                 says(`(?s)(WE-\S+ is planned: Mon 2031-[^\n]* 17:00, Lab\n){6}.*\n7 sessions\n$`),
		"LAB=":                      says(`(WE-\S+ is planned: Tue 2031-[^\n]* 17:30, Lab\n){6}`, `(?m)^state +cancelled$`, `(?m)^place +Room 8$`, `cancelled by Karin`),
		"deploy/example.ics": {after: func(t *testing.T, out string) {
			t.Helper()
			last := strings.Split(strings.TrimSpace(out), "\n")
			counts := regexp.MustCompile(`^(\d+) planned, 0 changed, 0 cancelled, (\d+) as they were, 0 left out$`)
			first, again := counts.FindStringSubmatch(last[len(last)-2]), counts.FindStringSubmatch(last[len(last)-1])
			if first == nil || again == nil || first[1] == "0" || first[2] != "0" || again[1] != "0" || again[2] != first[1] {
				t.Errorf("imported twice:\n%s", out)
			}
		}},
	}
}
