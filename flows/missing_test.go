package flows_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// judged is what is wrong with a flow that /x begins, made of these steps; the
// first of them begins it, and over ends it. Other flows may stand beside it.
func judged(t *testing.T, steps string, others ...string) flows.FileErrors {
	t.Helper()
	first, _, _ := strings.Cut(strings.TrimSpace(steps), ":")
	return judgedFlow(t, "flow: x\nfirst: "+first+"\ntriggers: {command: x, again: true}\nsteps:\n"+steps+"  over: {end: done}\n", others...)
}

func judgedFlow(t *testing.T, file string, others ...string) flows.FileErrors {
	t.Helper()
	files := map[string]string{"x.yaml": file}
	for i, other := range others {
		files[fmt.Sprintf("y%d.yaml", i)] = other
	}
	_, err := flows.Parse(capability(files))
	var problems flows.FileErrors
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	return problems
}

// says compares problems with what is wanted: of each its place and how it
// begins, or nothing at all.
func says(t *testing.T, name string, got flows.FileErrors, want ...string) {
	t.Helper()
	lines := strings.Split(got.Error(), "\n")
	if len(got) == 0 {
		lines = nil
	}
	if !slices.EqualFunc(lines, want, strings.HasPrefix) {
		t.Errorf("%s: it says\n%s\nwant\n%s", name, got.Error(), strings.Join(want, "\n"))
	}
}

const (
	askAge      = "  age: {ask: number, text: \"Age?\", save: age, check: {range: [6, 99]}, next: which}\n"
	askGuardian = "  guardian: {ask: text, text: \"Who looks after you?\", again: \"Who?\", save: guardian, next: tell}\n"
	branchAge   = "  which: {branch: [{if: 'age < 18', go: guardian}], else: tell}\n"
)

// A text names only what was asked on every way to it.
func TestParseMissingAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		steps string
		want  []string
	}{
		"asked on one way": {
			askAge + branchAge + askGuardian + "  tell: {say: \"Hello {guardian}.\", next: over}\n",
			[]string{`test/x.yaml:8:10: nothing fills {guardian} on the way age → which → tell; ask or set it before, or lead only those here who have it, with a branch: if: '"guardian" in answered'`},
		},
		"asked later": {
			"  tell: {say: \"Hello {name}.\", next: name}\n  name: {ask: text, text: \"Name?\", again: \"Name?\", save: name, next: over}\n",
			[]string{`test/x.yaml:5:10: nothing fills {name} on the way tell; `},
		},
		"set on one way": {
			askAge + "  which: {branch: [{if: 'age < 18', go: mark}], else: tell}\n  mark: {set: {group: young}, next: tell}\n  tell: {say: \"You are {group}.\", next: over}\n",
			[]string{`test/x.yaml:8:10: nothing fills {group} on the way age → which → tell; `},
		},
		"copied and not asked": {
			askAge + branchAge + askGuardian + "  tell: {set: {who: {calc: guardian}}, next: show}\n  show: {say: \"{who}.\", next: over}\n",
			[]string{`test/x.yaml:9:10: nothing fills {who} on the way age → which → tell → show; `},
		},
		"in why and again": {
			"  a: {ask: text, text: \"Who?\", why: \"For {b}.\", again: \"{a}?\", save: a, next: b}\n  b: {ask: text, text: \"Who?\", again: \"Who?\", save: b, next: over}\n",
			[]string{`test/x.yaml:5:32: nothing fills {b} on the way a; `, `test/x.yaml:5:49: nothing fills {a} on the way a; `},
		},
		"a guard": {
			askAge + branchAge + askGuardian +
				"  tell: {branch: [{if: '\"guardian\" in answered', go: show}], else: over}\n  show: {say: \"Hello {guardian}.\", next: over}\n",
			nil,
		},
		"a guard of another kind": {
			askAge + branchAge + askGuardian + "  tell: {branch: [{if: 'guardian == \"\"', go: over}], else: show}\n  show: {say: \"Hello {guardian}.\", next: over}\n",
			nil,
		},
		"the same condition again": {
			askAge + branchAge + askGuardian + "  tell: {branch: [{if: 'age >= 18', go: over}], else: show}\n  show: {say: \"Hello {guardian}.\", next: over}\n",
			nil,
		},
		"not the same condition": {
			askAge + branchAge + askGuardian + "  tell: {branch: [{if: 'age >= 20', go: over}], else: show}\n  show: {say: \"Hello {guardian}.\", next: over}\n",
			[]string{`test/x.yaml:9:10: nothing fills {guardian} on the way age → which → tell → show; `},
		},
		"a yes that leads to it": {
			"  has: {ask: yesno, text: \"Children?\", save: has, yes: many, no: then}\n  many: {ask: number, text: \"How many?\", save: many, next: then}\n" +
				"  then: {branch: [{if: has, go: tell}], else: over}\n  tell: {say: \"{many} children.\", next: over}\n",
			nil,
		},
		"skipped": {"  a: {ask: text, optional: true, text: \"Who?\", again: \"Who?\", save: a, next: tell}\n  tell: {say: \"{a}.\", next: over}\n", nil},
		"worked out of nothing": {
			askAge + branchAge + askGuardian + "  tell: {set: {n: {calc: 'guardian == \"\" ? \"none\" : \"one\"'}}, next: show}\n  show: {say: \"{n}\", next: over}\n", nil,
		},
	} {
		says(t, name, judged(t, c.steps), c.want...)
	}
}

