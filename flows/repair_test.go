package flows_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wecan/flows"
	"wecan/flows/flowtest"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// everyFlows are the flows of flowtest, with the lock file that belongs to them,
// each changed by change.
func everyFlows(t *testing.T, change func(name, text string) string) (flows.Capability, *flows.Programme) {
	t.Helper()
	c, p, err := flowtest.Every()
	if err != nil {
		t.Fatal(err)
	}
	lock, err := flows.NewLock(nil, c)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	names, err := fs.Glob(c.Flows, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name == "programme.yaml" {
			continue
		}
		data, err := fs.ReadFile(c.Flows, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: []byte(change(name, string(data)))}
	}
	old := c
	old.Flows = files
	files[flows.LockName] = &fstest.MapFile{Data: lock}
	return old, p
}

func everyAs(t *testing.T, change func(name, text string) string) *flows.Definitions {
	t.Helper()
	c, p := everyFlows(t, change)
	book, err := flows.ParseDraft(c)
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}

func same(_, text string) string { return text }

// renamed gives every step at which people stand another name, and says so
// under moved.
func renamed(_, text string) string {
	var moved []string
	flow := regexp.MustCompile(`(?m)^flow: (\w+)$`).FindStringSubmatch(text)[1]
	for _, m := range regexp.MustCompile(`(?m)^  (\w+):\n    (ask|review|do|call|wait):`).FindAllStringSubmatch(text, -1) {
		id := m[1]
		text = regexp.MustCompile(`(?m)^(first: |  )`+id+`(:?)$`).ReplaceAllString(text, "${1}"+id+"_2${2}")
		text = regexp.MustCompile(`((?:next|go|yes|no|else|left|wrong): )`+id+`\b`).ReplaceAllString(text, "${1}"+id+"_2")
		text = regexp.MustCompile(`(?m)^(    review: .*\b)`+id+`\b`).ReplaceAllString(text, "${1}"+id+"_2")
		moved = append(moved, fmt.Sprintf("%s: %s_2", id, id))
	}
	return text + "\nmoved: {" + strings.Join(moved, ", ") + "}\n# " + flow + "\n"
}

// way is what a person does from the beginning to the end of the flow every.
func way() []string {
	return []string{
		"> /start", "tap: ✅ Start", "> Юля", "tap: Woman", "> 34", "> 12.03.2019", "tap: ☐ Monday", "tap: ☐ Saturday", "tap: ✅ Done",
		"tap: ✅ Yes", "> 2", "tap: ☐ Garden", "tap: ✅ Done", "> Sewing", "tap: Gladly", "media: contact +49151234 own",
		"media: location 51.34 12.37", "media: photo", "media: document 5000 application/pdf", "media: voice", "hold", "tap: ✅ Send", "release", "wake 1d",
	}
}

// reached is how the way ends when nobody loses anything.
const reached = "You have sent everything, Юля. Your number is N7."

// do does lines of hers in a world, under its definitions.
func do(t *testing.T, w *rehearsal.World, lines ...string) string {
	t.Helper()
	out, err := rehearsal.Play(w, strings.Join(lines, "\n"))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return out
}

// keptOf is what is kept of her, without the numbers of messages.
func keptOf(t *testing.T, w *rehearsal.World) map[string]string {
	t.Helper()
	body, err := w.Body(w.Person())
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Fields map[string]struct {
			Value string `json:"v"`
		} `json:"a"`
	}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, f := range p.Fields {
		out[name] = f.Value
	}
	return out
}

// A person stands at every step of every kind when a version comes that calls
// all steps by other names. Her next answer counts, by the buttons that stand on
// her screen, and she comes to the same end.
func TestRenamedStepsKeepThePlaceOfEverybody(t *testing.T) {
	before, after := everyAs(t, same), everyAs(t, renamed)
	straight, err := rehearsal.NewWorld(before)
	if err != nil {
		t.Fatal(err)
	}
	do(t, straight, way()...)
	want := keptOf(t, straight)
	for at := range way() {
		w, err := rehearsal.NewWorld(before)
		if err != nil {
			t.Fatal(err)
		}
		do(t, w, way()[:at]...)
		w.Defs = after
		do(t, w, way()[at:]...)
		if got := do(t, w, "> /status"); !strings.Contains(got, reached) {
			t.Errorf("before %q: in the end she hears\n%s", way()[at], got)
		}
		got := keptOf(t, w)
		for name, value := range want {
			if got[name] != value {
				t.Errorf("before %q: of %s is kept %q, not %q", way()[at], name, got[name], value)
			}
		}
	}
}

// The way back is found under the new names too.
func TestBackAfterRenaming(t *testing.T) {
	w, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	do(t, w, way()[:4]...)
	w.Defs = everyAs(t, renamed)
	out := do(t, w, "> /back", "> /back", "> Ada")
	if !strings.Contains(out, "Some places are kept") || !strings.Contains(out, "bot: What name should we use") || keptOf(t, w)["name"] != "Ada" {
		t.Errorf("back twice:\n%s", out)
	}
}

