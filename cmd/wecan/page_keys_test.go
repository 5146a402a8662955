package main

import (
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// TestPageKeys lets a bot offer keys, and take them and messages away, and does
// on the page what a person does with them.
func TestPageKeys(t *testing.T) {
	for _, walk := range []keysWalk{
		{lang: "en", dir: "ltr", user: 21, phone: "📱 My number", place: "📍 Here", no: "Rather not", contact: "491555"},
		{lang: "ar", dir: "rtl", user: 22, phone: "📱 رقمي", place: "📍 موقعي", no: "لا أريد", contact: "491555"},
	} {
		t.Run(walk.lang, func(t *testing.T) { walk.run(t) })
	}
}

type keysWalk struct {
	lang, dir, phone, place, no, contact string
	user                                 int64
}

func (w keysWalk) run(t *testing.T) {
	t.Helper()
	sb := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(sandbox.Page(sb, sandbox.PageOptions{}))
	t.Cleanup(server.CloseClientConnections) // the page's stream, before Close waits for it
	t.Cleanup(server.Close)
	tg, err := telegram.New(telegram.Config{Token: telegram.Token(sandbox.DefaultToken), BaseURL: "http://sandbox.invalid", Transport: sb.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	does := func(e flows.Effect) int {
		t.Helper()
		id, err := tg.Carry(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}

	p := openPage(t, display{"keys", 400, 860})
	p.visit(fmt.Sprintf("%s/?ui=%s&one=%d", server.URL, w.lang, w.user))
	p.wait(`document.documentElement.dir === ` + strconv.Quote(w.dir))
	p.wait(p.part(".start") + `.offsetParent !== null`)
	p.do(p.part(".start") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	p.say("a secret")
	p.waitText("a secret")
	if p.eval(`String(`+p.part(".keyboard")+`.hidden)`) != "true" {
		t.Error("keys that nobody sent")
	}
	does(flows.Send{Chat: w.user, Text: strings.Repeat("A long text.\n", 60) + "The end."})
	p.waitText("The end.")
	does(flows.Send{Chat: w.user, Text: "?", Keys: [][]flows.Key{
		{{Label: w.phone, Request: flows.RequestContact}, {Label: w.place, Request: flows.RequestPlace}}, {{Label: w.no}},
	}})
	p.wait(keyNode(w.no))
	p.picture("keys-" + w.lang)
	p.sound("with keys")
	p.layout(w.dir, w.phone, w.place)

	p.do(keyNode(w.phone) + `.click()`)
	p.waitText(w.contact)
	p.do(keyNode(w.place) + `.click()`)
	p.do(keyNode(w.no) + `.click()`)
	p.waitText(w.no)
	waitFor(t, func() bool { return len(sb.Messages(w.user)) == 7 })
	kinds := map[string]int{}
	for _, m := range sb.Messages(w.user) {
		kinds[m.Kind]++
	}
	if kinds["contact"] != 1 || kinds["location"] != 1 || kinds["text"] != 5 {
		t.Errorf("the bot got %v", kinds)
	}

	// The keys stay, over other messages and a page that is opened anew.
	does(flows.Send{Chat: w.user, Text: "Thanks"})
	p.waitText("Thanks")
	p.visit(fmt.Sprintf("%s/?ui=%s&one=%d", server.URL, w.lang, w.user))
	p.wait(keyNode(w.no))

	does(flows.Delete{Chat: w.user, Message: 2})
	p.wait(`!document.querySelector('[data-id="2"]') && document.querySelector('[data-id="1"]') && !document.body.innerText.includes("a secret")`)
	does(flows.Send{Chat: w.user, Text: "Good bye", Unkey: true})
	p.waitText("Good bye")
	p.wait(p.part(".keyboard") + `.hidden && !document.querySelector(".keyboard button")`)

	p.do(p.part(".field") + `.value = "my papers"; ` + p.part(`[data-kind="photo"]`) + `.click()`)
	p.waitText("my papers")
	if all := sb.Messages(w.user); all[len(all)-1].Kind != "photo" || all[len(all)-1].Text != "my papers" {
		t.Errorf("the photo is %+v", all[len(all)-1])
	}
	if got := p.eval(p.part(".field") + `.value`); got != "" {
		t.Errorf("%q stays in the text field", got)
	}
	if len(p.errors()) > 0 {
		t.Errorf("errors on the page: %v", p.errors())
	}
}

// layout checks that the keys stand below the text field, in reading order and
// on the screen.
func (p *page) layout(dir, first, second string) {
	p.t.Helper()
	box := func(node string) string { return node + `.getBoundingClientRect()` }
	before := box(keyNode(first)) + `.right <= ` + box(keyNode(second)) + `.left`
	if dir == "rtl" {
		before = box(keyNode(first)) + `.left >= ` + box(keyNode(second)) + `.right`
	}
	pad, text := p.part(".keyboard"), p.part(".field")
	for what, condition := range map[string]string{
		"the keys are in reading order":   before,
		"the keys are below the text":     box(pad) + `.top >= ` + box(text) + `.bottom`,
		"the keys are on the screen":      box(pad) + `.bottom <= innerHeight && ` + box(pad) + `.height > 80`,
		"a key is large enough to hit":    box(keyNode(first)) + `.height >= 44`,
		"the newest message is in sight":  box(p.part(".messages")+`.lastElementChild`) + `.bottom <= ` + box(p.part(".log")) + `.bottom`,
		"nothing scrolls sideways":        `document.documentElement.scrollWidth <= innerWidth`,
		"the keys have a name as a group": pad + `.getAttribute("aria-label").length > 3`,
	} {
		if p.eval(`String(`+condition+`)`) != "true" {
			p.t.Errorf("not so: %s", what)
		}
	}
}

func keyNode(label string) string {
	return `[...document.querySelectorAll("#one .keyboard button")].find(b => b.firstChild.data === ` + strconv.Quote(label) + `)`
}

// waitFor asks again until it is so.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	for late := time.Now().Add(15 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it never comes")
		}
	}
}
