package flows_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"wecan/flows"
)

// A flow that is told something must be one that somebody tells, and the only
// one, also between a capability and an operator's folder.
func TestParseTold(t *testing.T) {
	news := func(id, name, gives string) string {
		return fmt.Sprintf("flow: %s\nfirst: a\ntriggers: {told: %s, gives: [%s]}\nsteps:\n  a: {say: \"News.\", next: over}\n  over: {end: left}\n", id, name, gives)
	}
	says(t, "known", judgedFlow(t, news("x", "thing.news", "day")))
	says(t, "misspelt", judgedFlow(t, news("x", "thing.new", "day")), `test/x.yaml:3:12: nothing is told as "thing.new", so this never begins the flow; there are: thing.news`)
	says(t, "brings nothing of it", judgedFlow(t, news("x", "thing.news", "days")), `test/x.yaml:3:12: what is told as "thing.news" does not bring "days"; it brings: day, why, hour`)
	says(t, "twice", judgedFlow(t, news("x", "thing.news", "day"), news("y", "thing.news", "day")),
		`test/y0.yaml:1:1: what is told as thing.news begins the flow "x" already, in test/x.yaml; take it out of one of them`)

	own := capability(map[string]string{"x.yaml": news("x", "thing.news", "day")})
	folder := func(id string) flows.Capability {
		return flows.Capability{Name: "folder", Dir: "mine", Override: true, Flows: fstest.MapFS{"z.yaml": {Data: []byte(news(id, "thing.news", "hour"))}}}
	}
	if _, err := flows.Parse(own, folder("z")); err == nil ||
		err.Error() != `mine/z.yaml:1:1: what is told as thing.news begins the flow "x" already, in test/x.yaml; take it out of one of them` {
		t.Errorf("of a folder beside a capability: %v", err)
	}
	if _, err := flows.Parse(own, folder("x")); err != nil {
		t.Errorf("of a folder in the place of a capability's: %v", err)
	}
	if _, err := flows.Parse(own, flows.Capability{Dir: "twice", Tells: own.Tells}); err == nil || err.Error() != `twice: what is told as "thing.news" is registered twice` {
		t.Errorf("registered twice: %v", err)
	}
}

// A circle of calls is told once, with all of its flows.
func TestParseCalls(t *testing.T) {
	calls := func(id, other string) string {
		return fmt.Sprintf("flow: %s\nfirst: a\nsteps:\n  a: {call: %s, next: over}\n  over: {end: left}\n", id, other)
	}
	begins := "flow: x\nfirst: a\ntriggers: {command: x}\nsteps:\n  a: {call: f1, next: over}\n  over: {end: left}\n"
	says(t, "a circle further up", judgedFlow(t, begins, calls("f1", "f2"), calls("f2", "f3"), calls("f3", "f1")),
		"test/y0.yaml:4:3: the flows call each other in a circle, f1 → f2 → f3 → f1; one of them must go on without the call")
	says(t, "itself", judgedFlow(t, begins, calls("f1", "f1")), "test/y0.yaml:4:3: the flows call each other in a circle, f1 → f1; ")
	var high []string
	for n := range 8 {
		high = append(high, calls(fmt.Sprintf("f%d", n+1), fmt.Sprintf("f%d", n+2)))
	}
	end := "flow: f%d\nfirst: over\nsteps:\n  over: {end: left}\n"
	says(t, "too high", judgedFlow(t, begins, append(high, fmt.Sprintf(end, 9))...),
		"test/x.yaml:5:3: this call leads to more than 8 flows above each other, x → f1 → f2 → f3 → f4 → f5 → f6 → f7 → f8 → f9; put some of them into one flow")
	says(t, "high enough", judgedFlow(t, begins, append(high[:7:7], fmt.Sprintf(end, 8))...))
}

// What only follows from a mistake is not told besides.
func TestParseOneLineForOneMistake(t *testing.T) {
	hi := "  hi: {say: \"Hi.\", next: %s}\n  then: {say: \"Then.\", next: over}\n"
	says(t, "a step that is not there", judged(t, fmt.Sprintf(hi, "ovre")), `test/x.yaml:5:20: the flow has no step "ovre"`)
	says(t, "a beginning that is not there", judgedFlow(t, "flow: x\nfirst: ho\ntriggers: {command: x}\nsteps:\n"+fmt.Sprintf(hi, "then")+"  over: {end: left}\n"),
		`test/x.yaml:1:1: the flow begins with the step "ho", which it does not have`)
	says(t, "a step that nothing leads to", judged(t, fmt.Sprintf(hi, "over")), `test/x.yaml:6:3: no path leads to the step "then"`)
}
