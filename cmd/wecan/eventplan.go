package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// eventFlags say what an event is. What is not given stays as it is.
type eventFlags struct {
	Kind  *string  `placeholder:"KIND" help:"hackathon, lab, campaign, conference or visit."`
	Title []string `sep:"none" placeholder:"LANG=WORDS" help:"What it is, in a few words, as people read it: en=\"Ideas for our street\". Again for each language; the first is the source. With no words the language is taken out."`
	About []string `sep:"none" placeholder:"LANG=WORDS" help:"What happens there, in a few sentences. Again for each language."`

	Sites  []string `placeholder:"ID" help:"Whose people may come, as roma,leipzig; all for those of all sites."`
	Open   *string  `placeholder:"WHO" help:"Who may come: enrolled, or everybody."`
	Cohort *string  `placeholder:"ID" help:"Only for those of this cohort."`
	Track  *string  `placeholder:"ID" help:"Only for those of this track."`

	Start  *string        `placeholder:"DAY HOUR" help:"When it begins by the clock of its site, as \"2027-03-06 09:30\". What is said of --hand-in and --votes moves along."`
	Length *time.Duration `help:"How long it takes, as 8h or 90m."`
	Closes *string        `placeholder:"DAY HOUR" help:"Until when people can sign up; start for until it begins."`
	HandIn *string        `placeholder:"DAY HOUR" help:"Until when people hand in what they made, each or for a team; none for nothing."`
	Votes  *string        `placeholder:"DAY HOUR" help:"Until when those who have a place vote on it, one vote each; none for no votes."`
	Meet   *string        `placeholder:"YES" help:"After the end people can ask for each other, and get in touch if both want it: yes, no, or usual for yes at labs alone."`
	Remind []string       `placeholder:"TIME" help:"How long before the start people are reminded, as 1d,2h; none for not at all, what the programme file says without it."`

	Schedule []string `sep:"none" placeholder:"HOUR WORDS" help:"A line of its programme, as \"09:30 en=Welcome nl=Welkom\", by the clock of its site; on another day than the first \"2027-03-07 09:30 en=…\". Again for each line, all of them anew; none for no programme. Nobody is told of a change."`

	Place  *string `help:"The address, as people read it."`
	Map    *string `placeholder:"URL" help:"A link to a map, as https://…"`
	Online *string `placeholder:"URL" help:"A link for those who come online, as https://…"`

	Places  *int     `help:"How many can come; 0 for as many as do."`
	Reserve []string `placeholder:"GROUP=PLACES" help:"Places that are kept for a group until sign-up closes (without --closes until a day before the start), as women=20,parents=5,enrolled=10; none for no group."`
	Offer   *string  `placeholder:"TIME" help:"How long a place that became free is kept for the next on the waiting list, at most, as 24h."`
	Teams   *string  `placeholder:"LEAST-MOST" help:"How many work together in a team, as 3-5; none for no teams."`

	Languages    []string `placeholder:"LANG" help:"The languages that are spoken, as nl,en."`
	Interpreters []string `placeholder:"LANG" help:"The languages into which somebody interprets, as ar,uk."`
	Childcare    *bool    `negatable:"" help:"Somebody looks after children."`
	PrayerRoom   *bool    `negatable:"" help:"There is a quiet room, also to pray."`
	AlcoholFree  *bool    `negatable:"" help:"There is no alcohol."`
	WomenTeams   *bool    `negatable:"" help:"Women can choose, in private, to be in a team of women."`

	LastBus *string `help:"How people come home, as they read it."`
	Contact *string `help:"Whom to turn to there, by name."`
	Rules   *string `help:"The rules of conduct, in words or as a link."`
	Photos  *string `help:"Whether photos are taken, and for what, as people read it."`
	Ideas   *string `help:"To whom the ideas belong, as people read it."`
	Cost    *string `help:"What it costs in all, as people read it."`
	Bring   *string `help:"What to bring along, as people read it."`
}

