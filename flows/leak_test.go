package flows_test

import (
	"fmt"
	"testing"
)

// A private answer is not told by the way that the flow goes because of it.
func TestParsePrivateTold(t *testing.T) {
	const (
		gender = "  gender: {ask: choice, private: true, text: \"Gender?\", save: gender, options: {woman: \"Woman\", man: \"Man\"}, next: which}\n"
		which  = "  which: {branch: [{if: 'gender == \"woman\"', go: a}], else: b}\n"
		both   = "  a: {set: {group: one}, next: tell}\n  b: {set: {group: two}, next: tell}\n"
		tell   = "  tell: {say: \"Your group is {group}.\", next: over}\n"
		said   = "the field \"group\" is set here because of the private answer \"gender\", and %s would show that; set the same on every way, or branch on \"gender\" where you need it"
	)
	text := fmt.Sprintf(said, `{group} in the step "tell"`)
	for name, c := range map[string]struct {
		steps string
		want  []string
	}{
		"on both ways": {gender + which + both + tell, []string{"test/x.yaml:7:13: " + text, "test/x.yaml:8:13: " + text}},
		"on one way": {
			"  group: {ask: text, text: \"Group?\", again: \"Group?\", save: group, next: gender}\n" + gender +
				"  which: {branch: [{if: 'gender == \"woman\"', go: a}], else: tell}\n  a: {set: {group: one}, next: tell}\n" + tell,
			[]string{"test/x.yaml:8:13: " + text},
		},
		"by the question itself": {
			"  gender: {ask: choice, private: true, text: \"Gender?\", save: gender, options: {woman: {label: \"Woman\", go: a}, man: {label: \"Man\", go: b}}}\n" + both + tell,
			[]string{"test/x.yaml:6:13: " + text, "test/x.yaml:7:13: " + text},
		},
		"by an option": {
			gender + "  which: {ask: choice, text: \"Which?\", options: {x: {label: \"X\", if: 'gender == \"woman\"', go: a}, y: {label: \"Y\", go: b}}}\n" + both + tell,
			[]string{"test/x.yaml:7:13: " + text, "test/x.yaml:8:13: " + text},
		},
		"by two branches": {
			gender + which + "  a: {set: {group: one}, next: again}\n  b: {set: {group: two}, next: again}\n" +
				"  again: {branch: [{if: 'group == \"one\"', go: c}], else: d}\n  c: {set: {word: red}, next: show}\n  d: {set: {word: blue}, next: show}\n  show: {say: \"{word}.\", next: over}\n",
			[]string{
				"test/x.yaml:10:13: the field \"word\" is set here because of the private answer \"gender\", and {word} in the step \"show\"",
				"test/x.yaml:11:13: the field \"word\"",
			},
		},
		"by words that are worked out": {
			gender + which + "  a: {set: {group: one}, next: put}\n  b: {set: {group: two}, next: put}\n" +
				"  put: {set: {word: {calc: 'group + \"!\"'}}, next: show}\n  show: {say: \"{word}.\", next: over}\n",
			[]string{"test/x.yaml:9:15: the field \"word\" is set here because of the private answer \"gender\", and {word} in the step \"show\""},
		},
		"in an index": {
			gender + which + "  a: {set: {site: north}, next: send}\n  b: {set: {site: south}, next: send}\n" +
				"  send: {do: thing.send, answer: {well: over}, timeout: {after: 5s, go: over}, late: {well: over}}\n",
			[]string{"test/x.yaml:7:13: the field \"site\" is set here because of the private answer \"gender\", and the index of thing.send", "test/x.yaml:8:13: "},
		},
		"the same on both ways": {gender + which + "  a: {set: {group: one}, next: tell}\n  b: {set: {group: one}, next: tell}\n" + tell, nil},
		"set again":             {gender + which + "  a: {set: {group: one}, next: c}\n  b: {set: {group: two}, next: c}\n  c: {set: {group: all}, next: tell}\n" + tell, nil},
		"behind both ways":      {gender + which + "  a: {say: \"A.\", next: c}\n  b: {say: \"B.\", next: c}\n  c: {set: {group: all}, next: tell}\n" + tell, nil},
		"because of something else": {
			gender + which + "  a: {say: \"A.\", next: age}\n  b: {say: \"B.\", next: age}\n  age: {ask: number, text: \"Age?\", save: age, next: old}\n" +
				"  old: {branch: [{if: 'age < 18', go: c}], else: d}\n  c: {set: {group: young}, next: tell}\n  d: {set: {group: old}, next: tell}\n" + tell,
			nil,
		},
		"below a way that it does not decide": {
			"  group: {ask: text, text: \"Group?\", again: \"Group?\", save: group, next: age}\n  age: {ask: number, text: \"Age?\", save: age, next: gender}\n" + gender +
				"  which: {branch: [{if: 'age < 18', go: a}, {if: 'gender == \"woman\"', go: b}], else: tell}\n  a: {set: {group: one}, next: tell}\n  b: {set: {group: two}, next: tell}\n" + tell,
			[]string{"test/x.yaml:10:13: " + text},
		},
		"shown to nobody": {gender + which + both + "  tell: {say: \"Thank you.\", next: over}\n", nil},
		"said on one way": {gender + which + "  a: {say: \"For women.\", next: over}\n  b: {say: \"For all.\", next: over}\n", nil},
		"a condition of admission": {
			gender + "  which: {branch: [{if: 'gender == \"woman\"', go: a}], else: bye}\n  bye: {say: \"Goodbye.\", next: over}\n" +
				"  a: {set: {group: one}, next: tell}\n  tell: {say: \"Your group is {group}. Stay well.\", next: bye}\n",
			nil,
		},
	} {
		says(t, name, judged(t, c.steps), c.want...)
	}
}

// What /status shows tells a private answer too, though no way leads there.
func TestParsePrivateToldByStatus(t *testing.T) {
	says(t, "status", judgedFlow(t, `flow: x
first: gender
triggers: {command: x, status: sent}
steps:
  gender: {ask: yesno, private: true, text: "Woman?", save: gender, yes: a, no: b}
  a: {set: {group: one}, next: end_a}
  b: {set: {group: two}, next: end_b}
  end_a: {end: done}
  end_b: {end: done}
  sent: {say: "Your group is {group}.", next: end_a}
`), `test/x.yaml:6:13: the field "group" is set here because of the private answer "gender", and /status would show that; `, `test/x.yaml:7:13: `)
}
