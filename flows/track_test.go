package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

const withTracks = `organisation: Org
keep: {until: "2027-12-31"}
tracks:
  shop: {name: "A shop of your own", about: "You sell what you make."}
  help: {name: "Help for others"}
courses:
  long: {name: "Long", cost: "It is free.", from: "2027-02-01", until: "2027-04-23"}
  short: {name: "Short", cost: "It is free.", from: "2027-02-01", until: "2027-04-23", tracks: [help]}
sites:
  north: {name: North, time_zone: Europe/Berlin, emergency: "112", person: "team@example.org", funder: esf, courses: [long]}
  south: {name: South, time_zone: Europe/Rome, emergency: "113", person: "+39 06 0000000", courses: [short]}
`

const choosesTrack = `
flow: x
first: site
triggers: {command: x, again: true}
steps:
  site: {ask: choice, text: "Where?", save: site, options: sites, next: track}
  track: {ask: choice, text: "Which one?\n{tracks}", save: track, options: tracks, next: which}
  which: {branch: [{if: 'funder == "esf"', go: asks}], else: none}
  asks: {say: "The funder asks.", next: over}
  none: {say: "No questions.", next: over}
  over: {end: done}
`

// She is offered the tracks of the courses at her site, and none where there are
// none; and the funder's questions are those of her site.
func TestTracksOfTheSite(t *testing.T) {
	book, err := flows.Parse(capability(map[string]string{"x.yaml": choosesTrack}))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, site, question, end string }{
		"all":       {withTracks, "north", "Which one?\nA shop of your own: You sell what you make.\nHelp for others", "The funder asks."},
		"of course": {withTracks, "south", "Which one?\nHelp for others", "No questions."},
		"no tracks": {programme, "north", "", "No questions."},
	} {
		p, err := flows.ParseProgramme("p.yaml", []byte(c.file))
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
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w, "/x")
		out := tap(t, w, strings.ToUpper(c.site[:1])+c.site[1:])
		if c.question != "" {
			asked, ok := out[len(out)-1].(flows.Send)
			if !ok || asked.Text != c.question || len(asked.Buttons) != strings.Count(c.question, "\n")+1 {
				t.Errorf("%s: she is asked %+v", name, asked)
			}
			out = tap(t, w, "Help for others")
		}
		if last, ok := out[len(out)-1].(flows.Send); !ok || last.Text != c.end {
			t.Errorf("%s: at the end she reads %+v", name, out)
		}
	}
}

func TestTracksAreChecked(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"shop:", "Shop:"}:                                `p.yaml:4:3: "Shop" is no id`,
		{`"Help for others"`, `"` + thirty + `."`}:        `p.yaml:5:10: a button shows at most 30 characters; this has 31`,
		{`"You sell what you make."`, `"A. B. C. D. E"`}:  `p.yaml:4:38: this text has 5 sentences; write at most 4`,
		{`"You sell what you make."`, `"Send /kitchn."`}:  `p.yaml:4:38: nothing answers to the command /kitchn`,
		{"[help]", "[hlep]"}:                              `p.yaml:8:97: there is no track "hlep"`,
		{"funder: esf", "funder: eu"}:                     `p.yaml:10:96: "eu" is no set of questions; there are: esf`,
		{"  shop: {name:", "  shop: {nam:"}:               `p.yaml:4:3: the field "name" is missing`,
		{"sites:\n", "lists: {tracks: {a: A}}\nsites:\n"}: `p.yaml:9:9: the list "tracks" is one of the programme`,
	} {
		file := strings.Replace(withTracks, change[0], change[1], 1)
		if file == withTracks {
			t.Fatalf("nothing was changed: %s", change[0])
		}
		if got := compiledWith(t, choosesTrack, file); !strings.HasPrefix(got, want) {
			t.Errorf("%s: it says\n%s\nwant\n%s", change[1], got, want)
		}
	}
	if got := compiledWith(t, choosesTrack, withTracks); got != "" {
		t.Error(got)
	}
	if err := validate(compileSchema(t, flows.ProgrammeSchema()), withTracks); err != nil {
		t.Error(err)
	}
	if got := compiledWith(t, strings.Replace(choosesTrack, `funder == "esf"`, `track == "shp"`, 1), withTracks); !strings.Contains(got, `"shp" is not in the list tracks`) {
		t.Errorf("a track that there is not: %s", got)
	}
}

const thirty = "a name of exactly thirty signs"
