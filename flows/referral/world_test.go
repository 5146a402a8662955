package referral_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/referral"
	"wecan/i18n"
)

// world is a programme with people, their phones, and a clock. What actors tell
// each other arrives at once and in order; a test may have it otherwise.
type world struct {
	tb   testing.TB
	defs *flows.Definitions
	ids  flows.IDs
	now  time.Time

	actors   map[flows.ActorID]flows.Actor
	members  map[flows.ActorID]map[string][]byte
	receipts map[flows.ActorID][]flows.Receipt
	queue    []delivery
	turns    uint64
	message  int
	query    int

	phones  map[int64]*phone
	chats   map[flows.ActorID]int64
	blocked map[int64]bool
	unsent  func(e flows.Effect) bool                         // what Telegram refuses for good; nil for nothing
	slow    bool                                              // it takes its time for that …
	refused []delivery                                        // … and these are to come
	seen    func(chat int64, e flows.Effect)                  // what comes to a phone; nil for nothing
	under   func(d delivery) bool                             // whether something stays under way; nil for never
	left    func(d delivery, was flows.Actor, r flows.Result) // what a turn leaves; nil for nothing
	past    []delivery                                        // that went through
	flaw    func(of flows.Kind, r *flows.Result)              // a fault that a test plants; nil for none
	board   board                                             // what stands at Mattermost
}

type delivery struct {
	to flows.ActorID
	in flows.Input
}

// phone is one person's chat with the bot, as she sees it.
type phone struct {
	chat     int64
	lang     string
	messages []shown
}

type shown struct {
	number  int
	text    string
	buttons []flows.Button
	file    string
}

// programme has two sites; Leipzig is open on weekdays from 9 to 17.
const programme = `
organisation: Org
keep: {months: 6}
quiet: "20:00-09:00"
sites:
  leipzig:
    name: Leipzig
    language: de
    time_zone: Europe/Berlin
    emergency: "112"
    person: "leipzig@example.org"
    hours: {mon: "09:00-17:00", tue: "09:00-17:00", wed: "09:00-17:00", thu: "09:00-17:00", fri: "09:00-17:00"}
    card: {violence: {number: "116 016", checked: "2026-11-21"}}
  roma:
    name: Rome
    language: it
    time_zone: Europe/Rome
    emergency: "112"
    person: "roma@example.org"
    hours: {mon: "09:00-17:00", tue: "09:00-17:00", wed: "09:00-17:00", thu: "09:00-17:00", fri: "09:00-17:00"}
lists: {reasons: {places: "more people than places"}}
people:
  nadia: {name: Nadia, site: leipzig, roles: [navigator], languages: [ar, en, uk, es], woman: true}
  omar: {name: Omar, site: leipzig, roles: [navigator], languages: [ar, en, uk, es]}
  petra: {name: Petra, site: leipzig, roles: [lead], languages: [de, en], woman: true}
  dieter: {name: Dieter, site: leipzig, roles: [deputy], languages: [de, en]}
  karin: {name: Karin, site: leipzig, roles: [coordinator], languages: [de, en], woman: true}
  lucia: {name: Lucia, site: roma, roles: [lead, coordinator], languages: [it, en], woman: true}
`

func newWorld(tb testing.TB) *world {
	tb.Helper()
	return newWorldOf(tb, programme)
}

func newWorldOf(tb testing.TB, programme string) *world {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		tb.Fatal(err)
	}
	return &world{
		tb: tb, defs: definitionsOf(tb, programme), ids: ids, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), // a Monday, 11:00 in Leipzig
		actors: map[flows.ActorID]flows.Actor{}, members: map[flows.ActorID]map[string][]byte{}, receipts: map[flows.ActorID][]flows.Receipt{},
		phones: map[int64]*phone{}, chats: map[flows.ActorID]int64{}, blocked: map[int64]bool{}, message: 100,
	}
}

var made = map[string]*flows.Definitions{} //nolint:gochecknoglobals // they never change, and are made once for thousands of walks

func definitionsOf(tb testing.TB, programme string) *flows.Definitions {
	tb.Helper()
	if made[programme] != nil {
		return made[programme]
	}
	book, err := flows.Parse(enrollment.Capability(), referral.Capability())
	if err != nil {
		tb.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		tb.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), nil)
	if err != nil {
		tb.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		tb.Fatal(err)
	}
	made[programme] = defs
	return defs
}

// phone is the phone of a chat; a new one begins in that language.
func (w *world) phone(chat int64, lang string) {
	if w.phones[chat] == nil {
		w.phones[chat] = &phone{chat: chat, lang: lang}
		w.chats[w.ids.Person(chat)] = chat
	}
}

