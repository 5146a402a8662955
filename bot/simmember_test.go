package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// simMember is somebody of the team who works at Mattermost: she takes requests, or
// does not, writes to the people under the cards, changes what she wrote, and closes.
// What she writes for the team goes to nobody.
type simMember struct {
	w     *world
	b     *simBoard
	n     int
	id    string // in the programme file, and her user name
	moves int
	taps  int
	edits int
	done  bool
	cases map[string]*memberCase // by reference
}

// memberCase is one request, as she sees it.
type memberCase struct {
	root    string
	asked   int  // how often she was asked, as far as she has looked
	willing bool // she has tapped that she takes it
	tapped  time.Time
	who     int // the asker, once she has heard of her
	said    int
	posts   []string // what she wrote, by number
	changed []bool   // and whether she changed it
	asides  int
	closing bool
	early   bool // she closed before all had come
}

func newMember(b *simBoard, i int) *simMember {
	return &simMember{w: b.w, b: b, n: firstHelper + i, id: simTeam()[i], cases: map[string]*memberCase{}}
}

func (m *simMember) text(a, k int) string { return fmt.Sprintf("nav%dfor%dn%d", m.n, a, k) }

// anew is what stands behind a text that she has changed, aside a word in what she
// writes for the team.
const (
	anew  = " anew"
	aside = "aside"
)

func (m *simMember) chance(per1000 int, name string) bool {
	return m.w.plan.happens(per1000, name, m.n, m.moves)
}

func (m *simMember) pause(ctx context.Context, name string, most int) {
	select {
	case <-time.After(time.Duration(m.w.plan.hash(name, m.n, m.moves)%uint64(most)) * time.Millisecond):
	case <-ctx.Done():
	}
}

// live works until nobody asks for anything any more.
func (m *simMember) live(ctx context.Context) {
	for ctx.Err() == nil {
		changed := m.b.changes()
		if m.act(ctx) {
			continue
		}
		select {
		case <-changed:
			m.pause(ctx, "looks", 300) // people do not look at every moment
		case <-time.After(2 * time.Second): // what she tapped may have come to nothing
		case <-m.w.talks.over:
			m.done = true
			return
		case <-ctx.Done():
		}
	}
}

func (m *simMember) act(ctx context.Context) bool {
	for _, card := range m.b.cards() {
		reference := card.effect.Card.About
		c := m.cases[reference]
		if c == nil {
			c = &memberCase{root: card.id}
			m.cases[reference] = c
		}
		thread := m.b.under(card.id)
		switch {
		case card.has("accept"):
			if m.answers(ctx, card, thread, c) {
				return true
			}
		case m.has(thread):
			if m.helps(ctx, card, thread, c) {
				return true
			}
		}
	}
	return false
}

// answers takes a request that she is asked for, or not. One who is asleep taps when
// it is too late, and sometimes one taps who was not asked.
func (m *simMember) answers(ctx context.Context, card boardPost, thread []boardPost, c *memberCase) bool {
	asked := 0
	for _, p := range thread {
		if p.effect.Mention == m.id && strings.Contains(p.effect.Text, "Can you take this request?") {
			asked++
		}
	}
	m.moves++
	switch {
	case asked > c.asked:
		c.asked = asked
		m.pause(ctx, "thinks", 400)
		m.decides(ctx, card, c)
		return true
	case asked == 0 && !c.willing && m.chance(20, "meddles"):
		m.tap(ctx, card, "accept", c)
		return true
	case c.willing && time.Since(c.tapped) > 4*time.Second: // nothing has come of it
		m.tap(ctx, card, "accept", c)
		return true
	}
	return false
}

func (m *simMember) decides(ctx context.Context, card boardPost, c *memberCase) {
	obliging := m.id == simTeam()[len(simTeam())-1]
	switch {
	case !obliging && m.chance(200, "busy"):
		m.tap(ctx, card, "busy", c)
		return
	case !obliging && m.chance(200, "asleep"):
		select {
		case <-time.After(asleep):
		case <-ctx.Done():
		}
	}
	c.willing = true
	m.tap(ctx, card, "accept", c)
}

