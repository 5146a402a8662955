package flows

import (
	"slices"
	"time"
)

// Somebody who stopped in the middle of a flow with nudges is reminded of it
// so long after she was here last, in her site's waking hours, as often as the
// flow says; then there is silence.
//
//	triggers: {command: join, nudge: [1d, 4d]}

// nudgeTimer is the name of the timer.
const nudgeTimer = "nudge"

// nudgeMost is how many reminders a flow may have.
const nudgeMost = 3

// unfinished is the frame of the flow that she is to be reminded of; nil for
// none.
func (k *talk) unfinished() *frame {
	if k.p.Blocked || k.p.Quiet || k.p.Chat == 0 || k.p.Seen == 0 {
		return nil
	}
	for i := range slices.Backward(k.p.Strands) {
		s := &k.p.Strands[i]
		f := &s.Stack[0]
		flow := k.e.book.flows[f.Flow]
		if flow == nil || isBuiltin(f.Flow) || s.Aside || s.Held || s.Quiet || len(flow.nudge) == 0 || k.askerOf(s) == nil {
			continue
		}
		if f.Nudges < 0 || f.Nudges >= len(flow.nudge) || len(f.Trail) == 0 && len(s.Stack) == 1 {
			return nil
		}
		return f
	}
	return nil
}

// planNudge sets the timer by where she is after the turn, or takes it away.
func (k *talk) planNudge() {
	f := k.unfinished()
	if f == nil {
		delete(k.a.Timers, nudgeTimer)
		return
	}
	due := k.awake(time.Unix(k.p.Seen, 0).Add(k.e.book.flows[f.Flow].nudge[f.Nudges]))
	if due.Before(k.t.Now) { // nothing ran meanwhile, and now it may be night
		due = k.awake(k.t.Now)
	}
	k.a.SetTimer(nudgeTimer, due)
}

// awake is the first moment from t on at which she may be written to.
func (k *talk) awake(t time.Time) time.Time {
	site, ok := k.site()
	if !ok {
		site = k.e.programme.Sites[0]
	}
	return k.e.programme.Quiet.Awake(t, site)
}

// nudge reminds her. Nothing but the buttons is for her to answer: what she
// types is the answer to the open question. What is due by night, because nothing ran
// in time, waits for the morning.
func (k *talk) nudge() {
	f := k.unfinished()
	if f == nil || k.awake(k.t.Now).After(k.t.Now) {
		return
	}
	f.Nudges++
	k.send(k.say(textNudge), [][]Button{
		{{Label: k.say(textGoOn), Data: tapData{begin: beginGoOn}.String()}},
		{{Label: k.say(textNotNow), Data: tapData{begin: beginNotNow}.String()}},
	})
}

// notNow ends the reminders of what she is in the middle of.
func (k *talk) notNow(in Tap) {
	k.out = append(k.out, Answer{Query: in.Query})
	if f := k.unfinished(); f != nil {
		f.Nudges = -1
	}
	if in.Message != 0 {
		k.out = append(k.out, Edit{Chat: k.p.Chat, Message: in.Message, Text: k.say(textNotNowSaid)})
	}
}
