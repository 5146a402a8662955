package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wecan/i18n"
)

// TestPageReferral asks for a person on one phone and answers on another beside
// it, with the time between: nobody answers, so the request goes on to the next,
// and who has taken it is late, so the coordinator and the person are told. With
// WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestPageReferral(t *testing.T) {
	w := wordsOf(t, settings{Trial: true})
	link := startDemo(t)
	for i, s := range []referralStory{
		{lang: "ar", where: "leipzig", called: "أمينة", wants: "عندي موعد في البلدية، ولا أفهم الرسالة."},
		{lang: "en", where: "leipzig", called: "Mina", wants: "I have to go to the town hall, and I do not understand the letter."},
	} {
		t.Run(string(s.lang), func(t *testing.T) {
			s.page, s.words = openPage(t, desktop), w
			s.visit(fmt.Sprintf("%s?ui=%s&one=%d&one-name=%s&one-lang=%s", link, s.lang, 200+i, s.called, s.lang))
			s.play()
		})
	}
}

// referralStory is one of a person and those who answer her.
type referralStory struct {
	*page
	words *words

	lang          i18n.Lang
	where         string // her site
	called, wants string
	number        string // of her request
}

func (s *referralStory) play() {
	s.t.Helper()
	rtl := i18n.RightToLeft(s.lang)
	s.atWork()
	s.asks()
	first := s.asked("")
	s.takePhone(first)
	s.sees(first)
	s.picture("referral-" + string(s.lang) + "-alert")

	s.passes("900")
	if who := s.asked(""); who != first {
		s.t.Errorf("after 15 minutes %s is asked, before %s", who, first)
	}
	second := s.climbs(first)
	s.picture("referral-" + string(s.lang) + "-escalated")

	taker, late := second, first
	if s.lang == "ar" { // only the first one speaks it; her card is still good
		taker, late = first, second
	}
	s.accepts(taker, late)
	s.overdue(taker)
	s.talks(taker)
	s.picture("referral-" + string(s.lang) + "-chatting")
	s.direction(rtl)
	s.closes(taker)
	s.picture("referral-" + string(s.lang) + "-closed")
	s.on("one")
	s.direction(rtl)
	s.drawn()
	s.inOrder(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`)
	if got := s.errors(); len(got) > 0 {
		s.t.Errorf("errors on the page: %v", got)
	}
}

// atWork lets time pass until everybody of the team has just come, so that nobody
// goes home in the middle of the story.
func (s *referralStory) atWork() {
	s.t.Helper()
	s.wait(`document.querySelectorAll("#team-who option").length === 15`) // the team of the first site is at Mattermost
	for range 24 {
		if !s.working() {
			break
		}
		s.passes("3600")
	}
	s.picture("referral-" + string(s.lang) + "-night")
	s.sound("when the team is not there")
	s.lets(untilWork)
	if !s.working() {
		s.t.Fatal("the clock has gone on, and yet the team is not at work")
	}
}

const untilWork = `document.getElementById("until-work")`

// working says whether the page takes all of the team to be at work.
func (s *referralStory) working() bool {
	s.t.Helper()
	return s.eval(`String(document.getElementById("asleep").hidden)`) == "true"
}

// lets presses a button of the clock.
func (s *referralStory) lets(button string) {
	s.t.Helper()
	s.do(`document.getElementById("passed").textContent = ""; ` + button + `.click()`)
	s.wait(`document.getElementById("passed").textContent !== "" && !document.querySelector("#clock [aria-disabled]")`)
}

func (s *referralStory) passes(seconds string) {
	s.t.Helper()
	s.lets(`document.querySelector('#clock [data-seconds="` + seconds + `"]')`)
}

// until lets time pass, at night up to the morning, until the page shows
// something.
func (s *referralStory) until(what, seconds, condition string) {
	s.t.Helper()
	for range 8 {
		if s.working() {
			s.passes(seconds)
		} else {
			s.lets(untilWork)
		}
		if s.eval(`String(!!(`+condition+`))`) == "true" {
			return
		}
	}
	s.picture("failed")
	s.t.Fatalf("time passes, and yet: %s\n%s\n%s", what, s.eval(`document.getElementById("team").innerText`), s.text())
}

// asks sends a request.
func (s *referralStory) asks() {
	s.t.Helper()
	s.on("one")
	s.wait(s.part(".start") + `.offsetParent !== null`)
	s.do(s.part(".start") + `.click()`)
	s.answer("language", string(s.lang))
	s.wait(s.part(`[data-data*="/shared/"]`))
	s.say("/question")
	for _, a := range [][2]string{
		{"topic", "letter"},
		{"soon", "days"},
		{"words", "say " + s.wants},
		{"letter", ".skip"},
		{"where", s.where},
		{"speaks", ".skip"},
		{"woman", "any"},
		{"safe", "any"},
		{"avoid", "nobody"},
		{"called", "say " + s.called},
		{"check", ".submit"},
	} {
		s.answer(a[0], a[1])
	}
	s.reads(s.lang, "question.soon_read.text")
	s.reads(s.lang, "question.sent.text")
	s.number = regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`).FindString(s.text())
	if s.number == "" {
		s.t.Fatalf("she got no number:\n%s", s.text())
	}
}

