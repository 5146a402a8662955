package flows

import (
	"slices"

	"wecan/i18n"
)

// A chat is a talk of two people, each in her own chat with the bot. Between
// them stands another actor, such as a referral: it opens the chat at both ends,
// brings what one writes to the other, and closes it. While somebody talks her
// flows are quiet; what she begins herself lies above the chat until it is over.
//
// A chat of a team joins more than two. It is open for days beside all else, so it never
// takes what somebody types unless she has just turned to it: see [talk.inTeam].

// What an actor and the people that it joins tell each other.
const (
	ToldChatOpen  = "chat.open"  // to a person, with a [ChatOpen]
	ToldChatLine  = "chat.line"  // to a person, with a [ChatLine]
	ToldChatClose = "chat.close" // to a person, with a [ChatClose]
	ToldChatSaid  = "chat.said"  // from a person, with a [ChatSaid]
	ToldChatGap   = "chat.gap"   // from a person, with a [ChatGap]
	ToldChatLost  = "chat.lost"  // from a person, with a [ChatLost]
)

// ChatOpen begins a chat at one end. Told again it changes the name.
type ChatOpen struct {
	Reference string `json:"reference"`       // of the actor between them, which both know it by
	Name      string `json:"name,omitempty"`  // who is at the other end; "": the reference stands for her
	Helps     bool   `json:"helps,omitempty"` // whoever is told so is the one who helps: she may have several chats
	Since     int    `json:"since,omitempty"` // the last line that was for somebody before her
	Team      bool   `json:"team,omitempty"`  // it is a chat of a team; Name is what the team is called
	Turn      bool   `json:"turn,omitempty"`  // she wants to write there now; only for a team
}

// ChatLine is what the other end wrote. Lines are numbered from 1; one that came
// before is dropped. Words, when set, is a key of the catalogue that stands in
// for Text: she reads it in her language.
type ChatLine struct {
	Reference string   `json:"reference"`
	Number    int      `json:"number"`
	Text      string   `json:"text,omitempty"`
	Words     i18n.Key `json:"words,omitempty"`
	What      string   `json:"what,omitempty"` // of a file: Telegram's field name
	File      string   `json:"file,omitempty"` // its id at Telegram
	Changed   bool     `json:"changed,omitempty"`
	More      bool     `json:"more,omitempty"` // it is the last of those that were asked for, but not the last there is

	// Of a team.
	Who    string `json:"who,omitempty"`    // who wrote it, as she wants to be called
	Member int    `json:"member,omitempty"` // or, when she does not want that, which member
	Own    bool   `json:"own,omitempty"`    // she wrote it herself: it is counted and not shown
}

// ChatClose ends a chat at one end.
type ChatClose struct {
	Reference string `json:"reference"`
	Lines     int    `json:"lines,omitempty"` // the number of the last one: those that are missing are still to come
}

// ChatSaid is what somebody wrote in a chat.
type ChatSaid struct {
	Message int    `json:"message"` // in her own chat with the bot
	Text    string `json:"text,omitempty"`
	What    string `json:"what,omitempty"`
	File    string `json:"file,omitempty"`
	Changed bool   `json:"changed,omitempty"` // she changed a message that she had written before
}

// ChatGap says that she does not have the lines after a number: she could not be
// written to (Blocked), or can again and wants them.
type ChatGap struct {
	Since   int  `json:"since"`
	Blocked bool `json:"blocked,omitempty"`
}

// ChatLost says that a line, or the file that came with it, can never be brought to
// her: Telegram does not take it.
type ChatLost struct {
	Number int `json:"number"`
}

// chat is one end of a chat, in the state of whoever is there.
type chat struct {
	With  ActorID `json:"a"`
	Ref   string  `json:"r"`
	Name  string  `json:"n,omitempty"`
	Helps bool    `json:"h,omitempty"`
	Last  int     `json:"l,omitempty"` // the last line that was brought
	Seen  int     `json:"s,omitempty"` // the last one that is known to have reached her, or that never will
	Gap   bool    `json:"g,omitempty"` // lines are missing
	Over  int     `json:"e,omitempty"` // it has ended, and the lines up to this one are not known to have reached her
	In    []int   `json:"i,omitempty"` // the last messages that brought lines, so that she can reply to one
	Out   []int   `json:"o,omitempty"` // the last messages that she wrote, so that she can change one
	Team  bool    `json:"t,omitempty"`
	Used  int64   `json:"u,omitempty"` // of a team: when she turned to it or wrote there last, in seconds (Unix)
}

