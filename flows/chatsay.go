package flows

import (
	"fmt"
	"slices"

	"wecan/i18n"
)

// This file finds out which chat a message is for. Nothing may go to the wrong
// person: where it is not clear, she is asked.

// addressed is the chat that a message is for. asks: it is for one of several,
// and she must say which. A reply to a line is for its chat, wherever she is. All
// else is for the question that is open, else for the chat that she is in.
func (k *talk) addressed(reply int, typed string) (at int, asks, ok bool) {
	if reply != 0 {
		at := slices.IndexFunc(k.p.Chats, func(c chat) bool { return slices.Contains(c.In, reply) })
		if at >= 0 {
			return at, false, true
		}
		if k.asker() == nil && len(k.p.Chats) > 1 {
			return -1, true, true // to whom she replies is not known any more
		}
	}
	if len(k.p.Chats) == 0 || k.asker() != nil || typed != "" && k.onButton(typed) {
		return -1, false, false
	}
	if at := k.p.chatOf(k.p.Talk); at >= 0 {
		return at, false, true
	}
	if len(k.p.Chats) == 1 {
		return 0, false, true
	}
	return -1, true, true
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
	if s := k.asker(); s != nil && wantsMedia(s, in.What) {
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

// sayIn passes on what she wrote, or asks to whom.
func (k *talk) sayIn(at int, asks bool, said ChatSaid) {
	if asks {
		k.p.Unsent = &said
		var buttons [][]Button
		for _, c := range k.p.Chats {
			buttons = append(buttons, []Button{{Label: shorten(c.label(), labelLimit), Data: tapData{chat: c.Ref}.String()}})
		}
		k.send(k.say(textChatWhich), buttons)
		return
	}
	if k.p.Talk != k.p.Chats[at].Ref {
		k.turnTo(at)
	}
	k.pass(at, said)
}

func (k *talk) pass(at int, said ChatSaid) {
	c := &k.p.Chats[at]
	k.tellChat(c, ToldChatSaid, said)
	c.Out = lastOf(append(c.Out, said.Message))
}

// chatEdited passes on that she changed what she wrote in a chat.
func (k *talk) chatEdited(in Edited) bool {
	at := slices.IndexFunc(k.p.Chats, func(c chat) bool { return slices.Contains(c.Out, in.Message) })
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
	if at < 0 {
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
	name := arg("name", c.label())
	if k.p.Unsent != nil {
		k.pass(at, *k.p.Unsent)
		k.p.Unsent = nil
		k.send(k.say(textChatSent, name), nil)
		return nil
	}
	buttons := k.chatButtons(c)
	if waits {
		buttons = append(buttons, k.goOn()...)
	}
	k.send(k.say(textChatNow, name), buttons)
	return nil
}