// on the board her request stands in a row.
func (s *referralStory) row() string {
	return `document.querySelector('[data-request="` + s.number + `"]')`
}

// asked is whoever the board says is asked now, and not the one named.
func (s *referralStory) asked(but string) string {
	s.t.Helper()
	s.wait(s.row() + `?.dataset.who && ` + s.row() + `.dataset.who !== ` + strconv.Quote(but))
	return s.eval(s.row() + `.dataset.who`)
}

// takePhone lets the second phone be somebody's of the team.
func (s *referralStory) takePhone(who string) {
	s.t.Helper()
	s.do(`document.getElementById("team-who").value = ` + strconv.Quote(who) + `; document.querySelector("#team-form button").click()`)
	s.on("two")
	s.wait(s.part(".owner-name") + `.textContent === ` + strconv.Quote(s.name(who)))
	s.reads("en", "team.joined.text", "name", s.name(who))
	if s.eval(s.part(".frame")+`.dir`) != "ltr" {
		s.t.Error("the navigator's phone is not in English")
	}
}

func (s *referralStory) name(who string) string {
	for _, m := range s.words.defs.Programme.Team {
		if m.ID == who {
			return m.Name
		}
	}
	s.t.Fatalf("nobody has the id %q", who)
	return ""
}

// sees holds somebody's phone to show the card, and nothing that tells who asks.
func (s *referralStory) sees(who string) {
	s.t.Helper()
	s.wait(s.part(`[data-data*="alert/card/"]`))
	s.reads("en", "alert.card.text", "number", s.number, "tongue", i18n.Endonym(s.lang), "colour", s.word("en", "referral.colour.amber"),
		"topic", s.word("en", "question.topic.option.letter"), "form", s.word("en", "referral.form.written"), "named", s.word("en", "referral.name.given"))
	s.hides(who)
	s.sound("with the card of " + who)
}

// hides holds a phone and the programme's side to telling neither her name nor her
// words.
func (s *referralStory) hides(who string) {
	s.t.Helper()
	for part, shown := range map[string]string{"phone of " + who: s.text(), "board": s.eval(`document.getElementById("team").innerText`)} {
		for _, secret := range []string{s.called, s.wants} {
			if strings.Contains(shown, secret) {
				s.t.Errorf("the %s tells %q before anybody has accepted:\n%s", part, secret, shown)
			}
		}
	}
}

// climbs lets time pass until the request goes on to somebody else, and looks at
// her phone.
func (s *referralStory) climbs(first string) string {
	s.t.Helper()
	s.until("the request stays with "+first, "3600", s.row()+`?.dataset.who && `+s.row()+`.dataset.who !== `+strconv.Quote(first))
	second := s.asked(first)
	s.do(s.row() + `.querySelector("button").click()`) // the board's own way to her phone
	s.on("two")
	s.wait(s.part(".owner-name") + `.textContent === ` + strconv.Quote(s.name(second)) + ` && document.getElementById("team-who").value === ` + strconv.Quote(second))
	s.sees(second)
	return second
}

// accepts lets somebody take the request, and another one come too late.
func (s *referralStory) accepts(taker, late string) {
	s.t.Helper()
	s.takePhone(taker)
	s.tap(s.word("en", "alert.card.option.accept"))
	s.reads("en", "alert.yours.text")
	s.waitText(s.called + " · " + s.number + ": " + s.wants)
	s.on("one")
	s.reads(s.lang, "taken.news.text", "navigator", s.name(taker))
	s.reads(s.lang, "taken.now.text", "navigator", s.name(taker))
	s.takePhone(late)
	s.tap(s.word("en", "alert.card.option.accept"))
	s.reads("en", "alert.too_late.text", "by", s.name(taker))
	s.hides(late)
}

