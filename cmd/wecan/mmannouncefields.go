package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// The dialogs about announcements. Each is filled in with what stands, and says what is
// wrong at its fields.

// castPart is one of these dialogs.
type castPart struct {
	form   string // its name, and the verb of the button that opens it
	what   broadcast.What
	fields func(*visit, broadcast.Plan) []mattermost.Field
	read   func(*visit, broadcast.Plan, mattermost.Form) (broadcast.Plan, map[string]string)
}

// The names of the dialogs.
const (
	formCastBasics  = "basicscast"
	formCastWords   = "wordscast"
	formCastWhom    = "whomcast"
	formCastAmong   = "amongcast"
	formCastButtons = "buttonscast"
	formCastWhen    = "whencast"
	formCastCorrect = "correctcast"
)

func castParts() []castPart {
	return []castPart{
		{formCastBasics, broadcast.WhatPlan, (*visit).asksCastBasics, (*visit).readCastBasics},
		{formCastWords, broadcast.WhatPlan, (*visit).asksCastWords, (*visit).readCastWords},
		{formCastWhom, broadcast.WhatPlan, (*visit).asksCastWhom, (*visit).readCastWhom},
		{formCastAmong, broadcast.WhatPlan, (*visit).asksCastAmong, (*visit).readCastAmong},
		{formCastButtons, broadcast.WhatPlan, (*visit).asksCastButtons, (*visit).readCastButtons},
		{formCastWhen, broadcast.WhatPlan, (*visit).asksCastWhen, (*visit).readCastWhen},
		{formCastCorrect, broadcast.WhatCorrect, (*visit).asksCastWords, (*visit).readCastWords},
	}
}

func castPartOf(form string) (castPart, bool) {
	all := castParts()
	if at := slices.IndexFunc(all, func(p castPart) bool { return p.form == form }); at >= 0 {
		return all[at], true
	}
	return castPart{}, false
}

// Names of fields that no session or event has.
const (
	fieldReviewed   = "reviewed"
	fieldLabels     = "labels"
	fieldEnrolled   = "enrolled"
	fieldRole       = "role"
	fieldEvents     = "events"
	fieldUnanswered = "unanswered"
	fieldButtons    = "buttons"
	fieldAt         = "at"
	fieldUntil      = "until"
	fieldMissing    = "missing"
)

// askCast is a field that only announcements have.
func (v *visit) askCast(name string, kind mattermost.FieldKind, value string) mattermost.Field {
	return mattermost.Field{Name: name, Kind: kind, Label: v.say("announce.field." + name), Value: value}
}

// asksNewCast begins an announcement to the people of her site, in the language in which
// she reads.
func (v *visit) asksNewCast() outcome {
	p := v.newCast()
	fields := v.asksCastBasics(p)
	return outcome{dialog: &mattermost.Dialog{
		Form: chooseCast, About: announcing, Title: v.say("announce.form." + formCastBasics), Submit: v.say("sessions.form.goon"),
		Intro: v.say("announce.form.sends"), Fields: append(fields, v.asksWordsIn(p)...),
	}}
}

func (v *visit) newCast() broadcast.Plan {
	return broadcast.Plan{
		Site: v.who.Site, Kind: flows.CastInformation, Missing: flows.MissingLabel,
		Words: []flows.CastWords{{Lang: v.Lang}}, Segment: flows.Segment{Sites: []string{v.who.Site}},
	}
}

// saysNewCast keeps it as a draft. The same dialog twice makes one.
func (v *visit) saysNewCast(ctx context.Context, f mattermost.Form) (outcome, error) {
	p, wrong := v.readCastBasics(v.newCast(), f)
	p.Words = []flows.CastWords{{Lang: i18n.Lang(f.Values[fieldIn]), Text: castText(f.Values[fieldWords])}}
	found := v.castFaults(p, f.Values)
	if maps.Copy(found, wrong); len(found) > 0 {
		return outcome{no: true, wrong: found}, nil
	}
	o := broadcast.Order{ID: v.id, By: v.by(), Reference: referenceFrom("announcement\x00" + v.id), Plan: p}
	a, no, err := v.ordersCast(ctx, broadcast.WhatPlan, o)
	if err != nil || no.text != "" {
		return no, err
	}
	return v.keptCast(a), nil
}

// keptCast shows what was kept, and what people would read.
func (v *visit) keptCast(a announced) outcome {
	out := v.showsCast(a)
	out.text = v.say("announce.kept", "number", a.Reference)
	out.cards = append(out.cards, v.previewCards(a)...)
	return out
}

