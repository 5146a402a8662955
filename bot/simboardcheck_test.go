package bot_test

import (
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
)

// check looks at what stands at Mattermost in the end, besides what [simTalks.check]
// sees on the phones.
func (b *simBoard) check(bad func(string, ...any)) (excused int) {
	for _, m := range b.members {
		if !m.done {
			bad("%s is stuck", m.id)
		}
		excused += m.edits
	}
	numbers := map[string]*simAsker{}
	for _, a := range b.w.talks.askers {
		excused += a.blocks * linesEach // what was under way when she blocked the bot comes again
		number := b.w.talks.number(a)
		numbers[number] = a
		b.checkCard(number, bad)
		b.checkWritten(a, number, bad)
	}
	for _, p := range b.posts {
		b.checkWords(p, numbers, bad)
	}
	if b.handed < len(b.log) {
		bad("%d of %d posts of the team were never taken", len(b.log)-b.handed, len(b.log))
	}
	return excused
}

// number is that of a person's request, as she was told it.
func (t *simTalks) number(a *simAsker) string {
	for _, m := range t.w.tg.Messages(a.user.ID) {
		if m.FromBot && strings.Contains(m.Text, "The number of your request is") {
			return numberForm.FindString(m.Text)
		}
	}
	return ""
}

// checkCard: each request has one card, and in the end that is grey.
func (b *simBoard) checkCard(number string, bad func(string, ...any)) {
	var cards []boardPost
	for _, c := range b.cards() {
		if c.effect.Card.About == number {
			cards = append(cards, c)
		}
	}
	if len(cards) != 1 {
		bad("request %s has %d cards", number, len(cards))
		return
	}
	if c := cards[0].effect.Card; c.Colour != flows.PostGrey || len(c.Buttons) > 0 {
		bad("the card of %s is %s in the end: %s", number, c.Colour, b.tail(number))
	}
}

// checkWords: no word and no name stands there before somebody has tapped that she
// takes it, none ever on a card, and each only where it belongs.
func (b *simBoard) checkWords(p *boardPost, numbers map[string]*simAsker, bad func(string, ...any)) {
	if p.author != "" {
		return
	}
	reference := b.referenceOf(p)
	for _, text := range p.said {
		line := said.FindString(text)
		if line == "" && !strings.Contains(text, "Calla") {
			continue
		}
		at, taken := b.tapped[reference]
		switch a := numbers[reference]; {
		case p.root == "", !taken, p.at.Before(at):
			bad("there stands %q before somebody has taken %s: %s", text, reference, b.tail(reference))
		case a == nil, line != "" && line != a.need() && !strings.HasPrefix(line, fmt.Sprintf("ask%dn", a.n)):
			bad("there stands %q under the card of %s: %s", text, reference, b.tail(reference))
		}
	}
}

func (b *simBoard) referenceOf(p *boardPost) string {
	if root := b.byID(p.root); root != nil {
		p = root
	}
	if p.effect.Card == nil {
		return ""
	}
	return p.effect.Card.About
}

// threadOf is what stands under the card of a request.
func (b *simBoard) threadOf(number string) []boardPost {
	for _, c := range b.cards() {
		if c.effect.Card.About == number {
			return b.under(c.id)
		}
	}
	return nil
}

// owners are the members who have a request, or had.
func (b *simBoard) owners(thread []boardPost) (out []*simMember) {
	for _, m := range b.members {
		if m.has(thread) {
			out = append(out, m)
		}
	}
	return out
}

// checkWritten: each line of the person's stands once, in order, in the thread of
// whoever has her request, and else nowhere; and each line of a member's, with its
// last words, is on her phone and has the sign for that.
func (b *simBoard) checkWritten(a *simAsker, number string, bad func(string, ...any)) {
	thread := b.threadOf(number)
	var got, want []string
	for _, p := range thread {
		if line := said.FindString(p.effect.Text); p.author == "" && line != "" {
			got = append(got, line)
		}
	}
	if len(b.owners(thread)) > 0 {
		want = append(want, a.need())
		for k := range a.written {
			want = append(want, a.line(k+1))
		}
	}
	if !slices.Equal(got, want) {
		bad("person %d wrote %v, and in the thread stands %v: %s", a.n, want, got, b.tail(number))
	}
	for _, m := range b.members {
		b.checkMember(m, a, number, thread, bad)
	}
	for _, line := range b.w.tg.Messages(a.user.ID) {
		if line.FromBot && strings.Contains(line.Text, aside) {
			bad("person %d reads what is for the team: %s", a.n, b.tail(number))
		}
	}
}

func (b *simBoard) checkMember(m *simMember, a *simAsker, number string, thread []boardPost, bad func(string, ...any)) {
	c := m.cases[number]
	var want []string
	if c != nil {
		for k := range c.said {
			want = append(want, m.text(a.n, k+1))
		}
	}
	got := b.w.talks.lines(a.simPerson, fmt.Sprintf("nav%dfor", m.n))
	if n := len(want) - len(got); n > 0 && c.early && b.told(thread, n) {
		want = want[:len(got)]
	}
	if !slices.Equal(got, want) {
		bad("%s wrote %v to person %d, who reads %v: %s%s", m.id, want, a.n, got, b.w.tail(a.simPerson), b.tail(number))
		return
	}
	for k := range want {
		p := b.byID(c.posts[k])
		switch {
		case !c.early && !m.reads(c, k):
			bad("%s changed %q, and person %d does not know: %s%s", m.id, want[k], a.n, b.w.tail(a.simPerson), b.tail(number))
		case !p.reactions["white_check_mark"], p.reactions["no_mobile_phones"]:
			bad("person %d has %q, and under it stands %v: %s", a.n, want[k], p.reactions, b.tail(number))
		}
	}
}

// told says whether it is told in the thread that n posts were not sent, because the
// request was closed before they came. That it is closed is told once.
func (b *simBoard) told(thread []boardPost, n int) bool {
	one, all := 0, false
	for _, p := range thread {
		if strings.HasPrefix(p.effect.Text, "I could not send your last message") {
			one++
		}
		all = all || strings.HasPrefix(p.effect.Text, "Somebody has closed this request.")
	}
	return all || one >= n
}