// on is a plan with what was given.
func (f *eventFlags) on(p event.Plan, prog *flows.Programme) (event.Plan, error) {
	for _, one := range []struct {
		from *string
		to   *string
	}{
		{f.Cohort, &p.Cohort},
		{f.Track, &p.Track},
		{f.Place, &p.Place},
		{f.Map, &p.Map},
		{f.Online, &p.Online},
		{f.LastBus, &p.LastBus},
		{f.Contact, &p.Contact},
		{f.Rules, &p.Rules},
		{f.Photos, &p.Photos},
		{f.Ideas, &p.Ideas},
		{f.Cost, &p.Cost},
		{f.Bring, &p.Bring},
	} {
		if one.from != nil {
			*one.to = strings.TrimSpace(*one.from)
		}
	}
	f.choices(&p)
	return p, errors.Join(f.words(&p), f.times(&p, prog), f.seats(&p), f.teams(&p))
}

// choices are those that cannot be misread.
func (f *eventFlags) choices(p *event.Plan) {
	if f.Kind != nil {
		p.Kind = event.Kind(*f.Kind)
	}
	if f.Open != nil {
		p.Open = event.Open(*f.Open)
	}
	if f.Sites != nil {
		p.Sites = f.Sites
		if slices.Equal(f.Sites, []string{"all"}) {
			p.Sites = nil
		}
	}
	if f.Languages != nil {
		p.Languages = langsOf(f.Languages)
	}
	if f.Interpreters != nil {
		p.Interpreters = langsOf(f.Interpreters)
	}
	for _, one := range []struct{ from, to *bool }{
		{f.Childcare, &p.Childcare}, {f.PrayerRoom, &p.PrayerRoom}, {f.AlcoholFree, &p.NoAlcohol}, {f.WomenTeams, &p.WomenTeams},
	} {
		if one.from != nil {
			*one.to = *one.from
		}
	}
}

// words takes titles and what it is about, each in its language. A title without words
// takes its language out.
func (f *eventFlags) words(p *event.Plan) error {
	p.Words = slices.Clone(p.Words)
	gone := map[i18n.Lang]bool{}
	for _, one := range f.Title {
		lang, words, err := inLanguage("--title", one)
		if err != nil {
			return err
		}
		gone[lang] = words == ""
		wordsIn(p, lang).Title = words
	}
	for _, one := range f.About {
		lang, words, err := inLanguage("--about", one)
		if err != nil {
			return err
		}
		wordsIn(p, lang).About = words
	}
	p.Words = slices.DeleteFunc(p.Words, func(w event.Words) bool { return gone[w.Lang] })
	return nil
}

// inLanguage reads en=words.
func inLanguage(flag, s string) (i18n.Lang, string, error) {
	lang, words, ok := strings.Cut(s, "=")
	if lang = strings.TrimSpace(lang); !ok || i18n.Endonym(i18n.Lang(lang)) == lang {
		return "", "", fmt.Errorf("%s says in which language it is: %s en=\"…\", not %q", flag, flag, s)
	}
	return i18n.Lang(lang), strings.TrimSpace(words), nil
}

// wordsIn are the words of a plan in a language, added when there are none.
func wordsIn(p *event.Plan, lang i18n.Lang) *event.Words {
	at := slices.IndexFunc(p.Words, func(w event.Words) bool { return w.Lang == lang })
	if at < 0 {
		at = len(p.Words)
		p.Words = append(p.Words, event.Words{Lang: lang})
	}
	return &p.Words[at]
}

func (f *eventFlags) times(p *event.Plan, prog *flows.Programme) (err error) {
	if f.Start != nil {
		start, err := siteTime(*f.Start, p.Site, prog)
		if err != nil {
			return fmt.Errorf("--start: %w", err)
		}
		*p = p.MovedTo(start)
	}
	if f.Length != nil {
		p.Minutes = int(f.Length.Minutes())
	}
	switch {
	case f.Closes == nil:
	case *f.Closes == "start":
		p.Closes = time.Time{}
	default:
		if p.Closes, err = siteTime(*f.Closes, p.Site, prog); err != nil {
			return fmt.Errorf("--closes: %w", err)
		}
	}
	for _, one := range []struct {
		flag string
		from *string
		to   *time.Time
	}{{"--hand-in", f.HandIn, &p.HandIn}, {"--votes", f.Votes, &p.Votes}} {
		switch {
		case one.from == nil:
		case *one.from == "none":
			*one.to = time.Time{}
		default:
			if *one.to, err = siteTime(*one.from, p.Site, prog); err != nil {
				return fmt.Errorf("%s: %w", one.flag, err)
			}
		}
	}
	if f.Meet != nil {
		if p.Meet = *f.Meet; p.Meet == "usual" {
			p.Meet = ""
		}
	}
	if f.Remind != nil {
		if p.Remind, err = reminders(f.Remind); err != nil {
			return err
		}
	}
	if f.Schedule != nil {
		p.Schedule, err = scheduleOf(f.Schedule, *p, prog)
	}
	return err
}

