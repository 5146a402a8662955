package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// handClock is the time of a test, which the page puts forward.
type handClock struct {
	mu     sync.Mutex
	passed time.Duration
}

func (c *handClock) Now() time.Time { return time.Now().Add(c.ahead()) }

func (c *handClock) ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.passed
}

func (c *handClock) Pass(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
	return nil
}

// TestPageTwoPhones lets two people talk through the bot, each on her phone, with
// the clock beside them.
func TestPageTwoPhones(t *testing.T) {
	for _, w := range []twoWalk{
		{lang: "en", screen: desktop}, {lang: "ar", screen: desktop}, {lang: "en", screen: tablet}, {lang: "ar", screen: narrow},
	} {
		t.Run(w.lang+" "+w.screen.name, func(t *testing.T) { w.run(t) })
	}
}

type twoWalk struct {
	lang   string
	screen display
}

func (w twoWalk) run(t *testing.T) {
	t.Helper()
	clock := &handClock{}
	sb := sandbox.New(sandbox.Options{Now: clock.Now})
	server := httptest.NewServer(sandbox.Page(sb, sandbox.PageOptions{Office: newClerk(), Clock: clock}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	p := openPage(t, w.screen)
	p.visit(fmt.Sprintf("%s/?ui=%s&one=41&two=42&start=poster&start_two=team", server.URL, w.lang))
	for side, payload := range map[string]string{"one": "poster", "two": "team"} {
		p.on(side)
		p.wait(p.part(".start") + `.offsetParent !== null`)
		p.do(p.part(".start") + `.click()`)
		p.waitText("/start " + payload)
	}
	w.talk(p, sb)
	w.files(p, sb)
	w.timePasses(p, clock)
	p.on("one")
	p.do(`scrollTo(0, 0)`) // a tablet's page is higher than the screen
	w.together(p)
	p.picture("two-" + w.lang + "-" + w.screen.name)
	p.sound("two phones")

	// Who holds the phones is known when the page is opened anew, without an
	// address that says so.
	p.visit(server.URL + "/?ui=" + w.lang)
	for side, who := range map[string]string{"one": "41", "two": "42"} {
		p.wait(`document.querySelectorAll("#` + side + ` .message").length > 4 && new URL(location.href).searchParams.get("` + side + `") === "` + who + `"`)
	}
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// on takes up a phone.
func (p *page) on(side string) {
	p.t.Helper()
	p.side = side
	p.show(side)
}

// talk brings what one writes to the other one, who replies.
func (w twoWalk) talk(p *page, sb *sandbox.Telegram) {
	p.t.Helper()
	p.on("one")
	p.say("I have a letter")
	p.waitText("I have a letter")
	brought := does(p.t, sb, flows.Send{Chat: 42, Text: "Amina: I have a letter"})
	if w.screen == narrow {
		p.wait(`!document.querySelector('.switch [data-view="two"] .news').hidden`)
	}
	p.on("two")
	p.waitText("Amina: I have a letter")
	p.do(`document.querySelector('#two [data-id="` + strconv.Itoa(brought) + `"] .reply').click()`)
	p.wait(`!` + p.part(".replying") + `.hidden`)
	if p.eval(`String(document.querySelector("#one .replying").hidden)`) != "true" {
		p.t.Error("both phones reply")
	}
	p.say("Send me a photo")
	p.wait(p.part(".mine:last-child .quote"))
	if all := sb.Messages(42); all[len(all)-1].ReplyTo != brought {
		p.t.Errorf("the bot got %+v", all[len(all)-1])
	}
	does(p.t, sb, flows.Send{Chat: 41, Text: "Bo: Send me a photo, or see https://t.me/sandbox_bot?start=letter"})
	p.on("one")
	p.waitText("Bo: Send me a photo")
	p.tap("https://t.me/sandbox_bot?start=letter") // as on a phone it stays in the chat
	p.waitText("/start letter")
}

// files passes on one file of each kind: the other phone shows it as hers does.
func (w twoWalk) files(p *page, sb *sandbox.Telegram) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "red.png")
	if err := os.WriteFile(file, redDot, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := chromedp.Do(p.ctx, chromedp.SetUploadFiles("#one .file[type=file]", []string{file})); err != nil {
		p.t.Fatal(err)
	}
	p.wait(`document.querySelector("#one img.picture")?.naturalWidth === 1`)
	w.passOn(p, sb, "photo")
	p.wait(`document.querySelector("#two img.picture")?.naturalWidth === 1`)
	for _, kind := range []string{"photo", "voice", "document", "sticker", "video"} {
		before := len(sb.Messages(41))
		p.do(p.part(`[data-kind="`+kind+`"]`) + `.click()`)
		waitFor(p.t, func() bool { return len(sb.Messages(41)) == before+1 })
		w.passOn(p, sb, kind)
	}
	for _, kind := range []string{"audio", "animation", "video_note"} {
		sb.SendMedia(sandbox.User{ID: 41}, kind)
		w.passOn(p, sb, kind)
	}
}

// passOn sends her last message to the other one, and holds what both see against
// each other: the same but for the words of their languages.
func (w twoWalk) passOn(p *page, sb *sandbox.Telegram, kind string) {
	p.t.Helper()
	all := sb.Messages(41)
	from := all[len(all)-1]
	to := does(p.t, sb, flows.Attach{Chat: 42, What: kind, File: sb.FileID(41, from.ID)})
	node := func(side string, id int) string {
		return `document.querySelector('#` + side + ` [data-id="` + strconv.Itoa(id) + `"]')`
	}
	p.wait(node("one", from.ID) + ` && ` + node("two", to))
	look := func(node string) string {
		return `[...` + node + `.querySelectorAll(".bubble > :not(.hidden, .note)")].map(n => { const c = n.cloneNode(true); c.removeAttribute("aria-label"); c.querySelectorAll(".hidden").forEach(h => h.remove()); return c.outerHTML.replace(/alt="[^"]*"/, ""); }).join()`
	}
	hers, theirs := p.eval(look(node("one", from.ID))), p.eval(look(node("two", to)))
	if kind == "document" { // its size is written as each language writes it
		hers, theirs = p.eval(node("one", from.ID)+`.querySelector(".file-text p").innerHTML`), p.eval(node("two", to)+`.querySelector(".file-text p").innerHTML`)
	}
	if hers == "" || hers != theirs {
		p.t.Errorf("%s: she sees\n%s\nand the other one\n%s", kind, hers, theirs)
	}
	if p.eval(`String(`+node("two", to)+`.classList.contains("mine"))`) != "false" {
		p.t.Errorf("%s: the other one seems to have sent it", kind)
	}
}

// timePasses puts the clock forward, which stands beside the phones.
func (w twoWalk) timePasses(p *page, clock *handClock) {
	p.t.Helper()
	p.show("programme")
	hour := `document.querySelector('#clock [data-seconds="3600"]')`
	p.do(hour + `.scrollIntoView({ block: "nearest" })`)
	if p.eval(`String((() => { const r = `+hour+`.getBoundingClientRect(); return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === `+hour+`; })())`) != "true" {
		p.t.Error("nobody can touch the clock")
	}
	p.do(hour + `.focus()`)
	p.press("\r")
	p.wait(`document.getElementById("passed").textContent !== "" && !document.querySelector("#clock [aria-disabled]")`)
	if ahead := clock.ahead(); ahead != time.Hour {
		p.t.Errorf("the clock went %v ahead", ahead)
	}
	p.wait(`new Set([...document.querySelectorAll(".bar-time")].map(b => b.textContent)).size === 1 &&
		Math.abs(new Date(document.getElementById("now").dateTime) - Date.now() - 3600e3) < 60e3`)
}

// together holds the page to showing both phones, and on a wide screen the clock
// too.
func (w twoWalk) together(p *page) {
	p.t.Helper()
	seen := p.eval(`["one", "two", "clock"].filter(id => { const r = document.getElementById(id).getBoundingClientRect(); return r.width > 100 && r.top >= 0 && r.bottom <= innerHeight + 1 && r.left >= 0 && r.right <= innerWidth; }).join()`)
	want := map[display]string{desktop: "one,two,clock", tablet: "one,two", narrow: "one"}[w.screen]
	if seen != want {
		p.t.Errorf("in sight are %s, want %s", seen, want)
	}
	if w.screen == narrow {
		return
	}
	apart := `(() => { const [a, b] = ["one", "two"].map(id => document.querySelector("#" + id + " .frame").getBoundingClientRect()); return document.dir === "rtl" ? b.right < a.left : a.right < b.left; })()`
	if p.eval(`String(`+apart+`)`) != "true" {
		p.t.Error("the phones do not stand side by side in reading order")
	}
}
