package flows

import (
	"fmt"
	"slices"

	"wecan/i18n"
)

// This file finds out which chat a message is for. Nothing may go to the wrong
// person: where it is not clear, she is asked.

// addressed is the chat that a message is for. asks: it is for one of several,
// and she must say which. A reply to a line is for its chat, wherever she is; one
// to a message that nobody knows any more is for nobody in particular. All else is
// for the question that is open, else for the chat that she is in.
func (k *talk) addressed(reply int, typed string) (at int, asks, ok bool) {
	if at := k.repliesTo(reply); at >= 0 {
		return at, false, true
	}
	open := k.p.open()
	switch {
	case len(open) == 0 || typed != "" && k.onButton(typed) || k.onlyTeams():
		return -1, false, false
	case k.asker() != nil:
		return -1, true, reply != 0 && k.helps() && !k.isQuestion(reply)
	}
	if reply != 0 && (len(open) > 1 || k.p.Vague) {
		return -1, true, true
	}
	if at := k.p.chatOf(k.p.Talk); at >= 0 && k.writesTo(&k.p.Chats[at]) {
		return at, false, true
	}
	if len(open) == 1 && !k.p.Vague {
		return open[0], false, true
	}
	return -1, true, true
}

// repliesTo is the chat of the line that a message is a reply to, -1 for none.
func (k *talk) repliesTo(reply int) int {
	if reply == 0 {
		return -1
	}
	return slices.IndexFunc(k.p.Chats, func(c chat) bool { return c.Over == 0 && slices.Contains(c.In, reply) })
}

// helps says whether she is in a chat as the one who helps. Which message a line
// became may not be known, for example after a crash: what she replies to it must
// not be taken for the answer to a question that she is asked meanwhile.
func (k *talk) helps() bool {
	return slices.ContainsFunc(k.p.Chats, func(c chat) bool { return c.Helps && c.Over == 0 })
}

// isQuestion says whether a message is known to be the open question.
func (k *talk) isQuestion(message int) bool {
	o := k.top().Open
	return o != nil && o.Message == message
}

// onButton says whether she wrote what stands on a button of something that came
// from outside.
func (k *talk) onButton(typed string) bool {
	at, _ := k.elsewhereMeant(typed)
	return at >= 0
}

// chatText takes what she wrote for a chat. false: it is not for one. Somebody
// who asks for help and writes words of distress sees the card too.
func (k *talk) chatText(in Text, typed string) bool {
	at, asks, ok := k.addressed(in.Reply, typed)
	if !ok || typed == "" {
		return false
	}
	if at >= 0 && !k.p.Chats[at].Helps {
		k.distress(typed)
	}
	k.sayIn(at, asks, ChatSaid{Message: in.Message, Text: i18n.Clean(in.Text)})
	return true
}

// chatMedia takes a message without text for a chat. A question that asks for
// such a message comes first.
func (k *talk) chatMedia(in Media) bool {
	if s := k.asker(); s != nil && wantsMedia(s, in.What) && k.repliesTo(in.Reply) < 0 {
		return false
	}
	at, asks, ok := k.addressed(in.Reply, "")
	if !ok {
		return false
	}
	said := ChatSaid{Message: in.Message, Text: i18n.Clean(in.Caption), What: in.What, File: in.File.ID}
	switch in.What {
	case "location", "venue":
		said.Text = fmt.Sprintf("📍 https://www.openstreetmap.org/?mlat=%.5f&mlon=%.5f", in.Place.Lat, in.Place.Lon)
	case "contact":
		said.Text = "📱 " + in.Contact.Phone
	}
	if said.File == "" && said.Text == "" {
		k.sendText(textChatCannot)
		return true
	}
	k.sayIn(at, asks, said)
	return true
}

// unsent is what she wrote before it was clear for whom. Each has a question of its
// own, whose buttons name it.
type unsent struct {
	ID string `json:"i"`
	ChatSaid
}

// unsentMost is how many may wait. Of more the oldest is forgotten; its question
// stands on the screen still, and says so when it is tapped.
const unsentMost = 8

