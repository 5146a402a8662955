package main

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"wecan/bot/mattermost"
	"wecan/flows/event"
	"wecan/i18n"
)

// What the dialogs about events ask for, and how it is read.

// Names of fields that no session has. Those of places that are kept are the groups'.
const (
	fieldKind       = "kind"
	fieldCloses     = "closes"
	fieldOpen       = "open"
	fieldSites      = "sites"
	fieldIn         = "in" // the language of the words
	fieldAbout      = "about"
	fieldPrayer     = "prayer"
	fieldNoAlcohol  = "noalcohol"
	fieldCost       = "cost"
	fieldBus        = "bus"
	fieldContact    = "contact"
	fieldRules      = "rules"
	fieldPhotos     = "photos"
	fieldIdeas      = "ideas"
	fieldTeams      = "teams"
	fieldWomenTeams = "womenteams"
	fieldOffer      = "offer"
)

// askEvent is a field that only events have.
func (v *visit) askEvent(name string, kind mattermost.FieldKind, value string) mattermost.Field {
	return mattermost.Field{Name: name, Kind: kind, Label: v.say("events.field." + name), Value: value}
}

// eventBasics are those of an event. Its title is that of the source.
func eventBasics(p event.Plan) basics {
	return basics{sourceTitle(p), p.Start, p.Minutes, spot{p.Place, p.Map, p.Online}}
}

// onEvent is a plan with what was said.
func (b basics) onEvent(p event.Plan) event.Plan {
	p.Words = slices.Clone(p.Words)
	if len(p.Words) > 0 {
		p.Words[0].Title = b.title
	}
	p.Minutes, p.Place, p.Map, p.Online = b.minutes, b.at.place, b.at.link, b.at.online
	return p.MovedTo(b.start)
}

// asksEventBasics are what every event needs.
func (v *visit) asksEventBasics(p event.Plan) []mattermost.Field {
	kind := v.askEvent(fieldKind, mattermost.FieldChoice, string(p.Kind))
	for _, k := range event.Kinds() {
		kind.Options = append(kind.Options, mattermost.Option{Text: v.say("events.kind." + string(k)), Value: string(k)})
	}
	when := v.asksWhen(eventBasics(p), p.Site)
	when[1].Help = v.say("events.help.length", "example", "8:00", "days", "2d")
	return append([]mattermost.Field{kind, v.asksTitle("events", eventBasics(p))}, when...)
}

func (v *visit) readEventBasics(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	b, wrong := v.readBasics(f, eventBasics(p))
	if wrong[fieldLength] != "" {
		wrong[fieldLength] = v.say("events.fault.length")
	}
	p.Kind = event.Kind(f.Values[fieldKind])
	return b.onEvent(p), wrong
}

// asksPlaces are how many can come, and until when they sign up.
func (v *visit) asksPlaces(p event.Plan) []mattermost.Field {
	places := v.ask(fieldPlaces, mattermost.FieldText, some(p.Capacity))
	places.Optional, places.Help = true, v.say("events.help.places")
	fields := []mattermost.Field{places}
	for _, group := range event.Groups() {
		n := 0
		for _, r := range p.Reserved {
			if r.ID == group {
				n = r.Places
			}
		}
		kept := v.askEvent(string(group), mattermost.FieldText, some(n))
		kept.Optional, kept.Help = true, v.say("events.help.kept")
		fields = append(fields, kept)
	}
	return append(fields, v.asksUntil(fieldCloses, p.Closes))
}

// some is a number in a field; 0 is nothing.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (v *visit) readPlaces(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	wrong := map[string]string{}
	count := func(field, fault string) int {
		n, ok := readCount(f.Values[field])
		if !ok {
			wrong[field] = v.say(fault)
		}
		return n
	}
	p.Capacity = count(fieldPlaces, "events.fault.places")
	kept := map[event.Group]int{}
	for _, group := range event.Groups() {
		kept[group] = count(string(group), "events.fault.count")
	}
	p.Reserved = reserved(p.Reserved, kept)
	v.readUntil(f, fieldCloses, &p.Closes, wrong)
	return p, wrong
}

// asksUntil is a field for until when something is done; it can be left empty.
func (v *visit) asksUntil(name string, until time.Time) mattermost.Field {
	f := v.askEvent(name, mattermost.FieldText, v.localDay(until))
	f.Optional, f.Hint, f.Help = true, whenHint, v.say("events.help."+name, "example", whenHint)
	return f
}

// readUntil takes it. What is wrong with it is said in wrong.
func (v *visit) readUntil(f mattermost.Form, name string, to *time.Time, wrong map[string]string) {
	*to = time.Time{}
	typed := f.Values[name]
	if strings.TrimSpace(typed) == "" {
		return
	}
	var why string
	if *to, why = v.readStart(typed); why != "" {
		wrong[name] = v.say(why)
	}
}

