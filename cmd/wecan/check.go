package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"wecan/flows"
)

// checkCommand compiles everything that a service would, and looks for what
// would trouble people besides.
type checkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`

	Lock bool `help:"Bring the lock file (ids.lock) of the folder that --flows names up to date, or in a checkout those of the built-in flows."`

	Warnings bool `help:"Print all warnings about texts that could be plainer, also those that the budget has room for."`
	Lower    bool `help:"In a checkout: lower the budget of warnings (i18n/plain.budget) to what is needed."`
}

// Run prints the problems, one a line as file:line:column, and how many there
// are.
func (c checkCommand) Run(p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "info")
	r.programme(&set)
	if err := r.err(); err != nil {
		return err
	}
	if c.Lock {
		return writeLocks(p.stdout, &set)
	}
	words, err := p.words(&set, flows.Parse)
	if err != nil {
		return errors.New(problems(list(p.stdout, err)))
	}
	if c.Lower {
		return lowerBudget(p.stdout, words, &set)
	}
	plain, err := c.plainly(p.stdout, words, &set)
	if err != nil {
		return err
	}
	if n := plain + lint(p.stdout, words, &set) + checkAudio(p.stdout, &set, words) + checkDates(p.stdout, &set, words, p.now()); n > 0 {
		return errors.New(problems(n))
	}
	fmt.Fprintln(p.stdout, problems(0))
	return nil
}

// lint prints what may be used and is no good yet, and answers how many. How much
// of a language is missing is no problem by itself.
func lint(w io.Writer, words *words, set *settings) int {
	found, counts := words.defs.Lint(set.poFile)
	for _, p := range found {
		fmt.Fprintln(w, flows.FileErrors{p})
	}
	for _, c := range counts {
		fmt.Fprintln(w, c)
	}
	return len(found)
}

// checkDates tells what has grown old in the programme file.
func checkDates(w io.Writer, set *settings, words *words, now time.Time) int {
	n := checkCards(w, set, words, now)
	if set.isExample() {
		return n
	}
	for _, p := range words.defs.Programme.Expired(now) {
		fmt.Fprintln(w, flows.FileErrors{p})
		n++
	}
	return n
}

// checkCards tells which numbers of emergency cards are to be checked again, and
// how many are too old to rely on. The example is nobody's: its numbers grow old
// with this version of the program, and are no reason to fail.
func checkCards(w io.Writer, set *settings, words *words, now time.Time) (overdue int) {
	dated := 0
	for _, u := range words.defs.Programme.Unchecked(now) {
		switch {
		case set.isExample():
			if u.Days > flows.CardDueDays {
				dated++
			}
			continue
		case u.Overdue:
			overdue++
		default:
			u.Problem.Text = "warning: " + u.Problem.Text
		}
		fmt.Fprintln(w, flows.FileErrors{u.Problem})
	}
	if dated > 0 {
		fmt.Fprintf(w, "warning: this is the example, and %d numbers of its emergency cards were checked more than %d days ago; "+
			"set WECAN_PROGRAMME to the file of your organisation\n", dated, flows.CardDueDays)
	}
	return overdue
}

func problems(n int) string { return counted(n, "problem", "problems") }
