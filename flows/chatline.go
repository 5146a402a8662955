package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wecan/i18n"
)

// This file brings the lines of a chat to whoever reads them: each once, in order,
// and again those that did not reach her.

// lineFor brings a line to the one on the phone whose chat it is. To somebody
// who is not here now it is only told that there is one: another person may be
// looking at the phone.
func (k *talk) lineFor(from ActorID, l ChatLine) {
	if k.p.chatOf(l.Reference) >= 0 {
		k.line(from, l)
		return
	}
	for i := range k.p.Others {
		o := &k.p.Others[i]
		at := o.chatOf(l.Reference)
		if at < 0 || o.Chats[at].With != from || o.Chats[at].Gap {
			continue
		}
		o.Chats[at].Gap = true
		if l.Own {
			continue
		}
		name := strings.TrimPrefix(k.called(o, i+2), personSign)
		k.send(k.say(textForProfile, arg("name", name))+"\n"+k.say(textChatWaits),
			[][]Button{{{Label: k.say(textMenuProfile), Data: tapData{begin: beginProfile}.String()}}})
	}
}

// line shows a line. Where she is in the middle of something else, a button
// leads to the chat, and her question is asked again below it.
func (k *talk) line(from ActorID, l ChatLine) {
	at := k.p.chatOf(l.Reference)
	c := &k.p.Chats[at]
	if c.With != from || l.Number <= c.Last {
		return
	}
	if k.p.Blocked || k.p.Chat == 0 {
		if !c.Gap {
			k.tellChat(c, ToldChatGap, ChatGap{Since: c.Seen, Blocked: true})
		}
		c.Gap, k.p.Missed = true, true
		return
	}
	if c.Gap {
		return // it comes with those that are missing
	}
	if l.Number > c.Last+1 { // it has overtaken those that were asked for
		k.tellChat(c, ToldChatGap, ChatGap{Since: c.Last})
		return
	}
	c.Last = l.Number
	if l.Own {
		c.passed(l.Number)
		if l.More {
			k.tellChat(c, ToldChatGap, ChatGap{Since: c.Last})
		}
		k.p.dropChats()
		return
	}
	k.dropAsides() // a menu need not stay open
	k.show(c, l)
	if l.More {
		k.tellChat(c, ToldChatGap, ChatGap{Since: c.Last})
	}
	switch {
	case c.Over > 0:
	case k.asker() != nil:
		k.resume()
	case k.p.Talk != c.Ref:
		k.p.Talk = "" // what she types next could be for either
	}
}

// show sends the messages of a line.
func (k *talk) show(c *chat, l ChatLine) {
	receipt := chatReceipt(c.Ref, l.Number)
	part := receipt + receiptPart
	said := receipt
	if l.File != "" {
		said = part
	}
	words := l.Text
	if l.Words != "" {
		words = k.say(l.Words)
	}
	if l.File != "" && words == "" {
		words = k.say(FileWord(l.What))
	}
	key := textChatLine
	if l.Changed {
		key = textChatChanged
	}
	name := arg("name", k.author(c, l))
	var buttons [][]Button
	if k.needsButton(c) {
		buttons = [][]Button{{{Label: shorten(k.say(textChatAnswer, arg("name", c.label())), labelLimit), Data: tapData{chat: c.Ref}.String()}}}
	}
	whole := k.say(key, name, arg("text", words))
	if utf8.RuneCountInString(whole) > messageLimit/2 { // in the worst case two UTF-16 units a character
		k.emit(Send{Chat: k.p.Chat, Text: k.say(key, name, arg("text", "⬇️")), Receipt: part})
		whole = words
	}
	k.emit(Send{Chat: k.p.Chat, Text: whole, Buttons: buttons, Receipt: said})
	if l.File != "" {
		k.out = append(k.out, Attach{Chat: k.p.Chat, What: l.What, File: l.File, Receipt: receipt})
	}
}

