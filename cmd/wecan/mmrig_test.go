package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/store"
)

const mmProgramme = `organisation: Another Club
keep: {months: 12}
sites:
  leipzig:
    name: Leipzig
    time_zone: UTC
    emergency: "112"
    person: "team@example.org"
    places: 1
    hours: {mon: "00:00-23:59", tue: "00:00-23:59", wed: "00:00-23:59", thu: "00:00-23:59", fri: "00:00-23:59", sat: "00:00-23:59", sun: "00:00-23:59"}
    mattermost: {channel: help/leipzig, restricted: help/trained}
  roma:
    name: Rome
    time_zone: UTC
    emergency: "112"
    person: "roma@example.org"
    hours: {mon: "00:00-23:59", tue: "00:00-23:59", wed: "00:00-23:59", thu: "00:00-23:59", fri: "00:00-23:59", sat: "00:00-23:59", sun: "00:00-23:59"}
    mattermost: {channel: help/roma, restricted: help/roma-trained}
lists:
  reasons: {places: more people than places, rule: the funder's rule}
people:
  nadia: {name: Nadia, site: leipzig, roles: [navigator], languages: [en], woman: true, mattermost: nadia.k}
  omar: {name: Omar, site: leipzig, roles: [navigator], languages: [en], mattermost: omar}
  amal: {name: Amal, site: leipzig, roles: [navigator], languages: [ar], mattermost: amal}
  petra: {name: Petra, site: leipzig, roles: [lead], languages: [en], woman: true, mattermost: petra}
  karin: {name: Karin, site: leipzig, roles: [coordinator], languages: [en], woman: true, mattermost: karin}
  lucia: {name: Lucia, site: roma, roles: [lead, coordinator], languages: [en], woman: true, mattermost: lucia}
  tareq: {name: Tareq, site: roma, roles: [navigator], languages: [en], mattermost: tareq}
`

// mmRig is a store and a runtime, and the desk of those who work at Mattermost.
type mmRig struct {
	*mmDesk

	t      *testing.T
	store  *store.Store
	board  *mmBoard
	random *rand.Rand
	orders int
	people int64
}

// mmBoard remembers what actors write at Mattermost.
type mmBoard struct {
	mu    sync.Mutex
	posts []flows.Effect
}

func (b *mmBoard) Post(_ context.Context, e flows.Effect, _ bool) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.posts = append(b.posts, e)
	return fmt.Sprint("post", len(b.posts)), nil
}

// texts are all words that stand under cards.
func (b *mmBoard) texts() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, e := range b.posts {
		if p, ok := e.(flows.Post); ok {
			out = append(out, p.From+": "+p.Text)
		}
	}
	return strings.Join(out, "\n")
}

// names are the accounts: that of somebody has the id "u-" and her name.
type names struct{}

func (names) UserName(_ context.Context, id string) (string, error) {
	name, ok := strings.CutPrefix(id, "u-")
	if !ok {
		return "", errors.New("no such account")
	}
	return name, nil
}

func newMMRig(t *testing.T) *mmRig {
	t.Helper()
	return newMMRigOf(t, mmProgramme)
}

func newMMRigOf(t *testing.T, programme string) *mmRig {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: memoryURL, Bot: demoBot, Owner: "test", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	w := wordsOf(t, withProgramme(programme))
	board := &mmBoard{}
	r := bot.New(bot.Options{Store: s, Carrier: silentCarrier{}, Poster: board, IDs: ids, Settling: time.Millisecond}, w.defs)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(5 * time.Second); err != nil {
			t.Error(err)
		}
	})
	return &mmRig{
		mmDesk: &mmDesk{accounts: names{}, store: s, ids: ids, turns: r, words: func() *words { return w }},
		t:      t, store: s, board: board, random: rand.New(rand.NewPCG(1, 2)),
	}
}

// writes gives a command, and answers what she reads.
func (r *mmRig) writes(who, text string) string {
	r.t.Helper()
	got := r.gives(who, text)
	if got.Dialog != nil {
		r.t.Errorf("%s: %s opens a dialog %q", who, text, got.Dialog.Form)
	}
	return got.Text
}

func (r *mmRig) gives(who, text string) mattermost.Answer {
	r.t.Helper()
	r.orders++
	return r.obeys(fmt.Sprint("order", r.orders), who, text)
}

func (r *mmRig) obeys(id, who, text string) mattermost.Answer {
	r.t.Helper()
	got, err := r.Obey(r.t.Context(), mattermost.Order{ID: id, User: "u-" + who, UserName: who, Word: "/wecan", Text: text})
	if err != nil {
		r.t.Fatalf("%s: %s: %v", who, text, err)
	}
	return got
}

// taps presses a button of an answer, and answers what she reads, or the dialog.
func (r *mmRig) taps(who string, card flows.PostCard, verb string) (string, *mattermost.Dialog) {
	r.t.Helper()
	r.orders++
	return r.chooses(fmt.Sprint("choice", r.orders), who, card, verb)
}

