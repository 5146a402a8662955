package broadcast

import (
	"slices"
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// phone is one that hears what comes of an announcement.
type phone struct {
	Person flows.ActorID `json:"person"`
	By     string        `json:"by"`
}

// phonesMost is how many do: those that ordered something last.
const phonesMost = 4

// minds notes that she has ordered something, as the last one so far. Who only looks takes
// the news from nobody.
func (k *making) minds(p phone) {
	k.orderer = p.Person
	k.Phones = append(slices.DeleteFunc(k.Phones, func(one phone) bool { return one.Person == p.Person }), p)
	k.Phones = k.Phones[max(0, len(k.Phones)-phonesMost):]
}

// phoneNews tells phones what has come about meanwhile: the count is there, for her who
// had it counted; it is over, for all who had a hand in it.
func (k *making) phoneNews(was State) error {
	var to []phone
	switch {
	case k.State == was || len(k.Phones) == 0:
	case was == StateCounting && k.State == StateCounted:
		to = k.Phones[len(k.Phones)-1:]
	case k.State == StateDone, k.State == StateCancelled:
		to = k.Phones
	}
	for _, p := range to {
		if p.Person == k.orderer { // she is answered
			continue
		}
		if err := k.tellPhone(p); err != nil {
			return err
		}
	}
	return nil
}

// tellPhone tells her how it stands.
func (k *making) tellPhone(p phone) error {
	return k.tell(k.t.IDs.Of(flows.KindRoster, k.Site), flows.ToldTeamLetter, flows.TeamLetter{Only: p.Person, Name: letterNews, Given: k.shows(p.By)})
}

// shows is what a phone reads of how it stands; by is whoever reads it.
func (k *making) shows(by string) map[string]string {
	s := k.stands(k.m.Programme)
	report := append(s.numbers(i18n.English), k.foreign()...)
	if k.State == StateCounted && k.Count.Reach() < PeopleLeast { // why she cannot approve it
		report = append(report, flows.Phrase{Key: wordFew})
	}
	return map[string]string{
		"number": k.Reference, "cast_title": k.Title, "cast_for": flows.Lines(k.whom()...), "cast_state": flows.Lines(s.phrase()), "cast_report": flows.Lines(report...),
		"cast_rev": strconv.Itoa(k.Rev), "cast_can": k.can(by), "reach": strconv.Itoa(k.Count.Reach()),
	}
}

// can are the buttons that a phone shows.
func (k *making) can(by string) string {
	if by == "" {
		by = flows.ByProgram
	}
	var out []string
	for _, what := range []What{WhatApprove, WhatPause, WhatResume, WhatCount, WhatCancel} {
		if k.may(what, Order{By: by, Reference: k.Reference}, Plan{}, k.t.Now) == nil {
			out = append(out, string(what))
		}
	}
	if k.mayBe(StateDraft, StateCounted, StateScheduled) == nil {
		out = append(out, orderSay)
	}
	if k.State == StateCounting || len(out) == 0 {
		return ""
	}
	return strings.Join(append(out, orderShow), " ")
}

func (k *making) answer(o flows.TeamOrder, name string, given map[string]string) error {
	return k.tell(k.t.IDs.Of(flows.KindRoster, o.Site), flows.ToldTeamAnswer, flows.TeamAnswer{Person: o.Person, Name: name, Given: given})
}

// foreign is how many would read it in another language than theirs, as long as words can
// be added.
func (k *making) foreign() []flows.Phrase {
	if !k.Sent.Began.IsZero() {
		return nil
	}
	n, langs := 0, map[i18n.Lang]int{}
	for _, word := range []string{flows.CastWould, flows.CastLater} {
		for lang, count := range k.Count.Langs(word) {
			near, _, _ := strings.Cut(string(lang), "-")
			if lang != "" && !slices.Contains(k.Langs, lang) && !slices.Contains(k.Langs, i18n.Lang(near)) {
				langs[lang] += count
				n += count
			}
		}
	}
	return counted(flows.Words(wordForeign), n, i18n.English, langs)
}
