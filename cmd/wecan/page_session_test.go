package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/i18n"
)

// TestPageSession plans a session at the panel of Mattermost. Somebody who takes part
// reads of it when time has passed, says that she comes, and the panel counts her.
// With WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestPageSession(t *testing.T) {
	playStories(t, 400, []sessionStory{
		{lang: "en", called: "Mina", title: "First meeting", place: "Room 5, Oudegracht 1", screen: desktop},
		{lang: "ar", called: "أمينة", title: "اللقاء الأول", place: "القاعة 5، Oudegracht 1", screen: laptop},
	}, sessionStory.play)
}

// playStories plays each with a demo and a phone of its own; of a race one is enough.
func playStories(t *testing.T, first int, stories []sessionStory, play func(sessionStory)) {
	t.Helper()
	w := wordsOf(t, settings{Trial: true, DemoChat: true})
	if racing {
		stories = stories[1:]
	}
	for i, s := range stories {
		t.Run(string(s.lang), func(t *testing.T) {
			s.words = w
			link := demoPrints(t, `http://127\.0\.0\.1:\d+/`, "--programme="+programmeIn(t, s.lang))
			s.page = openPage(t, s.screen)
			s.visit(fmt.Sprintf("%s?ui=%s&one=%d&one-name=%s&one-lang=%s&mattermost=femke", link, s.lang, first+i, s.called, s.lang))
			s.chatWalk = chatWalk{page: s.page}
			play(s)
		})
	}
}

// programmeIn is the built-in programme file, with a site and a coordinator that read a
// language.
func programmeIn(t *testing.T, lang i18n.Lang) string {
	t.Helper()
	_, data := programmeOf(&settings{})
	text := strings.Replace(string(data), `femke: {name: "Femke", site: utrecht, roles: [coordinator], languages: [nl, en, de]`,
		`femke: {name: "Femke", site: utrecht, roles: [coordinator], languages: [`+string(lang)+`, nl]`, 1)
	text = strings.Replace(text, "language: nl\n", "language: "+string(lang)+"\n", 1)
	if strings.Contains(text, "language: nl\n") || strings.Contains(text, "[nl, en, de]") {
		t.Fatal("the site or the coordinator is not in the programme file")
	}
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

type sessionStory struct {
	chatWalk
	*page

	words                *words
	lang                 i18n.Lang
	called, title, place string
	screen               display
}

func (s sessionStory) shot(name string) { s.picture("session-" + string(s.lang) + "-" + name) }

// say is a text of the commands as it begins, up to its first placeholder.
func (s sessionStory) says(key string) string {
	s.t.Helper()
	texts := s.words.catalog.Texts(s.lang, i18n.Key(mmKeys+key))
	if len(texts) == 0 || texts[0] == "" {
		s.t.Fatalf("there is no text %s in %s", key, s.lang)
	}
	start, _, _ := strings.Cut(texts[0], "{")
	return strings.NewReplacer("\u200f", "", "\u2066", "", "\u2069", "").Replace(start)
}

// button is the newest one at the panel with a verb.
func (s sessionStory) button(verb string) string {
	return `[...document.querySelectorAll("#mattermost-channel .whisper [data-button^='` + verb + `']")].at(-1)`
}

// presses presses it, and again while the page is busy with the last one.
func (s sessionStory) presses(verb, until string) {
	s.t.Helper()
	s.wait(s.button(verb))
	s.do(s.button(verb) + `.click()`)
	s.wait(until)
}

const openForm = `document.getElementById("mattermost-form").open`

// sends fills a form in and sends it off.
func (s sessionStory) sends(values ...string) {
	s.t.Helper()
	for i := 0; i+1 < len(values); i += 2 {
		s.do(`document.getElementById(` + strconv.Quote("form-"+values[i]) + `).value = ` + strconv.Quote(values[i+1]))
	}
	s.do(`document.querySelector("#mattermost-form form").requestSubmit()`)
}

func (s sessionStory) play() {
	s.t.Helper()
	s.takesPart()
	s.show("mattermost")
	s.plans()
	s.comes()
	s.counted()
	s.cancels()
	if got := s.errors(); len(got) > 0 {
		s.t.Errorf("errors on the page: %v", got)
	}
}

// takesPart applies, and the coordinator gives her a place.
func (s sessionStory) takesPart() {
	s.t.Helper()
	s.on("one")
	s.wait(s.part(".start") + `.offsetParent !== null`)
	s.do(s.part(".start") + `.click()`)
	for _, a := range (pageWalk{lang: string(s.lang), name: s.called, speaks: ".done"}).answers() {
		if a[0] == "site" {
			a[1] = "utrecht"
		}
		if a[0] == "speak" {
			a[1] = "say العربية"
		}
		s.answer(a[0], a[1])
	}
	s.answer("review", ".submit")
	s.waitText("WE-")
	number := aNumber.FindString(s.text())
	s.show("mattermost")
	s.write("channel", "/wecan applications "+number)
	s.presses("accept", s.whisper(s.says("done.stands")+number)+` || `+s.whisper(number+": "))
	s.lets(`document.getElementById("until-work")`)
}

// whisper says whether the newest words that only she sees hold a text.
func (s sessionStory) whisper(text string) string {
	return `[...document.querySelectorAll("#mattermost-channel .whisper")].at(-1)?.innerText.replace(/[\u200b\u200f\u2066-\u2069]/g, "").includes(` + strconv.Quote(text) + `)`
}

// lets presses a button of the clock.
func (s sessionStory) lets(button string) {
	s.t.Helper()
	s.do(`document.getElementById("passed").textContent = ""; ` + button + `.click()`)
	s.wait(`document.getElementById("passed").textContent !== "" && !document.querySelector("#clock [aria-disabled]")`)
}

// plans plans a session in three days, at the panel.
func (s sessionStory) plans() {
	s.t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		s.t.Fatal(err)
	}
	day := time.Now().In(zone).AddDate(0, 0, 4)
	s.write("channel", "/wecan sessions")
	s.presses(choosePlan, openForm)
	s.sound("with a form for a session")
	s.sends("title", s.title, "start", "tomorrow", "length", "2:00", "place", s.place, "places", "12")
	s.wait(`document.getElementById("form-start-problem").textContent !== "" && document.getElementById("form-title-problem").textContent === ""`)
	s.shot("form")
	s.sends("start", day.Format("2006-01-02")+" 11:00")
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.title) + ` && ` + s.whisper(s.says("sessions.draft")))
	s.shot("draft")
	s.sound("with a draft")
	s.presses(chooseMore, openForm)
	s.do(`document.getElementById("form-childcare").click()`)
	s.shot("more")
	s.sends("languages", "Nederlands, العربية", "bring", "✏️")
	s.wait(`!` + openForm)
	s.wait(s.whisper("Nederlands, العربية"))
	s.presses(chooseIt, s.whisper("/wecan sessions WE-"))
	s.shot("planned")
}

