package flows_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/event"
	"wecan/flows/rehearsal"
	"wecan/flows/session"
	"wecan/i18n"
)

var updateReadme = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts of README.md as they go today")

const readmeFile = "README.md"

// fence is a fenced block of the README.
type fence struct {
	info, body string
	line       int // of its first line
}

// fences are all blocks of the README; the words behind ``` say what each is.
func fences(t *testing.T) []fence {
	t.Helper()
	data, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	var out []fence
	open := false
	for i, line := range strings.SplitAfter(string(data), "\n") {
		info, mark := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case mark && !open:
			out = append(out, fence{info: info, line: i + 2})
			open = true
		case mark:
			open = false
		case open:
			out[len(out)-1].body += line
		}
	}
	return out
}

// stage is what the blocks of the README are tried on, in their order.
type stage struct {
	programme string
	flows     map[string]string // the whole flows up to here, by id
	lock      string            // the ids.lock for the next flow
	file      string            // the flow that the next transcript is played on
}

// newStage has the programme file of the README.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{flows: map[string]string{}}
	for _, f := range fences(t) {
		if f.info == "yaml programme" {
			s.programme = f.body
		}
	}
	return s
}

// files are the author's folder: the flow, and the flows that it calls.
func (s *stage) files() map[string]string {
	out := map[string]string{"flow.yaml": s.file}
	if s.lock != "" {
		out[flows.LockName] = s.lock
	}
	for _, m := range regexp.MustCompile(`(?m)\bcall: ([a-z-]+)`).FindAllStringSubmatch(s.file, -1) {
		if file := s.flows[m[1]]; file != "" { // else it is a built-in one
			out[m[1]+".yaml"] = file
		}
	}
	return out
}

// compile reads the author's folder beside the built-in flows, as wecan does.
func (s *stage) compile() (*flows.Definitions, error) {
	files := fstest.MapFS{}
	for name, data := range s.files() {
		files[name] = &fstest.MapFile{Data: []byte(data)}
	}
	book, err := flows.Parse(enrollment.Capability(), flows.Capability{Name: "own", Dir: "flows", Flows: files, Override: true})
	if err != nil {
		return nil, fmt.Errorf("the flow: %w", err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(s.programme))
	if err != nil {
		return nil, fmt.Errorf("the programme file: %w", err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		return nil, fmt.Errorf("the texts: %w", err)
	}
	return flows.Compile(book, catalog, p) //nolint:wrapcheck // its problems are looked at
}

// The tables of what is told are those of the enrollment, of sessions and of events.
func TestReadmeTold(t *testing.T) {
	got := tableRows(t, `(?m)^\| `+"`((?:application|session|event)\\.[a-z]+)`"+` \|[^|]*\|([^|]*)\|$`)
	want := map[string][]string{}
	for _, c := range []flows.Capability{enrollment.Capability(), session.Capability(), event.Capability()} {
		for action := range c.Actions { // they have tables of their own
			if _, told := c.Tells[action]; !told { // some have the name of the flow that they begin
				delete(got, action)
			}
		}
		maps.Copy(want, c.Tells)
	}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the README has %v, and what is told is %v", got, want)
	}
}

// So are the tables of what flows ask about sessions and events.
func TestReadmeActions(t *testing.T) {
	readmeActions(t, session.Capability(), "reference")
	readmeActions(t, event.Capability())
}

// readmeActions compares the table of a capability's actions. always are fields that all
// of them need, which the text before the table says.
func readmeActions(t *testing.T, c flows.Capability, always ...string) {
	t.Helper()
	row := `(?m)^\| ` + "`(" + c.Name + "\\.[a-z_]+)`" + ` \|`
	needs, answers, gives := tableRows(t, row+`([^|]*)\|[^|]*\|[^|]*\|$`), tableRows(t, row+`[^|]*\|([^|]*)\|[^|]*\|$`), tableRows(t, row+`[^|]*\|[^|]*\|([^|]*)\|$`)
	all := c.Actions
	for name, a := range all {
		said := slices.DeleteFunc(answers[name], func(word string) bool { return c.Tells[word] != nil })
		if !slices.Equal(append(slices.Clone(always), needs[name]...), a.Needs) || !slices.Equal(said, a.Answers) || !slices.Equal(gives[name], a.Gives) {
			t.Errorf("the README has of %s %v, %v, %v; the code %v, %v, %v", name, needs[name], said, gives[name], a.Needs, a.Answers, a.Gives)
		}
	}
	if len(answers) != len(all) {
		t.Errorf("the README has %d of %d actions", len(answers), len(all))
	}
}

// tableRows are rows of tables: a name, and the words in a column.
func tableRows(t *testing.T, row string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, m := range regexp.MustCompile(row).FindAllStringSubmatch(string(data), -1) {
		got[m[1]] = nil
		for _, name := range regexp.MustCompile("`([a-z_.]+)`").FindAllStringSubmatch(m[2], -1) {
			got[m[1]] = append(got[m[1]], name[1])
		}
	}
	return got
}

// ofSteps makes a flow of some of its steps: it begins with the first of them,
// by /try, and ends wherever they lead to.
func ofSteps(steps string, ends ...string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(steps), ":")
	file := "flow: try\nfirst: " + first + "\ntriggers: {command: try}\nsteps:\n"
	for line := range strings.SplitSeq(strings.TrimRight(steps, "\n"), "\n") {
		file += "  " + line + "\n"
	}
	for _, id := range ends {
		file += "  " + id + ": {end: done}\n"
	}
	return file
}

