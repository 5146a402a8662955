package event

import (
	"strconv"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// How somebody stands with her team, as the flow of teams tells it.
const (
	standNone = "none" // she has none
	standAsk  = "ask"  // she has one, and has not said whether her name is shown
	standIn   = "in"
	standGone = "gone" // she was taken out of hers
	standPut  = "put"  // she was put into one, and has not said whether her name is shown
)

// dayTeam is her team among what she can do at an event.
const dayTeam = "team"

// teamStandsNow are the values about her team, since she asked.
func (k *diary) teamStandsNow(i *item) map[string]string { return k.teamGiven(i, "") }

// teamGives are the values about a team: stand is one of those above, code its number,
// team what it is called, mates the others in it, and team_about some lines for whoever was put
// there.
func teamGives() []string {
	return []string{"event", "title", "when", "stand", "code", "team", "mates", "team_about"}
}

// teamGiven are the values about her team at an event. kind is of news, "" for none.
func (k *diary) teamGiven(i *item, kind string) map[string]string {
	out := map[string]string{
		"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "when": flows.When(i.Plan.Site, i.Plan.Start),
		"stand": standNone, "code": i.Team, "team": "", "mates": "", "team_about": "",
	}
	c := i.Crew
	switch {
	case i.Team == "" && kind == kindTeamless:
		out["stand"] = standGone
	case i.Team == "" || c == nil || c.View == nil:
	case c.Shows == "" && kind == kindTeam:
		out["stand"] = standPut
	case c.Shows == "":
		out["stand"] = standAsk
	default:
		out["stand"] = standIn
	}
	if i.Team == "" || c == nil || c.View == nil {
		return out
	}
	out["team"], out["team_about"] = i.Team, teamLines(c.View)
	if c.View.Name != "" {
		out["team"] = c.View.Name + " · " + i.Team
	}
	if c.Shows != "" {
		out["mates"] = mateLines(c.View.Mates)
	}
	return out
}

// mateLines are the others, one in a line.
func mateLines(mates []mateShown) string {
	var rows []flows.Phrase
	for _, m := range mates {
		if m.Name != "" {
			rows = append(rows, flows.Phrase{Key: rowMate, Args: map[string]string{"name": m.Name}})
			continue
		}
		rows = append(rows, flows.Phrase{Key: rowMateNo, Args: map[string]string{"n": strconv.Itoa(m.No)}})
	}
	return flows.Lines(rows...)
}

// teamLines tell how many are in a team besides her, which languages all of them speak, and
// what they can do, in the words of the sign-up.
func teamLines(v *teamShown) string {
	var rows []flows.Phrase
	if n := len(v.Mates); n > 0 {
		rows = append(rows, flows.Phrase{Key: rowBesides, Args: map[string]string{"n": strconv.Itoa(n)}})
	}
	var langs []i18n.Lang
	for _, id := range v.Languages {
		langs = append(langs, i18n.Lang(id))
	}
	if len(langs) > 0 {
		rows = append(rows, flows.Phrase{Key: rowSpoken, Args: map[string]string{"languages": names(langs)}})
	}
	if len(v.Skills) > 0 {
		rows = append(rows, flows.Phrase{Key: rowTogether})
	}
	for _, id := range v.Skills {
		rows = append(rows, flows.Phrase{Key: i18n.Key("signup.skills.option." + id)})
	}
	return flows.Lines(rows...)
}

// callTeam notes that she is to be told about her team. It rests a little: of two changes
// she hears the last.
func (k *diary) callTeam(i *item, kind string) {
	i.Crew.Call = &call{kind, k.newsAt(i, k.t.Now.Add(settling))}
}

// tellTeamNews tells her about her team. News of a change of the event come first.
func (k *diary) tellTeamNews(i *item) error {
	if i.Crew == nil || i.Crew.Call == nil || i.Crew.Call.Due.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	c := i.Crew.Call
	if at := k.newsAt(i, k.t.Now); at.After(k.t.Now) { // it is late, and night
		c.Due = at
		return nil
	}
	i.Crew.Call = nil
	if !k.teams(i) || (c.Kind == kindTeam) != (i.Team != "") {
		return nil
	}
	return k.say(letterTeam, i.Plan.End(), k.teamGiven(i, c.Kind))
}

// among takes whether she wants to be in a team of women only. Who does not any more is
// not in one.
func (k *diary) among(i *item, wants bool) error {
	i.Among = wants
	if wants || i.Crew == nil || i.Crew.View == nil || !i.Crew.View.Women {
		return nil
	}
	err := k.teamless(i)
	k.callTeam(i, kindTeamless)
	return err
}

// forgetTeam forgets the others of her team, as the team does.
func (i *item) forgetTeam(now time.Time) {
	if i.Crew != nil && !now.Before(i.Plan.End().Add(teamForgets)) {
		i.Crew.View = nil
	}
}
