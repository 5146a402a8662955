package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
	"wecan/store"
)

// simCast is a coordinator who announces something to people of a simulation while
// everything breaks: she plans it, has it counted, approves it, and then thinks again. The
// people move, change their language, stop such messages, block the bot, answer and reply.
type simCast struct {
	w       *world
	notices []*simNotice
	folk    []*simReader
	late    *simReader    // comes while it is under way
	begun   chan struct{} // closed when the first has been approved
	over    chan struct{}
}

// simNotice is one announcement.
type simNotice struct {
	k         *simCast
	n         int
	reference string
	plan      broadcast.Plan
	orders    int
	version   int  // of the words
	cancelled bool // or deleted
	deleted   bool
	week      bool      // it is the events of a week, which nobody wrote
	quiet     time.Time // when its walkers had all come back
}

// People of announcements. Who belongs to a segment that is for utrecht is sure to make
// [broadcast.PeopleLeast]. They stand in few partitions: one has several pages of them,
// one has one of them, one has nobody.
const (
	firstReader = 60 // simPerson.n of the first of them
	readers     = 12
	outsiders   = 1 // of them, who live elsewhere
)

// partitionOf is in which of the partitions of announcements somebody stands.
func partitionOf(i int) int {
	switch {
	case i < readers/2:
		return 0
	case i < readers-1:
		return 1
	}
	return 2
}

const castPartitions = 4

// partition is one that announcements go to.
func (w *world) partition(n int) int {
	return (int(w.plan.hash("partition")%flows.Partitions) + n) % flows.Partitions
}

// newCast has people choose a language and take part before anything breaks.
func newCast(w *world, s *store.Store) *simCast {
	k := &simCast{w: w, begun: make(chan struct{}), over: make(chan struct{})}
	var first []flows.Incoming
	for i := range readers + 1 {
		r := newReader(k, i)
		if i == readers {
			k.late = r
			break
		}
		k.folk = append(k.folk, r)
		for n, line := range []string{"/language", "English"} {
			first = append(first, flows.Incoming{ID: fmt.Sprint("before:", n), To: r.actor(), Input: flows.Text{
				Origin: flows.Origin{Chat: r.user.ID, Lang: "en"}, Message: 1 + n, Text: line,
			}})
		}
		first = append(first, r.livesIn(r.site))
		first = append(first, r.choosesWeek()...)
	}
	w.before(s, first)
	for n := range 1 + int(w.plan.hash("notices")%5)/4 {
		k.notices = append(k.notices, k.notice(n))
	}
	if w.plan.week() {
		k.notices = append(k.notices, k.events(len(k.notices)))
	}
	return k
}

func (k *simCast) notice(n int) *simNotice {
	kinds := []flows.CastKind{flows.CastInformation, flows.CastInformation, flows.CastProgramme, flows.CastSafety}
	a := &simNotice{k: k, n: n, reference: flows.NewReference(rand.New(rand.NewPCG(k.w.plan.seed, uint64(10+n))))}
	answers := []flows.CastButton{}
	for _, id := range []string{"yes", "no"} {
		answers = append(answers, flows.CastButton{ID: id, Do: flows.ButtonAnswer, Labels: []flows.CastWords{{Lang: i18n.English, Text: id}, {Lang: "ar", Text: id + " ar"}}})
	}
	a.plan = broadcast.Plan{
		Title: a.mark(), Site: "utrecht", Kind: kinds[k.w.plan.hash("kind", n)%uint64(len(kinds))], Buttons: answers,
		Missing: flows.MissingLabel, Segment: flows.Segment{Sites: []string{"utrecht"}},
	}
	a.write()
	return a
}

// mark stands in all its words.
func (a *simNotice) mark() string { return fmt.Sprintf("Notice %d.", a.n) }

// newest stands in the words as they are now.
func (a *simNotice) newest() string { return fmt.Sprintf("Version %d.", a.version) }

// write writes its words anew.
func (a *simNotice) write() {
	a.version++
	a.plan.Words = []flows.CastWords{
		{Lang: i18n.English, Text: a.mark() + " " + a.newest(), Reviewed: true},
		{Lang: "ar", Text: a.mark() + " " + a.newest() + " ar", Reviewed: true},
	}
}

// stoppable says whether people can stop it.
func (a *simNotice) stoppable() bool { return a.plan.Kind != flows.CastSafety }

// live lets them live.
func (k *simCast) live(ctx context.Context, crowd *sync.WaitGroup) {
	var coordinators sync.WaitGroup
	for _, a := range k.notices {
		coordinators.Go(func() { a.live(ctx) })
	}
	for _, r := range append(slices.Clone(k.folk), k.late) {
		crowd.Go(func() { r.live(ctx) })
	}
	crowd.Go(func() {
		coordinators.Wait()
		close(k.over)
	})
}

// order has an order come to one of the processes, and says whether it may.
func (a *simNotice) order(ctx context.Context, what broadcast.What, by string) {
	a.orders++
	in, err := broadcast.New(a.k.w.ids, what, broadcast.Order{
		ID: fmt.Sprintf("%d/%d", a.n, a.orders), By: by, Reference: a.reference, Plan: a.plan,
	})
	if err != nil {
		a.k.w.note(err.Error())
		return
	}
	a.k.w.bring(ctx, in)
}

