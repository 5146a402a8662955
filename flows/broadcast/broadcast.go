package broadcast

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// broadcast is the body of a broadcast. The words stand in member fields.
type broadcast struct {
	Reference string         `json:"reference"`
	Title     string         `json:"title,omitempty"`
	Site      string         `json:"site,omitempty"`
	Kind      flows.CastKind `json:"kind,omitempty"`
	At        time.Time      `json:"at,omitzero"`
	Ends      time.Time      `json:"ends,omitzero"`   // as planned
	Sites     []string       `json:"sites,omitempty"` // of the segment
	Buttons   []button       `json:"buttons,omitempty"`
	Langs     []i18n.Lang    `json:"langs,omitempty"` // of the words
	Whom      *flows.Segment `json:"whom,omitempty"`  // as phones show it; nil: it was planned before they did

	State     State      `json:"state"`
	Rev       int        `json:"rev"`
	Changes   []Change   `json:"changes,omitempty"`
	Heard     []string   `json:"heard,omitempty"` // the last orders
	Approvals []Approval `json:"approvals,omitempty"`
	Need      int        `json:"need,omitempty"`

	Until   time.Time                    `json:"until,omitzero"`
	Passes  int                          `json:"passes,omitempty"`
	Next    time.Time                    `json:"next,omitzero"`
	Count   Tally                        `json:"count,omitzero"`
	Sent    Tally                        `json:"sent,omitzero"`
	Mended  Tally                        `json:"mended,omitzero"`
	News    News                         `json:"news,omitempty"`
	Answers map[string]map[i18n.Lang]int `json:"answers,omitempty"`
	Known   int                          `json:"known,omitempty"`  // of how many people there is news
	Forgot  bool                         `json:"forgot,omitempty"` // who they are is forgotten: see forget.go

	Pending bool         `json:"pending,omitempty"` // a correction waits for approval
	Mend    flows.CastDo `json:"mend,omitempty"`    // what sent messages are going through: correct or delete
	Deleted bool         `json:"deleted,omitempty"`

	Send    *job      `json:"send,omitempty"` // sending
	Side    *job      `json:"side,omitempty"` // counting or mending
	Workers []worker  `json:"workers,omitempty"`
	Jobs    int       `json:"jobs,omitempty"`   // the number of the last job
	Calls   int       `json:"calls,omitempty"`  // of the last call
	Seq     int       `json:"seq,omitempty"`    // of the last cast
	Due     bool      `json:"due,omitempty"`    // walkers are to be called, by whoever serves
	Casts   []int     `json:"casts,omitempty"`  // those that are kept
	Shown   time.Time `json:"shown,omitzero"`   // when the bulletin was told last
	Stale   bool      `json:"stale,omitempty"`  // something has changed since
	Shows   int       `json:"shows,omitempty"`  // how often it was told
	Phones  []phone   `json:"phones,omitempty"` // who hears of it on Telegram, the last that ordered something last
}

// button is what is remembered of a button.
type button struct {
	ID    string             `json:"id"`
	Do    flows.CastButtonDo `json:"do"`
	Label string             `json:"label"` // in the source language
}

// shown is the state as people see it.
func (b *broadcast) shown() State {
	switch b.Mend { //nolint:exhaustive // the others are no mending
	case flows.CastCorrect:
		return StateCorrecting
	case flows.CastDelete:
		return StateDeleting
	}
	return b.State
}

// Broadcast is the machine of announcements. Its id is made of its reference.
type Broadcast struct {
	Programme *flows.Programme
	Catalog   *i18n.Catalog // of labels that are ours
}

var _ flows.Loader = Broadcast{}

// Member fields: the plan, a correction that waits, what people are told, and one for
// each person of whom there is news.
const (
	memberPlan    = "plan"
	memberPending = "pending"
)

func memberCast(seq int) string            { return fmt.Sprintf("cast:%d", seq) }
func memberPerson(id flows.ActorID) string { return "a/" + string(id) }

// Members are those that the input is about.
func (Broadcast) Members(in flows.Input) []string {
	told, ok := in.(flows.Told)
	if !ok {
		return nil
	}
	switch told.Name {
	case toldNumbers:
		var n numbers
		if json.Unmarshal(told.Data, &n) == nil {
			return []string{memberShare(n.Do, n.Partition)}
		}
	case flows.ToldCastNews:
		var n flows.CastNews
		if json.Unmarshal(told.Data, &n) == nil {
			return []string{memberPerson(n.Person)}
		}
	case toldForget:
		return forgetMembers(told.Data)
	case flows.ToldTeamOrder:
		return []string{memberPlan, memberPending}
	case string(WhatCount), string(WhatApprove), string(WhatCorrect), string(WhatTest), string(WhatDelete):
		return []string{memberPlan, memberPending}
	}
	return nil
}

// making is one turn of a broadcast while it is made.
type making struct {
	broadcast

	m       Broadcast
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	fields  map[string][]byte
	reports []string
	desk    bool          // somebody's order makes this turn
	orderer flows.ActorID // whose phone that order came from
}

// Step makes one turn of a broadcast.
func (m Broadcast) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &making{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &k.broadcast); err != nil {
			return flows.Result{}, fmt.Errorf("broadcast: read the broadcast: %w", err)
		}
	}
	rev, was, counted := k.Rev, k.State, false
	var err error
	switch in := in.(type) {
	case flows.Told:
		counted = in.Name == toldNumbers || in.Name == flows.ToldCastNews
		err = k.told(in)
	case flows.Timer:
		k.ring()
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("broadcast: a broadcast cannot be given a %T", in)
	}
	if err == nil && k.Reference != "" {
		err = errors.Join(k.drive(), k.show(k.Rev != rev, counted), k.phoneNews(was))
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *making) told(in flows.Told) error {
	switch in.Name {
	case toldNumbers:
		return k.numbers(in)
	case flows.ToldCastNews:
		return k.news(in)
	case toldForget:
		return k.forgotten(in)
	case flows.ToldTeamOrder:
		return k.phoned(in)
	}
	if in.Name == flows.ToldDigest {
		return k.digested(in)
	}
	return k.ordered(in)
}

func (k *making) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("broadcast: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// field writes a member field.
func (k *making) field(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("broadcast: write a member field: %w", err)
	}
	k.put(name, data)
	return nil
}

// put writes the bytes of a member field; nil deletes it.
func (k *making) put(name string, data []byte) {
	if k.fields == nil {
		k.fields = map[string][]byte{}
	}
	k.fields[name] = data
}

// read reads a member field that was loaded; one that is not there changes nothing.
func (k *making) read(name string, to any) error {
	data := k.t.Members[name]
	if len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, to); err != nil {
		return fmt.Errorf("broadcast: read a member field: %w", err)
	}
	return nil
}

func (k *making) report(words string) { k.reports = append(k.reports, words) }

// open says whether something of it is still to come.
func (b *broadcast) open() bool {
	return b.State != StateDone && b.State != StateCancelled || b.Mend != "" || len(b.Workers) > 0
}

func (k *making) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Members: k.fields, Reports: k.reports}
	if k.Reference == "" { // nobody has written anything
		return out, nil
	}
	k.setTimer()
	k.a.Index = []string{IndexSite(k.Site)}
	if k.open() {
		k.a.Index = append(k.a.Index, IndexOpen)
	}
	body, err := json.Marshal(k.broadcast)
	if err != nil {
		return flows.Result{}, fmt.Errorf("broadcast: write the broadcast: %w", err)
	}
	k.a.Body = body
	out.Actor = *k.a
	return out, nil
}