// comes lets time pass until she is reminded, and says that she comes.
func (s sessionStory) comes() {
	s.t.Helper()
	s.on("one")
	invited := `[...` + s.part(".messages") + `.querySelectorAll("[data-data]")].some(b => b.dataset.data.includes("/invite/"))`
	for range 5 {
		if s.eval(`String(`+invited+`)`) == "true" {
			break
		}
		s.lets(`document.querySelector('#clock [data-seconds="86400"]')`)
	}
	s.wait(invited)
	s.waitText(s.title)
	s.waitText(s.place)
	s.shot("reminded")
	s.answer("invite", "come")
	s.answer("children", "two")
	s.wait(s.part(".messages") + `.innerText.length > 0`)
}

// counted looks at the list until it counts her.
func (s sessionStory) counted() {
	s.t.Helper()
	s.show("mattermost")
	text := ""
	for range 20 { // her answer goes by two actors
		s.write("channel", "/wecan sessions")
		s.wait(s.whisper(s.title))
		text = s.eval(`[...document.querySelectorAll("#mattermost-channel .whisper")].at(-1).innerText.replace(/[\u200b\u200f\u2066-\u2069]/g, "")`)
		if strings.Contains(text, s.says("sessions.come")+"1") {
			break
		}
	}
	for _, want := range []string{s.says("sessions.comeof") + "1", s.says("sessions.children") + "2", s.place} {
		if !strings.Contains(text, want) {
			s.t.Errorf("the list does not say %q:\n%s", want, text)
		}
	}
	s.shot("list")
	s.sound("with a list of sessions")
	cut := s.eval(`[...document.querySelectorAll("#mattermost-channel .whisper [data-button]")].filter(b => b.scrollWidth > b.clientWidth + 1 || b.getBoundingClientRect().right > innerWidth + 1 || b.getBoundingClientRect().left < -1).map(b => b.innerText).join("|")`)
	if cut != "" {
		s.t.Errorf("buttons are cut: %s", cut)
	}
}

// cancels asks once more, and tells how many people are told.
func (s sessionStory) cancels() {
	s.t.Helper()
	s.presses(chooseCancel, openForm)
	s.shot("cancel")
	s.sends()
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.title) + ` === false && ` + s.whisper("WE-"))
	s.shot("cancelled")
	s.on("one")
	s.lets(`document.querySelector('#clock [data-seconds="900"]')`)
	s.waitText("🚫")
	s.shot("told")
	if s.eval(`document.documentElement.dir`) != map[i18n.Lang]string{"ar": "rtl"}[s.lang] && s.lang == "ar" {
		s.t.Error("the page is not from right to left")
	}
}
