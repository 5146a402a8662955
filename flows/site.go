package flows

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/i18n"
)

// Site is one place where the programme runs.
type Site struct {
	ID        string // part of buttons and indexes: never change one
	Name      string // in English; translated under the key programme.site.<id>
	Language  i18n.Lang
	Zone      *time.Location
	Emergency string // the number to call in danger, as people dial it
	Card      []Line // further numbers of the emergency card
	Person    string // how a person of the team is reached: a phone number or an address

	Hours    [7][]Span   // when the team is there, by weekday, Sunday first
	Holidays []time.Time // days on which nobody is there, at midnight UTC
	Rule     string      // the funder's one rule, "" for none
	Funder   string      // which set of questions the funder asks of those who have a place: see [funderSets]; "" for none
	Courses  []string    // what is offered here; nil: all
	Places   int         // 0: as many as come
	Reserved []Reserved  // of Places

	Mattermost Mattermost // where its team works, besides Telegram

	at place
}

// Line is one number of the emergency card.
type Line struct {
	Kind      string // violence, trafficking, child
	Number    string
	Languages int       // in how many the number is answered, 0 when it is not known
	Anonymous bool      // nobody asks for a name
	Always    bool      // day and night
	Checked   time.Time // when somebody has checked it; zero for never

	at place
}

// funderSets are the sets of questions that funders ask: esf has those of the
// European Social Fund Plus (Regulation (EU) 2021/1057, Annex I).
func funderSets() []string { return []string{"esf"} }

// lineKinds are the numbers of an emergency card, in their order.
func lineKinds() []string { return []string{"violence", "trafficking", "child"} }

// Span is a part of a day, from an hour up to another.
type Span struct{ From, Until Clock }

// Clock is an hour of the day.
type Clock struct{ Hour, Minute int }

func (c Clock) minutes() int { return c.Hour*60 + c.Minute }

// Reserved are places that are kept for some people while there are any who
// wait for one.
type Reserved struct {
	ID     string
	Places int

	when *condition
}

func (p *Programme) readSites(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("sites").list {
		one.checkID(one.name, siteIDLimit)
		p.Sites = append(p.Sites, p.readSite(one))
	}
	if len(p.Sites) == 0 {
		v.fail("a programme has at least one site")
	}
}

func (p *Programme) readSite(one field) Site {
	f := one.fields("a site")
	name, zone, emergency, person := f.need("name"), f.need("time_zone"), f.need("emergency"), f.need("person")
	s := Site{ID: one.name, Name: p.words(name), Emergency: emergency.text(), Person: person.text(), at: name.at}
	checkLabel(name, s.Name)
	if rule := f.get("rule"); rule.exists() {
		s.Rule = p.words(rule)
		checkEnglish(rule, s.Rule)
	}
	if funder := f.get("funder"); funder.exists() {
		s.Funder = funder.text()
		if !slices.Contains(funderSets(), s.Funder) {
			funder.fail("%q is no set of questions; there are: %s", s.Funder, strings.Join(funderSets(), ", "))
		}
	}
	if utf8.RuneCountInString(s.Person) > personLimit {
		person.fail("write one phone number or one address, at most %d characters", personLimit)
	}
	if zone.exists() {
		loc, err := time.LoadLocation(zone.text())
		if err != nil {
			zone.fail("%q is no time zone; write one as Europe/Amsterdam", zone.text())
		}
		s.Zone = loc
	}
	if emergency.exists() {
		emergency.checkPhone(s.Emergency)
	}
	if lang := f.get("language"); lang.exists() {
		s.Language = i18n.Lang(lang.text())
		if i18n.Endonym(s.Language) == string(s.Language) {
			lang.fail("%q is not one of our languages", s.Language)
		}
	}
	s.Card = readCard(f.get("card"))
	s.Hours = readHours(f.get("hours"))
	for _, day := range f.get("holidays").list("holidays") {
		s.Holidays = append(s.Holidays, day.day())
	}
	for _, c := range f.get("courses").list("courses") {
		if !slices.Contains(p.listed(listCourses), c.text()) {
			c.fail("there is no course %q", c.text())
		}
		s.Courses = append(s.Courses, c.text())
	}
	s.readPlaces(f.get("places"), f.get("reserved"))
	s.Mattermost = p.readMattermost(f.get("mattermost"))
	f.rest("a site")
	return s
}

const placesMost = 1000

func (s *Site) readPlaces(places, reserved value) {
	s.Places = places.number(1, placesMost)
	if !reserved.exists() {
		return
	}
	total := 0
	for _, one := range reserved.fields("reserved").list {
		one.checkID(one.name, optionIDLimit)
		f := one.fields("reserved places")
		r := Reserved{ID: one.name, Places: f.need("places").number(1, placesMost)}
		if when := f.need("if"); when.exists() {
			r.when = &condition{source: when.plain(), at: when.at}
		}
		f.rest("reserved places")
		s.Reserved = append(s.Reserved, r)
		total += r.Places
	}
	if total > s.Places {
		reserved.fail("%d places are reserved, but there are %d", total, s.Places)
	}
}

func readCard(v value) []Line {
	if !v.exists() {
		return nil
	}
	var out []Line
	f := v.fields("card")
	for _, kind := range lineKinds() {
		one := f.get(kind)
		if !one.exists() {
			continue
		}
		l := one.fields("a number")
		number := l.need("number")
		line := Line{Kind: kind, Number: number.text(), at: number.at}
		number.checkPhone(line.Number)
		line.Languages = l.get("languages").number(1, 400)
		line.Anonymous, line.Always = l.get("anonymous").boolean(), l.get("always").boolean()
		if checked := l.get("checked"); checked.exists() {
			line.Checked = checked.day()
		}
		l.rest("a number")
		out = append(out, line)
	}
	f.rest("card")
	return out
}

func (v value) checkPhone(s string) {
	if !isPhone(s) {
		v.fail("this must be a phone number in digits, as \"112\"")
	}
}

func isPhone(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && c != ' ' && c != '-' && c != '+' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}

// readHours reads when the team is there: {mon: "09:00-17:00", fri: "09:00-12:00"}.
func readHours(v value) (out [7][]Span) {
	if !v.exists() {
		return out
	}
	days := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	f := v.fields("hours")
	for i, day := range days {
		one := f.get(day)
		if !one.exists() {
			continue
		}
		for part := range strings.SplitSeq(one.text(), ",") {
			span := one.partOfDay(strings.TrimSpace(part))
			if span.From.minutes() > span.Until.minutes() {
				one.fail("the hours %s end before they begin; write the earlier one first, and midnight as 23:59", strings.TrimSpace(part))
			}
			out[i] = append(out[i], span)
		}
	}
	f.rest("hours")
	return out
}

// partOfDay reads a part of a day, as 09:00-17:00.
func (v value) partOfDay(s string) Span {
	from, until, ok := strings.Cut(s, "-")
	a, errA := time.Parse("15:04", strings.TrimSpace(from))
	b, errB := time.Parse("15:04", strings.TrimSpace(until))
	if !ok || errA != nil || errB != nil || a.Equal(b) {
		v.fail("write hours as \"09:00-17:00\"")
		return Span{}
	}
	return Span{Clock{a.Hour(), a.Minute()}, Clock{b.Hour(), b.Minute()}}
}

// Site is the site of that id.
func (p *Programme) Site(id string) (Site, bool) {
	at := slices.IndexFunc(p.Sites, func(s Site) bool { return s.ID == id })
	if at < 0 {
		return Site{}, false
	}
	return p.Sites[at], true
}
