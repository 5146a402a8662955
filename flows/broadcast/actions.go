package broadcast

import (
	"encoding/json"
	"fmt"
	"strconv"

	"wecan/flows"
	"wecan/i18n"
)

// The fields in which the flows keep what she writes.
const (
	fieldTeamSite = "team_site"
	fieldNumber   = "announce_number" // of her last one
	fieldOther    = "announce_other"  // of one that she has typed
	fieldKind     = "announce_kind"
	fieldWho      = "announce_who"
	fieldWords    = "announce_words"
	fieldButton   = "announce_button"
	fieldEvent    = "announce_event"
	fieldPhoto    = "announce_photo"
	fieldTongue   = "announce_tongue"
	fieldMore     = "announce_more" // the words in that language

	// Who of her site, when she chose some of them.
	fieldGroups     = "announce_groups"
	fieldTracks     = "announce_tracks"
	fieldPhases     = "announce_phases"
	fieldReaders    = "announce_readers"
	fieldGuests     = "announce_guests"
	fieldGuestsSite = "announce_guests_site"
	fieldTeam       = "announce_team"
	fieldSilent     = "announce_silent"
)

// gives are the values about how an announcement stands: can are the buttons that she may
// tap, rev is what she has seen.
func gives() []string {
	return []string{"number", "cast_title", "cast_for", "cast_state", "cast_report", "cast_rev", "cast_can", "reach"}
}

// samples are such values, to try flows with.
func samples() map[string][]string {
	line := flows.Phrase{Key: wordLine, Args: map[string]string{"what": flows.Words(wordWould), "count": "214 (العربية 31)"}}
	return map[string][]string{
		"cast_for":   {flows.Lines(flows.Phrase{Key: wordAt, Args: map[string]string{"what": "sites/leipzig"}}), ""},
		"cast_state": {flows.Lines(flows.Phrase{Key: wordCounted})}, "cast_report": {flows.Lines(line)},
		"cast_rev": {"3"}, "reach": {"214"}, "why": {flows.Words(wordFew)},
		"cast_can": {"", "approve pause resume count cancel say show"},
	}
}

// actions are what a phone may ask of an announcement, by the roster of its site.
func actions() map[string]flows.Action {
	order := func(what string, about func(flows.Call) string, needs ...string) flows.Action {
		return flows.Action{
			Needs: append([]string{fieldTeamSite}, needs...), Answers: []string{answerStands, answerRefused, flows.TeamOthers},
			Gives: append(gives(), "why"), Do: func(c flows.Call) (flows.Request, error) { return ordering(c, what, about(c)) },
		}
	}
	told := func(c flows.Call) string { return c.Answers["number"] }
	field := func(name string) func(flows.Call) string {
		return func(c flows.Call) string { return c.Answers[name] }
	}
	return map[string]flows.Action{
		"announce.may": {Needs: []string{fieldTeamSite}, Answers: []string{flows.TeamMay, flows.TeamOthers}, Do: asking},
		"announce.write": order(orderWrite, func(c flows.Call) string { return flows.NewReference(c.Turn.Rand()) },
			fieldKind, fieldWho, fieldWords, fieldButton),
		"announce.event":   leading(fieldEvent),
		"announce.guests":  leading(fieldGuests),
		"announce.last":    order(orderLook, field(fieldNumber)),
		"announce.find":    order(orderLook, field(fieldOther), fieldOther),
		"announce.say":     order(orderSay, told, fieldTongue, fieldMore),
		"announce.show":    order(orderShow, told),
		"announce.count":   order(string(WhatCount), told),
		"announce.approve": order(string(WhatApprove), told),
		"announce.pause":   order(string(WhatPause), told),
		"announce.resume":  order(string(WhatResume), told),
		"announce.cancel":  order(string(WhatCancel), told),
	}
}

// asking asks the roster of her site whether she may write announcements at all.
func asking(c flows.Call) (flows.Request, error) {
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindRoster, c.Answers[fieldTeamSite]), flows.ToldTeamOrder, flows.TeamOrder{})
	if err != nil {
		return flows.Request{}, fmt.Errorf("broadcast: %w", err)
	}
	return flows.Request{Tell: tell}, nil
}

// leading asks the event whose number she has typed whether people can still come.
func leading(field string) flows.Action {
	return flows.Action{
		Needs: []string{field}, Answers: []string{flows.EventComes, flows.EventNone}, Gives: []string{flows.EventSite},
		Do: func(c flows.Call) (flows.Request, error) {
			reference, _ := flows.ParseReference(c.Answers[field])
			tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindEvent, reference), flows.ToldComes, nil)
			if err != nil {
				return flows.Request{}, fmt.Errorf("broadcast: %w", err)
			}
			return flows.Request{Tell: tell}, nil
		},
	}
}

// ordering tells the roster of her site what she orders. What she has typed may be no
// number: then it is that of no announcement. "" is that of her last one when there is none.
func ordering(c flows.Call, what, about string) (flows.Request, error) {
	reference, given := numbered(about), c.Answers
	w := wish{ID: strconv.FormatUint(c.Turn.Rand().Uint64(), 36), Reference: reference}
	switch what {
	case orderWrite:
		w.Kind, w.Enrolled, w.Lang, w.Text = flows.CastKind(given[fieldKind]), given[fieldWho] == "enrolled", c.Language, given[fieldWords]
		w.Person, w.File = given[fieldButton] == "person", given[fieldPhoto]
		w.some(given)
		if given[fieldButton] == "event" {
			w.Event = given[fieldEvent]
		}
	case orderSay:
		w.Lang, _ = i18n.Named(given[fieldTongue])
		w.Text = given[fieldMore]
		w.Seen, _ = strconv.Atoi(given["cast_rev"])
	case orderLook, orderShow:
	default:
		w.Seen, _ = strconv.Atoi(given["cast_rev"])
	}
	data, err := json.Marshal(w)
	if err != nil {
		return flows.Request{}, fmt.Errorf("broadcast: write an order: %w", err)
	}
	site := given[fieldTeamSite]
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindRoster, site), flows.ToldTeamOrder, flows.TeamOrder{
		To: c.Turn.IDs.Of(flows.KindBroadcast, reference), What: what, Data: data,
	})
	if err != nil {
		return flows.Request{}, fmt.Errorf("broadcast: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}
