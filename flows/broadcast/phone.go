package broadcast

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// Who works on Telegram orders by her phone. Her order comes from the roster of her site,
// which knows at that moment that she may: see [flows.TeamOrder]. What she reads then, and
// the news of what she ordered, go back by the roster too.

// What a phone can order besides [What].
const (
	orderWrite = "write" // writes one, and has it counted
	orderSay   = "say"   // adds words in a language, or takes others, and has it counted again
	orderLook  = "look"
	orderShow  = "show" // shows on her phone what people read
)

// Answers to a phone, and the name of news.
const (
	answerStands  = "stands"
	answerRefused = "refused"
	letterNews    = "announce.news"
)

// wish is what somebody orders by her phone.
type wish struct {
	ID        string         `json:"id"`
	Reference string         `json:"reference"`
	Seen      int            `json:"seen,omitempty"`
	Kind      flows.CastKind `json:"kind,omitempty"`
	Enrolled  bool           `json:"enrolled,omitempty"`
	Whom      *flows.Segment `json:"whom,omitempty"`   // who of her site; nil for everybody there
	Guests    bool           `json:"guests,omitempty"` // the events of Whom are at her site
	Lang      i18n.Lang      `json:"lang,omitempty"`   // "" where she has typed one that nobody knows
	Text      string         `json:"text,omitempty"`
	Person    bool           `json:"person,omitempty"` // a button that leads to a person
	Event     string         `json:"event,omitempty"`  // a button to sign up for it
	File      string         `json:"file,omitempty"`   // as a question for files saves it
}

// phoned takes what a phone orders.
func (k *making) phoned(in flows.Told) error {
	var o flows.TeamOrder
	var w wish
	if err := errors.Join(json.Unmarshal(in.Data, &o), json.Unmarshal(o.Data, &w)); err != nil {
		return fmt.Errorf("broadcast: read the order of a phone: %w", err)
	}
	if o.Site == "" || in.From != k.t.IDs.Of(flows.KindRoster, o.Site) {
		k.report("an order of a phone that came from no roster was dropped")
		return nil
	}
	if k.t.IDs.Of(flows.KindBroadcast, w.Reference) != k.a.ID {
		return errors.New("broadcast: the order is about another announcement")
	}
	if w.Reference == "" {
		return k.answer(o, answerRefused, map[string]string{"why": flows.Words(wordNoneYet)})
	}
	if k.Reference != "" && k.Site != o.Site || k.Reference == "" && o.What != orderWrite {
		return k.answer(o, answerRefused, map[string]string{"why": flows.Words(wordNoSuch)})
	}
	var plan Plan
	if err := k.read(memberPlan, &plan); err != nil {
		return err
	}
	why, err := k.phone(o, w, plan)
	switch {
	case err != nil:
		return err
	case why != "":
		return k.answer(o, answerRefused, map[string]string{"why": flows.Words(why)})
	}
	if o.What == orderLook {
		if err := k.tellPhone(phone{o.Person, o.By}); err != nil {
			return err
		}
	}
	return k.answer(o, answerStands, k.shows(o.By))
}

// phone carries out what it orders; why is why not.
func (k *making) phone(o flows.TeamOrder, w wish, plan Plan) (why i18n.Key, err error) {
	order := Order{ID: w.ID, By: o.By, Reference: w.Reference, Seen: w.Seen, To: o.Person}
	switch o.What {
	case orderLook:
		return "", nil
	case orderShow:
		if len(plan.Words) == 0 { // the events of a week: each reads her own
			return wordNotNow, nil
		}
		return "", k.samples(order, plan, plan.Words)
	case orderWrite, orderSay:
		if slices.Contains(k.Heard, w.ID) {
			return "", nil
		}
		if o.What == orderWrite && k.Reference != "" {
			return wordNotNow, nil
		}
		order.Plan = k.wished(w, plan, o.Site)
		if why, err := k.obey(WhatPlan, order, plan); why != "" || err != nil {
			return why, err
		}
		now := order.Plan.clean()
		if err := k.count(order, now); err != nil {
			return "", err
		}
		written, _ := now.In(w.Lang)
		return "", k.samples(order, now, []flows.CastWords{written})
	}
	if what := What(o.What); slices.Contains([]What{WhatCount, WhatApprove, WhatPause, WhatResume, WhatCancel}, what) {
		yes := len(k.Approvals)
		why, err := k.obey(what, order, plan)
		if err == nil && len(k.Approvals) > yes && len(k.Approvals) < k.Need {
			err = k.tell(k.t.IDs.Of(flows.KindRoster, k.Site), flows.ToldTeamLetter, flows.TeamLetter{Except: o.Person, Name: letterNews, Given: k.shows("")})
		}
		return why, err
	}
	return wordNotNow, nil
}

