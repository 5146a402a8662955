package main

import (
	"strconv"
	"testing"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// TestPageReply replies to messages on a phone, by touch and by keyboard, in both
// directions of writing.
func TestPageReply(t *testing.T) {
	for _, w := range []replyWalk{
		{lang: "en", screen: desktop, asked: "When do you come?", long: "It is a long story, and it goes on and on."},
		{lang: "ar", screen: narrow, asked: "متى تأتي؟", long: "هذه قصة طويلة، وهي تستمر وتستمر ولا تنتهي."},
	} {
		t.Run(w.lang+" "+w.screen.name, func(t *testing.T) { w.run(t) })
	}
}

type replyWalk struct {
	lang, asked, long string
	screen            display
}

func (w replyWalk) run(t *testing.T) {
	t.Helper()
	p, sb, _ := setStage(t, w.screen, w.lang)
	p.do(p.part(".start") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	asked := tell(t, sb, w.asked)
	long := tell(t, sb, w.long)
	p.wait(messageNode(long))
	w.byKeyboard(p, sb, asked)
	w.leaves(p, sb, asked, long)
	w.withFile(p, sb, long)
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// byKeyboard replies without a finger, and looks at what stands above the text
// field meanwhile.
func (w replyWalk) byKeyboard(p *page, sb *sandbox.Telegram, asked int) {
	p.t.Helper()
	if p.eval(`String(`+p.part(".replying")+`.hidden)`) != "true" {
		p.t.Error("she replies to nothing")
	}
	p.do(replyButton(asked) + `.focus()`)
	p.wait(`getComputedStyle(document.activeElement).opacity === "1"`)
	p.sound("on the button")
	p.press("\r")
	p.replyingTo(w.asked)
	p.sound("in reply")
	p.picture("reply-" + w.lang + "-begun")
	described := `document.getElementById(` + p.part(".field") + `.getAttribute("aria-describedby"))?.textContent`
	if got := p.eval(described); got != w.asked {
		p.t.Errorf("to those who listen the field is about %q", got)
	}
	w.inPlace(p)
	p.press("\x1b")
	p.wait(p.part(".replying") + `.hidden && document.activeElement === ` + p.part(".field"))
	p.say("no reply")
	p.waitText("no reply")
	p.do(replyButton(asked) + `.focus()`)
	p.press("\r")
	p.replyingTo(w.asked)
	p.say("at nine")
	p.wait(p.part(`.mine:last-child .quote`) + `?.innerText.includes(` + strconv.Quote(w.asked) + `)`)
	p.picture("reply-" + w.lang + "-sent")
	if p.eval(`String(`+p.part(".replying")+`.hidden && !`+p.part(".field")+`.hasAttribute("aria-describedby"))`) != "true" {
		p.t.Error("the next message would be a reply too")
	}
	p.say("and then")
	p.waitText("and then")
	p.replies(sb, 0, asked, 0)
}

// inPlace holds what is quoted to its place: above the text field, with the sign
// before it and the way out behind it.
func (w replyWalk) inPlace(p *page) {
	p.t.Helper()
	box := func(part string) string { return p.part(part) + `.getBoundingClientRect()` }
	before, edge := box(".replying .icon-reply")+`.right <= `+box(".reply-quote")+`.left && `+box(".reply-quote")+`.right <= `+box(".cancel-reply")+`.left`, "borderLeftWidth"
	sign := "none"
	if w.lang == "ar" {
		before, edge = box(".replying .icon-reply")+`.left >= `+box(".reply-quote")+`.right && `+box(".reply-quote")+`.left >= `+box(".cancel-reply")+`.right`, "borderRightWidth"
		sign = "matrix(-1, 0, 0, 1, 0, 0)"
	}
	for what, so := range map[string]string{
		"the arrow points back":          `getComputedStyle(` + p.part(".replying .icon-reply") + `).transform === ` + strconv.Quote(sign),
		"it is in reading order":         before,
		"its line is where it begins":    `getComputedStyle(` + p.part(".reply-quote") + `).` + edge + ` === "3px"`,
		"it stands above the field":      box(".replying") + `.bottom <= ` + box(".field") + `.top`,
		"the field is on the screen":     box(".field") + `.bottom <= innerHeight`,
		"it is one line":                 box(".reply-quote") + `.height < 30`,
		"the newest message is in sight": box(".messages") + `.bottom <= ` + box(".log") + `.bottom + 1`,
	} {
		if p.eval(`String(`+so+`)`) != "true" {
			p.t.Errorf("not so: %s", what)
		}
	}
}

// leaves ends replies in every way but by sending them.
func (w replyWalk) leaves(p *page, sb *sandbox.Telegram, asked, long int) {
	p.t.Helper()
	over := p.part(".replying") + `.hidden`
	p.do(replyButton(asked) + `.click()`)
	p.replyingTo(w.asked)
	p.do(replyButton(long) + `.click()`) // another one instead
	p.replyingTo(w.long)
	p.do(p.part(".cancel-reply") + `.click()`)
	p.wait(over + ` && document.activeElement === ` + p.part(".field"))

	// To change a message is not to reply to one.
	p.do(replyButton(long) + `.click()`)
	p.do(p.part(".mine:last-child .edit") + `.click()`)
	p.wait(over + ` && !` + p.part(".editing") + `.hidden`)
	p.do(replyButton(long) + `.click()`)
	p.replyingTo(w.long)
	if p.eval(`String(`+p.part(".editing")+`.hidden && `+p.part(".field")+`.value === "")`) != "true" {
		p.t.Error("she edits and replies at once")
	}

	// Nobody can reply to what is gone.
	gone := tell(p.t, sb, "soon gone")
	p.wait(messageNode(gone))
	p.do(replyButton(gone) + `.click()`)
	p.replyingTo("soon gone")
	does(p.t, sb, flows.Delete{Chat: 41, Message: gone})
	p.wait(over + ` && !` + messageNode(gone))

	// Whoever takes the phone over does not reply for her.
	p.do(replyButton(long) + `.click()`)
	p.do(p.part(".owner-button") + `.click()`)
	p.do(`const w = document.getElementById("person-who"); w.value = w.options[w.options.length - 1].value; w.dispatchEvent(new Event("change")); document.querySelector('#person [value="save"]').click()`)
	p.wait(over + ` && !` + messageNode(long))
	p.do(p.part(".owner-button") + `.click()`)
	p.do(`const w = document.getElementById("person-who"); w.value = 1; w.dispatchEvent(new Event("change")); document.querySelector('#person [value="save"]').click()`)
	p.wait(messageNode(long))
}

// withFile replies with a file and its caption, and to a file.
func (w replyWalk) withFile(p *page, sb *sandbox.Telegram, long int) {
	p.t.Helper()
	p.do(replyButton(long) + `.click()`)
	p.do(p.part(".field") + `.value = "look"; ` + p.part(`[data-kind="photo"]`) + `.click()`)
	p.waitText("look")
	p.wait(p.part(".mine:last-child .quote") + ` && ` + p.part(".replying") + `.hidden`)
	all := sb.Messages(41)
	photo := all[len(all)-1]
	if photo.Kind != "photo" || photo.Text != "look" || photo.ReplyTo != long {
		p.t.Errorf("the bot got %+v", photo)
	}
	p.do(p.part(`[data-kind="voice"]`) + `.click()`)
	p.wait(p.part(".mine:last-child .waves"))
	p.do(p.part(".mine:last-child .reply") + `.click()`)
	p.wait(`!` + p.part(".replying") + `.hidden && ` + p.part(".reply-quote") + `.textContent.length > 3`) // there are words for what has none
	p.say("hear")
	p.wait(p.part(".mine:last-child .quote") + `?.textContent.length > 3`)
	// A caption can be changed as a text can.
	p.do(`document.querySelector('#one [data-id="` + strconv.Itoa(photo.ID) + `"] .edit').click()`)
	p.wait(p.part(".field") + `.value === "look"`)
	p.say("look here")
	p.waitText("look here")
	p.picture("reply-" + w.lang + "-files")
	p.sound("after replies with files")
	voice := 0
	for _, m := range sb.Messages(41) {
		if m.Kind == "voice" {
			voice = m.ID
		}
	}
	p.replies(sb, long, 0, voice)
}

// replyingTo waits until the next message would be a reply to that text.
func (p *page) replyingTo(text string) {
	p.t.Helper()
	p.wait(`!` + p.part(".replying") + `.hidden && ` + p.part(".reply-quote") + `.textContent === ` + strconv.Quote(text) +
		` && document.activeElement === ` + p.part(".field"))
}

// replies holds the last of her messages to what they reply to.
func (p *page) replies(sb *sandbox.Telegram, want ...int) {
	p.t.Helper()
	var got []int
	for _, m := range sb.Messages(41) {
		if !m.FromBot {
			got = append(got, m.ReplyTo)
		}
	}
	for i, to := range want {
		if at := len(got) - len(want) + i; at < 0 || got[at] != to {
			p.t.Fatalf("her messages reply to %v, the last ones should to %v", got, want)
		}
	}
}

func messageNode(id int) string {
	return `document.querySelector('#one [data-id="` + strconv.Itoa(id) + `"]')`
}

func replyButton(id int) string {
	return `document.querySelector('#one [data-id="` + strconv.Itoa(id) + `"] .reply')`
}

// tell sends a text to the first person and answers the message's id.
func tell(t *testing.T, sb *sandbox.Telegram, text string) int {
	t.Helper()
	return does(t, sb, flows.Send{Chat: 41, Text: text})
}

// does carries an effect of a bot at a sandbox.
func does(t *testing.T, sb *sandbox.Telegram, e flows.Effect) int {
	t.Helper()
	id, err := botOf(t, sb).Carry(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
