package broadcast

import (
	"time"

	"wecan/flows"
)

// mendFor is how long people can still be told of a change, once it begins: it is told at
// any hour, since nobody hears it.
const mendFor = 2 * 24 * time.Hour

// correct brings other words. Where two had to approve the words, two have to approve
// other ones; whoever orders them is the first.
func (k *making) correct(o Order) error {
	k.Approvals = []Approval{{By: named(o.By), At: k.t.Now}}
	k.change(o, WhatCorrect)
	if k.Need > len(k.Approvals) {
		k.Pending = true
		return k.field(memberPending, o.Plan)
	}
	return k.mend(flows.CastCorrect, o.Plan)
}

// delete takes it out of the chats. Nobody else gets it.
func (k *making) delete(o Order, p Plan) error {
	k.change(o, WhatDelete)
	if k.State == StateRunning || k.State == StatePaused {
		k.end(StateCancelled)
	}
	return k.mend(flows.CastDelete, p)
}

// mend begins to go to all who may have it. Who gets it after that gets the new words. A
// correction that is under way is given up: its walkers come back, and this one goes to all
// again, also to whom that one has reached.
func (k *making) mend(do flows.CastDo, p Plan) error {
	k.Pending, k.Mend = false, do
	k.put(memberPending, nil)
	seq, err := k.cast(p, do)
	if err != nil {
		return err
	}
	before := k.Send.Before
	k.Side = k.begin(do, seq, before)
	k.Mended = Tally{Began: k.t.Now}
	if do == flows.CastDelete {
		return nil
	}
	k.worded(p)
	if k.State == StateRunning || k.State == StatePaused {
		if k.Send.Seq, err = k.cast(p, flows.CastSend); err != nil {
			return err
		}
	}
	return k.field(memberPlan, p)
}

// mendRestMost bounds how long mending rests between two passes.
const mendRestMost = time.Hour

// mendsAgain has those be met once more whose message could not be changed: it is on its
// way, and nobody knows its number yet. Sending goes on meanwhile.
func (k *making) mendsAgain(j *job) bool {
	at := k.t.Now.Add(min(passRest<<min(j.Pass-1, 10), mendRestMost))
	if j.Again.count() == 0 || !at.Before(k.Mended.Began.Add(mendFor)) {
		return false
	}
	j.Next = at
	return true
}

// mended ends it.
func (k *making) mended() {
	k.Deleted = k.Mend == flows.CastDelete
	k.Mend, k.Side, k.Mended.Ended = "", nil, k.t.Now
	k.happened(WhatMended)
}

// translated has those be met who waited for a translation: they may have one now.
func (k *making) translated() {
	j := k.Send
	if k.Mend == flows.CastDelete || k.State != StateRunning && k.State != StatePaused || j.Waits.count() == 0 {
		return
	}
	j.Again, j.Waits = j.Again.with(j.Waits), nil
	if !k.Next.IsZero() {
		k.Next = k.t.Now
	}
}
