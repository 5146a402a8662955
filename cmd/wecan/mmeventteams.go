package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/i18n"
)

// How whoever plans looks at a proposal of teams at Mattermost, changes it by hand, and
// publishes what she saw. The proposal stands in the seals of buttons and dialogs, with its
// mark: another one says that something has changed since.

// The verbs of the buttons under a proposal, and the names of their dialogs.
const (
	chooseTeamsMove    = "moveteams"
	chooseTeamsPublish = "publishteams"
)

// movesMost is how many changes by hand have room in a seal.
const movesMost = 60

const (
	fieldWho  = "who"
	fieldInto = "into"
	intoNone  = "none" // as at a terminal
)

// teamProposal is a proposal as it was shown.
type teamProposal struct {
	Reference string   `json:"r"` // of the event
	Other     int      `json:"o,omitempty"`
	Moves     []string `json:"m,omitempty"` // as 12=3
	Mark      string   `json:"k,omitempty"`
}

func (p teamProposal) about() string { return aboutDraft(p) }

func readProposal(about string) (p teamProposal, ok bool) {
	return p, json.Unmarshal([]byte(about), &p) == nil
}

// command shows it once more.
func (p teamProposal) command(v *visit) string {
	return strings.Join(append([]string{v.word, "events", p.Reference, "teams", strconv.Itoa(p.Other)}, p.Moves...), " ")
}

// move adds a change by hand: of two about one person the later counts.
func (p teamProposal) move(who int, into string) teamProposal {
	before := strconv.Itoa(who) + "="
	p.Moves = slices.DeleteFunc(slices.Clone(p.Moves), func(one string) bool { return strings.HasPrefix(one, before) })
	p.Moves = append(p.Moves, before+into)
	return p
}

// typedProposal reads what stands behind the command: which proposal, and changes by hand, in
// the digits of any script.
func typedProposal(reference, typed string) teamProposal {
	p := teamProposal{Reference: reference}
	for _, word := range strings.Fields(typed) {
		who, into, moves := strings.Cut(word, "=")
		n, isNumber := i18n.Digits(who)
		team, isTeam := i18n.Digits(into)
		switch {
		case !isNumber:
		case !moves:
			p.Other = n
		case isTeam:
			p = p.move(n, strconv.Itoa(team))
		default:
			p = p.move(n, intoNone)
		}
	}
	return p
}

// proposed computes a proposal as it is now. A [boardError] is why a change is refused.
func (v *visit) proposed(ctx context.Context, p teamProposal) (happening, teamWords, *teamBoard, error) {
	asked := eventTeams{Reference: p.Reference, Other: uint64(max(0, p.Other)), Move: p.Moves}
	e, rows, b, err := asked.board(ctx, v.at)
	return e, newTeamWords(v.mmReader, rows, true), b, err
}

