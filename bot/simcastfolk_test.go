package bot_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// simReader is somebody who gets announcements. She does one thing besides reading.
type simReader struct {
	*simPerson

	k       *simCast
	i       int
	habit   habit
	site    string
	moved   bool
	stopped int  // the message that says so, 0: none does
	all     bool // and she wants none at all, not only no news
	week    int  // the message that says that she gets no events of the week any more
	tapped  map[int]string
	replied map[int]bool
}

// habit is what she does.
type habit string

const (
	habitReads   habit = "reads"
	habitMoves   habit = "moves"
	habitSpeaks  habit = "speaks"  // another language, from now on
	habitStops   habit = "stops"   // by /stop
	habitButton  habit = "button"  // by the button below an announcement
	habitBlocks  habit = "blocks"  // the bot
	habitAnswers habit = "answers" // by a button, and changes her mind
	habitReplies habit = "replies"
)

func newReader(k *simCast, i int) *simReader {
	w := k.w
	r := &simReader{simPerson: newPerson(w, firstReader+i), k: k, i: i, site: "utrecht", tapped: map[int]string{}, replied: map[int]bool{}}
	if i >= readers-outsiders {
		r.site = "leipzig"
	}
	for n := int64(100_000 * (i + 1)); ; n++ {
		if r.user.ID = n; w.ids.Person(n).Partition() == w.partition(partitionOf(i)) {
			break
		}
	}
	habits := []habit{
		habitReads, habitReads, habitReads, habitReads, habitMoves, habitSpeaks, habitStops, habitStops, habitButton, habitBlocks, habitAnswers, habitReplies,
	}
	r.habit = habits[w.plan.hash("habit", i)%uint64(len(habits))]
	return r
}

func (r *simReader) actor() flows.ActorID { return r.w.ids.Person(r.user.ID) }

// livesIn is what her application tells her of where she takes part.
func (r *simReader) livesIn(site string) flows.Incoming {
	seq := 1
	if r.moved {
		seq = 2
	}
	part, err := flows.NewTell(r.actor(), flows.ToldParticipation, flows.Participation{
		Reference: number(r.simPerson), Person: r.actor(), Seq: seq, In: true, Site: site,
	})
	if err != nil {
		r.w.t.Fatal(err)
	}
	return flows.Incoming{ID: fmt.Sprint("part", seq), To: r.actor(), Input: flows.Told{
		From: r.w.ids.Of(flows.KindApplication, number(r.simPerson)), Name: part.Name, Data: part.Data,
	}}
}

// live reads and does what she does. At the end, when nothing breaks any more, she writes
// once: so she is told what she missed, and her turn learns what came of her messages.
func (r *simReader) live(ctx context.Context) {
	if r == r.k.late {
		r.pause(ctx, "late", 6000)
		r.w.tg.Say(r.user, "English")
		r.habit = habitReads
	} else {
		r.w.tg.Say(r.user, "/help") // until somebody writes, Telegram takes nothing for her
	}
	select {
	case <-r.k.begun:
	case <-ctx.Done():
		return
	}
	if r.habit == habitBlocks || r.habit == habitMoves || r.habit == habitSpeaks || r.habit == habitStops {
		r.pause(ctx, "habit", 4000)
		r.does(ctx)
	}
	r.reads(ctx)
	for !r.w.isCalm() && ctx.Err() == nil {
		time.Sleep(500 * time.Millisecond)
	}
	r.w.tg.Unblock(r.user)
	r.pause(ctx, "waits", 500)
	r.w.tg.Say(r.user, "/help")
	for wait := time.Now().Add(5 * time.Second); time.Now().Before(wait) && ctx.Err() == nil; {
		r.sees()
		time.Sleep(time.Second)
	}
}

// does is what she does by herself.
func (r *simReader) does(ctx context.Context) {
	switch r.habit {
	case habitMoves:
		r.moved = true
		if r.site = "leipzig"; r.i >= readers-outsiders {
			r.site = "utrecht"
		}
		r.w.bring(ctx, r.livesIn(r.site))
	case habitSpeaks:
		r.w.tg.Say(r.user, "العربية")
	case habitStops:
		r.w.tg.Say(r.user, "/stop")
	case habitBlocks:
		r.w.tg.Block(r.user)
		if r.would(500, "comes back") {
			r.pause(ctx, "blocked", 5000)
			r.w.tg.Unblock(r.user)
		}
	case habitReads, habitButton, habitAnswers, habitReplies:
	}
}

// reads reads until nothing more is to come.
func (r *simReader) reads(ctx context.Context) {
	for ctx.Err() == nil {
		changed := r.w.tg.Changed(r.user.ID)
		r.sees()
		select {
		case <-changed:
		case <-r.k.over:
			return
		case <-ctx.Done():
		}
	}
}

// sees looks at what is new, and answers it.
func (r *simReader) sees() {
	for _, m := range r.w.tg.MessagesAfter(r.user.ID, r.seen) {
		r.seen = m.ID
		switch {
		case !m.FromBot:
		case strings.HasPrefix(m.Text, "You get no more weekly events"):
			r.week = m.ID
		case r.stopped == 0 && strings.HasPrefix(m.Text, "You get no more "):
			r.stopped, r.all = m.ID, strings.HasPrefix(m.Text, "You get no more messages")
		case r.habit == habitStops && offers(m, "📣 No more news"):
			label := "📣 No more news"
			if r.would(500, "all") {
				label = "🔕 No more messages"
			}
			if offers(m, "📅 No weekly events") && r.would(300, "only these") {
				label = "📅 No weekly events"
			}
			time.Sleep(time.Duration(r.w.plan.hash("chooses", r.n)%1500) * time.Millisecond) // what waits meanwhile is taken back
			r.tap(m, dataOf(m, label))
		case len(m.Buttons) > 0:
			for _, a := range r.k.notices {
				if !a.week && strings.Contains(m.Text, a.mark()) {
					r.gets(a, m)
				}
			}
		}
	}
}

// gets does something with an announcement.
func (r *simReader) gets(a *simNotice, m sandbox.Message) {
	switch r.habit { //nolint:exhaustive // the others only read
	case habitButton:
		if a.plan.Kind == flows.CastInformation {
			r.tap(m, m.Buttons[len(m.Buttons)-1][0].Data)
		}
	case habitAnswers:
		r.tapped[a.n] = "yes"
		r.tap(m, m.Buttons[0][0].Data)
		if r.would(500, "thinks again") {
			r.tapped[a.n] = "no"
			r.tap(m, m.Buttons[1][0].Data)
		}
	case habitReplies:
		if _, err := r.w.tg.SayReply(r.user, "thanks", m.ID); err == nil {
			r.replied[a.n] = true
		}
	}
}

// would decides once and for all.
func (r *simReader) would(per1000 int, what string) bool {
	return r.w.plan.happens(per1000, what, r.n)
}
