package broadcast

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// ordered takes what somebody orders. What is wrong changes nothing: whoever sent it
// looks at what stands.
func (k *making) ordered(in flows.Told) error {
	what := What(in.Name)
	if !slices.Contains(whats(), what) {
		return fmt.Errorf("broadcast: a broadcast cannot be told %q", in.Name)
	}
	var o Order
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("broadcast: read an order: %w", err)
	}
	if k.t.IDs.Of(flows.KindBroadcast, o.Reference) != k.a.ID {
		return errors.New("broadcast: the order is about another announcement")
	}
	if in.From != "" {
		k.report("an order for an announcement came from an actor and was dropped")
		return nil
	}
	if o.ID == "" || slices.Contains(k.Heard, o.ID) || o.Seen > 0 && o.Seen != k.Rev {
		return nil
	}
	var plan Plan
	if err := k.read(memberPlan, &plan); err != nil {
		return err
	}
	if !k.allowed(what, o, plan) {
		return nil
	}
	if what == WhatPlan || what == WhatCorrect {
		o.Plan = o.Plan.clean()
	}
	k.hear(o)
	k.desk = true
	return k.carry(what, o, plan)
}

// allowed says whether an order is carried out. What somebody did wrong is no defect.
func (k *making) allowed(what What, o Order, plan Plan) bool {
	if k.may(what, o, plan, k.t.Now) != nil {
		return false
	}
	if (what == WhatPlan || what == WhatCorrect) && o.Plan.Check(k.m.Programme) != nil {
		k.report("an order for an announcement was dropped: its plan has a fault")
		return false
	}
	return true
}

// carry carries an order out.
func (k *making) carry(what What, o Order, plan Plan) error {
	switch what {
	case WhatPlan:
		return k.planned(o)
	case WhatCount:
		return k.count(o, plan)
	case WhatApprove:
		return k.approve(o, plan)
	case WhatRefuse:
		return k.refuse(o)
	case WhatPause, WhatResume:
		k.State = map[What]State{WhatPause: StatePaused, WhatResume: StateRunning}[what]
		k.change(o, what)
	case WhatCancel:
		k.cancel(o)
	case WhatCorrect:
		return k.correct(o)
	case WhatDelete:
		return k.delete(o, plan)
	case WhatTest:
		return k.test(o, plan)
	case WhatCounted, WhatStarted, WhatEnded, WhatMended:
	}
	return nil
}

// hear remembers an order.
func (k *making) hear(o Order) {
	k.Heard = append(k.Heard, o.ID)
	k.Heard = k.Heard[max(0, len(k.Heard)-changesMost):]
}

// change notes what was done. Whoever has looked before it looks again.
func (k *making) change(o Order, what What) {
	k.Rev++
	note := []rune(i18n.Clean(o.Note))
	k.Changes = append(k.Changes, Change{
		At: k.t.Now, By: named(strings.TrimSpace(o.By)), What: what, Note: string(note[:min(len(note), noteMost)]),
	})
	k.Changes = k.Changes[max(0, len(k.Changes)-changesMost):]
}

// happened notes what came about by itself.
func (k *making) happened(what What) { k.change(Order{By: flows.ByProgram}, what) }

// named is a name as it is kept.
func named(by string) string {
	runes := []rune(by)
	return string(runes[:min(len(runes), nameMost)])
}

func (k *making) planned(o Order) error {
	p := o.Plan
	k.Reference, k.State = o.Reference, StateDraft
	k.Kind, k.At, k.Ends, k.Sites, k.Whom = p.Kind, p.At, p.Until, p.Segment.Sites, &p.Segment
	k.Approvals, k.Need, k.Count, k.Send = nil, 0, Tally{}, nil
	k.worded(p)
	k.change(o, WhatPlan)
	return k.field(memberPlan, p)
}

// worded takes over what stands in the body too.
func (k *making) worded(p Plan) {
	k.Title, k.Site, k.Buttons, k.Langs = p.Title, p.Site, nil, nil
	for _, w := range p.Words {
		k.Langs = append(k.Langs, w.Lang)
	}
	for _, b := range p.Buttons {
		k.Buttons = append(k.Buttons, button{ID: b.ID, Do: b.Do, Label: b.Labels[0].Text})
	}
}

