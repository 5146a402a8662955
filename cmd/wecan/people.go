package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/i18n"
)

// peopleCommand looks after the team: who helps people, at which site.
type peopleCommand struct {
	List   listPeople   `cmd:"" help:"List the team: roles, languages, who has joined, who is away, how many open referrals each has."`
	Invite invitePerson `cmd:"" help:"Print a link that makes somebody's phone hers in the team, and draw it as a QR code. It works once."`
	Add    addPerson    `cmd:"" help:"Take somebody into the team who does not stand in the programme file, or change what is known of her."`
	Remove removePerson `cmd:"" help:"End somebody's work in the team: what she has is passed on, and nothing comes to her phone any more."`
	Away   awayPerson   `cmd:"" help:"Say that somebody takes no new referrals now. What she has stays hers."`
	Back   backPerson   `cmd:"" help:"Say that somebody takes referrals again."`
}

type listPeople struct {
	deadFlags `embed:""`

	Site string `placeholder:"ID" help:"Only those of a site of the programme file."`
}

// Run prints a table.
func (c *listPeople) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{site: c.Site}, func(_ *tools, d *desk) error {
		team, err := d.colleagues(ctx, c.Site)
		if err != nil {
			return err
		}
		return printTeam(p.stdout, team)
	})
}

func printTeam(out io.Writer, team []referral.Colleague) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tSITE\tROLES\tLANGUAGES\tTRAINED\tMATTERMOST\tJOINED\tAWAY\tOPEN\tREMARK")
	for _, c := range team {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", c.ID, dashed(plainly(c.Name)), c.Site, dashed(joined(c.Roles)), dashed(joined(c.Languages)),
			yesNo(c.IsTrained()), dashed(c.Mattermost), yesNo(c.Joined), yesNo(c.Away), len(c.Open), remarkOn(c))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintf(out, "%d people\n", len(team))
	return err
}

// remarkOn is what a row of the list cannot show.
func remarkOn(c referral.Colleague) string {
	switch {
	case c.Gone:
		return "has left"
	case c.Unlisted:
		return "not in the programme file any more; run: wecan people remove " + c.ID
	case c.Invited:
		return "invited"
	case c.Channel:
		return "works at Mattermost"
	}
	return "-"
}

func joined[T ~string](all []T) string {
	var out []string
	for _, one := range all {
		out = append(out, string(one))
	}
	return strings.Join(out, ",")
}

func dashed(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// personFlags name somebody of the team.
type personFlags struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	ID   string `arg:"" help:"As wecan people list shows it."`
	Site string `placeholder:"ID" help:"Her site; only needed when two have the same id."`
}

// atDesk finds her, and lets do give an order beside the process that serves.
// What do answers is printed.
func (c *personFlags) atDesk(ctx context.Context, p *invocation, do func(*tools, *desk, turns, referral.Colleague) (string, error)) error {
	return besideService(ctx, p, func(t *tools, d *desk) (func(turns) (string, error), error) {
		one, err := d.colleague(ctx, c.ID, c.Site) // before a runtime is started for nothing
		return func(r turns) (string, error) { return do(t, d, r, one) }, err
	})
}

// besideService opens the desk for a command that gives an order. prepare looks
// before a runtime is started; what it answers is done with one.
func besideService(ctx context.Context, p *invocation, prepare func(*tools, *desk) (func(turns) (string, error), error)) error {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	r := p.read()
	r.service(&t.set)
	if err := r.err(); err != nil {
		return err
	}
	do, err := prepare(t, t.desk())
	if err != nil {
		return err
	}
	done, err := t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) { return do(r) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, done)
	return err
}

type invitePerson struct {
	personFlags `embed:""`

	Bot  string `placeholder:"NAME" help:"The bot's user name; default: Telegram is asked."`
	PNG  string `name:"png" placeholder:"FILE" help:"Write a QR code to this file too."`
	Size int    `placeholder:"PIXELS" default:"600" help:"Width and height of the picture, 200 to 10000; default 600."`
}

// Help is shown by --help.
func (invitePerson) Help() string {
	return "Whoever opens the link first is her for the bot: give it to her alone, and not on paper that hangs somewhere. " +
		"A new link makes the last one void. With another phone, first remove her and then invite her again."
}

// Run prints the link.
func (c *invitePerson) Run(ctx context.Context, p *invocation) error {
	if c.PNG != "" && (c.Size < qrLeast || c.Size > qrMost) {
		return fmt.Errorf("--size is %d; choose %d to %d pixels", c.Size, qrLeast, qrMost)
	}
	return c.atDesk(ctx, p, func(t *tools, d *desk, r turns, one referral.Colleague) (string, error) {
		name, err := (&linkCommand{Bot: c.Bot}).botName(ctx, p, t) // first: an invitation makes the last one void
		if err != nil {
			return "", err
		}
		token, err := d.invite(ctx, r, one)
		if err != nil {
			return "", err
		}
		address := deepLink(name, token)
		if c.PNG != "" {
			if err := writeQR(c.PNG, address, c.Size); err != nil {
				return "", err
			}
		}
		return address + "\nThe link works once, and is for " + one.ID + " alone: whoever opens it first is her for the bot.", nil
	})
}

