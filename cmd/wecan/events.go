package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/flows/event"
)

// eventsCommand is where events are planned by whoever has a terminal and the key.
type eventsCommand struct {
	List   listEvents  `cmd:"" help:"List those to come, with how many have a place and how many wait."`
	Show   showEvent   `cmd:"" help:"Show one, and all that was done to it."`
	Plan   planEvent   `cmd:"" help:"Plan one."`
	Change changeEvent `cmd:"" help:"Change one. All who signed up are told of another start, place or link, who has a place or an offer of another length, who brings children that nobody looks after them any more; nobody is told of anything else."`
	Cancel cancelEvent `cmd:"" help:"Cancel one. Those concerned are told."`
	People eventPeople `cmd:"" help:"List who has signed up for one, and count what they need."`
	Code   eventCode   `cmd:"" help:"Print the number for the door of one, with which people say that they are there."`
	Came   eventCame   `cmd:"" help:"Note who has come to one, for those who cannot say it themselves."`
	Ideas  eventIdeas  `cmd:"" help:"List what was handed in to one, with its votes."`
	Teams  eventTeams  `cmd:"" help:"Propose who works with whom, with the reasons, and publish it."`
	Team   eventTeam   `cmd:"" help:"Put somebody into a team, or take somebody out."`
}

type listEvents struct {
	deadFlags `embed:""`

	Site string `placeholder:"ID" help:"Only those at a site of the programme file."`
	All  bool   `help:"Also those that are over or cancelled."`
}

// Run prints a table.
func (c *listEvents) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{site: c.Site}, func(t *tools, d *desk) error {
		list, err := d.events(ctx, c.Site, c.All)
		if err != nil {
			return err
		}
		return printEvents(p.stdout, t.words.defs.Programme, list)
	})
}

func printEvents(out io.Writer, p *flows.Programme, list []happening) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tKIND\tSITE\tSTART\tLENGTH\tSTATE\tPLACES\tOFFERED\tWAIT\tCHILDREN\tTITLE")
	for _, e := range list {
		places := strconv.Itoa(e.Tally.Placed)
		if e.Plan.Capacity > 0 {
			places += "/" + strconv.Itoa(e.Plan.Capacity)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", e.Reference, e.Plan.Kind, e.Plan.Site, clockTime(p, e.Plan.Site, e.Plan.Start), hoursOf(e.Plan.Minutes),
			e.state(), places, e.Tally.Offered, e.Tally.Waiting, e.Tally.Children, plainly(sourceTitle(e.Plan)))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintf(out, "%d events\n", len(list))
	return err
}

type showEvent struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
}

// Run prints an event.
func (c *showEvent) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		return printEvent(p.stdout, t.words.defs.Programme, e)
	})
}

func printEvent(out io.Writer, prog *flows.Programme, e happening) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, plainly(value))
		}
	}
	p := e.Plan
	line("number", e.Reference)
	line("state", e.state())
	line("kind", string(p.Kind))
	for _, words := range p.Words {
		line("title in "+string(words.Lang), words.Title)
		line("about in "+string(words.Lang), words.About)
	}
	eventWhom(line, prog, p)
	for _, one := range []struct{ name, value string }{
		{"place", p.Place},
		{"map", p.Map},
		{"online", p.Online},
		{"languages", joinLangs(p.Languages)},
		{"interpreters", joinLangs(p.Interpreters)},
		{"childcare", onlyYes(p.Childcare)},
		{"prayer room", onlyYes(p.PrayerRoom)},
		{"alcohol-free", onlyYes(p.NoAlcohol)},
		{"women's teams", onlyYes(p.WomenTeams)},
		{"last bus", p.LastBus},
		{"contact", p.Contact},
		{"rules", p.Rules},
		{"photos", p.Photos},
		{"ideas", p.Ideas},
		{"cost", p.Cost},
		{"bring", p.Bring},
	} {
		line(one.name, one.value)
	}
	eventSchedule(line, prog, p)
	eventPlaces(line, prog, e)
	for _, c := range e.Changes {
		line(minute(c.At), doneWords(c)+" by "+c.By)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the event: %w", err)
	}
	return nil
}

// doneWords is what somebody did to an event.
func doneWords(c event.Change) string {
	switch c.What {
	case event.ChangeCame:
		return fmt.Sprintf("%d noted as there", c.N)
	case event.ChangeNotCame:
		return fmt.Sprintf("%d noted as not there", c.N)
	case event.ChangeTeams:
		return "teams changed"
	}
	return c.What
}

// eventWhom tells for whom it is, and when.
func eventWhom(line func(name, value string), prog *flows.Programme, p event.Plan) {
	line("site", p.Site)
	whom := string(p.Open)
	if len(p.Sites) > 0 {
		whom += " at " + strings.Join(p.Sites, ", ")
	}
	line("open to", whom)
	line("cohort", p.Cohort)
	line("track", p.Track)
	line("start", clockTime(prog, p.Site, p.Start))
	line("length", hoursOf(p.Minutes))
	line("sign-up closes", clockTime(prog, p.Site, p.Closing()))
	if !p.HandIn.IsZero() {
		line("work is handed in", "until "+clockTime(prog, p.Site, p.HandIn))
	}
	if !p.Votes.IsZero() {
		line("votes", "until "+clockTime(prog, p.Site, p.Votes))
	}
	line("introductions", onlyYes(p.Introduces()))
	if p.TeamMax > 0 {
		line("teams", fmt.Sprintf("%d to %d", p.TeamMin, p.TeamMax))
	}
}

// eventPlaces tells how the places stand.
func eventPlaces(line func(name, value string), prog *flows.Programme, e happening) {
	if e.Plan.Capacity > 0 {
		line("places", strconv.Itoa(e.Plan.Capacity))
	}
	for _, r := range e.Plan.Reserved {
		line("kept for "+string(r.ID), fmt.Sprintf("%d, of which %d are taken or offered", r.Places, e.Tally.Reserved[r.ID]))
	}
	if len(e.Plan.Reserved) > 0 {
		line("kept until", clockTime(prog, e.Plan.Site, e.Plan.Kept())+", then for all")
	}
	if e.Plan.Offer > 0 {
		line("offers", "at most "+hoursOf(e.Plan.Offer))
	}
	line("people", fmt.Sprintf("%d have a place, %d are offered one, %d wait, %d did not answer an offer, %d left; %d children",
		e.Tally.Placed, e.Tally.Offered, e.Tally.Waiting, e.Tally.Silent, e.Tally.Left, e.Tally.Children))
	eventCameLine(line, e)
	eventMarksLine(line, e)
}

func onlyYes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// tallied are words with how often they are there, the most frequent first.
func tallied(words []string) string {
	n := map[string]int{}
	for _, one := range words {
		n[one]++
	}
	var out []string
	for one := range n {
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b string) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(a, b)
	})
	for at, one := range out {
		out[at] = fmt.Sprintf("%s %d", one, n[one])
	}
	return strings.Join(out, ", ")
}
