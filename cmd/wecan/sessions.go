package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"wecan/flows"
	"wecan/flows/session"
)

// sessionsCommand is where sessions are planned by whoever has a terminal and the key.
type sessionsCommand struct {
	List   listSessions   `cmd:"" help:"List those to come, with how many said that they come."`
	Show   showSession    `cmd:"" help:"Show one, and all that was done to it."`
	Plan   planSession    `cmd:"" help:"Plan one, or a series."`
	Change changeSession  `cmd:"" help:"Move one, or change its place or anything else. Those concerned are told."`
	Cancel cancelSession  `cmd:"" help:"Cancel one. Those concerned are told."`
	Import importSessions `cmd:"" help:"Import a calendar (.ics) from a file or an address. The same again changes nothing."`
}

type listSessions struct {
	deadFlags `embed:""`

	Site string `placeholder:"ID" help:"Only those at a site of the programme file."`
	All  bool   `help:"Also those that are over or cancelled."`
}

// Run prints a table.
func (c *listSessions) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{site: c.Site}, func(t *tools, d *desk) error {
		list, err := d.sessions(ctx, c.Site, c.All)
		if err != nil {
			return err
		}
		return printSessions(p.stdout, t.words.defs.Programme, list)
	})
}

func printSessions(out io.Writer, p *flows.Programme, list []planned) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tSITE\tCOHORT\tSTART\tLENGTH\tSTATE\tCOME\tWAIT\tCANNOT\tCHILDREN\tTITLE")
	for _, s := range list {
		come := strconv.Itoa(s.Tally.Coming)
		if s.Plan.Capacity > 0 {
			come += "/" + strconv.Itoa(s.Plan.Capacity)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", s.Reference, s.Plan.Site, cmp.Or(s.Plan.Cohort, "-"), localStart(p, s.Plan), lengthOf(s.Plan),
			s.state(), come, s.Tally.Waiting, s.Tally.Off, s.Tally.Children, plainly(s.Plan.Title))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintf(out, "%d sessions\n", len(list))
	return err
}

// localStart is when it begins by the clock of its site.
func localStart(p *flows.Programme, plan session.Plan) string {
	return clockTime(p, plan.Site, plan.Start)
}

// clockTime is a moment by the clock of a site.
func clockTime(p *flows.Programme, id string, at time.Time) string {
	site, ok := p.Site(id)
	if !ok {
		return minute(at)
	}
	return at.In(site.Zone).Format("Mon 2006-01-02 15:04")
}

func lengthOf(plan session.Plan) string { return hoursOf(plan.Minutes) }

// hoursOf is a length of time, as 1h30m.
func hoursOf(minutes int) string {
	return strings.TrimSuffix(fmt.Sprintf("%dh%02dm", minutes/60, minutes%60), "00m")
}

type showSession struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of a session, as WE-4K7M-9Q2."`
}

// Run prints a session.
func (c *showSession) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		s, err := d.session(ctx, c.Reference)
		if err != nil {
			return err
		}
		return printSession(p.stdout, t.words.defs.Programme, s)
	})
}

func printSession(out io.Writer, prog *flows.Programme, s planned) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, plainly(value))
		}
	}
	p := s.Plan
	line("number", s.Reference)
	line("state", s.state())
	line("title", p.Title)
	line("site", p.Site)
	line("cohort", p.Cohort)
	line("track", p.Track)
	line("phase", p.Phase)
	line("start", localStart(prog, p))
	line("length", lengthOf(p))
	line("place", p.Place)
	line("map", p.Map)
	line("online", p.Online)
	line("languages", joinLangs(p.Languages))
	line("interpreters", joinLangs(p.Interpreters))
	if p.Childcare {
		line("childcare", "yes")
	}
	line("travel", p.Travel)
	line("trainer", p.Trainer)
	line("bring", p.Bring)
	if p.Capacity > 0 {
		line("places", strconv.Itoa(p.Capacity))
	}
	line("series", s.Series)
	line("come", fmt.Sprintf("%d (%d later), %d wait, %d cannot, %d children", s.Tally.Coming, s.Tally.Late, s.Tally.Waiting, s.Tally.Off, s.Tally.Children))
	for _, c := range s.Changes {
		line(minute(c.At), c.What+" by "+c.By)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the session: %w", err)
	}
	return nil
}