// A change at the review survives the renaming, and so does a late answer.
func TestRenamedInTheMiddleOfAChange(t *testing.T) {
	w, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(way(), "hold")
	do(t, w, append(way()[:at:at], "tap: ✏️ Age")...)
	w.Defs = everyAs(t, renamed)
	if out := do(t, w, "> 35"); !strings.Contains(out, "bot: Please check your answers.") {
		t.Errorf("after the change she is not at the review:\n%s", out)
	}
	do(t, w, "hold", "tap: ✅ Send", "wake 10s")
	w.Defs = everyAs(t, func(name, text string) string { return strings.ReplaceAll(renamed(name, text), "_2", "_3") })
	if out := do(t, w, "release"); strings.Contains(out, "Now it has arrived") {
		t.Errorf("a name that no lock file knows was found:\n%s", out)
	}
}

func TestLateAnswerAfterRenaming(t *testing.T) {
	w, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(way(), "release")
	do(t, w, append(way()[:at:at], "wake 10s")...)
	w.Defs = everyAs(t, renamed)
	if out := do(t, w, "release"); !strings.Contains(out, "Now it has arrived. Your number is N7.") {
		t.Errorf("the late answer says:\n%s", out)
	}
}

// Somebody at a question that is another one now is asked it by whatever she
// does, an old button too, and goes on from there with what she answered.
func TestMovedToAnotherQuestion(t *testing.T) {
	days := regexp.MustCompile(`(?s)  days:.*?\n\n`)
	moved := func(name, text string) string {
		if name != "every.yaml" {
			return text
		}
		text = days.ReplaceAllString(text, "  hour:\n    ask: choice\n    text: \"Morning or evening?\"\n    save: hour\n    label: \"Hour\"\n"+
			"    options: {early: \"Morning\", late: \"Evening\"}\n    next: childcare\n\n")
		text = strings.NewReplacer("next: days", "next: hour", "days, ", "hour, ").Replace(text)
		return text + "\nmoved: {days: hour}\n"
	}
	for _, input := range []string{"tap: ☐ Monday", "> Monday", "media: voice", "> /help", "> /start"} {
		w, err := rehearsal.NewWorld(everyAs(t, same))
		if err != nil {
			t.Fatal(err)
		}
		do(t, w, way()[:6]...)
		w.Defs = everyAs(t, moved)
		out := do(t, w, input)
		if !strings.Contains(out, "bot: Morning or evening?\n     [Morning]") {
			t.Errorf("after %q she is not asked:\n%s", input, out)
		}
		do(t, w, "tap: Evening", "tap: ❌ No")
		if got := keptOf(t, w); got["hour"] != "late" || got["name"] != "Юля" || got["since"] != "2019-03-12" {
			t.Errorf("after %q there is kept %v", input, got)
		}
	}
}

// A flow that has another name now keeps who is in it, and who completed it.
func TestFlowRenamed(t *testing.T) {
	other := func(name, text string) string {
		if name != "every.yaml" {
			return text
		}
		return strings.Replace(text, "flow: every\n", "flow: all\nmoved: {\"every.*\": consent}\n", 1)
	}
	middle, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	do(t, middle, way()[:5]...)
	middle.Defs = everyAs(t, other)
	out := do(t, middle, "> 12.03.2019")
	if got := keptOf(t, middle); !strings.Contains(out, "Do you want to start?") || got["name"] != "Юля" || got["age"] != "34" {
		t.Errorf("in the middle she has %v and hears\n%s", got, out)
	}
	done, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	do(t, done, way()...)
	done.Defs = everyAs(t, other)
	if out := do(t, done, "> /status"); !strings.Contains(out, reached) {
		t.Errorf("after it she hears\n%s", out)
	}
}

// Without a lock file nobody said where people go on: they do so at the first
// question, also when the flow begins with a word and not with a question.
func TestStepGoneWithoutAWord(t *testing.T) {
	w, err := rehearsal.NewWorld(everyAs(t, same))
	if err != nil {
		t.Fatal(err)
	}
	do(t, w, way()[:6]...)
	c, p := everyFlows(t, func(_, text string) string {
		return strings.NewReplacer("\n  days:", "\n  hours:", "next: days", "next: hours", "days, ", "hours, ").Replace(text)
	})
	if files, ok := c.Flows.(fstest.MapFS); ok {
		delete(files, flows.LockName)
	}
	book, err := flows.Parse(c)
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	if w.Defs, err = flows.Compile(book, catalog, p); err != nil {
		t.Fatal(err)
	}
	out := do(t, w, "> hello", "tap: ✅ Start")
	if !strings.Contains(out, "Do you want to start?") || keptOf(t, w)["name"] != "Юля" {
		t.Errorf("she hears\n%s", out)
	}
	if _, err := w.Wake(time.Hour); err != nil {
		t.Error(err)
	}
}
