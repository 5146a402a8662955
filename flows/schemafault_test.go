package flows_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// flowOf is a flow with one step, and a place to go to.
func flowOf(step string) string {
	return "flow: x\nfirst: a\ntriggers: {command: x}\nuses: [age]\nsteps:\n  a: {" + step + "}\n  b: {end: done}\n"
}

// others saves what the flows of these tests use, and can be called.
const others = `
flow: others
first: age
triggers: {command: others}
steps:
  age: {ask: number, text: "Age?", save: age, next: since}
  since: {ask: date, text: "Since?", save: since, next: over}
  over: {end: done}
`

// ownProblems leaves out what depends on other steps, flows and actions: no
// schema sees that.
func ownProblems(c flows.Capability) []flows.Problem {
	elsewhere := regexp.MustCompile(`the flow has no step|there is no flow|there is no action|no path leads|no way leads to an end|` +
		`must be a question with save|unknown name|holds no day|nothing fills the placeholder|nothing begins the flow`)
	_, err := flows.Parse(c)
	var problems flows.FileErrors
	errors.As(err, &problems)
	return slices.DeleteFunc(problems, func(p flows.Problem) bool { return elsewhere.MatchString(p.Text) })
}

// What the schema refuses the reader refuses too, and the other way round, as
// far as a schema can see it.
func TestSchemaRefusesPlantedFaults(t *testing.T) {
	s := compileSchema(t, flows.FlowSchema())
	for name, file := range map[string]string{
		"no flow":           "first: a\nsteps: {a: {end: done}}\n",
		"no first":          "flow: x\nsteps: {a: {end: done}}\n",
		"no steps":          "flow: x\nfirst: a\n",
		"a list":            "- flow\n",
		"capital":           strings.Replace(flowOf("end: done"), "flow: x", "flow: X", 1),
		"long flow id":      strings.Replace(flowOf("end: done"), "flow: x", "flow: abcdefghijklmnopq", 1),
		"engine's name":     strings.Replace(flowOf("end: done"), "flow: x", "flow: help", 1),
		"step menu":         strings.Replace(flowOf("say: hello, next: b"), "  a:", "  menu:", 1),
		"long step id":      strings.Replace(flowOf("say: hello, next: b"), "  a:", "  abcdefghijklmnopq:", 1),
		"step is a text":    "flow: x\nfirst: a\nsteps: {a: hello}\n",
		"unknown field":     flowOf("say: hello, nxt: b"),
		"nothing to do":     flowOf("next: b"),
		"two things":        flowOf("say: hello, end: done"),
		"a number":          flowOf("say: 12, next: b"),
		"empty text":        flowOf("say: ' ', next: b"),
		"long text":         flowOf("say: " + strings.Repeat("x", 301) + ", next: b"),
		"two questions":     flowOf("say: 'One? Two?', next: b"),
		"half a plural":     flowOf("say: {one: One, count: age}, next: b"),
		"kind of question":  flowOf("ask: colour, text: Which, next: b"),
		"engine's question": flowOf("ask: menu, text: Which, next: b"),
		"no again":          flowOf("ask: text, text: Name, save: name, next: b"),
		"no save":           flowOf("ask: number, text: Age, next: b"),
		"engine's field":    flowOf("ask: number, text: Age, save: today, next: b"),
		"field with hyphen": flowOf("ask: number, text: Age, save: my-age, next: b"),
		"private text":      flowOf("ask: number, text: Age, save: n, private: 'yes', next: b"),
		"check of another":  flowOf("ask: number, text: Age, save: n, check: {length: [1, 2]}, next: b"),
		"one end":           flowOf("ask: number, text: Age, save: n, check: {range: [1]}, next: b"),
		"too far":           flowOf("ask: text, text: Name, save: n, again: Name, check: {length: [0, 9]}, next: b"),
		"no day":            flowOf("ask: date, text: When, save: n, check: {from: tomorrow}, next: b"),
		"too large":         flowOf("ask: photo, text: Photo, save: n, check: {size: 21}, next: b"),
		"links to nothing":  flowOf("say: hello, links: {}, next: b"),
		"four links":        flowOf("say: hello, links: {a: A, b: B, c: C, d: D}, next: b"),
		"link of no field":  flowOf("say: hello, links: {my-map: Map}, next: b"),
		"optional language": flowOf("ask: language, text: Which, optional: true, next: b"),
		"always":            flowOf("ask: number, text: Age, save: n, always: true, next: b"),
		"no options":        flowOf("ask: choice, text: Which, options: {}, next: b"),
		"option's id":       flowOf("ask: choice, text: Which, options: {A: One}, next: b"),
		"long label":        flowOf("ask: choice, text: Which, options: {c: " + strings.Repeat("x", 31) + "}, next: b"),
		"no label":          flowOf("ask: choice, text: Which, options: {c: {go: b}}, next: b"),
		"nowhere":           flowOf("ask: choice, text: Which, options: {c: {label: C, go: b}, d: D}"),
		"skip to nowhere":   flowOf("ask: choice, text: Which, optional: true, options: {c: {label: C, go: b}}"),
		"ways of several":   flowOf("ask: choices, text: Which, save: n, options: {c: {label: C, go: b}}, next: b"),
		"yes to nowhere":    flowOf("ask: yesno, text: Really, yes: b"),
		"empty review":      flowOf("review: [], text: Right, submit: Send, next: b"),
		"review of text":    flowOf("review: a, text: Right, submit: Send, next: b"),
		"no late":           flowOf("do: thing.send, answer: {well: b}, timeout: {after: 1s, go: b}"),
		"no length":         flowOf("do: thing.send, answer: {well: b}, timeout: {after: soon, go: b}, late: {well: b}"),
		"both":              flowOf("do: thing.send, answer: {well: b}, timeout: {after: 1s, go: b}, late: {well: b}, next: b"),
		"set engine's":      flowOf("set: {language: ar}, next: b"),
		"set a list":        flowOf("set: {n: [1]}, next: b"),
		"no else":           flowOf("branch: [{if: age < 18, go: b}]"),
		"no branch":         flowOf("branch: [], else: b"),
		"no condition":      flowOf("branch: [{go: b}], else: b"),
		"no call":           flowOf("call: Others, next: b"),
		"wait for nothing":  flowOf("wait: {days: 2}, next: b"),
		"wait for both":     flowOf("wait: {for: 3d, at: '09:00'}, next: b"),
		"wait for no hour":  flowOf("wait: {at: '25:00'}, next: b"),
		"days and day":      flowOf("wait: {day: since, days: 1, at: '09:00'}, next: b"),
		"before what":       flowOf("wait: {before: 1, at: '09:00'}, next: b"),
		"no end":            flowOf("end: somehow"),
		"engine's end":      flowOf("end: quiet"),
		"trigger":           strings.Replace(flowOf("end: done"), "command", "comand", 1),
		"command":           strings.Replace(flowOf("end: done"), "command: x", "command: /x", 1),
		"engine's command":  strings.Replace(flowOf("end: done"), "command: x", "command: help", 1),
		"gives alone":       strings.Replace(flowOf("end: done"), "command: x", "command: x, gives: [n]", 1),
		"link":              strings.Replace(flowOf("end: done"), "command: x", "link: 'a b'", 1),
	} {
		if err := validate(s, file); err == nil {
			t.Errorf("%s: the schema takes\n%s", name, file)
		}
		if len(ownProblems(capability(map[string]string{"x.yaml": file, "others.yaml": others}))) == 0 {
			t.Errorf("%s: the reader takes\n%s", name, file)
		}
	}
}

