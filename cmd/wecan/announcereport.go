package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/i18n"
)

type reportAnnounce struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an announcement, as WE-4K7M-9Q2."`
	CSV       bool   `name:"csv" help:"Print it for a spreadsheet program. Numbers under five are hidden, with as many others as are needed so that nobody can work them out."`
	Out       string `placeholder:"FILE" help:"Write that table into a file instead. There must be none of this name yet."`
}

// Run prints what came of an announcement.
func (c *reportAnnounce) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return err
		}
		switch {
		case c.Out != "":
			return intoFile(c.Out, func(f *os.File) error { return announceCSV(f, a) })
		case c.CSV:
			return announceCSV(p.stdout, a)
		}
		return printReport(p.stdout, t.words.defs.Programme, a)
	})
}

// measure is a row of the report: how many people there are of something, by language.
type measure struct {
	name, about string
	by          map[i18n.Lang]int
}

func (m measure) total() (n int) {
	for _, one := range m.by {
		n += one
	}
	return n
}

// measures are all that is reported. There is no sum of the answers: with it a hidden
// number could be worked out.
func measures(a announced) []measure {
	out := []measure{{"sent", "", a.Sent.Went(a.News)}}
	if by := a.News[flows.CastTapped]; a.Plan.Kind == flows.CastDigest && len(by) > 0 {
		out = append(out, measure{"looked at an event", "", by})
	}
	for _, b := range a.Plan.Buttons {
		if by, tapped := a.Answers[b.ID]; tapped && len(b.Labels) > 0 {
			out = append(out, measure{"tapped", b.Labels[0].Text, by})
		}
	}
	for _, one := range []struct {
		name string
		what flows.CastWhat
	}{
		{"wrote an answer", flows.CastReplied},
		{"want no more", flows.CastOptedOut},
		{"blocked", flows.CastBarred},
		{"refused by Telegram", flows.CastRefused},
		{"not known whether sent", flows.CastUncertain},
	} {
		if by := a.News[one.what]; len(by) > 0 {
			out = append(out, measure{one.name, "", by})
		}
	}
	return out
}

// langsIn are the languages that occur in a report.
func langsIn(list []measure) []i18n.Lang {
	all := map[i18n.Lang]bool{}
	for _, m := range list {
		for lang := range m.by {
			all[lang] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func langName(lang i18n.Lang) string { return cmp.Or(string(lang), "?") }

func printReport(out io.Writer, prog *flows.Programme, a announced) error {
	if _, err := fmt.Fprintf(out, "%s is %s: %s\n%s\n", a.Reference, a.sentence(), plainly(a.Plan.Title), sentLine(a)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if !a.Next.IsZero() {
		fmt.Fprintf(out, "those to come are tried again: %s\n", clockTime(prog, a.Plan.Site, a.Next))
	}
	list := measures(a)
	langs := langsIn(list)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	head := "WHAT\tALL"
	for _, lang := range langs {
		head += "\t" + langName(lang)
	}
	fmt.Fprintln(w, head)
	for _, m := range list {
		row := strings.TrimSpace(m.name+" "+plainly(m.about)) + "\t" + strconv.Itoa(m.total())
		for _, lang := range langs {
			row += "\t" + strconv.Itoa(m.by[lang])
		}
		fmt.Fprintln(w, row)
	}
	for _, one := range leftOut() {
		if n := a.Sent.Of(one.word); n > 0 {
			fmt.Fprintf(w, "%s\t%d\n", one.says, n)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// announceCSV writes counts, and nothing of anybody.
func announceCSV(out io.Writer, a announced) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"number", "what", "about", "language", "people"}) // Flush keeps the error
	for _, m := range measures(a) {
		cells, total := hidden(m.by)
		_ = w.Write([]string{a.Reference, m.name, harmless(m.about), "all", total})
		for _, lang := range slices.Sorted(maps.Keys(m.by)) {
			_ = w.Write([]string{a.Reference, m.name, harmless(m.about), langName(lang), cells[lang]})
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// cellLeast is the smallest number of people that an export shows: fewer could be known
// by name.
const cellLeast = 5

// hiddenCell stands in the place of a number that is not shown.
const hiddenCell = "x"

// hidden are the numbers of a breakdown as an export shows them, with their sum. Those
// under five are hidden, and as many of the next smallest as are needed, so that what is
// hidden cannot be worked out from the sum: two at least, who are five people at least.
// Where that cannot be the sum is hidden too.
func hidden(by map[i18n.Lang]int) (cells map[i18n.Lang]string, total string) {
	cells = map[i18n.Lang]string{}
	order := slices.SortedFunc(maps.Keys(by), func(a, b i18n.Lang) int { return cmp.Or(by[a]-by[b], strings.Compare(string(a), string(b))) })
	sum, gone, people := 0, 0, 0
	for _, lang := range order {
		n := by[lang]
		sum += n
		if cells[lang] = strconv.Itoa(n); n > 0 && (n < cellLeast || gone > 0 && (gone < 2 || people < cellLeast)) {
			cells[lang] = hiddenCell
			gone++
			people += n
		}
	}
	if total = strconv.Itoa(sum); gone == 1 || gone > 0 && people < cellLeast || sum > 0 && sum < cellLeast {
		total = hiddenCell
	}
	return cells, total
}
