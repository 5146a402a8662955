package broadcast_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// life is one announcement from its beginning to its end, among people who come, move,
// and stop it, with whoever plans pausing, correcting or cancelling it, in a world in
// which things come twice, late and in another order.
type life struct {
	*world

	started   time.Time
	people    []*someone // there were when it started
	answer    map[flows.ActorID]string
	did       map[flows.CastWhat]map[flows.ActorID]bool
	cancelled time.Time
	deleted   bool
	mended    bool
	words     string // of the last correction
	again     int    // how often another change took the place of one that was under way
	stuck     bool   // it runs, and nothing will ever happen

	keeps   bool             // a fault that a test plants: what waits when somebody stops it is sent
	strayed func(p *someone) // another one: what comes of it when she moves
}

func newLife(tb testing.TB, seed uint64) *life {
	tb.Helper()
	w := newWorld(tb, seed)
	w.rough, w.near = true, w.dice.IntN(2) == 0
	return &life{world: w, answer: map[flows.ActorID]string{}, did: map[flows.CastWhat]map[flows.ActorID]bool{}}
}

// live goes through it all and says what is wrong at the end.
func (l *life) live() error {
	d := l.dice
	l.people = l.crowd(80 + d.IntN(120))
	begins := d.IntN(14 * 60)
	if d.IntN(3) == 0 {
		begins = 9*60 + d.IntN(60) // it is night at one site
	}
	l.now = l.now.Add(time.Duration(begins) * time.Minute)
	p := plan()
	p.Missing = broadcast.Misses()[d.IntN(3)]
	p.Kind = broadcast.Kinds()[d.IntN(2)]
	if d.IntN(3) == 0 {
		p.Segment.Sites = []string{"lisboa"}
	}
	if d.IntN(3) == 0 {
		p.At = l.now.Add(time.Duration(d.IntN(600)) * time.Minute).UTC()
	}
	if err := p.Check(l.p); err != nil {
		return err
	}
	l.order(broadcast.WhatPlan, broadcast.Order{Plan: p})
	l.order(broadcast.WhatCount, broadcast.Order{})
	l.settle()
	if err := l.checkCount(); err != nil {
		return err
	}
	for _, by := range []string{"nadia", "Nadia ", "omar"} {
		l.order(broadcast.WhatApprove, broadcast.Order{By: by})
	}
	if l.view().State == broadcast.StateCounted {
		return l.checkFew()
	}
	if at := p.At; at.After(l.now) {
		l.pass(at.Add(-time.Millisecond))
		l.crowd(3)
		l.people = slices.SortedFunc(maps.Values(l.world.people), func(a, b *someone) int { return strings.Compare(string(a.id), string(b.id)) })
		l.pass(at)
	}
	l.started = l.now
	for n := 0; l.view().State != broadcast.StateDone && l.view().State != broadcast.StateCancelled || l.view().Mended.Ended.IsZero() && l.mended; n++ {
		if n > 3000 || l.stuck {
			return fmt.Errorf("it never ends: %s", l.describe())
		}
		l.happen(p)
	}
	l.pass(l.now.Add(time.Hour))
	return errors.Join(l.checkSent(), l.checkStopped(), l.checkMoved(), l.checkCounts(), l.checkNews())
}

// happen lets some of it happen: mostly what is under way.
func (l *life) happen(p broadcast.Plan) {
	d := l.dice
	for range d.IntN(400) {
		if !l.step() {
			break
		}
	}
	switch d.IntN(14) {
	case 0:
		l.born(len(l.world.people) + 1)
	case 1:
		for range 1 + d.IntN(10) {
			l.move(l.any())
		}
	case 2:
		l.stop(l.leaver())
	case 3:
		l.order(broadcast.WhatPause, broadcast.Order{})
	case 4, 5:
		l.order(broadcast.WhatResume, broadcast.Order{})
	case 6:
		l.mends(p)
	case 7:
		if d.IntN(6) == 0 && l.view().May(broadcast.WhatCancel, broadcast.Order{By: "x"}, l.now) == nil {
			l.order(broadcast.WhatCancel, broadcast.Order{})
			l.cancelled = l.now
		}
	case 8, 9:
		l.tell()
	case 10:
		if d.IntN(8) == 0 {
			l.delete()
		}
	default:
		if len(l.waiting) == 0 && len(l.late) == 0 {
			if l.view().State == broadcast.StatePaused {
				l.order(broadcast.WhatResume, broadcast.Order{})
				return
			}
			l.stuck = !l.ring(l.now.Add(10*24*time.Hour)) && l.view().State == broadcast.StateRunning
		}
	}
}

func (l *life) any() *someone { return l.people[l.dice.IntN(len(l.people))] }

// mends corrects it, and as often has another change take the place of that one while it
// is under way.
func (l *life) mends(p broadcast.Plan) {
	if l.dice.IntN(4) != 0 {
		return
	}
	l.correct(p)
	for l.dice.IntN(2) == 0 {
		for range l.dice.IntN(150) {
			l.step()
		}
		if l.dice.IntN(4) == 0 {
			l.delete()
		} else {
			l.correct(p)
		}
	}
}

