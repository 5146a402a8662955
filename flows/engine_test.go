package flows_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

const programme = `
organisation: Org
keep: {until: "2027-12-31"}
sites:
  north: {name: North, time_zone: Europe/Berlin, emergency: "112", person: "team@example.org"}
  south: {name: South, time_zone: Europe/Rome, emergency: "113", person: "+39 06 0000000"}
`

// asking has every kind of step, and a question whose answer is private.
const asking = `
flow: asking
first: gender
triggers: {start: true, command: ask, status: told}
steps:
  gender:
    ask: choice
    private: true
    text: "What is your gender?"
    label: "Gender"
    save: gender
    options: {woman: "Woman", man: "Man"}
    next: site
  site: {ask: choice, text: "Where?", label: "Place", save: site, options: sites, next: mark}
  mark: {set: {source: chat}, next: look}
  look: {review: [gender, site], text: "Is this right?", submit: "Yes", next: send}
  send:
    do: thing.send
    save: number
    answer: {well: told}
    timeout: {after: 5s, go: slow}
    late: {well: after_all}
  slow: {say: "Not yet.", next: pause}
  pause: {end: left}
  told: {say: "Well, {site}: {number}. Call {emergency}, until {keep_until}.", next: over}
  after_all: {say: "After all: {number}.", next: over}
  over: {end: done}
`

// thing is the other actor of the tests: it keeps what it was sent.
type thing struct{}

func (thing) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	a.Body = told.Data
	return flows.Result{Actor: a, Effects: []flows.Effect{flows.Tell{To: told.From, Name: "well"}}}, nil
}

func thingID(ids flows.IDs) flows.ActorID { return ids.Of("thing", "7") }

func capability(files map[string]string) flows.Capability {
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return flows.Capability{
		Name: "test", Dir: "test", Flows: fsys,
		Tells:    map[string][]string{"thing.news": {"day", "why", "hour"}},
		Machines: map[flows.Kind]flows.Machine{"thing": thing{}},
		Actions: map[string]flows.Action{"thing.send": {
			Needs: []string{"site"}, Answers: []string{"well"}, Gives: []string{"places"}, Indexed: []string{"site"},
			Do: func(c flows.Call) (flows.Request, error) {
				tell, err := flows.NewTell(thingID(c.Turn.IDs), "send", c.Answers)
				return flows.Request{Tell: tell, Key: "N7"}, err
			},
		}},
	}
}

func compile(tb testing.TB, flow string, po fstest.MapFS) (*flows.Definitions, error) {
	tb.Helper()
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": flow}))
	if err != nil {
		tb.Fatal(err)
	}
	return compileBook(book, po)
}

// tryCompile is compile for a flow that may be refused.
func tryCompile(flow string) (*flows.Definitions, error) {
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": flow}))
	if err != nil {
		return nil, err
	}
	return compileBook(book, nil)
}

func compileBook(book *flows.Book, po fstest.MapFS) (*flows.Definitions, error) {
	return compileFor(book, po, programme)
}

func compileFor(book *flows.Book, po fstest.MapFS, programme string) (*flows.Definitions, error) {
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		return nil, err
	}
	catalog, err := i18n.Load(po, append(book.Sources(), p.Sources()...))
	if err != nil {
		return nil, err
	}
	return flows.Compile(book, catalog, p)
}