// joins binds a phone to somebody of the team, by an invitation.
func (w *world) joins(id, site string, chat int64) {
	w.tb.Helper()
	w.phone(chat, "en")
	code := fmt.Sprintf("code%d", chat)
	w.tell(w.ids.Of(flows.KindRoster, site), "people.invite", map[string]string{"id": id, "code": code})
	link, err := w.ids.Seal(flows.Link{Site: site, Cohort: code, Flow: "team"})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.write(chat, "/start "+link)
	if strings.Contains(w.phones[chat].last(), "Which language") {
		w.tap(chat, "English")
	}
}

// tell is what another actor, or a command, tells one.
func (w *world) tell(to flows.ActorID, name string, value any) {
	w.tb.Helper()
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{to, flows.Told{Name: name, Data: tell.Data}})
}

func (w *world) origin(chat int64) flows.Origin {
	return flows.Origin{Chat: chat, Lang: w.phones[chat].lang}
}

// write is a message of somebody.
func (w *world) write(chat int64, text string) int { return w.reply(chat, text, 0) }

func (w *world) reply(chat int64, text string, to int) int {
	w.tb.Helper()
	w.message++
	hers := w.message
	w.bring(delivery{w.ids.Person(chat), flows.Text{Origin: w.origin(chat), Message: hers, Text: text, Reply: to}})
	return hers
}

func (w *world) send(chat int64, what, file string) {
	w.tb.Helper()
	w.message++
	w.bring(delivery{w.ids.Person(chat), flows.Media{Origin: w.origin(chat), Message: w.message, What: what, File: flows.File{ID: file, Size: 1000}}})
}

// tap taps the newest button with that label, or a part of it.
func (w *world) tap(chat int64, label string) {
	w.tb.Helper()
	b, at, ok := w.phones[chat].button(label)
	if !ok {
		w.tb.Fatalf("%d sees no button %q:\n%s", chat, label, w.phones[chat])
	}
	w.query++
	w.bring(delivery{w.ids.Person(chat), flows.Tap{Origin: w.origin(chat), Query: fmt.Sprint("q", w.query), Message: at, Data: b.Data}})
}

func (p *phone) button(label string) (flows.Button, int, bool) {
	for _, m := range slices.Backward(p.messages) {
		for _, b := range m.buttons {
			if strings.Contains(b.Label, label) {
				return b, m.number, true
			}
		}
	}
	return flows.Button{}, 0, false
}

// bring takes something to its actor, and all that follows from it.
func (w *world) bring(d delivery) {
	w.tb.Helper()
	w.queue = append(w.queue, d)
	for n := 0; len(w.queue) > 0; n++ {
		if n > 2000 {
			w.tb.Fatal("the actors talk for ever")
		}
		next := w.queue[0]
		w.queue = w.queue[1:]
		if err := w.turn(next); err != nil {
			w.tb.Fatal(err)
		}
	}
}

// turn makes one turn as the runtime does.
func (w *world) turn(d delivery) error {
	a, ok := w.actors[d.to]
	if !ok {
		a = flows.Actor{ID: d.to, Created: w.now}
	}
	a.Timers = maps.Clone(a.Timers)
	if timer, is := d.in.(flows.Timer); is {
		if !a.Timers[timer.Name].Equal(timer.Due) {
			return nil
		}
		delete(a.Timers, timer.Name)
	}
	machine, err := w.defs.Machine(d.to)
	if err != nil {
		return fmt.Errorf("%s: %w", d.to.Kind(), err)
	}
	w.turns++
	t := flows.Turn{Now: w.now, IDs: w.ids, Receipts: w.receipts[d.to]}
	for i := range 8 {
		t.Seed[i] = byte(w.turns >> (8 * i))
	}
	delete(w.receipts, d.to)
	if l, is := machine.(flows.Loader); is {
		t.Members = map[string][]byte{}
		for _, name := range l.Members(d.in) {
			if data := w.members[d.to][name]; data != nil {
				t.Members[name] = data
			}
		}
	}
	r, err := machine.Step(t, a, d.in)
	if err != nil {
		return fmt.Errorf("%s: %T: %w", d.to.Kind(), d.in, err)
	}
	if len(r.Reports) > 0 && !w.board.refused {
		return fmt.Errorf("%s: reported: %s", d.to.Kind(), r.Reports)
	}
	if w.left != nil {
		w.left(d, w.actors[d.to], r)
	}
	w.past = append(w.past, d)
	if w.flaw != nil {
		w.flaw(d.to.Kind(), &r)
	}
	return w.keep(d.to, r)
}

