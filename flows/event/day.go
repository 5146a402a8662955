package event

import (
	"errors"
	"strings"
	"time"
)

// letterDay shows what she can do at an event now, since she asked: see [diary.day]. With
// asks it asks her something by itself first: see [moments].
const letterDay = "event.day"

// dayGives are the values of that choice: day are words with a blank between them.
func dayGives() []string {
	return []string{"event", "title", "when", "place", "code", "day", "asks", "schedule", "at_site"}
}

// dayRow is one thing that can be done at an event. Flow authors know it by its word.
type dayRow struct {
	word string                       // no part of another one
	open func(k *diary, i *item) bool // whether she can do it now
}

// dayRows are all of them.
func dayRows() []dayRow {
	return []dayRow{
		{dayHere, (*diary).atDoor},
		{dayProgramme, (*diary).hasProgramme},
		{dayMentor, (*diary).isOn},
		{dayRate, (*diary).canRate},
		{dayMeet, (*diary).canMeet},
		{dayTeam, (*diary).teams},
		{wordSubmit, (*diary).canHandIn},
		{wordVote, (*diary).canVote},
		{wordResults, (*diary).hasResults},
	}
}

// dayWords are the words, each by itself: whoever walks a flow tries each once.
func dayWords() []string {
	var out []string
	for _, row := range dayRows() {
		out = append(out, row.word)
	}
	return out
}

// day are the words for what she can do at an event now. Who has no place can do nothing
// there.
func (k *diary) day(i *item) string {
	if i.Seat != SeatPlaced || i.Cancelled || i.Rev == 0 {
		return ""
	}
	var out []string
	for _, row := range dayRows() {
		if row.open(k, i) {
			out = append(out, row.word)
		}
	}
	return strings.Join(out, " ")
}

// can says whether a word is among them.
func (k *diary) can(i *item, word string) bool {
	return strings.Contains(" "+k.day(i)+" ", " "+word+" ")
}

// start is a flow that begins since she asked for it, after the event has said how it
// stands.
type start struct {
	word   string // of the day; "": whenever there is one
	letter string
	given  func(k *diary, i *item) map[string]string
}

// starts are these flows, by what a person tells her guest.
func starts() map[string]start {
	return map[string]start{
		toldDay:   {letter: letterDay, given: (*diary).dayStart},
		toldTeam:  {word: dayTeam, letter: letterTeam, given: (*diary).teamStandsNow},
		toldAgain: {word: dayMeet, letter: letterAgain, given: (*diary).againStart},
	}
}

// begin begins one of them, if she can do that now.
func (k *diary) begin(s start, i *item) error {
	if s.word != "" && !k.can(i, s.word) || k.day(i) == "" {
		return k.say(answerClosed, time.Time{}, nil)
	}
	return errors.Join(
		k.say(s.letter, k.t.Now.Add(inquiryLast), s.given(k, i)),
		k.say(answerBegun, time.Time{}, nil),
	)
}

// dayMentor: she can ask a mentor, as somebody who needs a person does: see the flows of
// referrals.
const dayMentor = "mentor"

// isOn says whether an event has begun and is not over.
func (k *diary) isOn(i *item) bool { return !k.t.Now.Before(i.Plan.Start) && !i.over(k.t.Now) }

func (k *diary) dayStart(i *item) map[string]string { return k.dayGiven(i, "") }

func (k *diary) dayGiven(i *item, asks string) map[string]string {
	given := k.given(i)
	out := map[string]string{}
	for _, name := range dayGives() {
		out[name] = given[name]
	}
	out["asks"], out["schedule"], out["at_site"] = asks, k.programme(i), i.Plan.Site
	return out
}