// asksCastPart is a dialog, filled in with what stands.
func (v *visit) asksCastPart(a announced, part castPart) *mattermost.Dialog {
	d := &mattermost.Dialog{
		Form: part.form, About: aboutStand(a.stands()), Title: v.say("announce.form." + part.form), Submit: v.say("announce.form.keep"),
		Intro: v.castTitle(a) + "\n" + v.say("announce.form.sends"), Fields: part.fields(v, a.Plan),
	}
	if part.what == broadcast.WhatCorrect {
		d.Submit, d.Intro = v.say("announce.form.correctit"), v.castTitle(a)+"\n"+v.say("announce.form.corrects")
	}
	return d
}

// saysCastPart takes a dialog.
func (v *visit) saysCastPart(ctx context.Context, a announced, seen int, part castPart, f mattermost.Form) (outcome, error) {
	plan, wrong := part.read(v, a.Plan, f)
	if err := v.whereverGuestsBelong(ctx, a.Plan.Segment, &plan.Segment); err != nil {
		return outcome{}, err
	}
	found := v.castFaults(plan, f.Values)
	maps.Copy(found, wrong)
	switch made := a.Made(v.id); {
	case len(found) > 0 && !made:
		return outcome{no: true, wrong: found}, nil
	case a.Same(plan) && !made:
		return v.yes("announce.same", "number", a.Reference)
	}
	a, no, err := v.ordersCast(ctx, part.what, broadcast.Order{ID: v.id, By: v.by(), Reference: a.Reference, Plan: plan, Seen: seen})
	switch {
	case err != nil || no.text != "":
		return no, err
	case part.what == broadcast.WhatCorrect && a.Pending != nil:
		return v.yes("announce.second", "number", a.Reference, "command", v.castCommand(a))
	case part.what == broadcast.WhatCorrect:
		return v.didCast(ctx, a, part.what)
	}
	return v.keptCast(a), nil
}

// castFaults are what is wrong with a plan, by the fields of a dialog; what that does not
// ask for stands under "".
func (v *visit) castFaults(p broadcast.Plan, asked map[string]string) map[string]string {
	out := map[string]string{}
	for _, one := range broadcast.Faults(p.Check(v.Programme)) {
		f := map[broadcast.Part]struct{ field, key string }{
			broadcast.PartTitle: {fieldTitle, "title"}, broadcast.PartWords: {fieldWords, "words"}, broadcast.PartSegment: {fieldEvents, "segment"},
			broadcast.PartUntil: {fieldUntil, "until"}, broadcast.PartButtons: {fieldButtons, "buttons"},
		}[one.Part]
		if f.key == "" {
			f.key = "other"
		}
		if one.Part == broadcast.PartButtons && asked[fieldButtons] == "" {
			f.field, f.key = fieldLabels, "labels"
		}
		if _, has := asked[f.field]; !has {
			f.field = ""
		}
		out[f.field] = v.say("announce.fault."+f.key, "called", "{name}", "place", "{site}")
	}
	return out
}

// asksCastBasics are what the team calls it, and what it is for.
func (v *visit) asksCastBasics(p broadcast.Plan) []mattermost.Field {
	title := v.askCast(fieldTitle, mattermost.FieldText, p.Title)
	title.Most, title.Help = broadcast.TitleMost, v.say("announce.help.title")
	kind := v.askCast(fieldKind, mattermost.FieldChoice, string(p.Kind))
	for _, k := range broadcast.Kinds() {
		kind.Options = append(kind.Options, mattermost.Option{Text: v.say("announce.kind." + string(k)), Value: string(k)})
	}
	return []mattermost.Field{title, kind}
}

func (v *visit) readCastBasics(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	p.Title, p.Kind = oneLine(f.Values[fieldTitle]), flows.CastKind(f.Values[fieldKind])
	return p, nil
}

// asksWordsIn are the words in one language, filled in with those of the source.
func (v *visit) asksWordsIn(p broadcast.Plan) []mattermost.Field {
	in := v.askEvent(fieldIn, mattermost.FieldChoice, string(p.Words[0].Lang))
	langs := readIn(v.w)
	for _, w := range p.Words {
		if !slices.Contains(langs, w.Lang) {
			langs = append(slices.Clone(langs), w.Lang)
		}
	}
	for _, lang := range langs {
		in.Options = append(in.Options, mattermost.Option{Text: i18n.Endonym(lang), Value: string(lang)})
	}
	words := v.askCast(fieldWords, mattermost.FieldLong, p.Words[0].Text)
	words.Most, words.Help = flows.CastTextMost, v.say("announce.help.words", "called", "{name}", "place", "{site}")
	return []mattermost.Field{in, words}
}

