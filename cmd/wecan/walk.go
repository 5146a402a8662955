package main

import (
	"errors"
	"fmt"
	"strings"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// walkCommand goes through every flow in every language, as people could.
type walkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`

	Flow    string `placeholder:"ID" help:"Only this flow."`
	Lang    string `placeholder:"TAG" help:"Only this language, as ar."`
	Pseudo  bool   `help:"Walk in the pseudo-locales instead, English that looks foreign: en-XA with accents, ar-XB from right to left."`
	Verbose bool   `short:"v" help:"Print each message as it was sent, and how each problem was met."`
}

// Run prints the problems, one a line, and at last how much was walked.
func (c *walkCommand) Run(p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "warn")
	r.programme(&set)
	if err := r.err(); err != nil {
		return err
	}
	set.Pseudo = c.Pseudo
	words, err := p.words(&set, flows.ParseDraft)
	if err != nil {
		return errors.New(problems(list(p.stdout, err)))
	}
	o := rehearsal.WalkOptions{Flow: c.Flow, Show: c.Verbose, Expected: set.expected(words.defs)}
	if c.Pseudo {
		o.Langs = []i18n.Lang{i18n.Accented, i18n.Mirrored}
	}
	if c.Lang != "" {
		if o.Lang, err = drawnIn(words.defs.Catalog, c.Lang); err != nil {
			return err
		}
	}
	walked, err := rehearsal.Walk(words.defs, o)
	if err != nil {
		return err
	}
	for _, text := range walked.Transcript {
		fmt.Fprint(p.stdout, text)
	}
	for _, f := range walked.Faults {
		fmt.Fprintln(p.stdout, f)
		if c.Verbose && len(f.Way) > 0 {
			fmt.Fprintln(p.stdout, "    the way there: "+strings.Join(f.Way, " → "))
		}
	}
	if err := paces(p.stdout, words.defs, o); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "walk: %d languages, %d flows, %d states, %d messages, %d problems\n",
		walked.Languages, walked.Flows, walked.States, walked.Messages, len(walked.Faults))
	if n := len(walked.Faults); n > 0 {
		return errors.New(problems(n))
	}
	return nil
}