// tap taps a button of a card: sometimes twice, sometimes so that it comes once more.
func (m *simMember) tap(ctx context.Context, card boardPost, verb string, c *memberCase) {
	m.moves++
	c.tapped = time.Now()
	reference := card.effect.Card.About
	if verb == "accept" {
		m.b.mu.Lock()
		if _, again := m.b.tapped[reference]; !again {
			m.b.tapped[reference] = c.tapped
		}
		m.b.mu.Unlock()
	}
	m.click(ctx, card, verb, "mm tap")
	if m.chance(250, "double") {
		m.click(ctx, card, verb, "mm tap twice")
	}
}

func (m *simMember) click(ctx context.Context, card boardPost, verb, name string) {
	m.taps++
	key := fmt.Sprintf("%s%d", m.id, m.taps)
	moves := m.moves // she goes on while a late tap is on its way
	bring := func(name string) {
		if p := m.w.one(name, m.n, moves); p != nil {
			// An error is shown to her as one; she looks again later.
			_ = p.does(ctx, func(ctx context.Context) error {
				return p.clicked(ctx, card.id, card.effect.Card.About, m.id, verb, key)
			})
		}
	}
	bring(name)
	if !m.w.isCalm() && m.chance(m.w.plan.doubles, name+" again") {
		late := time.Duration(m.w.plan.hash("mm late", m.n, m.moves)%4000) * time.Millisecond
		m.w.talks.later.Go(func() { time.Sleep(late); bring(name + " late") })
	}
}

// has says whether she has it, as stands in the thread.
func (m *simMember) has(thread []boardPost) bool {
	for _, p := range thread {
		if p.effect.Mention == m.id && strings.Contains(p.effect.Text, talkBegins) {
			return true
		}
	}
	return false
}

const talkBegins = "what you write under this card now goes to the person"

var needOf = regexp.MustCompile(`need(\d+)`)

// helps writes to the person, and closes when all is said.
func (m *simMember) helps(ctx context.Context, card boardPost, thread []boardPost, c *memberCase) bool {
	for _, p := range thread {
		if found := needOf.FindStringSubmatch(p.effect.Text); found != nil {
			c.who, _ = strconv.Atoi(found[1]) // digits
		}
		if strings.Contains(p.effect.Text, fmt.Sprintf("ask%dn%d", c.who, linesEach)) {
			m.w.talks.hear(c.who)
		}
	}
	switch {
	case c.who == 0:
		return false
	case c.said < linesEach:
		m.moves++
		m.pause(ctx, "writes", 1200)
		m.writes(ctx, c)
		return true
	case c.closing:
		return m.closes(ctx, card, c)
	case !m.w.talks.heard(c.who):
		return false
	case m.arrived(c):
	case m.w.plan.happens(closesEarly, "early", m.n, c.who):
		c.early = true
	default:
		return false
	}
	c.closing = true
	m.tap(ctx, card, "close", c)
	return true
}

// writes says the next thing to the person, and sometimes something to the team; and
// changes now and then what she wrote.
func (m *simMember) writes(ctx context.Context, c *memberCase) {
	if m.chance(150, "aside") {
		c.asides++
		m.b.write(m.id, c.root, "// "+aside)
	}
	c.said++
	text := m.text(c.who, c.said)
	c.posts = append(c.posts, m.b.write(m.id, c.root, text))
	c.changed = append(c.changed, m.chance(150, "changes"))
	if c.changed[c.said-1] {
		m.edits++
		m.pause(ctx, "changes after", 2000)
		m.b.edit(c.posts[c.said-1], text+anew)
	}
}

// closes chooses how, once the card asks for that.
func (m *simMember) closes(ctx context.Context, card boardPost, c *memberCase) bool {
	switch {
	case card.has("closesolved"):
		m.tap(ctx, card, "closesolved", c)
	case card.has("close") && time.Since(c.tapped) > 4*time.Second:
		m.tap(ctx, card, "close", c)
		return true
	}
	return false
}

// arrived says whether all that she wrote has come, with its last words.
func (m *simMember) arrived(c *memberCase) bool {
	for k := range c.said {
		if !m.reads(c, k) {
			return false
		}
	}
	return true
}

// reads says whether the person has one of her texts as it is now.
func (m *simMember) reads(c *memberCase, k int) bool {
	want := m.text(c.who, k+1)
	for _, msg := range m.w.tg.Messages(int64(100 + c.who)) {
		if msg.FromBot && strings.Contains(msg.Text, want) && (!c.changed[k] || strings.Contains(msg.Text, want+anew)) {
			return true
		}
	}
	return false
}
