package flows_test

import (
	"strings"
	"testing"
)

// A day in a condition is one, and is written as days are.
func TestParseDays(t *testing.T) {
	steps := func(condition string) string {
		return "  since: {ask: date, text: \"Since when?\", save: since, next: name}\n  name: {ask: text, text: \"Name?\", again: \"Name?\", save: name, next: which}\n" +
			"  which: {branch: [{if: '" + condition + "', go: tell}], else: over}\n  tell: {say: \"Yes.\", next: over}\n"
	}
	at := "test/x.yaml:7:21: the condition "
	for condition, want := range map[string]string{
		`since < "24.12.2026"`:                 at + `since < "24.12.2026": the field "since" is a day: write "24.12.2026" as "2026-12-24"`,
		`since == "2026-02-30"`:                at + `since == "2026-02-30": the field "since" is a day: there is no day "2026-02-30"; write year, month and day, as "2027-12-31"`,
		`today >= "2026"`:                      at + `today >= "2026": the field "today" is a day: there is no day "2026"`,
		`"1.1.2026" <= since`:                  at + `"1.1.2026" <= since: the field "since" is a day: write "1.1.2026" as "2026-01-01"`,
		`since in ["2026-01-01", "soon"]`:      at + `since in ["2026-01-01", "soon"]: the field "since" is a day: there is no day "soon"`,
		`name == "soon" or since == "soon"`:    at + `name == "soon" or since == "soon": the field "since" is a day: there is no day "soon"`,
		`since <= "2024-12-31"`:                "",
		`since != "" and since == today`:       "",
		`since startsWith "2024"`:              "",
		`name == "24.12.2026" or name > "2.3"`: "",
	} {
		var all []string
		if want != "" {
			all = append(all, want)
		}
		says(t, condition, judged(t, steps(condition)), all...)
	}
	says(t, "a fixed day", judged(t, strings.Replace(steps("since == today"), "next: name", "next: put", 1)+"  put: {set: {since: 24.12.2026}, next: name}\n"),
		`test/x.yaml:9:15: the field "since" is a day: write "24.12.2026" as "2026-12-24"`)
	says(t, "worked out", judged(t, "  since: {ask: date, text: \"Since when?\", save: since, next: put}\n  put: {set: {old: {calc: 'since < \"1.1.2020\"'}}, next: over}\n"),
		`test/x.yaml:6:21: the condition since < "1.1.2020": the field "since" is a day: write "1.1.2020" as "2020-01-01"`)
}

// A wait until before a day that is always past waits for nobody.
func TestParseWaitInThePast(t *testing.T) {
	steps := func(until, before string) string {
		return "  day: {ask: date, text: \"When?\", save: day, check: {until: " + until + "}, next: eve}\n" +
			"  eve: {wait: {day: day, before: " + before + ", at: \"18:00\"}, next: tell}\n  tell: {say: \"Soon.\", next: over}\n"
	}
	for name, c := range map[string]struct {
		until, before, want string
	}{
		"always past":   {"today+60", "90", `test/x.yaml:6:3: this never waits: the day in the field "day" is at most today+60, and 90 days before it is past; take a smaller number`},
		"past since":    {"today", "1", `test/x.yaml:6:3: this never waits: the day in the field "day" is at most today, and 1 day before it`},
		"perhaps today": {"today+60", "60", ""},
		"a fixed day":   {"\"2027-12-31\"", "90", ""},
	} {
		var all []string
		if c.want != "" {
			all = append(all, c.want)
		}
		says(t, name, judged(t, steps(c.until, c.before)), all...)
	}
}

// Whoever taps a command in a text gets an answer.
func TestParseCommandsInTexts(t *testing.T) {
	for text, want := range map[string]string{
		"To cook, send /kitchn.":            "test/x.yaml:5:7: nothing answers to the command /kitchn; write /kitchen, or give a flow the command",
		"/kitchn is for cooks.":             "test/x.yaml:5:7: nothing answers to the command /kitchn; ",
		"Send (/food).":                     "test/x.yaml:5:7: nothing answers to the command /food; correct it, or give a flow the command",
		"Send /kitchen, /Menu or /start.":   "",
		"See https://org.example/kitchn.":   "",
		"See org.example/kitchn or and/or.": "",
		"Look into /etc/kitchn.":            "",
		"Call 0341/12345 or 5 /6.":          "",
	} {
		var all []string
		if want != "" {
			all = append(all, want)
		}
		other := "flow: kitchen\nfirst: over\ntriggers: {command: kitchen}\nsteps:\n  over: {end: left}\n"
		says(t, text, judged(t, "  a: {say: \""+text+"\", next: over}\n", other), all...)
	}
}
