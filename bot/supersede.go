package bot

import "wecan/flows"

// supersede drops doubtful questions that a newer question has replaced or a tap
// has answered, each with its voice. What the same turn asked has not replaced it:
// a letter comes with the question that stood open before it, asked once more, and
// she has answered neither. One that takes the keys away stays, unless something behind
// it sets them: nobody would take them away later.
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
		if receipt, done := o.needless(i, newest, keyed); done && it.doubtful {
			meter.Count(EventSuperseded)
			o.acks = append(o.acks, receiptItem{id: it.ID, receipt: receipt})
			continue
		}
		kept = append(kept, it)
	}
	o.queue = kept
}

// needless says whether the entry is a question that need not be sent again, or
// the voice of one: it is not the newest, or it was answered by a tap, whose
// message is then the question's.
func (o *outgoing) needless(i, newest, keyed int) (receipt flows.Receipt, done bool) {
	if p, ok := o.queue[i].effect.(flows.Play); ok && p.Question {
		i++ // it stands right before its question
	}
	if i >= len(o.queue) {
		return receipt, false
	}
	s, ok := o.queue[i].effect.(flows.Send)
	if !ok || !s.Question || s.Unkey && i >= keyed {
		return receipt, false
	}
	if i < newest && turnOf(o.queue[i].ID) != turnOf(o.queue[newest].ID) {
		return receipt, true
	}
	tap, done := o.answered(s, o.queue[i].Appended)
	if done && s.Receipt != "" {
		receipt = flows.Receipt{Name: s.Receipt, Message: tap.Message}
	}
	return receipt, done
}

// turnOf is the etag of the turn that left an effect: see [flows.EffectID].
func turnOf(id flows.EffectID) flows.EffectID { return id[:max(0, len(id)-2)] }
