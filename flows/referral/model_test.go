package referral_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/referral"
)

// chooser decides what happens next: rapid, or plain chance.
type chooser func(what string, n int) int

// model is a world in which people do what they like, and that is watched.
type model struct {
	*world
	choose  chooser
	asks    int
	about   map[string]*wanted        // by the words of the request
	owners  map[string]map[int64]bool // who has ever had a referral, by reference
	notes   int                       // for safeguarding records
	team    map[int64]flows.TeamMember
	posted  []wrotePost // what the team wrote at Mattermost
	accepts []string    // who tapped there to take what
	problem error
}

// wanted is what somebody asked for, and who must not see it.
type wanted struct {
	reference  string
	restricted bool
	avoid      string
	team       bool
	complaint  bool
	site       string
}

// staff are the people of the team, by chat.
func staff(p *flows.Programme) map[int64]flows.TeamMember {
	out := map[int64]flows.TeamMember{}
	chats := map[string]int64{"nadia": nadia, "omar": omar, "petra": petra, "dieter": diet, "karin": karin, "lucia": lucia}
	for _, m := range p.Team {
		out[chats[m.ID]] = m
	}
	return out
}

func newModel(tb testing.TB, choose chooser) *model {
	tb.Helper()
	return newModelOf(tb, choose, programme)
}

func newModelOf(tb testing.TB, choose chooser, programme string) *model {
	tb.Helper()
	x := &model{world: newWorldOf(tb, programme), choose: choose, about: map[string]*wanted{}, owners: map[string]map[int64]bool{}}
	x.team = staff(x.defs.Programme)
	for chat := int64(nadia); chat <= lucia; chat++ {
		m := x.team[chat]
		if m.Mattermost == "" || slices.Contains([]string{"omar", "lucia"}, m.ID) { // these two have both
			x.joins(m.ID, m.Site, chat)
		}
	}
	x.board.seen = x.watchBoard
	for chat := range int64(4) {
		x.phone(chat+1, []string{"en", "ar"}[chat%2])
	}
	x.seen = x.watch
	return x
}

// watch looks at what comes to a phone of the team.
func (x *model) watch(chat int64, e flows.Effect) {
	x.watchNotes(chat, e)
	x.watchPosts(chat, e)
	m, isStaff := x.team[chat]
	s, is := e.(flows.Send)
	if !isStaff || !is {
		return
	}
	for words, w := range x.about {
		mentions := strings.Contains(s.Text, words) || strings.Contains(s.Text, "Called"+words)
		named := w.reference != "" && strings.Contains(s.Text, w.reference)
		if mentions && !x.owners[w.reference][chat] {
			x.note()
		}
		switch {
		case mentions && !x.owners[w.reference][chat]:
			x.fail("%s reads a word or a name of %s without having taken it: %s", m.ID, w.reference, s.Text)
		case !mentions && !named:
		case w.restricted && !m.IsTrained():
			x.fail("%s is not trained, and hears of %s: %s", m.ID, w.reference, s.Text)
		case w.avoid != "" && w.avoid == m.Name:
			x.fail("%s must not see %s: %s", m.ID, w.reference, s.Text)
		case (w.team || w.complaint) && m.Site == w.site:
			x.fail("%s is of the site that must not see %s: %s", m.ID, w.reference, s.Text)
		}
	}
}

