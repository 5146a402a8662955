package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// A guest is in one team of an event at most. She asks one team at a time; what a team
// says that is not hers is answered with a word that she is not in it.

// crew is how somebody stands with the teams of an event. The number of hers is in the
// item.
type crew struct {
	Asked string `json:"asked,omitempty"` // her wish, while her flow waits for what comes of it
	Want  string `json:"want,omitempty"`  // the team that she wants to be in
	Wish  int    `json:"wish,omitempty"`  // the number under which she asked that
	Name  string `json:"name,omitempty"`  // of the team that she makes
	Own   bool   `json:"own,omitempty"`   // she made or joined hers by herself
	Since int    `json:"since,omitempty"` // the number under which she is in hers
	Last  int    `json:"last,omitempty"`  // the newest number of what her team told
	Put   int    `json:"put,omitempty"`   // the newest placing that she heard of
	Wants int    `json:"wants,omitempty"` // the placing that she follows with her wish
	Shows string `json:"shows,omitempty"` // whether the others may see her name: yes, no, or "" while she was not asked
	Wrong int    `json:"wrong,omitempty"` // numbers that no team had
	Past  int    `json:"past,omitempty"`  // how many teams she has left since the event began
	Lost  bool   `json:"lost,omitempty"`  // she was taken out of hers, to come into the one that she wants

	View *teamShown `json:"view,omitempty"`
	Call *call      `json:"call,omitempty"` // news about her team
}

// wrongMost is how many numbers somebody may try at an event that no team has: teams are
// not to be found by trying.
const wrongMost = 20

// teams says whether she can be in a team there.
func (k *diary) teams(i *item) bool {
	return i != nil && i.Rev > 0 && i.Seat == SeatPlaced && !i.Cancelled && !i.over(k.t.Now) && i.Plan.TeamMax > 0
}

// teamWished does what she wishes about a team.
func (k *diary) teamWished(what string, w wish) error {
	i := k.item(w.Event)
	if !k.teams(i) {
		if i != nil && what == toldLeaveTeam {
			return errors.Join(k.teamless(i), k.say(answerLeft, time.Time{}, nil))
		}
		return k.say(answerClosed, time.Time{}, nil)
	}
	if i.Crew == nil {
		i.Crew = &crew{}
	}
	switch what {
	case toldMake, toldJoin:
		return k.seeks(i, what, w)
	case toldLeaveTeam:
		return errors.Join(k.teamless(i), k.say(answerLeft, time.Time{}, k.teamGiven(i, "")))
	case toldShow:
		return k.shows(i, w)
	}
	return k.talks(i)
}

// seeks asks a team to take her in, or makes one.
func (k *diary) seeks(i *item, what string, w wish) error {
	c := i.Crew
	code, known := teamCode(w.Code)
	switch {
	case i.Team != "" && what == toldJoin && code == i.Team:
		return k.say(answerJoined, time.Time{}, k.teamGiven(i, ""))
	case i.Team != "":
		return k.say(answerHasTeam, time.Time{}, k.teamGiven(i, ""))
	case c.Past >= teamsLeftMost:
		return k.say(answerClosed, time.Time{}, nil)
	case what == toldJoin && (!known || c.Wrong >= wrongMost):
		return k.say(answerNoTeam, time.Time{}, nil)
	}
	err := k.unwant(i)
	c.Asked, c.Own, c.Name, c.Wants = what, true, shortened(w.Name), 0
	if what == toldMake {
		code = k.drawCode()
	}
	return errors.Join(err, k.want(i, code))
}

// want asks a team to take her in.
func (k *diary) want(i *item, code string) error {
	c := i.Crew
	k.Said++
	c.Want, c.Wish = code, k.Said
	told := toldTeamIn
	if c.Asked == toldMake && c.Wants == 0 {
		told = toldTeamMake
	}
	return k.tellTeam(i, code, told, crewWish{Seq: c.Wish, Put: c.Wants, Name: c.Name})
}

// unwant takes back what she has asked.
func (k *diary) unwant(i *item) error {
	c := i.Crew
	if c == nil || c.Want == "" {
		return nil
	}
	code := c.Want
	c.Want, c.Wish, c.Asked, c.Wants = "", 0, "", 0
	return k.leftTeam(i.Standing, i.N, code)
}

