package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"wecan/i18n"
)

// castDefinitions has a form that asks for a site, and two sites.
func castDefinitions(tb testing.TB) *Definitions {
	tb.Helper()
	form := "flow: asking\nfirst: site\ntriggers: {start: true}\nsteps:\n" +
		"  site: {ask: choice, text: \"Where?\", label: \"Place\", save: site, options: sites, next: over}\n  over: {end: done}\n"
	book, err := Parse(Capability{Name: "test", Dir: "test", Flows: fstest.MapFS{"asking.yaml": {Data: []byte(form)}}})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := ParseProgramme("programme.yaml", []byte("organisation: Org\nkeep: {until: \"2027-12-31\"}\nsites:\n"+
		"  north: {name: North, time_zone: Europe/Berlin, emergency: \"112\", person: \"team@example.org\"}\n"+
		"  east: {name: East, time_zone: Asia/Tokyo, emergency: \"113\", person: \"+39 06 0000000\"}\n"))
	if err != nil {
		tb.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		tb.Fatal(err)
	}
	defs, err := Compile(book, catalog, p)
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

// castLife is somebody who gets announcements, and beside her what is expected, worked
// out in another way: by what happened to her, not by what she keeps.
type castLife struct {
	rt   *rapid.T
	defs *Definitions
	ids  IDs
	a    Actor
	now  time.Time

	sure, blocked, quiet, off bool
	site                      string
	in                        map[string]bool // by application
	seq                       map[string]int
	got                       map[string]time.Time
	kinds                     map[string]CastKind
	shown                     map[string]int
}

const castChat = 7

func newCastLife(rt *rapid.T, defs *Definitions) *castLife {
	ids, _ := NewIDs([]byte("0123456789abcdef"), 1)
	l := &castLife{
		rt: rt, defs: defs, ids: ids, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC),
		in: map[string]bool{}, seq: map[string]int{}, got: map[string]time.Time{}, kinds: map[string]CastKind{}, shown: map[string]int{},
	}
	l.sure = rapid.IntRange(0, 9).Draw(rt, "chose a language") > 0
	l.site = rapid.SampledFrom([]string{"", "north", "east"}).Draw(rt, "site")
	p := &person{Chat: castChat, profile: profile{Lang: i18n.English, Sure: l.sure}}
	if l.site != "" {
		p.save(fieldSite, saved{Value: l.site})
	}
	l.a = Actor{ID: ids.Person(castChat), Created: l.now}
	l.a.Body, _ = json.Marshal(p)
	return l
}

func (l *castLife) turn(in Input) Result {
	l.now = l.now.Add(time.Second)
	r, err := l.defs.Step(Turn{Now: l.now, IDs: l.ids}, l.a, in)
	if err != nil {
		l.rt.Fatal(err)
	}
	l.a = r.Actor
	for _, e := range r.Effects {
		if s, ok := e.(Send); ok {
			for i := range 8 {
				if strings.Contains(s.Text, "words of "+castName(i)+".") {
					l.shown[castName(i)]++
				}
			}
		}
	}
	return r
}

func castName(i int) string { return fmt.Sprintf("WE-AAAA-AA%d", i) }

// cast is the i-th announcement: what it is never changes, how it is told may.
func (l *castLife) cast(i int, do CastDo, until time.Time) Cast {
	c := Cast{
		Reference: castName(i), Seq: 1, Do: do, Until: until, Week: 2,
		Kind:  []CastKind{CastInformation, CastProgramme, CastSafety}[i%3],
		Words: []CastWords{{Lang: []i18n.Lang{"en", "uk"}[i/5], Text: "words of " + castName(i) + ".", Reviewed: true}},
	}
	if i%4 == 1 {
		c.Segment.Sites = []string{"north"}
	}
	if i%4 == 2 {
		c.Segment.Enrolled = true
	}
	c.Langs = i < 4 // of a count that an older version makes it is false
	c.Missing = []CastMissing{MissingLabel, MissingWait, MissingLeave, ""}[i%4]
	return c
}

func (l *castLife) tell(c Cast) string {
	data, _ := json.Marshal(c)
	return l.turn(Told{From: l.ids.Of(KindWalker, c.Reference+"/1"), Name: ToldCast, Data: data}).Verdict
}

// want is the table of decisions.
func (l *castLife) want(c Cast) string {
	zone := "Europe/Berlin" // of the first site
	if l.site == "east" {
		zone = "Asia/Tokyo"
	}
	loc, _ := time.LoadLocation(zone)
	at := l.now.Add(time.Second)
	hour := at.In(loc).Hour()
	week := 0
	for ref, when := range l.got {
		if l.kinds[ref] != CastSafety && at.Sub(when) < 7*24*time.Hour {
			week++
		}
	}
	enrolled := l.in["WE-1"] || l.in["WE-2"]
	_, had := l.got[c.Reference]
	for _, row := range []struct {
		is   bool
		says string
	}{
		{!l.sure, CastStranger},
		{had, CastHad},
		{l.blocked, CastBlocked},
		{!at.Before(c.Until), CastOver},
		{len(c.Segment.Sites) > 0 && l.site != "north" && !enrolled, CastOutside}, // her applications are for the north
		{c.Segment.Enrolled && !enrolled, CastOutside},
		{c.Kind != CastSafety && l.quiet, CastStopped},
		{c.Kind == CastInformation && l.off, CastStopped},
		{c.Words[0].Lang != "en" && c.Missing == MissingWait, CastWaits},
		{c.Words[0].Lang != "en" && c.Missing == MissingLeave, CastNoWords},
		{c.Kind != CastSafety && week >= c.Week, CastWeek},
		{c.Kind != CastSafety && (hour >= 20 || hour < 9) && c.Do == CastCount && c.Langs, "later-en"},
		{c.Kind != CastSafety && (hour >= 20 || hour < 9), CastLater},
		{c.Do == CastCount, "would-en"},
	} {
		if row.is {
			return row.says
		}
	}
	return "sent-en"
}

