package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// applicant is a person who applies by chat, whatever her language: which
// question a message asks and which option a button stands for, she knows from
// the buttons' data, flow/step/nonce/option. She answers each question once,
// when she first sees it, and says nothing again: if the bot asks the same
// twice, she had to repeat herself only if it does not go on without it.
type applicant struct {
	tg    *sandbox.Telegram
	user  sandbox.User
	plan  map[string]string // her answer to each step: an option, several with commas, or "=" and words
	pause time.Duration     // how long she takes to answer; half as long to twice as long
	rand  *rand.Rand

	longer time.Duration // that she waits beyond what others do, before she says it again

	seen     int               // last message looked at
	given    map[string]string // what she answered to each step, in the words of the buttons
	at       map[string]time.Time
	again    int             // questions that came although she had answered them
	repeated int             // times she said something again, because nothing else came
	review   sandbox.Message // her answers, as the bot read them back before she sent them
	number   string
	spoke    time.Time     // when she said something that the bot has not answered; zero when it has
	longest  time.Duration // that she waited for an answer
}

// silence is how long somebody waits before she says it again. Telegram itself
// brings an update that the webhook refused again after 2, 4, 8, 16 … seconds,
// and here the bot is killed every few seconds: so long a pause is not the bot's.
const silence = 45 * time.Second

func (a *applicant) apply(ctx context.Context, patience time.Duration) {
	a.say("/start")
	quiet := time.Now()
	for deadline := time.Now().Add(patience); a.number == "" && time.Now().Before(deadline) && ctx.Err() == nil; {
		changed := a.tg.Changed(a.user.ID)
		if a.look(false) {
			quiet = time.Now()
			continue
		}
		select {
		case <-changed:
		case <-time.After(time.Second):
			if time.Since(quiet) > silence+a.longer {
				a.repeated++
				a.seen = 0
				a.look(true)
				quiet = time.Now()
			}
		case <-ctx.Done():
		}
	}
}

func (a *applicant) say(words string) {
	a.spoke = time.Now()
	a.tg.Say(a.user, words)
}