// obey carries out an order as one of a desk is; why is why not.
func (k *making) obey(what What, o Order, plan Plan) (why i18n.Key, err error) {
	if slices.Contains(k.Heard, o.ID) {
		return "", nil
	}
	if o.Seen > 0 && o.Seen != k.Rev {
		return wordChanged, nil
	}
	if err := k.may(what, o, plan, k.t.Now); err != nil {
		var no RefusedError
		errors.As(err, &no)
		return wordWhy(no.Why), nil
	}
	if what == WhatPlan {
		if faults := Faults(o.Plan.Check(k.m.Programme)); len(faults) > 0 {
			return wordFault(faults[0].Part), nil
		}
		o.Plan = o.Plan.clean()
	}
	k.hear(o)
	k.minds(phone{o.To, o.By})
	k.desk = true
	return "", k.carry(what, o, plan)
}

// samples send what people read to her phone, in the languages of some words: of the
// newest [castsMost] at most, for no more are kept.
func (k *making) samples(o Order, p Plan, words []flows.CastWords) error {
	for _, w := range words[max(0, len(words)-castsMost):] {
		if o.Lang = w.Lang; w.Lang == "" {
			continue
		}
		if err := k.test(o, p); err != nil {
			return err
		}
	}
	return nil
}

// wished is the plan that she wishes for: all anew, or with words in one more language.
func (k *making) wished(w wish, p Plan, site string) Plan {
	if k.Reference == "" {
		p = Plan{
			Title: titleOf(w.Text), Site: site, Kind: w.Kind, Missing: flows.MissingLabel,
			Segment: w.segment(site),
		}
		if what, id, ok := strings.Cut(w.File, ":"); ok {
			p.File = &flows.CastFile{What: what, ID: id}
		}
		if w.Event != "" {
			reference, _ := flows.ParseReference(w.Event)
			p.Buttons = append(p.Buttons, flows.CastButton{ID: "e1", Do: flows.ButtonEvent, About: reference})
		}
		if w.Person {
			p.Buttons = append(p.Buttons, flows.CastButton{ID: "p1", Do: flows.ButtonPerson})
		}
	}
	p.Words = slices.Clone(p.Words)
	if at := slices.IndexFunc(p.Words, func(one flows.CastWords) bool { return one.Lang == w.Lang }); at >= 0 {
		p.Words[at] = flows.CastWords{Lang: w.Lang, Text: w.Text}
	} else {
		p.Words = append(p.Words, flows.CastWords{Lang: w.Lang, Text: w.Text})
	}
	p.Buttons = slices.Clone(p.Buttons)
	for i, b := range p.Buttons {
		p.Buttons[i].Labels = k.labels(b, p.Words)
	}
	return p
}

// labels are those of a button in the languages of the words. What was written for it
// stays; for what a phone can choose we have labels of our own.
func (k *making) labels(b flows.CastButton, words []flows.CastWords) []flows.CastWords {
	var out []flows.CastWords
	for _, w := range words {
		if at := slices.IndexFunc(b.Labels, func(l flows.CastWords) bool { return l.Lang == w.Lang }); at >= 0 {
			out = append(out, b.Labels[at])
			continue
		}
		key, ours := map[flows.CastButtonDo]i18n.Key{flows.ButtonEvent: wordSignUp, flows.ButtonPerson: wordPerson}[b.Do]
		if ours {
			r := flows.Reader{Catalog: k.m.Catalog, Programme: k.m.Programme, Lang: w.Lang}
			out = append(out, flows.CastWords{Lang: w.Lang, Text: r.Say(key)})
		} else if len(b.Labels) > 0 {
			out = append(out, flows.CastWords{Lang: w.Lang, Text: b.Labels[0].Text})
		}
	}
	return out
}

// titleWords is how many of its first words are the title of an announcement.
const titleWords = 6

func titleOf(text string) string {
	words := strings.Fields(i18n.Clean(text))
	runes := []rune(strings.Join(words[:min(len(words), titleWords)], " "))
	return string(runes[:min(len(runes), TitleMost)])
}