// live is what its coordinator does. Somebody dies once more when she has thought again.
func (a *simNotice) live(ctx context.Context) {
	if a.week {
		a.comes(ctx)
		return
	}
	a.pause(ctx, "begins", 1500+3000*a.n)
	a.order(ctx, broadcast.WhatPlan, "nadia")
	a.order(ctx, broadcast.WhatCount, "nadia")
	reach := 0
	if !a.until(ctx, func(v broadcast.View, _ bool) bool {
		reach = v.Counted.Reach()
		return v.State == broadcast.StateCounted
	}) {
		a.k.w.note("an announcement was never counted")
	}
	if reach < broadcast.PeopleLeast { // the others want no more of them
		a.order(ctx, broadcast.WhatCancel, "nadia")
		a.cancelled = true
	}
	a.pause(ctx, "looks", 300)
	a.order(ctx, broadcast.WhatApprove, "nadia")
	if a.plan.Kind == flows.CastSafety {
		a.order(ctx, broadcast.WhatApprove, "omar")
	}
	if a.n == 0 {
		close(a.k.begun)
	}
	for n := range 3 {
		if a.cancelled || a.deleted {
			break
		}
		a.pause(ctx, fmt.Sprint("thinks", n), 1500)
		a.thinksAgain(ctx, int(a.k.w.plan.hash("step", a.n, n)%8))
		if a.k.w.plan.crashes > 0 && a.k.w.plan.happens(400, "cast crash", a.n, n) {
			a.k.w.crashPlace(int(a.k.w.plan.hash("cast place", a.n, n)%uint64(a.k.w.plan.processes)), 20+3*a.n+n) //nolint:contextcheck // a process has a life of its own
		}
	}
	if !a.until(ctx, func(_ broadcast.View, open bool) bool { return !open }) {
		v, _, err := a.view(context.WithoutCancel(ctx))
		a.k.w.note(fmt.Sprintf("an announcement is never over: %s %v %v %v %v", v.State, v.Counted, v.Need, v.Changes, err))
	}
	a.quiet = time.Now()
}

// thinksAgain is one more thing that she does.
func (a *simNotice) thinksAgain(ctx context.Context, step int) {
	by := func(what broadcast.What) {
		a.order(ctx, what, "nadia")
		if a.plan.Kind == flows.CastSafety && what == broadcast.WhatCorrect {
			a.order(ctx, broadcast.WhatApprove, "omar")
		}
	}
	switch step {
	case 0, 1, 2:
		by(broadcast.WhatPause)
		a.pause(ctx, fmt.Sprint("rests", step), 3000)
		if step == 2 {
			a.corrects(ctx, by)
		}
		by(broadcast.WhatResume)
	case 3, 4:
		a.corrects(ctx, by)
	case 5:
		a.cancelled = true
		by(broadcast.WhatCancel)
	case 6:
		if a.until(ctx, mendable) {
			a.deleted = true
			by(broadcast.WhatDelete)
		}
	}
}

// corrects brings other words, when those before have been brought.
func (a *simNotice) corrects(ctx context.Context, by func(broadcast.What)) {
	if a.until(ctx, mendable) {
		a.write()
		by(broadcast.WhatCorrect)
	}
}

func mendable(v broadcast.View, _ bool) bool {
	return v.State != broadcast.StateCorrecting && v.State != broadcast.StateDeleting
}

func (a *simNotice) pause(ctx context.Context, name string, most int) {
	select {
	case <-time.After(time.Duration(a.k.w.plan.hash("cast "+name, a.n)%uint64(most)) * time.Millisecond):
	case <-ctx.Done():
	}
}

// until waits until it is so, and says whether it ever was.
func (a *simNotice) until(ctx context.Context, so func(v broadcast.View, open bool) bool) bool {
	for ctx.Err() == nil {
		if v, open, err := a.view(ctx); err == nil && so(v, open) {
			return true
		}
		time.Sleep(200 * time.Millisecond)
	}
	return false
}

// view is how it stands, and whether something of it is still to come.
func (a *simNotice) view(ctx context.Context) (v broadcast.View, open bool, err error) {
	w := a.k.w
	s, err := store.Open(ctx, store.Options{URL: "memory:", Embedded: w.redis, Bot: botID, Owner: "notice", Key: w.key})
	if err != nil {
		return v, false, err
	}
	defer func() { _ = s.Close() }()
	id := w.ids.Of(flows.KindBroadcast, a.reference)
	rec, err := s.Load(ctx, id, broadcast.ViewMembers())
	if err != nil {
		return v, false, err
	}
	actor, _, err := bot.Inspect(id, rec.State)
	if err != nil {
		return v, false, err
	}
	v, _, err = broadcast.ReadView(actor.Body, rec.Members)
	return v, slices.Contains(actor.Index, broadcast.IndexOpen), err
}

// fewPartitions are announcements that go to the partitions where there are people: all
// would be 256, four times over.
type fewPartitions struct {
	badMachine
	all []int
}

func (m fewPartitions) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	r, err := m.badMachine.Step(t, a, in)
	if told, ok := in.(flows.Told); ok && (told.From == "" || told.Name == flows.ToldDigest) && err == nil && len(r.Actor.Body) > 0 {
		r.Actor.Body = changed(r.Actor.Body, func(f map[string]any) {
			for _, name := range []string{"send", "side"} {
				if job, ok := f[name].(map[string]any); ok {
					m.narrow(job)
				}
			}
		})
	}
	return r, err
}

func (m fewPartitions) narrow(job map[string]any) {
	var todo []byte
	if data, err := json.Marshal(job["todo"]); err != nil || json.Unmarshal(data, &todo) != nil {
		return
	}
	few := make([]byte, len(todo))
	for _, n := range m.all {
		if n/8 < len(todo) {
			few[n/8] |= todo[n/8] & (1 << (n % 8))
		}
	}
	job["todo"] = few
}
