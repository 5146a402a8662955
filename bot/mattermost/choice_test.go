package mattermost

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// shown has Olena give the command, and answers the post that only she sees, with
// what is behind its buttons; nil when there is none yet.
func (w *world) shown(d *desk) *model.Post {
	w.t.Helper()
	return w.shownBy(d, "/wecan list")
}

func (w *world) shownBy(d *desk, line string) *model.Post {
	w.t.Helper()
	token := w.register()
	h, err := NewCallbacks(CallbacksConfig{
		Seal: w.seal, Base: reach, Commands: []Token{token}, Bindings: d, Roles: d, Taps: d, Orders: d, Choices: d, Forms: d, Opener: w.client, Log: w.logger(),
	})
	w.must(err)
	w.calls.Handle(w.seal.CommandPath(), h)
	_, err = w.server.As("olena").Command(w.t.Context(), berlin, line)
	w.must(err)
	if list := w.server.As("olena").Whispers(); len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// choiceBody is what the server posts when Olena taps the first button of an answer.
func (w *world) choiceBody(shown *model.Post) *model.PostActionIntegrationRequest {
	return &model.PostActionIntegrationRequest{
		UserId: w.server.As("olena").ID(), UserName: "olena", ChannelId: w.channel, ChannelName: "berlin", TeamId: model.NewId(), TeamName: "refugio",
		PostId: shown.Id, TriggerId: "a trigger", Type: "button", Context: shown.Attachments()[0].Actions[1].Integration.Context,
	}
}

func (w *world) forgedChoices(shown *model.Post, card string) []try {
	path := w.seal.paths[wayChoice]
	now := time.Now()
	olena := w.server.As("olena").ID()
	good := choice{About: "A-1", Verb: "accept", Channel: w.channel, User: olena}
	var tries []try
	add := func(name string, change func(*model.PostActionIntegrationRequest)) {
		req := w.choiceBody(shown)
		req.Context = maps.Clone(req.Context)
		req.ChannelName, req.TeamName = canary, canary
		change(req)
		raw, err := json.Marshal(req)
		w.must(err)
		tries = append(tries, try{name: "choice: " + name, path: path, body: string(raw)})
	}
	set := func(key string, value any) func(*model.PostActionIntegrationRequest) {
		return func(r *model.PostActionIntegrationRequest) { r.Context[key] = value }
	}
	sealed := func(c choice) func(*model.PostActionIntegrationRequest) {
		return func(r *model.PostActionIntegrationRequest) { r.Context = w.seal.choiceContext(c, now) }
	}
	for _, key := range append([]string{keyUntil, keySeal}, inChoice...) {
		add(key+" is another", set(key, canary))
		add(key+" is a number", set(key, 1.5))
		add(key+" is not there", func(r *model.PostActionIntegrationRequest) { delete(r.Context, key) })
	}
	add("another verb", set(keyVerb, "open"))
	add("another application", set(keyAbout, "A-2"))
	add("another account in the context", set(keyUser, w.server.As("amir").ID()))
	add("a later end", set(keyUntil, strconv.FormatInt(now.Add(1000*24*time.Hour).Unix(), 10)))
	add("about and verb run together", func(r *model.PostActionIntegrationRequest) {
		r.Context[keyAbout], r.Context[keyVerb] = "A-1a", "ccept"
	})
	add("more in the context", set("more", canary))
	add("selected in a menu", set("selected_option", canary))
	add("no context", func(r *model.PostActionIntegrationRequest) { r.Context = nil })
	add("somebody else, who has the cookie", func(r *model.PostActionIntegrationRequest) {
		r.UserId, r.UserName = w.server.As("amir").ID(), "amir"
	})
	add("another channel", func(r *model.PostActionIntegrationRequest) { r.ChannelId = model.NewId() })
	add("no user", func(r *model.PostActionIntegrationRequest) { r.UserId = "" })
	add("no trigger", func(r *model.PostActionIntegrationRequest) { r.TriggerId = "" })
	add("no post", func(r *model.PostActionIntegrationRequest) { r.PostId = "" })
	for name, change := range map[string]func(*choice){
		"another channel": func(c *choice) { c.Channel = model.NewId() },
		"somebody else":   func(c *choice) { c.User = w.server.As("amir").ID() },
		"nobody":          func(c *choice) { c.User = "" },
	} {
		other := good
		change(&other)
		add("sealed for "+name, sealed(other))
	}
	stranger, err := NewSeal([]byte("another secret of the same length"))
	w.must(err)
	add("sealed by somebody else", func(r *model.PostActionIntegrationRequest) { r.Context = stranger.choiceContext(good, now) })
	add("sealed as a button of a post", func(r *model.PostActionIntegrationRequest) {
		r.Context = pack(w.seal.key, inChoice, []string{"A-1", "accept", w.channel, olena, ""}, now.Add(time.Hour))
	})
	add("a button of a post", func(r *model.PostActionIntegrationRequest) { r.Context = w.tapBody(card).Context })
	raw, err := json.Marshal(w.choiceBody(shown))
	w.must(err)
	body := string(raw)
	return append(tries,
		try{name: "choice: after 13 hours", path: path, body: body, ahead: 13 * time.Hour},
		try{name: "choice: GET", method: http.MethodGet, path: path, body: body},
		try{name: "choice: as a form", path: path, kind: "application/x-www-form-urlencoded", body: body},
		try{name: "choice: at the tap's path", path: w.seal.paths[wayTap], body: body},
		try{name: "choice: at the dialog's path", path: w.seal.paths[wayDialog], body: body},
		try{name: "choice: no body", path: path},
		try{name: "choice: two at once", path: path, body: body + body},
		try{name: "choice: a giant", path: path, body: `{"user_id":"` + strings.Repeat(canary, 100_000) + `"}`},
	)
}

// TestChoice: the answer to a command has buttons, which do what they say for the one
// who asked.
func TestChoice(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		p := w.shown(d)
		cards := p.Attachments()
		if p.Message != `you said \*list\*` || len(cards) != 2 || cards[0].Text != `the \*first\*` || cards[0].Actions[1].Style != "primary" {
			t.Fatalf("she sees %q and %+v", p.Message, cards)
		}
		ids := map[string]bool{}
		for _, c := range cards {
			for _, a := range c.Actions {
				ids[a.Id] = true
			}
		}
		if len(ids) != 3 {
			t.Errorf("the buttons are called %v", ids)
		}
		ctx, olena := t.Context(), w.server.As("olena")
		whisper, err := olena.Tap(ctx, p.Id, cards[0].Actions[1].Id)
		if err != nil || whisper != `done: \*A-1\*` {
			t.Errorf("a tap: %q, %v", whisper, err)
		}
		if c := d.chosen[0]; c.About != "A-1" || c.Verb != "accept" || c.User != olena.ID() || c.UserName != "olena" || c.Channel != w.channel || c.ID == "" {
			t.Errorf("chosen %+v", c)
		}
		if _, err := olena.Tap(ctx, p.Id, cards[1].Actions[0].Id); err != nil || d.chosen[1].About != "A-2" {
			t.Errorf("the second card: %+v, %v", d.chosen, err)
		}
		open := olena.Dialogs()
		if len(open) != 1 || open[0].Title != "A note" {
			t.Fatalf("dialogs %+v", open)
		}
		if faults, err := olena.Submit(ctx, open[0].ID, map[string]any{"text": "x"}); err != nil || len(faults) > 0 || d.forms[0].User != olena.ID() {
			t.Errorf("the dialog: %v, %v", faults, err)
		}
		if n := w.events.of(EventBackChoice); n != 2 {
			t.Errorf("%d choices are counted", n)
		}
		d.broken = errors.New("no store")
		if _, err := olena.Tap(ctx, p.Id, cards[0].Actions[1].Id); err == nil {
			t.Error("a tap that failed looked like one that did not")
		}
	})
}

