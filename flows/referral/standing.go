package referral

import (
	"reflect"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What a referral shows on its card.

// somebody is one of the team, as the card names her.
type somebody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	User string `json:"user,omitempty"`
	Here bool   `json:"here,omitempty"` // she works on it in the thread
}

func (m member) somebody() *somebody {
	return &somebody{ID: m.ID, Name: m.Name, User: m.User, Here: m.Channel != ""}
}

// standing is what the card shows: no word and no name of the person. Where it may
// stand nowhere it is empty.
type standing struct {
	place

	Try        int       `json:"try,omitempty"`
	Restricted bool      `json:"restricted,omitempty"`
	Colour     Colour    `json:"colour,omitempty"`
	Status     Status    `json:"status,omitempty"` // of the last two of an open one only navigator
	Topic      string    `json:"topic,omitempty"`
	Tongue     string    `json:"tongue,omitempty"`
	Voice      bool      `json:"voice,omitempty"`
	Safe       string    `json:"safe,omitempty"`
	Woman      bool      `json:"woman,omitempty"`
	Named      bool      `json:"named,omitempty"`
	Received   time.Time `json:"received,omitzero"`

	Asked  *somebody `json:"asked,omitempty"` // whom it is offered to now
	Before time.Time `json:"before,omitzero"` // when she should have answered
	May    []string  `json:"may,omitempty"`   // who may take it here: it was offered to them
	Owner  *somebody `json:"owner,omitempty"`
	Nobody bool      `json:"nobody,omitempty"`
	Owed   time.Time `json:"owed,omitzero"` // since when the person waits, once that is too long

	Outcome Outcome `json:"outcome,omitempty"`
	Empty   bool    `json:"empty,omitempty"`
}

func (f *file) standing() standing {
	if f.Reference == "" || f.Stand.Channel == "" {
		return standing{Try: f.Stand.Try}
	}
	s := standing{
		place: f.Stand.place, Try: f.Stand.Try, Restricted: f.restricted(), Colour: f.Colour, Status: f.Status, Topic: f.Request.Topic, Tongue: f.tongue(),
		Safe: f.Request.Safe, Woman: f.Request.Woman, Named: f.Request.Called != "", Received: f.Received,
		Nobody: f.open() && f.Nobody, Outcome: f.Outcome, Empty: f.Stand.Empty,
	}
	_, s.Voice = flows.Spoken(f.Request.Words)
	switch {
	case f.Owner != nil:
		s.Status, s.Owner = StatusNavigator, f.Owner.somebody() // whose turn it is changes too often for a card
		if f.Late > 0 {
			s.Owed = f.Owed
		}
	case f.Status == StatusOffered:
		last := f.Asked[len(f.Asked)-1]
		s.Asked, s.Before = last.somebody(), last.Until
	}
	for _, a := range f.Asked {
		if f.open() && f.Owner == nil && a.Channel != "" && a.Channel == s.Channel && !slices.Contains(f.Not, a.ID) {
			s.May = append(s.May, a.ID)
		}
	}
	return s
}

// tongue is the language to talk in by its own name, "" for one that only she has
// named: what she typed may say more, and comes when somebody has taken it.
func (f *file) tongue() string {
	if f.Request.Speaks == "" {
		return i18n.Endonym(f.Request.Language)
	}
	if lang, ok := languageNamed(f.Request.Speaks); ok {
		return i18n.Endonym(lang)
	}
	return ""
}

// tellThread tells the thread, in one message, what has changed since the turn
// began.
func (f *file) tellThread(stood standing) {
	stands := f.standing()
	if len(f.posts) == 0 && reflect.DeepEqual(stood, stands) {
		return
	}
	f.Stand.Seq++
	f.tell(f.thread(), toldPosts, postings{f.Reference, f.Stand.Seq, stands, f.posts})
}
