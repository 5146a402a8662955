package event

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// What a person tells her guest. All carry a wish; the event is asked with the same names
// where it decides.
const (
	toldList    = "list"    // which events are there?
	toldOpen    = "open"    // she wants to see one
	toldBegin   = "begin"   // she wants to be asked what a sign-up needs
	toldSign    = "sign"    // she signs up, or changes what she has said
	toldAccept  = "accept"  // yes to an offer
	toldDecline = "decline" // no to it
	toldLeave   = "leave"
	toldFile    = "file"   // one as a calendar file, or all at which she has a place
	toldForget  = "forget" // she leaves all of them, and is not answered
	toldHere    = "here"   // she is there, with the number of the door
	toldDay     = "day"    // what can she do at one now? See [starts].

	toldAgain   = "again"    // she wants to ask for somebody whom she would like to see again
	toldMeet    = "meet"     // she asks for somebody whom she would like to see again
	toldMeetSay = "meet_say" // what she says to the ask of another one

	toldHand    = "hand"    // she wants to be asked what a hand-in needs
	toldSubmit  = "submit"  // she hands in what she has made, or what her team has
	toldIdeas   = "ideas"   // what is there to vote for?
	toldIdea    = "idea"    // she wants to see one
	toldVote    = "vote"    // she votes, or for another than before
	toldResults = "results" // which have the most votes?

	// Of teams: see crew.go.
	toldTeam      = "team"       // she wants to see hers
	toldMake      = "team_make"  // she makes one
	toldJoin      = "team_join"  // she joins one by its number
	toldLeaveTeam = "team_leave" // she leaves hers
	toldShow      = "team_show"  // whether the others may see her name
	toldTalk      = "team_talk"  // she wants to write to the others
)

// What a guest answers to what a person wants.
const (
	answerListed  = "listed"   // list: it was told
	answerNone    = "none"     // list: there is nothing for her
	answerOpened  = "opened"   // open, show: it was told
	answerClosed  = "closed"   // open, show, begin: there is no such event for her
	answerBegun   = "begun"    // begin, and all of [starts]: it was told
	answerPlaced  = "placed"   // sign, accept: she has a place
	answerQueued  = "queued"   // sign, accept: she is on the waiting list
	answerNotOpen = "not_open" // sign, accept: that is not possible any more, or not for her
	answerFull    = "full"     // sign: nobody more is taken
	answerLeft    = "left"     // leave, decline: she is out
	answerLate    = "late"     // leave, decline: it is over, and stays as it was; sign: it has begun, and her answers stay; hand, submit, vote: the time is over
	answerHere    = "here"     // here: that is noted
	answerEarly   = "early"    // here: it is too early
	answerWrong   = "wrong"    // here: it is another number; meet: nobody has it
	answerAskUs   = "ask_us"   // here, meet: too many were wrong
	answerNoted   = "noted"    // rate, meet_say: that is noted
	answerFile    = "file"     // file: it is enclosed
	answerNoFile  = "no_file"  // file: she has no place at anything

	answerAsked = "asked" // meet: the other is asked, if she wants to be

	answerHanded = "handed" // submit: it has a number
	answerVoted  = "voted"  // vote: it counts
	answerOwn    = "own"    // vote: it is for her own work; meet: it is her own number
	answerGone   = "gone"   // idea, vote, meet_say: it was taken back
	answerSoon   = "soon"   // results: people can vote still
	// Of teams; closed is for whoever can be in none.
	answerMade     = "made"     // team_make: hers is there
	answerJoined   = "joined"   // team_join: she is in it
	answerHasTeam  = "has_team" // team_make, team_join: she is in another one
	answerNoTeam   = "no_team"  // team_join: no team has this number
	answerTeamFull = "full"     // team_join: it has no room
	answerKept     = "kept"     // team_show: it is noted
	answerTalks    = "talks"    // team_talk: she is led there
)

