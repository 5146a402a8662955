package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows/graph"
)

// someone is the body of a person's actor who stands at steps, written as
// flow/step, each in a conversation of its own; a step that is called stands
// behind its caller, as tour/skills>skills/can.
func someone(seen time.Time, done string, at ...string) json.RawMessage {
	var strands []string
	for _, a := range at {
		var frames []string
		for place := range strings.SplitSeq(a, ">") {
			flow, step, _ := strings.Cut(place, "/")
			frames = append(frames, fmt.Sprintf(`{"f":%q,"s":%q}`, flow, step))
		}
		strands = append(strands, `{"f":[`+strings.Join(frames, ",")+`]}`)
	}
	completed := ""
	if done != "" {
		completed = fmt.Sprintf(`,"d":{%q:""}`, done)
	}
	return json.RawMessage(fmt.Sprintf(`{"n":%d,"s":[%s]%s}`, seen.Unix(), strings.Join(strands, ","), completed))
}

func counted() *graph.Counts {
	now := time.Date(2026, 11, 26, 18, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	c := graph.NewCounts("tour", now)
	for _, body := range []json.RawMessage{
		someone(ago(time.Minute), "", "tour/name"),
		someone(ago(graph.AwayAfter-time.Second), "", "tour/name"),
		someone(ago(graph.AwayAfter), "", "tour/name"),
		someone(ago(time.Hour), "", "tour/skills>skills/can"),                  // in a flow that was called
		someone(ago(90*24*time.Hour), "tour", "tour/rest", "menu/choose"),      // with the menu above
		someone(ago(time.Hour), "tour"),                                        // in nothing
		someone(ago(time.Hour), "other", "other/name"),                         // in another flow
		someone(ago(time.Hour), "", "tour/name>tour/name", "tour/age"),         // twice at one step
		someone(ago(100*24*time.Hour), "", "tour/gone"),                        // at a step of an older version
		json.RawMessage(`{"s":[{"f":[{"f":"tour","s":"age"}]}]}`),              // who never wrote
		json.RawMessage(`{"s":"what is this?"}`), json.RawMessage(`{"d":[1]}`), // nobody can read
	} {
		c.Add(body)
	}
	return c
}

func TestPeopleAreCountedWhereTheyStand(t *testing.T) {
	c := counted()
	want := map[string]graph.Count{"name": {4, 1}, "skills": {1, 0}, "rest": {1, 1}, "age": {2, 1}, "gone": {1, 1}}
	for step, n := range want {
		if c.Steps[step] != n {
			t.Errorf("at %s are %v, it should be %v", step, c.Steps[step], n)
		}
	}
	if len(c.Steps) != len(want) {
		t.Errorf("they stand at %v", c.Steps)
	}
	if (c.In != graph.Count{Here: 8, Away: 4}) || c.Completed != 2 || c.Unread != 2 {
		t.Errorf("in the flow are %v, completed it have %d, unread are %d", c.In, c.Completed, c.Unread)
	}
}

func TestCountsAreDrawn(t *testing.T) {
	p := pictures(t)["tour"]
	p.Counts = counted()
	got := texts(t, draw(t, p))
	for _, want := range []string{
		"4 here now", "1 for 3+ days", "2 completed it", "In this flow, in all", "8", "At steps that this flow no longer has", "Completed",
		"Could not be read, and are not counted",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nobody reads %q", want)
		}
	}
	// Nobody stands at what does not wait.
	if n := strings.Count(strings.Join(got, "\n"), " here now"); n != 17 {
		t.Errorf("%d boxes tell how many stand there", n)
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
	p.Counts = nil
	if got := strings.Join(texts(t, draw(t, p)), "\n"); strings.Contains(got, "here now") || strings.Contains(got, "Who stands where") {
		t.Error("without counts there are numbers")
	}
}
