package bot

import (
	"slices"

	"wecan/flows"
)

// retract takes back what waits and is not wanted any more: what stands before a message
// that drops it: see [flows.Send.Drop]. A call that has begun, here or in a process that
// died, is not taken back: its outcome is told as it is. One that is [flows.Uncertain] is
// marked before its call, so of it is known whether there was one.
func (o *outgoing) retract(meter Meter) {
	last := -1
	var marks []string
	for i := range o.queue {
		_ = o.queue[i].read() // carry reports it
		if s, ok := o.queue[i].effect.(flows.Send); ok && len(s.Drop) > 0 {
			last = i
		}
	}
	if last < 0 {
		return
	}
	kept := slices.Clone(o.queue[last+1:])
	for i := last; i >= 0; i-- {
		it := o.queue[i]
		mark := markOf(it.effect)
		if mark != "" && !it.Marked && (!it.doubtful || onceOf(it.effect) == flows.Uncertain) && slices.Contains(marks, mark) {
			meter.Count(EventRetracted)
			item := receiptItem{id: it.ID}
			if name := receiptOf(it.effect); name != "" {
				item.receipt = flows.Receipt{Name: name, Word: flows.WordRetracted}
			}
			o.acks = append(o.acks, item)
			continue
		}
		if s, ok := it.effect.(flows.Send); ok {
			marks = append(marks, s.Drop...)
		}
		kept = append([]outboxItem{it}, kept...)
	}
	o.queue = kept
}

// markOf is what an effect is one of, "" for nothing.
func markOf(e flows.Effect) string {
	switch e := e.(type) {
	case flows.Send:
		return e.Mark
	case flows.Attach:
		return e.Mark
	case flows.Play, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	return ""
}
