package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// screen shows a chat in a terminal: messages with their buttons, numbered as
// the engine numbers them.
type screen struct {
	out     io.Writer
	buttons []chatButton // of the newest message that has any
	all     []chatButton // that ever stood in the chat
	rings   time.Time    // the timer that was told of last
	said    []string     // the messages, to see what is added to one
}

// chatButton is a button below a message, or a key in the place of her keyboard.
type chatButton struct {
	label   string
	address string // that it opens, "" for one that is tapped
	key     bool
	request flows.KeyRequest
}

const (
	chatHead   = "bot  "
	chatIndent = "     "
)

// show shows what a turn did.
func (s *screen) show(effects []flows.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case flows.Send:
			s.said = append(s.said, e.Text)
			s.message(chatHead, e.Text, buttonsOf(e.Buttons, e.Keys))
		case flows.Edit:
			s.edit(e)
		case flows.Delete:
			s.note("a message is deleted: what she wrote does not stay on the screen")
		case flows.Answer:
			if e.Text != "" {
				s.note("a notice: " + e.Text)
			}
		case flows.Play:
			s.note("a voice reads it aloud: " + e.Clip)
		case flows.Attach:
			s.note("a file is shown: " + e.What)
		case flows.Enclose:
			s.enclosed(e)
		case flows.Commands:
			s.note("the menu of commands changes its language")
		case flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
		}
	}
}

// enclosed shows a file that the bot made itself, and the text below it.
func (s *screen) enclosed(e flows.Enclose) {
	s.note(fmt.Sprintf("a file comes, %d bytes: %s", len(e.Data), e.Name))
	if e.Text != "" {
		s.message(chatHead, e.Text, nil)
	}
}

// edit shows a message that changes: whole while its buttons stand, else only
// what was added below it.
func (s *screen) edit(e flows.Edit) {
	if len(e.Buttons) > 0 {
		s.message("now  ", e.Text, buttonsOf(e.Buttons, nil))
		return
	}
	for _, said := range slices.Backward(s.said) {
		if added, ok := strings.CutPrefix(e.Text, said); ok {
			if added = strings.TrimSpace(added); added != "" {
				s.message(chatIndent, added, nil)
			}
			return
		}
	}
	s.message("now  ", e.Text, nil) // in another language
}

func buttonsOf(rows [][]flows.Button, keys [][]flows.Key) []chatButton {
	var out []chatButton
	for _, row := range rows {
		for _, b := range row {
			out = append(out, chatButton{label: b.Label, address: b.URL})
		}
	}
	for _, row := range keys {
		for _, k := range row {
			out = append(out, chatButton{label: k.Label, key: true, request: k.Request})
		}
	}
	return out
}

func (s *screen) message(head, text string, buttons []chatButton) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(s.out, strings.TrimRight(head+directed(line), " "))
		head = chatIndent
	}
	for i, b := range buttons {
		open, shut := "[", "]"
		if b.key {
			open, shut = "<", ">"
		}
		if b.address != "" {
			shut += " " + b.address
		}
		fmt.Fprintf(s.out, "%s%3d %s%s%s\n", chatIndent, i+1, open, directed(b.label), shut)
	}
	if len(buttons) > 0 {
		s.buttons, s.all = buttons, append(s.all, buttons...)
	}
}

// directed keeps a line with words from right to left apart from what stands in
// front of it, so that a terminal that knows both directions shows it as a phone
// does. The isolates within it stay.
func directed(line string) string { return i18n.Isolate(i18n.English, line) }

// timer tells when something will happen by itself.
func (s *screen) timer(due, now time.Time) {
	if due.Equal(s.rings) {
		return
	}
	if s.rings = due; !due.IsZero() {
		s.note("something happens by itself in " + length(due.Sub(now)) + "; to let the time pass, write :wake " + length(due.Sub(now)))
	}
}

// length is a time as :wake reads it, rounded up to seconds.
func length(d time.Duration) string {
	const day = 24 * time.Hour
	d = (d + time.Second - 1).Truncate(time.Second)
	switch {
	case d >= day && d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// note says something that is not the bot's.
func (s *screen) note(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(s.out, strings.TrimRight(chatIndent+"· "+directed(line), " "))
	}
}

// complain says why a line could not be done.
func (s *screen) complain(err error) {
	fmt.Fprintln(s.out, chatIndent+"! "+strings.TrimPrefix(err.Error(), "rehearsal: "))
}

// prompt shows the number that her next message will have.
func (s *screen) prompt(number int) { fmt.Fprintf(s.out, "%3d> ", number) }

func (s *screen) typed(line string) { fmt.Fprintln(s.out, line) }

// echo shows a line of a transcript as if it had been typed.
func (s *screen) echo(number int, line string) {
	s.prompt(number)
	s.typed(strings.NewReplacer("> ", "", "tap: ", ":tap ", "told: ", ":told ").Replace(line))
}

func (s *screen) end() { fmt.Fprintln(s.out) }
