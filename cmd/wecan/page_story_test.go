package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestPageStory plays the whole story with three panels: somebody asks for a person
// on the phone, the team answers at Mattermost beside it, and the programme's side
// shows how it stands. Time passes between: whoever is asked first does not answer.
func TestPageStory(t *testing.T) {
	w := wordsOf(t, settings{Trial: true, DemoChat: true})
	link := startDemo(t)
	stories := []referralStory{
		{lang: "ar", where: "utrecht", called: "أمينة", wants: "عندي موعد في البلدية @all، ولا أفهم الرسالة."},
		{lang: "en", where: "utrecht", called: "Mina", wants: "I have to go to the town hall. @channel I do not *understand* the letter."},
	}
	if racing {
		stories = stories[:1]
	}
	for i, s := range stories {
		t.Run(string(s.lang), func(t *testing.T) {
			s.page, s.words = openPage(t, desktop), w
			s.visit(fmt.Sprintf("%s?ui=%s&one=%d&one-name=%s&one-lang=%s", link, s.lang, 300+i, s.called, s.lang))
			teamStory{chatWalk: chatWalk{page: s.page}, referralStory: &s}.play()
		})
	}
}

// teamStory is a story with the team at Mattermost.
type teamStory struct {
	chatWalk
	*referralStory
}

func (s teamStory) shot(name string) {
	s.referralStory.picture("story-" + string(s.referralStory.lang) + "-" + name)
}

func (s teamStory) play() {
	r := s.referralStory
	r.t.Helper()
	r.atWork()
	r.asks()
	r.show("mattermost")
	first := r.asked("")
	s.become(first)
	card := s.card()
	r.wait(card + `?.querySelector("[data-button=accept]")`)
	if shown := r.eval(`document.getElementById("mattermost").innerText + document.getElementById("team").innerText`); strings.Contains(shown, r.called) || strings.Contains(shown, r.wants) {
		r.t.Errorf("the channel tells who asks, or what, before anybody has accepted:\n%s", shown)
	}
	r.sound("with an alert at Mattermost")
	s.shot("alert")

	r.until("the request stays with "+first, "3600", r.row()+`?.dataset.who && `+r.row()+`.dataset.who !== `+strconv.Quote(first))
	taker := r.asked(first)
	s.become(taker)
	s.opens()
	s.waitPane("thread", "@"+taker)
	r.do(card + `.querySelector("[data-button=accept]").click()`)
	r.wait(card + `?.innerText.includes(` + strconv.Quote(r.name(taker)+" has it") + `)`)
	s.become(first)
	r.wait(`!` + card + `?.querySelector("[data-button=accept]")`)
	s.become(taker)
	s.opens()
	s.talks(taker)
	s.orders()
	s.closes(taker)
	if got := r.errors(); len(got) > 0 {
		r.t.Errorf("errors on the page: %v", got)
	}
}

// become has the panel be somebody's of the team.
func (s teamStory) become(who string) {
	s.referralStory.t.Helper()
	s.referralStory.do(`const who = document.getElementById("mattermost-who"); who.value = ` + strconv.Quote(who) + `; who.dispatchEvent(new Event("change"))`)
	s.referralStory.wait(`document.getElementById("mattermost-who").value === ` + strconv.Quote(who))
}

// card is her request in the channel.
func (s teamStory) card() string {
	return `[...document.querySelectorAll("#mattermost-channel [data-post]")].find(p => p.innerText.includes(` + strconv.Quote(s.number) + `))`
}

// opens opens the thread of her request.
func (s teamStory) opens() {
	r := s.referralStory
	r.t.Helper()
	open := `document.querySelector("#mattermost-thread .posts")?.offsetParent`
	r.wait(`(` + open + ` || ` + s.card() + `?.querySelector(".to-thread, .answer")?.click(), ` + open + `)`) // what is drawn anew meanwhile is clicked again
}

// talks lets the two write to each other.
func (s teamStory) talks(taker string) {
	r := s.referralStory
	r.t.Helper()
	const hello = "Hello! Please send me a photo of the letter."
	s.waitPane("thread", r.called)
	s.waitPane("thread", strings.ReplaceAll(r.wants, "@", "@\u200b"))
	s.write("thread", hello)
	r.wait(`[...document.querySelectorAll("#mattermost-thread [data-post] .reactions")].some(x => x.innerText.includes("✅"))`)
	r.on("one")
	r.waitText(r.name(taker) + ": " + hello)
	r.say("👍 " + r.wants)
	r.do(r.part(".attach") + `.click(); ` + r.part(`[data-kind="photo"]`) + `.click()`)
	r.show("mattermost")
	s.waitPane("thread", "👍")
	r.wait(`document.querySelector("#mattermost-thread .file, #mattermost-thread img")`)
	s.write("thread", " // her letter is from the town hall") // with a space: else Mattermost takes it for a command
	r.wait(`[...document.querySelectorAll("#mattermost-thread [data-post] .reactions")].some(x => x.innerText.includes("📝"))`)
	s.shot("thread")
	r.sound("with a talk at Mattermost")
}

// orders gives commands.
func (s teamStory) orders() {
	r := s.referralStory
	r.t.Helper()
	s.write("channel", "/wecan mine")
	r.wait(`[...document.querySelectorAll("#mattermost-channel .whisper")].some(x => x.innerText.includes(` + strconv.Quote(r.number) + `))`)
	s.write("channel", "/wecan status")
	s.shot("orders")
}

// closes ends it by the buttons of the card, and the person is asked whether it helped.
func (s teamStory) closes(taker string) {
	r := s.referralStory
	r.t.Helper()
	r.do(s.card() + `.querySelector("[data-button=close]").click()`)
	r.wait(s.card() + `.querySelector("[data-button=closesolved]")`)
	// While the last tap is under way the page takes no other: then it is tapped again, as people do.
	r.wait(s.card() + `.innerText.includes("Closed: solved") || (` + s.card() + `.querySelector("[data-button=closesolved]")?.click(), false)`)
	s.shot("closed")
	r.on("one")
	r.reads(r.lang, "closed.ask.text", "navigator", r.name(taker))
	r.tap(r.word(r.lang, "closed.ask.option.yes"))
	r.reads(r.lang, "closed.thanks.text")
}
