package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

type eventIdeas struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Names     bool   `help:"Also the names that people want to be called by."`
	Out       string `placeholder:"FILE" help:"Write a table for a spreadsheet (CSV) to a new file, for your eyes only."`
}

// Help is shown by --help.
func (eventIdeas) Help() string {
	return "Who handed something in stands here by the number in whose order she signed up, and without her name unless you ask for it; a team stands by its number. For whom somebody votes is not said to anybody. " +
		"While people can vote, please keep the numbers of votes to yourself."
}

// Run prints what was handed in to an event.
func (c *eventIdeas) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		made, err := d.works(ctx, e)
		if err != nil {
			return err
		}
		s := ideaSheet{prog: t.words.defs.Programme, event: e, made: ranked(made), now: time.Now()}
		if c.Names {
			if s.rows, err = d.roster(ctx, e); err != nil {
				return err
			}
		}
		if c.Out == "" {
			return s.print(p.stdout)
		}
		if err := intoFile(c.Out, func(f *os.File) error { return s.csv(f) }); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%d works are in %s. Delete the file when nobody needs it: it does not go with the event.\n", len(made), c.Out)
		return err
	})
}

// works is what was handed in to an event.
func (d *desk) works(ctx context.Context, e happening) ([]event.Made, error) {
	record, err := d.store.Load(ctx, d.ids.Of(flows.KindEvent, e.Reference), e.WorkMembers())
	if err != nil {
		return nil, err
	}
	return e.Works(record.Members)
}

// ranked brings those with the most votes to the front.
func ranked(made []event.Made) []event.Made {
	out := slices.Clone(made)
	slices.SortStableFunc(out, func(a, b event.Made) int { return b.Votes - a.Votes })
	return out
}

// ideaSheet shows what was handed in, those with the most votes first.
type ideaSheet struct {
	prog  *flows.Programme
	event happening
	made  []event.Made
	rows  []event.Row // of those who have signed up, to name them; nil for no names
	now   time.Time
}

// place is the place of a work once the votes are counted, "" before. Those with as many
// votes share one; without a vote there is none.
func (s ideaSheet) place(w event.Made) string {
	if !s.event.Plan.Decided(s.now) || w.Votes == 0 {
		return ""
	}
	return strconv.Itoa(1 + slices.IndexFunc(s.made, func(other event.Made) bool { return other.Votes == w.Votes }))
}

// who handed something in: by number, and by name when there are names.
func (s ideaSheet) who(w event.Made) string {
	out := strconv.Itoa(w.N)
	at := slices.IndexFunc(s.rows, func(r event.Row) bool { return r.Arrival == w.N })
	if at >= 0 && s.rows[at].Form.Name != "" {
		out += " " + plainly(s.rows[at].Form.Name)
	}
	return out
}

func (s ideaSheet) print(out io.Writer) error {
	votes := 0
	var b strings.Builder
	for _, w := range s.made {
		votes += w.Votes
		if place := s.place(w); place != "" {
			fmt.Fprintf(&b, "%s. ", place)
		}
		fmt.Fprintf(&b, "%s\n  number %d, %s, by %s", plainly(w.Title), w.No, counted(w.Votes, "vote", "votes"), s.who(w))
		if w.Team != "" {
			fmt.Fprintf(&b, " for team %s", plainly(w.Team))
		}
		fmt.Fprintf(&b, ", %s", clockTime(s.prog, s.event.Plan.Site, w.At))
		if w.Times > 1 {
			fmt.Fprintf(&b, " for the %d. time", w.Times)
		}
		if what, _, has := strings.Cut(w.File, ":"); has {
			fmt.Fprintf(&b, ", with %s", fileWords(what))
		}
		fmt.Fprintf(&b, "\n  %s\n", plainly(w.Text))
	}
	fmt.Fprintf(&b, "%s, %s\n", counted(len(s.made), "work", "works"), counted(votes, "vote", "votes"))
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

func (s ideaSheet) csv(out io.Writer) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"PLACE", "NUMBER", "VOTES", "BY", "TEAM", "HANDED IN", "TITLE", "TEXT", "FILE"}) // Flush keeps the error
	for _, one := range s.made {
		file, _, _ := strings.Cut(one.File, ":")
		cells := []string{
			s.place(one), strconv.Itoa(one.No), strconv.Itoa(one.Votes), s.who(one), one.Team, clockTime(s.prog, s.event.Plan.Site, one.At),
			plainly(one.Title), plainly(one.Text), file,
		}
		for at := range cells {
			cells[at] = harmless(cells[at])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}
