package flows_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// conditions compiles each line as one, over answers of every kind.
func conditions(t *testing.T, s *stage, f fence) {
	t.Helper()
	count := 0
	for line := range strings.Lines(f.body) {
		condition, _, _ := strings.Cut(line, "#")
		if strings.TrimSpace(condition) == "" {
			continue
		}
		count++
		s.file = ofSteps(`name: {ask: text, text: "Name?", again: "Name?", save: name, next: age}
age: {ask: number, text: "Age?", save: age, next: site}
site: {ask: choice, text: "City?", options: sites, save: site, next: topic}
topic: {ask: choice, text: "Topic?", options: {garden: "Garden", food: "Food"}, save: topic, next: days}
days: {ask: choices, text: "Days?", options: {mon: "Monday", fri: "Friday"}, save: days, next: childcare}
childcare: {ask: yesno, text: "Children?", save: childcare, next: since}
since: {ask: date, text: "Since?", save: since, next: phone}
phone: {ask: contact, text: "Phone?", save: phone, optional: true, next: which}
which: {branch: [{if: '`+strings.ReplaceAll(strings.TrimSpace(condition), "'", "''")+`', go: over}], else: over}`, "over")
		if _, err := s.compile(); err != nil {
			t.Errorf("line %d: %s: %v", f.line, condition, err)
		}
	}
	if count < 12 {
		t.Errorf("line %d: %d conditions", f.line, count)
	}
}

// The messages of the table of mistakes are those that people get.
func TestReadmeMistakes(t *testing.T) {
	data, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(data), "| you wrote | `wecan check` says | do this |\n|---|---|---|\n")
	if !ok {
		t.Fatal("the table of mistakes is gone")
	}
	s := newStage(t)
	code := regexp.MustCompile("`([^`]+)`")
	count := 0
	for row := range strings.Lines(table) {
		cells := strings.Split(row, " | ")
		if len(cells) != 3 {
			break
		}
		count++
		var lines []string
		for _, m := range code.FindAllStringSubmatch(cells[0], -1) {
			lines = append(lines, m[1])
		}
		want := code.FindStringSubmatch(cells[1])[1]
		s.file = ofSteps(strings.Join(lines, "\n"), "over")
		if strings.HasPrefix(lines[0], "flow: ") {
			s.file = strings.Join(lines, "\n") + "\n"
		}
		_, err := s.compile()
		var problems flows.FileErrors
		errors.As(err, &problems)
		if !slices.ContainsFunc(problems, func(p flows.Problem) bool { return p.Text == want }) {
			t.Errorf("the README says %q, wecan says\n%v\nof\n%s", want, err, s.file)
		}
	}
	if count < 15 {
		t.Errorf("%d mistakes", count)
	}
}
