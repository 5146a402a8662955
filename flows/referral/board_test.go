package referral_test

import (
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/flows/referral"
)

// withMattermost is the programme of the tests with channels. Nadia, Omar and Karin
// read the one of Leipzig, Petra both; Dieter works on Telegram. Rome has no
// restricted channel.
const withMattermost = `
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
    mattermost: {channel: help/leipzig, restricted: help/trained}
  roma:
    name: Rome
    language: it
    time_zone: Europe/Rome
    emergency: "112"
    person: "roma@example.org"
    hours: {mon: "09:00-17:00", tue: "09:00-17:00", wed: "09:00-17:00", thu: "09:00-17:00", fri: "09:00-17:00"}
    mattermost: {channel: help/roma}
lists: {reasons: {places: "more people than places"}}
people:
  nadia: {name: Nadia, site: leipzig, roles: [navigator], languages: [ar, en, uk, es], woman: true, mattermost: nadia.k}
  omar: {name: Omar, site: leipzig, roles: [navigator], languages: [ar, en, uk, es], mattermost: omar}
  petra: {name: Petra, site: leipzig, roles: [lead], languages: [de, en], woman: true, mattermost: petra}
  dieter: {name: Dieter, site: leipzig, roles: [deputy], languages: [de, en]}
  karin: {name: Karin, site: leipzig, roles: [coordinator], languages: [de, en], woman: true, mattermost: karin}
  lucia: {name: Lucia, site: roma, roles: [lead, coordinator], languages: [it, en], woman: true, mattermost: lucia}
`

// board is Mattermost, as far as a thread knows it.
type board struct {
	posts   []*stands
	number  int
	away    bool                             // what is written waits
	waits   []carried                        // in order
	late    bool                             // what is carried now has waited
	refuse  func(e flows.Effect) bool        // never to be written; nil for none
	refused bool                             // something was, so that it is reported
	seen    func(on *stands, e flows.Effect) // what changes there; nil for nothing
	problem error
}

type carried struct {
	who flows.ActorID
	e   flows.Effect
}

// stands is a post, the bot's or somebody's.
type stands struct {
	id, mark, under, channel, who string
	post                          flows.Post
	reactions                     []string
}

// carry writes what a thread writes, as the adapter does: a post with a mark that is
// there already is not written twice.
func (w *world) carry(who flows.ActorID, e flows.Effect) {
	b := &w.board
	post, isPost := e.(flows.Post)
	root := isPost && post.Card == nil && post.Under == (flows.PostRef{}) && post.Mention == ""
	if who.Kind() != flows.KindThread && (who.Kind() != flows.KindDigest || !root) {
		b.problem = fmt.Errorf("%s writes at Mattermost: %T", who.Kind(), e)
	}
	if b.away {
		b.waits = append(b.waits, carried{who, e})
		return
	}
	if b.refuse != nil && b.refuse(e) {
		b.refused = true
		told := flows.Unposted{Kind: "post"}
		switch e := e.(type) {
		case flows.Post:
			told.Mark = e.Mark
		case flows.Repost:
			told.Kind, told.Mark = "repost", e.Of.Mark
		case flows.React:
			told.Kind = "react"
		case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
		}
		tell, err := flows.NewTell(who, flows.ToldUnposted, told)
		if err != nil {
			w.tb.Fatal(err)
		}
		w.queue = append(w.queue, delivery{who, flows.Told{Name: tell.Name, Data: tell.Data}})
		return
	}
	switch e := e.(type) {
	case flows.Post:
		if b.find(flows.PostRef{Mark: e.Mark}) != nil {
			return
		}
		b.number++
		one := &stands{id: fmt.Sprint("p", b.number), mark: e.Mark, channel: e.Channel, post: e}
		if e.Under != (flows.PostRef{}) {
			above := b.find(e.Under)
			if above == nil || above.channel != e.Channel {
				b.problem = fmt.Errorf("a post under %+v, which is not there", e.Under)
				return
			}
			one.under = above.id
		}
		b.posts = append(b.posts, one)
		if e.Receipt != "" {
			w.receipts[who] = append(w.receipts[who], flows.Receipt{Name: e.Receipt, Post: one.id})
		}
		b.show(one, e)
	case flows.Repost:
		one := b.find(e.Of)
		if one == nil || one.channel != e.Channel {
			b.problem = fmt.Errorf("%+v is to be rewritten, and is not there", e.Of)
			return
		}
		one.post.Text, one.post.Card, one.post.From = e.Text, e.Card, e.From
		b.show(one, e)
	case flows.React:
		one := b.find(e.To)
		if one == nil {
			return // it was deleted
		}
		one.reactions = slices.DeleteFunc(one.reactions, func(r string) bool { return r == e.Emoji })
		if !e.Away {
			one.reactions = append(one.reactions, e.Emoji)
		}
		b.show(one, e)
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
	}
}

