package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"wecan/bot/mattermost"
	"wecan/flows/session"
	"wecan/i18n"
)

// What is said about a session once it is planned: who helps there, what it is part of,
// and when people are reminded. Of a series it can be said for all that come later too, and
// they can be moved together. A draft has no room for it: it has to fit into a dialog.

// Names of fields.
const (
	fieldTrainer      = "trainer"
	fieldInterpreters = "interpreters"
	fieldTravel       = "travel"
	fieldPhase        = "phase"
	fieldRemind       = "remind"
)

// asksPeople is the dialog for who helps, and who pays the travel.
func (v *visit) asksPeople(ctx context.Context, sub subject) (outcome, error) {
	p := sub.plan
	trainer := v.ask(fieldTrainer, mattermost.FieldText, p.Trainer)
	trainer.Optional, trainer.Most = true, 80
	interpreters := v.ask(fieldInterpreters, mattermost.FieldText, endonyms(p.Interpreters))
	interpreters.Optional, interpreters.Help = true, v.say("sessions.help.interpreters")
	travel := v.ask(fieldTravel, mattermost.FieldLong, p.Travel)
	travel.Optional, travel.Most, travel.Help = true, 200, v.say("sessions.help.bring")
	return v.asksAll(ctx, sub, formSessionPeople, trainer, interpreters, travel)
}

// saysPeople takes that dialog.
func (v *visit) saysPeople(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	langs, ok := i18n.AllNamed(f.Values[fieldInterpreters])
	return v.reordersAll(ctx, sub, f, ok, fieldInterpreters, func(p session.Plan) session.Plan {
		p.Trainer, p.Travel, p.Interpreters = oneLine(f.Values[fieldTrainer]), oneLine(f.Values[fieldTravel]), langs
		return p
	})
}

// asksRhythm is the dialog for what a session is part of, and when people are reminded.
func (v *visit) asksRhythm(ctx context.Context, sub subject) (outcome, error) {
	var fields []mattermost.Field
	if phases := session.Phases(v.Programme); len(phases) > 0 {
		f := v.ask(fieldPhase, mattermost.FieldChoice, sub.plan.Phase)
		f.Options = []mattermost.Option{{Text: v.say("sessions.nophase"), Value: allOf}}
		for _, id := range phases {
			f.Options = append(f.Options, mattermost.Option{Text: v.Say(i18n.Key("programme." + session.ListPhases + "." + id)), Value: id})
		}
		if f.Value == "" {
			f.Value = allOf
		}
		fields = append(fields, f)
	}
	return v.asksAll(ctx, sub, formSessionRhythm, append(fields, v.asksRemind(sub.plan.Remind, v.Programme.Sessions.Remind))...)
}

// saysRhythm takes that dialog.
func (v *visit) saysRhythm(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	remind, ok := readReminds(f.Values[fieldRemind])
	return v.reordersAll(ctx, sub, f, ok, fieldRemind, func(p session.Plan) session.Plan {
		if phase, asked := f.Values[fieldPhase]; asked {
			p.Phase = strings.TrimPrefix(phase, allOf)
		}
		p.Remind = remind
		return p
	})
}

// asksMove is the dialog to move a session of a series, and those that come later with it.
func (v *visit) asksMove(ctx context.Context, sub subject) (outcome, error) {
	out, err := v.asksAll(ctx, sub, formSessionMove, v.asksWhen(basicsOf(sub.plan), sub.plan.Site)...)
	if out.dialog != nil && len(out.dialog.Fields) > 0 {
		last := &out.dialog.Fields[len(out.dialog.Fields)-1]
		if last.Name == fieldLater { // that is what she came for
			last.Value = "true"
		}
	}
	return out, err
}