// wish is what a person tells her guest.
type wish struct {
	ID    string    `json:"id"`
	Event string    `json:"event,omitempty"` // the reference of one
	Lang  i18n.Lang `json:"lang"`            // hers
	Site  string    `json:"site,omitempty"`  // hers, as she said it in the form of the programme
	Form  Form      `json:"form,omitzero"`   // of sign
	Door  int       `json:"door,omitempty"`  // of here
	Mark  Mark      `json:"mark,omitempty"`  // of rate
	Said  string    `json:"said,omitempty"`  // of rate
	Work  Work      `json:"work,omitzero"`   // of submit
	No    int       `json:"no,omitempty"`    // of idea and vote: the number of a work
	After int       `json:"after,omitempty"` // of ideas: behind which work the page begins
	Place bool      `json:"-"`               // of leave and decline: see [request]; only the guest says it
	Code  string    `json:"code,omitempty"`  // of team_join: the number of a team
	Name  string    `json:"name,omitempty"`  // of team_make: the team's; of team_show: hers
	Shows string    `json:"shows,omitempty"` // of team_show: yes or no
	Other int       `json:"other,omitempty"` // of meet and meet_say: the arrival number of somebody else
	Say   string    `json:"say,omitempty"`   // of meet_say: yes, no or never
}

// actions are what flows may ask guests for.
func actions() map[string]flows.Action {
	opening := []string{answerOpened, answerClosed}
	return map[string]flows.Action{
		"event.list":  {Answers: []string{answerListed, answerNone}, Do: ask(toldList)},
		"event.open":  {Needs: []string{"events", fieldNumber}, Answers: opening, Do: open},
		"event.show":  {Answers: opening, Do: show},
		"event.begin": {Needs: []string{"event"}, Answers: []string{answerBegun, answerClosed}, Do: ask(toldBegin)},
		"event.today": {Needs: []string{"event"}, Answers: []string{answerBegun, answerClosed}, Do: ask(toldDay)},
		"event.here":  {Needs: []string{"event", fieldDoor}, Answers: []string{answerHere, answerEarly, answerWrong, answerAskUs, answerClosed}, Gives: append(standGives(), "meets"), Do: here},
		"event.rate":  {Needs: []string{"event", fieldMark}, Answers: []string{answerNoted, answerClosed}, Gives: standGives(), Do: rate},
		"event.again": {Needs: []string{"event"}, Answers: []string{answerBegun, answerClosed}, Do: ask(toldAgain)},
		"event.meet": {
			Needs: []string{"event", fieldMeetNumber, fieldMeetWords}, Answers: []string{answerAsked, answerWrong, answerOwn, answerFull, answerAskUs, answerClosed}, Do: meetSomebody,
		},
		"event.meet_say": {Needs: []string{"event", "met", fieldMetSay}, Answers: []string{answerNoted, answerGone, answerClosed}, Do: meetSay},
		"event.sign":     {Needs: []string{"event"}, Answers: []string{answerPlaced, answerQueued, answerNotOpen, answerLate, answerFull}, Gives: append(standGives(), "unpaired"), Do: sign},
		"event.accept":   {Needs: []string{"event"}, Answers: []string{answerPlaced, answerQueued, answerNotOpen}, Gives: standGives(), Do: ask(toldAccept)},
		"event.decline":  {Needs: []string{"event"}, Answers: []string{answerLeft, answerLate}, Gives: standGives(), Do: ask(toldDecline)},
		"event.leave":    {Needs: []string{"event"}, Answers: []string{answerLeft, answerLate}, Gives: standGives(), Do: ask(toldLeave)},
		"event.file":     {Needs: []string{"event"}, Answers: []string{answerFile, answerNoFile}, Gives: []string{"calendar"}, Do: ask(toldFile)},
		"event.hand":     {Needs: []string{"event"}, Answers: []string{answerBegun, answerLate, answerClosed}, Gives: workGives(), Do: ask(toldHand)},
		"event.submit": {
			Needs: []string{"event"}, Answers: []string{answerHanded, answerLate, answerFull, answerClosed}, Gives: workGives(), Do: submit,
		},
		"event.ideas": {Needs: []string{"event"}, Answers: []string{answerListed, answerNone, answerClosed}, Do: ideas},
		"event.idea":  {Needs: []string{"event", "ideas", fieldIdeaNumber}, Answers: []string{answerOpened, answerGone, answerClosed}, Do: idea},
		"event.vote": {
			Needs: []string{"event", "no"}, Answers: []string{answerVoted, answerOwn, answerGone, answerLate, answerClosed}, Gives: workGives(), Do: vote,
		},
		"event.results": {Needs: []string{"event"}, Answers: []string{answerOpened, answerSoon, answerClosed}, Do: ask(toldResults)},
		"event.team":    {Needs: []string{"event"}, Answers: []string{answerBegun, answerClosed}, Do: ask(toldTeam)},
		"event.team_make": {
			Needs: []string{"event"}, Answers: []string{answerMade, answerHasTeam, answerClosed}, Gives: teamGives(), Do: askTeam(toldMake),
		},
		"event.team_join": {
			Needs: []string{"event", fieldTeamCode}, Answers: []string{answerJoined, answerHasTeam, answerNoTeam, answerTeamFull, answerClosed},
			Gives: teamGives(), Do: askTeam(toldJoin),
		},
		"event.team_leave": {Needs: []string{"event"}, Answers: []string{answerLeft, answerClosed}, Gives: teamGives(), Do: ask(toldLeaveTeam)},
		"event.team_show": {
			Needs: []string{"event", fieldTeamShows}, Answers: []string{answerKept, answerClosed}, Gives: teamGives(), Do: askTeam(toldShow),
		},
		"event.team_talk": {Needs: []string{"event"}, Answers: []string{answerTalks, answerClosed}, Gives: teamGives(), Do: ask(toldTalk)},
		"event.forget":    {Do: ask(toldForget)}, // never answered: she leaves all events
	}
}