// watchNotes: nobody ever reads in a chat what is meant for a safeguarding record.
func (x *model) watchNotes(chat int64, e flows.Effect) {
	text := ""
	switch e := e.(type) {
	case flows.Send:
		text = e.Text
	case flows.Edit:
		text = e.Text
	case flows.Answer:
		text = e.Text
	case flows.Attach, flows.Enclose, flows.Commands, flows.Delete, flows.Play, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	if strings.Contains(text, noteWords) {
		x.fail("%d reads a note of a safeguarding record: %s", chat, text)
	}
}

const noteWords = "NoteForTheRecord"

func (x *model) fail(format string, args ...any) {
	if x.problem == nil {
		x.problem = fmt.Errorf(format, args...)
	}
}

// views are all referrals.
func (x *model) views() []referral.View {
	var out []referral.View
	for _, id := range slices.Sorted(maps.Keys(x.actors)) {
		if id.Kind() != flows.KindReferral {
			continue
		}
		v, err := referral.ReadView(x.actors[id])
		if err != nil {
			x.fail("%v", err)
		}
		if v.Reference != "" {
			out = append(out, v)
		}
		for words, w := range x.about {
			if w.reference == "" && strings.Contains(string(x.actors[id].Body), `"`+words+`"`) {
				x.learn(w, v, x.actors[id].Body)
			}
		}
	}
	return out
}

// note learns who has what.
func (x *model) note() {
	chats := map[string]int64{}
	for chat, m := range x.team {
		chats[m.ID] = chat
	}
	for _, v := range x.views() {
		if v.Owner != "" {
			if x.owners[v.Reference] == nil {
				x.owners[v.Reference] = map[int64]bool{}
			}
			x.owners[v.Reference][chats[v.Owner]] = true
		}
	}
}

// check looks at the whole, when nothing is under way.
func (x *model) check() error {
	x.note()
	for _, v := range x.views() {
		x.checkOne(v)
	}
	if x.problem == nil {
		x.problem = x.board.problem
	}
	return x.problem
}

func (x *model) checkOne(v referral.View) {
	open := v.Status != referral.StatusClosed
	have := x.talksInThread(v)
	for chat := range x.team {
		if slices.Contains(x.talks(chat), v.Reference) {
			have = append(have, chat)
		}
	}
	switch {
	case open && v.Owner == "" && v.Due.IsZero():
		x.fail("%s is lost: it is %s, nobody has it and no time will come", v.Reference, v.Status)
	case open && v.Status == referral.StatusNavigator && v.Due.IsZero():
		x.fail("%s waits for its navigator for ever", v.Reference)
	case open && v.Owner == "" && len(have) > 0, len(have) > 1:
		x.fail("%s has the owner %q, and talks with %v", v.Reference, v.Owner, have)
	case open && v.Owner != "" && (len(have) != 1 || x.team[have[0]].ID != v.Owner):
		x.fail("%s has the owner %q, and talks with %v", v.Reference, v.Owner, have)
	case !open && len(have) > 0:
		x.fail("%s is closed, and still talks with %v", v.Reference, have)
	}
	x.checkRecord(v)
	x.checkAccepts(v)
	for _, c := range v.Changes {
		if c.What == referral.Closed && c.By == referral.ByProgram && v.Colour != referral.Green {
			x.fail("%s is %s and was closed by the program", v.Reference, v.Colour)
		}
	}
}

// checkRecord: a record knows whether its referral is open, and ends only after it.
func (x *model) checkRecord(v referral.View) {
	r, ok, err := referral.ReadRecord(x.actors[x.ids.Of(flows.KindRecord, v.Reference)])
	filed := 0
	for _, c := range v.Changes {
		if c.What == referral.Filed {
			filed++
		}
	}
	switch {
	case err != nil:
		x.fail("%v", err)
	case r.Notes != v.Notes || ok != (v.Notes > 0) || filed > v.Notes:
		x.fail("the record of %s has %d notes, the referral knows of %d", v.Reference, r.Notes, v.Notes)
	case ok && r.Until.IsZero() != (v.Status != referral.StatusClosed):
		x.fail("%s is %s, and its record is kept until %v", v.Reference, v.Status, r.Until)
	}
}

// talks are the references of the chats in which somebody helps.
func (x *model) talks(chat int64) []string {
	var p struct {
		Chats []struct {
			Ref   string `json:"r"`
			Helps bool   `json:"h"`
		} `json:"t"`
	}
	if a, ok := x.actors[x.ids.Person(chat)]; ok {
		if err := json.Unmarshal(a.Body, &p); err != nil {
			x.fail("%v", err)
		}
	}
	var out []string
	for _, c := range p.Chats {
		if c.Helps {
			out = append(out, c.Ref)
		}
	}
	return out
}

// something does one thing.
func (x *model) something() string {
	person := int64(x.choose("who", 4) + 1)
	member := int64(nadia + x.choose("member", 6))
	if x.team[nadia].Mattermost != "" && x.choose("where", 3) > 0 {
		return x.atMattermost(member)
	}
	if x.phones[member] == nil {
		member = diet
	}
	switch x.choose("what", 17) {
	case 0, 1:
		return x.request(person)
	case 2:
		x.write(person, fmt.Sprint("more words ", x.message))
		return "writes"
	case 3, 4, 5:
		return x.taps(member)
	case 6:
		return x.taps(person)
	case 7:
		return x.answers(member)
	case 8:
		x.wait(time.Duration(1+x.choose("minutes", 50)) * time.Minute)
		return "minutes"
	case 9:
		x.wait(time.Duration(1+x.choose("hours", 60)) * time.Hour)
		return "hours"
	case 10:
		x.write(member, []string{"/away", "/back_again", "/waiting", "/close"}[x.choose("command", 4)])
		return "duty"
	case 11:
		return x.blocks(person)
	case 12:
		return x.again()
	case 13:
		return x.orders()
	case 14, 15:
		return x.files(member)
	default:
		return x.leaves(member)
	}
}

// request goes through the form with chance answers.
func (x *model) request(chat int64) string {
	if x.blocked[chat] {
		return "is away"
	}
	x.asks++
	words := fmt.Sprintf("Secret%dwords", x.asks)
	topics := []string{"papers", "housing", "health", "danger", "complaint", "work", "other"}
	topic := topics[x.choose("topic", len(topics))]
	soon := []string{"now", "child", "tonight", "days", "later", "later"}[x.choose("soon", 6)]
	avoid := []string{"nobody", "nobody", "team", "person"}[x.choose("avoid", 4)]
	x.about[words] = &wanted{}
	who := []string{"Nadia", "Petra", "Somebody"}[x.choose("avoided", 3)]
	x.write(chat, "/question")
	given := map[string]string{
		"topic": topic, "soon": soon, "woman": []string{"any", "yes"}[x.choose("woman", 2)],
		"safe": []string{"any", "morning", "evening"}[x.choose("safe", 3)], "avoid": avoid, "where": "leipzig",
	}
	typed := map[string]string{"words": words, "avoid_who": who, "called": "Called" + words}
	for range 20 {
		step := x.at(chat)
		option, has := given[step]
		text, types := typed[step]
		switch step {
		case "letter", "speaks":
			option, has = ".skip", true
		case "check":
			option, has = ".submit", true
		}
		switch {
		case has:
			x.press(chat, step, option)
		case types:
			x.write(chat, text)
		default:
			return "asks"
		}
		if step == "check" {
			return "asks"
		}
	}
	return "asks"
}

// learn reads who must not see it: she may have gone on with what she had begun
// before.
func (x *model) learn(w *wanted, v referral.View, body []byte) {
	var stored struct {
		Request struct {
			Topic, Soon, Avoid string
			Team               bool
		}
	}
	if err := json.Unmarshal(body, &stored); err != nil {
		x.fail("%v", err)
	}
	r := stored.Request
	*w = wanted{
		reference: v.Reference, site: v.Site, avoid: r.Avoid, team: r.Team, complaint: r.Topic == "complaint",
		restricted: slices.Contains([]string{"health", "unfair", "danger", "complaint"}, r.Topic) || r.Soon == "child",
	}
}

// at is the step at which somebody is asked something, "" for none.
func (x *model) at(chat int64) string {
	for _, m := range slices.Backward(x.phones[chat].messages) {
		for _, b := range m.buttons {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 && parts[0] == "question" {
				return parts[1]
			}
		}
	}
	return ""
}

// press taps an option of a step; nothing when there is none.
func (x *model) press(chat int64, step, option string) {
	for _, m := range slices.Backward(x.phones[chat].messages) {
		for _, b := range m.buttons {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 && parts[1] == step && parts[3] == option {
				x.tapData(chat, m.number, b.Data)
				return
			}
		}
	}
}

func (x *model) tapData(chat int64, message int, data string) {
	x.query++
	x.bring(delivery{x.ids.Person(chat), flows.Tap{Origin: x.origin(chat), Query: fmt.Sprint("q", x.query), Message: message, Data: data}})
}

// taps taps any button that somebody sees.
func (x *model) taps(chat int64) string {
	type seen struct {
		message int
		data    string
	}
	var all []seen
	for _, m := range x.phones[chat].messages {
		for _, b := range m.buttons {
			if !strings.Contains(b.Label, "Menu") && b.Data != "" {
				all = append(all, seen{m.number, b.Data})
			}
		}
	}
	all = all[max(0, len(all)-12):]
	if len(all) == 0 || x.blocked[chat] {
		return "taps nothing"
	}
	b := all[x.choose("button", len(all))]
	x.tapData(chat, b.message, b.data)
	return "taps " + b.data
}

// answers writes to whoever is helped, by a reply or without.
func (x *model) answers(chat int64) string {
	messages := x.phones[chat].messages
	to := 0
	if len(messages) > 0 && x.choose("replies", 2) == 0 {
		to = messages[max(0, len(messages)-1-x.choose("to", 5))].number
	}
	x.reply(chat, []string{"an answer", "// a note"}[x.choose("note", 2)], to)
	return "answers"
}

// files writes a note for the safeguarding record. Anything can happen while she
// writes it.
func (x *model) files(chat int64) string {
	if x.blocked[chat] || len(x.talks(chat)) == 0 {
		return "has nothing to note"
	}
	b, at, ok := x.phones[chat].button("Safety note")
	if !ok {
		return "has nothing to note"
	}
	x.tapData(chat, at, b.Data)
	x.press(chat, "who", "write")
	if !strings.Contains(x.phones[chat].last(), "Please write the note") {
		return "cannot write a note"
	}
	x.meanwhile(chat)
	x.notes++
	x.write(chat, fmt.Sprint(noteWords, x.notes))
	x.press(chat, "sure", []string{"keep", "keep", "stop"}[x.choose("keeps", 3)])
	return "writes a note"
}

// meanwhile is what others do.
func (x *model) meanwhile(chat int64) {
	m := x.team[chat]
	switch x.choose("meanwhile", 5) {
	case 0:
		x.write(int64(x.choose("who", 4)+1), "more words")
	case 1:
		x.orders()
	case 2: // she gets another one
		all := x.views()
		o := referral.Order{ID: fmt.Sprint("another", x.turns), By: "Karin", To: m.ID, Site: m.Site}
		x.order(all[x.choose("about", len(all))].Reference, o)
	case 3:
		x.wait(time.Hour)
	}
}

// orders gives a referral to somebody of the team at the desk, or closes it.
func (x *model) orders() string {
	all := x.views()
	if len(all) == 0 {
		return "nothing to order"
	}
	o := referral.Order{ID: fmt.Sprint("order", x.turns), By: "Karin"}
	if x.choose("closes", 4) == 0 {
		o.Outcome = referral.Advised
	} else {
		m := x.team[int64(nadia+x.choose("to", 6))]
		o.To, o.Site = m.ID, m.Site
	}
	x.order(all[x.choose("ordered", len(all))].Reference, o)
	return "an order"
}

func (x *model) blocks(chat int64) string {
	x.blocked[chat] = !x.blocked[chat]
	x.bring(delivery{x.ids.Person(chat), flows.Reach{Origin: x.origin(chat), Blocked: x.blocked[chat]}})
	return "blocks or comes back"
}

// again repeats something that an actor was told before.
func (x *model) again() string {
	var told []delivery
	for _, d := range x.past {
		if in, is := d.in.(flows.Told); is && d.to.Kind() != flows.KindPerson && in.Name != "people.invite" {
			told = append(told, d)
		}
	}
	if len(told) == 0 {
		return "nothing to repeat"
	}
	d := told[x.choose("which", len(told))]
	x.bring(d)
	return "a copy of " + d.in.(flows.Told).Name //nolint:forcetypeassert // only such were collected
}

// leaves has somebody of the team leave, and come back with a new invitation.
func (x *model) leaves(chat int64) string {
	if x.choose("leaves", 4) > 0 {
		return "stays"
	}
	m := x.team[chat]
	x.tell(x.ids.Of(flows.KindRoster, m.Site), "people.remove", map[string]string{"id": m.ID})
	if err := x.check(); err == nil && x.phones[chat] != nil && x.choose("comes back", 2) == 0 {
		x.joins(m.ID, m.Site, chat)
	}
	return m.ID + " leaves"
}

// run lets things happen, checks after each, and then lets weeks
// pass: what is open then must be seen by somebody.
func run(tb testing.TB, choose chooser, steps int) error {
	tb.Helper()
	return newModel(tb, choose).live(steps)
}

func (x *model) live(steps int) error {
	for range steps {
		did := x.something()
		if err := x.check(); err != nil {
			return fmt.Errorf("%s: %w", did, err)
		}
	}
	x.board.refuse = nil
	x.comesBack()
	x.wait(40 * 24 * time.Hour)
	if err := x.check(); err != nil {
		return fmt.Errorf("in the end: %w", err)
	}
	for _, v := range x.views() {
		if v.Status == referral.StatusNavigator && !v.Overdue {
			return fmt.Errorf("%s waits for %s for months, and nobody sees it", v.Reference, v.Owner)
		}
		if (v.Status == referral.StatusNew || v.Status == referral.StatusOffered) && !slices.ContainsFunc(v.Changes, func(c referral.Change) bool { return c.What == referral.Nobody }) {
			return fmt.Errorf("%s was offered for months, and nobody was told", v.Reference)
		}
	}
	return nil
}

func TestReferralsAreNeverLost(t *testing.T) {
	steps := 30
	if racing {
		steps = 8
	}
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		if err := run(t, choose, steps); err != nil {
			rt.Fatal(err)
		}
	})
}

// Longer lives than rapid can make smaller.
func TestReferralsByChance(t *testing.T) {
	seeds := uint64(12)
	if racing {
		seeds = 2
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		if err := run(t, func(_ string, n int) int { return r.IntN(n) }, 120); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
