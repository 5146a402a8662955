package main

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows/session"
	"wecan/i18n"
)

// What the dialogs about sessions ask for, and how it is read. A dialog has five fields
// at most.

// Names of fields.
const (
	fieldTitle     = "title"
	fieldStart     = "start"
	fieldLength    = "length"
	fieldPlace     = "place"
	fieldPlaces    = "places"
	fieldCohort    = "cohort"
	fieldTrack     = "track"
	fieldLanguages = "languages"
	fieldChildcare = "childcare"
	fieldBring     = "bring"
	fieldEvery     = "every"
	fieldTimes     = "times"
)

// fieldOf is where a part of a plan is asked for.
func fieldOf(part session.Part) string {
	return map[session.Part]string{
		session.PartTitle: fieldTitle, session.PartStart: fieldStart, session.PartMinutes: fieldLength, session.PartPlace: fieldPlace,
		session.PartMap: fieldPlace, session.PartOnline: fieldPlace, session.PartCapacity: fieldPlaces, session.PartCohort: fieldCohort,
		session.PartTrack: fieldTrack, session.PartLanguages: fieldLanguages, session.PartBring: fieldBring,
		session.PartTrainer: fieldTrainer, session.PartTravel: fieldTravel, session.PartPhase: fieldPhase, session.PartRemind: fieldRemind,
	}[part]
}

// faults are what is wrong with a plan, by the fields of a dialog; what that does not ask
// for stands under "". asked says which fields it has.
func (v *visit) faults(p session.Plan, asked map[string]string) map[string]string {
	out := map[string]string{}
	for _, one := range session.Faults(p.Check(v.Programme)) {
		name := fieldOf(one.Part)
		key := "sessions.fault." + name
		if name == "" {
			key = "sessions.fault.other"
		}
		if _, has := asked[name]; !has {
			name = ""
		}
		out[name] = v.say(key)
	}
	return out
}

func (v *visit) ask(name string, kind mattermost.FieldKind, value string) mattermost.Field {
	return mattermost.Field{Name: name, Kind: kind, Label: v.say("sessions.field." + name), Value: value}
}

// whenHint is how a day and an hour are written, in digits that all know.
const whenHint = "2027-02-01 09:30"

// asksPlan is the dialog for what every session needs.
func (v *visit) asksPlan(sub subject) *mattermost.Dialog {
	p := sub.plan
	places := v.ask(fieldPlaces, mattermost.FieldText, "")
	places.Optional, places.Help = true, v.say("sessions.help.places")
	if p.Capacity > 0 {
		places.Value = strconv.Itoa(p.Capacity)
	}
	if sub.draft { // what the dialog asks for comes back with it
		sub.of.Plan.Title, sub.of.Plan.Place, sub.of.Plan.Map, sub.of.Plan.Online = "", "", "", ""
	}
	return v.sessionDialog(sub, formSession, append(append([]mattermost.Field{v.asksTitle("sessions", basicsOf(p))}, v.asksWhen(basicsOf(p), p.Site)...), places)...)
}

func (v *visit) sessionDialog(sub subject, form string, fields ...mattermost.Field) *mattermost.Dialog {
	d := &mattermost.Dialog{
		Form: form, About: sub.about(), Title: v.say("sessions.form." + form), Submit: v.say("sessions.form.goon"),
		Intro: v.say("sessions.form.draft"), Fields: fields,
	}
	if !sub.draft {
		d.Submit = v.say("sessions.form.change")
		d.Intro = v.say("sessions.title", "number", sub.was.Reference, "title", sub.was.Plan.Title) + "\n" + v.comes(sub.was) + "\n" + v.say("sessions.form.told")
	}
	return d
}

func hoursAndMinutes(minutes int) string {
	t := time.Time{}.Add(time.Duration(minutes) * time.Minute)
	return strconv.Itoa(minutes/60) + t.Format(":04")
}

// basicsOf are those of a session.
func basicsOf(p session.Plan) basics {
	return basics{p.Title, p.Start, p.Minutes, spot{p.Place, p.Map, p.Online}}
}

// onSession is a plan with what was said.
func (b basics) onSession(p session.Plan) session.Plan {
	p.Title, p.Start, p.Minutes, p.Place, p.Map, p.Online = b.title, b.start, b.minutes, b.at.place, b.at.link, b.at.online
	return p
}

// saysPlan takes that dialog.
func (v *visit) saysPlan(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	asked := map[string]string{fieldTitle: "", fieldStart: "", fieldLength: "", fieldPlace: "", fieldPlaces: ""}
	b, wrong := v.readBasics(f, basicsOf(sub.plan))
	p := b.onSession(sub.plan)
	var ok bool
	if p.Capacity, ok = readCount(f.Values[fieldPlaces]); !ok {
		wrong[fieldPlaces] = v.say("sessions.fault.places")
	}
	found := v.faults(p, asked)
	maps.Copy(found, wrong)
	v.notPast(found, sub.plan.Start, b)
	if len(found) > 0 {
		return outcome{no: true, wrong: found}, nil
	}
	return v.keeps(ctx, sub, p)
}

// oneLine is what somebody wrote, in one line.
func oneLine(s string) string { return strings.Join(strings.Fields(i18n.Clean(s)), " ") }