// eventTeams proposes who works with whom. It changes nothing and tells nobody.
func (v *visit) eventTeams(ctx context.Context, e happening, p teamProposal) (outcome, error) {
	if e.Plan.TeamMax == 0 {
		return v.no("events.noteams", "number", e.Reference)
	}
	if len(p.Moves) > movesMost {
		return v.no("events.teams.many")
	}
	e, words, b, err := v.proposed(ctx, p)
	var refused boardError
	if errors.As(err, &refused) {
		return outcome{text: words.remark(refused), no: true, field: fieldWho}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	if len(b.proposal.Teams) == 0 && len(b.proposal.Left) == 0 {
		return outcome{text: v.eventHead(e) + "\n" + v.say("events.nobody")}, nil
	}
	p.Mark = b.mark()
	other := teamProposal{Reference: p.Reference, Other: p.Other + 1}
	head := []string{v.eventHead(e), v.say("events.teams.is"), v.say("events.teams.other", "command", other.command(v))}
	out := v.longAnswer(head, words.lines(b), "wecan events teams "+e.Reference+" --names")
	if v.teamsOpen(e).text == "" {
		out.cards = []flows.PostCard{v.teamsCard(p)}
		out.unshown = v.say("events.teams.unshown", "command", p.command(v))
	}
	return out, nil
}

// lines are a proposal in words, a line for each team.
func (w teamWords) lines(b *teamBoard) []string {
	var lines []string
	for _, t := range b.proposal.Teams {
		why := slices.Concat(w.reasons(t), w.standing(b, t))
		lines = append(lines, w.team(b, t)+" – "+strings.Join(why, " · "))
	}
	return append(lines, w.others(b)...)
}

func (v *visit) teamsCard(p teamProposal) flows.PostCard {
	return flows.PostCard{Colour: flows.PostAmber, Text: v.say("events.teams.ask"), About: p.about(), Buttons: []flows.PostButton{
		{Verb: chooseTeamsMove, Label: v.say("events." + chooseTeamsMove)},
		{Verb: chooseTeamsPublish, Label: v.say("events." + chooseTeamsPublish), Primary: true},
	}}
}

// teamsOpen says why the teams of an event cannot be changed; without a text they can.
func (v *visit) teamsOpen(e happening) outcome {
	switch {
	case e.Parked:
		return outcome{text: v.say("aside", "number", e.Reference), no: true}
	case e.Cancelled:
		return outcome{text: v.say("events.off"), no: true}
	case e.Over || v.now().After(e.Plan.End()):
		return outcome{text: v.say("events.over"), no: true}
	}
	return outcome{}
}

// teamsSubject finds the event of a proposal; no says why nothing can be done about it.
func (v *visit) teamsSubject(ctx context.Context, about string) (p teamProposal, e happening, no outcome, err error) {
	p, ok := readProposal(about)
	if !ok {
		no, err = v.no("norole", "command", v.word+" help") // no button of ours is so
		return p, e, no, err
	}
	e, no, err = v.eventToPlan(ctx, p.Reference)
	if err == nil && no.text == "" {
		no = v.teamsOpen(e)
	}
	return p, e, no, err
}

// chosenTeams does what a button under a proposal asks for.
func (v *visit) chosenTeams(ctx context.Context, c mattermost.Choice) (outcome, error) {
	p, _, no, err := v.teamsSubject(ctx, c.About)
	if err != nil || no.text != "" {
		return no, err
	}
	e, words, b, err := v.proposed(ctx, p)
	if stale, err := v.staleTeams(p, b, err); err != nil || stale.text != "" {
		return stale, err
	}
	if c.Verb == chooseTeamsMove {
		return outcome{dialog: v.asksMoveTeams(e, p, words, b)}, nil
	}
	changed, err := b.placings(func() (string, error) { return intoNone, nil })
	if err != nil {
		return outcome{}, err
	}
	if len(changed) == 0 {
		return v.yes("events.teams.same")
	}
	return outcome{dialog: &mattermost.Dialog{
		Form: chooseTeamsPublish, About: p.about(), Title: v.say("events.form." + chooseTeamsPublish), Submit: v.say("events.form.publish"),
		Intro: strings.Join([]string{v.eventHead(e), v.say("events.teams.change", "count", strconv.Itoa(len(changed))), v.say("events.teams.hear")}, "\n"),
	}}, nil
}

// staleTeams says that a proposal has changed since it was shown.
func (v *visit) staleTeams(p teamProposal, b *teamBoard, err error) (outcome, error) {
	var refused boardError
	switch {
	case errors.As(err, &refused), err == nil && (p.Mark == "" || b.mark() != p.Mark):
		return v.no("events.teams.stale", "command", p.command(v))
	}
	return outcome{}, err
}

// asksMoveTeams asks who is to go where.
func (v *visit) asksMoveTeams(e happening, p teamProposal, words teamWords, b *teamBoard) *mattermost.Dialog {
	who := v.askEvent(fieldWho, mattermost.FieldText, "")
	who.Help = v.say("events.help.who", "example", "12 15")
	into := v.askEvent(fieldInto, mattermost.FieldChoice, "")
	for _, t := range b.proposal.Teams {
		into.Options = append(into.Options, mattermost.Option{Text: cutTo(words.team(b, t), 60), Value: strconv.Itoa(t.Number)})
	}
	into.Options = append(into.Options, mattermost.Option{Text: v.say("events.into.none"), Value: intoNone})
	return &mattermost.Dialog{
		Form: chooseTeamsMove, About: p.about(), Title: v.say("events.form." + chooseTeamsMove), Submit: v.say("events.form.see"),
		Intro: v.eventHead(e) + "\n" + v.say("events.teams.nobody"), Fields: []mattermost.Field{who, into},
	}
}

// saysTeams takes a dialog about a proposal.
func (v *visit) saysTeams(ctx context.Context, f mattermost.Form) (outcome, error) {
	if !v.mayPlan(planningEvents) {
		return v.no("norole", "command", v.word+" help")
	}
	p, e, no, err := v.teamsSubject(ctx, f.About)
	if err != nil || no.text != "" {
		return no, err
	}
	if f.Form == chooseTeamsPublish {
		return v.publishesTeams(ctx, p)
	}
	into := f.Values[fieldInto]
	words := strings.FieldsFunc(f.Values[fieldWho], func(r rune) bool { return strings.ContainsRune(" ,;\n\t،", r) })
	for _, word := range words {
		n, ok := i18n.Digits(word)
		if !ok {
			return outcome{no: true, wrong: map[string]string{fieldWho: v.say("events.fault.who")}}, nil
		}
		p = p.move(n, into)
	}
	if len(words) == 0 || into == "" {
		return outcome{no: true, wrong: map[string]string{fieldWho: v.say("events.fault.who")}}, nil
	}
	return v.eventTeams(ctx, e, p)
}

// publishesTeams publishes what she saw. The same dialog twice publishes once.
func (v *visit) publishesTeams(ctx context.Context, p teamProposal) (outcome, error) {
	e, _, b, err := v.proposed(ctx, p)
	if err == nil && p.Mark != "" && e.Made(publishing(p.Mark)) {
		return v.yes("events.teams.done", "command", v.word+" events "+e.Reference+" teams")
	}
	if stale, err := v.staleTeams(p, b, err); err != nil || stale.text != "" {
		return stale, err
	}
	n, err := v.at.publishTeams(ctx, v.d.turns, e, b, v.by())
	if err != nil {
		return outcome{}, err
	}
	if n == 0 {
		return v.yes("events.teams.same")
	}
	return v.yes("events.teams.done", "command", v.word+" events "+e.Reference+" teams")
}
