package session_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/session"
	"wecan/i18n"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts anew")

// talks are named here so that one that is lost is missed. Each is there in every
// language, and shows both sides: what the team plans, and what stands on a phone.
func talks() []string {
	return []string{
		"back", "blocked", "both", "calendar", "cancelled", "cannot", "changes", "comes", "elsewhere", "late", "moved", "next", "waiting",
	}
}

// The transcripts in testdata. These lines are what happens, all else is what the
// phones show then:
//
//	on: 2027-03-15 10:00         the day and hour in Leipzig; all that is due until then is done
//	person: Amina ar             somebody who has a place in Leipzig, and her language
//	guest: Omar                  the same, but nobody sees his phone
//	plan: A start=2027-03-17 18:00; title=Lab; places=1 …
//	change: A place=Room 7
//	cancel: A
//	team looks                   at who comes
//	Amina> /next                 she writes
//	Amina [#come]                she taps the newest button of that option
//	Amina blocks, Amina returns
func TestTranscriptsOfSessions(t *testing.T) {
	defs := definitionsOf(t, programme+"sessions: {address: \"https://bot.example.org\"}\n")
	for _, lang := range []i18n.Lang{i18n.English, "ar", "es", "uk"} {
		dir := filepath.Join("testdata", string(lang))
		there, err := filepath.Glob(filepath.Join(dir, "*.talk"))
		if err != nil || len(there) != len(talks()) {
			t.Errorf("%d transcripts in %s: %v", len(there), dir, err)
		}
		for _, name := range talks() {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				golden(t, defs, filepath.Join(dir, name+".talk"))
			})
		}
	}
}

func golden(t *testing.T, defs *flows.Definitions, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.defs = defs
	got := (&transcript{world: w, chat: map[string]int64{}}).play(string(data))
	if w.broken != nil {
		t.Fatal(w.broken)
	}
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
	*world

	chat  map[string]int64
	begun bool
	plan  map[string]session.Plan
	order []string // of the sessions
	out   strings.Builder
}

// play does what a file says, and writes what the phones show.
func (x *transcript) play(file string) string {
	x.plan = map[string]session.Plan{}
	for line := range strings.SplitSeq(file, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "# "):
			x.say(line)
		case word == "on:":
			x.goes(line, berlin(x.tb, rest))
		case word == "person:", word == "guest:":
			x.say(line)
			x.enters(word, rest)
		case word == "plan:", word == "change:":
			x.say("\n" + line)
			x.plansOne(rest)
		case word == "cancel:":
			x.say("\n" + line)
			x.cancels(number7(rest))
		case line == "team looks":
			x.say("\n" + line)
			x.looks()
		default:
			x.person(line)
		}
	}
	return x.out.String()
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

// enters has somebody apply and be accepted, which is told elsewhere.
func (x *transcript) enters(word, rest string) {
	name, lang, _ := strings.Cut(rest, " ")
	chat := int64(100 + len(x.chat))
	x.chat[name] = chat
	x.seen = nil
	x.enrolled(chat, "leipzig")
	if lang != "" && lang != "en" {
		x.write(chat, i18n.Endonym(i18n.Lang(lang)))
	}
	if word == "guest:" {
		delete(x.chat, name)
		x.chat["·"+name] = chat
	}
	x.seen = x.see
}

// number7 is the number of a session.
func number7(id string) string { return "WE-000" + id + "-000" }

