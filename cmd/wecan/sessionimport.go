package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/flows/session/ical"
)

type importSessions struct {
	plannerFlags `embed:""`
	planFlags    `embed:""`

	Calendar      string        `arg:"" help:"A calendar file (.ics), or its address as https://…; - reads it from the input."`
	Site          string        `required:"" placeholder:"ID" help:"A site of the programme file: where they are, and by whose clock."`
	Name          string        `help:"What this calendar is called; the file's name or the address without it. Import it by the same name again."`
	Ahead         time.Duration `default:"8760h" help:"How far ahead, as 2160h."`
	CancelMissing bool          `help:"Cancel sessions to come that an earlier import of this calendar brought and that are gone from it."`
	DryRun        bool          `help:"Only say what would be done."`
}

const (
	calendarMost  = 5 << 20 // bytes
	calendarPause = 30 * time.Second
)

// Run imports a calendar. The same one again changes nothing; what has changed in it is
// changed here. What the flags say counts for what the calendar does not tell.
func (c *importSessions) Run(ctx context.Context, p *invocation) error {
	data, name, err := c.fetch(ctx, p)
	if err != nil {
		return err
	}
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		site, ok := d.defs.Programme.Site(c.Site)
		if !ok {
			return "", fmt.Errorf("the programme file has no site %q", c.Site)
		}
		now := p.now()
		cal, err := ical.Read(bytes.NewReader(data), ical.Options{Zone: site.Zone, From: now, Until: now.Add(c.Ahead)})
		if err != nil {
			return "", err
		}
		i := &importing{importSessions: c, d: d, turns: r, name: cmp.Or(c.Name, name), seen: map[string]bool{}, now: now}
		err = i.all(ctx, cal)
		return i.out.String(), err
	})
}

// fetch reads the calendar, and finds a name for it.
func (c *importSessions) fetch(ctx context.Context, p *invocation) (data []byte, name string, err error) {
	u, err := url.Parse(c.Calendar)
	switch {
	case c.Calendar == "-":
		data, err = io.ReadAll(io.LimitReader(p.stdin, calendarMost+1))
		name = "input"
	case err == nil && (u.Scheme == "https" || u.Scheme == "webcal"):
		u.Scheme = "https"
		name = u.Host + u.Path
		data, err = download(ctx, u.String())
	case err == nil && u.Scheme == "http":
		return nil, "", errors.New("an address of a calendar begins with https://, else others on the way could change it")
	default:
		name = path.Base(c.Calendar)
		data, err = os.ReadFile(c.Calendar)
	}
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("read the calendar: %w", err)
	case len(data) > calendarMost:
		return nil, "", fmt.Errorf("the calendar has more than %d MB", calendarMost>>20)
	}
	return data, name, nil
}

func download(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, calendarPause)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address cannot be read")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) { // its text holds the address, which may be a secret
			err = failed.Err
		}
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, calendarMost+1))
}

// importing is one import while it is made.
type importing struct {
	*importSessions

	d     *desk
	turns turns
	name  string
	now   time.Time
	seen  map[string]bool // references
	stray []planned       // brought before, and named otherwise now or gone
	out   strings.Builder

	planned, changed, cancelled, same, left int
}

func (i *importing) all(ctx context.Context, cal ical.Calendar) error {
	for _, p := range cal.Problems {
		i.note("%s: %s", cmp.Or(p.Summary, p.UID, "the file"), p.Text)
		if p.Left {
			i.left++
		}
	}
	if err := i.earlier(ctx, cal); err != nil {
		return err
	}
	for _, e := range cal.Events {
		if err := i.one(ctx, e); err != nil {
			return err
		}
	}
	if err := i.missing(ctx); err != nil {
		return err
	}
	verb := map[bool]string{true: "would be ", false: ""}[i.DryRun]
	i.note("%d %splanned, %d %schanged, %d %scancelled, %d as they were, %d left out", i.planned, verb, i.changed, verb, i.cancelled, verb, i.same, i.left)
	return nil
}

func (i *importing) note(format string, args ...any) {
	fmt.Fprintln(&i.out, plainly(fmt.Sprintf(format, args...)))
}

