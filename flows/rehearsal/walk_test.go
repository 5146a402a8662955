package rehearsal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/flows/flowtest"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// A flow with every kind of step has no problem, in English and Arabic.
func TestWalkEvery(t *testing.T) {
	defs, err := flowtest.Definitions()
	if err != nil {
		t.Fatal(err)
	}
	o := rehearsal.WalkOptions{}
	if racing {
		o.Flow = "reminder"
	}
	walked, err := rehearsal.Walk(defs, o)
	if err != nil {
		t.Fatal(err)
	}
	if walked.Languages != 2 || walked.States < 30 || walked.Messages < 1000 {
		t.Errorf("%d languages, %d flows, %d states, %d messages", walked.Languages, walked.Flows, walked.States, walked.Messages)
	}
	for _, f := range walked.Faults {
		t.Errorf("%s: %s\n\t%q", f.Kind, f, f.Way)
	}
}

const (
	walkProgramme = `
organisation: Org
keep: {until: "2027-12-31"}
sites:
  north: {name: North, time_zone: Europe/Berlin, emergency: "112", person: "team@example.org"}
`
	arabicHead = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
)

// moody is the other actor of these flows: it fails, or says what nobody
// expects.
type moody struct{}

func (moody) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	switch told.Name {
	case "fail":
		return flows.Result{}, errors.New("the actor fails")
	case "panic":
		panic("the actor panics")
	}
	tell, err := flows.TellPerson(told.From, "well", nil)
	return flows.Result{Actor: a, Effects: []flows.Effect{tell}}, err
}