// ended adds the steps that are not written, as ends.
func (s *stage) ended(steps string) string {
	s.file = ofSteps(steps)
	_, err := s.compile()
	var ends []string
	var problems flows.FileErrors
	errors.As(err, &problems)
	for _, p := range problems {
		if m := regexp.MustCompile(`^the flow has no step "(.*)"$`).FindStringSubmatch(p.Text); m != nil && !slices.Contains(ends, m[1]) {
			ends = append(ends, m[1])
		}
	}
	return ofSteps(steps, ends...)
}

// Every example of the README is read, compiled and played as it stands there.
func TestReadme(t *testing.T) {
	s := newStage(t)
	count := map[string]int{}
	var played []fence
	for _, f := range fences(t) {
		count[f.info]++
		switch f.info {
		case "yaml programme":
			s.file = ofSteps("a: {end: done}")
		case "yaml flow":
			s.whole(f.body)
			if !strings.Contains(f.body, "triggers:") {
				continue // the steps below call it
			}
		case "yaml flow with-mistakes":
			s.whole(f.body)
			continue
		case "yaml steps":
			s.file = s.ended(f.body)
		case "text ids.lock":
			s.lock = f.body
			continue // it belongs to the next flow
		case "text check":
			s.mistakes(t, f)
			continue
		case "text conditions":
			conditions(t, s, f)
			continue
		case "chat":
			played = append(played, fence{body: s.play(t, f), line: f.line})
			continue
		default:
			t.Errorf("line %d: nobody knows what a block of %q is", f.line, f.info)
		}
		defs, err := s.compile()
		if err != nil {
			t.Errorf("line %d: %v\n%s", f.line, err, s.file)
		} else if found, _ := defs.Lint(flows.PoFile); f.info == "yaml flow" && len(found) > 0 {
			t.Errorf("line %d: %v\n%s", f.line, found, s.file)
		}
		s.lock = ""
	}
	for info, least := range map[string]int{"yaml flow": 4, "yaml steps": 18, "yaml programme": 1, "chat": 18, "text conditions": 1, "text ids.lock": 1, "text check": 1} {
		if count[info] < least {
			t.Errorf("the README has %d blocks of %s", count[info], info)
		}
	}
	if *updateReadme {
		rewrite(t, played)
	}
}

// whole takes a whole flow over.
func (s *stage) whole(file string) {
	_, rest, _ := strings.Cut(file, "flow: ")
	id, _, _ := strings.Cut(rest, "\n")
	s.file, s.flows[id] = file, file
}

// mistakes compares what is wrong with the flow above, a line each.
func (s *stage) mistakes(t *testing.T, f fence) {
	t.Helper()
	_, err := s.compile()
	var problems flows.FileErrors
	errors.As(err, &problems)
	got := slices.Compact(strings.Split(problems.Error(), "\n"))
	same := func(said, written string) bool {
		head, cut := strings.CutSuffix(written, "…")
		return said == written || cut && strings.HasPrefix(said, head)
	}
	if !slices.EqualFunc(got, strings.Split(strings.TrimSpace(f.body), "\n"), same) {
		t.Errorf("line %d: wecan says\n%s", f.line, strings.Join(got, "\n"))
	}
	s.lock = ""
}

// play plays a transcript on the flow above it.
func (s *stage) play(t *testing.T, f fence) string {
	t.Helper()
	defs, err := s.compile()
	if err != nil {
		t.Fatalf("line %d: the flow above: %v", f.line, err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rehearsal.Play(w, f.body)
	if err != nil {
		t.Fatalf("line %d: %v", f.line, err)
	}
	if got != f.body && !*updateReadme {
		t.Errorf("line %d: after reading the change, run the test with -update; today it goes\n%s", f.line, got)
	}
	return got
}

// rewrite puts the transcripts into the README as they go today.
func rewrite(t *testing.T, played []fence) {
	t.Helper()
	data, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for _, f := range slices.Backward(played) {
		end := f.line - 1 + slices.IndexFunc(lines[f.line-1:], func(l string) bool { return strings.HasPrefix(l, "```") })
		lines = slices.Replace(lines, f.line-1, end, f.body)
	}
	if err := os.WriteFile("README.md", []byte(strings.Join(lines, "")), 0o600); err != nil { //nolint:gosec // the README itself, by a name that stands here
		t.Fatal(err)
	}
}