// one plans, changes or cancels what one entry says.
func (i *importing) one(ctx context.Context, e ical.Event) error {
	if e.AllDay {
		i.left++
		i.note("%s: it is for a whole day, so it was left out; give it an hour", e.Summary)
		return nil
	}
	if !e.Start.After(i.now) {
		return nil
	}
	source := i.source(e)
	reference, was, known, err := i.find(ctx, source)
	if err != nil {
		return err
	}
	if old := i.moved(e); !known && old != nil {
		reference, was, known, source = old.Reference, *old, true, old.Source
	}
	i.seen[reference] = true
	o := session.Order{By: i.By, Reference: reference, Source: source, Number: e.Sequence}
	if e.Cancelled {
		if !known || was.Cancelled {
			return nil
		}
		i.cancelled++
		return i.order(ctx, o, true)
	}
	if o.Plan, err = i.plan(e, was, known); err != nil {
		return err
	}
	if err := o.Plan.Check(i.d.defs.Programme); err != nil {
		i.left++
		i.note("%s: it was left out: %v", e.Summary, err)
		return nil
	}
	switch {
	case !known:
		i.planned++
	case was.Same(o.Plan):
		i.same++
		return nil
	default:
		i.changed++
	}
	return i.order(ctx, o, false)
}

func (i *importing) order(ctx context.Context, o session.Order, cancel bool) error {
	if i.DryRun {
		return nil
	}
	_, err := i.d.orderSession(ctx, i.turns, o, cancel)
	return err
}

// source names an entry for ever.
func (i *importing) source(e ical.Event) string { return i.name + "|" + e.UID + "|" + e.Occurrence }

// earlier finds the sessions that this calendar brought before and names otherwise now.
func (i *importing) earlier(ctx context.Context, cal ical.Calendar) error {
	all, err := i.d.sessions(ctx, i.Site, false)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, e := range cal.Events {
		named[i.source(e)] = true
	}
	for _, s := range all {
		if strings.HasPrefix(s.Source, i.name+"|") && s.Plan.Start.After(i.now) && !s.Plan.Start.After(i.now.Add(i.Ahead)) && !named[s.Source] {
			i.stray = append(i.stray, s)
		}
	}
	return nil
}

// nearby is how far a session is taken to have moved when its whole series did.
const nearby = 84 * time.Hour

// moved is the session of the same series that this entry most likely was: when a whole
// series moves, its entries are named by their new hours. Nil for none.
func (i *importing) moved(e ical.Event) *planned {
	best := -1
	for at, s := range i.stray {
		if i.seen[s.Reference] || !strings.HasPrefix(s.Source, i.name+"|"+e.UID+"|") || s.Plan.Start.Sub(e.Start).Abs() > nearby {
			continue
		}
		if best < 0 || s.Plan.Start.Sub(e.Start).Abs() < i.stray[best].Plan.Start.Sub(e.Start).Abs() {
			best = at
		}
	}
	if best < 0 {
		return nil
	}
	return &i.stray[best]
}

// find is the reference of an entry: always the same.
func (i *importing) find(ctx context.Context, source string) (reference string, was planned, known bool, err error) {
	r := mathrand.New(mathrand.NewChaCha8(sha256.Sum256([]byte(i.d.ids.Of(flows.KindSession, "import|"+source))))) //nolint:gosec // a number that is always the same, and no key
	for {
		reference = flows.NewReference(r)
		was, known, err = i.d.readSession(ctx, i.d.ids.Of(flows.KindSession, reference))
		if err != nil || !known || was.Source == source {
			return reference, was, known, err
		}
	}
}

// plan is what an entry says, and for the rest what stands, or what the flags say.
func (i *importing) plan(e ical.Event, was planned, known bool) (session.Plan, error) {
	plan := was.Plan
	if !known {
		var err error
		if plan, err = i.on(session.Plan{Site: i.Site}, i.d.defs.Programme); err != nil {
			return plan, err
		}
	}
	plan.Title = clip(e.Summary, 80)
	plan.Start, plan.Minutes = e.Start, int(e.End.Sub(e.Start).Minutes())
	if plan.Minutes == 0 {
		plan.Minutes = cmp.Or(was.Plan.Minutes, 60)
	}
	for _, one := range []string{e.Location, e.URL} {
		switch {
		case one == "":
		case flows.WebAddress(one) != "":
			plan.Online = one
		default:
			plan.Place = clip(one, 200)
		}
	}
	return plan, nil
}

// clip cuts a text to so many characters.
func clip(s string, most int) string {
	if s = strings.TrimSpace(s); utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most-1])) + "…"
}

// missing tells of sessions that this calendar brought before and does not have now, or
// cancels them.
func (i *importing) missing(ctx context.Context) error {
	for _, s := range i.stray {
		if i.seen[s.Reference] {
			continue
		}
		if !i.CancelMissing {
			i.note("%s (%s) is not in the calendar any more; to cancel it: --cancel-missing", s.Reference, s.Plan.Title)
			continue
		}
		i.cancelled++
		if err := i.order(ctx, session.Order{By: i.By, Reference: s.Reference}, true); err != nil {
			return err
		}
	}
	return nil
}
