package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// TestPageAnnounce writes an announcement at the panel of Mattermost, in two languages, and
// sends it to a town. The report stands in the channel of the team, and each phone shows it
// in its own language; then the words are corrected, and taken back. One story is about
// safety: there a colleague must say yes too, by the buttons of the report. With WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestPageAnnounce(t *testing.T) {
	playStories(t, castOne, []sessionStory{
		{lang: "en", called: "Mina", title: "Bicycles for our course", screen: desktop},
		{lang: "ar", called: "أمينة", title: "دراجات لدورتنا", screen: laptop},
	}, func(s sessionStory) { castStory{s}.play() })
}

// Who has the phones of the page, and who else there is. The castFolk others are so many that
// somebody sees the report before it is over.
const (
	castOne    = 470
	castOthers = 500
)

// castStory is told as one of a session.
type castStory struct{ sessionStory }

func (s castStory) shot(name string) { s.picture("announce-" + string(s.lang) + "-" + name) }

func (s castStory) play() {
	s.t.Helper()
	s.t.Cleanup(func() {
		if s.t.Failed() {
			s.t.Logf("the report: %s", s.eval(reportCard+`?.innerText ?? ""`))
		}
	})
	s.gathers()
	s.show("mattermost")
	s.writes()
	s.translates()
	s.goesOut()
	s.isRead()
	s.answered()
	s.corrects()
	s.takesBack()
	if got := s.errors(); len(got) > 0 {
		s.t.Errorf("errors on the page: %v", got)
	}
}

// castSaid is what stands in the announcement in a language, and on its buttons.
func castSaid(lang i18n.Lang) (words, starts string, labels []string) {
	if lang == "ar" {
		return "مرحبًا {name}، دراجات مجانية لدورتنا.\nالسبت 10:00، Oudegracht 1.", "دراجات مجانية", []string{"سآتي", "لن آتي", "الخريطة", "أريد أن أتحدث مع شخص"}
	}
	return "Hello {name}, free bicycles for our course.\nSaturday 10:00, Oudegracht 1.", "free bicycles", []string{"I come", "I do not come", "Map", "Talk to a person"}
}

// other is the language of the second phone.
func (s castStory) other() i18n.Lang {
	if s.lang == "ar" {
		return "en"
	}
	return "ar"
}

// kind is what it is for.
func (s castStory) kind() flows.CastKind {
	if s.lang == "ar" {
		return flows.CastSafety
	}
	return flows.CastInformation
}

// gathers has a town begin the form for the course: they have chosen their city, and each
// her language. Both phones of the page are among them.
func (s castStory) gathers() {
	s.t.Helper()
	for side, lang := range map[string]i18n.Lang{"one": s.lang, "two": s.other()} {
		s.on(side)
		s.wait(s.part(".start") + `.offsetParent !== null`)
		s.do(s.part(".start") + `.click()`)
		for _, a := range [][2]string{{"language", string(lang)}, {"shared", "no"}, {"notice", "begin"}, {"site", "utrecht"}} {
			s.answer(a[0], a[1])
		}
	}
	at := s.eval(`location.origin`) + "/act/say"
	for n := range castFolk {
		s.begins(at, castOthers+n, []i18n.Lang{"en", "ar", "uk"}[n%3])
	}
	s.lets(`document.getElementById("until-work")`)
}

// begins has somebody write, without looking at her phone.
func (s castStory) begins(at string, user int, lang i18n.Lang) {
	s.t.Helper()
	for _, text := range []string{"/start", i18n.Endonym("en"), "No", "✅ Yes, start", "Utrecht", i18n.Endonym(lang)} {
		data, err := json.Marshal(map[string]any{"user": user, "name": "X", "language": "en", "text": text})
		if err != nil {
			s.t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, at, bytes.NewReader(data))
		if err != nil {
			s.t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			s.t.Fatal(err)
		}
		if _ = answer.Body.Close(); answer.StatusCode != http.StatusOK {
			s.t.Fatalf("she cannot write: %s", answer.Status)
		}
	}
}

// writes writes it in the language of the coordinator.
func (s castStory) writes() {
	s.t.Helper()
	words, _, labels := castSaid(s.lang)
	s.write("channel", "/wecan announce")
	s.presses(chooseCast, openForm)
	s.sends("title", s.title, "in", string(s.lang), "words", strings.ReplaceAll(words, "{name}", "{nmae}"))
	s.wait(`document.getElementById("form-words-problem").textContent !== "" && document.getElementById("form-title-problem").textContent === ""`)
	s.shot("form")
	s.sound("with a form for an announcement")
	s.sends("kind", string(s.kind()), "words", words)
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.says("announce.kept")) + ` && ` + s.whisper(s.says("announce.without")))
	s.fills(formCastButtons, "buttons", labels[0]+"\n"+labels[1]+"\nhttps://map.example.org/4 "+labels[2])
}

// fills opens a form of the newest card, sends it and waits until it is kept.
func (s castStory) fills(form string, values ...string) {
	s.t.Helper()
	s.presses(form, openForm)
	s.shot(form)
	if form == formCastWords {
		s.do(`document.getElementById("form-reviewed").click()`)
	}
	s.sends(values...)
	s.wait(`!` + openForm)
	s.wait(s.whisper(s.says("announce.kept")))
}

// number is that of the announcement.
func (s castStory) number() string {
	return aNumber.FindString(s.eval(`document.querySelector("#mattermost-channel").innerText`))
}