// sayIn passes on what she wrote, or asks to whom.
func (k *talk) sayIn(at int, asks bool, said ChatSaid) {
	if !asks {
		if k.p.Talk != k.p.Chats[at].Ref {
			k.turnTo(at)
		}
		k.pass(at, said)
		return
	}
	if to := k.namedChat(said.Text); to >= 0 && len(k.p.Unsent) > 0 { // she answers the question in words
		last := k.p.Unsent[len(k.p.Unsent)-1]
		k.deliver(to, last.ID)
		return
	}
	one := unsent{k.nonce(), said}
	k.p.Unsent = append(k.p.Unsent, one)
	k.p.Unsent = k.p.Unsent[max(0, len(k.p.Unsent)-unsentMost):]
	k.askWhom(one.ID)
}

// askWhom asks for whom a message is.
func (k *talk) askWhom(id string) {
	var buttons [][]Button
	for _, i := range k.p.open() {
		c := &k.p.Chats[i]
		buttons = append(buttons, []Button{{Label: shorten(c.label(), labelLimit), Data: tapData{chat: c.Ref, nonce: id}.String()}})
	}
	k.send(k.say(textChatWhich), buttons)
}

// namedChat is the chat whose name or number somebody typed, -1 for none.
func (k *talk) namedChat(typed string) int {
	for _, i := range k.p.open() {
		c := &k.p.Chats[i]
		if alike(typed, c.Ref) || alike(typed, c.label()) || c.Name != "" && alike(typed, c.Name) {
			return i
		}
	}
	return -1
}

// deliver passes on one of the messages that waited.
func (k *talk) deliver(at int, id string) {
	i := slices.IndexFunc(k.p.Unsent, func(u unsent) bool { return u.ID == id })
	name := arg("name", k.p.Chats[at].label())
	k.turnTo(at)
	if i < 0 { // it has gone already, or is forgotten
		k.send(k.saysNow(&k.p.Chats[at]), nil)
		return
	}
	said := k.p.Unsent[i].ChatSaid
	k.p.Unsent = slices.Delete(k.p.Unsent, i, i+1)
	k.pass(at, said)
	k.send(k.say(textChatSent, name), nil)
}

func (k *talk) pass(at int, said ChatSaid) {
	c := &k.p.Chats[at]
	k.tellChat(c, ToldChatSaid, said)
	c.use(k.t.Now)
	c.Out = lastOf(append(c.Out, said.Message))
}

// chatEdited passes on that she changed what she wrote in a chat.
func (k *talk) chatEdited(in Edited) bool {
	at := slices.IndexFunc(k.p.Chats, func(c chat) bool { return c.Over == 0 && slices.Contains(c.Out, in.Message) })
	if at < 0 {
		return false
	}
	if words := i18n.Clean(in.Text); words != "" {
		k.tellChat(&k.p.Chats[at], ToldChatSaid, ChatSaid{Message: in.Message, Text: words, Changed: true})
	}
	return true
}

// tapChat leads to a chat by its button, or begins a flow there. What she wrote
// and was asked about goes there.
func (k *talk) tapChat(in Tap, d tapData) error {
	at := k.p.chatOf(d.chat)
	if at < 0 || k.p.Chats[at].Over > 0 {
		k.out = append(k.out, Answer{Query: in.Query, Text: k.say(textChatOver)})
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	c := &k.p.Chats[at]
	waits := k.asker() != nil
	k.turnTo(at)
	if f := k.e.book.flows[d.flow]; f != nil && f.chat == c.side() {
		if k.find(d.flow) >= 0 {
			k.raise(k.find(d.flow))
			k.dropStrand()
		}
		return k.pushIn(c, d.flow)
	}
	if d.nonce != "" {
		k.deliver(at, d.nonce)
		return nil
	}
	buttons := k.chatButtons(c)
	if waits {
		buttons = append(buttons, k.goOn()...)
	}
	k.send(k.saysNow(c), buttons)
	return nil
}
