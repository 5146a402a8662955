package flows

import "slices"

// logLimit is how many messages are remembered for clearing: one call can
// delete a hundred.
const logLimit = 100

// note remembers a message of either side.
func (k *talk) note(message int) {
	if message == 0 {
		return
	}
	all := k.logged()
	if slices.Contains(all, message) {
		return
	}
	all = append(all, message)
	slices.Sort(all)
	all = all[max(0, len(all)-logLimit):]
	k.p.Log = k.p.Log[:0:0]
	last := 0
	for _, id := range all {
		k.p.Log = append(k.p.Log, id-last)
		last = id
	}
}

// logged are the messages that are remembered, ascending.
func (k *talk) logged() []int {
	var out []int
	id := 0
	for _, d := range k.p.Log {
		id += d
		out = append(out, id)
	}
	return out
}

// receiptSaid is the name under which the numbers of messages come back that
// are no questions.
const receiptSaid = "said"

// commandClear deletes what both sides wrote, as far as Telegram allows, and
// leaves one line that gives nothing away. What she answered stays with us, and
// her question waits behind a button.
func (k *talk) commandClear(command) error {
	k.dropAsides()
	all := k.logged()
	k.p.Log = nil
	for i := range k.p.Cast.Had {
		k.p.Cast.Had[i].Message, k.p.Cast.Had[i].File, k.p.Cast.Had[i].Gone = 0, 0, true
	}
	k.frames(func(f *frame) {
		if f.Open != nil {
			f.Open.Message = 0
		}
	})
	if len(all) > 0 && !k.p.Blocked {
		k.out = slices.DeleteFunc(k.out, func(e Effect) bool { _, edit := e.(Edit); return edit }) // of what is deleted
		k.out = append(k.out, Delete{Chat: k.p.Chat, Message: all[0], More: all[1:]})
	}
	k.send(k.say(textCleared), k.goOn())
	return nil
}