// overdue lets so much time pass that the coordinator hears of it, and the person.
func (s *referralStory) overdue(taker string) {
	s.t.Helper()
	s.on("one")
	s.until("nobody is told that "+taker+" is late", "86400", s.row()+`?.querySelector(".chip")`)
	s.reads(s.lang, "waiting.news.text", "navigator", s.name(taker))
	s.takePhone("karin")
	s.reads("en", "overdue.others.text", "navigator", s.name(taker), "number", s.number, "topic", s.word("en", "question.topic.option.letter"),
		"tongue", i18n.Endonym(s.lang), "colour", s.word("en", "referral.colour.amber"))
	s.hides("karin")
	s.sound("with a request that is overdue")
	s.picture("referral-" + string(s.lang) + "-overdue")
	s.takePhone(taker)
	s.reads("en", "overdue.yours.text", "number", s.number)
}

// talks lets the two write to each other, with a reply and a photo.
func (s *referralStory) talks(taker string) {
	s.t.Helper()
	const hello = "Hello! Please send me a photo of the letter."
	s.replies(s.called+" · "+s.number+": "+s.wants, hello)
	s.on("one")
	s.waitText(s.name(taker) + ": " + hello)
	s.replies(s.name(taker)+": "+hello, "👍 "+s.wants)
	s.do(s.part(".attach") + `.click(); ` + s.part(`[data-kind="photo"]`) + `.click()`)
	s.wait(s.part(".mine .picture"))
	s.on("two")
	s.waitText(s.called + " · " + s.number + ": 👍 " + s.wants)
	s.wait(s.part(".message:not(.mine) .picture"))
	s.wait(`!` + s.row() + `.querySelector(".chip")`) // she has answered
	s.on("one")
}

// replies answers a message of the bot's with the page's reply button.
func (s *referralStory) replies(to, text string) {
	s.t.Helper()
	find := `[...` + s.part(".messages") + `.querySelectorAll(".message:not(.mine)")].reverse().find(m => m.innerText.replace(/[\u200f\u2066-\u2069]/g, "").includes(` + strconv.Quote(to) + `))`
	s.wait(find)
	s.do(find + `.querySelector(".reply").click()`)
	s.wait(`!` + s.part(".replying") + `.hidden`)
	s.say(text)
	s.wait(s.part(".mine:last-child .quote"))
}

// closes ends the request, and asks the person whether it helped.
func (s *referralStory) closes(taker string) {
	s.t.Helper()
	s.on("two")
	s.tap(s.word("en", "finish.menu.label"))
	s.tap(s.word("en", "finish.how.option.solved"))
	s.reads("en", "finish.closed.text")
	s.on("one")
	s.reads(s.lang, "closed.ask.text", "navigator", s.name(taker))
	s.sound("asked whether it helped")
	s.tap(s.word(s.lang, "closed.ask.option.yes"))
	s.reads(s.lang, "closed.thanks.text")
	s.wait(`!` + s.row() + ` && !document.getElementById("no-requests").hidden`)
}

// word is a text of the catalogue that has no places.
func (s *referralStory) word(lang i18n.Lang, key i18n.Key) string {
	s.t.Helper()
	texts := s.words.catalog.Texts(lang, key)
	if len(texts) != 1 || strings.Contains(texts[0], "{") {
		s.t.Fatalf("%s in %s is no single word: %q", key, lang, texts)
	}
	return texts[0]
}

// reads waits until a phone shows a text of the catalogue. What stands in its
// places is given by name and value, or may be anything.
func (s *referralStory) reads(lang i18n.Lang, key i18n.Key, places ...string) {
	s.t.Helper()
	texts := s.words.catalog.Texts(lang, key)
	if len(texts) != 1 {
		s.t.Fatalf("%s in %s: %q", key, lang, texts)
	}
	text := texts[0]
	for i := 1; i < len(places); i += 2 {
		text = strings.ReplaceAll(text, "{"+places[i-1]+"}", places[i])
	}
	var parts []string
	text = regexp.MustCompile(`[\x{200f}\x{2066}-\x{2069}]`).ReplaceAllString(text, "")
	for _, part := range regexp.MustCompile(`\{\w+\}`).Split(text, -1) {
		parts = append(parts, strings.Join(strings.Fields(part), " "))
	}
	list, err := json.Marshal(parts)
	if err != nil {
		s.t.Fatal(err)
	}
	s.wait(`[...` + s.part(".messages") + `.querySelectorAll(".text")].some(m => {
		const text = m.textContent.replace(/[\u200f\u2066-\u2069]/g, "").replace(/\s+/g, " ");
		let at = 0;
		return ` + string(list) + `.every(part => { const found = text.indexOf(part, at); at = found + part.length; return found >= 0; });
	})`)
}