// Whatever happens to her, she gets just what the table says: never one twice, none that
// she has stopped, none by night but for her safety. Counting changes nothing.
func TestWhoGetsAnAnnouncement(t *testing.T) {
	defs := castDefinitions(t)
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := newCastLife(rt, defs)
		until := l.now.Add(time.Duration(rapid.IntRange(20, 400).Draw(rt, "until")) * time.Hour)
		rt.Repeat(map[string]func(*rapid.T){
			"told":    func(*rapid.T) { l.told(seen, until, CastSend) },
			"again":   func(*rapid.T) { l.told(seen, until, CastSend) },
			"counted": func(*rapid.T) { l.told(seen, until, CastCount) },
			"time": func(rt *rapid.T) {
				l.now = l.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(rt, "hours")) * time.Hour)
			},
			"part": func(*rapid.T) { l.part() },
			"does": func(*rapid.T) { l.does() },
			"":     func(*rapid.T) { l.check() },
		})
	})
	for _, word := range []string{
		CastStranger, CastHad, CastBlocked, CastOver, CastOutside, CastStopped, CastWaits, CastNoWords, CastWeek, CastLater, "later-en", "would-en", "sent-en",
	} {
		if seen[word] == 0 {
			t.Errorf("nobody was %s: the test shows nothing of it", word)
		}
	}
}

func (l *castLife) told(seen map[string]int, until time.Time, do CastDo) {
	c := l.cast(rapid.IntRange(0, 7).Draw(l.rt, "which"), do, until)
	want, before := l.want(c), string(l.a.Body)
	got := l.tell(c)
	seen[got]++
	if got != want {
		l.rt.Fatalf("%s %s of %s: %s, want %s", do, c.Kind, c.Reference, got, want)
	}
	if do == CastCount && string(l.a.Body) != before {
		l.rt.Fatalf("counting changed her from %s to %s", before, l.a.Body)
	}
	if got == "sent-en" {
		l.got[c.Reference], l.kinds[c.Reference] = l.now, c.Kind
	}
}

// part tells how she takes part, perhaps older news, or what is not hers to tell.
func (l *castLife) part() {
	ref := rapid.SampledFrom([]string{"WE-1", "WE-2"}).Draw(l.rt, "application")
	seq, in := rapid.IntRange(1, 6).Draw(l.rt, "seq"), rapid.Bool().Draw(l.rt, "in")
	from := l.ids.Of(KindApplication, ref)
	foreign := rapid.IntRange(0, 4).Draw(l.rt, "foreign") == 0
	if foreign {
		from = l.ids.Of(KindApplication, "WE-9")
	}
	data, _ := json.Marshal(Participation{Reference: ref, Seq: seq, In: in, Site: "north"})
	l.turn(Told{From: from, Name: ToldParticipation, Data: data})
	if !foreign && seq > l.seq[ref] {
		l.seq[ref], l.in[ref] = seq, in
	}
}

func (l *castLife) does() {
	origin := Origin{Chat: castChat, Lang: "en"}
	switch rapid.SampledFrom([]string{"block", "stop news", "stop all", "start"}).Draw(l.rt, "what") {
	case "block":
		l.turn(Reach{Origin: origin, Blocked: true})
		l.blocked = true
	case "stop news":
		l.turn(Tap{Origin: origin, Query: "q", Data: castMark + "/WE-ZZZZ-ZZZ/s/information"})
		l.off, l.blocked = true, false
	case "stop all":
		r := l.turn(Text{Origin: origin, Text: "/stop"})
		for _, e := range r.Effects {
			if s, ok := e.(Send); ok {
				for _, row := range s.Buttons {
					if strings.HasSuffix(row[0].Data, "/quiet") {
						l.turn(Tap{Origin: origin, Query: "q", Data: row[0].Data})
						l.quiet = true
					}
				}
			}
		}
		l.blocked = false
	case "start":
		l.turn(Text{Origin: origin, Text: "/start"})
		l.quiet, l.off, l.blocked = false, false, false
	}
}

func (l *castLife) check() {
	for ref, n := range l.shown {
		if _, got := l.got[ref]; n > 1 || !got {
			l.rt.Fatalf("%s was sent %d times", ref, n)
		}
	}
	if p, err := readPerson(l.a.Body); err != nil || len(p.Cast.Had) > hadMost || slices.Contains(p.Cast.Off, CastSafety) {
		l.rt.Fatalf("she keeps %+v, %v", p, err)
	}
}
