package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/flows/referral"
)

// recordCommand is the desk of those whom the organisation has named for
// safeguarding records. It is the only place where one can be read.
type recordCommand struct {
	List  listRecords `cmd:"" help:"List safeguarding records: how many notes each has, and until when it is kept. Nothing of what stands in them."`
	Show  showRecord  `cmd:"" help:"Read one. That it was read, when, by whom and why, is noted in it before it is shown."`
	Erase eraseRecord `cmd:"" help:"Delete the notes of one before their time."`
}

type listRecords struct {
	deadFlags `embed:""`

	Site string `placeholder:"ID" help:"Only those for a site of the programme file."`
}

// Run prints a table.
func (c *listRecords) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{site: c.Site}, func(_ *tools, d *desk) error {
		list, err := d.records(ctx, c.Site)
		if err != nil {
			return err
		}
		return printRecords(p.stdout, list)
	})
}

func printRecords(out io.Writer, list []dossier) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tSITE\tNOTES\tLAST NOTE\tREAD\tKEPT UNTIL\tREMARK")
	for _, d := range list {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\t%s\t%s\n", d.Reference, d.Site, d.Notes, minuteOr(d.Last), d.Readings, d.keptUntil(), d.remark())
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintln(out, counted(len(list), "record", "records"))
	return err
}

// keptUntil is when a record is deleted; nobody knows while its referral is open.
func (d dossier) keptUntil() string {
	switch {
	case !d.Until.IsZero():
		return minute(d.Until)
	case d.Notes == 0 && d.Readings == 0:
		return "-"
	}
	return "open"
}

func (d dossier) remark() string {
	var out []string
	if d.Erased != nil {
		out = append(out, "notes deleted by "+plainly(d.Erased.By)+" on "+minute(d.Erased.At))
	}
	if d.Parked {
		out = append(out, "put aside")
	}
	return dashed(strings.Join(out, ", "))
}

// recordFlags are those of whoever reads a record or deletes its notes.
type recordFlags struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	Reference string `arg:"" help:"The number of a referral, as WE-4K7M-9Q2."`
	By        string `required:"" placeholder:"NAME" help:"Who does it. It is kept with the record."`
	Reason    string `placeholder:"TEXT" help:"Why, in at most 200 characters. It is kept with the record: nothing of what stands in it."`
}

// atDesk finds the record, and lets do work beside the process that serves.
func (c *recordFlags) atDesk(ctx context.Context, p *invocation, do func(*desk, turns) (string, error)) error {
	return besideService(ctx, p, func(_ *tools, d *desk) (func(turns) (string, error), error) {
		_, err := d.record(ctx, c.Reference) // before a runtime is started for nothing
		return func(r turns) (string, error) { return do(d, r) }, err
	})
}

type showRecord struct {
	recordFlags `embed:""`
}

// Run prints the record, once it is noted that it was read.
func (c *showRecord) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(d *desk, r turns) (string, error) {
		one, err := d.readRecord(ctx, r, c.Reference, c.By, c.Reason)
		if err != nil {
			return "", err
		}
		return one.String(), nil
	})
}

// String is a record with all that stands in it.
func (d opened) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "number      %s\nsite        %s\nkept until  %s\n", d.Reference, d.Site, d.keptUntil())
	if d.Erased != nil {
		fmt.Fprintf(&b, "deleted     notes, by %s on %s%s\n", plainly(d.Erased.By), minute(d.Erased.At), because(d.Erased.Why))
	}
	for _, n := range d.notes {
		fmt.Fprintf(&b, "\n%s  %s (%s)\n    %s\n", minute(n.At), plainly(n.Name), n.By, plainly(n.Text))
	}
	fmt.Fprintf(&b, "\n%s\n", counted(len(d.notes), "note", "notes"))
	for _, r := range d.readings {
		fmt.Fprintf(&b, "read by %s on %s%s\n", plainly(r.By), minute(r.At), because(r.Why))
	}
	return strings.TrimRight(b.String(), "\n")
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + plainly(why)
}

type eraseRecord struct {
	recordFlags `embed:""`
}

// Help is shown by --help.
func (eraseRecord) Help() string {
	return "Nobody can bring the notes back, but a backup of Redis has them as long as you keep it. Who has read them, and who has deleted them, stays known until the record's time is over."
}

// Run deletes the notes.
func (c *eraseRecord) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(d *desk, r turns) (string, error) {
		gone, err := d.eraseRecord(ctx, r, c.Reference, c.By, c.Reason)
		reference, _ := flows.ParseReference(c.Reference)
		return fmt.Sprintf("%s deleted from the record of %s. A backup of Redis has them as long as you keep it.",
			counted(gone, "note is", "notes are"), reference), err
	})
}

// opened is a record that somebody reads.
type opened struct {
	dossier

	notes    []referral.RecordNote
	readings []referral.Reading
}
