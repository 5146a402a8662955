package event_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts anew")

// talks are named here so that one that is lost is missed. Each is there in every
// language, and shows both sides: what the team plans, and what stands on a phone.
func talks() []string {
	return []string{
		"announced", "announces", "cancelled", "changes-answers", "childcare", "deep-link", "feedback", "hands-in", "hands-in-late", "hands-in-team", "introduced", "is-there", "leaves", "list", "mentor",
		"mentor-answers", "moved", "narrows", "not-enrolled", "offered-lapsed", "offered-yes", "programme", "results", "signs-up", "starts", "team", "team-put", "votes", "waiting", "waits-in-vain", "weekly",
	}
}

// The transcripts in testdata. These lines are what happens, all else is what the
// phones show then:
//
//	on: 2027-03-15 10:00         the day and hour in Leipzig; all that is due until then is done
//	person: Amina ar             somebody who has a place in the programme, and her language
//	team: Petra ar               somebody of the team in Leipzig who works on her phone; with "coordinator" behind it that is what she is
//	guest: Omar                  as a person, but nobody sees his phone
//	crowd: 10 ar                 so many guests, who are written to in Arabic
//	stranger: Olha uk            somebody who has never been here, and the language of her phone
//	plan: A start=2027-03-27 10:00; title=Lab; places=1 …
//	change: A place=Room 7
//	cancel: A
//	announce: A words | label    everybody gets an announcement with a button for that event
//	places: A Amina Omar         they have signed up for that event, which is told elsewhere
//	teams: A 482913=1,2 -3 +4    whoever plans puts the first two into the team, takes the third out, and moves the fourth there by hand
//	Amina> <team>                she writes the number of the team that was shown last
//	Amina> <number A>            she writes the number of that event
//	team looks                   at who comes
//	Amina> /events               she writes
//	Amina [#sign]                she taps the newest button of that option
//	Amina follows A              she comes by the link to that event
//	Amina sends photo            or document
func TestTranscriptsOfEvents(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.English, "ar", "es", "uk"} {
		dir := filepath.Join("testdata", string(lang))
		there, err := filepath.Glob(filepath.Join(dir, "*.talk"))
		if err != nil || len(there) != len(talks()) {
			t.Errorf("%d transcripts in %s: %v", len(there), dir, err)
		}
		for _, name := range talks() {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				golden(t, filepath.Join(dir, name+".talk"))
			})
		}
	}
}

func golden(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	x := &transcript{town: newTown(t), who: map[string]*screen{}, reads: map[*screen]i18n.Lang{}, plan: map[string]*event.Plan{}}
	x.play(string(data))
	got := x.out.String()
	switch {
	case *update:
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	case got != string(data):
		t.Errorf("it goes another way today; read the difference, then run the test with -update\n%s", difference(string(data), got))
	}
}

// difference shows the first line that differs, with some around it.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			from := max(0, i-3)
			return fmt.Sprintf("line %d\nwas:\n%s\nis:\n%s", i+1, strings.Join(a[min(from, len(a)):min(len(a), i+4)], "\n"), strings.Join(b[min(from, len(b)):min(len(b), i+4)], "\n"))
		}
	}
	return ""
}

type transcript struct {
	*town

	who   map[string]*screen
	reads map[*screen]i18n.Lang // which language who applied has chosen
	begun bool
	plan  map[string]*event.Plan
	order []string // of the events
	team  string   // the number that was shown last
	out   strings.Builder
}

// play does what a file says, and writes what the phones show.
func (x *transcript) play(file string) {
	for line := range strings.SplitSeq(file, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "# "):
			x.say(line)
		case word == "on:":
			x.goes(line, berlin(x.tb, rest))
		case word == "person:", word == "guest:", word == "stranger:":
			x.say(line)
			x.comes(word, rest)
		case word == "crowd:":
			x.say(line)
			x.crowd(rest)
		case word == "team:":
			x.say(line)
			x.joins(rest)
		case word == "plan:", word == "change:":
			x.say("\n" + line)
			x.plansOne(rest)
		case word == "cancel:":
			x.say("\n" + line)
			x.plans(x.number(rest), nil)
		case word == "announce:":
			x.say("\n" + line)
			x.announces(rest)
		case word == "places:":
			x.say("\n" + line)
			x.places(strings.Fields(rest))
		case word == "teams:":
			x.say("\n" + line)
			x.teams(strings.Fields(rest))
		case line == "team looks":
			x.say("\n" + line)
			x.looks()
		default:
			x.person(line)
		}
	}
}

func (x *transcript) say(line string) { x.out.WriteString(line + "\n") }

func (x *transcript) goes(line string, to time.Time) {
	if !x.begun {
		x.begun, x.now = true, to
		x.say(line)
		return
	}
	x.say("\n" + line)
	x.pass(to)
}