func planted(t *testing.T, flow, po string) *flows.Definitions {
	t.Helper()
	action := func(name string) flows.Action {
		return flows.Action{Answers: []string{"well"}, Do: func(c flows.Call) (flows.Request, error) {
			return flows.Request{Tell: flows.Tell{To: c.Turn.IDs.Of("moody", name), Name: name}, Key: "K"}, nil
		}}
	}
	book, err := flows.Parse(flows.Capability{
		Name: "test", Dir: "test", Flows: fstest.MapFS{"x.yaml": {Data: []byte(flow)}},
		Tells:    map[string][]string{"x.well": {}},
		Machines: map[flows.Kind]flows.Machine{"moody": moody{}},
		Actions: map[string]flows.Action{
			"x.good": action("good"), "x.fail": action("fail"), "x.panic": action("panic"),
			"x.broken": {Answers: []string{"well"}, Do: func(flows.Call) (flows.Request, error) {
				return flows.Request{}, errors.New("the action fails")
			}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(walkProgramme))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	if po != "" {
		files["po/ar.po"] = &fstest.MapFile{Data: []byte(arabicHead + po)}
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), files)
	if err != nil {
		t.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}

func message(key, english, arabic string) string {
	return fmt.Sprintf("\nmsgctxt %q\nmsgid %q\nmsgstr %q\n", key, english, arabic)
}

func doing(action string) string {
	return "flow: x\nfirst: a\ntriggers: {menu: Begin}\nsteps:\n" +
		"  a: {ask: choice, text: \"Now?\", options: {now: {label: \"Now\", go: b}}}\n" +
		"  b: {do: " + action + ", answer: {well: c}, timeout: {after: 5s, go: c}, late: {well: c}}\n  c: {say: \"Over.\", next: d}\n  d: {end: done}\n"
}

// Faults that only show while somebody goes through the flow are found, each
// with its place.
func TestWalkFindsFaults(t *testing.T) {
	head := "flow: x\nfirst: a\ntriggers: {menu: Begin}\nsteps:\n"
	for name, c := range map[string]struct{ flow, po, kind, want string }{
		"an action that fails":  {doing("x.broken"), "", rehearsal.FaultBroken, "x.a [en], tap Now: "},
		"an actor that fails":   {doing("x.fail"), "", rehearsal.FaultBroken, "the actor fails"},
		"an actor that panics":  {doing("x.panic"), "", rehearsal.FaultBroken, "the actor panics"},
		"a step for nobody":     {head + "  a: {ask: number, text: \"Age?\", check: {range: [14, 99]}, save: age, next: b}\n  b: {branch: [{if: 'age > 120', go: old}], else: c}\n  old: {say: \"Old.\", next: c}\n  c: {end: done}\n", "", rehearsal.FaultDead, "x.old: nobody ever comes to this step; look at the condition age > 120 (test/x.yaml:6) (test/x.yaml:7)"},
		"no way out":            {head + "  a: {ask: number, text: \"Age?\", check: {range: [14, 99]}, save: age, next: b}\n  b: {branch: [{if: 'age > 120', go: c}], else: a}\n  c: {end: done}\n", "", rehearsal.FaultStuck, "x.a [en]: no answer leads to an end of the flow"},
		"a message too long":    {longMessage(), "", rehearsal.FaultBroken, "a message of "},
		"labels alike":          {head + "  a: {ask: choice, text: \"Which?\", options: {one: {label: \"Mon day\", go: b}, two: {label: \"✅ mon  day\", go: b}}}\n  b: {end: done}\n", "", rehearsal.FaultText, "read alike"},
		"a label of the engine": {head + "  a: {ask: choice, text: \"Which?\", options: {one: {label: \"Menu\", go: b}}}\n  b: {end: done}\n", "", rehearsal.FaultText, "read alike"},
		"no number to count by": {head + "  a: {ask: text, text: \"How many?\", again: \"A number.\", save: n, next: b}\n  b: {say: {one: \"One place.\", other: \"{n} places.\", count: n}, next: c}\n  c: {end: done}\n", "", rehearsal.FaultText, "fills the placeholder {n} of x.b.text"},
		"not translated":        {doing("x.good"), message("x.a.text", "Now?", "الآن؟"), rehearsal.FaultUntranslated, "x.c.text is not translated"},
		"a wrong direction":     {doing("x.good"), message("x.c.text", "Over.", "Ende انتهى."), rehearsal.FaultText, "left-to-right letter"},
		"a word for the option": {head + "  a: {ask: choice, text: \"Which?\", options: {go: {label: \"Stop here\", go: b}, other: {label: \"12\", go: b}}}\n  b: {end: done}\n", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := rehearsal.WalkOptions{Flow: "x", Lang: "en"}
			if c.po != "" {
				o.Lang = "ar"
			}
			walked, err := rehearsal.Walk(planted(t, c.flow, c.po), o)
			if err != nil {
				t.Fatal(err)
			}
			found := c.want == ""
			for _, f := range walked.Faults {
				found = found || f.Kind == c.kind && strings.Contains(f.String(), c.want)
				if f.Kind != c.kind && f.Kind != rehearsal.FaultUntranslated {
					t.Errorf("besides: %s: %s", f.Kind, f)
				}
			}
			if !found {
				t.Errorf("not found: %s %q in %v", c.kind, c.want, walked.Faults)
			}
		})
	}
}

// longMessage puts what was answered to five questions into one message.
func longMessage() string {
	var b strings.Builder
	b.WriteString("flow: x\nfirst: a0\ntriggers: {menu: Begin}\nsteps:\n")
	for i := range 5 {
		fmt.Fprintf(&b, "  a%d: {ask: text, text: \"What %d?\", again: \"Words.\", save: f%d, next: a%d}\n", i, i, i, i+1)
	}
	b.WriteString("  a5: {say: \"{f0} {f1} {f2} {f3} {f4}\", next: over}\n  over: {end: done}\n")
	return b.String()
}

func TestWalkOptions(t *testing.T) {
	defs := planted(t, doing("x.good"), "")
	walked, err := rehearsal.Walk(defs, rehearsal.WalkOptions{Flow: "x", Lang: "en", Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if walked.Languages != 1 || len(walked.Faults) != 1 || walked.Faults[0].Kind != rehearsal.FaultLarge {
		t.Errorf("with a limit of two states: %+v", walked)
	}
	walked, err = rehearsal.Walk(defs, rehearsal.WalkOptions{Flow: "x", Lang: "en", Show: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(walked.Transcript) != 1 || !strings.Contains(walked.Transcript[0], "# x.a [en]\ntap Now\nanswer:\nedit: Now?\n\n     ✅ Now\n") {
		t.Errorf("the messages: %.300q", walked.Transcript)
	}
	for _, o := range []rehearsal.WalkOptions{{Flow: "nowhere"}, {Lang: "xx"}} {
		if _, err := rehearsal.Walk(defs, o); err == nil {
			t.Errorf("%+v was walked", o)
		}
	}
}

// The same flows give the same walk.
func TestWalkAgain(t *testing.T) {
	defs := planted(t, doing("x.good"), "")
	var all []string
	for range 2 {
		walked, err := rehearsal.Walk(defs, rehearsal.WalkOptions{Flow: "x", Lang: "en", Show: true})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(walked.States, walked.Messages, walked.Faults, walked.Transcript))
	}
	if all[0] != all[1] {
		t.Error("walked twice, it differs")
	}
}