type addPerson struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	ID       string   `arg:"" help:"A short name for commands and lists, as amal: a-z, 0-9, - and _, at most 16. It stays in the history of referrals: never give it to somebody else."`
	Name     string   `required:"" placeholder:"NAME" help:"Her first name, as people read it."`
	Site     string   `required:"" placeholder:"ID" help:"A site of the programme file."`
	Role     []string `required:"" placeholder:"ROLE" help:"navigator, lead, deputy or coordinator; may be given several times."`
	Language []string `required:"" placeholder:"TAG" help:"A language in which she helps, as ar; may be given several times."`
	Topic    []string `placeholder:"TOPIC" help:"Only these topics, as papers, work, housing; may be given several times; default: all that are not restricted."`
	Woman    bool     `help:"She takes referrals of people who wish for a woman."`
	Trained  bool     `help:"She is trained for restricted topics: health, unfair treatment, danger, complaints. Leads and deputies are."`
	Cap      int      `placeholder:"NUMBER" default:"10" help:"How many open referrals she has at a time, 1 to 200; default 10."`

	Mattermost string `placeholder:"NAME" help:"Her user name at Mattermost, when she works there; without it she works on Telegram."`
}

// Run adds her.
func (c *addPerson) Run(ctx context.Context, p *invocation) error {
	m := flows.TeamMember{
		ID: c.ID, Name: i18n.Clean(c.Name), Site: c.Site, Topics: c.Topic, Woman: c.Woman, Trained: c.Trained, Cap: c.Cap,
		Mattermost: strings.TrimPrefix(c.Mattermost, "@"),
	}
	for _, role := range c.Role {
		m.Roles = append(m.Roles, flows.Role(role))
	}
	for _, lang := range c.Language {
		m.Languages = append(m.Languages, i18n.Lang(lang))
	}
	return besideService(ctx, p, func(_ *tools, d *desk) (func(turns) (string, error), error) {
		if _, err := referral.NewMember(d.ids, d.defs.Programme, m, "-"); err != nil { // before a runtime is started for nothing
			return nil, err
		}
		return func(r turns) (string, error) {
			err := d.add(ctx, r, m)
			if m.Mattermost != "" {
				return fmt.Sprintf("%s is on the team of %s, at Mattermost as @%s. Now let her into the site's channel there", m.ID, m.Site, m.Mattermost), err
			}
			return fmt.Sprintf("%s is on the team of %s. Now invite her: wecan people invite %s", m.ID, m.Site, m.ID), err
		}, nil
	})
}

type removePerson struct {
	personFlags `embed:""`
}

// Run ends her work in the team.
func (c *removePerson) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(_ *tools, d *desk, r turns, one referral.Colleague) (string, error) {
		moved, err := d.remove(ctx, r, one)
		if err != nil {
			return "", err
		}
		return goodbye(one, moved), nil
	})
}

// goodbye is what came of somebody's leaving, and what did not.
func goodbye(c referral.Colleague, moved []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s has left the team of %s. Nothing comes to her phone any more, and her invitations are void.\n", c.ID, c.Site)
	fmt.Fprintf(&b, "%s passed on", counted(len(moved), "referral is", "referrals are"))
	if len(moved) > 0 {
		fmt.Fprintf(&b, " and looks for somebody else: %s", strings.Join(moved, ", "))
	}
	b.WriteString(".\nWhat remains: the chat on her own phone, with what people wrote to her. Ask her to delete it.")
	if c.InFile {
		fmt.Fprintf(&b, "\nTake %s out of the programme file too.", c.ID)
	}
	return b.String()
}

type (
	awayPerson struct {
		personFlags `embed:""`
	}
	backPerson struct {
		personFlags `embed:""`
	}
)

// Run notes that she is away.
func (c *awayPerson) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(_ *tools, d *desk, r turns, one referral.Colleague) (string, error) {
		return fmt.Sprintf("%s gets no new referrals. What she has stays hers: %s.", one.ID, counted(len(one.Open), "open referral", "open referrals")),
			d.setAway(ctx, r, one, true, rand.Text())
	})
}

// Run notes that she is back.
func (c *backPerson) Run(ctx context.Context, p *invocation) error {
	return c.atDesk(ctx, p, func(_ *tools, d *desk, r turns, one referral.Colleague) (string, error) {
		return one.ID + " gets referrals again.", d.setAway(ctx, r, one, false, rand.Text())
	})
}