var reference = regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`)

// look reads what is new and answers it. repeat answers even what she answered.
func (a *applicant) look(repeat bool) bool {
	acted := false
	for _, m := range a.tg.MessagesAfter(a.user.ID, a.seen) {
		a.seen = m.ID
		if !m.FromBot {
			continue
		}
		a.heard(m)
		step := askedIn(m)
		if n := reference.FindString(m.Text); n != "" && step == "" {
			a.number = n
			return true
		}
		if _, answered := a.given[step]; answered && !repeat {
			if m.Date.After(a.at[step]) {
				a.again++
			}
			continue
		}
		if answer, ok := a.plan[step]; ok {
			time.Sleep(time.Duration((0.5 + 1.5*a.rand.Float64()*a.rand.Float64()) * float64(a.pause)))
			a.at[step] = time.Now()
			a.reply(m, step, answer)
			acted = true
		}
	}
	return acted
}

// heard notes how long she waited.
func (a *applicant) heard(m sandbox.Message) {
	if !a.spoke.IsZero() && m.Date.After(a.spoke) {
		a.longest = max(a.longest, m.Date.Sub(a.spoke))
		a.spoke = time.Time{}
	}
}

// askedIn is the step that a message asks, "" when it asks nothing.
func askedIn(m sandbox.Message) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 && parts[0] == "enrollment" {
				return parts[1]
			}
		}
	}
	return ""
}

// optionOf is the button of an option.
func optionOf(m sandbox.Message, option string) (sandbox.Button, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasSuffix(b.Data, "/"+option) {
				return b, true
			}
		}
	}
	return sandbox.Button{}, false
}

func (a *applicant) reply(m sandbox.Message, step, answer string) {
	if words, ok := strings.CutPrefix(answer, "="); ok {
		a.given[step] = words
		a.say(words)
		return
	}
	if b, ok := optionOf(m, "+"+strings.Split(answer, ",")[0]); ok && b.Text != "" {
		a.choose(m, step, strings.Split(answer, ","))
		return
	}
	if step == "review" {
		a.review = m
	}
	button, ok := optionOf(m, answer)
	if !ok {
		return
	}
	a.given[step] = button.Text
	if a.rand.IntN(5) == 0 {
		a.say(button.Text) // she types the label
		return
	}
	a.tap(m.ID, button.Data)
	if a.rand.IntN(4) == 0 {
		a.tap(m.ID, button.Data) // a double tap; the button may be gone
	}
}

func (a *applicant) tap(message int, data string) {
	if _, err := a.tg.Tap(a.user, message, data); err == nil {
		a.spoke = time.Now()
	}
}

// choose answers with several options: she types their labels, or taps them one
// after the other, and at last that they are all.
func (a *applicant) choose(m sandbox.Message, step string, options []string) {
	var labels []string
	for _, o := range options {
		b, _ := optionOf(m, "+"+o)
		labels = append(labels, strings.TrimPrefix(b.Text, "☐ "))
	}
	a.given[step] = strings.Join(labels, ", ")
	if a.rand.IntN(3) == 0 {
		a.say(a.given[step])
		return
	}
	for _, o := range append(options, ".done") {
		if o != ".done" {
			o = "+" + o
		}
		if b, ok := optionOf(a.present(m), o); ok { // the marks may have changed the buttons
			a.tap(m.ID, b.Data)
		}
		time.Sleep(a.pause / 4)
	}
	a.spoke = time.Now()
}

// present is a message as it stands now.
func (a *applicant) present(m sandbox.Message) sandbox.Message {
	for _, now := range a.tg.MessagesAfter(a.user.ID, m.ID-1) {
		if now.ID == m.ID {
			return now
		}
	}
	return m
}

// unsigned takes away invisible signs around what is put into a text, and writes
// every comma in one way.
var unsigned = strings.NewReplacer("،", ",", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200f", "", "\u200e", "")

// misread tells which answers the bot read back to her before she sent them
// otherwise than she gave them, and which it did not have at all.
func (a *applicant) misread() (lost int, wrong []string) {
	_, body, _ := strings.Cut(unsigned.Replace(a.review.Text), "\n\n")
	lines := strings.Split(body, "\n")
	shown := map[string]bool{}
	i := 0
	for _, row := range a.review.Buttons {
		parts := strings.Split(row[0].Data, "/")
		step := parts[len(parts)-1]
		if a.plan[step] == "" || i >= len(lines) {
			continue
		}
		shown[step] = true
		// What is private is not shown, only that there is an answer.
		if step != "gender" && !strings.HasSuffix(lines[i], unsigned.Replace(a.given[step])) {
			wrong = append(wrong, fmt.Sprintf("%s: to %s she answered %q, and the bot read %q", a.plan["name"], step, a.given[step], lines[i]))
		}
		i++
	}
	for step := range a.given {
		if kept := reviewed[step]; kept && !shown[step] && a.plan[step] != ".skip" {
			lost++
			wrong = append(wrong, fmt.Sprintf("%s: the bot has no answer to %s", a.plan["name"], step))
		}
	}
	return lost, wrong
}

// reviewed are the steps whose answers are read back.
var reviewed = map[string]bool{
	"site": true, "name": true, "rule": true, "before": true, "speak": true, "reading": true, "times": true, "childcare": true, "gender": true,
}

// tail is the end of her chat, for a failed test.
func (a *applicant) tail() string {
	out := ""
	all := a.tg.Messages(a.user.ID)
	for _, m := range all[max(0, len(all)-6):] {
		out += fmt.Sprintf("\n  %s bot=%v %.70q", m.Date.Format("05.000"), m.FromBot, m.Text)
	}
	return out
}
