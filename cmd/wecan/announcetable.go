package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// announceTables give the words of an announcement to somebody who translates with a
// spreadsheet program, as wecan i18n does with all other texts.
type announceTables struct {
	Export exportAnnounce `cmd:"" help:"Write a table with the words of one, to translate into a language."`
	Import importAnnounce `cmd:"" help:"Take a table back that somebody filled in."`
}

type exportAnnounce struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an announcement, as WE-4K7M-9Q2."`
	Lang      string `arg:"" help:"The language, as ar."`
	Out       string `required:"" placeholder:"FILE" help:"The table to write, as ar.csv. There must be none of this name yet."`
}

// Run writes a table.
func (c *exportAnnounce) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(_ *tools, d *desk) error {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return err
		}
		rows, err := announceRows(a.Plan, i18n.Lang(c.Lang))
		if err != nil {
			return err
		}
		if err := intoFile(c.Out, func(f *os.File) error { return writeTable(f, rows, a.Plan.Words[0].Lang, i18n.Lang(c.Lang)) }); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s: %s\n", c.Out, counted(len(rows), "text", "texts"))
		return err
	})
}

// announceRow is a text of an announcement in a table: the words, or the label of a
// button.
type announceRow struct {
	id, note, source, translation string
	reviewed                      bool
}

// idWords is the id of the words; that of a label is the button's, behind idButton.
const (
	idWords  = "words"
	idButton = "button."
)

