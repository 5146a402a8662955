package main

import (
	"strings"
	"testing"
	"time"

	"wecan/i18n"
)

// TestPageEvent plans an event at the panel of Mattermost. Somebody who takes part in
// nothing finds it in her chat and signs up, and the panel shows her to whoever plans.
// With WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestPageEvent(t *testing.T) {
	playStories(t, 450, []sessionStory{
		{lang: "en", called: "Mina", title: "Ideas for our street", place: "Hall 1, Oudegracht 1", screen: desktop},
		{lang: "ar", called: "أمينة", title: "أفكار لشارعنا", place: "القاعة 1، Oudegracht 1", screen: laptop},
	}, func(s sessionStory) { eventStory{s}.play() })
}

// eventStory is told as one of a session.
type eventStory struct{ sessionStory }

func (s eventStory) shot(name string) { s.picture("event-" + string(s.lang) + "-" + name) }

func (s eventStory) play() {
	s.t.Helper()
	s.show("mattermost")
	s.plans()
	s.saysMore()
	s.signsUp()
	s.counted()
	s.cancels()
	if got := s.errors(); len(got) > 0 {
		s.t.Errorf("errors on the page: %v", got)
	}
}

// plans plans an event in three days.
func (s eventStory) plans() {
	s.t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		s.t.Fatal(err)
	}
	day := time.Now().In(zone).AddDate(0, 0, 12).Format("2006-01-02")
	s.write("channel", "/wecan events")
	s.presses(chooseEvent, openForm)
	s.sound("with a form for an event")
	s.sends("kind", "lab", "title", s.title, "start", "tomorrow", "length", "8:00", "place", s.place)
	s.wait(`document.getElementById("form-start-problem").textContent !== "" && document.getElementById("form-title-problem").textContent === ""`)
	s.shot("form")
	s.sends("start", day+" 11:00")
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.title) + ` && ` + s.whisper(s.says("events.draft")))
	s.presses(formEventPlaces, openForm)
	s.sends("places", "12", "women", "4")
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.says("events.field.women")))
	s.presses(formEventWhom, openForm)
	s.do(`document.getElementById("form-open-1").click()`)
	s.shot("whom")
	s.sends()
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.says("events.others")))
	s.shot("draft")
	s.sound("with a draft of an event")
	s.presses(chooseEventIt, s.whisper("/wecan events WE-"))
	s.shot("planned")
}

// number is that of the event.
func (s eventStory) number() string {
	return aNumber.FindString(s.eval(`document.querySelector("#mattermost-channel").innerText`))
}

// saysMore says what happens there, and what it costs.
func (s eventStory) saysMore() {
	s.t.Helper()
	for _, one := range []struct {
		form   string
		values []string
	}{
		{formEventWords, []string{"about", "💡 → 🏘"}},
		{formEventUseful, []string{"cost", "€ 0", "bus", "22:10"}},
	} {
		s.write("channel", "/wecan events "+s.number())
		s.wait(s.whisper(s.says("events.more")))
		s.presses(one.form, openForm)
		if one.form == formEventUseful {
			s.shot("useful")
		}
		s.sends(one.values...)
		s.wait(`!` + openForm)
		s.wait(s.whisper(s.says("events.changed")) + ` || ` + s.whisper(s.number()+" "))
	}
	s.write("channel", "/wecan events "+s.number())
	s.wait(s.whisper("22:10"))
	s.shot("shown")
	s.sound("with an event")
}

// signsUp finds it in her chat, and has a place.
func (s eventStory) signsUp() {
	s.t.Helper()
	s.on("one")
	s.wait(s.part(".start") + `.offsetParent !== null`)
	s.do(s.part(".start") + `.click()`)
	s.answer("language", string(s.lang))
	s.say("/events")
	s.waitText(s.title)
	s.answer("pick", "one")
	s.waitText("22:10")
	s.answer("page", "sign")
	for _, a := range [][2]string{{"notice", "begin"}, {"name", "say " + s.called}, {"prepare", "no"}, {"women", ".skip"}, {"check", ".submit"}} {
		s.answer(a[0], a[1])
	}
	s.waitText("✅")
}

// counted looks at the people until she is there.
func (s eventStory) counted() {
	s.t.Helper()
	s.show("mattermost")
	text := ""
	for range 20 { // her answer goes by two actors
		s.write("channel", "/wecan events "+s.number()+" people")
		s.wait(s.whisper(s.title))
		text = s.eval(`[...document.querySelectorAll("#mattermost-channel .whisper")].at(-1).innerText.replace(/[\u200b\u200f\u2066-\u2069]/g, "")`)
		if strings.Contains(text, s.called) {
			break
		}
	}
	for _, want := range []string{s.says("events.placedof") + "1", "1 " + s.called, i18n.Endonym(s.lang)} {
		if !strings.Contains(text, want) {
			s.t.Errorf("the list does not say %q:\n%s", want, text)
		}
	}
	s.shot("people")
	s.write("channel", "/wecan events "+s.number()+" link")
	s.wait(s.whisper("https://t.me/"))
	s.shot("link")
	s.write("channel", "/wecan events "+s.number()+" code")
	s.wait(s.whisper("🔢"))
	s.shot("entrance")
	s.write("channel", "/wecan events")
	s.wait(s.whisper(s.place))
	s.shot("list")
	cut := s.eval(`[...document.querySelectorAll("#mattermost-channel .whisper [data-button]")].filter(b => b.scrollWidth > b.clientWidth + 1 || b.getBoundingClientRect().right > innerWidth + 1 || b.getBoundingClientRect().left < -1).map(b => b.innerText).join("|")`)
	if cut != "" {
		s.t.Errorf("buttons are cut: %s", cut)
	}
}

// cancels asks once more, and she is told.
func (s eventStory) cancels() {
	s.t.Helper()
	s.presses(chooseEventCancel, openForm)
	s.shot("cancel")
	s.sends()
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.place) + ` === false && ` + s.whisper("WE-"))
	s.on("one")
	s.lets(`document.querySelector('#clock [data-seconds="900"]')`)
	if !strings.Contains(s.text(), "🚫") { // by night she is told in the morning
		s.lets(`document.getElementById("until-work")`)
	}
	s.waitText("🚫")
	s.shot("told")
}