// teamless takes her out of the team that she has, or wants.
func (k *diary) teamless(i *item) error {
	err := k.unwant(i)
	if i.Team == "" {
		return err
	}
	code := i.Team
	return errors.Join(err, k.noTeam(i), k.leftTeam(i.Standing, i.N, code))
}

// noTeam notes that she has none. Whom she shows her name to next she is asked again.
func (k *diary) noTeam(i *item) error {
	err := k.tellMate(i)
	c := i.Crew
	if i.Team != "" && !k.t.Now.Before(i.Plan.Start) {
		c.Past++
	}
	i.Team = ""
	c.Own, c.Since, c.Last, c.Shows, c.View, c.Call = false, 0, 0, "", nil, nil
	return err
}

// shows tells her team whether the others may see her name.
func (k *diary) shows(i *item, w wish) error {
	if i.Team == "" {
		return k.say(answerClosed, time.Time{}, nil)
	}
	i.Crew.Shows = optionNo
	if w.Shows == optionYes {
		i.Crew.Shows = optionYes
	} else {
		w.Name = ""
	}
	k.Said++
	return errors.Join(
		k.tellTeam(i, i.Team, toldTeamName, crewWish{Seq: k.Said, Shows: i.Crew.Shows, Name: w.Name}),
		k.say(answerKept, time.Time{}, k.teamGiven(i, "")),
	)
}

// talks has her team lead her to its chat.
func (k *diary) talks(i *item) error {
	if i.Team == "" || i.Crew.Shows == "" {
		return k.say(answerClosed, time.Time{}, nil)
	}
	k.Said++
	return errors.Join(k.say(answerTalks, time.Time{}, k.teamGiven(i, "")), k.tellTeam(i, i.Team, toldTeamTalk, crewWish{Seq: k.Said}))
}

// tellTeam tells a team something of an event that she knows.
func (k *diary) tellTeam(i *item, code, told string, w crewWish) error {
	w.Standing = i.Standing
	w.Plan = w.Plan.brief()
	w.Guest, w.Person, w.Code, w.N, w.Most, w.Among = k.a.ID, k.Person, code, i.N, i.Plan.TeamMax, i.Among
	return k.tell(TeamID(k.t.IDs, i.Reference, code), told, w)
}

// leftTeam tells a team that she is not in it.
func (k *diary) leftTeam(s Standing, n int, code string) error {
	k.Said++
	return k.tellTeam(&item{Standing: s, N: n}, code, toldTeamOut, crewWish{Seq: k.Said})
}

// drawCode draws the number of a new team.
func (k *diary) drawCode() string { return drawTeam(k.t.Rand().IntN) }

// drawTeam draws a number of six digits, the first of which is not 0.
func drawTeam(intN func(int) int) string { return strconv.Itoa(100_000 + intN(900_000)) }

// teamCode reads the number of a team in the digits of any language, also with blanks.
func teamCode(typed string) (code string, ok bool) {
	n, ok := i18n.Digits(strings.Join(strings.Fields(typed), ""))
	if !ok || n < 100_000 || n > 999_999 {
		return "", false
	}
	return strconv.Itoa(n), true
}

// teamStands takes how a team stands.
func (k *diary) teamStands(in flows.Told) error {
	var now teamNow
	if err := json.Unmarshal(in.Data, &now); err != nil {
		return fmt.Errorf("event: read how a team stands: %w", err)
	}
	if in.From != TeamID(k.t.IDs, now.Event, now.Code) {
		k.reports = append(k.reports, "what did not come from its team was dropped")
		return nil
	}
	i := k.item(now.Event)
	switch {
	case i == nil || i.Crew == nil && now.Put == 0:
		return k.stray(i, now)
	case now.Put > 0:
		return k.put(i, now)
	case now.Code == i.Team:
		return k.inTeam(i, now)
	case now.Code == i.Crew.Want && now.Seq >= i.Crew.Wish:
		return k.sought(i, now)
	}
	return k.stray(i, now)
}

// stray answers a team that is not hers and takes her for one of its own.
func (k *diary) stray(i *item, now teamNow) error {
	if !now.In && now.Put == 0 || k.Person == "" || i != nil && i.Crew != nil && now.Code == i.Crew.Want {
		return nil
	}
	if i == nil {
		return k.leftTeam(Standing{Reference: now.Event}, 0, now.Code)
	}
	return k.leftTeam(i.Standing, i.N, now.Code)
}

