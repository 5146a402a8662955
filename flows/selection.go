package flows

import (
	"slices"
	"time"
)

// Selection is how applications are put in order and decided.
type Selection struct {
	Flow     string // whose answers the criteria read
	Criteria []Criterion
	Offer    time.Duration // how long an offered place waits for a yes
	Appeal   time.Duration // how long a person can be asked to look again
}

// Criterion is a stated reason for which an application stands further up. Its
// points only sort: they decide nothing.
type Criterion struct {
	ID     string
	Name   string // in English; translated under the key programme.score.<id>
	Points int

	when *condition
	at   place
}

// neverScored are fields that must not move an application up or down, by law
// or by decency: places are reserved instead.
func neverScored() []string {
	return []string{"gender", "nationality", "status", "childcare", "children", "language", "languages", "religion", "health", "age", fieldLanguage}
}

const (
	pointsMost = 100
	hoursOffer = 48
	daysAppeal = 14
)

func (p *Programme) readSelection(v value) Selection {
	s := Selection{Flow: "enrollment", Offer: hoursOffer * time.Hour, Appeal: daysAppeal * 24 * time.Hour}
	if !v.exists() {
		return s
	}
	f := v.fields("selection")
	if flow := f.get("flow"); flow.exists() {
		s.Flow = flow.id(flowIDLimit)
	}
	if hours := f.get("offer_hours"); hours.exists() {
		s.Offer = time.Duration(hours.number(1, 24*30)) * time.Hour
	}
	if days := f.get("appeal_days"); days.exists() {
		s.Appeal = time.Duration(days.number(1, 365)) * 24 * time.Hour
	}
	if score := f.get("score"); score.exists() {
		for _, one := range score.fields("score").list {
			s.Criteria = append(s.Criteria, p.readCriterion(one))
		}
	}
	f.rest("selection")
	return s
}

func (p *Programme) readCriterion(one field) Criterion {
	one.checkID(one.name, optionIDLimit)
	f := one.fields("a criterion")
	name := f.need("name")
	c := Criterion{ID: one.name, Name: p.words(name), Points: f.need("points").number(1, pointsMost), at: name.at}
	checkEnglish(name, c.Name)
	if when := f.need("if"); when.exists() {
		c.when = &condition{source: when.plain(), at: when.at}
	}
	f.rest("a criterion")
	return c
}

// compile makes the conditions of a programme ready: they read the answers of
// the selection's flow.
func (p *Programme) compile(b *Book, problems *FileErrors) {
	f := b.flows[p.Selection.Flow]
	conditions := p.conditions()
	if f == nil {
		if len(conditions) > 0 {
			problems.add(conditions[0].at, "there is no flow %q whose answers could be read; name it under selection, as flow: enrollment", p.Selection.Flow)
		}
		return
	}
	for _, c := range conditions {
		if err := c.compile(b.types(f), true); err != nil {
			problems.add(c.at, "the condition %s: %s", c.source, plainError(err))
		}
		b.checkDays(f, c, problems)
		for _, one := range c.texts {
			b.checkOption(f, c, one, problems)
		}
		c.flow = f
	}
	for _, c := range p.Selection.Criteria {
		for _, name := range c.when.names {
			saver := b.saver(f, name)
			if slices.Contains(neverScored(), name) || saver != nil && saver.base().private {
				problems.add(c.when.at, "the score must not read %q; reserve places instead", name)
			}
		}
	}
}

func (p *Programme) conditions() []*condition {
	var out []*condition
	for _, s := range p.Sites {
		for _, r := range s.Reserved {
			if r.when != nil {
				out = append(out, r.when)
			}
		}
	}
	for _, c := range p.Selection.Criteria {
		if c.when != nil {
			out = append(out, c.when)
		}
	}
	return out
}

// Score are the criteria that an application meets, and their points together.
func (p *Programme) Score(b *Book, answers map[string]string, now time.Time) (met []string, points int) {
	for _, c := range p.Selection.Criteria {
		if p.holds(b, c.when, answers, now) {
			met = append(met, c.ID)
			points += c.Points
		}
	}
	return met, points
}

// Groups are the kinds of reserved places at its site that an application can
// have.
func (p *Programme) Groups(b *Book, answers map[string]string, now time.Time) []string {
	site, ok := p.Site(answers[fieldSite])
	if !ok {
		return nil
	}
	var out []string
	for _, r := range site.Reserved {
		if p.holds(b, r.when, answers, now) {
			out = append(out, r.ID)
		}
	}
	return out
}

func (p *Programme) holds(b *Book, c *condition, answers map[string]string, now time.Time) bool {
	if c == nil || c.program == nil {
		return false
	}
	zone := p.Sites[0].Zone
	if site, ok := p.Site(answers[fieldSite]); ok {
		zone = site.Zone
	}
	v, err := c.run(&answersOf{book: b, flow: c.flow, answers: answers, day: dayIn(now, zone)})
	truth, _ := v.(bool)
	return err == nil && truth
}