// plansOne plans or changes a session.
func (x *transcript) plansOne(rest string) {
	id, words, _ := strings.Cut(rest, " ")
	p, known := x.plan[id]
	if !known {
		p = session.Plan{Site: "leipzig", Minutes: 120, Lang: "de"}
		x.order = append(x.order, id)
	}
	for one := range strings.SplitSeq(words, "; ") {
		key, value, _ := strings.Cut(one, "=")
		switch key {
		case "start":
			p.Start = berlin(x.tb, value)
		case "title":
			p.Title = value
		case "place":
			p.Place = value
		case "map":
			p.Map = value
		case "online":
			p.Online = value
		case "bring":
			p.Bring = value
		case "travel":
			p.Travel = value
		case "trainer":
			p.Trainer = value
		case "childcare":
			p.Childcare = value == "yes"
		case "languages":
			p.Languages = []i18n.Lang{i18n.Lang(value)}
		case "interpreters":
			p.Interpreters = []i18n.Lang{i18n.Lang(value)}
		case "places":
			p.Capacity, _ = strconv.Atoi(value)
		default:
			x.tb.Fatalf("a session has no %q", key)
		}
	}
	x.plan[id] = p
	x.plans(number7(id), p)
}

// looks shows what the team sees.
func (x *transcript) looks() {
	for _, id := range x.order {
		v, ok, err := session.ReadView(x.actors[x.ids.Of(flows.KindSession, number7(id))].Body)
		if err != nil || !ok {
			x.tb.Fatalf("%s: %v", id, err)
		}
		x.say(fmt.Sprintf("team sees: %s: %d come (%d late), %d wait, %d cannot, %d children", id, v.Tally.Coming, v.Tally.Late, v.Tally.Waiting, v.Tally.Off, v.Tally.Children))
	}
}

// person does what somebody does. A guest's name has a dot before it.
func (x *transcript) person(line string) {
	at := strings.IndexAny(line, "> ")
	if at <= 0 {
		return
	}
	chat, ok := x.chat[line[:at]]
	if !ok {
		chat, ok = x.chat["·"+line[:at]]
	}
	if !ok || strings.HasPrefix(line[at:], " sees:") {
		return // something that was shown
	}
	does := line[at:]
	shown := line
	var b flows.Button
	message := 0
	if label, is := strings.CutPrefix(does, " ["); is {
		b, message = x.find(chat, strings.TrimSuffix(label, "]"))
		option := b.Data[strings.LastIndex(b.Data, "/")+1:]
		shown = line[:at] + " [#" + option + "] " + b.Label
	}
	x.say("\n" + shown)
	switch {
	case strings.HasPrefix(does, "> "):
		x.write(chat, does[2:])
	case message != 0:
		x.tapData(chat, message, b.Data)
	case does == " blocks", does == " returns":
		x.blocks(chat, does == " blocks")
	default:
		x.tb.Fatalf("what does she do? %s", line)
	}
	x.wait(time.Second)
}

// find is the newest button of an option.
func (x *transcript) find(chat int64, label string) (flows.Button, int) {
	label, _, _ = strings.Cut(label, "]")
	option := strings.TrimPrefix(label, "#")
	for _, m := range slices.Backward(x.phones[chat].messages) {
		for _, b := range m.buttons {
			if strings.HasSuffix(b.Data, "/"+option) {
				return b, m.number
			}
		}
	}
	x.tb.Fatalf("there is no button %q:\n%s", label, x.phones[chat])
	return flows.Button{}, 0
}

// plain leaves the marks of direction out, which nobody sees.
func plain(s string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200f", "", "\u200e", "").Replace(s)
}

var feedPath = regexp.MustCompile(`/calendar/[0-9a-z]+-[0-9a-z]+\.ics`)

// see writes what comes to a phone.
func (x *transcript) see(chat int64, e flows.Effect) {
	name := ""
	for n, c := range x.chat {
		if c == chat {
			name = n
		}
	}
	if strings.HasPrefix(name, "·") {
		return
	}
	lost := ""
	if x.blocked[chat] {
		lost = " (does not arrive)"
	}
	switch e := e.(type) {
	case flows.Send:
		text := feedPath.ReplaceAllString(plain(e.Text), "/calendar/….ics")
		x.say(name + " sees:" + lost + " " + strings.ReplaceAll(text, "\n", "\n    "))
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
		x.say(name + " sees:" + lost + " {" + e.Name + ": " + strings.Join(entries(e.Data), ", ") + "} " + plain(e.Text))
	case flows.Attach, flows.Delete, flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
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
