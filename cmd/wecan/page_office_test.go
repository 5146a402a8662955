package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// clerk is an office that decides as it is told.
type clerk struct {
	mu      sync.Mutex
	one     sandbox.Dossier
	others  []sandbox.Application
	places  []sandbox.Places
	files   map[string]sandbox.File // by the answer's field
	opened  []sandbox.Opening
	made    []sandbox.Decision
	refuses error // what the next decision meets
}

func newClerk() *clerk {
	received := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	return &clerk{one: sandbox.Dossier{
		Application: sandbox.Application{Reference: "WE-4K7M-9Q2", Name: "سلمى", Site: "Leipzig", Status: "received", Points: 4, Received: received},
		Answers:     []sandbox.Answer{{Label: "Name", Text: "سلمى"}, {Label: "City", Text: "Leipzig"}},
		History:     []sandbox.Change{{At: received, By: "applicant", What: "received"}},
		Open:        []string{"accept", "reserve", "decline"}, Because: []string{"decline"},
		Reasons: []sandbox.Reason{{ID: "full", Text: "All places are taken"}}, Version: 1,
	}}
}

func (c *clerk) List(context.Context, string) (sandbox.Board, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return sandbox.Board{Applications: append([]sandbox.Application{c.one.Application}, c.others...), Places: c.places}, nil
}

func (c *clerk) Open(_ context.Context, o sandbox.Opening) (sandbox.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	file, ok := c.files[o.Field]
	if !ok {
		return sandbox.File{}, sandbox.ErrFileGone
	}
	c.opened = append(c.opened, o)
	c.one.History = append(c.one.History, sandbox.Change{At: time.Now(), By: o.By, What: "opened", Reason: o.Field})
	return file, nil
}

func (c *clerk) Show(_ context.Context, _, reference string) (sandbox.Dossier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if reference != c.one.Reference {
		return sandbox.Dossier{}, sandbox.ErrNoApplication
	}
	return c.one, nil
}

func (c *clerk) Decide(_ context.Context, d sandbox.Decision) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.refuses; err != nil {
		c.refuses = nil
		c.one.Version++
		return err
	}
	c.made = append(c.made, d)
	status := map[string]string{"accept": "accepted", "reserve": "reserve", "decline": "declined"}[d.Verb]
	c.one.Status, c.one.Open = status, nil
	c.one.History = append(c.one.History, sandbox.Change{At: time.Now(), By: d.By, What: status, Reason: d.Words + d.Reason})
	return nil
}

func (c *clerk) decisions() []sandbox.Decision {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]sandbox.Decision(nil), c.made...)
}

// TestPageOffice decides about an application on the page.
func TestPageOffice(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		for _, s := range []display{desktop, tablet, narrow} {
			t.Run(lang+" "+s.name, func(t *testing.T) { decideOnPage(t, lang, s) })
		}
	}
}

func decideOnPage(t *testing.T, lang string, s display) {
	t.Helper()
	office := newClerk()
	office.refuses = fmt.Errorf("decide: %w", sandbox.ErrChanged)
	server := httptest.NewServer(sandbox.Page(sandbox.New(sandbox.Options{}), sandbox.PageOptions{Office: office}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	p := openPage(t, s)
	p.visit(fmt.Sprintf("%s/?ui=%s&one=31&two=32", server.URL, lang))
	p.wait(`document.querySelector("[data-reference]")`)
	if p.eval(`String(!document.getElementById("clock"))`) != "true" {
		t.Error("the page has a clock that nobody gave it")
	}
	p.show("programme")
	p.do(`document.querySelector("[data-reference]").focus()`)
	p.press("\r")
	p.wait(`document.activeElement.id === "dossier-title"`)
	p.sound("before deciding")

	send := `document.getElementById("decide-send").click()`
	problem := `document.querySelector(".problem").textContent`
	p.do(send)
	p.wait(problem + ` !== "" && document.activeElement.name === "verb"`)
	p.do(`document.getElementById("verb-decline").click()`)
	p.wait(`document.querySelector(".why").offsetParent !== null`)
	p.do(send)
	p.wait(`document.activeElement.id === "decide-by"`)
	p.fill("decide-by", "Ana")
	p.do(send)
	p.wait(`document.activeElement.id === "decide-words"`)
	p.fill("decide-words", "The course is full")
	p.picture(lang + "-" + s.name + "-decide")
	p.sound("with a reason")
	p.do(send) // somebody was faster
	p.wait(`document.getElementById("office-status").textContent !== "" && document.querySelector(".decide")`)
	p.do(`document.getElementById("verb-accept").click()`)
	if p.eval(`String(document.querySelector(".why").hidden && document.getElementById("decide-by").value === "Ana")`) != "true" {
		t.Error("to accept needs a reason, or the name is forgotten")
	}
	p.do(send)
	p.wait(`document.querySelector('#dossier .chip[data-status="accepted"]') && !document.querySelector(".decide")`)
	p.picture(lang + "-" + s.name + "-decided")
	p.sound("after deciding")
	if got := office.decisions(); len(got) != 1 || got[0] != (sandbox.Decision{Reference: "WE-4K7M-9Q2", By: "Ana", Verb: "accept", Seen: 2}) {
		t.Errorf("decided: %+v", got)
	}
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// fill types into a field.
func (p *page) fill(id, text string) {
	p.t.Helper()
	p.do(`document.getElementById("` + id + `").focus(); document.execCommand("selectAll"); document.execCommand("insertText", false, ` + strconv.Quote(text) + `)`)
}
