package session_test

import (
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
)

// phone is one person's chat with the bot, as she sees it.
type phone struct {
	chat     int64
	lang     string
	messages []shown
}

type shown struct {
	number  int
	text    string
	buttons []flows.Button
}

// phone is the phone of a chat; a new one begins in that language.
func (w *world) phone(chat int64, lang string) *phone {
	if w.phones[chat] == nil {
		w.phones[chat] = &phone{chat: chat, lang: lang}
		w.chats[w.ids.Person(chat)] = chat
	}
	return w.phones[chat]
}

func (w *world) origin(chat int64) flows.Origin {
	return flows.Origin{Chat: chat, Lang: w.phones[chat].lang}
}

// write is a message of somebody.
func (w *world) write(chat int64, text string) {
	w.tb.Helper()
	w.message++
	w.bring(delivery{w.ids.Person(chat), flows.Text{Origin: w.origin(chat), Message: w.message, Text: text}})
}

// tap taps the newest button with that label, or a part of it.
func (w *world) tap(chat int64, label string) {
	w.tb.Helper()
	b, at, ok := w.phones[chat].button(label)
	if !ok {
		w.tb.Fatalf("%d sees no button %q:\n%s", chat, label, w.phones[chat])
	}
	w.tapData(chat, at, b.Data)
}

func (w *world) tapData(chat int64, message int, data string) {
	w.tb.Helper()
	w.query++
	w.bring(delivery{w.ids.Person(chat), flows.Tap{Origin: w.origin(chat), Query: fmt.Sprint("q", w.query), Message: message, Data: data}})
}

// blocks is what Telegram tells when she blocks the bot, and when she is back.
func (w *world) blocks(chat int64, blocked bool) {
	w.tb.Helper()
	w.blocked[chat] = blocked
	w.bring(delivery{w.ids.Person(chat), flows.Reach{Origin: w.origin(chat), Blocked: blocked}})
}

// show is what an effect changes on a phone.
func (w *world) show(who flows.ActorID, e flows.Effect) {
	p := w.phones[w.chats[who]]
	if p != nil && w.seen != nil {
		w.seen(p.chat, e)
	}
	if p == nil || w.blocked[p.chat] {
		return
	}
	switch e := e.(type) {
	case flows.Send:
		w.message++
		p.messages = append(p.messages, shown{w.message, visible(e.Text), slices.Concat(e.Buttons...)})
		if e.Receipt != "" {
			w.receipts[who] = append(w.receipts[who], flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	case flows.Edit:
		for i := range p.messages {
			if p.messages[i].number == e.Message {
				p.messages[i].text, p.messages[i].buttons = visible(e.Text), slices.Concat(e.Buttons...)
			}
		}
	case flows.Attach, flows.Enclose, flows.Delete, flows.Answer, flows.Play, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
}

// visible leaves out the isolates around values.
func visible(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

// button is the newest one with a label like that.
func (p *phone) button(label string) (flows.Button, int, bool) {
	for _, m := range slices.Backward(p.messages) {
		for _, b := range m.buttons {
			if strings.Contains(b.Label, label) {
				return b, m.number, true
			}
		}
	}
	return flows.Button{}, 0, false
}

// last is the newest text.
func (p *phone) last() string {
	if len(p.messages) == 0 {
		return ""
	}
	return p.messages[len(p.messages)-1].text
}

// count is how many messages have these words.
func (p *phone) count(words string) int {
	n := 0
	for _, m := range p.messages {
		if strings.Contains(m.text, words) {
			n++
		}
	}
	return n
}

// String is what stands on the phone.
func (p *phone) String() string {
	var b strings.Builder
	for _, m := range p.messages {
		fmt.Fprintf(&b, "%d %s\n", m.number, m.text)
		for _, one := range m.buttons {
			fmt.Fprintf(&b, "    [%s]\n", one.Label)
		}
	}
	return b.String()
}
