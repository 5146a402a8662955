package flows_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// deciding asks a few things and then tells what the condition comes to.
func deciding(condition string) string {
	return `
flow: deciding
first: age
triggers: {start: true}
steps:
  age: {ask: number, text: "Age?", save: age, next: days}
  days: {ask: choices, text: "Days?", optional: true, save: days, options: {mon: "Monday", tue: "Tuesday"}, next: since}
  since: {ask: date, text: "Since?", optional: true, save: since, next: site}
  site: {ask: choice, text: "Where?", save: site, options: sites, next: kids}
  kids: {ask: yesno, text: "Kids?", save: kids, next: which}
  which:
    branch:
      - if: '` + condition + `'
        go: yes
    else: no
  yes: {say: "It holds.", next: over}
  no: {say: "It does not.", next: over}
  over: {end: done}
`
}

func TestConditions(t *testing.T) {
	for condition, want := range map[string]bool{
		"age < 18":                        false,
		"age >= 34 and age <= 34":         true,
		`site == "north"`:                 true,
		`site in ["south"]`:               false,
		"kids":                            true,
		"not kids":                        false,
		`"mon" in days`:                   true,
		`"tue" in days`:                   false,
		`"since" in answered`:             false,
		`"age" in answered`:               true,
		`since == ""`:                     true,
		"years(since) == 0":               true,
		`today == "2026-03-02"`:           true,
		`language == "en" or age > 100`:   true,
		`(age < 40 ? "a" : "b") == "a"`:   true,
		`site startsWith "nor"`:           true,
		`site contains "ort"`:             true, // part of an option is no option
		`since contains "2027-"`:          false,
		"age / 0 > 5":                     true, // infinity, not the end of the world
		`age + 1 == 35 and age * 2 == 68`: true,
	} {
		defs, err := compile(t, deciding(condition), nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"/start", "34", "1", "skip", "1", "yes"} {
			if got := texts(write(t, w, text)); text == "yes" && strings.Contains(got, "It holds.") != want {
				t.Errorf("%s: %q", condition, got)
			}
		}
		if len(w.Reports()) > 0 {
			t.Errorf("%s: %q", condition, w.Reports())
		}
	}
}

// A condition that is no good is refused with its place, before a person meets
// it. What could cost more than its length is no good either.
func TestConditionsRefused(t *testing.T) {
	for condition, want := range map[string]string{
		"age <":                                "unexpected token",
		"agee < 18":                            "unknown name agee",
		"age":                                  "true or false",
		`age == "old"`:                         "== does not fit between a number and a text (at character 5)",
		`days == "mon"`:                        "== does not fit between a list and a text",
		`age = 18`:                             "write == for “is” (at character 5)",
		`site == "nowhere"`:                    "",
		`"wed" in days`:                        `"wed" is no option of the field "days"`,
		`all(days, # == "mon")`:                "cannot stand in a condition",
		"len(days) > 1":                        "",
		"1..1000000 == []":                     "",
		`site matches "(a+)+"`:                 "the operator matches",
		`days[0] == "mon"`:                     "cannot stand in a condition",
		"age ** 99 > 1":                        "the operator **",
		strings.Repeat("age > 1 and ", 30):     "a condition has at most 300 characters",
		strings.Repeat("age+", 40) + "1 > 2":   "compilation failed: expression exceeds maximum allowed nodes",
		`let x = 1; x > 2`:                     "",
		`{"a": 1}.a == 1`:                      "cannot stand in a condition",
		`years("2020-01-01") > "x"`:            "> does not fit between a number and a text",
		`site == "north" ? true : "sometimes"`: "true or false",
	} {
		file := deciding(strings.ReplaceAll(condition, "'", "''"))
		_, err := flows.Parse(capability(map[string]string{"x.yaml": file}))
		if condition == `site == "nowhere"` { // a list of the programme file: known when that is
			if err != nil {
				t.Errorf("%s: %v", condition, err)
			}
			continue
		}
		var problems flows.FileErrors
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.yaml:13:") {
			t.Errorf("%s: %v, want %q", condition, err, want)
		}
	}
}

// What is worked out is kept as an answer of its kind, and private answers are
// not copied to where everybody reads them.
func TestSetCalculates(t *testing.T) {
	flow := `
flow: calc
first: age
triggers: {start: true}
steps:
  age: {ask: number, text: "Age?", %s save: age, next: mark}
  mark:
    set:
      group: {calc: 'age < 25 ? "young" : "adult"'}
      next_year: {calc: age + 1}
      grown: {calc: age >= 18}
    next: tell
  tell: {say: "{group} {next_year} {grown}", next: over}
  over: {end: done}
`
	defs, err := compile(t, fmt.Sprintf(flow, ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, "/start")
	if got := texts(write(t, w, "24")); got != "young 25 yes" {
		t.Errorf("it was worked out as %q", got)
	}
	_, err = flows.Parse(capability(map[string]string{"x.yaml": fmt.Sprintf(flow, "private: true,")}))
	if err == nil || !strings.Contains(err.Error(), `the field "group" is worked out of the private answer "age"`) {
		t.Errorf("a private answer was copied: %v", err)
	}
	there := strings.Replace(fmt.Sprintf(flow, "private: true,"), `{calc: 'age < 25 ? "young" : "adult"'}`, `{calc: '"age" in answered ? "told" : "not told"'}`, 1)
	_, err = flows.Parse(capability(map[string]string{"x.yaml": there}))
	if err == nil || !strings.Contains(err.Error(), `the field "group" is worked out of the private answer "age"`) {
		t.Errorf("it was shown that a private answer was given: %v", err)
	}
}

func FuzzCondition(f *testing.F) {
	for _, s := range []string{
		"age < 18", `"mon" in days and not kids`, "years(since) > 2", "a", "((((", `"\x00"`, "age ?: 1", "1e999 > age", "today < since", `not not not kids`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, condition string) {
		defs, err := tryCompile(deciding(strings.ReplaceAll(condition, "'", "''")))
		if err != nil {
			return
		}
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"/start", "34", "1", "skip", "1", "yes"} {
			if _, err := w.Give(w.Person(), w.Write(text)); err != nil {
				t.Fatalf("%q: %v", condition, err)
			}
		}
	})
}
