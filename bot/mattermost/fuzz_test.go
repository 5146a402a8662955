package mattermost

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// FuzzCallback: whatever is posted to one of the ways, it is answered, and
// nothing comes through that has no seal or token of ours.
func FuzzCallback(f *testing.F) {
	seal, err := NewSeal([]byte(secret))
	if err != nil {
		f.Fatal(err)
	}
	foreign, err := NewSeal([]byte("another secret of the same length"))
	if err != nil {
		f.Fatal(err)
	}
	d := &desk{posts: map[string][2]string{}}
	h, err := NewCallbacks(CallbacksConfig{
		Seal: seal, Base: reach, Commands: []Token{commandToken}, Bindings: d, Roles: d, Taps: d, Orders: d, Choices: d, Forms: d,
		Opener: noOpener{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		f.Fatal(err)
	}
	id := model.NewId()
	state, err := foreign.state(form{Form: "note", About: "a", User: id}, "t", time.Now())
	if err != nil {
		f.Fatal(err)
	}
	for way, body := range []string{
		`{"user_id":"` + id + `","user_name":"olena","channel_id":"` + id + `","post_id":"` + id + `","trigger_id":"t","context":{"about":"a","verb":"v","channel":"` + id + `","mark":"m","until":"9999999999","seal":"x"}}`,
		"token=x&team_id=" + id + "&channel_id=" + id + "&user_id=" + id + "&user_name=olena&command=%2Fwecan&text=a&trigger_id=t&response_url=https%3A%2F%2Fx%2Fhooks%2Fcommands%2F" + id,
		`{"type":"dialog_submission","callback_id":"note","state":"` + state + `","user_id":"` + id + `","channel_id":"` + id + `","submission":{"a":1,"b":true,"c":null}}`,
		`{"user_id":"` + id + `","user_name":"olena","channel_id":"` + id + `","post_id":"` + id + `","trigger_id":"t","context":{"about":"a","verb":"v","channel":"` + id + `","user":"` + id + `","hook":"","until":"9999999999","seal":"x"}}`,
	} {
		f.Add(way, body, "Token x")
	}
	f.Fuzz(func(t *testing.T, way int, body, auth string) {
		if way < 0 || way > wayChoice || strings.Contains(body, commandToken) {
			t.Skip()
		}
		kind := "application/json"
		if way == wayCommand {
			kind = "application/x-www-form-urlencoded"
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, seal.paths[way], strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header["Authorization"] = []string{auth}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code < 400 || rec.Code > 499 || d.done() != 0 {
			t.Errorf("answered with %d", rec.Code)
		}
	})
}

// FuzzFrame: whatever the server sends, nothing panics, and what becomes an event is
// one of somebody in a channel.
func FuzzFrame(f *testing.F) {
	id, self := model.NewId(), model.NewId()
	for _, frame := range []string{
		`{"event":"hello","data":{"connection_id":"x","server_version":"6"},"broadcast":{},"seq":0}`,
		`{"event":"posted","data":{"post":"{\"id\":\"` + id + `\",\"user_id\":\"` + id + `\",\"channel_id\":\"` + id + `\",\"message\":\"x\",\"create_at\":5,\"update_at\":5,\"file_ids\":[\"` + id + `\"],\"metadata\":{\"files\":[null]}}"},"broadcast":{"channel_id":"` + id + `"},"seq":1}`,
		`{"event":"post_edited","data":{"post":"null"},"broadcast":null,"seq":2}`,
		`{"event":"reaction_added","data":{"reaction":"{\"user_id\":\"` + id + `\",\"post_id\":\"` + id + `\",\"emoji_name\":\"x\"}"},"broadcast":{"channel_id":"` + id + `"},"seq":3}`,
		`{"event":"post_deleted","data":{"post":1.5},"seq":"x"}`, `{"status":"OK","seq_reply":1}`, `{"event":"x","data":{"user":{"id":1}}}`, `null`, `[]`, ``,
	} {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		ev := readFrame(raw)
		if ev == nil {
			return
		}
		e, _, ok := eventOf(ev, self, "connection")
		if !ok {
			return
		}
		if e.ID == "" || !model.IsValidId(e.User) || !model.IsValidId(e.Post) || e.User == self || e.Kind == "" {
			t.Errorf("event %+v", e)
		}
		if again, _, _ := eventOf(ev, self, "connection"); again.ID != e.ID {
			t.Errorf("the same event has the ids %s and %s", e.ID, again.ID)
		}
	})
}