// Where flows keep what these actions read. Of the form nothing is needed: a flow asks
// only what this event is about, and most of that can be skipped.
const (
	fieldNumber    = "event_number" // one to eight: which one of the list she wants
	fieldAbout     = "link_about"   // what a deep link is about: see [flows.LinkAbout]
	fieldSite      = "site"
	fieldLinkSite  = "link_site"
	fieldSkills    = "event_skills"    // ids with a comma between them
	fieldRole      = "event_role"      // idea: she has one of her own; join: she joins others; alone: she wants to work alone
	fieldIdea      = "event_idea"      // a text
	fieldLanguages = "event_languages" // ids with a comma between them
	fieldNeeds     = "event_needs"     // ids with a comma between them
	fieldOther     = "event_other"     // a text: what else she needs
	fieldChildren  = "event_children"  // one, two, three, four; all else is none
	fieldFriend    = "event_friend"    // a friend's code, or anything else for none
	fieldWomen     = "event_women"     // yes: she wants one of the places for women
	fieldParents   = "event_parents"   // the same
	fieldAmong     = "event_among"     // yes: she wants to be in a team of women only
	fieldName      = "event_name"      // what to call her, asked of whoever has no name in the form of the programme
	fieldDoor      = "event_door"      // the number of the door
	fieldHerName   = "name"            // that one

	fieldWorkTitle  = "event_work_title"
	fieldWorkText   = "event_work_text"
	fieldWorkFile   = "event_work_file"   // as a question for a document saves it
	fieldIdeaNumber = "event_work_number" // one to eight: which one of the page she wants
	fieldTeamCode   = "event_team_code"   // the number of a team
	fieldTeamName   = "event_team_name"   // what she wants to call hers
	fieldTeamShows  = "event_team_shows"  // yes: the others may see her name

	fieldMeetNumber = "event_meet_number" // the number of somebody whom she would like to see again
	fieldMeetShows  = "event_meet_shows"  // yes: that person may see her name
	fieldMeetWords  = "event_meet_words"  // how she can be reached
	fieldMetSay     = "event_met_say"     // yes, no or never: to the ask of another one
	fieldMetWords   = "event_met_words"   // how she can be reached
)

const (
	optionYes  = "yes"
	optionNo   = "no"
	optionJoin = "join"

	optionNever = "never"

	optionAlone = "alone"
	textMost    = 200 // characters of a text of hers
	someMost    = 20  // options that are kept of a question
)

// numbers are the options of a question for a number, from 1.
func numbers() []string {
	return []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}
}

const childrenMost = 4