// FileWord stands for a file of that kind (Telegram's field name) that has no text.
func FileWord(what string) i18n.Key {
	switch what {
	case "photo":
		return textPhotoTaken
	case "voice", "audio", "video_note":
		return textVoiceTaken
	}
	return textDocumentTaken
}

// chatReceipt is the name under which the number of a line's message comes back.
func chatReceipt(reference string, number int) string {
	return chatMark + "/" + reference + "/" + strconv.Itoa(number)
}

// receiptPart ends the receipt of a message behind which more of the same line comes.
const receiptPart = "/part"

// lineReceived is the line that a receipt is of, "" for something else. whole says
// that it is of the last message of the line.
func lineReceived(receipt string) (reference string, number int, whole bool) {
	line, part := strings.CutSuffix(receipt, receiptPart)
	parts := strings.Split(line, "/")
	if len(parts) != 3 || parts[0] != chatMark {
		return "", 0, false
	}
	number, _ = strconv.Atoi(parts[2])
	return parts[1], number, !part
}

// chatReceived learns which message a line became.
func (k *talk) chatReceived(r Receipt) {
	reference, number, whole := lineReceived(r.Name)
	k.ends(reference, func(c *chat) {
		if whole {
			c.passed(number)
		}
		c.In = lastOf(append(c.In, r.Message))
	})
}

// unsent hears that a message to her can never be sent. Of a line it is told the actor
// that brought it; the lines behind it need not wait for it.
func (k *talk) unsent(in Told) error {
	u, err := readTold[Unsent](in)
	if err != nil {
		return err
	}
	k.castLost(u.Receipt, CastRefused)
	reference, number, whole := lineReceived(u.Receipt)
	k.ends(reference, func(c *chat) {
		k.tellChat(c, ToldChatLost, ChatLost{Number: number})
		if whole {
			c.passed(number)
		}
	})
	return nil
}

// ends does something for each end of a chat on her phone.
func (k *talk) ends(reference string, do func(c *chat)) {
	each := func(p *profile) {
		if at := p.chatOf(reference); at >= 0 && reference != "" {
			do(&p.Chats[at])
			p.dropChats()
		}
	}
	each(&k.p.profile)
	for i := range k.p.Others {
		each(&k.p.Others[i])
	}
}

// passed notes that nothing more is to be done about a line, unless it came behind one
// that is missing: then it comes again after that.
func (c *chat) passed(number int) {
	if !c.Gap || number == c.Seen+1 {
		c.Seen = max(c.Seen, number)
	}
}

// dropChats forgets the chats that have ended and all of whose lines have reached her.
func (p *profile) dropChats() {
	p.Chats = slices.DeleteFunc(p.Chats, func(c chat) bool { return c.Over > 0 && c.Seen >= c.Over })
}

func lastOf(messages []int) []int { return messages[max(0, len(messages)-chatMessages):] }

// catchUp asks for the lines that did not reach her, once she is there again.
func (k *talk) catchUp() {
	if k.p.Blocked || k.p.Chat == 0 {
		return
	}
	for i := range k.p.Chats {
		if c := &k.p.Chats[i]; c.Gap {
			c.Gap, c.Last = false, c.Seen
			k.tellChat(c, ToldChatGap, ChatGap{Since: c.Seen})
		}
	}
}

// unreached notes that messages to her were refused: lines may be among them. The one
// with that receipt was, also when lines behind it have reached her.
func (k *talk) unreached(receipt string) {
	reference, number, _ := lineReceived(receipt)
	each := func(chats []chat) {
		for i := range chats {
			c := &chats[i]
			if c.Ref == reference && number > 0 {
				c.Seen = min(c.Seen, number-1)
			}
			if c.Last > c.Seen && !c.Gap {
				c.Gap = true
				k.tellChat(c, ToldChatGap, ChatGap{Since: c.Seen, Blocked: true})
			}
		}
	}
	each(k.p.Chats)
	for i := range k.p.Others {
		each(k.p.Others[i].Chats)
	}
}
