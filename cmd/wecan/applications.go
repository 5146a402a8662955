package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// applicationsCommand is the desk for whoever has a terminal and the key.
type applicationsCommand struct {
	List     listApplications   `cmd:"" help:"List them, below the places of each site: status, score (it only sorts), the criteria met, who decided and when; no names."`
	Show     showApplication    `cmd:"" help:"Show one, with what the person told and everything that happened."`
	Fetch    fetchAnswer        `cmd:"" help:"Fetch an answer that is a voice message, a photo or another file, to hear or see it."`
	Review   reviewApplication  `cmd:"" help:"Say that somebody looks at it."`
	Accept   acceptApplication  `cmd:"" help:"Give a place; when none is left, a number on the reserve list."`
	Reserve  reserveApplication `cmd:"" help:"Put it on the reserve list."`
	Decline  declineApplication `cmd:"" help:"Not this time. The person can ask that somebody looks again."`
	Appeal   appealApplication  `cmd:"" help:"Decide about one that is to be looked at again."`
	Withdraw withdrawOne        `cmd:"" help:"The person told somebody that she does not want the place."`
}

type listApplications struct {
	deadFlags `embed:""`

	Site   string `placeholder:"ID" help:"Only those for a site of the programme file."`
	Cohort string `placeholder:"ID" help:"Only those who came by a link for this cohort; see wecan link."`
	Status string `placeholder:"STATUS" help:"Only those that are received, review, offered, reserve, accepted, appeal, declined or withdrawn."`
	Sort   string `enum:"received,score" default:"received" help:"In which order: received or score. The score only sorts; a person decides."`
}

// Run prints a table.
func (c *listApplications) Run(ctx context.Context, p *invocation) error {
	w := wanted{site: c.Site, cohort: c.Cohort, status: enrollment.Status(c.Status), score: c.Sort == "score"}
	return looking(ctx, p, w, func(_ *tools, d *desk) error {
		list, err := d.list(ctx, w)
		if err != nil {
			return err
		}
		places, err := d.places(ctx, c.Site)
		if err != nil {
			return err
		}
		for _, site := range places {
			fmt.Fprintln(p.stdout, site.line())
		}
		return printList(p.stdout, list)
	})
}

// check finds a site, a cohort or a status that there is not.
func (w wanted) check(p *flows.Programme) error {
	if w.status != "" && !slices.Contains(enrollment.Statuses(), w.status) {
		var names []string
		for _, s := range enrollment.Statuses() {
			names = append(names, string(s))
		}
		return fmt.Errorf("--status is %q; there are: %s", w.status, strings.Join(names, ", "))
	}
	if _, ok := p.Site(w.site); w.site != "" && !ok {
		var names []string
		for _, s := range p.Sites {
			names = append(names, s.ID)
		}
		return fmt.Errorf("--site is %q; the programme file has: %s", w.site, strings.Join(names, ", "))
	}
	if _, ok := p.Cohort(w.cohort); w.cohort != "" && !ok {
		var names []string
		for _, c := range p.Cohorts {
			names = append(names, c.ID)
		}
		if names == nil {
			names = []string{`none yet; add one, as cohorts: {spring27: "Spring 2027"}`}
		}
		return fmt.Errorf("--cohort is %q; the programme file has: %s", w.cohort, strings.Join(names, ", "))
	}
	return nil
}

func printList(out io.Writer, list []filed) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tSITE\tCOHORT\tSTATUS\tSCORE\tCRITERIA\tRECEIVED\tDECIDED")
	for _, f := range list {
		decided := "-"
		if c, ok := f.Last(); ok {
			decided = fmt.Sprintf("%s by %s", minute(c.At), plainly(c.By))
		}
		met := "-"
		if len(f.Met) > 0 {
			met = strings.Join(f.Met, ",")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", f.Reference, f.Site(), cmp.Or(f.Cohort(), "-"), f.standing(), f.Points, met, minute(f.Received), decided)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintf(out, "%d applications\n", len(list))
	return err
}

type showApplication struct {
	deadFlags `embed:""`

	Reference   string `arg:"" help:"The number of an application, as WE-4K7M-9Q2."`
	Certificate bool   `help:"Show the name for the certificate too. Only whoever writes the certificate needs it."`
}

// Run prints an application with what the person told.
func (c *showApplication) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		f, err := d.show(ctx, c.Reference)
		if err != nil {
			return err
		}
		if !c.Certificate {
			f.HideCertificate()
		}
		return printOne(p.stdout, f, t.words.defs)
	})
}

func printOne(out io.Writer, f filed, defs *flows.Definitions) error {
	p := defs.Programme
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) { fmt.Fprintf(w, "%s\t%s\n", name, plainly(value)) }
	line("number", f.Reference)
	line("status", f.standing())
	line("score", strconv.Itoa(f.Points))
	for _, name := range enrollment.Criteria(p, f.Met) {
		line("criterion", name)
	}
	for _, id := range f.Groups {
		line("reserved places", id)
	}
	if id := f.Cohort(); id != "" {
		line("cohort", enrollment.CohortName(p, id))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Answers)) {
		if name != enrollment.AnswerCohort { // it stands above, by its name
			line("answer "+name, heard(defs.Book, f.Reference, name, f.Answers[name]))
		}
	}
	printDetails(line, f, defs.Book)
	line("received", minute(f.Received))
	for _, c := range f.Changes {
		line("then", changed(c))
	}
	for _, o := range f.Opened {
		line("opened", fmt.Sprintf("%s by %s on %s", o.Field, o.By, minute(o.At)))
	}
	if f.Asked != nil {
		line("waits", string(f.Asked.What)+" by "+f.Asked.By)
	}
	if f.Status == enrollment.StatusDeclined && !f.Until.IsZero() {
		line("appeal until", minute(f.Until))
	}
	if !f.Tells.IsZero() {
		line("she is told at", minute(f.Tells))
	}
	if f.Parked {
		line("put aside", "yes; see: wecan dead list")
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the application: %w", err)
	}
	return nil
}

// printDetails prints what somebody with a place has told for the course. What
// she answered to the funder stands nowhere: see [enrollment.Details].
func printDetails(line func(name, value string), f filed, book *flows.Book) {
	if f.Details == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(f.Details.Answers)) {
		line("for the course "+name, heard(book, f.Reference, name, f.Details.Answers[name]))
	}
	if f.Details.Certificate != "" {
		line("name for the certificate", f.Details.Certificate)
	}
}

// desk is this process's.
func (t *tools) desk() *desk { return &desk{store: t.store, ids: t.ids, defs: t.words.defs} }