// chatMessages is how many messages of each direction are remembered in a chat.
const chatMessages = 40

// chatMark stands before a chat's reference in the data of a button that leads
// to it.
const chatMark = ".chat"

// chatOf finds a chat by its reference, -1 for none.
func (p *profile) chatOf(reference string) int {
	return slices.IndexFunc(p.Chats, func(c chat) bool { return c.Ref == reference })
}

// hearChat handles what an actor tells about a chat.
func (k *talk) hearChat(in Told) error {
	switch in.Name {
	case ToldChatOpen:
		o, err := readTold[ChatOpen](in)
		if err != nil {
			return err
		}
		return k.forChat(o.Reference, func() { k.openChat(in.From, o) })
	case ToldChatLine:
		l, err := readTold[ChatLine](in)
		if err != nil {
			return err
		}
		k.lineFor(in.From, l)
		return nil
	}
	c, err := readTold[ChatClose](in)
	if err != nil {
		return err
	}
	return k.forChat(c.Reference, func() { k.closeChat(in.From, c) })
}

// forChat does something for the one on the phone whose chat it is.
func (k *talk) forChat(reference string, do func()) error {
	return k.forWhom(func(*waiting) bool { return false }, reference, func() error { do(); return nil })
}

// openChat begins a chat. What she types is for it from now on; but what she has
// begun to write in answer to a private question must not go there instead.
func (k *talk) openChat(with ActorID, o ChatOpen) {
	if at := k.p.chatOf(o.Reference); at >= 0 {
		again := k.p.Chats[at].Over > 0
		k.p.Chats[at].Name, k.p.Chats[at].With, k.p.Chats[at].Over = o.Name, with, 0
		switch {
		case o.Team && o.Turn:
			k.lead(at)
		case again && !o.Team:
			k.turnTo(at)
		}
		return
	}
	if o.Team {
		k.p.Chats = append(k.p.Chats, chat{With: with, Ref: o.Reference, Name: o.Name, Team: true, Last: o.Since, Seen: o.Since})
		if o.Turn {
			k.lead(len(k.p.Chats) - 1)
		}
		return
	}
	k.dropAsides()
	k.p.Chats = append(k.p.Chats, chat{With: with, Ref: o.Reference, Name: o.Name, Helps: o.Helps, Last: o.Since, Seen: o.Since})
	if s := k.asker(); o.Helps && s != nil && s.base().private {
		k.p.Talk = "" // later she says for whom it is
		return
	}
	k.turnTo(len(k.p.Chats) - 1)
	if o.Helps {
		c := &k.p.Chats[len(k.p.Chats)-1]
		k.send(k.say(textChatNow, arg("name", c.label())), k.chatButtons(c))
	}
}

// Whose chats a flow's button stands in: see the trigger chat.
const (
	chatHelps = "helps"
	chatAsks  = "asks"
	chatTeam  = "team" // no flow's button stands there
)

func (c *chat) side() string {
	switch {
	case c.Helps:
		return chatHelps
	case c.Team:
		return chatTeam
	}
	return chatAsks
}

// chatButtons begin what can be done in a chat.
func (k *talk) chatButtons(c *chat) [][]Button {
	var out [][]Button
	for _, id := range k.e.book.order {
		if f := k.e.book.flows[id]; f.chat == c.side() && f.menu != nil {
			out = append(out, []Button{{Label: k.say(f.menu.key), Data: tapData{chat: c.Ref, flow: id}.String()}})
		}
	}
	return out
}

// givenNumber is what a flow that is begun in a chat is told: the chat's reference.
// The chat may be over before the flow is.
const givenNumber = "number"

func (k *talk) pushIn(c *chat, flow string) error {
	if k.waitsIn(flow) { // what she asked for with it is on its way
		k.sendText(textWaiting)
		return nil
	}
	k.add(strand{Stack: []frame{{Flow: flow, Step: k.e.book.flows[flow].first, Given: map[string]string{givenNumber: c.Ref}}}})
	return k.walk()
}