// TestSlowChoice: what takes long is answered in time, and its words come later, as
// do the buttons of a slow command.
func TestSlowChoice(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		d.slow = 2 * time.Second
		if w.shown(d) != nil {
			t.Error("a slow command was answered at once")
		}
		late := func(want string) *model.Post {
			time.Sleep(3 * time.Second)
			synctest.Wait()
			list := w.server.As("olena").Whispers()
			last := list[len(list)-1]
			if last.Message != want {
				t.Errorf("what came late is %q", last.Message)
			}
			return last
		}
		p := late(`you said \*list\*`)
		if len(p.Attachments()) != 2 {
			t.Fatalf("the late answer has %d cards", len(p.Attachments()))
		}
		began := time.Now()
		whisper, err := w.server.As("olena").Tap(t.Context(), p.Id, p.Attachments()[0].Actions[1].Id)
		if took := time.Since(began); err != nil || whisper != "" || took > time.Second {
			t.Errorf("%q, %v after %v", whisper, err, took)
		}
		late(`done: \*A-1\*`)
		if log := fmt.Sprint(w.log); strings.Contains(log, "A-1") {
			t.Errorf("the log holds what it is about: %s", log)
		}
	})
}

// TestChoiceShowsCards: what comes of a tap may have buttons of its own. They stand below the
// answer as long as its hook works; then she is told what to do.
func TestChoiceShowsCards(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		p := w.shownBy(d, "/wecan more")
		olena := w.server.As("olena")
		for n := range 6 {
			whisper, err := olena.Tap(t.Context(), p.Id, p.Attachments()[0].Actions[0].Id)
			w.must(err)
			if n == 5 {
				if whisper != "no more" {
					t.Errorf("without a hook she reads %q", whisper)
				}
				break
			}
			list := olena.Whispers()
			p = list[len(list)-1]
			if whisper != "" || p.Message != `done: \*A-more\*` || len(p.Attachments()) != 1 || len(p.Attachments()[0].Actions) != 1 {
				t.Fatalf("tap %d shows %q: %q %+v", n, whisper, p.Message, p.Attachments())
			}
		}
	})
}