// A wait and a request need an answer, and not only a question.
func TestParseMissingForWaitAndDo(t *testing.T) {
	send := "  send: {do: thing.send, answer: {well: over}, timeout: {after: 5s, go: over}, late: {well: over}}\n"
	site := "  site: {ask: choice, text: \"Where?\", save: site, options: sites, next: send}\n"
	day := "  day: {ask: date, OPT text: \"When?\", save: day, next: NEXT}\n  eve: {wait: {day: day, before: 1, at: \"18:00\"}, next: tell}\n  tell: {say: \"Tomorrow!\", next: over}\n"
	written := func(opt, next string) string { return strings.NewReplacer("OPT", opt, "NEXT", next).Replace(day) }
	for name, c := range map[string]struct {
		steps string
		want  []string
	}{
		"asked": {site + send, nil},
		"not on every way": {
			"  a: {ask: yesno, text: \"Go?\", yes: site, no: send}\n" + site + send,
			[]string{`test/x.yaml:7:3: thing.send needs the field "site", which has no answer on the way a → send; `},
		},
		"skipped": {
			strings.Replace(site, "save", "optional: true, save", 1) + send,
			[]string{`test/x.yaml:6:3: thing.send needs the field "site", which has no answer on the way site → send; `},
		},
		"a day":         {written("", "eve"), nil},
		"a skipped day": {written("optional: true,", "eve"), []string{`test/x.yaml:6:3: there is no day "day" to wait for on the way day → eve, so this does not wait; `}},
		"a skipped day and a guard": {
			written("optional: true,", "has") + "  has: {branch: [{if: '\"day\" in answered', go: eve}], else: over}\n", nil,
		},
	} {
		says(t, name, judged(t, c.steps), c.want...)
	}
}

// What is told is there only when it is told.
func TestParseMissingGiven(t *testing.T) {
	news := "flow: x\nfirst: a\ntriggers: {told: thing.news, gives: [why], again: true%s}\nsteps:\n" +
		"  a: {ask: choice, text: \"So: {why}.\", options: {ok: {label: \"OK\", go: over}}}\n  over: {end: done}\n"
	says(t, "told", judgedFlow(t, fmt.Sprintf(news, "")))
	says(t, "begun otherwise", judgedFlow(t, fmt.Sprintf(news, ", command: x")),
		`test/x.yaml:5:20: nothing fills {why} on the way a; lead only those here who were told it, with a branch: if: 'why != ""'`)
	send := "  site: {ask: choice, text: \"Where?\", save: site, options: sites, next: send}\n" +
		"  send: {do: thing.send, answer: {well: tell}, timeout: {after: 5s, go: %s}, late: {well: tell}}\n  tell: {say: \"{places} places.\", next: over}\n"
	says(t, "answered", judged(t, fmt.Sprintf(send, "over")))
	says(t, "not answered in time", judged(t, fmt.Sprintf(send, "tell")), `test/x.yaml:7:10: nothing fills {places} on the way site → send → tell; lead only those`)
}