// announceRows are the texts with their translation, which may be missing.
func announceRows(p broadcast.Plan, lang i18n.Lang) ([]announceRow, error) {
	switch {
	case len(p.Words) == 0:
		return nil, errors.New("it has no words")
	case i18n.Endonym(lang) == string(lang):
		return nil, fmt.Errorf("%q is not one of our languages", lang)
	case p.Words[0].Lang == lang:
		return nil, fmt.Errorf("%s is the language in which it was written; translate it into another", lang)
	}
	told, _ := p.In(lang)
	rows := []announceRow{{
		id: idWords, note: "Keep what stands in braces, as {name}, as it is. At most 1500 characters, short sentences.",
		source: p.Words[0].Text, translation: told.Text, reviewed: told.Reviewed,
	}}
	for _, b := range p.Buttons {
		row := announceRow{id: idButton + b.ID, note: "A button, at most 30 characters.", reviewed: told.Reviewed}
		for i, l := range b.Labels {
			switch {
			case i == 0:
				row.source = l.Text
			case l.Lang == lang:
				row.translation = l.Text
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// tableHead are the columns of such a table: those of a table of wecan i18n.
func tableHead(source, lang i18n.Lang) []string {
	return []string{"id", "note", "source (" + string(source) + ")", "translation (" + string(lang) + ")", "state"}
}

// The states of a row.
const (
	rowMissing  = "missing"
	rowDrafted  = "drafted"
	rowReviewed = "reviewed"
)

// tableMark tells spreadsheet programs that a table is UTF-8.
const tableMark = "\uFEFF"

func writeTable(out io.Writer, rows []announceRow, source, lang i18n.Lang) error {
	if _, err := io.WriteString(out, tableMark); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	w := csv.NewWriter(out)
	_ = w.Write(tableHead(source, lang)) // Flush keeps the error
	for _, r := range rows {
		state := rowMissing
		switch {
		case r.reviewed:
			state = rowReviewed
		case r.translation != "":
			state = rowDrafted
		}
		_ = w.Write([]string{r.id, r.note, harmless(r.source), harmless(r.translation), state})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

type importAnnounce struct {
	ordersAnnounce `embed:""`

	Lang string `arg:"" help:"The language, as ar."`
	File string `arg:"" help:"The table that export wrote and somebody filled in."`
}

// Run takes a table as a whole, or says what is wrong with it. What was sent is corrected
// with it: who waits for the language gets it now.
func (c *importAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		data, err := readSmall(c.File, announcementMost)
		if err != nil {
			return "", err
		}
		plan, err := readTable(data, a.Plan, i18n.Lang(c.Lang))
		if err != nil {
			return "", fmt.Errorf("%s: %w; nothing was changed", c.File, err)
		}
		what := broadcast.WhatPlan
		if !a.Sent.Began.IsZero() {
			what = broadcast.WhatCorrect
		}
		return d.announceLine(d.announce(ctx, r, what, broadcast.Order{By: c.By, Reference: a.Reference, Plan: plan, Seen: a.Rev}, p.now()))
	})
}

// readTable puts a translation into a plan. The source in the table must be today's: what
// was translated is not what stands there any more otherwise.
func readTable(data []byte, p broadcast.Plan, lang i18n.Lang) (broadcast.Plan, error) {
	rows, err := announceRows(p, lang)
	if err != nil {
		return p, err
	}
	table, err := tableRows(data, p.Words[0].Lang, lang)
	if err != nil {
		return p, err
	}
	var errs []error
	for i := range rows {
		got, ok := table[rows[i].id]
		delete(table, rows[i].id)
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s: there is no row with this id", rows[i].id))
		case got.source != rows[i].source:
			errs = append(errs, fmt.Errorf("%s: the source has changed since the table was written; export it again", rows[i].id))
		case got.translation == "":
			errs = append(errs, fmt.Errorf("%s: there is no translation", rows[i].id))
		}
		rows[i].translation, rows[i].reviewed = got.translation, got.reviewed
	}
	for id := range table {
		errs = append(errs, fmt.Errorf("%s: there is no text with this id; keep the ids as they were exported", id))
	}
	if len(errs) > 0 {
		return p, errors.Join(errs...)
	}
	return translated(p, lang, rows), nil
}

// translated is a plan with the texts of one language.
func translated(p broadcast.Plan, lang i18n.Lang, rows []announceRow) broadcast.Plan {
	p.Words = sayIn(p.Words, lang, rows[0].translation)
	for i, w := range p.Words {
		if w.Lang == lang {
			p.Words[i].Reviewed = !slices.ContainsFunc(rows, func(r announceRow) bool { return !r.reviewed })
		}
	}
	p.Buttons = slices.Clone(p.Buttons)
	for i, b := range p.Buttons {
		labels := slices.DeleteFunc(slices.Clone(b.Labels), func(l flows.CastWords) bool { return l.Lang == lang })
		p.Buttons[i].Labels = likeWords(append(labels, flows.CastWords{Lang: lang, Text: rows[i+1].translation}), p.Words)
	}
	return p
}

// tableRows reads a table by its ids. The separator may be the semicolon or the tab of a
// spreadsheet program.
func tableRows(data []byte, source, lang i18n.Lang) (map[string]announceRow, error) {
	data = bytes.TrimPrefix(data, []byte(tableMark))
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	for _, comma := range ";\t" {
		if bytes.Count(first, []byte(string(comma))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = comma
		}
	}
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("this is no table: %w", err)
	}
	if len(all) == 0 {
		return nil, errors.New("the table is empty")
	}
	column := map[string]int{}
	for i, name := range all[0] {
		column[strings.TrimSpace(name)] = i
	}
	head := tableHead(source, lang)
	at := func(row []string, name string) string {
		if i, ok := column[name]; ok && i < len(row) {
			return asWritten(strings.TrimSpace(strings.ReplaceAll(row[i], "\r\n", "\n")))
		}
		return ""
	}
	for _, name := range []string{head[0], head[2], head[3], head[4]} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("the table has no column %q; export it again for this language", name)
		}
	}
	out := map[string]announceRow{}
	for n, row := range all[1:] {
		id := at(row, head[0])
		if id == "" && strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if _, twice := out[id]; twice || id == "" {
			return nil, fmt.Errorf("row %d: a row needs an id of its own, as it was exported", n+2)
		}
		out[id] = announceRow{id: id, source: at(row, head[2]), translation: at(row, head[3]), reviewed: at(row, head[4]) == rowReviewed}
	}
	return out, nil
}

// asWritten undoes [harmless].
func asWritten(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && harmless(rest) != rest {
		return rest
	}
	return cell
}