// cast writes what people are told, and answers its number.
func (k *making) cast(p Plan, do flows.CastDo) (seq int, err error) {
	k.Seq++
	c := p.Cast(k.Reference, do, k.m.Programme.Cast.Week)
	if c.Seq = k.Seq; do == flows.CastCount {
		c.At, c.Langs = p.At, true
	}
	if c.Until = k.Until; c.Until.IsZero() {
		c.Until = later(p.At, k.t.Now).Add(UntilDefault)
	}
	if do != flows.CastSend && do != flows.CastCount {
		c.Until = k.t.Now.Add(mendFor)
	}
	k.Casts = append(k.Casts, k.Seq)
	k.forget()
	return k.Seq, k.field(memberCast(k.Seq), c)
}

// castsMost is how many are kept besides those that people are being told.
const castsMost = 4

// forget deletes what nobody is told any more. Walkers of a job that was given up have a
// page under way until they are back.
func (k *making) forget() {
	k.Casts = slices.DeleteFunc(k.Casts, func(seq int) bool {
		carried := slices.ContainsFunc(k.Workers, func(w worker) bool { return w.Seq == seq })
		if carried || seq > k.Seq-castsMost || k.Send != nil && k.Send.Seq == seq || k.Side != nil && k.Side.Seq == seq {
			return false
		}
		k.put(memberCast(seq), nil)
		return true
	})
}

func (k *making) count(o Order, p Plan) error {
	seq, err := k.cast(p, flows.CastCount)
	if err != nil {
		return err
	}
	k.State, k.Approvals, k.Need = StateCounting, nil, 0
	k.Count = Tally{Began: k.t.Now}
	k.Side = k.begin(flows.CastCount, seq, k.t.Now)
	k.change(o, WhatCount)
	return nil
}

// approve is one person's yes. With enough of them it begins, now or when it is planned.
func (k *making) approve(o Order, p Plan) error {
	k.Approvals = append(k.Approvals, Approval{By: named(strings.TrimSpace(o.By)), At: k.t.Now})
	k.change(o, WhatApprove)
	if len(k.Approvals) < k.Need {
		return nil
	}
	if k.Pending {
		var next Plan
		if err := k.read(memberPending, &next); err != nil {
			return err
		}
		return k.mend(flows.CastCorrect, next)
	}
	begins := later(k.At, k.t.Now)
	if k.Until = k.Ends; k.Until.IsZero() {
		k.Until = begins.Add(UntilDefault)
	}
	seq, err := k.cast(p, flows.CastSend)
	if err != nil {
		return err
	}
	k.Send = k.begin(flows.CastSend, seq, begins)
	if k.State = StateScheduled; !begins.After(k.t.Now) {
		k.start()
	}
	return nil
}

// refuse takes approvals back: of a correction that waits, or of the whole.
func (k *making) refuse(o Order) error {
	k.Approvals = nil
	k.change(o, WhatRefuse)
	if k.Pending {
		k.Pending = false
		k.put(memberPending, nil)
		return nil
	}
	k.State, k.Send = StateDraft, nil
	return nil
}

// cancel ends it. Walkers that are at work still tell what they have done.
func (k *making) cancel(o Order) {
	k.change(o, WhatCancel)
	k.end(StateCancelled)
}

// end ends sending, or what came before it.
func (k *making) end(state State) {
	k.State, k.Next = state, time.Time{}
	if k.Side != nil && k.Mend == "" {
		k.Side = nil
	}
	if !k.Sent.Began.IsZero() {
		k.Sent.Ended = k.t.Now
	}
	if k.Send != nil {
		k.Send.rest(k.t.Now)
	}
}

// test sends it to one person of the team.
func (k *making) test(o Order, p Plan) error {
	if at := slices.IndexFunc(p.Words, func(w flows.CastWords) bool { return w.Lang == o.Lang }); at > 0 {
		p = p.first(at)
	}
	seq, err := k.cast(p, flows.CastTest)
	if err != nil {
		return err
	}
	k.out = append(k.out, flows.Tell{
		To: o.To, Name: flows.ToldCast, Shared: &flows.Shared{Actor: k.a.ID, Member: memberCast(seq)},
	})
	return nil
}
