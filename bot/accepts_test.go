package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// Ten people are offered a request, since one after the other lets the time for it
// pass. All of them tap Accept at the same moment, five of them on each of two
// processes with one Redis between them.
func TestOfTenWhoAcceptAtOnceOneGetsIt(t *testing.T) {
	const rounds = 3 // each is another race
	a := newAccepts(t)
	for id := range a.team() {
		a.joins(id)
	}
	for round := range rounds {
		asker := int64(1 + round)
		cards := a.offers(a.asks(asker, fmt.Sprintf("words%d", round)))
		var all sync.WaitGroup
		for i, card := range cards {
			all.Go(func() { a.taps(i%2, card) })
		}
		all.Wait()
		a.judge(cards, fmt.Sprintf("words%d", round))
	}
}

// accepts are two processes, a Redis, and the phones of ten people and those who
// ask them.
type accepts struct {
	tb   testing.TB
	ids  flows.IDs
	look *store.Store
	runs [2]*bot.Runtime
	late atomic.Int64 // by how much the clock was put forward, ns
	n    atomic.Int64

	mu      sync.Mutex
	phones  map[int64][]shown
	changed chan struct{} // closed when something came
}

// shown is a message on a phone.
type shown struct {
	chat int64
	id   int
	text string
	tap  string // the data of the button that accepts
}

// card is where somebody accepts.
type card = shown

const firstOfTeam = 100 // her chat

func newAccepts(t *testing.T) *accepts {
	t.Helper()
	a := &accepts{tb: t, phones: map[int64][]shown{}, changed: make(chan struct{})}
	server := redistest.Start(t)
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	open := func(owner string) *store.Store {
		s, err := store.Open(t.Context(), store.Options{URL: server.URL, Bot: botID, Owner: owner, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	a.look = open("look")
	if a.ids, err = a.look.IDs(t.Context(), botID); err != nil {
		t.Fatal(err)
	}
	defs := definitionsFor(t, []byte(tenProgramme()))
	for i := range a.runs {
		a.runs[i] = bot.New(bot.Options{
			Store: open(fmt.Sprint("process", i)), Carrier: a, IDs: a.ids, Now: func() time.Time { return time.Now().Add(time.Duration(a.late.Load())) },
		}, defs)
		if err := a.runs[i].Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.runs[i].Stop(time.Second) })
	}
	return a
}

// tenSites are the sites and how many of each role they have. One site is asked
// after the other: two of the navigators, a deputy, a coordinator.
func tenSites() map[string][]flows.Role {
	return map[string][]flows.Role{
		"utrecht": {flows.RoleNavigator, flows.RoleNavigator, flows.RoleDeputy, flows.RoleCoordinator},
		"leipzig": {flows.RoleNavigator, flows.RoleNavigator, flows.RoleDeputy, flows.RoleCoordinator},
		"roma":    {flows.RoleNavigator, flows.RoleNavigator},
	}
}

// tenProgramme is a programme whose sites are always open.
func tenProgramme() string {
	var sites, people strings.Builder
	for _, site := range []string{"utrecht", "leipzig", "roma"} {
		fmt.Fprintf(&sites, "  %s:\n    {name: %q, time_zone: Europe/Rome, emergency: \"112\", person: \"x@wecan.example\", hours: {", site, site)
		for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
			fmt.Fprintf(&sites, "%s: \"00:00-23:59\", ", day)
		}
		sites.WriteString("}}\n")
		for i, role := range tenSites()[site] {
			fmt.Fprintf(&people, "  %s%d: {name: %q, site: %s, roles: [%s], languages: [en]}\n", site, i, strings.ToUpper(site[:1])+string(rune('a'+i)), site, role)
		}
	}
	return "organisation: Org\nkeep: {months: 6}\nsites:\n" + sites.String() + "people:\n" + people.String()
}

// team is everybody's site, by her id.
func (a *accepts) team() map[string]string {
	out := map[string]string{}
	for site, roles := range tenSites() {
		for i := range roles {
			out[fmt.Sprint(site, i)] = site
		}
	}
	return out
}