// comes has somebody apply and be accepted, which is told elsewhere; a stranger only
// has a phone.
func (x *transcript) comes(word, rest string) {
	name, lang, _ := strings.Cut(rest, " ")
	if word == "stranger:" {
		x.who[name] = x.enters(lang)
		x.seen = x.see
		return
	}
	x.seen = nil
	s := x.enters("en")
	x.enrolled(s, name)
	if lang != "" && lang != "en" {
		x.write(s, i18n.Endonym(i18n.Lang(lang)))
	}
	if word == "guest:" {
		name = "·" + name
	}
	x.who[name] = s
	x.reads[s] = cmp.Or(i18n.Lang(lang), i18n.English)
	x.seen = x.see
}

// crowd has guests apply whose phones nobody sees.
func (x *transcript) crowd(rest string) {
	many, lang, _ := strings.Cut(rest, " ")
	n, _ := strconv.Atoi(many)
	for i := range n {
		x.comes("guest:", fmt.Sprintf("%s%d %s", lang, i, lang))
	}
	x.seen = x.see
}

// joins has somebody come to the team, as its own flows tell.
func (x *transcript) joins(rest string) {
	x.tb.Helper()
	name, lang, _ := strings.Cut(rest, " ")
	lang, role, _ := strings.Cut(lang, " ")
	x.seen = nil
	s := x.enters(lang)
	id, roster := strings.ToLower(name), x.ids.Of(flows.KindRoster, "leipzig")
	is := flows.TeamMember{ID: id, Name: name, Site: "leipzig", Roles: []flows.Role{cmp.Or(flows.Role(role), flows.RoleNavigator)}, Languages: []i18n.Lang{i18n.English, "ar", "es", "uk"}, Cap: 5}
	x.ordered(roster, "people.add", map[string]any{"id": id, "is": is})
	x.ordered(roster, "people.invite", map[string]string{"id": id, "code": "code"})
	link, err := x.ids.Seal(flows.Link{Site: "leipzig", Cohort: "code", Flow: "team"})
	if err != nil {
		x.tb.Fatal(err)
	}
	x.write(s, "/start "+link)
	x.write(s, i18n.Endonym(i18n.Lang(lang)))
	x.who[name], x.reads[s], x.seen = s, i18n.Lang(lang), x.see
}

// ordered brings an actor what a command tells it.
func (x *transcript) ordered(to flows.ActorID, name string, value any) {
	x.tb.Helper()
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		x.tb.Fatal(err)
	}
	x.bring(delivery{to, flows.Told{Name: tell.Name, Data: tell.Data}})
}

// number is the reference of an event, by its letter.
func (x *transcript) number(id string) string {
	const digits = "23456789"
	for _, check := range "23456789BCDFGHJKMPQRTWX" {
		if r, ok := flows.ParseReference("WE22222" + digits[id[0]-'A':id[0]-'A'+1] + string(check)); ok {
			return r
		}
	}
	x.tb.Fatalf("there is no event %q", id)
	return ""
}

// plansOne plans or changes an event.
func (x *transcript) plansOne(rest string) {
	id, words, _ := strings.Cut(rest, " ")
	p := x.plan[id]
	if p == nil {
		p = &event.Plan{Kind: event.KindLab, Site: "leipzig", Minutes: 120, Open: event.OpenEverybody, Words: []event.Words{{Lang: "de"}}}
		x.order, x.plan[id] = append(x.order, id), p
	}
	for one := range strings.SplitSeq(words, "; ") {
		key, value, _ := strings.Cut(one, "=")
		x.set(p, key, value)
	}
	if err := p.Check(x.defs.Programme); err != nil {
		x.tb.Fatalf("%s: %v", id, err)
	}
	x.plans(x.number(id), p)
}

func (x *transcript) set(p *event.Plan, key, value string) {
	n, _ := strconv.Atoi(value)
	switch key {
	case "start":
		p.Start = berlin(x.tb, value)
	case "title":
		p.Words[0].Title = value
	case "about":
		p.Words[0].About = value
	case "title-ar", "title-es", "title-uk", "title-en":
		p.Words = append(p.Words, event.Words{Lang: i18n.Lang(key[len("title-"):]), Title: value})
	case "about-ar", "about-es", "about-uk", "about-en": // behind its title
		p.Words[len(p.Words)-1].About = value
	case "kind":
		p.Kind = event.Kind(value)
	case "site":
		p.Site = value
	case "place":
		p.Place = value
	case "map":
		p.Map = value
	case "online":
		p.Online = value
	case "cost":
		p.Cost = value
	case "contact":
		p.Contact = value
	case "hand-in":
		p.HandIn = berlin(x.tb, value)
	case "votes":
		p.Votes = berlin(x.tb, value)
	case "minutes":
		p.Minutes = n
	case "places":
		p.Capacity = n
	case "women", "parents":
		p.Reserved = append(p.Reserved, event.Reserved{ID: event.Group(key), Places: n})
	case "teams":
		p.TeamMin, p.TeamMax = 2, n
	case "women-teams":
		p.WomenTeams = true
	case "at":
		after, words, _ := strings.Cut(value, " ")
		n, _ = strconv.Atoi(after)
		p.Schedule = append(p.Schedule, event.Slot{After: n, Words: []event.Words{{Lang: "de", Title: words}}})
	case "childcare":
		p.Childcare = value != "no"
	case "open":
		p.Open = event.Open(value)
	default:
		x.tb.Fatalf("an event has no %q", key)
	}
}

