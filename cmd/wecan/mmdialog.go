package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows/referral"
	"wecan/i18n"
)

// The dialogs of commands: each asks for what stands behind the command.

// Names of fields. Forms have the names of commands.
const (
	fieldTo       = "to"
	fieldWhy      = "why"
	fieldWords    = "words"
	fieldOutcome  = "outcome"
	fieldDecision = "decision"
	fieldReason   = "reason"
)

// dialog asks for one thing about a referral. Its texts are those of the form.
func (v *visit) dialog(form, reference string, f mattermost.Field) (outcome, error) {
	f.Label = v.say("dialog." + form + ".label")
	return outcome{dialog: &mattermost.Dialog{
		Form: form, About: reference, Title: v.say("dialog." + form + ".title"), Intro: reference, Submit: v.say("dialog." + form + ".send"),
		Fields: []mattermost.Field{f},
	}}, nil
}

func (v *visit) options(ids []string, key func(id string) i18n.Key) []mattermost.Option {
	var out []mattermost.Option
	for _, id := range ids {
		out = append(out, mattermost.Option{Text: v.Say(key(id)), Value: id})
	}
	return out
}

func (v *visit) askHow(r request) (outcome, error) {
	return v.dialog("close", r.Reference, mattermost.Field{
		Name: fieldOutcome, Kind: mattermost.FieldOneOf,
		Options: v.options(v.endings(r), func(id string) i18n.Key { return i18n.Key("referral.outcome." + id) }),
	})
}

func (v *visit) askWhy(r request) (outcome, error) {
	return v.dialog("release", r.Reference, mattermost.Field{
		Name: fieldWhy, Kind: mattermost.FieldOneOf,
		Options: v.options(passWhys(), func(id string) i18n.Key { return i18n.Key("hand_on.why.option." + id) }),
	})
}

// colleaguesMost is how many a dialog lists; the others can be named in the command.
const colleaguesMost = 50

// askWhom lists who of the team may have it and is not away. More is for the roster
// to say.
func (v *visit) askWhom(r request) (outcome, error) {
	var out []mattermost.Option
	for _, c := range v.team {
		reached := c.Joined || c.Mattermost != ""
		if c.ID == r.Owner || c.Gone || c.Unlisted || c.Away || !reached || r.Hidden(c.TeamMember) || !r.At(c.Site) || len(out) == colleaguesMost {
			continue
		}
		out = append(out, mattermost.Option{Text: c.Name + " (" + c.ID + ")", Value: c.ID})
	}
	if len(out) == 0 {
		return v.no("transfer.none")
	}
	return v.dialog("transfer", r.Reference, mattermost.Field{Name: fieldTo, Kind: mattermost.FieldChoice, Options: out})
}

func (v *visit) askWords(r request, note bool) (outcome, error) {
	form := "reply"
	if note {
		form = "note"
	}
	return v.dialog(form, r.Reference, mattermost.Field{Name: fieldWords, Kind: mattermost.FieldLong})
}

// Submit is for mattermost.Forms. It asks the table again: a dialog may be open for
// long.
func (d *mmDesk) Submit(ctx context.Context, f mattermost.Form) (a mattermost.Shown, wrong map[string]string, err error) {
	if f.Cancelled {
		return a, nil, nil
	}
	v, err := d.visit(ctx, f.User, f.ID, "")
	if errors.Is(err, errStranger) {
		return a, map[string]string{"": v.say("stranger")}, nil
	}
	if err != nil {
		return a, nil, err
	}
	got, err := v.submitted(ctx, f)
	switch {
	case err != nil:
		return a, nil, err
	case got.wrong != nil:
		return a, got.wrong, nil
	case got.no:
		return a, map[string]string{got.field: got.text}, nil
	}
	return got.shown(), nil, nil
}

func (v *visit) submitted(ctx context.Context, f mattermost.Form) (outcome, error) {
	if f.Form == formDecide {
		return v.decide(ctx, f)
	}
	if v.sessionForms()[f.Form] != nil {
		return v.saysSession(ctx, f)
	}
	switch f.Form {
	case chooseTeamsMove, chooseTeamsPublish:
		return v.saysTeams(ctx, f)
	case chooseEventCame:
		return v.saysCame(ctx, f)
	}
	if isEventForm(f.Form) {
		return v.saysEvent(ctx, f)
	}
	if isCastForm(f.Form) {
		return v.saysCast(ctx, f)
	}
	one, ok := rightOf(f.Form)
	field := map[string]string{"close": fieldOutcome, "release": fieldWhy, "transfer": fieldTo, "note": fieldWords, "reply": fieldWords}[f.Form]
	words := strings.TrimSpace(f.Values[field])
	if !ok || field == "" || words == "" {
		return outcome{text: v.say("dialog.empty"), no: true, field: field}, nil
	}
	r, err := v.at.referral(ctx, f.About)
	if errors.Is(err, errNoReferral) {
		return v.no("notfound", "number", f.About)
	}
	if err != nil {
		return outcome{}, err
	}
	if slices.Contains([]string{"close", "release"}, f.Form) && r.Status == referral.StatusClosed {
		return v.no("not.closed")
	}
	got, err := v.about(ctx, one, r, words)
	if got.dialog != nil { // what was chosen is not to be had any more
		return outcome{text: v.say("dialog.empty"), no: true, field: field}, err
	}
	return got, err
}
