package mattermost

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

const commandToken = "a-token-of-the-command-26x"

// desk is the program behind the callbacks.
type desk struct {
	mu     sync.Mutex
	posts  map[string][2]string // about → channel and post
	may    map[string]bool      // by user id
	slow   time.Duration
	broken error
	wrong  map[string]string
	told   Shown
	taps   []Tap
	orders []Order
	chosen []Choice
	forms  []Form
}

func (d *desk) Bound(_ context.Context, about string) (channel, post string, ok bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, ok := d.posts[about]
	return at[0], at[1], ok, nil
}

func (d *desk) May(_ context.Context, user, _, _ string) (ok bool, whisper string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.may[user], "", nil
}

func (d *desk) Accept(_ context.Context, t Tap) (string, error) {
	time.Sleep(d.slow)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return "", d.broken
	}
	for _, before := range d.taps {
		if before.ID == t.ID {
			return "", nil
		}
		if before.About == t.About {
			return "already taken by @" + before.UserName, nil
		}
	}
	d.taps = append(d.taps, t)
	return "", nil
}

func (d *desk) Obey(_ context.Context, o Order) (Answer, error) {
	time.Sleep(d.slow)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.orders = append(d.orders, o)
	a := Answer{Text: "you said *" + o.Text + "*"}
	switch o.Text {
	case "form":
		a = Answer{Dialog: noteDialog()}
	case "more":
		a.Cards = []flows.PostCard{{Text: "there is more", About: "A-more", Buttons: []flows.PostButton{{Verb: "more", Label: "More"}}}}
	case "list":
		a.Cards = []flows.PostCard{
			{Text: "the *first*", About: "A-1", Buttons: []flows.PostButton{{Verb: "open", Label: "Open"}, {Verb: "accept", Label: "Accept", Primary: true}}},
			{Text: "the second", About: "A-2", Buttons: []flows.PostButton{{Verb: "open", Label: "Open"}}},
		}
	}
	return a, d.broken
}

func noteDialog() *Dialog {
	return &Dialog{Form: "note", About: "R-1234", Title: "A note", Submit: "Send", Fields: []Field{
		{Name: "text", Kind: FieldText, Label: "Text"}, {Name: "sure", Kind: FieldYes, Label: "Sure", Optional: true},
	}}
}

func (d *desk) Choose(_ context.Context, c Choice) (Shown, *Dialog, error) {
	time.Sleep(d.slow)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, before := range d.chosen {
		if before.ID == c.ID {
			return Shown{}, nil, d.broken
		}
	}
	d.chosen = append(d.chosen, c)
	if c.Verb == "open" {
		return Shown{}, noteDialog(), d.broken
	}
	a := Shown{Text: "done: *" + c.About + "*"}
	if c.About == "A-more" {
		a.Unshown, a.Cards = "no more", []flows.PostCard{{Text: "more", About: "A-more", Buttons: []flows.PostButton{{Verb: "more", Label: "More"}}}}
	}
	return a, nil, d.broken
}

func (d *desk) Submit(_ context.Context, f Form) (Shown, map[string]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forms = append(d.forms, f)
	return d.told, d.wrong, d.broken
}

// done counts what came through.
func (d *desk) done() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.taps) + len(d.orders) + len(d.forms) + len(d.chosen)
}

// callbacks puts a desk behind the world's server.
func (w *world) callbacks(change func(*CallbacksConfig)) (*Callbacks, *desk) {
	w.t.Helper()
	d := &desk{posts: map[string][2]string{}, may: map[string]bool{w.server.As("olena").ID(): true, w.server.As("amir").ID(): true}}
	c := CallbacksConfig{
		Seal: w.seal, Base: reach, Commands: []Token{commandToken}, Bindings: d, Roles: d, Taps: d, Orders: d, Choices: d, Forms: d,
		Opener: w.client, Log: w.logger(), Observe: w.events.add,
	}
	if change != nil {
		change(&c)
	}
	h, err := NewCallbacks(c)
	w.must(err)
	w.calls.Handle("/", h)
	return h, d
}

// card posts the alert and has the desk know of it.
func (w *world) card(d *desk) (id string) {
	w.t.Helper()
	id = w.put(alert("m1"))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.posts["R-1234"] = [2]string{w.channel, id}
	return id
}

// tapBody is what the server posts when Olena taps the first button of a post.
func (w *world) tapBody(post string) *model.PostActionIntegrationRequest {
	p := w.server.Kept(post)
	return &model.PostActionIntegrationRequest{
		UserId: w.server.As("olena").ID(), UserName: "olena", ChannelId: p.ChannelId, ChannelName: "berlin", TeamId: model.NewId(), TeamName: "refugio",
		PostId: post, TriggerId: "a trigger", Type: "button", Context: p.Attachments()[0].Actions[0].Integration.Context,
	}
}

// throw gives the handler a request as it comes.
func (w *world) throw(h http.Handler, method, path, kind, auth string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, body)
	r.Header.Set("Content-Type", kind)
	if auth != "" {
		r.Header.Set("Authorization", auth)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func reader(raw []byte) io.Reader { return bytes.NewReader(raw) }

// register makes the slash command at the server, which chooses the token itself.
func (w *world) register() Token {
	w.t.Helper()
	token, err := w.server.AddCommand("refugio", "wecan", reach+w.seal.CommandPath())
	w.must(err)
	return Token(token)
}

func lines(s string) int { return strings.Count(s, "\n") }

// noOpener opens nothing.
type noOpener struct{}

func (noOpener) Open(context.Context, string, *Dialog, string, string) error   { return errAway }
func (noOpener) Whisper(context.Context, string, *model.CommandResponse) error { return errAway }
