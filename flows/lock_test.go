package flows_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
)

// garden is a small flow; its lock file stands in gardenLock.
const garden = `flow: garden
first: name
triggers: {command: garden}
steps:
  name: {ask: text, text: "Your name?", again: "Please write a name.", save: name, next: day}
  day: {ask: choice, text: "Which day?", save: day, options: {mon: "Monday", fri: "Friday"}, next: rest}
  rest: {wait: {for: 3d}, next: thanks}
  thanks: {say: "Thank you, {name}.", next: over}
  over: {end: done}
`

const gardenLock = `# A comment.
garden.name ask.text name
garden.day ask.choice day
garden.rest wait -
`

func locked(flow, lock string) flows.Capability {
	files := fstest.MapFS{"garden.yaml": {Data: []byte(flow)}}
	if lock != "" {
		files[flows.LockName] = &fstest.MapFile{Data: []byte(lock)}
	}
	return flows.Capability{Name: "garden", Dir: "gardens", Flows: files, Locked: true}
}

func changed(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(garden) }

// What the lock file says of the steps that people stand at is held, unless
// moved says where they go on.
func TestLockHoldsTheSteps(t *testing.T) {
	hours := []string{"next: day", "next: hour", "  day:", "  hour:", "save: day", "save: hour"}
	moved := func(line string) string { return changed(hours...) + "moved: {" + line + "}\n" }
	more := gardenLock + "garden.hour ask.choice hour\n"
	for name, c := range map[string]struct{ flow, lock, want string }{
		"as it is":          {garden, gardenLock, ""},
		"no lock file":      {garden, "", "gardens/ids.lock:1:1: the file is missing; it remembers where people may stand. Run: wecan check --lock"},
		"a new step":        {changed("next: rest", "next: hour", "  rest:", "  hour: {ask: yesno, text: \"Mornings?\", save: hour, yes: rest, no: rest}\n  rest:"), gardenLock, `gardens/garden.yaml:7:3: the step "hour" is new or has changed, and not yet in gardens/ids.lock; run: wecan check --lock`},
		"a step gone":       {changed(hours...), more, "gardens/ids.lock:3:1: the step garden.day is gone; say under moved"},
		"moved":             {moved("day: hour"), more, ""},
		"moved nowhere":     {moved("day: nowhere"), more, `gardens/garden.yaml:10:9: the flow has no step "nowhere"`},
		"moved to a word":   {moved("day: thanks"), more, `people cannot go on at the step "thanks"`},
		"moved to a wait":   {moved("day: rest"), more, `people cannot go on at the step "rest"`},
		"another kind":      {changed("day: {ask: choice", "day: {ask: choices"), gardenLock, `the step "day" was ask.choice and saved day, now it is ask.choices and saves day; give it another name`},
		"another field":     {changed("save: day", "save: hour"), gardenLock, `the step "day" was ask.choice and saved day, now it is ask.choice and saves hour`},
		"moved onto itself": {changed("save: day", "save: hour") + "moved: {day: day}\n", gardenLock + "garden.day ask.choice hour\n", ""},
		"not locked then":   {changed("save: day", "save: hour") + "moved: {day: day}\n", gardenLock, `the step "day" is new or has changed`},
		"flow gone":         {changed("flow: garden", "flow: allotment"), gardenLock + "allotment.name ask.text name\nallotment.day ask.choice day\nallotment.rest wait -\n", "gardens/ids.lock:2:1: the step garden.name is gone"},
		"flow renamed": {
			changed("flow: garden", "flow: allotment") + "moved: {\"garden.*\": name}\n",
			gardenLock + "allotment.name ask.text name\nallotment.day ask.choice day\nallotment.rest wait -\n", "",
		},
		"a conflict":     {garden, gardenLock + "<<<<<<< theirs\n", "gardens/ids.lock:5:1: a line has a flow and a step, a kind, and a field or -"},
		"no field":       {garden, strings.Replace(gardenLock, "wait -", "wait", 1), "gardens/ids.lock:4:1: a line has a flow and a step"},
		"no step":        {garden, "garden ask.text name\n" + gardenLock, "gardens/ids.lock:1:1: a line has a flow and a step"},
		"other line end": {garden, strings.ReplaceAll(gardenLock, "\n", "\r\n"), ""},
	} {
		_, err := flows.Parse(locked(c.flow, c.lock))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Whoever is still writing need not bring the lock file up to date each time,
// but must not strand anybody either.
func TestParseDraft(t *testing.T) {
	if _, err := flows.ParseDraft(locked(garden, "")); err != nil {
		t.Errorf("without a lock file: %v", err)
	}
	if _, err := flows.ParseDraft(locked(garden, "garden.gone ask.text name\n"+gardenLock)); err == nil {
		t.Error("a step may go without a word")
	}
}

func TestNewLock(t *testing.T) {
	lock, err := flows.NewLock(nil, locked(garden, ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flows.Parse(locked(garden, string(lock))); err != nil || !strings.HasPrefix(string(lock), "# The steps") {
		t.Errorf("a new file is refused: %v\n%s", err, lock)
	}
	again, err := flows.NewLock(lock, locked(garden, string(lock)))
	if err != nil || string(again) != string(lock) {
		t.Errorf("the second time it becomes %v\n%s", err, again)
	}
	flow := changed("save: day", "save: hour") + "moved: {day: day}\n"
	more, err := flows.NewLock([]byte(gardenLock), locked(flow, gardenLock))
	if err != nil || string(more) != gardenLock+"garden.day ask.choice hour\n" {
		t.Errorf("a change: %v\n%s", err, more)
	}
	cut := strings.TrimSuffix(strings.TrimSuffix(gardenLock, "garden.rest wait -\n"), "\n")
	if more, err = flows.NewLock([]byte(cut), locked(garden, cut)); err != nil || string(more) != gardenLock {
		t.Errorf("a file without its last line break: %v\n%s", err, more)
	}
	if _, err := flows.NewLock([]byte(gardenLock), locked(changed("day", "hour"), gardenLock)); err == nil {
		t.Error("a step that is gone is locked away")
	}
}

// A flow that stands in for another has its new steps in the lock file beside
// itself, and those of the other still count.
func TestLockOfAnOverride(t *testing.T) {
	under := locked(garden, gardenLock)
	over := func(flow, lock string) flows.Capability {
		c := locked(flow, lock)
		c.Dir, c.Override = "mine", true
		return c
	}
	extra := changed("next: rest", "next: hour", "  rest:", "  hour: {ask: yesno, text: \"Mornings?\", save: hour, yes: rest, no: rest}\n  rest:")
	lock, err := flows.NewLock(nil, under, over(extra, ""))
	if err != nil || !strings.HasSuffix(string(lock), "one.\ngarden.hour ask.yesno hour\n") {
		t.Fatalf("its lock file: %v\n%s", err, lock)
	}
	if _, err := flows.Parse(under, over(extra, string(lock))); err != nil {
		t.Error(err)
	}
	if lock, err = flows.NewLock(nil, over(garden, "")); err != nil || strings.Count(string(lock), "\n") != 4 {
		t.Errorf("the lock file of a folder with a flow that stands in for none: %v\n%s", err, lock)
	}
	_, err = flows.Parse(under, over(extra, "# None.\n"))
	if err == nil || strings.Contains(err.Error(), "gardens/ids.lock") || !strings.Contains(err.Error(), "run: wecan check --lock --flows=mine") {
		t.Errorf("a step that is not locked: %v", err)
	}
	_, err = flows.Parse(under, over(changed("next: day", "next: rest", "  day:", "  unused:"), "garden.unused ask.choice day\n"))
	if err == nil || !strings.Contains(err.Error(), "gardens/ids.lock:3:1: the step garden.day is gone") {
		t.Errorf("a step of the other that is gone: %v", err)
	}
}
