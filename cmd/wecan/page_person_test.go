package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// setStage opens a page with two phones and nobody behind the bot.
func setStage(t *testing.T, s display, lang string) (*page, *sandbox.Telegram, string) {
	t.Helper()
	sb := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(sandbox.Page(sb, sandbox.PageOptions{}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	p := openPage(t, s)
	link := fmt.Sprintf("%s/?ui=%s&one=41&two=42", server.URL, lang)
	p.visit(link)
	p.wait(p.part(".start") + `.offsetParent !== null`)
	return p, sb, link
}

// TestPagePeople changes who holds a phone, and back.
func TestPagePeople(t *testing.T) {
	p, sb, link := setStage(t, desktop, "en")
	p.do(p.part(".start") + `.click()`)
	p.wait(`document.querySelectorAll("#one .message").length === 1`)
	first := sb.People()[0]
	if first.ID != 41 || first.FirstName == "" || first.LanguageCode != "en" {
		t.Errorf("the first person is %+v", first)
	}

	p.do(p.part(".owner-button") + `.click()`)
	p.wait(`document.getElementById("person").open`)
	p.picture("person")
	p.sound("with the dialog")
	p.do(`document.getElementById("person-name").value = "Оксана"; const l = document.getElementById("person-phone"); l.value = "uk"; l.dispatchEvent(new Event("change"))`)
	p.do(`document.getElementById("person-code").value = "uk-UA"; document.querySelector('#person [value="save"]').click()`)
	p.wait(p.part(".owner-name") + `.textContent === "Оксана" && ` + p.part(".frame") + `.lang === "uk"`)
	p.say("Добрий день")
	p.waitText("Добрий день")
	if got := sb.People()[0]; got.ID != 41 || got.FirstName != "Оксана" || got.LanguageCode != "uk-UA" {
		t.Errorf("after the change she is %+v", got)
	}

	// Somebody new has an empty chat; the one before is still there.
	choose := func(index string) {
		t.Helper()
		p.do(p.part(".owner-button") + `.click()`)
		p.wait(`document.getElementById("person").open`)
		p.do(`const w = document.getElementById("person-who"); w.value = ` + index + `; w.dispatchEvent(new Event("change")); document.querySelector('#person [value="save"]').click()`)
	}
	choose(`w.options[w.options.length - 1].value`)
	p.wait(p.part(".start") + `.offsetParent !== null && !document.querySelector("#one .message")`)
	choose(`[...w.options].find(o => o.textContent === "Оксана").value`)
	p.waitText("Добрий день")
	p.visit(strings.Replace(link, "one=41&", "", 1)) // this browser knows who held the phone last
	p.waitText("Добрий день")

	p.do(p.part(".owner-button") + `.click()`)
	p.wait(`document.getElementById("person").open`)
	p.do(`document.getElementById("person-block").click()`)
	p.wait(p.part(".unblock") + `.offsetParent !== null && !` + p.part(".composer") + `.offsetParent`)
	p.picture("blocked")
	p.sound("with a blocked bot")
	p.do(p.part(".unblock") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// TestPageSmall uses both phones on the smallest screen: what comes on the one
// that is not in sight is marked.
func TestPageSmall(t *testing.T) {
	p, sb, _ := setStage(t, narrow, "es")
	p.do(p.part(".start") + `.click()`)
	p.wait(`document.querySelectorAll("#one .message").length === 1`)
	p.say("Un mensaje largo, " + strings.Repeat("muylargo", 30))
	p.wait(`document.querySelectorAll("#one .message").length === 2`)
	p.sound("with a long word")
	p.picture("narrow-chat")
	p.do(p.part(".attach") + `.click()`)
	p.wait(p.part(".kinds") + `.offsetParent !== null`)
	p.sound("with the attach menu")
	p.do(p.part(".attach") + `.click()`)

	p.side = "two"
	p.show("two")
	p.picture("narrow-two")
	p.do(p.part(".start") + `.click()`)
	p.wait(`document.querySelectorAll("#two .message").length === 1`)
	p.side = "one"
	p.show("one")
	botSays(t, sb, 42, "مرحبًا")
	p.wait(`!document.querySelector('.switch [data-view="two"] .news').hidden`)
	p.sound("with news")
	p.picture("narrow-news")
	p.show("two")
	p.wait(`document.querySelector('.switch [data-view="two"] .news').hidden`)
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// TestPagePicture sends a picture that was picked, edits a text, and follows a
// command in the bot's words.
func TestPagePicture(t *testing.T) {
	p, sb, _ := setStage(t, handheld, "en")
	p.do(p.part(".start") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	file := filepath.Join(t.TempDir(), "red.png")
	if err := os.WriteFile(file, redDot, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(p.ctx, chromedp.SetUploadFiles("#one .file[type=file]", []string{file})); err != nil {
		t.Fatal(err)
	}
	p.wait(`document.querySelector("#one img.picture")?.naturalWidth === 1`)
	if all := sb.Messages(41); all[len(all)-1].Kind != "photo" {
		t.Errorf("the bot got %+v", all[len(all)-1])
	}

	p.say("helo")
	p.waitText("helo")
	p.do(`[...document.querySelectorAll("#one .edit")].at(-1).click()`)
	p.wait(p.part(".editing") + `.offsetParent !== null && ` + p.part(".field") + `.value === "helo"`)
	p.say("hello")
	p.wait(`[...document.querySelectorAll("#one .mine")].at(-1).innerText.includes("edited")`)
	botSays(t, sb, 41, "For help send /help. See https://example.org/a/help.")
	p.tap("/help")
	p.wait(`[...document.querySelectorAll("#one .mine")].at(-1).innerText.includes("/help")`)
	if got := p.eval(`[...document.querySelectorAll("#one .text a")].map(a => a.href).join()`); got != "https://example.org/a/help" {
		t.Errorf("links: %s", got)
	}
	p.picture("picture")
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// redDot is a PNG of one pixel.
var redDot = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde" +
	"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82")

// botSays sends a text as the bot, whatever it has to do with the bot.
func botSays(t *testing.T, sb *sandbox.Telegram, chat int64, text string) {
	t.Helper()
	if _, err := botOf(t, sb).Carry(t.Context(), flows.Send{Chat: chat, Text: text}); err != nil {
		t.Fatal(err)
	}
}

// botOf is a bot at a sandbox.
func botOf(t *testing.T, sb *sandbox.Telegram) *telegram.Telegram {
	t.Helper()
	tg, err := telegram.New(telegram.Config{Token: telegram.Token(sandbox.DefaultToken), BaseURL: "http://sandbox.invalid", Transport: sb.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

// TestPageFile saves a file that the bot has made: it stands there with its name.
func TestPageFile(t *testing.T) {
	p, sb, _ := setStage(t, handheld, "ar")
	p.do(p.part(".start") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	e := flows.Enclose{Chat: 41, Name: "session.ics", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Text: "موعدك"}
	if _, err := botOf(t, sb).Carry(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	const link = `document.querySelector('#one a.file[download="session.ics"]')`
	p.wait(link + `?.innerText.includes("session.ics")`)
	p.waitText("موعدك")
	p.sound("with a file of the bot")
	p.picture("file")
	p.do(`fetch(` + link + `.href).then(r => r.text()).then(text => { window.saved = text; })`)
	p.wait(`window.saved === "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"`)
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}
