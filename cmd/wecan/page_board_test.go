package main

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// newBusyClerk has applications in several states, places, and answers that are
// files.
func newBusyClerk(voice, photo []byte) *clerk {
	c := newClerk()
	day := func(d, hour int) time.Time { return time.Date(2026, 3, d, hour, 30, 0, 0, time.UTC) }
	c.one.Received = day(2, 9)
	c.others = []sandbox.Application{
		{Reference: "WE-2222-221", Name: "Оксана", Site: "Leipzig", Status: "offered", Points: 2, Received: day(1, 8), Until: day(5, 22), Zone: "Europe/Berlin"},
		{Reference: "WE-2222-222", Name: "Ana María", Site: "Valencia", Status: "accepted", Points: 9, Received: day(3, 8)},
		{Reference: "WE-2222-223", Name: "Mina", Site: "Rome", Status: "reserve", Number: 1, Received: day(4, 8)},
	}
	women := []sandbox.Reserved{{Group: "women", Total: 10, Free: 8}}
	c.places = []sandbox.Places{
		{Site: "Utrecht", Total: 20, Free: 20, Reserved: []sandbox.Reserved{{Group: "women", Total: 10, Free: 10}}},
		{Site: "Leipzig", Total: 20, Taken: 5, Offered: 1, Free: 15, Reserved: women},
		{Site: "Valencia", Taken: 1},
	}
	c.one.Places = &c.places[1]
	c.one.Answers = append(c.one.Answers,
		sandbox.Answer{Label: "Languages", Text: "🎤 Voice message", Field: "languages", File: "voice"},
		sandbox.Answer{Label: "Letter", Text: "🖼 Photo", Field: "paper", File: "photo"},
		sandbox.Answer{Label: "Second letter", Text: "📎 File", Field: "second", File: "document"})
	c.files = map[string]sandbox.File{"languages": {Mime: "audio/ogg", Content: voice}, "paper": {Mime: "image/jpeg", Content: photo}}
	return c
}

