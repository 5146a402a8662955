package mattermost

import (
	"errors"
	"strings"
	"testing"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

// handed are the posts that somebody sees from the bot alone.
func (w *world) handed(who string) []mmserver.ViewPost {
	for _, c := range w.server.View(who).Channels {
		if c.Name == "@wecan" {
			return c.Posts
		}
	}
	return nil
}

// A file that is for one person reaches her, and nobody else sees it; the same order twice
// hands it out once.
func TestHand(t *testing.T) {
	inWorld(t, func(w *world) {
		olena := w.server.As("olena").ID()
		for range 2 {
			w.must(w.carrier.Hand(w.t.Context(), Handout{ID: "one", User: olena, Text: "*The* picture, @channel", Name: "../event.png", Data: []byte("png")}))
		}
		posts := w.handed("olena")
		if len(posts) != 1 || len(posts[0].Files) != 1 || posts[0].Files[0].Name != "event.png" || !strings.Contains(posts[0].Text, `\*The\* picture, @`+"\u200b"+`channel`) || len(posts[0].Notified) > 0 {
			w.t.Fatalf("she sees %+v", posts)
		}
		if data := w.server.Download(posts[0].Files[0].ID); string(data) != "png" {
			w.t.Errorf("it holds %q", data)
		}
		if w.handed("amir") != nil || len(w.texts()) > 0 {
			w.t.Errorf("others see %+v and %v", w.handed("amir"), w.texts())
		}
		w.carrier = w.newCarrier(shelf{"f1": {name: "photo.jpg", data: "jpg", size: 3}, "large": {name: "x.bin", size: 2 << 20}, "away": {err: errAway}})
		w.must(w.carrier.Hand(w.t.Context(), Handout{ID: "two", User: olena, Text: "x", File: &flows.PostFile{What: "photo", ID: "f1"}}))
		if posts := w.handed("olena"); len(posts) != 2 || posts[1].Files[0].Name != "photo.jpg" {
			w.t.Errorf("from Telegram: %+v", posts)
		}
		for id, want := range map[string]error{"large": ErrTooLarge, "gone": ErrNoFile, "away": errAway} {
			if err := w.carrier.Hand(w.t.Context(), Handout{ID: id, User: olena, File: &flows.PostFile{What: "document", ID: id}}); !errors.Is(err, want) {
				w.t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// What the server refuses is told apart, and leaves no post without its file.
func TestHandRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		olena := w.server.As("olena").ID()
		give := func() error {
			return w.carrier.Hand(w.t.Context(), Handout{ID: "one", User: olena, Text: "x", Name: "a.png", Data: make([]byte, 100)})
		}
		w.server.Configure(func(c *mmserver.Settings) { *c.FileSettings.MaxFileSize = 10 })
		if err := give(); !errors.Is(err, ErrTooLarge) {
			w.t.Errorf("too large for the server: %v", err)
		}
		w.server.Configure(func(c *mmserver.Settings) { *c.FileSettings.MaxFileSize = 1000 })
		for _, route := range []string{"POST /channels/direct", "POST /files", "POST /posts"} {
			for _, status := range []int{403, 500, 503} {
				w.server.OnCall(func(c mmserver.Call) mmserver.Fault {
					if c.Route == route {
						return mmserver.Fault{Status: status}
					}
					return mmserver.Fault{}
				})
				if err := give(); err == nil {
					w.t.Errorf("%s answers %d: %v", route, status, err)
				}
			}
		}
		w.server.OnCall(nil)
		if posts := w.handed("olena"); len(posts) != 0 {
			w.t.Errorf("she sees %+v", posts)
		}
		for _, user := range []string{"", "olena", model.NewId()} {
			if err := w.carrier.Hand(w.t.Context(), Handout{ID: "x", User: user, Name: "a.png", Data: []byte("x")}); !refusedFor(err, bot.Never) {
				w.t.Errorf("for %q: %v", user, err)
			}
		}
	})
}
