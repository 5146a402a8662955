package bot

import "wecan/flows"

// supersede drops doubtful questions that a newer question has replaced, each
// with its voice. One that takes the keys away stays, unless something behind it
// sets them: nobody would take them away later.
func (o *outgoing) supersede(meter Meter) {
	newest, keyed := -1, -1
	for i := range o.queue {
		it := &o.queue[i]
		_ = it.read() // carry reports it
		s, _ := it.effect.(flows.Send)
		if s.Question {
			newest = i
		}
		if s.Unkey || len(s.Keys) > 0 {
			keyed = i
		}
	}
	kept := o.queue[:0:0]
	for i, it := range o.queue {
		if o.replaced(i, newest, keyed) && it.doubtful {
			meter.Count(EventSuperseded)
			o.acks = append(o.acks, receiptItem{id: it.ID})
			continue
		}
		kept = append(kept, it)
	}
	o.queue = kept
}

// replaced says whether the entry is a question, or the voice of one, and not
// the newest.
func (o *outgoing) replaced(i, newest, keyed int) bool {
	if p, ok := o.queue[i].effect.(flows.Play); ok && p.Question {
		i++ // it stands right before its question
	}
	if i >= newest {
		return false
	}
	s, ok := o.queue[i].effect.(flows.Send)
	return ok && s.Question && (!s.Unkey || i < keyed)
}