// madeUp is a file that the sandbox makes up.
func madeUp(t *testing.T, kind string) []byte {
	t.Helper()
	sb := sandbox.New(sandbox.Options{})
	tg := botOf(t, sb)
	content, err := tg.Download(t.Context(), sb.FileID(7, sb.SendMedia(sandbox.User{ID: 7}, kind)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestPageBoard sorts the applications, reads the places and the deadline of an
// offer, and listens to a voice answer.
func TestPageBoard(t *testing.T) {
	voice, photo := madeUp(t, "voice"), madeUp(t, "photo")
	for _, lang := range []string{"en", "ar"} {
		for _, s := range []display{desktop, handheld, narrow} {
			t.Run(lang+" "+s.name, func(t *testing.T) {
				office := newBusyClerk(voice, photo)
				server := httptest.NewServer(sandbox.Page(sandbox.New(sandbox.Options{}), sandbox.PageOptions{Office: office}))
				t.Cleanup(server.Close)
				t.Cleanup(server.CloseClientConnections)
				p := openPage(t, s)
				p.visit(fmt.Sprintf("%s/?ui=%s&one=31&two=32", server.URL, lang))
				p.wait(`document.querySelectorAll("[data-reference]").length === 4`)
				p.show("programme")
				p.board(lang, s)
				p.opens(office, lang, s)
				if got := p.errors(); len(got) > 0 {
					t.Errorf("errors on the page: %v", got)
				}
			})
		}
	}
}

// order is that of the applications on the page, by their last digits.
func (p *page) order() string {
	return p.eval(`[...document.querySelectorAll("#application-rows [data-reference]")].map(b => b.dataset.reference.slice(-1)).join("")`)
}

func (p *page) board(lang string, s display) {
	p.t.Helper()
	p.sound("the board")
	p.picture(lang + "-" + s.name + "-board")
	if got := p.order(); got != "3221" { // …223, …222, …9Q2, …221: the newest first
		p.t.Errorf("at first the order is %s", got)
	}
	// The second 2 is WE-4K7M-9Q2. By score: 9, 4, 2, 0.
	for _, sort := range []struct{ by, order, says string }{
		{"score", "2213", "descending"},
		{"score", "3122", "ascending"},
		{"received", "3221", "descending"},
		{"received", "1223", "ascending"},
		{"state", "2132", "ascending"}, // received, offered, reserve, accepted
		{"state", "2312", "descending"},
	} {
		p.do(`document.querySelector('[data-sort="` + sort.by + `"] button').focus()`)
		p.press("\r")
		p.wait(`document.querySelector('[data-sort="` + sort.by + `"]').getAttribute("aria-sort") === "` + sort.says + `"`)
		if got := p.order(); got != sort.order {
			p.t.Errorf("by %s, %s: %s, want %s", sort.by, sort.says, got, sort.order)
		}
		if got := p.eval(`[...document.querySelectorAll("[aria-sort]")].filter(h => h.getAttribute("aria-sort") !== "none").length + " " + document.activeElement.parentElement.dataset.sort`); got != "1 "+sort.by {
			p.t.Errorf("sorted columns and the focus: %s", got)
		}
	}
	p.sound("sorted")
	until := p.eval(`document.querySelector(".application .until").innerText.replace(/[\u2066-\u2069]/g, "")`)
	if !strings.Contains(until, "23:30") || !strings.Contains(until, "Leipzig") || strings.Contains(until, "{") { // 22:30 in UTC
		p.t.Errorf("an offer says %q", until)
	}
	if got := p.eval(`String(document.querySelectorAll(".until").length)`); got != "1" {
		p.t.Errorf("%s deadlines for one offer", got)
	}
	rows := p.eval(`[...document.querySelectorAll("#place-rows tr")].map(r => [...r.querySelectorAll("td")].map(d => d.textContent).join()).join(" ")`)
	if rows != "20,0,20 20,5,15 ∞,1,∞" {
		p.t.Errorf("places: %s", rows)
	}
	leipzig := p.eval(`document.querySelectorAll("#place-rows tr")[1].querySelector("th").textContent.replace(/[\u2066-\u2069]/g, "")`)
	for _, n := range []string{"Leipzig", "10", "8", "1"} {
		if !strings.Contains(leipzig, n) {
			p.t.Errorf("the places of Leipzig say %q", leipzig)
		}
	}
	if lang == "en" && !strings.Contains(leipzig, "10 reserved for women, 8 of them free.") {
		p.t.Errorf("the places of Leipzig say %q", leipzig)
	}
	p.do(`document.querySelector("#places").scrollIntoView()`)
	p.sound("the places")
	p.picture(lang + "-" + s.name + "-places")
}

// opens listens to one answer, looks at another, and finds a third one gone.
func (p *page) opens(office *clerk, lang string, s display) {
	p.t.Helper()
	p.do(`document.querySelector('[data-reference="WE-4K7M-9Q2"]').click()`)
	p.wait(`document.activeElement.id === "dossier-title"`)
	if got := p.eval(`document.querySelector(".places-of").textContent.replace(/[\u2066-\u2069]/g, "")`); !strings.Contains(got, "15") || !strings.Contains(got, "8") {
		p.t.Errorf("the places beside the application: %q", got)
	}
	p.picture(lang + "-" + s.name + "-answers")
	p.sound("answers that are files")
	listen := `document.querySelector('[data-open="languages"]')`
	p.do(listen + `.focus()`)
	p.press("\r")
	p.wait(`document.activeElement.id === "opener-languages" && document.activeElement.offsetParent`) // whose ears?
	p.do(listen + `.click()`)
	p.wait(`document.querySelector(".sent .problem").textContent !== ""`)
	if n := len(office.openings()); n != 0 {
		p.t.Errorf("%d openings by nobody", n)
	}
	p.sound("asked for a name")
	p.fill("opener-languages", "Ana")
	p.press("\r")
	p.wait(`document.querySelector("#dossier audio")?.duration > 3.9 && document.querySelector("#dossier audio").duration < 4.3`)
	p.wait(`document.activeElement.tagName === "AUDIO"`)
	p.wait(`document.querySelectorAll("#dossier .history li").length === 2`) // who opened it is seen, and the player stays
	p.do(`document.querySelector("#dossier audio").muted = true; document.querySelector("#dossier audio").play()`)
	p.wait(`document.querySelector("#dossier audio").currentTime > 0.1`)
	p.do(`document.querySelector('[data-open="paper"]').click()`) // her name is known now
	p.wait(`document.querySelector("#dossier .opened img")?.naturalWidth === 1280`)
	p.do(`document.querySelector('[data-open="second"]').click()`)
	p.wait(`[...document.querySelectorAll(".sent .problem")].at(-1).textContent.length > 20`)
	if lang == "en" && !strings.Contains(p.eval(`document.getElementById("dossier").innerText`), "Telegram does not have this file any more") {
		p.t.Error("it does not say that the file is gone")
	}
	want := []sandbox.Opening{{Reference: "WE-4K7M-9Q2", Field: "languages", By: "Ana"}, {Reference: "WE-4K7M-9Q2", Field: "paper", By: "Ana"}}
	if got := office.openings(); !slices.Equal(got, want) {
		p.t.Errorf("opened: %+v", got)
	}
	p.wait(`document.getElementById("decide-by").value === "Ana"`)
	p.wait(`document.querySelectorAll("#dossier .history li").length === 3`)
	if p.eval(`String([...document.querySelectorAll(".sent .problem")].at(-1).textContent.length > 20)`) != "true" {
		p.t.Error("what went wrong is forgotten when the application is drawn anew")
	}
	p.do(`document.querySelector("#dossier audio").scrollIntoView({ block: "center" })`)
	p.sound("with a player")
	p.picture(lang + "-" + s.name + "-player")
	p.do(`document.querySelector('#colours [value="dark"]').click()`)
	p.picture(lang + "-" + s.name + "-player-dark")
	p.sound("with a player in the dark")
	p.do(`document.querySelector("#dossier .back").click()`)
	p.wait(`document.activeElement.dataset.reference === ` + strconv.Quote("WE-4K7M-9Q2"))
	p.picture(lang + "-" + s.name + "-board-dark")
	p.sound("the board in the dark")
	p.do(`document.querySelector('#colours [value=""]').click(); document.querySelector('[data-reference="WE-4K7M-9Q2"]').click()`)
	p.wait(listen + ` && !document.querySelector("#dossier audio")`) // what was fetched is forgotten
}

func (c *clerk) openings() []sandbox.Opening {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.opened)
}
