package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// say is a text in her language.
func (k *talk) say(key i18n.Key, args ...i18n.Arg) string {
	words, _ := k.e.catalog.Render(k.p.Lang, key, args...)
	return words
}

// render is a text of a flow in her language.
func (k *talk) render(f *flow, t *text) string {
	var args []i18n.Arg
	for _, name := range t.names {
		args = append(args, arg(name, k.fill(f, name)))
	}
	words, used := k.e.catalog.Render(k.p.Lang, t.key, args...)
	if t.careful {
		words += k.unchecked(t.key, used)
	}
	return words
}

// unchecked is a line below a text about safety or law whose translation no
// speaker of the language has read yet, "" where one has. Without a translation
// the text is in English, and needs none.
func (k *talk) unchecked(key i18n.Key, used i18n.Lang) string {
	if k.e.catalog.State(used, key) != i18n.Drafted {
		return ""
	}
	return "\n\n" + k.say(textUnchecked)
}

// fill is what stands in a flow's text for a placeholder.
func (k *talk) fill(f *flow, name string) string {
	if words, ok := k.fromProgramme(name); ok {
		return words
	}
	if value, ok := k.given(name); ok {
		return k.heard(value)
	}
	if s, ok := k.e.book.saver(f, name).(asker); ok {
		answer := k.answered(s)
		return cmp.Or(strings.TrimLeftFunc(answer, isSign), answer) // in a sentence an emoji is in the way, unless it is all
	}
	return k.p.Fields[name].Value
}

// fromProgramme fills what stands in the programme file: see [programmeArgs].
func (k *talk) fromProgramme(name string) (words string, ok bool) {
	switch p := k.e.programme; name {
	case "org":
		words = p.Organisation
	case "controller":
		words = cmp.Or(p.Controller, p.Organisation)
	case "keep_until":
		words = k.day(p.Keep.Day(k.t.Now))
	case "emergency":
		words = k.emergency()
	case "card":
		words = k.card()
	case "person":
		words = k.contact()
	case "courses":
		words = k.courses()
	case "tracks":
		words = k.tracks()
	case "rule":
		words = k.rule()
	case "talk_kept":
		words = span(k.p.Lang, max(p.Referrals.Keep, ReopenFor))
	case "record_kept":
		words = span(k.p.Lang, p.Referrals.Record)
	default:
		return "", false
	}
	return words, true
}

// given is what the flow she is in was told.
func (k *talk) given(name string) (string, bool) {
	f := k.top()
	if f == nil {
		return "", false
	}
	value, ok := f.Given[name]
	return value, ok
}

// heard is a value that another actor gave, as she reads it: see [TellPerson].
func (k *talk) heard(value string) string {
	r := k.reader()
	if site, ok := k.site(); ok {
		r.Zone = site.Zone
	}
	return r.Heard(value)
}

func (k *talk) reader() Reader {
	return Reader{Catalog: k.e.catalog, Programme: k.e.programme, Lang: k.p.Lang}
}

// Reader is whoever reads what actors tell: see [TellPerson].
type Reader struct {
	Catalog   *i18n.Catalog
	Programme *Programme
	Lang      i18n.Lang
	Zone      *time.Location // of her clock; nil when it is not known
}

// Heard is a value that another actor gave, as she reads it.
func (r Reader) Heard(value string) string {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return i18n.Day(r.Lang, day)
	}
	if moment, ok := r.moment(value); ok {
		return moment
	}
	if lines, ok := strings.CutPrefix(value, linesMark); ok {
		return r.lines(lines)
	}
	if key, ok := strings.CutPrefix(value, wordsMark); ok {
		return r.Say(i18n.Key(key))
	}
	if list, id, ok := strings.Cut(value, "/"); ok && slices.Contains(r.Programme.listed(list), id) {
		return r.entry(list, id)
	}
	return value
}

// entry is what stands in a list of the programme file, as she reads it.
func (r Reader) entry(list, id string) string {
	if list == listCohorts {
		c, _ := r.Programme.Cohort(id)
		return c.Name
	}
	return r.Say(listKey(list, id))
}

// Say is a text of the catalogue in her language.
func (r Reader) Say(key i18n.Key, args ...i18n.Arg) string {
	words, _ := r.Catalog.Render(r.Lang, key, args...)
	return words
}

// wordsMark stands before the key of a text that another actor gives. Nothing that
// a person typed begins with it: a control character is taken out of that.
const wordsMark = "\x01say:"

// Words is a text of the catalogue as a value that [TellPerson] brings along: she
// reads it in her language. It has no placeholders.
func Words(key i18n.Key) string { return wordsMark + string(key) }

// answered is a saved answer as she may see it.
func (k *talk) answered(s asker) string {
	answer, ok := k.p.Fields[s.base().save]
	switch {
	case !ok, answer.Skipped:
		return "–"
	case s.base().private:
		return k.say(textAnswered)
	}
	return s.show(k, answer.Value)
}

// day is a date as she reads it.
func (k *talk) day(day time.Time) string {
	return i18n.Day(k.p.Lang, day)
}

// site is the place she chose, if she did, or that of the team she belongs to.
func (k *talk) site() (Site, bool) {
	return k.e.programme.Site(cmp.Or(k.p.Fields[fieldSite].Value, k.p.Fields[fieldTeamSite].Value))
}

// span is a length of time in days or longer, in the largest unit that it is a
// whole number of: 730 days are two years. A part of a day counts as one.
func span(lang i18n.Lang, d time.Duration) string {
	days := int((d + 24*time.Hour - 1) / (24 * time.Hour))
	for _, one := range []struct {
		days int
		unit i18n.Unit
	}{{365, i18n.Years}, {30, i18n.Months}, {7, i18n.Weeks}} {
		if days > 0 && days%one.days == 0 {
			return i18n.Duration(lang, days/one.days, one.unit)
		}
	}
	return i18n.Duration(lang, days, i18n.Days)
}

// zone is where her clock stands: at her site, or at the first of all.
func (k *talk) zone() *time.Location {
	if site, ok := k.site(); ok {
		return site.Zone
	}
	return k.e.programme.Sites[0].Zone
}

// emergency is the number of her site, or of all sites while hers is not known.
func (k *talk) emergency() string {
	if site, ok := k.site(); ok {
		return site.Emergency
	}
	var all []string
	for _, s := range k.e.programme.Sites {
		if !slices.Contains(all, s.Emergency) {
			all = append(all, s.Emergency)
		}
	}
	return strings.Join(all, ", ")
}

// contact is how a person of her site is reached; while hers is not known, of
// every site, a line each.
func (k *talk) contact() string {
	if site, ok := k.site(); ok {
		return site.Person
	}
	sites := k.e.programme.Sites
	if len(sites) == 1 {
		return sites[0].Person
	}
	var b strings.Builder
	for _, s := range sites {
		b.WriteByte('\n')
		b.WriteString(k.say(textReviewLine, arg("label", k.say(siteKey(s.ID))), arg("answer", s.Person)))
	}
	return b.String()
}