// keep writes what a turn left, through bytes, and carries its effects.
func (w *world) keep(to flows.ActorID, r flows.Result) error {
	data, err := flows.EncodeActor(r.Actor)
	if err != nil {
		return fmt.Errorf("write %s: %w: %.3000s", to.Kind(), err, r.Actor.Body)
	}
	if len(data) > flows.StateLimit {
		return errors.New("the state has grown too large")
	}
	if w.actors[to], err = flows.DecodeActor(to, data); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for name, value := range r.Members {
		if w.members[to] == nil {
			w.members[to] = map[string][]byte{}
		}
		w.members[to][name] = value
	}
	for _, e := range r.Effects {
		if tell, is := e.(flows.Tell); is {
			d := delivery{tell.To, flows.Told{From: to, Name: tell.Name, Data: tell.Data}}
			if w.under == nil || !w.under(d) {
				w.queue = append(w.queue, d)
			}
			continue
		}
		w.show(to, e)
	}
	return nil
}

// show is what an effect changes on a phone.
func (w *world) show(who flows.ActorID, e flows.Effect) {
	if flows.AtMattermost(e) {
		w.carry(who, e)
		return
	}
	p := w.phones[w.chats[who]]
	if p == nil {
		return
	}
	receipt := ""
	if w.unsent != nil && w.unsent(e) {
		w.refuse(who, e)
		return
	}
	if w.seen != nil {
		w.seen(p.chat, e)
	}
	switch e := e.(type) {
	case flows.Send:
		m := shown{text: e.Text}
		for _, row := range e.Buttons {
			m.buttons = append(m.buttons, row...)
		}
		receipt = w.shown(p, m, e.Receipt)
	case flows.Attach:
		receipt = w.shown(p, shown{text: "[" + e.What + "]", file: e.File}, e.Receipt)
	case flows.Enclose:
		receipt = w.shown(p, shown{text: "[" + e.Name + "] " + e.Text}, e.Receipt)
	case flows.Edit:
		for i := range p.messages {
			if p.messages[i].number == e.Message {
				p.messages[i].text, p.messages[i].buttons = e.Text, nil
				for _, row := range e.Buttons {
					p.messages[i].buttons = append(p.messages[i].buttons, row...)
				}
			}
		}
	case flows.Delete, flows.Answer, flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	if receipt != "" {
		w.receipts[who] = append(w.receipts[who], flows.Receipt{Name: receipt, Message: w.message})
	}
}

// refuse tells an actor, as the runtime does, that its message cannot be sent.
func (w *world) refuse(who flows.ActorID, e flows.Effect) {
	var u flows.Unsent
	switch e := e.(type) {
	case flows.Send:
		u.Receipt = e.Receipt
	case flows.Attach:
		u.Receipt = e.Receipt
	case flows.Edit, flows.Delete, flows.Answer, flows.Enclose, flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	tell, err := flows.NewTell(who, flows.ToldUnsent, u)
	if err != nil {
		w.tb.Fatal(err)
	}
	d := delivery{who, flows.Told{Name: tell.Name, Data: tell.Data}}
	if w.slow {
		w.refused = append(w.refused, d)
		return
	}
	w.queue = append(w.queue, d)
}

func (w *world) shown(p *phone, m shown, receipt string) string {
	if w.blocked[p.chat] {
		return ""
	}
	w.message++
	m.number = w.message
	p.messages = append(p.messages, m)
	return receipt
}

// wait lets time pass, and rings what falls due at its time.
func (w *world) wait(d time.Duration) {
	w.tb.Helper()
	until := w.now.Add(d)
	for range 5000 {
		to, timer, ok := w.next(until)
		if !ok {
			w.now = until
			return
		}
		if timer.Due.After(w.now) {
			w.now = timer.Due
		}
		w.bring(delivery{to, timer})
	}
	w.tb.Fatal("a timer rings for ever")
}

func (w *world) next(until time.Time) (flows.ActorID, flows.Timer, bool) {
	var to flows.ActorID
	var first flows.Timer
	for _, id := range slices.Sorted(maps.Keys(w.actors)) {
		for _, name := range slices.Sorted(maps.Keys(w.actors[id].Timers)) {
			due := w.actors[id].Timers[name]
			if !due.After(until) && (to == "" || due.Before(first.Due)) {
				to, first = id, flows.Timer{Name: name, Due: due}
			}
		}
	}
	return to, first, to != ""
}

// String is what stands on the phone.
func (p *phone) String() string {
	var b strings.Builder
	for _, m := range p.messages {
		fmt.Fprintf(&b, "%d %s\n", m.number, m.text)
		for _, one := range m.buttons {
			fmt.Fprintf(&b, "    [%s]\n", one.Label)
		}
	}
	return b.String()
}

// last is the newest text.
func (p *phone) last() string {
	if len(p.messages) == 0 {
		return ""
	}
	return p.messages[len(p.messages)-1].text
}

// has says whether a text stands on the phone.
func (p *phone) has(words string) bool {
	return slices.ContainsFunc(p.messages, func(m shown) bool { return strings.Contains(m.text, words) })
}
