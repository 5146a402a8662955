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

// mend begins to go to all who may have it. Who gets it after that gets the new words.
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

// mended ends it. Who waited for a translation may have one now.
func (k *making) mended() {
	k.Deleted = k.Mend == flows.CastDelete
	k.Mend, k.Side, k.Mended.Ended = "", nil, k.t.Now
	k.happened(WhatMended)
	j := k.Send
	if k.Deleted || k.State != StateRunning && k.State != StatePaused || j.Waits.count() == 0 {
		return
	}
	j.Again, j.Waits = j.Again.with(j.Waits), nil
	if !k.Next.IsZero() {
		k.Next = k.t.Now
	}
}