// asksCastWords is one language of an announcement that there is.
func (v *visit) asksCastWords(p broadcast.Plan) []mattermost.Field {
	fields := v.asksWordsIn(p)
	fields[0].Help, fields[1].Optional = v.say("events.help.in"), true
	fields[1].Help += " " + v.say("announce.help.none")
	reviewed := ticked(v.askCast(fieldReviewed, mattermost.FieldYes, ""), false)
	reviewed.Help = v.say("announce.help.reviewed")
	if fields = append(fields, reviewed); len(p.Buttons) > 0 {
		labels := v.askCast(fieldLabels, mattermost.FieldLong, castLabels(p, p.Words[0].Lang))
		labels.Optional, labels.Help = true, v.say("announce.help.labels")
		fields = append(fields, labels)
	}
	return fields
}

// castLabels are the labels of the buttons in a language, a line for each.
func castLabels(p broadcast.Plan, lang i18n.Lang) string {
	var lines []string
	for _, b := range p.Buttons {
		for _, l := range b.Labels {
			if l.Lang == lang {
				lines = append(lines, l.Text)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// castText are words as they were written: line ends of any sort.
func castText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// readCastWords takes the words of a language. Without words the language goes.
func (v *visit) readCastWords(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	lang, text := i18n.Lang(f.Values[fieldIn]), castText(f.Values[fieldWords])
	p.Words = sayIn(p.Words, lang, text)
	for i, w := range p.Words {
		if w.Lang == lang {
			p.Words[i].Reviewed = f.Values[fieldReviewed] == "true"
		}
	}
	wrong := map[string]string{}
	lines := strings.FieldsFunc(castText(f.Values[fieldLabels]), func(r rune) bool { return r == '\n' })
	if len(lines) != len(p.Buttons) && text != "" {
		wrong[fieldLabels] = v.say("announce.fault.labels")
		return p, wrong
	}
	p.Buttons = slices.Clone(p.Buttons)
	for i, b := range p.Buttons {
		labels := slices.Clone(b.Labels)
		at := slices.IndexFunc(labels, func(l flows.CastWords) bool { return l.Lang == lang })
		switch {
		case text == "" && at >= 0:
			labels = slices.Delete(labels, at, at+1)
		case text == "":
		case at >= 0:
			labels[at].Text = oneLine(lines[i])
		default:
			labels = append(labels, flows.CastWords{Lang: lang, Text: oneLine(lines[i])})
		}
		p.Buttons[i].Labels = likeWords(labels, p.Words)
	}
	return p, wrong
}

// asksCastWhen is when it begins and ends, and what people get without a translation.
func (v *visit) asksCastWhen(p broadcast.Plan) []mattermost.Field {
	at := v.askCast(fieldAt, mattermost.FieldText, v.localDay(p.At))
	at.Optional, at.Hint, at.Help = true, whenHint, v.say("announce.help.at", "example", whenHint, "site", v.site(p.Site))
	until := v.askCast(fieldUntil, mattermost.FieldText, v.localDay(p.Until))
	until.Optional, until.Hint, until.Help = true, whenHint, v.say("announce.help.until", "example", whenHint)
	missing := v.askCast(fieldMissing, mattermost.FieldChoice, string(p.Missing))
	for _, m := range broadcast.Misses() {
		missing.Options = append(missing.Options, mattermost.Option{Text: v.say("announce.missing." + string(m)), Value: string(m)})
	}
	return []mattermost.Field{at, until, missing}
}

func (v *visit) readCastWhen(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	wrong := map[string]string{}
	for field, to := range map[string]*time.Time{fieldAt: &p.At, fieldUntil: &p.Until} {
		typed := strings.TrimSpace(f.Values[field])
		if typed == "" {
			*to = time.Time{}
			continue
		}
		t, why := v.readStart(typed)
		switch {
		case why != "":
			wrong[field] = v.say(why)
		case !t.After(v.now()):
			wrong[field] = v.say("sessions.fault.past")
		default:
			*to = t
		}
	}
	p.Missing = flows.CastMissing(f.Values[fieldMissing])
	return p, wrong
}
