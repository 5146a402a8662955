package mattermost

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// canary stands in everything that is forged, and nothing of it may get into the log.
const canary = "CANARY"

// try is one forged callback.
type try struct {
	name   string
	method string // "" is POST
	path   string
	kind   string // "" is the right one
	auth   string
	body   string
	ahead  time.Duration // the clock goes on
}

// TestForged: nothing that is not from where we put it comes through, and nothing of it
// gets into the log.
func TestForged(t *testing.T) {
	inWorld(t, func(w *world) {
		now := time.Now
		var ahead time.Duration
		h, d := w.callbacks(func(c *CallbacksConfig) { c.Now = func() time.Time { return now().Add(ahead) } })
		shown := w.shown(d)
		tries := slices.Concat(w.forgedTaps(d), w.forgedCommands(), w.forgedDialogs())
		tries = append(tries, w.forgedChoices(shown, d.posts["R-1234"][1])...)
		if len(tries) < 100 {
			t.Errorf("only %d tries", len(tries))
		}
		before := w.events.of(EventBackRefused)
		for _, f := range tries {
			ahead = f.ahead
			kind, method := f.kind, f.method
			if kind == "" {
				kind = "application/json"
				if f.path == w.seal.paths[wayCommand] {
					kind = "application/x-www-form-urlencoded"
				}
			}
			if method == "" {
				method = http.MethodPost
			}
			logged := lines(w.log.String())
			rec := w.throw(h, method, f.path, kind, f.auth, strings.NewReader(f.body))
			if rec.Code < 400 || rec.Code >= 500 || rec.Body.Len() != 0 {
				t.Errorf("%s: %d %q", f.name, rec.Code, rec.Body)
			}
			if d.done() != 1 { // the command that showed the buttons
				t.Fatalf("%s: it came through", f.name)
			}
			if lines(w.log.String()) != logged+1 {
				t.Errorf("%s: not logged once", f.name)
			}
		}
		if got := w.events.of(EventBackRefused) - before; got != len(tries) {
			t.Errorf("%d of %d were counted", got, len(tries))
		}
		t.Logf("%d forged tries", len(tries))
		log := w.log.String()
		for _, secret := range []string{canary, commandToken, w.seal.paths[wayTap], w.seal.paths[wayCommand], w.seal.paths[wayChoice], "R-1234", "A-1", w.channel, w.server.As("olena").ID(), "olena"} {
			if strings.Contains(log, secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
		ahead = 0
		w.oursComesThrough(h, d, wayTap, w.tapBody(d.posts["R-1234"][1]))
		w.oursComesThrough(h, d, wayChoice, w.choiceBody(shown))
	})
}

// oursComesThrough once, or all of this shows nothing.
func (w *world) oursComesThrough(h http.Handler, d *desk, way int, req *model.PostActionIntegrationRequest) {
	w.t.Helper()
	before := d.done()
	good, err := json.Marshal(req)
	w.must(err)
	for _, what := range []string{"a tap of ours", "the same again, which is the same input"} {
		rec := w.throw(h, http.MethodPost, w.seal.paths[way], "application/json", "", reader(good))
		if rec.Code != http.StatusOK || d.done() != before+1 {
			w.t.Errorf("%s: %d, %d turns", what, rec.Code, d.done()-before)
		}
	}
}

func (w *world) forgedTaps(d *desk) []try {
	card := w.card(d)
	second := alert("m2")
	second.Card.About = "R-5678"
	other := w.put(second)
	d.posts["R-5678"] = [2]string{w.channel, other}
	path := w.seal.paths[wayTap]
	var tries []try
	add := func(name string, change func(*model.PostActionIntegrationRequest)) {
		req := w.tapBody(card)
		req.Context = maps.Clone(req.Context)
		req.ChannelName, req.TeamName = canary, canary
		change(req)
		raw, err := json.Marshal(req)
		w.must(err)
		tries = append(tries, try{name: "tap: " + name, path: path, body: string(raw)})
	}
	set := func(key string, value any) func(*model.PostActionIntegrationRequest) {
		return func(r *model.PostActionIntegrationRequest) { r.Context[key] = value }
	}
	for _, key := range []string{keyAbout, keyVerb, keyChannel, keyMark, keyUntil, keySeal} {
		add(key+" is another", set(key, canary))
		add(key+" is a number", set(key, 1.5))
		add(key+" is not there", func(r *model.PostActionIntegrationRequest) { delete(r.Context, key) })
		add(key+" is a list", set(key, []string{canary}))
	}
	add("another verb", set(keyVerb, "busy"))
	add("another referral", set(keyAbout, "R-5678"))
	add("a later end", set(keyUntil, strconv.FormatInt(time.Now().Add(1000*24*time.Hour).Unix(), 10)))
	d.posts["R-1234a"] = d.posts["R-1234"]
	add("about and verb run together", func(r *model.PostActionIntegrationRequest) {
		r.Context[keyAbout], r.Context[keyVerb] = "R-1234a", "ccept"
	})
	add("more in the context", set("more", canary))
	add("selected in a menu", set("selected_option", canary))
	add("no context", func(r *model.PostActionIntegrationRequest) { r.Context = nil })
	add("a giant value", set(keyAbout, strings.Repeat(canary, 1000)))
	add("another post, with our context", func(r *model.PostActionIntegrationRequest) { r.PostId = other })
	add("a post of nobody", func(r *model.PostActionIntegrationRequest) { r.PostId = model.NewId() })
	add("another channel", func(r *model.PostActionIntegrationRequest) { r.ChannelId = model.NewId() })
	add("another button's context", func(r *model.PostActionIntegrationRequest) { r.Context = w.tapBody(other).Context })
	add("no user", func(r *model.PostActionIntegrationRequest) { r.UserId = "" })
	add("a user that is no id", func(r *model.PostActionIntegrationRequest) { r.UserId = "../" + canary })
	add("a user who may not", func(r *model.PostActionIntegrationRequest) { r.UserId = model.NewId() })
	add("no user name", func(r *model.PostActionIntegrationRequest) { r.UserName = "" })
	add("a user name that is none", func(r *model.PostActionIntegrationRequest) { r.UserName = canary + "\n" })
	add("no trigger", func(r *model.PostActionIntegrationRequest) { r.TriggerId = "" })
	add("a giant trigger", func(r *model.PostActionIntegrationRequest) { r.TriggerId = strings.Repeat("x", 5000) })
	stranger, err := NewSeal([]byte("another secret of the same length"))
	w.must(err)
	add("sealed by somebody else", func(r *model.PostActionIntegrationRequest) {
		r.Context = stranger.context(button{About: "R-1234", Verb: "accept", Channel: w.channel, Mark: "m1"}, time.Now())
	})
	add("sealed for something unknown", func(r *model.PostActionIntegrationRequest) {
		r.Context = w.seal.context(button{About: "R-9999", Verb: "accept", Channel: w.channel, Mark: "m1"}, time.Now())
	})
	add("sealed for another channel", func(r *model.PostActionIntegrationRequest) {
		r.Context = w.seal.context(button{About: "R-1234", Verb: "accept", Channel: model.NewId(), Mark: "m1"}, time.Now())
	})
	good, err := json.Marshal(w.tapBody(card))
	w.must(err)
	body := string(good)
	return append(tries,
		try{name: "tap: after 91 days", path: path, body: body, ahead: 91 * 24 * time.Hour},
		try{name: "tap: GET", method: http.MethodGet, path: path, body: body},
		try{name: "tap: PUT", method: http.MethodPut, path: path, body: body},
		try{name: "tap: as a form", path: path, kind: "application/x-www-form-urlencoded", body: body},
		try{name: "tap: as text", path: path, kind: "text/plain", body: body},
		try{name: "tap: no content type", path: path, kind: " ", body: body},
		try{name: "tap: another path", path: "/mattermost/tap/" + canary, body: body},
		try{name: "tap: the path and more", path: path + "/", body: body},
		try{name: "tap: at the command's path", path: w.seal.paths[wayCommand], body: body},
		try{name: "tap: at the dialog's path", path: w.seal.paths[wayDialog], body: body},
		try{name: "tap: no body", path: path},
		try{name: "tap: not JSON", path: path, body: "{" + canary},
		try{name: "tap: a list", path: path, body: "[" + body + "]"},
		try{name: "tap: two at once", path: path, body: body + body},
		try{name: "tap: null", path: path, body: "null"},
		try{name: "tap: a giant", path: path, body: `{"user_id":"` + strings.Repeat(canary, 100_000) + `"}`},
		try{name: "tap: deep", path: path, body: strings.Repeat(`{"context":`, 20_000)},
		try{name: "tap: numbers for names", path: path, body: strings.Replace(body, `"user_id":"`, `"user_id":1,"x":"`, 1)},
	)
}

func (w *world) forgedCommands() []try {
	path := w.seal.paths[wayCommand]
	good := url.Values{
		"token": {commandToken}, "team_id": {model.NewId()}, "team_domain": {"refugio"}, "channel_id": {w.channel}, "channel_name": {"berlin"},
		"user_id": {w.server.As("olena").ID()}, "user_name": {"olena"}, "command": {"/wecan"}, "text": {canary}, "trigger_id": {"trigger"},
	}
	var tries []try
	add := func(name, auth string, change func(url.Values)) {
		form := maps.Clone(good)
		change(form)
		tries = append(tries, try{name: "command: " + name, path: path, auth: auth, body: form.Encode()})
	}
	as := func(key string, values ...string) func(url.Values) { return func(f url.Values) { f[key] = values } }
	same := func(url.Values) {}
	add("a wrong token", "", as("token", canary+canary+canary))
	add("no token", "", as("token"))
	add("an empty token", "", as("token", ""))
	add("the beginning of the token", "", as("token", commandToken[:20]))
	add("two tokens", "", as("token", commandToken, canary))
	add("another header", "Token "+canary, same)
	add("another scheme", "Bearer "+commandToken, same)
	add("a header without a token", "Token", same)
	add("no user", "", as("user_id"))
	add("a user twice", "", as("user_id", good.Get("user_id"), model.NewId()))
	add("a user that is no id", "", as("user_id", canary))
	add("a channel that is no id", "", as("channel_id", "town-square"))
	add("a team that is no id", "", as("team_id", ""))
	add("a user name that is none", "", as("user_name", "Olena @all"))
	add("no trigger", "", as("trigger_id", ""))
	add("a command without a slash", "", as("command", "wecan"))
	add("a path for a command", "", as("command", "/../"+canary))
	add("a giant text", "", as("text", strings.Repeat("x", 20_000)))
	add("broken letters", "", as("text", "\xff\xfe"))
	return append(tries,
		try{name: "command: JSON", path: path, kind: "application/json", body: `{"token":"` + commandToken + `"}`},
		try{name: "command: multipart", path: path, kind: "multipart/form-data; boundary=x", body: good.Encode()},
		try{name: "command: GET", method: http.MethodGet, path: path + "?" + good.Encode()},
		try{name: "command: in the address", path: path + "?" + good.Encode()},
		try{name: "command: broken escapes", path: path, body: "token=%zz&" + good.Encode()},
		try{name: "command: a giant", path: path, body: good.Encode() + strings.Repeat("&x="+canary, 100_000)},
		try{name: "command: at the tap's path", path: w.seal.paths[wayTap], kind: "application/x-www-form-urlencoded", body: good.Encode()},
	)
}

func (w *world) forgedDialogs() []try {
	path := w.seal.paths[wayDialog]
	olena := w.server.As("olena").ID()
	sealed := func(f form) string {
		f.About, f.Channel = "R-1234", w.channel
		state, err := w.seal.state(f, "trigger", time.Now())
		w.must(err)
		return state
	}
	state := sealed(form{Form: "note", User: olena})
	var tries []try
	add := func(name string, ahead time.Duration, change func(*model.SubmitDialogRequest)) {
		req := &model.SubmitDialogRequest{
			Type: "dialog_submission", CallbackId: "note", State: state, UserId: olena, ChannelId: w.channel, TeamId: model.NewId(),
			Submission: map[string]any{"text": canary},
		}
		change(req)
		raw, err := json.Marshal(req)
		w.must(err)
		tries = append(tries, try{name: "dialog: " + name, path: path, body: string(raw), ahead: ahead})
	}
	many := map[string]any{}
	for i := range 100 {
		many[fmt.Sprint("f", i)] = canary
	}
	add("somebody else's", 0, func(r *model.SubmitDialogRequest) { r.UserId = w.server.As("amir").ID() })
	add("another form", 0, func(r *model.SubmitDialogRequest) { r.CallbackId = canary })
	add("no state", 0, func(r *model.SubmitDialogRequest) { r.State = "" })
	add("a state that is none", 0, func(r *model.SubmitDialogRequest) { r.State = canary })
	add("a changed state", 0, func(r *model.SubmitDialogRequest) { r.State = "W" + r.State[1:len(r.State)-1] })
	add("a state of another form", 0, func(r *model.SubmitDialogRequest) { r.State = sealed(form{Form: "erase", User: olena}) })
	add("a state for somebody else", 0, func(r *model.SubmitDialogRequest) {
		r.State = sealed(form{Form: "note", User: w.server.As("amir").ID()})
	})
	for i, name := range []string{"form", "about", "user", "id", "channel", "hook", "end"} {
		add("another "+name+" in the state", 0, func(r *model.SubmitDialogRequest) {
			r.State = w.changed(state, func(v []string) []string { v[i] = canary; return v })
		})
		add("a state without "+name, 0, func(r *model.SubmitDialogRequest) {
			r.State = w.changed(state, func(v []string) []string { return slices.Delete(v, i, i+1) })
		})
	}
	add("form and about run together", 0, func(r *model.SubmitDialogRequest) {
		r.State = w.changed(state, func(v []string) []string { v[0], v[1] = "noteR", "-1234"; return v })
		r.CallbackId = "noteR"
	})
	add("a state by another secret", 0, func(r *model.SubmitDialogRequest) {
		stranger, err := NewSeal([]byte("another secret of the same length"))
		w.must(err)
		r.State, err = stranger.state(form{Form: "note", About: "R-1234", User: olena, Channel: w.channel}, "trigger", time.Now())
		w.must(err)
	})
	add("a button's seal", 0, func(r *model.SubmitDialogRequest) {
		c := w.seal.context(button{About: "note", Verb: "R-1234"}, time.Now())
		r.State = fmt.Sprint(c[keySeal])
	})
	add("after three hours", 3*time.Hour, func(*model.SubmitDialogRequest) {})
	add("another type", 0, func(r *model.SubmitDialogRequest) { r.Type = "interactive_message" })
	add("no user", 0, func(r *model.SubmitDialogRequest) { r.UserId = "" })
	add("no channel", 0, func(r *model.SubmitDialogRequest) { r.ChannelId = canary })
	add("too many fields", 0, func(r *model.SubmitDialogRequest) { r.Submission = many })
	add("a giant value", 0, func(r *model.SubmitDialogRequest) { r.Submission = map[string]any{"text": strings.Repeat("x", 4000)} })
	add("a list for a value", 0, func(r *model.SubmitDialogRequest) { r.Submission = map[string]any{"text": []string{canary}} })
	add("a field's name that is none", 0, func(r *model.SubmitDialogRequest) { r.Submission = map[string]any{"../" + canary: "x"} })
	return append(tries,
		try{name: "dialog: as a form", path: path, kind: "application/x-www-form-urlencoded", body: "state=" + state},
		try{name: "dialog: at the tap's path", path: w.seal.paths[wayTap], body: `{"type":"dialog_submission","state":"` + state + `"}`},
		try{name: "dialog: not JSON", path: path, body: canary},
	)
}

// changed is a dialog's state with other words, and the seal as it was.
func (w *world) changed(state string, change func([]string) []string) string {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	w.must(err)
	var v []string
	w.must(json.Unmarshal(raw, &v))
	raw, err = json.Marshal(change(v))
	w.must(err)
	return base64.RawURLEncoding.EncodeToString(raw)
}