// beginChat begins a flow for the chat that she is in, or asks for which.
func (k *talk) beginChat(flow string) error {
	side := k.e.book.flows[flow].chat
	var fit []int
	for _, i := range k.p.open() {
		if k.p.Chats[i].side() == side {
			fit = append(fit, i)
		}
	}
	if at := k.p.chatOf(k.p.Talk); at >= 0 && slices.Contains(fit, at) {
		fit = []int{at}
	}
	switch len(fit) {
	case 0:
		k.remark(textUnknown)
		return nil
	case 1:
		k.turnTo(fit[0])
		return k.pushIn(&k.p.Chats[fit[0]], flow)
	}
	var buttons [][]Button
	for _, i := range fit {
		c := &k.p.Chats[i]
		buttons = append(buttons, []Button{{Label: shorten(c.label(), labelLimit), Data: tapData{chat: c.Ref, flow: flow}.String()}})
	}
	k.send(k.say(textChatFor), buttons)
	return nil
}

// turnTo makes a chat the one that what she types is for. Open questions wait.
func (k *talk) turnTo(at int) {
	k.dropAsides()
	for i := range k.p.Strands {
		if s := &k.p.Strands[i]; !s.Aside && !s.Held {
			s.Quiet = true
		}
	}
	k.p.Talk, k.p.Vague = k.p.Chats[at].Ref, false
	k.p.Chats[at].use(k.t.Now)
}

// goTo leads to a chat, and tells so.
func (k *talk) goTo(at int) error {
	k.lead(at)
	return nil
}

func (k *talk) lead(at int) {
	c := &k.p.Chats[at]
	k.turnTo(at)
	k.send(k.saysNow(c), k.chatButtons(c))
}

// saysNow tells where what she writes goes from now on.
func (k *talk) saysNow(c *chat) string {
	if c.Team {
		return k.say(textChatNowTeam, arg("name", c.label()))
	}
	return k.say(textChatNow, arg("name", c.label()))
}

// closeChat ends a chat, and goes on where she was before it. One whose lines are not
// all known to have reached her stays until they are, since each may be refused still
// and must come again; she can write nothing there. While she has others, she must say
// for whom what she writes next is: she may have meant this one.
func (k *talk) closeChat(with ActorID, c ChatClose) {
	at := k.p.chatOf(c.Reference)
	if at < 0 || k.p.Chats[at].With != with {
		return
	}
	if one := &k.p.Chats[at]; one.Seen < c.Lines {
		one.Over = c.Lines
	} else {
		k.p.Chats = slices.Delete(k.p.Chats, at, at+1)
	}
	if k.p.Talk != c.Reference {
		return
	}
	k.p.Talk, k.p.Vague = "", true
	if len(k.p.open()) == 0 {
		k.p.Vague, k.p.Unsent = false, nil
		k.wakeFlows()
	}
}

// open are the places of the chats in which she can write.
func (p *profile) open() []int {
	var out []int
	for i := range p.Chats {
		if p.Chats[i].Over == 0 {
			out = append(out, i)
		}
	}
	return out
}

// wakeFlows goes on with what waited while she talked.
func (k *talk) wakeFlows() {
	for i := range k.p.Strands {
		k.p.Strands[i].Quiet = false
	}
	k.resume()
}

// goOnHere leads back to the question that waits, also while she talks with
// somebody.
func (k *talk) goOnHere() {
	if s := k.strand(); s != nil && s.Quiet {
		s.Quiet = false
	}
	if k.asker() == nil {
		k.idle()
	}
	k.resume()
}

// label is how the other end is called.
func (c *chat) label() string {
	switch {
	case c.Name == "":
		return c.Ref
	case c.Helps:
		return c.Name + " · " + c.Ref
	}
	return c.Name
}

// tellChat tells the actor between the two.
func (k *talk) tellChat(c *chat, name string, value any) {
	tell, err := NewTell(c.With, name, value)
	if err != nil { // values of ours are always JSON
		k.report("%v", err)
		return
	}
	k.out = append(k.out, tell)
}