// Carry makes it the phones.
func (a *accepts) Carry(_ context.Context, e flows.Effect) (int, error) {
	s, ok := e.(flows.Send)
	if !ok {
		return 0, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	m := shown{chat: s.Chat, id: int(a.n.Add(1)), text: s.Text}
	for _, row := range s.Buttons {
		for _, b := range row {
			if b.Label == "✅ Accept" {
				m.tap = b.Data
			}
		}
	}
	a.phones[s.Chat] = append(a.phones[s.Chat], m)
	close(a.changed)
	a.changed = make(chan struct{})
	return m.id, nil
}

// await is the first message of a chat for which is says yes.
func (a *accepts) await(chat int64, is func(shown) bool) shown {
	a.tb.Helper()
	return a.awaitAny(func(m shown) bool { return m.chat == chat && is(m) })
}

func (a *accepts) awaitAny(is func(shown) bool) shown {
	a.tb.Helper()
	late := time.After(30 * time.Second)
	for {
		a.mu.Lock()
		changed := a.changed
		for _, all := range a.phones {
			if at := slices.IndexFunc(all, is); at >= 0 {
				a.mu.Unlock()
				return all[at]
			}
		}
		a.mu.Unlock()
		select {
		case <-changed:
		case <-late:
			a.tb.Fatalf("it does not come: %+v", a.phones)
		}
	}
}

func (a *accepts) handle(run int, to flows.ActorID, in flows.Input) {
	a.tb.Helper()
	if err := a.runs[run].Handle(a.tb.Context(), flows.Incoming{ID: fmt.Sprint("update:", a.n.Add(1)), To: to, Input: in}); err != nil {
		a.tb.Error(err)
	}
}

func (a *accepts) write(chat int64, text string) {
	a.handle(0, a.ids.Person(chat), flows.Text{Origin: flows.Origin{Chat: chat, Lang: "en"}, Message: int(a.n.Add(1)), Text: text})
}

func says(words string) func(shown) bool {
	return func(m shown) bool { return strings.Contains(m.text, words) }
}

// chat is somebody's chat.
func (a *accepts) chat(id string) int64 {
	var ids []string
	for other := range a.team() {
		ids = append(ids, other)
	}
	slices.Sort(ids)
	return firstOfTeam + int64(slices.Index(ids, id))
}

func (a *accepts) joins(id string) {
	chat := a.chat(id)
	a.write(chat, "/start "+invite(a.tb.Context(), a.tb, a.runs[0], a.ids, id, a.team()[id]))
	a.await(chat, says("Which language"))
	a.write(chat, "English")
	a.await(chat, says("Welcome to the team"))
}

// asks asks for a person, and returns the number of the request.
func (a *accepts) asks(chat int64, words string) string {
	a.write(chat, "/question")
	a.await(chat, says("What do you need help with"))
	a.write(chat, words)
	a.await(chat, says("who helps you call you"))
	a.write(chat, "Secretname")
	return numberForm.FindString(a.await(chat, says("The number of your request is")).text)
}

// offers lets the time of each offer pass until everybody has the card.
func (a *accepts) offers(number string) (cards []card) {
	a.tb.Helper()
	to := a.ids.Of(flows.KindReferral, number)
	for len(cards) < len(a.team()) {
		cards = append(cards, a.awaitAny(func(m shown) bool {
			has := func(c card) bool { return c.chat == m.chat }
			return m.tap != "" && strings.Contains(m.text, number) && !slices.ContainsFunc(cards, has)
		}))
		if len(cards) < len(a.team()) {
			a.rings(to)
		}
	}
	return cards
}

// rings lets the time of the offer pass.
func (a *accepts) rings(id flows.ActorID) {
	a.tb.Helper()
	rec, err := a.look.Load(a.tb.Context(), id, nil)
	if err != nil {
		a.tb.Fatal(err)
	}
	actor, _, err := bot.Inspect(id, rec.State)
	if err != nil {
		a.tb.Fatal(err)
	}
	due := actor.Timers["offer"]
	a.late.Store(int64(time.Until(due) + time.Second))
	a.handle(1, id, flows.Timer{Name: "offer", Due: due})
}

func (a *accepts) taps(run int, c card) {
	a.handle(run, a.ids.Person(c.chat), flows.Tap{
		Origin: flows.Origin{Chat: c.chat, Lang: "en"}, Query: fmt.Sprint("q", c.id), Message: c.id, Data: c.tap,
	})
}

// judge: one has it and reads the words, nine are told who.
func (a *accepts) judge(cards []card, words string) {
	a.tb.Helper()
	var owners []int64
	told := map[string]int{}
	for _, c := range cards {
		m := a.await(c.chat, func(m shown) bool {
			return m.id > c.id && (says("It is yours")(m) || says("Already taken by")(m))
		})
		if says("It is yours")(m) {
			owners = append(owners, c.chat)
			a.await(c.chat, says(words))
			continue
		}
		told[m.text]++
	}
	if len(owners) != 1 || len(told) != 1 {
		a.tb.Errorf("%v have it, and the others were told %v", owners, told)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range cards {
		if slices.ContainsFunc(a.phones[c.chat], says(words)) && !slices.Contains(owners, c.chat) {
			a.tb.Errorf("%d reads the words and does not have it", c.chat)
		}
	}
	for text, n := range told {
		a.tb.Logf("%d have it, %d were told: %s", len(owners), n, text)
	}
}
