package main

import (
	"errors"
	"fmt"
	"strings"

	"wecan/flows/rehearsal"
)

// walkCommand goes through every flow in every language, as people could.
type walkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`

	Flow    string `placeholder:"ID" help:"Only this flow."`
	Lang    string `placeholder:"TAG" help:"Only this language, as ar."`
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
	words, err := loadDraft(&set)
	if err != nil {
		return errors.New(problems(list(p.stdout, err)))
	}
	o := rehearsal.WalkOptions{Flow: c.Flow, Show: c.Verbose, Expected: set.expected(words.defs)}
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
	fmt.Fprintf(p.stdout, "walk: %s, %s, %s, %s, %s\n", counted(walked.Languages, "language"), counted(walked.Flows, "flow"),
		counted(walked.States, "state"), counted(walked.Messages, "message"), problems(len(walked.Faults)))
	if n := len(walked.Faults); n > 0 {
		return errors.New(problems(n))
	}
	return nil
}
