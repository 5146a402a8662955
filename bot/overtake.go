package bot

import (
	"time"

	"wecan/flows"
)

// A tap on a button proves that the message it is on has reached the person,
// even if the call that sent it has not come back: Telegram shows a message
// before it answers the call. To wait for that answer would cost everybody who
// taps at once a round trip. So the message counts as sent, its number is the
// tap's, and what the tap causes to be sent goes out beside the old call, whose
// answer tells nothing any more.

// overtake looks whether an input is such a tap.
func (r *Runtime) overtake(m *mailbox, in flows.Input) {
	tap, ok := in.(flows.Tap)
	if !ok || tap.Message == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	o := &m.out
	o.tapped = append(o.tapped[max(0, len(o.tapped)-tapsKept+1):], tapped{tap, time.Now().Truncate(time.Millisecond)})
	s, ok := o.call.(flows.Send)
	if !ok || !o.lease.Held() || o.newest == 0 || tap.Message <= o.newest || !offers(s, tap.Data) {
		return
	}
	r.Meter.Count(EventOvertaken)
	item := receiptItem{id: o.now}
	if s.Receipt != "" {
		item.receipt = flows.Receipt{Name: s.Receipt, Message: tap.Message}
	}
	o.acks = append(o.acks, item)
	o.now, o.call, o.fails, o.newest = "", nil, 0, tap.Message
	o.sending = false // whoever waits for the old call ends with it
	r.startSending(m)
}

// tapsKept is how many taps are remembered for questions that may have been sent
// by a process that died.
const tapsKept = 3

// tapped is a tap and when it came, as exact as an outbox tells.
type tapped struct {
	flows.Tap
	at time.Time
}

// answered finds the tap that answers a question which may have been sent before,
// on whichever copy of it: whoever tapped needs no other. A question that was
// asked after the tap, perhaps because of it, is not answered by it.
func (o *outgoing) answered(s flows.Send, asked time.Time) (tap flows.Tap, ok bool) {
	for _, t := range o.tapped {
		if s.Question && asked.Before(t.at) && offers(s, t.Data) {
			return t.Tap, true
		}
	}
	return tap, false
}

// offers says whether a message has that button. Its data name the question, not
// the message: one that was asked again stands in older messages too, so only a
// message with a new number proves anything.
func offers(s flows.Send, data string) bool {
	for _, row := range s.Buttons {
		for _, b := range row {
			if b.Data == data && data != "" {
				return true
			}
		}
	}
	return false
}

// returned says whether the answer to a call still matters. If so no tap
// overtakes it any more.
func (m *mailbox) returned(id flows.EffectID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.out.now != id {
		return false
	}
	m.out.call = nil
	return true
}
