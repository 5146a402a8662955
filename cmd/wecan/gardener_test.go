package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// gardenFlow has questions of most kinds, calls another flow, has a review, and
// ends with an application. What stands in it as it is now is published anew in
// the tests.
const gardenFlow = `flow: garden
first: hello
triggers: {command: garden, menu: "Garden", status: thanks}
uses: [can]
steps:
  hello: {say: "Hello from {org}.", next: name}
  name: {ask: text, text: "What is your name?", again: "Please write a name.", save: name, label: "Name", check: {letters: true}, next: site}
  site: {ask: choice, text: "Which city?", save: site, label: "City", options: sites, next: days}
  days: {ask: choices, text: "Which days?", save: days, label: "Days", options: {mon: "Monday", wed: "Wednesday", fri: "Friday"}, next: kids}
  kids: {ask: yesno, text: "Do you bring children?", save: kids, label: "Children", yes: many, no: none}
  none: {set: {many: "0"}, next: since}
  many: {ask: number, text: "How many children?", save: many, label: "How many", check: {range: [1, 9]}, next: since}
  since: {ask: date, text: "Since when are you here?", save: since, label: "Since", next: skills}
  skills: {call: skills, next: review, left: review}
  review: {review: [name, site, days, kids, many, since], text: "Is this right?", submit: "Send", next: send}
  send: {do: application.submit, save: reference, answer: {received: thanks, taken: send}, timeout: {after: 10s, go: slow}, late: {received: thanks, taken: send}}
  slow: {say: "It takes longer.", next: pause}
  pause: {end: left}
  thanks: {say: "All: {name}, {site}, {days}, {kids}, {many}, {since}, {can}. Number {reference}.", next: over}
  over: {end: done}
`

const skillsFlow = `flow: skills
first: can
steps:
  can: {ask: text, text: "What can you do?", again: "Please write a few words.", save: can, next: over}
  over: {end: done}
`

// gardener goes through the flow, and knows each question by the name of its
// step, with or without a number behind it. She never answers a question twice.
type gardener struct {
	tg    *sandbox.Telegram
	user  sandbox.User
	until string // she stops when she is asked this, "" for never

	after   int
	open    sandbox.Message   // the question she is at
	asked   string            // its step
	count   map[string]int    // how often she answered each
	old     []sandbox.Message // all questions up to now
	thanked string
}

func newGardener(tg *sandbox.Telegram, id int64, until string) *gardener {
	return &gardener{tg: tg, user: sandbox.User{ID: id, FirstName: "Test", LanguageCode: "en"}, until: until, count: map[string]int{}}
}

// questions are the steps at which she is asked, in order.
func questions() []string {
	return []string{"name", "site", "days", "kids", "many", "since", "can", "review"}
}

// go_ on until she has what she waits for: the question until, or the end.
func (g *gardener) goOn(ctx context.Context) error {
	late := time.After(patience)
	for {
		changed := g.tg.Changed(g.user.ID)
		g.look()
		switch {
		case g.thanked != "":
			return nil
		case g.asked == "" || g.open.ID == 0:
		case g.asked == g.until:
			return nil
		default:
			if err := g.answer(); err != nil {
				return err
			}
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("person %d waits in vain at %q; the last she read was %q", g.user.ID, g.asked, g.last())
		}
	}
}

// look reads what is new.
func (g *gardener) look() {
	for _, m := range g.tg.MessagesAfter(g.user.ID, g.after) {
		if !m.FromBot {
			continue
		}
		g.after = m.ID
		if strings.HasPrefix(m.Text, "All: ") || strings.HasPrefix(m.Text, "Everything: ") {
			g.thanked = m.Text
		}
		if step := stepOf(m); step != "" {
			g.open, g.asked = m, step
			g.old = append(g.old, m)
		}
	}
}

// stepOf is the question that a message asks: it stands in its buttons.
func stepOf(m sandbox.Message) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 {
				return strings.TrimRight(parts[1], "-_0123456789")
			}
		}
	}
	return ""
}

// answer answers the open question, on the screen as it is.
func (g *gardener) answer() error {
	step, m := g.asked, g.open
	g.asked, g.open = "", sandbox.Message{}
	g.count[step]++
	texts := map[string]string{"name": "Mina", "many": "3", "since": "12.03.2019", "can": "Sewing"}
	taps := map[string][]string{"site": {"leipzig"}, "days": {"+mon", ".done"}, "kids": {"yes"}, "review": {".submit"}}
	if text := texts[step]; text != "" {
		g.tg.Say(g.user, text)
		return nil
	}
	if len(taps[step]) == 0 {
		return fmt.Errorf("person %d does not know the question %q", g.user.ID, m.Text)
	}
	for _, option := range taps[step] {
		if err := g.tap(m, option); err != nil {
			return err
		}
	}
	return nil
}

// tap taps the button of an option as the message shows it.
func (g *gardener) tap(m sandbox.Message, option string) error {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasSuffix(b.Data, "/"+option) {
				_, err := g.tg.Tap(g.user, m.ID, b.Data)
				return err
			}
		}
	}
	return fmt.Errorf("person %d finds no button %q at %q", g.user.ID, option, m.Text)
}

func (g *gardener) last() string {
	all := g.tg.Messages(g.user.ID)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].Text
}

// lost says what she had to say again, or what was lost of it.
func (g *gardener) lost() string {
	for _, step := range questions() {
		if g.count[step] != 1 {
			return fmt.Sprintf("she answered %q %d times", step, g.count[step])
		}
	}
	for _, word := range []string{"Mina", "Leipzig", "Monday", "3", "2019", "Sewing", "WE-"} {
		if !strings.Contains(g.thanked, word) {
			return fmt.Sprintf("%q is not in %q", word, g.thanked)
		}
	}
	return ""
}

// gardeners are people who stand at one question each, one at the beginning.
func gardeners(ctx context.Context, tg *sandbox.Telegram) ([]*gardener, error) {
	var all []*gardener
	for i, step := range questions() {
		g := newGardener(tg, int64(500+i), step)
		tg.Say(g.user, "/garden")
		all = append(all, g)
	}
	for _, g := range all {
		if err := g.goOn(ctx); err != nil {
			return nil, err
		}
		if g.asked != g.until {
			return nil, fmt.Errorf("person %d stands at %q, not at %q", g.user.ID, g.asked, g.until)
		}
	}
	return slices.Clip(all), nil
}
