package referral_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts anew")

// The transcripts in testdata show both sides of a talk in one file. These lines are
// what happens, all else is what the phones show then:
//
//	on: 2026-03-02 10:00         the day and hour, UTC
//	team: nadia leipzig          she opens her invitation
//	person: Amina ar             somebody with a phone, and its language
//	Amina> /question             she writes
//	Amina [🏠 Housing]            she taps; [#housing] is the button of that option
//	Amina sends voice            she sends a voice message, a photo …
//	Amina changes: words         she changes her last message
//	Amina blocks, Amina returns
//	Nadia replies 2> words       … to the second last message that she sees
//	command: remove nadia        what "wecan people" does
//	wait: 2h
func TestTranscriptsOfBothSides(t *testing.T) {
	files, err := filepath.Glob("testdata/*.talk")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".talk"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := (&transcript{world: newWorld(t), chat: map[string]int64{}, own: map[int64]int{}}).play(string(data))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(data) {
				t.Errorf("it goes another way today; read the difference, then run the test with -update\n%s", difference(string(data), got))
			}
		})
	}
}

// difference shows the first line that differs, with some around it.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			from := max(0, i-3)
			return fmt.Sprintf("line %d\nwas:\n%s\nis:\n%s", i+1, strings.Join(a[from:min(len(a), i+4)], "\n"), strings.Join(b[from:min(len(b), i+4)], "\n"))
		}
	}
	return ""
}

type transcript struct {
	*world
	chat map[string]int64
	own  map[int64]int // her last message
	out  strings.Builder

	posted map[string]string // the last post at Mattermost, by member
}

// play does what a file says, and writes what the phones show.
func (x *transcript) play(file string) string {
	x.seen = x.see
	for line := range strings.SplitSeq(file, "\n") {
		if line == "" || strings.HasPrefix(line, "# ") {
			if line != "" {
				x.out.WriteString(line + "\n")
			}
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "on:":
			at, err := time.Parse("2006-01-02 15:04", rest)
			if err != nil {
				x.tb.Fatal(err)
			}
			x.now = at
			x.say(line)
		case "team:":
			x.join(line, rest)
		case "person:":
			name, lang, _ := strings.Cut(rest, " ")
			x.chat[name] = int64(100 + len(x.chat))
			x.phone(x.chat[name], lang)
			x.say(line)
		case "wait:":
			d, err := time.ParseDuration(rest)
			if err != nil {
				x.tb.Fatal(err)
			}
			x.say("\n" + line)
			x.wait(d)
		case "command:":
			verb, id, _ := strings.Cut(rest, " ")
			x.say("\n" + line)
			x.tell(x.ids.Of(flows.KindRoster, "leipzig"), "people."+verb, map[string]string{"id": id})
		default:
			if !x.channel(line) {
				x.person(line)
			}
		}
	}
	return x.out.String()
}

func (x *transcript) join(line, rest string) {
	id, site, _ := strings.Cut(rest, " ")
	name := strings.ToUpper(id[:1]) + id[1:]
	if x.chat[name] == 0 {
		x.chat[name] = int64(100 + len(x.chat))
	}
	seen := x.seen
	x.seen = nil // her welcome is the same everywhere
	x.joins(id, site, x.chat[name])
	x.seen = seen
	x.say(line)
}

// person does what somebody does.
func (x *transcript) person(line string) {
	at := strings.IndexAny(line, "> ")
	chat := int64(0)
	if at > 0 {
		chat = x.chat[line[:at]]
	}
	if chat == 0 || strings.HasPrefix(line[at:], " sees:") {
		return // something that was shown
	}
	does := line[at:]
	shown := line
	if label, ok := strings.CutPrefix(does, " ["); ok {
		b := x.find(chat, strings.TrimSuffix(label, "]"))
		shown = line[:at] + " [" + b.Label + "]"
	}
	x.say("\n" + shown)
	switch {
	case strings.HasPrefix(does, "> "):
		x.own[chat] = x.write(chat, does[2:])
	case strings.HasPrefix(does, " replies "):
		n, words, _ := strings.Cut(strings.TrimPrefix(does, " replies "), "> ")
		back, err := strconv.Atoi(n)
		if err != nil {
			x.tb.Fatal(err)
		}
		messages := x.phones[chat].messages
		x.own[chat] = x.reply(chat, words, messages[len(messages)-back].number)
	case strings.HasPrefix(does, " ["):
		x.tap(chat, strings.TrimSuffix(strings.TrimPrefix(shown[at:], " ["), "]"))
	case strings.HasPrefix(does, " sends "):
		what := strings.TrimPrefix(does, " sends ")
		x.send(chat, what, "file-of-"+what)
	case strings.HasPrefix(does, " changes: "):
		x.bring(delivery{x.ids.Person(chat), flows.Edited{Origin: x.origin(chat), Message: x.own[chat], Text: strings.TrimPrefix(does, " changes: ")}})
	case does == " blocks", does == " returns":
		x.blocked[chat] = does == " blocks"
		x.bring(delivery{x.ids.Person(chat), flows.Reach{Origin: x.origin(chat), Blocked: x.blocked[chat]}})
	default:
		x.tb.Fatalf("what does she do? %s", line)
	}
}

// find is the newest button with that label, or of that option.
func (x *transcript) find(chat int64, label string) flows.Button {
	option, byOption := strings.CutPrefix(label, "#")
	label, _, _ = strings.Cut(label, " · WE-") // numbers change with every text of the form
	for _, m := range slices.Backward(x.phones[chat].messages) {
		for _, b := range m.buttons {
			if b.Label == label || strings.HasPrefix(b.Label, label+" ") || byOption && strings.HasSuffix(b.Data, "/"+option) {
				return b
			}
		}
	}
	x.tb.Fatalf("there is no button %q:\n%s", label, x.phones[chat])
	return flows.Button{}
}

func (x *transcript) say(line string) { x.out.WriteString(line + "\n") }

// see writes what comes to a phone.
func (x *transcript) see(chat int64, e flows.Effect) {
	name := ""
	for n, c := range x.chat {
		if c == chat {
			name = n
		}
	}
	lost := ""
	if x.blocked[chat] {
		lost = " (does not arrive)"
	}
	switch e := e.(type) {
	case flows.Send:
		x.say(name + " sees:" + lost + " " + strings.ReplaceAll(visible(e.Text), "\n", "\n    "))
		for _, row := range e.Buttons {
			for _, b := range row {
				x.say("    [" + visible(b.Label) + "]")
			}
		}
	case flows.Attach:
		x.say(name + " sees:" + lost + " {" + e.What + "}")
	case flows.Edit:
		lines := strings.Split(visible(e.Text), "\n")
		x.say(name + " sees: … " + lines[len(lines)-1])
	case flows.Delete:
		x.say(name + " sees: … a message is gone")
	case flows.Answer:
		if e.Text != "" {
			x.say(name + " sees: (" + visible(e.Text) + ")")
		}
	case flows.Enclose:
		x.say(name + " sees:" + lost + " {" + e.Name + "} " + visible(e.Text))
	case flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
}

// visible leaves the marks of direction out, which nobody sees.
func visible(s string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200f", "", "\u200e", "").Replace(s)
}