// translates says the same in the other language, and looks at what people read.
func (s castStory) translates() {
	s.t.Helper()
	words, starts, labels := castSaid(s.other())
	s.fills(formCastWords, "in", string(s.other()), "words", words, "labels", strings.Join(labels[:3], "\n"))
	s.write("channel", "/wecan announce "+s.number()+" preview")
	_, own, ownLabels := castSaid(s.lang)
	for _, want := range []string{own, starts, i18n.Endonym("uk"), "[" + labels[1] + "]", "[" + ownLabels[0] + "]"} {
		s.wait(s.whisper(want))
	}
	s.do(`[...document.querySelectorAll("#mattermost-channel .whisper")].at(-1).scrollIntoView()`)
	s.shot("preview")
	s.sound("with a preview")
}

// reportCard is the report in the channel of the team.
const reportCard = `[...document.querySelectorAll("#mattermost-channel [data-post] .card")].find(c => !c.closest(".whisper") && c.innerText.includes("📣"))`

// report says whether it holds a text.
func (s castStory) report(text string) string {
	return reportCard + `?.innerText.replace(/[\u200b\u200f\u2066-\u2069]/g, "").includes(` + strconv.Quote(text) + `)`
}

// goesOut counts, approves, and looks at the report while people get it and at its end.
func (s castStory) goesOut() {
	s.t.Helper()
	s.write("channel", "/wecan announce "+s.number())
	s.presses(chooseCastCount, s.whisper(s.says("announce.hint.next"))+` || `+s.whisper(s.says("announce.counting")))
	s.wait(s.report(s.title) + ` && ` + s.report(strconv.Itoa(castFolk+2)))
	s.write("channel", "/wecan announce "+s.number())
	s.presses(chooseCastApprove, openForm)
	s.shot("sure")
	s.sends()
	s.wait(`!` + openForm)
	s.seconds()
	s.wait(s.report("░") + ` || ` + s.report("▓"))
	s.do(reportCard + `.scrollIntoView({ block: "center" })`)
	s.shot("runs")
	s.sound("with a report that runs")
	s.waitFor(townPatience, `!`+s.report("░")+` && !`+s.report("▓"))
	s.do(reportCard + `.scrollIntoView({ block: "center" })`)
	s.shot("ends")
}

// seconds has a colleague say yes too, where two must.
func (s castStory) seconds() {
	s.t.Helper()
	if s.kind() != flows.CastSafety {
		return
	}
	approve := reportCard + `?.querySelector('[data-button="` + broadcast.VerbApprove + `"]')`
	s.wait(approve)
	s.is("anouk")
	s.wait(approve)
	s.shot("second")
	s.do(approve + `.click()`)
	s.wait(`!` + approve)
	s.is("femke")
}

// is lets somebody else of the team sit at the panel.
func (s castStory) is(who string) {
	s.t.Helper()
	s.do(`const w = document.getElementById("mattermost-who"); w.value = ` + strconv.Quote(who) + `; w.dispatchEvent(new Event("change"))`)
	s.wait(`document.getElementById("mattermost-who").value === ` + strconv.Quote(who) + ` && ` + reportCard)
}

// isRead looks at both phones: each reads it in her language. The first one taps.
func (s castStory) isRead() {
	s.t.Helper()
	for side, lang := range map[string]i18n.Lang{"two": s.other(), "one": s.lang} {
		_, starts, labels := castSaid(lang)
		s.on(side)
		s.waitText(starts)
		s.do(`[...` + s.part(".messages") + `.querySelectorAll(".message")].findLast(m => m.innerText.includes(` + strconv.Quote(starts) + `)).scrollIntoView()`)
		s.shot("phone-" + string(lang))
		s.tap(labels[0])
	}
}

// answered looks at what came of it.
func (s castStory) answered() {
	s.t.Helper()
	_, _, labels := castSaid(s.lang)
	s.show("mattermost")
	s.waitFor(townPatience, s.report("“"+labels[0]+"”: 2"))
	s.do(reportCard + `.scrollIntoView({ block: "center" })`)
	s.shot("answers")
	s.write("channel", "/wecan announce "+s.number())
	s.wait(s.whisper("“" + labels[0] + "”: 2"))
	s.shot("shown")
	s.sound("with an announcement that was sent")
}

// corrected is what takes the place of the others for the second phone.
func (s castStory) corrected() string {
	if s.other() == "ar" {
		return "الأحد 11:00"
	}
	return "Sunday 11:00"
}

// corrects sends other words in one language, which take the place of the old ones.
func (s castStory) corrects() {
	s.t.Helper()
	words, _, labels := castSaid(s.other())
	first, _, _ := strings.Cut(words, "\n")
	s.presses(formCastCorrect, openForm)
	s.do(`document.getElementById("form-reviewed").click()`)
	s.sends("in", string(s.other()), "words", first+"\n"+s.corrected(), "labels", strings.Join(labels[:3], "\n"))
	s.wait(`!` + openForm)
	s.seconds()
	s.on("two")
	s.waitText(s.corrected())
	s.shot("phone-corrected")
}

// takesBack takes it out of the chats.
func (s castStory) takesBack() {
	s.t.Helper()
	s.show("mattermost")
	taken := s.words.catalog.Texts(s.lang, "broadcast.state.deleted")
	s.waitFor(townPatience, s.report(strconv.Itoa(castFolk+2))+` && `+`!`+s.report("░")+` && !`+s.report("▓"))
	s.write("channel", "/wecan announce "+s.number())
	s.presses(chooseCastDelete, openForm)
	s.shot("takes-back")
	s.sends()
	s.wait(`!` + openForm)
	s.waitFor(townPatience, s.report(taken[0]))
	s.do(reportCard + `.scrollIntoView({ block: "center" })`)
	s.shot("taken-back")
	s.on("two")
	s.wait(`!` + s.part(".log") + `.innerText.includes(` + strconv.Quote(s.corrected()) + `)`)
}
