package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"wecan/flows"
	"wecan/flows/referral"
)

// referralsCommand is the desk of a coordinator. It shows no word that people
// wrote, and no name of theirs.
type referralsCommand struct {
	List   listReferrals  `cmd:"" help:"List open referrals, the most urgent and then the oldest first; overdue ones carry ⏰."`
	Show   showReferral   `cmd:"" help:"Show one, with everything that happened."`
	Assign assignReferral `cmd:"" help:"Give one to somebody of the team who may have it, at once."`
	Close  closeReferral  `cmd:"" help:"Close one."`
}

type listReferrals struct {
	deadFlags `embed:""`

	Site    string `placeholder:"ID" help:"Only those for a site of the programme file."`
	Status  string `placeholder:"STATUS" help:"Only those that are new, offered, navigator, person or closed; navigator and person say who is to write next."`
	Overdue bool   `help:"Only those that wait too long, or that nobody takes."`
}

// Run prints a table.
func (c *listReferrals) Run(ctx context.Context, p *invocation) error {
	if c.Status != "" && !slices.Contains(referral.Statuses(), referral.Status(c.Status)) {
		return fmt.Errorf("--status is %q; there are: %s", c.Status, strings.ReplaceAll(joined(referral.Statuses()), ",", ", "))
	}
	return looking(ctx, p, wanted{site: c.Site}, func(_ *tools, d *desk) error {
		list, err := d.referrals(ctx, wantedReferrals{site: c.Site, status: referral.Status(c.Status), overdue: c.Overdue})
		if err != nil {
			return err
		}
		return printReferrals(p.stdout, list)
	})
}

func printReferrals(out io.Writer, list []request) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tSITE\tCOLOUR\tTOPIC\tLANGUAGE\tSTATUS\tWAITS SINCE\tWITH\tDUE\tOVERDUE")
	for _, r := range list {
		overdue := "-"
		if r.Overdue {
			overdue = "⏰"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Reference, r.Site, r.Colour, r.Topic, dashed(plainly(r.Language)), r.standing(),
			minuteOr(r.Since), dashed(r.Owner), minuteOr(r.Due), overdue)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintln(out, counted(len(list), "referral", "referrals"))
	return err
}

// standing is a status in few words.
func (r request) standing() string {
	s := string(r.Status)
	if r.Asked != "" {
		s += " to " + r.Asked
	}
	if r.Parked {
		s += ", put aside"
	}
	return s
}

// minuteOr is a time as tables show it, a dash for none.
func minuteOr(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return minute(t)
}

type showReferral struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of a referral, as WE-4K7M-9Q2."`
}

// Run prints a referral.
func (c *showReferral) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(_ *tools, d *desk) error {
		r, err := d.referral(ctx, c.Reference)
		if err != nil {
			return err
		}
		return printReferral(p.stdout, r)
	})
}

func printReferral(out io.Writer, r request) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, plainly(value))
		}
	}
	line("number", r.Reference)
	line("site", r.Site)
	line("colour", string(r.Colour))
	line("topic", r.Topic)
	line("language", r.Language)
	line("status", r.standing())
	line("received", minute(r.Received))
	line("waits since", minuteOr(r.Since))
	line("with", dashed(r.Owner))
	line("due", minuteOr(r.Due))
	line("overdue", map[bool]string{true: "⏰ yes", false: "no"}[r.Overdue])
	line("outcome", string(r.Outcome))
	line("got what she needed", r.Got)
	if r.Notes > 0 {
		line("safeguarding record", counted(r.Notes, "note", "notes"))
	}
	for _, c := range r.Changes {
		line("then", happened(c))
	}
	if r.Parked {
		line("put aside", "yes; see: wecan dead list")
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the referral: %w", err)
	}
	return nil
}

// happened is a change as one line: what, by whom, when, about whom, why.
func happened(c referral.Change) string {
	s := fmt.Sprintf("%s by %s on %s", c.What, c.By, minute(c.At))
	if c.Who != "" {
		s += ": " + c.Who
	}
	if c.Why != "" {
		s += " (" + c.Why + ")"
	}
	return s
}

// orderFlags are those of a coordinator's decision.
type orderFlags struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	Reference string `arg:"" help:"The number of a referral, as WE-4K7M-9Q2."`
}

// atDesk finds it, and lets do decide beside the process that serves.
func (c *orderFlags) atDesk(ctx context.Context, p *invocation, do func(*desk, turns) (string, error)) error {
	return besideService(ctx, p, func(_ *tools, d *desk) (func(turns) (string, error), error) {
		_, err := d.referral(ctx, c.Reference) // before a runtime is started for nothing
		return func(r turns) (string, error) { return do(d, r) }, err
	})
}

type assignReferral struct {
	orderFlags `embed:""`

	ID string `arg:"" help:"Somebody of the team, as wecan people list shows her."`
	By string `required:"" placeholder:"NAME" help:"Who decides. It is kept with the referral."`
}

// Help is shown by --help.
func (assignReferral) Help() string {
	return "She has it at once and is told so: talk with her before. How many she has already, her languages and her topics do not count; " +
		"who must not have it is refused: untrained people for restricted topics, and those whom the person does not want."
}

// Run gives it to somebody.
func (c *assignReferral) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(d *desk, r turns) (string, error) {
		now, err := d.assign(ctx, r, c.Reference, c.ID, c.By)
		return fmt.Sprintf("%s is with %s. An answer is due at %s.", now.Reference, c.ID, minuteOr(now.Due)), err
	})
}

type closeReferral struct {
	orderFlags `embed:""`

	Outcome string `required:"" placeholder:"OUTCOME" help:"solved, passed, advised, unreachable or withdrawn."`
	By      string `required:"" placeholder:"NAME" help:"Who decides. It is kept with the referral."`
}

// Run closes it.
func (c *closeReferral) Run(ctx context.Context, p *invocation) error {
	if !slices.Contains(referral.Outcomes(), referral.Outcome(c.Outcome)) {
		return fmt.Errorf("--outcome is %q; there are: %s", c.Outcome, strings.ReplaceAll(joined(referral.Outcomes()), ",", ", "))
	}
	return c.atDesk(ctx, p, func(d *desk, r turns) (string, error) {
		now, err := d.shut(ctx, r, c.Reference, c.Outcome, c.By)
		return fmt.Sprintf("%s is closed: %s. The person is told, and can open it again until %s.", now.Reference, c.Outcome,
			minute(now.Closed.Add(flows.ReopenFor))), err
	})
}