// inTeam takes how hers stands.
func (k *diary) inTeam(i *item, now teamNow) error {
	c := i.Crew
	switch {
	case now.Number <= c.Last || now.Seq < c.Since:
		return nil
	case now.In:
		c.Last, c.View = now.Number, now.View
		return nil
	}
	err := k.noTeam(i)
	if c.Lost = c.Want != ""; !c.Lost {
		k.callTeam(i, kindTeamless)
	}
	return err
}

// sought takes what becomes of her wish.
func (k *diary) sought(i *item, now teamNow) error {
	c := i.Crew
	asked, wants := c.Asked, c.Wants
	if now.Why == teamTaken && asked == toldMake {
		return k.want(i, k.drawCode())
	}
	was, wish, lost := i.Team, c.Wish, c.Lost
	c.Want, c.Wish, c.Asked, c.Wants, c.Lost = "", 0, "", 0, false
	if !now.In {
		if lost && i.Team == "" {
			k.callTeam(i, kindTeamless)
		}
		if now.Why == teamNone {
			c.Wrong++
		}
		return k.answersTeam(i, asked, now.Why)
	}
	err := k.noTeam(i)
	if was != "" {
		err = errors.Join(err, k.leftTeam(i.Standing, i.N, was))
	}
	i.Team, c.Since, c.Last, c.View, c.Own = now.Code, wish, now.Number, now.View, wants == 0
	err = errors.Join(err, k.tellMate(i))
	if c.View != nil && c.View.Women && !i.Among { // she has changed her mind meanwhile
		return errors.Join(err, k.teamless(i), k.answersTeam(i, asked, teamFull))
	}
	if wants > 0 && asked == "" {
		k.callTeam(i, kindTeam)
	}
	return errors.Join(err, k.answersTeam(i, asked, ""))
}

// answersTeam answers her wish; a placing is none.
func (k *diary) answersTeam(i *item, asked string, why teamWhy) error {
	if asked == "" {
		return nil
	}
	answer := answerJoined
	switch {
	case i.Team != "" && asked == toldMake:
		answer = answerMade
	case i.Team != "":
	case why == teamFull:
		answer = answerTeamFull
	default:
		answer = answerNoTeam
	}
	if asked == toldMake && answer != answerMade {
		answer = answerClosed
	}
	return k.say(answer, time.Time{}, k.teamGiven(i, ""))
}

// put follows a placing: whoever plans has put her into a team.
func (k *diary) put(i *item, now teamNow) error {
	if i.Crew == nil {
		i.Crew = &crew{}
	}
	c := i.Crew
	if now.Code == i.Team && now.Number > c.Last { // she was taken out, which she has not heard yet, and put there again
		if err := k.noTeam(i); err != nil {
			return err
		}
	}
	switch {
	case now.Code == i.Team, now.Code == c.Want && c.Wants >= now.Put:
		return nil
	case now.Code == c.Want: // she has asked it herself: now a place is kept
		c.Put, c.Wants = max(c.Put, now.Put), now.Put
		return k.want(i, now.Code)
	case now.Put <= c.Put, !k.teams(i), !now.Force && (i.Team != "" && c.Own || c.Want != "" && c.Asked != ""):
		return k.leftTeam(i.Standing, i.N, now.Code)
	}
	asked := c.Asked
	err := k.unwant(i)
	c.Put, c.Wants, c.Asked = now.Put, now.Put, ""
	if asked != "" { // her own wish has been overtaken
		err = errors.Join(err, k.say(answerHasTeam, time.Time{}, k.teamGiven(i, "")))
	}
	return errors.Join(err, k.want(i, now.Code))
}

// teamFollows has her teams follow what has become of her place, and of the event.
func (k *diary) teamFollows(i *item, was Standing) error {
	switch {
	case i.Crew == nil:
		return nil
	case i.Seat != SeatPlaced || i.Cancelled || i.Plan.TeamMax == 0:
		return k.teamless(i)
	case i.Team == "" || i.Rev == was.Rev:
		return nil
	}
	k.Said++
	return k.tellTeam(i, i.Team, toldTeamStands, crewWish{Seq: k.Said})
}