// correct brings other words, now and then with a further language.
func (l *life) correct(p broadcast.Plan) {
	d := l.dice
	p.Words = slices.Clone(p.Words)
	p.Words[0].Text = fmt.Sprint("Other words ", d.IntN(1000))
	if d.IntN(2) == 0 {
		p.Words = append(p.Words, flows.CastWords{Lang: "uk", Text: "Інша кімната."})
		p.Buttons = nil
	}
	o := broadcast.Order{Plan: p, By: "nadia"}
	if l.view().May(broadcast.WhatCorrect, o, l.now) != nil {
		return
	}
	was := l.view().State
	l.order(broadcast.WhatCorrect, o)
	if l.view().Pending != nil {
		l.order(broadcast.WhatApprove, broadcast.Order{By: "nadia"}) // she has ordered it
		if l.view().Pending == nil {
			l.tb.Fatal("one person alone has corrected it")
		}
		l.order(broadcast.WhatApprove, broadcast.Order{By: "omar"})
	}
	l.mended, l.words = true, p.Words[0].Text
	if was == broadcast.StateCorrecting {
		l.again++
	}
}

// delete takes it back.
func (l *life) delete() {
	v := l.view()
	if v.May(broadcast.WhatDelete, broadcast.Order{By: "x"}, l.now) != nil {
		return
	}
	l.deleted, l.mended = true, true
	if v.State == broadcast.StateCorrecting {
		l.again++
	}
	if l.cancelled.IsZero() && v.Sent.Ended.IsZero() {
		l.cancelled = l.now
	}
	l.order(broadcast.WhatDelete, broadcast.Order{})
}

// tell has somebody who got it do something.
func (l *life) tell() {
	p := l.any()
	if len(p.phone) == 0 || p.phone[0].After(l.now) {
		return
	}
	what := []flows.CastWhat{flows.CastTapped, flows.CastReplied, flows.CastOptedOut, flows.CastUncertain}[l.dice.IntN(4)]
	button := ""
	if what == flows.CastTapped {
		button = []string{"yes", "no"}[l.dice.IntN(2)]
		if len(l.view().Plan.Buttons) > 0 {
			l.answer[p.id] = button
		}
	}
	l.does(p, what, button)
	if what == flows.CastOptedOut {
		l.stop(p)
	}
}

func (l *life) does(p *someone, what flows.CastWhat, button string) {
	if l.did[what] == nil {
		l.did[what] = map[flows.ActorID]bool{}
	}
	l.did[what][p.id] = true
	l.says(p, what, button)
}

func (l *life) checkFew() error {
	if v := l.view(); v.Counted.Reach() >= broadcast.PeopleLeast && v.Need <= 2 {
		return fmt.Errorf("it was not approved: %v", v.Counted)
	}
	return nil
}

// checkCount: a count asks everybody once, sends nothing, and says what they said.
func (l *life) checkCount() error {
	want := map[string]int{}
	for _, one := range l.people {
		if len(one.got) > 0 {
			return errors.New("a count has sent something")
		}
		want[one.last(flows.CastCount)]++
	}
	v := l.view()
	if !maps.Equal(v.Counted.Words, want) {
		return fmt.Errorf("the count says %v, people said %v", v.Counted.Words, want)
	}
	if many := v.Counted.Reach() > 60; (v.Need == 2) != many {
		return fmt.Errorf("%d must approve it, for %d", v.Need, v.Counted.Reach())
	}
	return nil
}

// last is what she said last, leaving out that she has it.
func (p *someone) last(do flows.CastDo) string {
	word := ""
	for _, a := range p.asked {
		if a.do == do && a.word != flows.CastHad {
			word = a.word
		}
	}
	return word
}

// checkSent: nobody got it twice, nobody who came later, nobody after it was cancelled but
// those under way; and whoever could have had it all the time has it.
func (l *life) checkSent() error {
	v := l.view()
	for _, p := range l.world.people {
		switch sends := p.times(flows.CastSend); {
		case len(p.got) > 1:
			return fmt.Errorf("somebody got it %d times", len(p.got))
		case !slices.Contains(l.people, p) && sends > 0:
			return errors.New("somebody was told who came after it began")
		case !l.cancelled.IsZero() && len(p.got) > 0 && p.got[0].After(l.cancelled.Add(2*time.Second)):
			return fmt.Errorf("somebody got it %v after it was cancelled", p.got[0].Sub(l.cancelled))
		case l.cancelled.IsZero() && slices.Contains(l.people, p) && sends == 0:
			return fmt.Errorf("somebody was missed: %s", l.describe())
		case l.cancelled.IsZero() && slices.Contains(l.people, p) && p.sleeps() && p.asked[len(p.asked)-1].wake.Add(time.Hour).Before(v.Until):
			return errors.New("somebody who could be told later never was")
		case p.deleted && !l.deleted:
			return errors.New("it was deleted by nobody")
		}
		if p.has[reference] > 0 && l.mended && v.Mended.Ended.After(v.Mended.Began) && p.last(flows.CastCorrect) == "" && p.last(flows.CastDelete) == "" && p.times(flows.CastCorrect)+p.times(flows.CastDelete) == 0 {
			return errors.New("somebody who has it was not gone to when it was mended")
		}
		if p.has[reference] > 0 && !p.lost && (l.deleted && !p.deleted || !l.deleted && l.mended && p.words != l.words) {
			return fmt.Errorf("at the end somebody reads %q; deleted %v", p.words, l.deleted)
		}
		if err := p.checkAsked(); err != nil {
			return err
		}
	}
	return nil
}