// What the reader takes the schema takes.
func TestSchemaTakesWhatTheReaderTakes(t *testing.T) {
	s := compileSchema(t, flows.FlowSchema())
	for name, step := range map[string]string{
		"plural":       "say: {one: 'One year', other: '{age} years', count: age}, next: b",
		"truth":        "branch: [{if: true, go: b}], else: b",
		"calc":         "set: {n: {calc: 12}, m: poster}, next: b",
		"call":         "call: others, left: b, next: b",
		"short hour":   "wait: {at: 9:00}, next: b",
		"hours":        "wait: {for: 1h30m}, next: b",
		"tomorrow":     "wait: {at: '09:00', days: 1}, next: b",
		"no options":   "ask: choice, text: Which, options: {c: {label: C, go: b}}",
		"with options": "ask: choice, text: Which, save: n, options: {c: {label: C, if: age < 3, note: Note}, d: D}, next: b",
		"links":        "ask: choice, text: Which, save: n, options: {c: {label: C}}, links: {day: Map, why: {label: The way, note: A note}}, next: b",
		"a link":       "say: Hello, links: {day: Map}, next: b",
		"several":      "ask: choices, text: Which, save: n, options: {c: {label: C, if: age < 3}, d: D}, check: {count: [0, 2]}, next: b",
		"list":         "ask: choices, text: Which, save: n, options: sites, next: b",
		"yes and no":   "ask: yesno, text: Really, yes: b, no: b",
		"one next":     "ask: yesno, text: Really, save: n, optional: true, yes: b, next: b",
		"days":         "ask: date, text: When, save: n, check: {from: 2020-01-01, until: today+30}, next: b",
		"decimals":     "ask: number, text: How much, save: n, check: {range: [-1, 5], decimals: 2}, next: b",
		"voice":        "ask: voice, text: Say it, save: n, private: true, optional: true, label: Voice, why: So, again: Again, next: b",
		"language":     "ask: language, text: Which, always: true, next: b",
		"told":         "do: thing.send, save: n, answer: {well: b}, timeout: {after: 1m30s, go: b}, late: {well: b}",
		"note":         "say: {one: One, other: '{age}', count: age}, note: For translators, menu: true, next: b",
	} {
		file := flowOf(step)
		if strings.Contains(step, "thing.send") {
			file = strings.Replace(file, "steps:", "steps:\n  s: {ask: choice, text: Where, save: site, options: sites, next: a}", 1)
			file = strings.Replace(file, "first: a", "first: s", 1)
		}
		if strings.Contains(step, "links:") {
			file = strings.Replace(file, "{command: x}", "{told: thing.news, gives: [day, why], again: true}", 1)
		}
		if _, err := flows.Parse(capability(map[string]string{"x.yaml": file, "others.yaml": others})); err != nil {
			t.Errorf("%s: the reader refuses it: %v", name, err)
		}
		if err := validate(s, file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProgrammeSchemaRefusesPlantedFaults(t *testing.T) {
	s := compileSchema(t, flows.ProgrammeSchema())
	for _, change := range [][2]string{
		{"organisation: Org", ""},
		{"organisation: Org", "organization: Org"},
		{`until: "2027-12-31"`, "until: soon"},
		{`until: "2027-12-31"`, `until: "2027-12-31", months: 3`},
		{`until: "2027-12-31"`, "months: 200"},
		{"north:", "North:"},
		{"name: North", "nam: North"},
		{"name: North", "name: " + strings.Repeat("x", 31)},
		{`emergency: "112"`, "emergency: 112"},
		{`emergency: "112"`, "emergency: help"},
		{`"team@example.org"`, strings.Repeat("x", 61)},
		{"keep:", "bot_name: " + strings.Repeat("x", 65) + "\nkeep:"},
		{"keep:", "bot_name: ' '\nkeep:"},
		{"sites:", "lists: {sites: {a: A}}\nsites:"},
		{"sites:", "lists: {topics: {}}\nsites:"},
		{"sites:", "lists: {topics: {A: Garden}}\nsites:"},
		{"sites:", "people: {Ada: {name: Ada, site: north, roles: [lead], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada-of-the-north-sea: {name: Ada, site: north, roles: [lead], languages: [en]}}\nsites:"},
		{"sites:", "people: {person: {name: Ada, site: north, roles: [lead], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada: {site: north, roles: [lead], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada: {name: " + strings.Repeat("x", 31) + ", site: north, roles: [lead], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [boss], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [], languages: [en]}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: []}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: [en], topics: [love]}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: [en], cap: 0}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: [en], woman: 'yes'}}\nsites:"},
		{"name: North", "name: North, mattermost: {}"},
		{"name: North", "name: North, mattermost: {channel: north}"},
		{"name: North", "name: North, mattermost: {channel: Help/North}"},
		{"name: North", "name: North, mattermost: {channel: help/north, restricted: trained}"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: [en], mattermost: '@ada'}}\nsites:"},
		{"sites:", "people: {ada: {name: Ada, site: north, roles: [lead], languages: [en], mattermost: Ada K}}\nsites:"},
		{"sites:", "referrals: {blue: {offer: 1h}}\nsites:"},
		{"sites:", "referrals: {red: {offer: soon}}\nsites:"},
		{"sites:", "referrals: {keep: 0d}\nsites:"},
		{"sites:", "referrals: {record: 13d}\nsites:"},
		{"sites:", "referrals: {record: 3651d}\nsites:"},
		{"sites:", "referrals: {record: 900h}\nsites:"},
	} {
		file := strings.Replace(programme, change[0], change[1], 1)
		if file == programme {
			t.Fatalf("nothing was changed: %s", change[0])
		}
		if err := validate(s, file); err == nil {
			t.Errorf("the schema takes %s", change[1])
		}
		if _, err := flows.ParseProgramme("p.yaml", []byte(file)); err == nil {
			t.Errorf("the reader takes %s", change[1])
		}
	}
	file := strings.Replace(programme, "sites:", "bot_name: "+strings.Repeat("x", 64)+"\nlists: {topics: {garden: Garden}}\nreferrals: {red: {offer: 10m, answer: 1h30m}, keep: 30d, record: 3650d}\n"+
		"people: {ada: {name: Ada, site: north, roles: [lead, navigator], languages: [en, ar], topics: [papers], woman: true, trained: true, cap: 3, mattermost: ada.k}}\nsites:", 1)
	file = strings.Replace(file, "name: North", "name: North, mattermost: {channel: help/north, restricted: help/north-trained}", 1)
	if _, err := flows.ParseProgramme("p.yaml", []byte(file)); err != nil {
		t.Error(err)
	}
	if err := validate(s, file); err != nil {
		t.Error(err)
	}
}

// The examples of the schema are steps as the reader wants them. Only what
// other steps and flows they lead to it cannot know.
func TestSchemaExamplesAreTrue(t *testing.T) {
	var doc struct {
		Defs map[string]struct {
			Required []string          `json:"required"`
			Examples []json.RawMessage `json:"examples"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(flows.FlowSchema(), &doc); err != nil {
		t.Fatal(err)
	}
	s, count := compileSchema(t, flows.FlowSchema()), 0
	for name, def := range doc.Defs {
		for _, example := range def.Examples {
			if len(def.Required) == 0 || example[0] != '{' {
				continue // no step
			}
			count++
			file := "flow: x\nfirst: a\ntriggers: {command: x}\nsteps: {a: " + string(example) + "}\n"
			if err := validate(s, file); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, p := range ownProblems(capability(map[string]string{"x.yaml": file})) {
				t.Errorf("%s: %s", name, p.Text)
			}
		}
	}
	if count < 18 {
		t.Errorf("%d examples of steps", count)
	}
}