// What another flow asks for may not be there.
func TestParseMissingAndUses(t *testing.T) {
	other := "flow: y\nfirst: word\ntriggers: {command: y, again: true}\nsteps:\n  word: {ask: text, text: \"Word?\", again: \"Word?\", save: word, next: over}\n  over: {end: done}\n"
	own := "flow: x\nfirst: a\ntriggers: {command: x, again: true}\nuses: [word]\nsteps:\n  a: {branch: [{if: 'word == \"\"', go: tell}], else: n}\n" +
		"  n: {ask: text, text: \"And?\", again: \"And?\", save: n, next: tell}\n  tell: {say: \"{word}, {n}.\", next: over}\n  over: {end: done}\n"
	says(t, "without it", judgedFlow(t, own, other), `test/x.yaml:8:10: nothing fills {n} on the way a → tell; `)
	says(t, "itself", judgedFlow(t, strings.Replace(own, "{word}, {n}", "{word}", 1), other))
}

// What a flow that is called has asked for is there.
func TestParseMissingAndCalls(t *testing.T) {
	called := "flow: sub\nfirst: a\nsteps:\n  a: {ask: yesno, text: \"Go?\", yes: name, no: out}\n" +
		"  name: {ask: text, text: \"Name?\", again: \"Name?\", save: name, next: done}\n  done: {end: done}\n  out: {end: left}\n"
	own := "  name: {ask: text, text: \"Name?\", again: \"Name?\", save: name, next: tell}\n  tell: {say: \"Hi {name}.\", next: over}\n"
	says(t, "where it is done", judged(t, "  c: {call: sub, next: tell, left: name}\n"+own, called))
	says(t, "where it is left", judged(t, "  c: {call: sub, next: name, left: tell}\n"+own, called), `test/x.yaml:7:10: nothing fills {name} on the way c → tell; `)
	says(t, "wherever", judged(t, "  c: {call: sub, next: go}\n  go: {ask: yesno, text: \"Go?\", yes: name, no: tell}\n"+own, called),
		`test/x.yaml:8:10: nothing fills {name} on the way c → go → tell; `)
	says(t, "both ways to one step", judged(t, "  c: {call: sub, next: go, left: go}\n  go: {ask: yesno, text: \"Go?\", yes: name, no: tell}\n"+own, called),
		`test/x.yaml:8:10: nothing fills {name} on the way c → go → tell; `)
}

// What /status tells must be known whenever the flow is done.
func TestParseMissingStatus(t *testing.T) {
	file := "flow: x\nfirst: a\ntriggers: {command: x, status: sent}\nsteps:\n  a: {ask: yesno, text: \"Go?\", yes: name, no: no}\n" +
		"  name: {ask: text, text: \"Name?\", again: \"Name?\", save: name, next: over}\n  no: {end: %s}\n  over: {end: done}\n  sent: {say: \"Sent, {name}.\", next: over}\n"
	says(t, "left", judgedFlow(t, fmt.Sprintf(file, "left")))
	says(t, "done", judgedFlow(t, fmt.Sprintf(file, "done")), `test/x.yaml:9:10: nothing fills {name} when /status shows it after a → no; `)
}

// A review shows what was asked before it.
func TestParseReviewTooEarly(t *testing.T) {
	question := "  name: {ask: text, text: \"Name?\", again: \"Name?\", label: \"Name\", save: name, next: %s}\n"
	look := "  look: {review: [name], text: \"Right?\", submit: \"Send\", next: %s}\n"
	says(t, "before", judged(t, fmt.Sprintf(question, "look")+fmt.Sprintf(look, "over")))
	says(t, "after", judged(t, fmt.Sprintf(look, "name")+fmt.Sprintf(question, "over")),
		`test/x.yaml:5:19: the step "name" is asked on no way to this review, so it does not show the answer; `)
	other := "flow: y\nfirst: name\ntriggers: {command: y, again: true}\nsteps:\n" + fmt.Sprintf(question, "over") + "  over: {end: done}\n"
	says(t, "only to change it", judged(t, fmt.Sprintf(look, "over")+fmt.Sprintf(question, "look"), other))
	says(t, "on some way", judged(t, "  a: {ask: yesno, text: \"Go?\", yes: name, no: look}\n"+fmt.Sprintf(question, "look")+fmt.Sprintf(look, "over")))
}