func (f *eventFlags) seats(p *event.Plan) error {
	if f.Places != nil {
		p.Capacity = *f.Places
	}
	if f.Offer != nil {
		d, err := longTime(*f.Offer)
		if err != nil {
			return fmt.Errorf("--offer: %w", err)
		}
		p.Offer = int(d.Minutes())
	}
	if f.Reserve == nil {
		return nil
	}
	p.Reserved = nil
	if isNone(f.Reserve) {
		return nil
	}
	for _, one := range f.Reserve {
		group, places, _ := strings.Cut(one, "=")
		n, err := strconv.Atoi(strings.TrimSpace(places))
		if err != nil {
			return fmt.Errorf("--reserve: %q is no group with its places; write women=20", one)
		}
		p.Reserved = append(p.Reserved, event.Reserved{ID: event.Group(strings.TrimSpace(group)), Places: n})
	}
	return nil
}

func (f *eventFlags) teams(p *event.Plan) error {
	if f.Teams == nil {
		return nil
	}
	if *f.Teams == "none" {
		p.TeamMin, p.TeamMax = 0, 0
		return nil
	}
	least, most, _ := strings.Cut(*f.Teams, "-")
	low, err := strconv.Atoi(strings.TrimSpace(least))
	high, err2 := strconv.Atoi(strings.TrimSpace(most))
	if err != nil || err2 != nil || low < 1 {
		return fmt.Errorf("--teams: %q is no size of teams; write 3-5, or none", *f.Teams)
	}
	p.TeamMin, p.TeamMax = low, high
	return nil
}

type planEvent struct {
	plannerFlags `embed:""`
	eventFlags   `embed:""`

	Site string `required:"" placeholder:"ID" help:"A site of the programme file: where it is, and by whose clock."`
}

// Help is shown by --help.
func (planEvent) Help() string {
	return "It needs --kind, --title, --start and --place or --online. It is for those who are enrolled, at any site, unless --open, --sites, --cohort or --track say otherwise, " +
		"and takes three hours unless --length does."
}

// Run plans an event.
func (c *planEvent) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		plan, err := c.on(event.Plan{Site: c.Site, Open: event.OpenEnrolled, Minutes: 180}, d.defs.Programme)
		if err != nil {
			return "", err
		}
		if err := plan.Check(d.defs.Programme); err != nil {
			return "", err
		}
		reference, err := d.newEventReference(ctx)
		if err != nil {
			return "", err
		}
		return d.eventLine(d.orderEvent(ctx, r, event.Order{By: c.By, Reference: reference, Plan: plan}, false))
	})
}

type changeEvent struct {
	plannerFlags `embed:""`
	eventFlags   `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
}

// Run changes an event.
func (c *changeEvent) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		plan, err := c.on(e.Plan, d.defs.Programme)
		if err != nil {
			return "", err
		}
		return d.eventLine(d.orderEvent(ctx, r, event.Order{By: c.By, Reference: e.Reference, Plan: plan, Seen: e.Rev}, false))
	})
}

type cancelEvent struct {
	plannerFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
}

// Run cancels an event.
func (c *cancelEvent) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		return d.eventLine(d.orderEvent(ctx, r, event.Order{By: c.By, Reference: e.Reference}, true))
	})
}

// eventLine tells how an event stands after an order.
func (d *desk) eventLine(e happening, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s is %s: %s, %s\n", e.Reference, e.state(), clockTime(d.defs.Programme, e.Plan.Site, e.Plan.Start), plainly(sourceTitle(e.Plan))), nil
}

// sourceTitle is its title in the language in which it was planned.
func sourceTitle(p event.Plan) string {
	if len(p.Words) == 0 {
		return ""
	}
	return p.Words[0].Title
}