// announces tells everybody of an event, each in the language that she reads.
func (x *transcript) announces(rest string) {
	x.tb.Helper()
	id, said, _ := strings.Cut(rest, " ")
	words, label, _ := strings.Cut(said, " | ")
	for _, name := range slices.Sorted(maps.Keys(x.who)) {
		s := x.who[name]
		in := func(text string) []flows.CastWords { return []flows.CastWords{{Lang: x.reads[s], Text: text}} }
		const reference = "WE-2222-229"
		tell, err := flows.NewTell(x.ids.Person(s.chat), flows.ToldCast, flows.Cast{
			Reference: reference, Seq: 1, Do: flows.CastSend, Kind: flows.CastInformation, Until: x.now.Add(time.Hour), Words: in(words),
			Buttons: []flows.CastButton{{ID: "e1", Do: flows.ButtonEvent, About: x.number(id), Labels: in(label)}},
		})
		if err != nil {
			x.tb.Fatal(err)
		}
		x.bring(delivery{tell.To, flows.Told{From: x.ids.Of(flows.KindBroadcast, reference), Name: tell.Name, Data: tell.Data}})
	}
}

// places signs people up who can do something and speak two languages.
func (x *transcript) places(words []string) {
	x.tb.Helper()
	x.seen = nil
	for n, name := range words[1:] {
		person := x.ids.Person(x.who[name].chat)
		form := event.Form{Name: name, Languages: []string{"ar", "en"}, Skills: []string{[]string{"cook", "talk", "money", "craft"}[n%4]}, Among: strings.HasSuffix(name, "a")}
		to := event.GuestOf(x.ids, person)
		tell, err := flows.NewTell(to, "sign", map[string]any{"id": "places/" + words[0] + name, "event": x.number(words[0]), "lang": x.who[name].lang, "form": form})
		if err != nil {
			x.tb.Fatal(err)
		}
		x.bring(delivery{to, flows.Told{From: person, Name: tell.Name, Data: tell.Data}})
	}
	x.seen = x.see
}

// teams puts people into one team, by their arrival.
func (x *transcript) teams(words []string) {
	x.tb.Helper()
	x.orders++
	code, members, _ := strings.Cut(words[1], "=")
	p := event.Placing{Code: code}
	add := func(to *[]int, number string) {
		n, err := strconv.Atoi(number)
		if err != nil {
			x.tb.Fatal(err)
		}
		*to = append(*to, n)
	}
	for one := range strings.SplitSeq(members, ",") {
		add(&p.Members, one)
	}
	for _, one := range words[2:] {
		add(&p.Force, one[1:])
		if one[0] == '-' {
			add(&p.Drop, one[1:])
		} else {
			add(&p.Members, one[1:])
		}
	}
	in, err := event.NewTeams(x.ids, event.Order{ID: fmt.Sprint("o", x.orders), By: "Anna", Reference: x.number(words[0]), Teams: []event.Placing{p}})
	if err != nil {
		x.tb.Fatal(err)
	}
	x.bring(delivery{in.To, in.Input})
}

// looks shows what the team sees.
func (x *transcript) looks() {
	for _, id := range x.order {
		of := x.ids.Of(flows.KindEvent, x.number(id))
		v, ok, err := event.ReadView(x.actors[of].Body)
		if err != nil || !ok {
			x.tb.Fatalf("%s: %v", id, err)
		}
		rows, err := v.Roster(x.members[of])
		if err != nil {
			x.tb.Fatal(err)
		}
		x.say(fmt.Sprintf("team sees: %s: %d come, %d wait", id, v.Tally.Placed, v.Tally.Waiting))
		for _, r := range rows {
			if !r.In.IsZero() {
				r.Seat += ", came,"
			}
			f := r.Form
			if f.Lang = ""; r.Said != "" {
				f.Other = r.Said
			}
			x.say(strings.ReplaceAll(fmt.Sprintf("    %s %+v", r.Seat, f), " Lang:", ""))
		}
		works, err := v.Works(x.members[of])
		if err != nil {
			x.tb.Fatal(err)
		}
		for _, w := range works {
			x.say(fmt.Sprintf("    work %d, %d votes: %s (%s) %s", w.No, w.Votes, w.Title, w.Text, w.File))
		}
	}
}

