package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/flows/event"
)

type eventPeople struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	CSV       bool   `name:"csv" help:"As a table for a spreadsheet (CSV)."`
	Written   bool   `help:"Also what each wrote: her idea, and what else she needs."`
	Said      bool   `help:"In the place of the list what people said after it, without their names."`
	Names     bool   `help:"Also the names that people want to be called by, for the door."`
}

// Help is shown by --help.
func (eventPeople) Help() string {
	return "People stand here by the number in whose order they signed up, and without their names unless you ask for them. Whether somebody has a place that is kept for a group is not said, nor what each needs: " +
		"below the table stands how many need what, of those who have a place."
}

// Run prints who has signed up.
func (c *eventPeople) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		rows, err := d.roster(ctx, e)
		if err != nil {
			return err
		}
		if c.Said {
			for _, one := range saidOf(rows) {
				if _, err := fmt.Fprintln(p.stdout, one); err != nil {
					return fmt.Errorf("write the list: %w", err)
				}
			}
			return nil
		}
		r := roster{prog: t.words.defs.Programme, event: e, rows: rows, written: c.Written, names: c.Names}
		if c.CSV {
			return r.csv(p.stdout)
		}
		return r.print(p.stdout)
	})
}

// roster is who has signed up for an event, as whoever plans needs it.
type roster struct {
	prog    *flows.Programme
	event   happening
	rows    []event.Row
	written bool
	names   bool
}

func (r roster) head() []string {
	head := []string{"NUMBER", "SEAT", "WAITS", "UNTIL", "LANGUAGE", "SPEAKS", "SKILLS", "IDEA", "CHILDREN", "CODE", "CAME"}
	if r.names {
		head = append(head, "NAME")
	}
	if r.written {
		head = append(head, "HER IDEA", "ALSO NEEDS")
	}
	return head
}

func (r roster) cells(row event.Row) []string {
	waits, until, idea := "", "", ""
	if row.Line > 0 {
		waits = strconv.Itoa(row.Line)
	}
	if !row.Until.IsZero() {
		until = clockTime(r.prog, r.event.Plan.Site, row.Until)
	}
	if r.event.Plan.TeamMax > 0 {
		idea = "joins"
		if row.Form.Idea != "" {
			idea = "own"
		}
	}
	cells := []string{
		strconv.Itoa(row.Arrival), string(row.Seat), waits, until, string(row.Form.Lang),
		strings.Join(row.Form.Languages, " "), strings.Join(row.Form.Skills, " "), idea, strconv.Itoa(row.Form.Children),
		event.Code(row.Arrival), cameWords(r.event, row),
	}
	if r.names {
		cells = append(cells, plainly(row.Form.Name))
	}
	if r.written {
		cells = append(cells, plainly(row.Form.Idea), plainly(row.Form.Other))
	}
	return cells
}

// print writes a table, and below it what those need who have a place.
func (r roster) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(r.head(), "\t"))
	for _, row := range r.rows {
		cells := r.cells(row)
		for at := range cells {
			cells[at] = dashed(cells[at])
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	var needs, langs []string
	placed, children := 0, 0
	for _, row := range r.rows {
		if row.Seat != event.SeatPlaced {
			continue
		}
		placed++
		children += row.Form.Children
		needs = append(needs, row.Form.Needs...)
		langs = append(langs, row.Form.Languages...)
	}
	_, err := fmt.Fprintf(out, "%d people; %d have a place, with %d children\nneeds: %s\nlanguages: %s\n", len(r.rows), placed, children, dashed(tallied(needs)), dashed(tallied(langs)))
	return err
}

// csv writes the table alone.
func (r roster) csv(out io.Writer) error {
	w := csv.NewWriter(out)
	_ = w.Write(r.head()) // Flush keeps the error
	for _, row := range r.rows {
		cells := r.cells(row)
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

// harmless is a cell that no spreadsheet takes for a formula: people chose the words.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