func (b *board) show(on *stands, e flows.Effect) {
	if b.seen != nil {
		b.seen(on, e)
	}
}

func (b *board) find(ref flows.PostRef) *stands {
	for _, p := range b.posts {
		if ref.ID != "" && p.id == ref.ID || ref.ID == "" && ref.Mark != "" && p.mark == ref.Mark {
			return p
		}
	}
	return nil
}

// comesBack carries what waited for Mattermost.
func (w *world) comesBack() {
	w.board.away, w.board.late = false, true
	defer func() { w.board.late = false }()
	waits := w.board.waits
	w.board.waits = nil
	for _, one := range waits {
		w.carry(one.who, one.e)
	}
}

// roots are the cards that stand in a channel, in order.
func (b *board) roots(channel string) []*stands {
	var out []*stands
	for _, p := range b.posts {
		if p.channel == channel && p.post.Card != nil {
			out = append(out, p)
		}
	}
	return out
}

// has says whether words stand in a channel, wherever.
func (b *board) has(channel, words string) bool {
	return slices.ContainsFunc(b.posts, func(p *stands) bool {
		return p.channel == channel && p.who == "" && strings.Contains(p.String(), words)
	})
}

// String is all that can be read of it.
func (p *stands) String() string {
	var b strings.Builder
	e := p.post
	if e.Mention != "" {
		b.WriteString("@" + e.Mention + " ")
	}
	if e.From != "" {
		b.WriteString(e.From + ": ")
	}
	b.WriteString(e.Text)
	if e.File != nil {
		b.WriteString(" {" + e.File.What + "}")
	}
	if c := e.Card; c != nil {
		fmt.Fprintf(&b, "[%s] %s\n%s", c.Colour, c.Title, c.Text)
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "\n%s: %s", f.Title, f.Text)
		}
		if len(c.Buttons) > 0 {
			b.WriteString("\n")
		}
		for _, one := range c.Buttons {
			b.WriteString("[" + one.Label + "]")
		}
	}
	return b.String()
}

// thread is what the thread of a referral says of itself.
func (w *world) thread(reference string) referral.ThreadView {
	w.tb.Helper()
	id := w.ids.Of(flows.KindThread, reference)
	v, err := referral.ReadThread(w.actors[id], w.receipts[id])
	if err != nil {
		w.tb.Fatal(err)
	}
	return v
}

// outside brings what the connection to Mattermost brings.
func (w *world) outside(in flows.Incoming, err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

// taps taps a verb on the card of a referral, and answers what only she reads.
func (w *world) clicks(reference, who, verb string) string {
	w.tb.Helper()
	w.query++
	m, err := w.defs.Machine(w.ids.Of(flows.KindThread, reference))
	if err != nil {
		w.tb.Fatal(err)
	}
	whisper, err := m.(referral.Thread).Whisper(w.actors[w.ids.Of(flows.KindThread, reference)], who, verb) //nolint:forcetypeassert // it is the machine of that kind
	if err != nil {
		w.tb.Fatal(err)
	}
	w.outside(referral.NewTap(w.ids, reference, who, verb, fmt.Sprint("tap", w.query)))
	return whisper
}

// posts has somebody write under a root.
func (w *world) posts(reference, who, text string, files ...referral.PostFile) string {
	w.tb.Helper()
	root := w.board.find(w.thread(reference).Root)
	w.board.number++
	one := &stands{id: fmt.Sprint("p", w.board.number), who: who, post: flows.Post{Text: text}}
	if root != nil {
		one.channel, one.under = root.channel, root.id
	}
	w.board.posts = append(w.board.posts, one)
	w.outside(referral.NewPost(w.ids, reference, who, one.id, text, files))
	return one.id
}