// saysMove takes that dialog: all move by as many days, to the same hour.
func (v *visit) saysMove(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	b, wrong := v.readBasics(f, basicsOf(sub.plan))
	v.notPast(wrong, sub.plan.Start, b)
	if len(wrong) > 0 {
		return outcome{no: true, wrong: wrong}, nil
	}
	return v.reordersAll(ctx, sub, f, true, fieldPlace, func(p session.Plan) session.Plan {
		one := b
		one.title, one.start = p.Title, alike(sub.plan.Start, b.start, p.Start, v.Zone)
		return one.onSession(p)
	})
}

// asksAll is a dialog about a session that was planned and, where there are any, those of its
// series that come later.
func (v *visit) asksAll(ctx context.Context, sub subject, form string, fields ...mattermost.Field) (outcome, error) {
	later, err := v.laterField(ctx, sub)
	return outcome{dialog: v.sessionDialog(sub, form, append(fields, later...)...)}, err
}

// laterField is the box to tick for those of a series that come later; none without any.
func (v *visit) laterField(ctx context.Context, sub subject) ([]mattermost.Field, error) {
	later, err := v.later(ctx, sub.was)
	if err != nil || len(later) == 0 {
		return nil, err
	}
	return []mattermost.Field{{
		Name: fieldLater, Kind: mattermost.FieldYes, Label: v.say("sessions.field.later"), Optional: true,
		Help: v.say("sessions.help.later", "count", strconv.Itoa(len(later))),
	}}, nil
}

// reordersAll changes a session and, if she ticked that, those of its series that come later.
// Where a field could not be read, ok is false, and where it stands says which.
func (v *visit) reordersAll(ctx context.Context, sub subject, f mattermost.Form, ok bool, field string, change func(session.Plan) session.Plan) (outcome, error) {
	if sub.draft {
		return outcome{}, errors.New("a draft is not changed like that")
	}
	asked := map[string]string{}
	for name := range f.Values {
		asked[name] = ""
	}
	wrong := v.faults(change(sub.plan), asked)
	if !ok {
		wrong[field] = v.say("sessions.fault." + field)
	}
	if len(wrong) > 0 {
		return outcome{no: true, wrong: wrong}, nil
	}
	first, err := v.reorders(ctx, sub, change(sub.plan))
	if err != nil || first.no || f.Values[fieldLater] != "true" {
		return first, err
	}
	later, err := v.later(ctx, sub.was)
	if err != nil {
		return outcome{}, err
	}
	lines := []string{first.text}
	for _, one := range later {
		now, err := v.reorders(ctx, subject{was: one, seen: one.Rev, plan: one.Plan}, change(one.Plan))
		if err != nil {
			return outcome{}, err
		}
		lines = append(lines, now.text)
	}
	return outcome{text: strings.Join(lines, "\n")}, nil
}

// remindWords are lengths of time as they are written in the field; of none at all "0".
func remindWords(minutes []int) string {
	if minutes == nil {
		return ""
	}
	var out []string
	for _, m := range minutes {
		switch {
		case m%(24*60) == 0:
			out = append(out, strconv.Itoa(m/24/60)+"d")
		case m%60 == 0:
			out = append(out, strconv.Itoa(m/60)+"h")
		default:
			out = append(out, strconv.Itoa(m)+"m")
		}
	}
	if len(out) == 0 {
		return "0"
	}
	return strings.Join(out, ", ")
}

// readReminds reads lengths of time as 1d, 2h or 30m, in the digits of any script. Nothing is
// nil: as the programme file says. 0 alone is for no reminder.
func readReminds(s string) (minutes []int, ok bool) {
	units := map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;،؛", r) })
	if len(words) == 0 {
		return nil, true
	}
	if n, zero := i18n.Digits(words[0]); zero && n == 0 && len(words) == 1 {
		return []int{}, true
	}
	for _, word := range words {
		unit, known := units[word[len(word)-1:]]
		n, digits := i18n.Digits(word[:len(word)-1])
		if !known || !digits || n > 14*24*60 {
			return nil, false
		}
		minutes = append(minutes, int((time.Duration(n) * unit).Minutes()))
	}
	slices.Sort(minutes)
	slices.Reverse(minutes)
	return slices.Compact(minutes), true
}
