package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/text/language"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// chatCommand talks to a flow in the terminal, on the engine that people talk
// to, without a network and with a clock of its own.
type chatCommand struct {
	programmeFlags `embed:""`

	Lang   string `placeholder:"TAG" default:"en" help:"The language of her phone, as ar or fa-AF; default en."`
	Record string `placeholder:"FILE" help:"Write a transcript (.chat) that --play and a test can play."`
	Play   string `placeholder:"FILE" help:"Play a transcript (.chat), and fail where the bot says something else today."`
	Now    string `placeholder:"TIME" help:"What the clock shows at the beginning, in UTC, as 2027-03-01 09:00; default: now."`
	Flow   string `arg:"" optional:"" help:"The flow to begin; default: what /start begins."`
}

// Help is shown by --help.
func (chatCommand) Help() string {
	return "What you type is what she writes; the number or the label of a button does what a tap does where the bot asks to choose. Lines that begin with a colon are " +
		"what else a phone can do:\n\n" + chatHelp
}

// Run talks until the input ends, somebody writes :quit, or ctx ends.
func (c *chatCommand) Run(ctx context.Context, p *invocation) error {
	var set settings
	r := p.read()
	r.programme(&set)
	tag, err := language.Parse(c.Lang)
	if err != nil {
		r.wrong("--lang is %q. Write the tag of a language, as ar or fa-AF.", c.Lang)
	}
	now := time.Now().UTC().Truncate(time.Minute)
	if c.Now != "" {
		if now, err = time.Parse(rehearsal.ClockLayout, c.Now); err != nil {
			r.wrong("--now is %q. Write a time in UTC, as 2027-03-01 09:00.", c.Now)
		}
	}
	if err := r.err(); err != nil {
		return err
	}
	words, err := p.words(&set, flows.ParseDraft)
	if err != nil {
		return refused(p.stderr, err)
	}
	if c.Play != "" {
		return playTranscript(words.defs, c.Play, p.stdout)
	}
	lang, _ := words.catalog.Guess(c.Lang)
	if !sameTongue(tag, lang) {
		fmt.Fprintf(p.stderr, "There is no translation into %s; the bot speaks %s.\n", c.Lang, i18n.Endonym(lang))
	}
	first, err := beginning(words.defs, c.Flow, lang)
	if err != nil {
		return err
	}
	w, err := rehearsal.NewWorld(words.defs)
	if err != nil {
		return err
	}
	t := &chat{world: w, screen: &screen{out: p.stdout}, terminal: isTerminal(p.stdin)}
	if t.record, err = newRecord(c.Record); err != nil {
		return err
	}
	if err = t.begin(c.Lang, now, first); err == nil {
		err = t.follow(ctx, p.stdin)
	}
	return errors.Join(err, t.record.close())
}

// sameTongue leaves scripts and regions out of account.
func sameTongue(tag language.Tag, lang i18n.Lang) bool {
	a, _ := tag.Base()
	b, _ := language.Make(string(lang)).Base()
	return a == b
}

// isTerminal says whether somebody types.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// chat is one conversation.
type chat struct {
	world    *rehearsal.World
	screen   *screen
	record   *record
	terminal bool
	failed   int // lines that could not be done
}

// begin does what comes before the first line that is typed.
func (t *chat) begin(lang string, now time.Time, first []string) error {
	t.screen.note("Type what she writes. :help tells what else a phone can do, :quit ends.")
	t.screen.note("Here it is " + now.Format("Monday, 2 January 2006, 15:04 UTC") + "; :wake 1d lets a day pass.")
	for _, line := range []string{"now: " + now.Format(rehearsal.ClockLayout), "lang: " + lang} {
		if err := t.do(line); err != nil {
			return err
		}
	}
	for _, line := range first {
		t.screen.echo(t.world.Wrote()+1, line)
		if err := t.do(line); err != nil {
			return err
		}
	}
	return nil
}

// follow does line after line. Where nobody types, a line that could not be done
// is an error in the end.
func (t *chat) follow(ctx context.Context, in io.Reader) error {
	lines := make(chan string)
	go func() { // a terminal cannot be asked to stop waiting; the process ends before that matters
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		t.screen.prompt(t.world.Wrote() + 1)
		select {
		case <-ctx.Done():
			t.screen.end()
			return nil
		case line, ok := <-lines:
			if !ok {
				t.screen.end()
				return t.sum()
			}
			if !t.terminal {
				t.screen.typed(line)
			}
			quit, err := t.line(line)
			if quit || err != nil {
				return errors.Join(err, t.sum())
			}
		}
	}
}

func (t *chat) sum() error {
	switch {
	case t.terminal || t.failed == 0:
		return nil
	case t.failed == 1:
		return errors.New("one line could not be done")
	}
	return fmt.Errorf("%d lines could not be done", t.failed)
}

// line does one line that was typed. What cannot be done is said, and nothing
// changes; only a turn that breaks is an error.
func (t *chat) line(typed string) (quit bool, err error) {
	switch strings.TrimSpace(typed) {
	case "":
		return false, nil
	case ":quit", ":q":
		return true, nil
	case ":help":
		t.screen.note(chatHelp)
		return false, nil
	}
	line, err := t.screen.translate(typed)
	if err == nil {
		err = t.do(line)
	}
	var broken *rehearsal.TurnError
	if err == nil || errors.As(err, &broken) {
		return false, err
	}
	t.failed++
	t.screen.complain(err)
	return false, nil
}

// do does one line of a transcript, shows what comes of it, and records it.
func (t *chat) do(line string) error {
	reported := len(t.world.Reports())
	effects, transcript, err := rehearsal.Line(t.world, line)
	var broken *rehearsal.TurnError
	if errors.As(err, &broken) {
		return fmt.Errorf("the turn failed, so the conversation ends here; correct the flow, or report this if the flow is right: %w", err)
	}
	if err != nil {
		return err
	}
	t.screen.show(effects)
	for _, r := range t.world.Reports()[reported:] {
		t.screen.note("to those who look after the bot: " + r)
	}
	if due, err := t.world.NextTimer(); err == nil {
		t.screen.timer(due, t.world.Now)
	}
	return t.record.add(transcript)
}