func (r *mmRig) chooses(id, who string, card flows.PostCard, verb string) (string, *mattermost.Dialog) {
	r.t.Helper()
	a, d := r.choosesOf(id, who, card, verb)
	return a.Text, d
}

// choosesOf answers all that she is shown.
func (r *mmRig) choosesOf(id, who string, card flows.PostCard, verb string) (mattermost.Shown, *mattermost.Dialog) {
	r.t.Helper()
	a, d, err := r.Choose(r.t.Context(), mattermost.Choice{ID: id, About: card.About, Verb: verb, User: "u-" + who, UserName: who})
	if err != nil {
		r.t.Fatalf("%s: %s: %v", who, verb, err)
	}
	return a, d
}

// verbsOf are the buttons of a card.
func verbsOf(card flows.PostCard) string {
	var out []string
	for _, b := range card.Buttons {
		out = append(out, b.Verb)
	}
	return strings.Join(out, " ")
}

// fills sends a dialog off, and answers what is wrong.
func (r *mmRig) fills(who string, d *mattermost.Dialog, values ...string) map[string]string {
	r.t.Helper()
	r.orders++
	return r.sends(fmt.Sprint("form", r.orders), who, d, values...)
}

func (r *mmRig) sends(id, who string, d *mattermost.Dialog, values ...string) map[string]string {
	r.t.Helper()
	if d == nil {
		r.t.Fatal("there is no dialog")
	}
	f := mattermost.Form{ID: id, Form: d.Form, About: d.About, User: "u-" + who, Values: map[string]string{}}
	for i := 0; i+1 < len(values); i += 2 {
		f.Values[values[i]] = values[i+1]
	}
	_, wrong, err := r.Submit(r.t.Context(), f)
	if err != nil {
		r.t.Fatalf("%s: %s: %v", who, d.Form, err)
	}
	return wrong
}

// asks opens a referral for somebody new at a site; more are fields of the request.
func (r *mmRig) asks(site, topic string, more ...any) string {
	r.t.Helper()
	reference := flows.NewReference(r.random)
	request := map[string]any{"topic": topic, "words": "My landlord shouts", "language": "en", "called": "Mina"}
	for i := 0; i+1 < len(more); i += 2 {
		request[fmt.Sprint(more[i])] = more[i+1]
	}
	r.submits(flows.KindReferral, reference, map[string]any{"reference": reference, "site": site, "request": request})
	return reference
}

// applies has somebody new apply at a site.
func (r *mmRig) applies(site, name string) string {
	r.t.Helper()
	reference := flows.NewReference(r.random)
	r.submits(flows.KindApplication, reference, map[string]any{
		"reference": reference, "answers": map[string]string{"site": site, "name": name, "speak": "Arabic"},
	})
	return reference
}

func (r *mmRig) submits(kind flows.Kind, reference string, value any) {
	r.t.Helper()
	r.people++
	data, err := json.Marshal(value)
	if err != nil {
		r.t.Fatal(err)
	}
	person := r.ids.Person(r.people)
	begin := flows.Text{Origin: flows.Origin{Chat: r.people, Lang: "en"}, Message: 1, Text: "/start"}
	r.handles(flows.Incoming{ID: "update:1", To: person, Input: begin})
	r.handles(flows.Incoming{ID: "submit", To: r.ids.Of(kind, reference), Input: flows.Told{From: person, Name: "submit", Data: data}})
}

func (r *mmRig) handles(in flows.Incoming) {
	r.t.Helper()
	if err := r.turns.Handle(r.t.Context(), in); err != nil {
		r.t.Fatal(err)
	}
}

func (r *mmRig) desk() *desk { return &desk{store: r.store, ids: r.ids, defs: r.words().defs} }

func (r *mmRig) stands(reference string) request {
	r.t.Helper()
	one, err := r.desk().referral(r.t.Context(), reference)
	if err != nil {
		r.t.Fatal(err)
	}
	return one
}

// settled waits until a referral is as it should be.
func (r *mmRig) settled(reference string, is func(request) bool) request {
	r.t.Helper()
	waitFor(r.t, func() bool { return is(r.stands(reference)) })
	return r.stands(reference)
}

// offered waits until it is offered to somebody, and answers her name at Mattermost.
func (r *mmRig) offered(reference string) string {
	r.t.Helper()
	one := r.settled(reference, func(one request) bool { return one.Asked != "" })
	return r.account(one.Asked)
}

func (r *mmRig) account(id string) string {
	for _, m := range r.words().defs.Programme.Team {
		if m.ID == id {
			return m.Mattermost
		}
	}
	return id
}

// taken has somebody take it, whoever it was offered to.
func (r *mmRig) taken(reference, who string) {
	r.t.Helper()
	if got := r.writes(who, "take "+reference); !strings.Contains(got, reference+" is yours") {
		r.t.Fatalf("%s cannot take %s: %s", who, reference, got)
	}
}

func (r *mmRig) application(reference string) filed {
	r.t.Helper()
	f, err := r.desk().show(r.t.Context(), reference)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}