// person does what somebody does. A guest's name has a dot before it.
func (x *transcript) person(line string) {
	at := strings.IndexAny(line, "> ")
	if at <= 0 {
		return
	}
	s := x.who[line[:at]]
	if s == nil {
		s = x.who["·"+line[:at]]
	}
	if s == nil || strings.HasPrefix(line[at:], " sees:") {
		return // something that was shown
	}
	does, shown := line[at:], line
	var b pressed
	if label, is := strings.CutPrefix(does, " [#"); is {
		option, _, _ := strings.Cut(label, "]")
		b = x.find(s, option)
		shown = line[:at] + " [#" + option + "] " + b.button.Label
	}
	x.say("\n" + shown)
	switch {
	case does == "> <team>":
		x.write(s, x.team)
	case strings.HasPrefix(does, "> <number "):
		x.write(s, x.number(does[len("> <number "):]))
	case strings.HasPrefix(does, "> "):
		x.write(s, does[2:])
	case b.message != 0:
		x.tap(s, b)
	case strings.HasPrefix(does, " follows "):
		token, err := x.ids.Seal(flows.Link{Flow: "event_link", About: flows.LinkAbout(x.number(does[len(" follows "):]))})
		if err != nil {
			x.tb.Fatal(err)
		}
		x.write(s, "/start "+token)
	case strings.HasPrefix(does, " sends "):
		x.message++
		in := flows.Media{Message: x.message, What: does[len(" sends "):], File: flows.File{ID: "the-file", Size: 1000}}
		in.Chat, in.Lang = s.chat, s.lang
		x.bring(delivery{x.ids.Person(s.chat), in})
	default:
		x.tb.Fatalf("what does she do? %s", line)
	}
	x.pass(x.now.Add(time.Second))
}

// find is the newest button of an option.
func (x *transcript) find(s *screen, option string) pressed {
	for _, b := range slices.Backward(s.buttons) {
		if strings.HasSuffix(b.button.Data, "/"+option) || option == "answer" && strings.HasPrefix(b.button.Data, ".chat/") ||
			option == "event" && strings.HasPrefix(b.button.Data, ".cast/") && strings.Contains(b.button.Data, "/e/") {
			return b
		}
	}
	x.tb.Fatalf("there is no button %q:\n%s", option, x.out.String())
	return pressed{}
}

// see writes what comes to a phone.
func (x *transcript) see(s *screen, e flows.Effect) {
	name := ""
	for n, one := range x.who {
		if one == s {
			name = n
		}
	}
	if strings.HasPrefix(name, "·") {
		return
	}
	switch e := e.(type) {
	case flows.Send:
		if number := regexp.MustCompile(`\b[1-9]\d{5}\b`).FindString(plain(e.Text)); number != "" {
			x.team = number
		}
		text := regexp.MustCompile(`WE-\w{4}-\w{3}`).ReplaceAllString(plain(e.Text), "WE-…") // drawn, and so another one with each turn more
		x.say(name + " sees: " + strings.ReplaceAll(text, "\n", "\n    "))
		for _, b := range slices.Concat(e.Buttons...) {
			link := ""
			if b.URL != "" {
				link = " → " + b.URL
			}
			x.say("    [" + plain(b.Label) + link + "]")
		}
	case flows.Edit:
		lines := strings.Split(plain(e.Text), "\n")
		x.say(name + " sees: … " + lines[len(lines)-1])
	case flows.Answer:
		if e.Text != "" {
			x.say(name + " sees: (" + plain(e.Text) + ")")
		}
	case flows.Enclose:
		x.say(name + " sees: {" + e.Name + ": " + strings.Join(entries(e.Data), ", ") + "} " + plain(e.Text))
	case flows.Attach:
		x.say(name + " sees: {" + e.What + "}")
	case flows.Delete, flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
}

// entries are what stands in a calendar file: when each begins, and its title.
func entries(data []byte) []string {
	var out []string
	for _, one := range regexp.MustCompile(`(?s)BEGIN:VEVENT(.*?)END:VEVENT`).FindAllStringSubmatch(string(data), -1) {
		start := regexp.MustCompile(`DTSTART[^:]*:(\S+)`).FindStringSubmatch(one[1])
		title := regexp.MustCompile(`SUMMARY[^:]*:([^\r\n]+)`).FindStringSubmatch(one[1])
		if start != nil && title != nil {
			out = append(out, start[1]+" "+title[1])
		}
	}
	return out
}

// berlin is a moment by the clock of Leipzig.
func berlin(tb testing.TB, words string) time.Time {
	tb.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", words, loc)
	if err != nil {
		tb.Fatal(err)
	}
	return t.UTC()
}
