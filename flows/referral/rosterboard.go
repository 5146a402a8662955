package referral

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What of a site is open, as its team sees it.

// summary is how a referral stands, for those who look after it.
type summary struct {
	Reference  string    `json:"reference"`
	Colour     Colour    `json:"colour"`
	Status     Status    `json:"status"`
	Since      time.Time `json:"since"`
	Owner      string    `json:"owner,omitempty"` // her name
	Late       bool      `json:"late,omitempty"`
	Restricted bool      `json:"restricted,omitempty"`
	Avoid      string    `json:"avoid,omitempty"`
	Notes      int       `json:"notes,omitempty"` // in its safeguarding record

	// What was told before there was a morning digest has none of these.
	Topic    string    `json:"topic,omitempty"`
	Tongue   i18n.Lang `json:"tongue,omitempty"` // to talk in; [anotherTongue] for one that we do not know: no word of the person's
	Waits    time.Time `json:"waits,omitzero"`   // since when the team is to do something; zero when the person is
	Unwanted []string  `json:"unwanted,omitempty"`
}

// summary is empty for what the people of her site must not see.
func (f *file) summary() summary {
	if f.Reference == "" || f.past() {
		return summary{}
	}
	s := summary{
		Reference: f.Reference, Colour: f.Colour, Status: f.Status, Since: f.Received, Late: f.Nobody || f.Late > 1,
		Restricted: f.restricted(), Avoid: f.Request.Avoid, Topic: f.Request.Topic, Tongue: f.languages()[0], Unwanted: f.Stand.Unwanted,
	}
	switch f.Status {
	case StatusNew, StatusOffered:
		s.Waits = f.Received
	case StatusNavigator:
		s.Waits = f.Owed
	case StatusPerson, StatusClosed:
	}
	if f.Owner != nil {
		s.Owner = f.Owner.Name
	}
	if f.Filed != nil {
		s.Notes = f.Filed.Notes
	}
	return s
}

// stands notes how a referral of the site stands.
func (k *sitting) stands(s summary, from flows.ActorID) {
	if from != k.t.IDs.Of(flows.KindReferral, s.Reference) {
		k.reports = append(k.reports, "news of a referral that did not come from it were dropped")
		return
	}
	if s.Status == StatusClosed {
		delete(k.Board, s.Reference)
		return
	}
	if k.Board == nil {
		k.Board = map[string]summary{}
	}
	k.Board[s.Reference] = s
}

// board shows what is open: to leads and coordinators all, to others what is not
// restricted.
func (k *sitting) board(from flows.ActorID) {
	c := k.byActor(from)
	if c == nil {
		k.say(from, answerUnknown, nil)
		return
	}
	m, _ := k.profile(c)
	site, _ := k.p.Site(k.Site)
	var lines []string
	for _, s := range k.ordered() {
		if !mayRead(m, need{Restricted: s.Restricted, Avoid: s.Avoid}) || s.Avoid != "" && !m.IsTrained() {
			continue
		}
		sign := map[Colour]string{Red: "🔴", Amber: "🟠", Green: "🟢"}[s.Colour]
		line := sign + " " + s.Reference + " " + s.Since.In(site.Zone).Format("02.01. 15:04")
		if s.Owner != "" {
			line += " " + s.Owner
		}
		if s.Late {
			line += " ⏰"
		}
		if s.Notes > 0 && (m.IsTrained() || m.Has(flows.RoleCoordinator)) { // that there are any tells something
			line += " 🔒" + strconv.Itoa(s.Notes)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		k.say(from, answerEmpty, nil)
		return
	}
	k.say(from, answerBoard, map[string]string{"lines": strings.Join(lines[:min(len(lines), boardMost)], "\n")})
}

const boardMost = 40

// ordered are the open referrals, the most urgent and then the oldest first.
func (k *sitting) ordered() []summary {
	rank := map[Colour]int{Red: 0, Amber: 1, Green: 2}
	var out []summary
	for _, s := range k.Board {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b summary) int {
		if a.Colour != b.Colour {
			return rank[a.Colour] - rank[b.Colour]
		}
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return strings.Compare(a.Reference, b.Reference)
	})
	return out
}