// formOf reads a sign-up. What the event does not ask for is left out by its turn.
func formOf(c flows.Call) Form {
	f := Form{
		Lang: c.Language, Skills: several(c.Answers[fieldSkills]), Languages: several(c.Answers[fieldLanguages]), Needs: several(c.Answers[fieldNeeds]),
		Joins: c.Answers[fieldRole] == optionJoin, Alone: c.Answers[fieldRole] == optionAlone, Other: cut(c.Answers[fieldOther]),
		Women: c.Answers[fieldWomen] == optionYes, Parents: c.Answers[fieldParents] == optionYes, Among: c.Answers[fieldAmong] == optionYes,
		Name: cut(cmp.Or(c.Answers[fieldName], c.Answers[fieldHerName])),
	}
	if !f.Joins {
		f.Idea = cut(c.Answers[fieldIdea])
	}
	if n := slices.Index(numbers(), c.Answers[fieldChildren]) + 1; n <= childrenMost {
		f.Children = n
	}
	if typed := c.Answers[fieldFriend]; typed != "" {
		if f.Friend, _ = ParseCode(typed); f.Friend == 0 {
			f.Friend = nobody
		}
	}
	return f
}

func several(ids string) []string {
	if ids == "" {
		return nil
	}
	all := strings.Split(ids, ",")
	return all[:min(len(all), someMost)]
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= textMost {
		return text
	}
	return string([]rune(text)[:textMost])
}

func ask(told string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		return tellGuest(c, told, wish{Event: c.Answers["event"]})
	}
}

// open asks for the event that she chose from the list that stood there.
func open(c flows.Call) (flows.Request, error) {
	w := wish{}
	all := strings.Split(c.Answers["events"], listSep)
	if at := slices.Index(numbers(), c.Answers[fieldNumber]); at >= 0 && at < len(all) {
		w.Event = all[at]
	}
	return tellGuest(c, toldOpen, w)
}

// show asks for the event of the deep link that she came by.
func show(c flows.Call) (flows.Request, error) {
	w := wish{}
	if reference, ok := flows.ParseReference(c.Answers[fieldAbout]); ok {
		w.Event = reference
	}
	return tellGuest(c, toldOpen, w)
}

func sign(c flows.Call) (flows.Request, error) {
	return tellGuest(c, toldSign, wish{Event: c.Answers["event"], Form: formOf(c)})
}

func here(c flows.Call) (flows.Request, error) {
	w := wish{Event: c.Answers["event"]}
	w.Door, _ = i18n.Digits(c.Answers[fieldDoor])
	return tellGuest(c, toldHere, w)
}

// askTeam asks with what she said about a team.
func askTeam(told string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		w := wish{Event: c.Answers["event"]}
		switch told {
		case toldMake:
			w.Name = c.Answers[fieldTeamName]
		case toldJoin:
			w.Code = c.Answers[fieldTeamCode]
		case toldShow:
			if w.Shows = c.Answers[fieldTeamShows]; w.Shows == optionYes { // else it goes nowhere
				w.Name = cut(cmp.Or(c.Answers[fieldName], c.Answers[fieldHerName]))
			}
		}
		return tellGuest(c, told, w)
	}
}

func tellGuest(c flows.Call, told string, w wish) (flows.Request, error) {
	w.ID = strconv.FormatUint(c.Turn.Rand().Uint64(), 36)
	w.Lang = c.Language
	if w.Site = c.Answers[fieldSite]; w.Site == "" {
		w.Site = c.Answers[fieldLinkSite]
	}
	tell, err := flows.NewTell(GuestOf(c.Turn.IDs, c.Person), told, w)
	if err != nil {
		return flows.Request{}, fmt.Errorf("event: %w", err)
	}
	return flows.Request{Tell: tell, Key: w.Event}, nil
}

// GuestOf is the guest of a person.
func GuestOf(ids flows.IDs, person flows.ActorID) flows.ActorID {
	return ids.Of(flows.KindGuest, string(person))
}

// listingID is the one listing of a programme.
func listingID(ids flows.IDs) flows.ActorID { return ids.Of(flows.KindListing, flows.ListingName) }
