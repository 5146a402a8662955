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
	name := arg("name", c.label())
	var buttons [][]Button
	if c.Over == 0 && (k.asker() != nil || k.p.Talk != c.Ref && len(k.p.open()) > 1) {
		buttons = [][]Button{{{Label: shorten(k.say(textChatAnswer, name), labelLimit), Data: tapData{chat: c.Ref}.String()}}}
	}
	whole := k.say(key, name, arg("text", words))
	if utf8.RuneCountInString(whole) > messageLimit/2 { // in the worst case two UTF-16 units a character
		k.emit(Send{Chat: k.p.Chat, Text: k.say(key, name, arg("text", "⬇️")), Receipt: receipt})
		whole = words
	}
	k.emit(Send{Chat: k.p.Chat, Text: whole, Buttons: buttons, Receipt: receipt})
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

// lineReceived is the line that a receipt is of, "" for something else.
func lineReceived(receipt string) (reference string, number int) {
	parts := strings.Split(receipt, "/")
	if len(parts) != 3 || parts[0] != chatMark {
		return "", 0
	}
	number, _ = strconv.Atoi(parts[2])
	return parts[1], number
}

// chatReceived learns which message a line became.
func (k *talk) chatReceived(r Receipt) {
	reference, number := lineReceived(r.Name)
	note := func(p *profile) {
		if at := p.chatOf(reference); at >= 0 && reference != "" {
			c := &p.Chats[at]
			if !c.Gap || number == c.Seen+1 { // else it came behind one that is missing, and comes again after it
				c.Seen = max(c.Seen, number)
			}
			c.In = lastOf(append(c.In, r.Message))
		}
		p.dropChats()
	}
	note(&k.p.profile)
	for i := range k.p.Others {
		note(&k.p.Others[i])
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
	reference, number := lineReceived(receipt)
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
