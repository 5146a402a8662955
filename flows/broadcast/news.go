package broadcast

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
	"wecan/i18n"
)

// heard is what one person has done with an announcement, and what became of it: a member
// field. It says no more than what is counted, and each thing once.
type heard struct {
	What   []flows.CastWhat `json:"what,omitempty"`
	Lang   i18n.Lang        `json:"lang,omitempty"` // as it was counted
	Taps   []string         `json:"taps,omitempty"` // buttons that are no answers
	Answer string           `json:"answer,omitempty"`
	N      int              `json:"n,omitempty"` // of her last answer
}

// news counts what a person tells, each person once for each thing. An answer takes the
// place of her last one.
func (k *making) news(in flows.Told) error {
	var n flows.CastNews
	if err := json.Unmarshal(in.Data, &n); err != nil {
		return fmt.Errorf("broadcast: read news: %w", err)
	}
	if in.From != n.Person || n.Person.Kind() != flows.KindPerson || n.Reference != k.Reference || k.Sent.Began.IsZero() {
		k.report("news of an announcement that came from nobody who got it were dropped")
		return nil
	}
	if k.Forgot {
		return nil
	}
	var h heard
	if err := k.read(memberPerson(n.Person), &h); err != nil {
		return err
	}
	if h.Lang == "" {
		h.Lang = n.Lang
	}
	changed := false
	if n.What == flows.CastTapped {
		changed = k.tapped(&h, n)
	}
	if !slices.Contains(h.What, n.What) && slices.Contains(newsWhats(), n.What) {
		h.What = append(h.What, n.What)
		k.note(n.What, h.Lang)
		changed = true
	}
	if !changed {
		return nil
	}
	if len(k.t.Members[memberPerson(n.Person)]) == 0 {
		k.Known++
		k.put(memberKnown(k.Known), []byte(n.Person))
	}
	return k.field(memberPerson(n.Person), h)
}

// newsWhats are all that can come; a newer person may tell more.
func newsWhats() []flows.CastWhat {
	return []flows.CastWhat{
		flows.CastTapped, flows.CastReplied, flows.CastOptedOut, flows.CastBarred, flows.CastRefused, flows.CastUncertain, flows.CastRetracted,
	}
}

func (k *making) note(what flows.CastWhat, lang i18n.Lang) {
	if k.News == nil {
		k.News = News{}
	}
	if k.News[what] == nil {
		k.News[what] = map[i18n.Lang]int{}
	}
	k.News[what][lang]++
}

// tapped counts a button.
func (k *making) tapped(h *heard, n flows.CastNews) bool {
	at := slices.IndexFunc(k.Buttons, func(b button) bool { return b.ID == n.Button })
	switch {
	case at < 0: // of words that were corrected since
		return false
	case k.Buttons[at].Do != flows.ButtonAnswer:
		if slices.Contains(h.Taps, n.Button) {
			return false
		}
		h.Taps = append(h.Taps, n.Button)
	case n.N <= h.N:
		return false
	default:
		if h.N = n.N; h.Answer == n.Button {
			return true
		}
		if h.Answer != "" {
			k.choose(h.Answer, h.Lang, -1)
		}
		h.Answer = n.Button
	}
	k.choose(n.Button, h.Lang, 1)
	return true
}

func (k *making) choose(id string, lang i18n.Lang, by int) {
	if k.Answers == nil {
		k.Answers = map[string]map[i18n.Lang]int{}
	}
	if k.Answers[id] == nil {
		k.Answers[id] = map[i18n.Lang]int{}
	}
	if k.Answers[id][lang] += by; k.Answers[id][lang] == 0 {
		delete(k.Answers[id], lang)
	}
}