// readStart reads a day and an hour by the clock of her site, in the digits of any
// script. why is the text for what is wrong.
func (v *visit) readStart(s string) (start time.Time, why string) {
	words := strings.Fields(s)
	if len(words) < 2 {
		return start, "sessions.fault.start"
	}
	day, ok := i18n.Date(strings.Join(words[:len(words)-1], " "))
	hour, minute, okHour := readClock(words[len(words)-1])
	if !ok || !okHour || hour > 23 || minute > 59 {
		return start, "sessions.fault.start"
	}
	start, err := localTime(day.Format(time.DateOnly)+" "+time.Date(1, 1, 1, hour, minute, 0, 0, time.UTC).Format("15:04"), v.Zone)
	if err != nil {
		return start, "sessions.fault.skipped"
	}
	return start, ""
}

// readClock reads two numbers with a colon or a point between them.
func readClock(s string) (first, second int, ok bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '.' })
	if len(parts) != 2 {
		return 0, 0, false
	}
	first, ok = i18n.Digits(parts[0])
	second, okToo := i18n.Digits(parts[1])
	return first, second, ok && okToo
}

// readLength reads how long something takes, as 1:30, 2h, 90m or 2d; a small number alone
// are hours, else minutes.
func readLength(s string) (minutes int, ok bool) {
	const hoursMost = 12
	s = strings.ToLower(oneLine(s))
	if n, ok := i18n.Digits(s); ok && n <= hoursMost {
		return n * 60, true
	} else if ok {
		return n, true
	}
	if hours, minutes, ok := readClock(s); ok && hours <= 999 && minutes <= 59 {
		return hours*60 + minutes, true
	}
	d, err := longTime(strings.ReplaceAll(s, " ", ""))
	return int(d.Minutes()), err == nil
}

// readCount reads a number; nothing is 0.
func readCount(s string) (n int, ok bool) {
	if strings.TrimSpace(s) == "" {
		return 0, true
	}
	return i18n.Digits(s)
}

// allOf is the option for no cohort and no track: no id looks like that.
const allOf = "-"

// asksMore is the dialog for what not every session has.
func (v *visit) asksMore(sub subject) *mattermost.Dialog {
	p := sub.plan
	languages := v.ask(fieldLanguages, mattermost.FieldText, endonyms(p.Languages))
	languages.Optional, languages.Help = true, v.say("sessions.help.languages")
	childcare := v.ask(fieldChildcare, mattermost.FieldYes, strconv.FormatBool(p.Childcare))
	childcare.Optional = true
	bring := v.ask(fieldBring, mattermost.FieldLong, p.Bring)
	bring.Optional, bring.Most, bring.Help = true, 200, v.say("sessions.help.bring")
	if sub.draft { // what the dialog asks for comes back with it
		sub.of.Plan.Bring, sub.of.Plan.Languages = "", nil
	}
	return v.sessionDialog(sub, formSessionMore, append(v.asksGroup(p.Cohort, p.Track), languages, childcare, bring)...)
}

// saysMore takes that dialog.
func (v *visit) saysMore(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	p := sub.plan
	asked := map[string]string{fieldLanguages: "", fieldBring: ""}
	for name, to := range map[string]*string{fieldCohort: &p.Cohort, fieldTrack: &p.Track} {
		if value, ok := f.Values[name]; ok {
			asked[name] = ""
			*to = strings.TrimPrefix(value, allOf)
		}
	}
	p.Bring, p.Childcare = oneLine(f.Values[fieldBring]), f.Values[fieldChildcare] == "true"
	langs, ok := i18n.AllNamed(f.Values[fieldLanguages])
	p.Languages = langs
	found := v.faults(p, asked)
	if !ok {
		found[fieldLanguages] = v.say("sessions.fault.languages")
	}
	if len(found) > 0 {
		return outcome{no: true, wrong: found}, nil
	}
	return v.keeps(ctx, sub, p)
}

// asksSeries is the dialog for how often it is again.
func (v *visit) asksSeries(sub subject) *mattermost.Dialog {
	every := v.ask(fieldEvery, mattermost.FieldText, strconv.Itoa(max(1, sub.of.Every)))
	every.Help = v.say("sessions.help.every")
	times := v.ask(fieldTimes, mattermost.FieldText, strconv.Itoa(sub.of.times()))
	times.Help = v.say("sessions.help.times", "most", strconv.Itoa(timesMost))
	return v.sessionDialog(sub, formSessionSeries, every, times)
}

// weeksMost is how many weeks may lie between two of a series.
const weeksMost = 26

// saysSeries takes that dialog.
func (v *visit) saysSeries(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	wrong := map[string]string{}
	for name, to := range map[string]struct {
		n    *int
		most int
	}{fieldEvery: {&sub.of.Every, weeksMost}, fieldTimes: {&sub.of.Times, timesMost}} {
		n, ok := i18n.Digits(f.Values[name])
		if !ok || n < 1 || n > to.most {
			wrong[name] = v.say("sessions.fault."+name, "most", strconv.Itoa(to.most))
		}
		*to.n = n
	}
	if len(wrong) > 0 || !sub.draft {
		return outcome{no: true, wrong: wrong}, nil
	}
	return v.showsDraft(ctx, sub.of)
}
