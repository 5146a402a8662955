package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// The buttons of an announcement name all that they need, so that nothing of them is kept
// for each person. See [callback.go] for those of questions.

// castTap is what such a button says.
type castTap struct {
	ref   string
	do    string // one of those below
	id    string // the button's; of one that stops a kind, the kind
	about string // an event or a session, as [LinkAbout] writes it
}

// What a tap does. They stand in buttons: never rename one.
const (
	tapAnswer  = "a"
	tapEvent   = "e"
	tapSession = "r"
	tapPerson  = "p"
	tapStop    = "s"
	tapTest    = "t" // nothing: it was shown to try it
)

func tapOf(do CastButtonDo) string {
	switch do {
	case ButtonEvent:
		return tapEvent
	case ButtonSession:
		return tapSession
	case ButtonPerson:
		return tapPerson
	case ButtonAnswer, ButtonLink:
	}
	return tapAnswer
}

// String has 48 bytes at most: a reference has 11, the id of a button 8, a kind 11.
func (d castTap) String() string {
	s := castMark + "/" + d.ref + "/" + d.do + "/" + d.id
	if d.about != "" {
		s += "/" + LinkAbout(d.about)
	}
	return s
}

func parseCastTap(data string) (castTap, bool) {
	parts := strings.Split(data, "/")
	if len(data) > 64 || len(parts) < 4 || len(parts) > 5 || parts[0] != castMark || !isPayload(parts[1]) || !isPayload(parts[3]) {
		return castTap{}, false
	}
	d := castTap{ref: parts[1], do: parts[2], id: parts[3]}
	if len(parts) == 5 {
		d.about = parts[4]
	}
	return d, slices.Contains([]string{tapAnswer, tapEvent, tapSession, tapPerson, tapStop, tapTest}, d.do) && (d.about == "" || isPayload(d.about))
}

// KeepsButtons says whether a tap with that data needs the buttons that stand below the
// message: see [Tap.Shown].
func KeepsButtons(data string) bool { return strings.HasPrefix(data, castMark+"/") }

// tapCast handles a tap below an announcement. All but an answer works also when the
// announcement is one of long ago, of which nothing is known any more.
func (k *talk) tapCast(in Tap, d castTap) error {
	h := k.p.had(d.ref)
	if h != nil {
		h.Message = max(h.Message, in.Message)
	}
	answer := func(key i18n.Key) { k.out = append(k.out, Answer{Query: in.Query, Text: k.say(key)}) }
	switch d.do {
	case tapTest:
		answer(textCastTest)
		return nil
	case tapAnswer:
		if h == nil || h.Gone || k.t.Now.After(time.Unix(h.Until, 0).Add(CastAnswers)) {
			answer(textClosed)
			return nil
		}
		answer(textCastAnswered)
		k.castAnswer(in, h, d)
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	switch d.do {
	case tapStop:
		k.castStop(h, CastKind(d.id))
		return nil
	case tapPerson:
		k.castTapped(h, d)
		return k.commandPerson(command{})
	}
	k.castTapped(h, d)
	if d.do == tapSession {
		return k.showLinked(linkSession, d.about)
	}
	return k.showLinked(linkEvent, d.about)
}

// castAnswer takes an answer, or another in its place, and shows it on the buttons.
func (k *talk) castAnswer(in Tap, h *hadCast, d castTap) {
	if h.Answer != d.id {
		h.Answer = d.id
		k.castNews(h, CastTapped, d.id)
	}
	if in.Message == 0 || len(in.Shown) == 0 || k.p.Blocked {
		return
	}
	var rows [][]Button
	for _, row := range in.Shown {
		var out []Button
		for _, b := range row {
			b.Label = castLabel(b.Label, b.Data == in.Data)
			out = append(out, b)
		}
		rows = append(rows, out)
	}
	if !slices.EqualFunc(rows, in.Shown, slices.Equal) { // Telegram refuses what changes nothing
		k.out = append(k.out, Edit{Chat: k.p.Chat, Message: in.Message, Buttons: rows})
	}
}

// castTapped counts a tap on a button that is no answer.
func (k *talk) castTapped(h *hadCast, d castTap) {
	if h != nil {
		k.castNews(h, CastTapped, d.id)
	}
}

// What begins the flow that shows an event, or a session: see [Link].
const (
	linkEvent   = "event_link"
	linkSession = "session_link"
)

// showLinked does what a link to that event or session does.
func (k *talk) showLinked(link, about string) error {
	flow := k.e.links[link]
	if flow == "" || about == "" {
		k.remark(textClosed)
		return nil
	}
	for _, name := range linkFields() {
		delete(k.p.Fields, name)
	}
	k.p.save(fieldLinkAbout, saved{Value: about})
	if at := k.find(flow); at >= 0 { // she looks at one already: this is the one that she wants
		k.p.Strands = slices.Delete(k.p.Strands, at, at+1)
	}
	return k.begin(flow)
}

// castReplied takes a reply to an announcement. It is never the answer to a question of a
// form, and nobody reads it: she is shown how to reach somebody who does.
func (k *talk) castReplied(reply int, typed string) bool {
	at := slices.IndexFunc(k.p.Cast.Had, func(h hadCast) bool { return reply != 0 && !h.Gone && (h.Message == reply || h.File == reply) })
	if at < 0 {
		return false
	}
	if _, command := k.word(typed, false); command && typed != "" {
		return false
	}
	if h := &k.p.Cast.Had[at]; !h.Replied {
		h.Replied = true
		k.castNews(h, CastReplied, "")
	}
	if typed != "" && k.distress(typed) {
		return true
	}
	k.send(k.say(textCastReply), [][]Button{{{Label: k.say(textMenuPerson), Data: tapData{begin: beginPerson}.String()}}})
	k.resume()
	return true
}

// castStop is the button that stops a kind. Tapped again it says the same.
func (k *talk) castStop(h *hadCast, kind CastKind) {
	if kind = cmp.Or(kind, CastInformation); kind != CastInformation && kind != CastDigest {
		return
	}
	if !k.p.stops(kind) && h != nil {
		k.castNews(h, CastOptedOut, "")
	}
	if kind == CastDigest {
		k.sendText(textWeeklyStopped)
	} else {
		k.sendText(textCastStopped)
	}
	k.stopKinds(kind)
	k.resume()
}