// reserved are the places that are kept, in the order in which they were: it says whose
// come first.
func reserved(was []event.Reserved, kept map[event.Group]int) []event.Reserved {
	var order []event.Group
	for _, r := range was {
		order = append(order, r.ID)
	}
	for _, group := range event.Groups() {
		if !slices.Contains(order, group) {
			order = append(order, group)
		}
	}
	var out []event.Reserved
	for _, group := range order {
		if kept[group] > 0 {
			out = append(out, event.Reserved{ID: group, Places: kept[group]})
		}
	}
	return out
}

// asksWhom is for whom it is.
func (v *visit) asksWhom(p event.Plan) []mattermost.Field {
	open := v.askEvent(fieldOpen, mattermost.FieldOneOf, string(p.Open))
	open.Options = []mattermost.Option{
		{Text: v.say("events.enrolled"), Value: string(event.OpenEnrolled)}, {Text: v.say("sessions.everybody"), Value: string(event.OpenEverybody)},
	}
	sites := v.askEvent(fieldSites, mattermost.FieldChoice, allOf)
	sites.Options = []mattermost.Option{{Text: v.say("events.allsites"), Value: allOf}}
	for _, s := range v.Programme.Sites {
		sites.Options = append(sites.Options, mattermost.Option{Text: v.site(s.ID), Value: s.ID})
	}
	if several := strings.Join(p.Sites, ","); several != "" {
		if sites.Value = several; len(p.Sites) > 1 {
			sites.Options = append(sites.Options, mattermost.Option{Text: cutTo(v.sites(p.Sites), 60), Value: several})
		}
	}
	return append([]mattermost.Field{open, sites}, v.asksGroup(p.Cohort, p.Track)...)
}

func (v *visit) readWhom(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	p.Open = event.Open(f.Values[fieldOpen])
	p.Sites = nil
	if sites := strings.TrimPrefix(f.Values[fieldSites], allOf); sites != "" {
		p.Sites = strings.Split(sites, ",")
	}
	for name, to := range map[string]*string{fieldCohort: &p.Cohort, fieldTrack: &p.Track} {
		if value, ok := f.Values[name]; ok {
			*to = strings.TrimPrefix(value, allOf)
		}
	}
	return p, nil
}

// asksWordsOf is what people read about it, in one language; it is filled in with the
// words of the source.
func (v *visit) asksWordsOf(p event.Plan) []mattermost.Field {
	source := p.In("")
	in := v.askEvent(fieldIn, mattermost.FieldChoice, string(source.Lang))
	in.Help = v.say("events.help.in")
	langs := v.Programme.Languages
	if langs == nil {
		langs = v.w.catalog.Languages()
	}
	for _, w := range p.Words {
		if !slices.Contains(langs, w.Lang) {
			langs = append(slices.Clone(langs), w.Lang)
		}
	}
	for _, lang := range langs {
		in.Options = append(in.Options, mattermost.Option{Text: i18n.Endonym(lang), Value: string(lang)})
	}
	title := v.asksTitle("events", basics{title: source.Title})
	title.Optional, title.Help = true, v.say("events.help.title")
	about := v.askEvent(fieldAbout, mattermost.FieldLong, source.About)
	about.Optional, about.Most, about.Help = true, 400, v.say("events.help.about")
	return []mattermost.Field{in, title, about}
}

// readWordsOf takes them. Without a title the language goes.
func (v *visit) readWordsOf(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	p.Words = slices.Clone(p.Words)
	lang := i18n.Lang(f.Values[fieldIn])
	w := wordsIn(&p, lang)
	w.Title, w.About = oneLine(f.Values[fieldTitle]), oneLine(f.Values[fieldAbout])
	if w.Title == "" {
		p.Words = slices.DeleteFunc(p.Words, func(w event.Words) bool { return w.Lang == lang })
	}
	return p, nil
}

// asksThere is what there is.
func (v *visit) asksThere(p event.Plan) []mattermost.Field {
	languages := v.ask(fieldLanguages, mattermost.FieldText, endonyms(p.Languages))
	languages.Optional, languages.Help = true, v.say("sessions.help.languages")
	interpreters := v.ask(fieldInterpreters, mattermost.FieldText, endonyms(p.Interpreters))
	interpreters.Optional, interpreters.Help = true, v.say("sessions.help.interpreters")
	return []mattermost.Field{
		languages, interpreters, ticked(v.ask(fieldChildcare, mattermost.FieldYes, ""), p.Childcare),
		ticked(v.askEvent(fieldPrayer, mattermost.FieldYes, ""), p.PrayerRoom), ticked(v.askEvent(fieldNoAlcohol, mattermost.FieldYes, ""), p.NoAlcohol),
	}
}