func world(t *testing.T) *rehearsal.World {
	t.Helper()
	defs, err := compile(t, asking, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// write and tap give her input and answer what she gets.
func write(t *testing.T, w *rehearsal.World, text string) []flows.Effect {
	t.Helper()
	out, err := w.Give(w.Person(), w.Write(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func tap(t *testing.T, w *rehearsal.World, label string) []flows.Effect {
	t.Helper()
	in, err := w.Tap(label, false)
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Give(w.Person(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPrivateAnswerLeavesTheScreen(t *testing.T) {
	w := world(t)
	write(t, w, "/start")
	out := tap(t, w, "Woman")
	edit, ok := out[1].(flows.Edit)
	if !ok || !edit.Must || edit.Text != "What is your gender?\n\n✅ Answered" || edit.Buttons != nil {
		t.Errorf("after a private answer: %+v", out[1])
	}
	review, ok := tap(t, w, "South")[2].(flows.Send)
	if !ok || review.Text != "Is this right?\n\nGender: ✅ Answered\nPlace: South" {
		t.Errorf("the review says: %q", review.Text)
	}
	thanks, ok := tap(t, w, "Yes")[2].(flows.Send)
	if !ok || thanks.Text != "Well, South: N7. Call 113, until 31 December 2027." {
		t.Errorf("the end says: %q", thanks.Text)
	}
	a, err := flows.DecodeActor("", w.State(thingID(w.IDs())))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"gender":"woman","language":"en","site":"south","source":"chat"}`; string(a.Body) != want {
		t.Errorf("the other actor was told %s", a.Body)
	}
}

// A second answer, a timer of another time and an answer of somebody else
// change nothing.
func TestWaitIgnoresWhatItDoesNotWaitFor(t *testing.T) {
	w := world(t)
	write(t, w, "/start")
	tap(t, w, "Man")
	tap(t, w, "North")
	w.Hold()
	tap(t, w, "Yes")
	before := w.State(w.Person())
	stranger := w.IDs().Of("thing", "8")
	for _, in := range []flows.Input{
		flows.Told{From: stranger, Name: "well"},
		flows.Told{From: thingID(w.IDs()), Name: "unheard"},
	} {
		out, err := w.Give(w.Person(), in)
		if err != nil || len(out) != 0 || !bytes.Equal(before, w.State(w.Person())) {
			t.Errorf("%+v changed something: %v %v", in, out, err)
		}
	}
	a, err := flows.DecodeActor(w.Person(), before)
	if err != nil {
		t.Fatal(err)
	}
	if due := a.NextTimer(); !due.Equal(w.Now.Add(5*time.Second)) || len(a.Timers) != 1 {
		t.Fatalf("the timer rings at %v", due)
	}
	other := flows.Timer{Due: a.NextTimer().Add(time.Second)}
	for name := range a.Timers {
		other.Name = name
	}
	if r, err := w.Defs.Step(flows.Turn{Now: w.Now, IDs: w.IDs()}, a, other); err != nil || len(r.Effects) != 0 || len(r.Actor.Timers) != 1 {
		t.Errorf("a timer of another time: %+v %v", r, err)
	}
	out, err := w.Release()
	if err != nil || len(out) != 1 {
		t.Fatalf("the answer: %v %v", out, err)
	}
	out, err = w.Give(w.Person(), flows.Told{From: thingID(w.IDs()), Name: "well"})
	if err != nil || len(out) != 0 {
		t.Errorf("the answer again: %v %v", out, err)
	}
	if out, err := w.Wake(time.Minute); err != nil || len(out) != 0 {
		t.Errorf("the timer rang after the answer: %v %v", out, err)
	}
}

// An answer after the time-out goes its own way, and once.
func TestLateAnswer(t *testing.T) {
	w := world(t)
	write(t, w, "/start")
	tap(t, w, "Man")
	tap(t, w, "North")
	w.Hold()
	tap(t, w, "Yes")
	out, err := w.Wake(5 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(out); got != "Not yet." {
		t.Errorf("when the time is over: %q", got)
	}
	if out, err = w.Release(); err != nil {
		t.Fatal(err)
	}
	if got := texts(out); got != "After all: N7." {
		t.Errorf("after the late answer: %q", got)
	}
	if got := texts(write(t, w, "/status")); !strings.Contains(got, "Well, North: N7.") {
		t.Errorf("the status: %q", got)
	}
}

// texts are the messages of a turn, one a line.
func texts(list []flows.Effect) string {
	var out []string
	for _, e := range list {
		if s, ok := e.(flows.Send); ok {
			out = append(out, s.Text)
		}
	}
	return strings.Join(out, "\n")
}

// Somebody in a step that a new version does not have is asked from the
// beginning, and nobody in a flow that is gone is lost.
func TestNewVersion(t *testing.T) {
	w := world(t)
	write(t, w, "/start")
	tap(t, w, "Woman")
	state := w.State(w.Person())
	changed := strings.NewReplacer("site: {ask", "place: {ask", "next: site", "next: place", "[gender, site]", "[gender, place]").Replace(asking)
	for name, c := range map[string]struct{ flow, want string }{
		"step gone": {changed, "What is your gender?"},
		"flow gone": {strings.ReplaceAll(asking, "flow: asking", "flow: renamed"), "What is your gender?"},
	} {
		defs, err := compile(t, c.flow, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := flows.DecodeActor(w.Person(), state)
		if err != nil {
			t.Fatal(err)
		}
		r, err := defs.Step(flows.Turn{Now: w.Now, IDs: w.IDs()}, a, w.Write("South"))
		if err != nil {
			t.Fatal(err)
		}
		send, ok := r.Effects[0].(flows.Send)
		if !ok || send.Text != c.want || !strings.Contains(string(r.Actor.Body), `"gender":{"v":"woman"}`) {
			t.Errorf("%s: %+v, state %s", name, r.Effects, r.Actor.Body)
		}
	}
}

func TestApology(t *testing.T) {
	defs, err := compile(t, asking, fstest.MapFS{"po/ar.po": {Data: []byte(
		"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"system.apology.text\"\n" +
			"msgid \"Something went wrong on our side. You did nothing wrong. People will look at it. Please try again later.\"\nmsgstr \"عذرًا\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	sorry, ok := defs.Machines[flows.KindPerson].(flows.Apologist)
	if !ok {
		t.Fatal("the person's machine cannot apologise")
	}
	from := flows.Origin{Chat: 5, Lang: "ar"}
	for name, c := range map[string]struct {
		body string
		in   flows.Input
		want []flows.Effect
	}{
		"her language":     {`{"c":5,"l":"ar"}`, flows.Timer{}, []flows.Effect{flows.Send{Chat: 5, Text: "عذرًا"}}},
		"unreadable state": {`{"c":`, flows.Text{Origin: from}, []flows.Effect{flows.Send{Chat: 5, Text: "عذرًا"}}},
		"a tap":            {``, flows.Tap{Origin: from, Query: "q"}, []flows.Effect{flows.Answer{Query: "q"}, flows.Send{Chat: 5, Text: "عذرًا"}}},
		"nobody known":     {``, flows.Timer{}, nil},
	} {
		got := sorry.Apology(flows.Actor{Body: json.RawMessage(c.body)}, c.in)
		if a, b := effects(t, got), effects(t, c.want); a != b {
			t.Errorf("%s: %s, want %s", name, a, b)
		}
	}
}

func effects(t *testing.T, list []flows.Effect) string {
	t.Helper()
	var b strings.Builder
	for _, e := range list {
		data, err := flows.EncodeEffect(e)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	return b.String()
}

func TestHashCoversEverything(t *testing.T) {
	base, err := compile(t, asking, nil)
	if err != nil {
		t.Fatal(err)
	}
	same, err := compile(t, asking, nil)
	if err != nil {
		t.Fatal(err)
	}
	if base.Hash != same.Hash {
		t.Error("the same files gave two hashes")
	}
	other, err := compile(t, strings.Replace(asking, "after: 5s", "after: 6s", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	translated, err := compile(t, asking, fstest.MapFS{"po/nl.po": {Data: []byte(
		"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"asking.gender.option.man\"\nmsgid \"Man\"\nmsgstr \"Man\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if base.Hash == other.Hash || base.Hash == translated.Hash {
		t.Error("a change of a flow or of a translation does not show in the hash")
	}
}

func TestCompileRefusesLongLabels(t *testing.T) {
	_, err := compile(t, asking, fstest.MapFS{"po/nl.po": {Data: []byte(
		"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"asking.gender.option.man\"\nmsgid \"Man\"\nmsgstr \"" +
			strings.Repeat("x", 31) + "\"\n")}})
	if err == nil || !strings.Contains(err.Error(), "nl.po") || !strings.Contains(err.Error(), "asking.gender.option.man") {
		t.Errorf("a label of 31 characters: %v", err)
	}
}
