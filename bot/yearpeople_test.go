package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/enrollment"
)

// yearPerson is somebody who takes part: she applies by chat and is accepted, reads
// what comes, and answers now and then.
type yearPerson struct {
	user   sandbox.User
	site   string
	cohort string
	number string // of her application
	left   time.Time

	seen int
	got  []yearMessage
	said map[int][]yearAnswer // by session
}

// yearAnswer is what she said to a session.
type yearAnswer struct {
	at  time.Time
	off bool
}

// yearMessage is a message about a session.
type yearMessage struct {
	at      time.Time
	kind    string
	session int
	text    string
	id      int
}

var yearTitle = regexp.MustCompile(`Meeting (\d{4})`)

// yearKinds are how messages about sessions begin.
func yearKinds() [][2]string {
	return [][2]string{
		{"📅", "reminder"},
		{"🔁 A new time and", "moved"},
		{"🔁 A new time", "moved"},
		{"🔁 A new place", "elsewhere"},
		{"✅ It takes place", "back"},
		{"🚫", "cancelled"},
		{"These sessions", "many"},
		{"A place is free", "place"},
	}
}

// enroll has everybody apply and be accepted.
func (y *yearWorld) enroll() {
	for n := range y.plan.people {
		site, cohort := y.plan.sites[n%len(y.plan.sites)], fmt.Sprintf("g%d", n/len(y.plan.sites)%4)
		p := &yearPerson{
			user: sandbox.User{ID: int64(1000 + n), FirstName: "P", LanguageCode: "en"}, site: site, cohort: cohort, said: map[int][]yearAnswer{},
		}
		y.mu.Lock()
		y.people[p.user.ID] = p
		y.mu.Unlock()
		link, err := y.ids.Seal(flows.Link{Site: site, Cohort: cohort})
		if err != nil {
			y.t.Fatal(err)
		}
		y.tg.Say(p.user, "/start "+link)
		time.Sleep(time.Second)
	}
	time.Sleep(2 * time.Minute)
	for _, p := range y.everybody() {
		if p.number == "" {
			y.t.Fatalf("person %d has no number: %v", p.user.ID, y.tg.Messages(p.user.ID))
		}
		y.decide(p, enrollment.VerbAccept)
	}
	time.Sleep(2 * time.Minute)
}

// decide is what the team decides about her application.
func (y *yearWorld) decide(p *yearPerson, what enrollment.Verb) {
	in, err := enrollment.NewDecision(y.ids, p.number, enrollment.Decision{ID: string(what) + p.number, By: "Anna", What: what})
	if err != nil {
		y.t.Fatal(err)
	}
	y.handle(in)
}

// handle brings an input to a process that runs.
func (y *yearWorld) handle(in flows.Incoming) {
	p := y.alive()
	if p == nil {
		y.t.Fatal("nobody is there to take an input")
	}
	defer p.life.Done()
	if err := p.run.Handle(y.t.Context(), in); err != nil {
		y.t.Fatal(err)
	}
}

func (y *yearWorld) everybody() []*yearPerson {
	y.mu.Lock()
	defer y.mu.Unlock()
	var out []*yearPerson
	for _, p := range y.people {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *yearPerson) int { return int(a.user.ID - b.user.ID) })
	return out
}

// read looks at what is new on somebody's phone.
func (y *yearWorld) read(chat int64) {
	y.mu.Lock()
	defer y.mu.Unlock()
	p := y.people[chat]
	if p == nil {
		return
	}
	for _, m := range y.tg.MessagesAfter(chat, p.seen) {
		p.seen = m.ID
		switch {
		case !m.FromBot:
		case p.number == "":
			y.applies(p, m)
		default:
			y.hears(p, m)
		}
	}
}

// applies answers a question of the form.
func (y *yearWorld) applies(p *yearPerson, m sandbox.Message) {
	if strings.Contains(m.Text, "Your number is WE-") {
		p.number = numberForm.FindString(m.Text)
		return
	}
	if strings.Contains(m.Text, "What name should we use") {
		time.AfterFunc(time.Second, func() { y.tg.Say(p.user, "Name") })
		return
	}
	site, _ := y.defs.Programme.Site(p.site)
	for _, label := range []string{site.Name, "English", "✅ Yes, start", "✅ Send"} {
		if data := dataOf(m, label); data != "" {
			time.AfterFunc(time.Second, func() { _, _ = y.tg.Tap(p.user, m.ID, data) })
			return
		}
	}
}

// hears notes a message about sessions, and answers some.
func (y *yearWorld) hears(p *yearPerson, m sandbox.Message) {
	kind := ""
	for _, k := range yearKinds() {
		if kind == "" && strings.HasPrefix(m.Text, k[0]) {
			kind = k[1]
		}
	}
	y.counts[kind]++
	if kind == "" {
		return
	}
	for _, found := range yearTitle.FindAllStringSubmatch(m.Text, -1) {
		n := 0
		_, _ = fmt.Sscanf(found[1], "%d", &n) // digits
		p.got = append(p.got, yearMessage{at: time.Now(), kind: kind, session: n, text: m.Text, id: m.ID})
	}
	if len(m.Buttons) == 0 || y.rand.IntN(100) >= answersPer100 {
		return
	}
	label, at := "", y.rand.IntN(10)
	switch {
	case at < 3:
		label = "cannot"
	case at < 4:
		label = "I will be late"
	default:
		label = "I will come"
	}
	time.AfterFunc(time.Duration(20+y.rand.IntN(1000))*time.Second, func() { y.answers(p, m, label) })
}

// answersPer100 is how many of a hundred questions people answer.
const answersPer100 = 20

// answers taps, when somebody is there to hear it.
func (y *yearWorld) answers(p *yearPerson, m sandbox.Message, label string) {
	y.mu.Lock()
	session := p.sessionOf(m.ID)
	if !p.newest(session, m) {
		y.mu.Unlock()
		return
	}
	up := y.places[0] != nil && y.places[1] != nil
	y.mu.Unlock()
	for _, row := range m.Buttons {
		for _, b := range row {
			if !up || !strings.Contains(b.Text, label) && (label != "I will come" || b.Text != "✅ Yes") {
				continue
			}
			if _, err := y.tg.Tap(p.user, m.ID, b.Data); err != nil {
				return
			}
			y.mu.Lock()
			y.counts["answers"]++
			if b.Text != "✅ Yes" { // that only says that she still waits
				p.said[session] = append(p.said[session], yearAnswer{time.Now(), label == "cannot"})
			}
			y.mu.Unlock()
			return
		}
	}
}

// newest says whether a message is the newest about a session, and not a copy of one
// before: what an older one is answered may count for nothing.
func (p *yearPerson) newest(session int, m sandbox.Message) bool {
	copies := 0
	for _, g := range p.got {
		if g.session == session && g.id > m.ID {
			return false
		}
		if g.session == session && g.text == m.Text {
			copies++
		}
	}
	return copies == 1
}

func (p *yearPerson) sessionOf(message int) int {
	for _, m := range p.got {
		if m.id == message {
			return m.session
		}
	}
	return -1
}
