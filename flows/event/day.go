package event

import (
	"errors"
	"strings"
	"time"
)

// letterDay shows what she can do at an event now, since she asked: see [diary.day].
const letterDay = "event.day"

// dayGives are the values of that choice: day are words with a blank between them.
func dayGives() []string { return []string{"event", "title", "when", "code", "day"} }

// dayRow is one thing that can be done at an event. Flow authors know it by its word.
type dayRow struct {
	word string                       // no part of another one
	open func(k *diary, i *item) bool // whether she can do it now
}

// dayRows are all of them.
func dayRows() []dayRow {
	return []dayRow{
		{word: dayTeam, open: (*diary).teams},
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
		toldDay:  {letter: letterDay, given: (*diary).dayGiven},
		toldTeam: {word: dayTeam, letter: letterTeam, given: (*diary).teamStandsNow},
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

func (k *diary) dayGiven(i *item) map[string]string {
	given := k.given(i)
	out := map[string]string{}
	for _, name := range dayGives() {
		out[name] = given[name]
	}
	return out
}
