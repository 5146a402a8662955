package referral

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"strconv"

	"wecan/flows"
	"wecan/i18n"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

// Capability is what cmd registers.
func Capability() flows.Capability {
	return flows.Capability{
		Name:    "referral",
		Flows:   flowFiles,
		Dir:     "flows/referral",
		Locked:  true,
		Words:   words(),
		Actions: actions(),
		Tells: map[string][]string{
			toldTaken:    {"navigator", "day", "hour", "reads"},
			toldNobody:   {"day", "hour"},
			toldStandsP:  {"state", "navigator", "day", "hour"},
			toldMoved:    {"navigator"},
			toldLateP:    {"navigator"},
			toldStill:    {"number", "navigator"},
			toldClosed:   {"number", "navigator", "outcome", "until"},
			toldPassed:   {"number", "until"},
			toldAlert:    {"number", "colour", "tongue", "topic", "form", "before_day", "before", "since_day", "since", "safe", "woman", "named", "why"},
			toldOverdue:  {"number", "colour", "tongue", "topic", "since_day", "since", "navigator", "state"},
			toldUnsent:   {"number"},
			toldOpenedP:  nil,
			toldTeamLeft: nil,
		},
		Bind: func(_ *flows.Book, p *flows.Programme, c *i18n.Catalog) map[flows.Kind]flows.Machine {
			return map[flows.Kind]flows.Machine{
				flows.KindReferral: Referral{Programme: p}, flows.KindRoster: Roster{Programme: p}, flows.KindRecord: Record{Programme: p},
				flows.KindThread: NewThread(p, c), flows.KindDigest: NewDigest(p, c),
			}
		},
	}
}

// fieldNumber is where the form keeps the number of her referral.
const fieldNumber = "question_number"

// fieldSite is the answer of another flow that says where she takes part.
const fieldSite = "site"

// actions are what flows may ask referrals and rosters for.
func actions() map[string]flows.Action {
	hers := func(told, field string) flows.Action {
		a := flows.Action{Needs: []string{fieldNumber}, Do: wishFor(told, field)}
		if field != "" {
			a.Needs = append(a.Needs, field)
		}
		return a
	}
	about := func(told, field string) flows.Action { // the one that the flow was told of
		a := flows.Action{Do: wishFor(told, field)}
		if field != "" {
			a.Needs = []string{field}
		}
		return a
	}
	of := func(told, field string, gives []string, answers ...string) flows.Action {
		a := flows.Action{Answers: answers, Gives: gives, Do: workOn(told, field)}
		if field != "" {
			a.Needs = append(a.Needs, field)
		}
		return a
	}
	team := func(told string, gives []string, answers ...string) flows.Action {
		var needs []string
		if told != toldJoin {
			needs = []string{"team_site"}
		}
		return flows.Action{Needs: needs, Answers: answers, Gives: gives, Do: toRoster(told)}
	}
	return map[string]flows.Action{
		"referral.submit": {
			Needs: []string{"topic", "words"}, Answers: []string{answerOpened, answerTaken}, Gives: []string{"reads", "day", "hour"}, Do: submit,
		},
		"referral.mentor": {
			Needs: []string{fieldMentor}, Answers: []string{answerOpened, answerTaken}, Gives: []string{"reads", "day", "hour"}, Do: mentor,
		},
		"referral.look":     hers(toldLook, ""),
		"referral.more":     hers(toldMore, "add"),
		"referral.another":  hers(toldAnother, ""),
		"referral.withdraw": hers(toldWithdraw, ""),
		"referral.enough":   about(toldEnough, ""),
		"referral.got":      about(toldGot, "got"),
		"referral.reopen":   about(toldReopen, ""),
		"referral.accept":   of(toldAccept, "", []string{"by", "day", "hour"}, answerYours, answerTaken, answerGone),
		"referral.busy":     of(toldBusy, "", nil),
		"referral.refuse":   of(toldRefuse, "", nil),
		"referral.close":    of(toldClose, "outcome", nil, answerClosed, answerHard, answerUnknown),
		"referral.pass":     of(toldPass, "pass_why", nil, answerNoted, answerUnknown),
		"referral.record":   of(toldFile, "safety_note", nil, answerKept, answerFull, answerUntrained, answerUnknown),
		"referral.ready":    of(toldReady, "ready_which", nil),
		"team.join":         team(toldJoin, []string{"name", "announces"}, answerJoined, answerRefused),
		"team.away":         team(toldAway, nil, answerNoted, answerUnknown),
		"team.back":         team(toldBack, nil, answerNoted, answerUnknown),
		"team.board":        team(toldBoard, []string{"lines"}, answerBoard, answerEmpty, answerUnknown),
	}
}

