package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/i18n"
)

// planFlags say what a session is. What is not given stays as it is.
type planFlags struct {
	Title        *string        `help:"What it is, in a few words, as people read it."`
	Start        *string        `placeholder:"DAY HOUR" help:"When it begins by the clock of its site, as \"2027-02-01 09:30\"."`
	Length       *time.Duration `help:"How long it takes, as 3h or 90m."`
	Cohort       *string        `placeholder:"ID" help:"Only for those of this cohort."`
	Track        *string        `placeholder:"ID" help:"Only for those of this track."`
	Phase        *string        `placeholder:"ID" help:"An entry of the list phases of the programme file."`
	Place        *string        `help:"The address, as people read it."`
	Map          *string        `placeholder:"URL" help:"A link to a map, as https://…"`
	Online       *string        `placeholder:"URL" help:"A link for those who come online, as https://…"`
	Languages    []string       `placeholder:"LANG" help:"The languages that are spoken, as nl,en."`
	Interpreters []string       `placeholder:"LANG" help:"The languages into which somebody interprets, as ar,uk."`
	Childcare    *bool          `negatable:"" help:"Somebody looks after children."`
	Travel       *string        `help:"Who pays the travel, as people read it."`
	Trainer      *string        `help:"Who leads it."`
	Bring        *string        `help:"What to bring along, as people read it."`
	Places       *int           `help:"How many can come; 0 for as many as do."`
	Remind       []string       `placeholder:"TIME" help:"How long before the start people are reminded, as 1d,2h; none for not at all, what the programme file says without it."`
	Language     *string        `placeholder:"LANG" help:"The language of these words."`
}

// on is a plan with what was given.
func (f *planFlags) on(p session.Plan, prog *flows.Programme) (session.Plan, error) {
	for _, one := range []struct {
		from *string
		to   *string
	}{
		{f.Title, &p.Title},
		{f.Cohort, &p.Cohort},
		{f.Track, &p.Track},
		{f.Phase, &p.Phase},
		{f.Place, &p.Place},
		{f.Map, &p.Map},
		{f.Online, &p.Online},
		{f.Travel, &p.Travel},
		{f.Trainer, &p.Trainer},
		{f.Bring, &p.Bring},
	} {
		if one.from != nil {
			*one.to = strings.TrimSpace(*one.from)
		}
	}
	if f.Length != nil {
		p.Minutes = int(f.Length.Minutes())
	}
	if f.Childcare != nil {
		p.Childcare = *f.Childcare
	}
	if f.Places != nil {
		p.Capacity = *f.Places
	}
	if f.Language != nil {
		p.Lang = i18n.Lang(*f.Language)
	}
	if f.Languages != nil {
		p.Languages = langsOf(f.Languages)
	}
	if f.Interpreters != nil {
		p.Interpreters = langsOf(f.Interpreters)
	}
	return p, errors.Join(f.begin(&p, prog), f.remind(&p))
}

func (f *planFlags) begin(p *session.Plan, prog *flows.Programme) (err error) {
	if f.Start != nil {
		p.Start, err = siteTime(*f.Start, p.Site, prog)
	}
	return err
}

func (f *planFlags) remind(p *session.Plan) (err error) {
	if f.Remind != nil {
		p.Remind, err = reminders(f.Remind)
	}
	return err
}

// siteTime reads a day and an hour by the clock of a site.
func siteTime(s, id string, prog *flows.Programme) (time.Time, error) {
	site, ok := prog.Site(id)
	if !ok {
		return time.Time{}, fmt.Errorf("the programme file has no site %q", id)
	}
	return localTime(s, site.Zone)
}

// reminders reads how long before the start people are reminded, in minutes.
func reminders(times []string) ([]int, error) {
	out := []int{}
	if isNone(times) {
		return out, nil
	}
	for _, one := range times {
		d, err := longTime(one)
		if err != nil {
			return nil, fmt.Errorf("--remind: %w", err)
		}
		out = append(out, int(d.Minutes()))
	}
	return out, nil
}

// isNone says whether a list was given as the word none.
func isNone(list []string) bool { return slices.Equal(list, []string{"none"}) }

const localLayout = "2006-01-02 15:04"

// localTime reads a day and an hour by a clock. An hour that the change to summer time
// leaves out is an error, since nobody can come then; of one that is there twice the
// first is meant.
func localTime(s string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(localLayout, strings.Join(strings.Fields(s), " "), zone)
	if err != nil {
		return t, fmt.Errorf("%q is no day and hour; write it as \"2027-02-01 09:30\"", s)
	}
	if got := t.In(zone).Format(localLayout); got != strings.Join(strings.Fields(s), " ") {
		return t, fmt.Errorf("there is no %q in %s: the clocks go forward then", s, zone)
	}
	return t.UTC(), nil
}

// longTime reads a length of time that may be in days, as 1d.
func longTime(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if _, err := fmt.Sscanf(days+"\n", "%d\n", &n); err != nil {
			return 0, fmt.Errorf("%q is no length of time; write 1d, 2h or 90m", s)
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%q is no length of time; write 1d, 2h or 90m", s)
	}
	return d, nil
}