// ticked is a box to tick.
func ticked(f mattermost.Field, so bool) mattermost.Field {
	f.Optional, f.Value = true, strconv.FormatBool(so)
	return f
}

func (v *visit) readThere(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	wrong := map[string]string{}
	for field, to := range map[string]*[]i18n.Lang{fieldLanguages: &p.Languages, fieldInterpreters: &p.Interpreters} {
		langs, ok := i18n.AllNamed(f.Values[field])
		if !ok || len(langs) > langsMost {
			wrong[field] = v.say("sessions.fault.languages")
			continue
		}
		*to = langs
	}
	p.Childcare, p.PrayerRoom, p.NoAlcohol = f.Values[fieldChildcare] == "true", f.Values[fieldPrayer] == "true", f.Values[fieldNoAlcohol] == "true"
	return p, wrong
}

// langsMost is how many languages somebody can name: as many as [event.Plan.Check] takes.
const langsMost = 8

// lineField is a line of words about an event.
type lineField struct {
	name string
	of   func(*event.Plan) *string
}

func usefulFields() []lineField {
	return []lineField{
		{fieldCost, func(p *event.Plan) *string { return &p.Cost }},
		{fieldBring, func(p *event.Plan) *string { return &p.Bring }},
		{fieldBus, func(p *event.Plan) *string { return &p.LastBus }},
		{fieldContact, func(p *event.Plan) *string { return &p.Contact }},
	}
}

func rulesFields() []lineField {
	return []lineField{
		{fieldRules, func(p *event.Plan) *string { return &p.Rules }},
		{fieldPhotos, func(p *event.Plan) *string { return &p.Photos }},
		{fieldIdeas, func(p *event.Plan) *string { return &p.Ideas }},
	}
}

func linesAsked(lines []lineField) func(*visit, event.Plan) []mattermost.Field {
	return func(v *visit, p event.Plan) []mattermost.Field {
		var fields []mattermost.Field
		for _, one := range lines {
			f := mattermost.Field{Name: one.name, Kind: mattermost.FieldLong, Label: v.say("events.field." + one.name), Value: *one.of(&p)}
			f.Optional, f.Most, f.Help = true, 200, v.say("sessions.help.bring")
			fields = append(fields, f)
		}
		return fields
	}
}

func linesRead(lines []lineField) func(*visit, event.Plan, mattermost.Form) (event.Plan, map[string]string) {
	return func(_ *visit, p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
		for _, one := range lines {
			*one.of(&p) = oneLine(f.Values[one.name])
		}
		return p, nil
	}
}

// asksSizes is how people work together, and when they hear.
func (v *visit) asksSizes(p event.Plan) []mattermost.Field {
	teams := v.askEvent(fieldTeams, mattermost.FieldText, "")
	teams.Optional, teams.Help = true, v.say("events.help.teams", "example", "3-5")
	if p.TeamMax > 0 {
		teams.Value = strconv.Itoa(p.TeamMin) + "-" + strconv.Itoa(p.TeamMax)
	}
	offer := v.askEvent(fieldOffer, mattermost.FieldText, "")
	offer.Optional, offer.Help = true, v.say("events.help.offer", "example", "12h", "usual", "1d")
	if p.Offer > 0 {
		offer.Value = remindWords([]int{p.Offer})
	}
	return []mattermost.Field{
		teams, ticked(v.askEvent(fieldWomenTeams, mattermost.FieldYes, ""), p.WomenTeams), offer, v.asksRemind(p.Remind, v.Programme.Sessions.Remind),
	}
}

func (v *visit) readSizes(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	wrong := map[string]string{}
	var ok bool
	if p.TeamMin, p.TeamMax, ok = readSizes(f.Values[fieldTeams]); !ok {
		wrong[fieldTeams] = v.say("events.fault.teams")
	}
	p.WomenTeams = f.Values[fieldWomenTeams] == "true"
	offer, okOffer := readReminds(f.Values[fieldOffer])
	if p.Offer = 0; len(offer) == 1 {
		p.Offer = offer[0]
	}
	if !okOffer || len(offer) > 1 {
		wrong[fieldOffer] = v.say("events.fault.offer")
	}
	if p.Remind, ok = readReminds(f.Values[fieldRemind]); !ok {
		wrong[fieldRemind] = v.say("sessions.fault.remind")
	}
	return p, wrong
}

// readSizes reads how many are in a team, as 3-5, in the digits of any script; nothing is
// for no teams.
func readSizes(s string) (least, most int, ok bool) {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–—", r) })
	if len(words) == 0 {
		return 0, 0, true
	}
	least, ok = i18n.Digits(words[0])
	most, okMost := i18n.Digits(words[len(words)-1])
	return least, most, ok && okMost && len(words) <= 2 && least > 0
}