// sleeps says whether the last thing she said is that it is night.
func (p *someone) sleeps() bool {
	return len(p.got) == 0 && len(p.asked) > 0 && p.asked[len(p.asked)-1].word == flows.CastLater
}

func (p *someone) times(do flows.CastDo) (n int) {
	for _, a := range p.asked {
		if a.do == do {
			n++
		}
	}
	return n
}

// checkAsked: of one cast she is asked again only when nobody has heard what she said, or
// by a later pass.
func (p *someone) checkAsked() error {
	for i, a := range p.asked {
		for _, b := range p.asked[:i] {
			if a.seq != b.seq || a.do != flows.CastCount && a.do != flows.CastCorrect && a.do != flows.CastDelete {
				continue
			}
			if !b.lost {
				return fmt.Errorf("somebody was asked twice by %s %d: %v", a.do, a.seq, p.asked)
			}
		}
	}
	return nil
}

// checkCounts: what is counted is what people have and what they said last.
func (l *life) checkCounts() error {
	v := l.view()
	if !l.cancelled.IsZero() {
		sent := 0
		for _, p := range l.people {
			sent += len(p.got)
		}
		if n := v.Sent.Of(flows.CastSent); n > sent || sent > n+l.seen {
			return fmt.Errorf("%d are counted as sent, %d were, %d verdicts got lost", n, sent, l.seen)
		}
		return nil
	}
	langs, want := map[i18n.Lang]int{}, map[string]int{}
	for _, p := range l.people {
		if len(p.got) > 0 {
			langs[p.lang]++
			want[flows.CastSent]++
			continue
		}
		want[p.last(flows.CastSend)]++
	}
	got := map[string]int{}
	for word := range v.Sent.Words {
		w, _ := flows.LangOf(word)
		got[w] = v.Sent.Of(w)
	}
	if !maps.Equal(got, want) {
		return fmt.Errorf("counted are %v, people say %v; %s", got, want, l.describe())
	}
	for lang, n := range v.Sent.Langs(flows.CastSent) {
		if lang != "" && n > langs[lang] {
			return fmt.Errorf("%d are counted in %s, there are %d", n, lang, langs[lang])
		}
	}
	return nil
}

func (l *life) checkNews() error {
	v := l.view()
	for what, who := range l.did {
		if n := v.News.Of(what); n != len(who) {
			return fmt.Errorf("%d people are counted for %s, %d did it", n, what, len(who))
		}
	}
	want := map[string]int{}
	for _, button := range l.answer {
		want[button]++
	}
	for _, button := range []string{"yes", "no"} {
		n := 0
		for _, count := range v.Answers[button] {
			n += count
		}
		if n != want[button] {
			return fmt.Errorf("%d answered %s, counted are %d", want[button], button, n)
		}
	}
	return nil
}

// lives is how many are lived in the ordinary tests; WECAN_LIVES says otherwise.
const lives = 25

func TestLivesOfAnnouncements(t *testing.T) {
	n := lives
	if more, err := strconv.Atoi(os.Getenv("WECAN_LIVES")); err == nil {
		n = more
	}
	var cancelled, mended, again, seen, passes, stopped, back, moved int
	for seed := range n {
		l := newLife(t, uint64(seed))
		if err := l.live(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		seen += l.seen
		again += l.again
		passes += max(0, l.view().Passes-1)
		if !l.cancelled.IsZero() {
			cancelled++
		}
		if l.mended {
			mended++
		}
		for _, p := range l.people {
			if !p.quit.IsZero() {
				stopped++
			}
			if p.lost {
				back++
			}
			if p.wandered(l.started) {
				moved++
			}
		}
	}
	t.Logf("%d lives: %d cancelled, %d mended, %d times in the place of a change under way, %d verdicts lost, %d further passes; %d people stopped them, of %d it was taken back, %d were asked behind a move",
		n, cancelled, mended, again, seen, passes, stopped, back, moved)
	if n >= lives && (cancelled == 0 || mended == 0 || again == 0 || seen == 0 || passes == 0 || stopped == 0 || back == 0 || moved == 0) {
		t.Error("the lives were too quiet to show anything")
	}
}
