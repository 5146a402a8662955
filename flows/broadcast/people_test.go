package broadcast_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// someone is a person made small: she decides as a person does, by what she is at that
// moment.
type someone struct {
	id   flows.ActorID
	born time.Time
	site string
	lang i18n.Lang
	quit time.Time // since then she wants no announcements; zero: she does
	old  bool      // an older version takes her turns: it knows nothing of flows.Cast.Langs
	n    int       // of her last answer

	has      map[string]int // the number of the cast of each announcement that she has
	deleted  bool
	words    string    // as they stand in her chat
	nameless time.Time // until then nobody knows the number of her message

	moves  []move
	got    []time.Time // messages, as she had them sent
	phone  []time.Time // the same, when each comes to her phone: what is taken back before does not
	lost   bool        // it was taken back
	asked  []asking
	counts int
	tests  int
}

// asking is one time that she was told of an announcement.
type asking struct {
	at    time.Time
	do    flows.CastDo
	seq   int
	word  string
	sites []string  // the sites that it was for, nil for all
	wake  time.Time // when her night ends
	lost  bool      // nobody heard the verdict
}

func (w *world) born(n int) *someone {
	id := w.ids.Person(int64(n))
	for chat := int64(n) * 1000; w.near && id.Partition()%32 != 0; chat++ {
		id = w.ids.Person(chat)
	}
	p := &someone{
		id: id, born: w.now, site: w.p.Sites[w.dice.IntN(2)].ID, has: map[string]int{},
		lang: []i18n.Lang{"en", "ar", "uk"}[w.dice.IntN(3)], old: w.rough && n%3 == 0,
	}
	w.people[id] = p
	w.lists[id.Partition()] = append(w.lists[id.Partition()], id)
	return p
}

func (w *world) tellPerson(of flows.ActorID, e flows.Tell) {
	var c flows.Cast
	data := e.Data
	if e.Shared != nil {
		data = w.members[e.Shared.Actor][e.Shared.Member]
	}
	if len(data) == 0 || json.Unmarshal(data, &c) != nil {
		w.tb.Fatalf("a person is told of %v, which is not there", e.Shared)
	}
	p := w.people[e.To]
	word := p.hear(w, c)
	p.asked = append(p.asked, asking{at: w.now, do: c.Do, seq: c.Seq, word: word, sites: c.Segment.Sites, wake: p.wakes(w)})
	if e.Receipt == "" {
		return
	}
	if last := len(p.asked) - 2; w.rough && w.dice.IntN(40) == 0 && (last < 0 || !p.asked[last].lost) {
		word = flows.VerdictSeen
		w.seen++
		p.asked[len(p.asked)-1].lost = true
	}
	if slices.ContainsFunc(w.receipts[of], func(r flows.Receipt) bool { return r.Name == e.Receipt }) {
		w.tb.Fatalf("two receipts are called %s", e.Receipt)
	}
	w.receipts[of] = append(w.receipts[of], flows.Receipt{Name: e.Receipt, Word: word})
}

func (p *someone) wakes(w *world) time.Time {
	site, _ := w.p.Site(p.site)
	return w.p.Quiet.Awake(w.now, site)
}

// hear is her verdict.
func (p *someone) hear(w *world, c flows.Cast) string {
	switch c.Do {
	case flows.CastTest:
		p.tests++
		return flows.CastSent + "-" + string(c.Words[0].Lang)
	case flows.CastCorrect, flows.CastDelete:
		if p.has[c.Reference] == 0 || p.has[c.Reference] >= c.Seq || p.deleted || p.lost {
			return flows.CastHad
		}
		if w.now.Before(p.nameless) {
			return flows.CastLater
		}
		p.has[c.Reference] = c.Seq
		p.deleted = c.Do == flows.CastDelete
		p.words = c.Words[0].Text
		return flows.CastSent + "-" + string(p.lang)
	case flows.CastSend, flows.CastCount:
	}
	site, _ := w.p.Site(p.site)
	translated := slices.ContainsFunc(c.Words, func(one flows.CastWords) bool { return one.Lang == p.lang })
	switch {
	case w.now.After(c.Until):
		return flows.CastOver
	case len(c.Segment.Sites) > 0 && !slices.Contains(c.Segment.Sites, p.site):
		return flows.CastOutside
	case p.has[c.Reference] > 0:
		return flows.CastHad
	case !p.quit.IsZero() && c.Kind != flows.CastSafety:
		return flows.CastStopped
	case !translated && c.Missing == flows.MissingWait:
		return flows.CastWaits
	case !translated && c.Missing == flows.MissingLeave:
		return flows.CastNoWords
	case c.Kind != flows.CastSafety && !w.p.Awake(site, later(w.now, c.At)):
		if c.Langs && !p.old {
			return flows.CastLater + "-" + string(p.lang)
		}
		return flows.CastLater
	case c.Do == flows.CastCount:
		p.counts++
		return flows.CastWould + "-" + string(p.lang)
	}
	p.has[c.Reference] = c.Seq
	if len(c.Words) > 0 { // the events of a week have none
		p.words = c.Words[0].Text
	}
	p.got = append(p.got, w.now)
	p.phone = append(p.phone, w.now.Add(time.Duration(w.dice.IntN(400))*time.Millisecond))
	return flows.CastSent + "-" + string(p.lang)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// says tells the announcement what she did.
func (w *world) says(p *someone, what flows.CastWhat, button string) {
	n := flows.CastNews{Reference: reference, Person: p.id, Lang: p.lang, What: what, Button: button}
	if what == flows.CastTapped {
		p.n++
		n.N = p.n
	}
	data, err := json.Marshal(n)
	if err != nil {
		w.tb.Fatal(err)
	}
	d := delivery{w.ids.Of(flows.KindBroadcast, reference), flows.Told{From: p.id, Name: flows.ToldCastNews, Data: data}}
	if w.rough {
		for range w.dice.IntN(3) {
			w.late = append(w.late, d)
		}
	}
	w.turn(d.to, d.in)
}

func (w *world) crowd(n int) []*someone {
	var out []*someone
	for i := range n {
		out = append(out, w.born(len(w.people)+1))
		if i%7 == 0 {
			w.now = w.now.Add(time.Millisecond)
		}
	}
	w.now = w.now.Add(time.Second)
	return out
}

func (w *world) describe() string {
	v := w.view()
	return fmt.Sprintf("%s, pass %d, next %v, now %v, sent %v", v.State, v.Passes, v.Next, w.now, v.Sent)
}