// submit is the action referral.submit. Coming to the step again draws another
// number: the last one was taken.
func submit(c flows.Call) (flows.Request, error) {
	reference := flows.NewReference(c.Turn.Rand())
	given := c.Answers
	r := request{
		Topic: given["topic"], Soon: given["soon"], Words: given["words"], Letter: given["letter"], Language: c.Language,
		Woman: given["woman"] == "yes", Safe: given["safe"], Speaks: given["speaks"], Team: given["avoid"] == "team", Called: given["called"],
	}
	if r.Topic == "danger" {
		r.Soon = "now"
	}
	if given["avoid"] == "person" {
		r.Avoid = given["avoid_who"]
	}
	return submitted(c, reference, cmp.Or(given[fieldSite], given["link_site"]), r)
}

// submitted brings a request to a referral of its own.
func submitted(c flows.Call, reference, site string, r request) (flows.Request, error) {
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindReferral, reference), toldSubmit, submission{reference, site, r})
	if err != nil {
		return flows.Request{}, fmt.Errorf("referral: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}

// topicMentor is the topic of those who ask for a mentor at an event. No question has it.
const topicMentor = "mentor"

const (
	fieldMentor = "mentor_words" // what somebody asks a mentor
	fieldAt     = "at_site"      // the site at which she is now, as another capability told
)

// mentor is the action referral.mentor: a referral to the mentor on duty where she is. It
// is as soon as one with a date, and whom she does not want to see it is heeded as ever.
func mentor(c flows.Call) (flows.Request, error) {
	reference, given := flows.NewReference(c.Turn.Rand()), c.Answers
	r := request{
		Topic: topicMentor, Soon: "days", Words: given[fieldMentor], Language: c.Language, Woman: given["woman"] == "yes",
		Team: given["avoid"] == "team", Called: given["called"],
	}
	if given["avoid"] == "person" {
		r.Avoid = given["avoid_who"]
	}
	return submitted(c, reference, cmp.Or(given[fieldAt], given[fieldSite], given["link_site"]), r)
}

// wishFor tells her referral something of the person.
func wishFor(told, field string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		number := cmp.Or(c.Answers["number"], c.Answers[fieldNumber])
		return ask(c, number, told, wish{ID: drawn(c), Words: c.Answers[field]})
	}
}

// workOn tells a referral something of whoever has it, or is asked to take it: the
// one that the flow was told of, or in whose chat it was begun.
func workOn(told, field string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		return ask(c, c.Answers["number"], told, work{ID: drawn(c), How: c.Answers[field]})
	}
}

func drawn(c flows.Call) string { return strconv.FormatUint(c.Turn.Rand().Uint64(), 36) }

func ask(c flows.Call, reference, told string, value any) (flows.Request, error) {
	if reference == "" {
		return flows.Request{}, errors.New("referral: nothing says which one is meant")
	}
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindReferral, reference), told, value)
	if err != nil {
		return flows.Request{}, fmt.Errorf("referral: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}

// toRoster tells the roster of the site that her invitation was for.
func toRoster(told string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		site := c.Answers["team_site"]
		if told == toldJoin {
			site = c.Answers["link_site"]
		}
		tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindRoster, site), told, joining{Code: c.Answers["link_code"]})
		if err != nil {
			return flows.Request{}, fmt.Errorf("referral: %w", err)
		}
		return flows.Request{Tell: tell, Key: site}, nil
	}
}

// languageNamed is the language that somebody typed, of all that we know.
func languageNamed(typed string) (i18n.Lang, bool) { return i18n.Named(typed) }