func langsOf(list []string) []i18n.Lang {
	out := make([]i18n.Lang, 0, len(list))
	for _, one := range list {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, i18n.Lang(one))
		}
	}
	return out
}

func joinLangs(list []i18n.Lang) string {
	out := make([]string, 0, len(list))
	for _, one := range list {
		out = append(out, string(one))
	}
	return strings.Join(out, ", ")
}

// plannerFlags are those of every order of whoever plans.
type plannerFlags struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	By string `required:"" placeholder:"NAME" help:"Who plans. It is kept with what was planned."`
}

// while does something beside the process that serves.
func (f *plannerFlags) while(ctx context.Context, p *invocation, do func(*desk, *bot.Runtime) (string, error)) error {
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
	done, err := t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) { return do(t.desk(), r) })
	if done != "" {
		_, errOut := fmt.Fprint(p.stdout, done)
		err = errors.Join(err, errOut)
	}
	return err
}

type planSession struct {
	plannerFlags `embed:""`
	planFlags    `embed:""`

	Site  string `required:"" placeholder:"ID" help:"A site of the programme file: where it is, and by whose clock."`
	Every int    `placeholder:"WEEKS" help:"A series: again every so many weeks, at the same hour of the day."`
	Times int    `default:"1" help:"A series: how many times in all."`
}

// timesMost is how many sessions a series has at most.
const timesMost = 100

// Run plans a session, or a series.
func (c *planSession) Run(ctx context.Context, p *invocation) error {
	switch {
	case c.Times < 1 || c.Times > timesMost:
		return fmt.Errorf("--times is 1 to %d", timesMost)
	case c.Times > 1 && c.Every < 1, c.Times == 1 && c.Every > 0:
		return errors.New("a series needs both --every and --times, as --every 1 --times 10")
	}
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		plan, err := c.on(session.Plan{Site: c.Site, Minutes: 120}, d.defs.Programme)
		if err != nil {
			return "", err
		}
		if err := plan.Check(d.defs.Programme); err != nil {
			return "", err
		}
		return c.plan(ctx, d, r, plan)
	})
}

func (c *planSession) plan(ctx context.Context, d *desk, r turns, plan session.Plan) (string, error) {
	site, _ := d.defs.Programme.Site(plan.Site)
	series := ""
	if c.Times > 1 {
		series = rand.Text()
	}
	var out strings.Builder
	first := plan.Start.In(site.Zone)
	for n := range c.Times {
		// The same hour of the day, whatever the clocks do in between.
		plan.Start = time.Date(first.Year(), first.Month(), first.Day()+7*c.Every*n, first.Hour(), first.Minute(), 0, 0, site.Zone).UTC()
		reference, err := d.bookings().newReference(ctx)
		if err != nil {
			return out.String(), err
		}
		s, err := d.orderSession(ctx, r, session.Order{By: c.By, Reference: reference, Series: series, Plan: plan}, false)
		if err != nil {
			return out.String(), err
		}
		fmt.Fprintf(&out, "%s is planned: %s, %s\n", s.Reference, localStart(d.defs.Programme, s.Plan), plainly(s.Plan.Title))
	}
	return out.String(), nil
}

type changeSession struct {
	plannerFlags `embed:""`
	planFlags    `embed:""`

	Reference string `arg:"" help:"The number of a session, as WE-4K7M-9Q2."`
	Following bool   `help:"Also all later ones of its series: they move by as many days, to the same hour."`
}

// Run changes a session.
func (c *changeSession) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		return d.eachOf(ctx, c.Reference, c.Following, func(first, one planned) (planned, error) {
			plan, err := c.on(one.Plan, d.defs.Programme)
			if err != nil {
				return one, err
			}
			if c.Start != nil && one.Reference != first.Reference {
				site, _ := d.defs.Programme.Site(one.Plan.Site)
				plan.Start = alike(first.Plan.Start, plan.Start, one.Plan.Start, site.Zone)
			}
			return d.orderSession(ctx, r, session.Order{By: c.By, Reference: one.Reference, Plan: plan}, false)
		})
	})
}

// alike moves a session as another one of its series was moved: by as many days, to the
// same hour of the day.
func alike(was, now, other time.Time, zone *time.Location) time.Time {
	was, now, other = was.In(zone), now.In(zone), other.In(zone)
	days := func(t time.Time) int { // of the calendar
		y, m, d := t.Date()
		return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600))
	}
	return time.Date(other.Year(), other.Month(), other.Day()+days(now)-days(was), now.Hour(), now.Minute(), 0, 0, zone).UTC()
}

type cancelSession struct {
	plannerFlags `embed:""`

	Reference string `arg:"" help:"The number of a session, as WE-4K7M-9Q2."`
	Following bool   `help:"Also all later ones of its series."`
}

// Run cancels a session.
func (c *cancelSession) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		return d.eachOf(ctx, c.Reference, c.Following, func(_, one planned) (planned, error) {
			return d.orderSession(ctx, r, session.Order{By: c.By, Reference: one.Reference}, true)
		})
	})
}
