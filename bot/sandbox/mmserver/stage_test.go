package mmserver

import (
	"cmp"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost-server/v6/model"
)

// stage is a server with a bot, a person and an administrator in one private channel: the sandbox, or a real one.
type stage struct {
	t       *testing.T
	url     string
	team    *model.Team
	channel *model.Channel // the bot and the person are in it
	closed  *model.Channel // private, and the bot is not in it

	bot, user, admin *model.Client4
	botUser, person  *model.User
	dial             *websocket.Dialer

	sandbox *Server // nil: a real server
	calls   *http.ServeMux
	base    string // where the integration is
}

// onStage runs one part of the conformance suite on a fresh sandbox in virtual time, or in a fresh channel of a real server.
func onStage(t *testing.T, part func(*stage)) {
	t.Helper()
	if url := os.Getenv("MATTERMOST_TEST_URL"); url != "" {
		part(realStage(t, url))
		return
	}
	synctest.Test(t, func(t *testing.T) { part(sandboxStage(t, Options{})) })
}

func sandboxStage(t *testing.T, o Options) *stage {
	t.Helper()
	st := &stage{t: t, calls: http.NewServeMux(), base: "http://integration.invalid"}
	o.Transport = Direct(st.calls)
	s := New(o)
	st.sandbox, st.url = s, s.StartInside()
	t.Cleanup(s.Stop)
	_, botToken := s.AddBot("wecan", "WeCan")
	s.AddUser(User{Username: "olena", FirstName: "Olena", Keywords: []string{"help"}})
	s.AddUser(User{Username: "root", Admin: true})
	s.AddChannel("refugio/berlin", true)
	s.AddChannel("refugio/closed", true)
	must(t, s.Join("refugio/berlin", "wecan", "olena"))
	must(t, s.Join("refugio/closed", "olena"))
	userToken := get(s.Token("olena"))(t)
	adminToken := get(s.Token("root"))(t)
	transport := &http.Transport{DialContext: s.DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	st.dial = &websocket.Dialer{NetDialContext: s.DialContext, HandshakeTimeout: 10 * time.Second}
	st.clients(transport, botToken, userToken, adminToken)
	st.team = get3(st.admin.GetTeamByName("refugio", ""))(t)
	st.channel = get3(st.bot.GetChannelByName("berlin", st.team.Id, ""))(t)
	st.closed = get3(st.user.GetChannelByName("closed", st.team.Id, ""))(t)
	return st
}

// realStage makes two channels on a real server and archives them afterwards.
func realStage(t *testing.T, url string) *stage {
	t.Helper()
	st := &stage{t: t, url: strings.TrimRight(url, "/"), calls: http.NewServeMux(), dial: websocket.DefaultDialer}
	st.clients(http.DefaultTransport, os.Getenv("MATTERMOST_TEST_BOT_TOKEN"), os.Getenv("MATTERMOST_TEST_USER_TOKEN"), os.Getenv("MATTERMOST_TEST_ADMIN_TOKEN"))
	st.team = get3(st.admin.GetTeamByName(os.Getenv("MATTERMOST_TEST_TEAM"), ""))(t)
	st.channel = st.makeChannel(st.botUser, st.person)
	st.closed = st.makeChannel(st.person)
	listener := get((&net.ListenConfig{}).Listen(t.Context(), "tcp", cmp.Or(os.Getenv("MATTERMOST_TEST_CALLBACK"), "127.0.0.1:0")))(t)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: st.calls, ReadHeaderTimeout: time.Minute}}
	server.Start()
	t.Cleanup(server.Close)
	st.base = server.URL
	return st
}

func (st *stage) makeChannel(members ...*model.User) *model.Channel {
	st.t.Helper()
	c := get3(st.admin.CreateChannel(&model.Channel{
		TeamId: st.team.Id, Name: model.NewId(), DisplayName: "Conformance", Type: model.ChannelTypePrivate,
	}))(st.t)
	st.t.Cleanup(func() { _, _ = st.admin.DeleteChannel(c.Id) })
	for _, u := range members {
		get3(st.admin.AddChannelMember(c.Id, u.Id))(st.t)
	}
	return c
}

func (st *stage) clients(transport http.RoundTripper, bot, user, admin string) {
	st.t.Helper()
	client := func(token string) *model.Client4 {
		c := model.NewAPIv4Client(st.url)
		c.HTTPClient = &http.Client{Transport: transport, Timeout: time.Minute}
		c.SetToken(token)
		return c
	}
	st.bot, st.user, st.admin = client(bot), client(user), client(admin)
	st.botUser, st.person = get3(st.bot.GetMe(""))(st.t), get3(st.user.GetMe(""))(st.t)
}

// integration answers what is posted to a path of its own, and returns the address and what was posted.
func (st *stage) integration(answer http.HandlerFunc) (address string, got <-chan *http.Request) {
	requests := make(chan *http.Request, 20)
	path := "/" + model.NewId()
	st.calls.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		requests <- r
		answer(w, r)
	})
	return st.base + path, requests
}

// say answers with a status, a type and a body.
func say(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// post writes into the channel.
func (st *stage) post(c *model.Client4, text, root string) *model.Post {
	st.t.Helper()
	return get3(c.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: text, RootId: root}))(st.t)
}

// card is a post with buttons that go to an address.
func (st *stage) card(address string, context map[string]any, ids ...string) *model.Post {
	st.t.Helper()
	p := &model.Post{ChannelId: st.channel.Id, Message: "A card"}
	a := &model.SlackAttachment{Title: "Title", Text: "Text", Color: "#ffbf00"}
	for _, id := range ids {
		a.Actions = append(a.Actions, &model.PostAction{
			Id: id, Name: "Accept", Type: model.PostActionTypeButton,
			Integration: &model.PostActionIntegration{URL: address, Context: context},
		})
	}
	p.AddProp("attachments", []*model.SlackAttachment{a})
	return get3(st.bot.CreatePost(p))(st.t)
}

// wire is a WebSocket of a client.
type wire struct {
	st *stage
	ws *websocket.Conn
	id string // of the connection, from its hello
	// next is the number of the next event.
	next int64
}

// connect opens a WebSocket with a token in the header, and query as "?connection_id=…".
func (st *stage) connect(c *model.Client4, query string) *wire {
	st.t.Helper()
	header := http.Header{}
	if c != nil {
		header.Set("Authorization", "Bearer "+c.AuthToken)
	}
	ws, response, err := st.dial.DialContext(st.t.Context(), "ws"+strings.TrimPrefix(st.url, "http")+"/api/v4/websocket"+query, header)
	if err != nil {
		st.t.Fatal(err)
	}
	_ = response.Body.Close()
	st.t.Cleanup(func() { _ = ws.Close() })
	return &wire{st: st, ws: ws}
}

// read gives the next frame.
func (w *wire) read() map[string]any {
	w.st.t.Helper()
	must(w.st.t, w.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	_, data, err := w.ws.ReadMessage()
	if err != nil {
		w.st.t.Fatalf("reading the WebSocket: %v", err)
	}
	var frame map[string]any
	must(w.st.t, json.Unmarshal(data, &frame))
	if n, ok := frame["seq"].(float64); ok {
		w.next = int64(n) + 1
	}
	return frame
}

// event waits for an event of a kind, past others that may come, and gives its data.
func (w *wire) event(kind string) map[string]any {
	w.st.t.Helper()
	for {
		if frame := w.read(); frame["event"] == kind {
			data, _ := frame["data"].(map[string]any)
			if kind == "hello" {
				w.id, _ = data["connection_id"].(string)
			}
			return data
		}
	}
}

// posted waits for the post of an event, which is JSON inside of a string.
func (w *wire) posted(kind string) *model.Post {
	w.st.t.Helper()
	data, ok := w.event(kind)["post"].(string)
	if !ok {
		w.st.t.Fatalf("%s: the post is no string", kind)
	}
	p := &model.Post{}
	must(w.st.t, json.Unmarshal([]byte(data), p))
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get takes a result, or ends the test with its error: get(call())(t).
func get[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// get3 is get for what a Client4 returns.
func get3[T any](v T, _ *model.Response, err error) func(*testing.T) T { return get(v, err) }

// denied checks that a call was answered with a status.
func denied(t *testing.T, what string, status int, err error) {
	t.Helper()
	var failure *model.AppError
	if !errors.As(err, &failure) || failure.StatusCode != status {
		t.Errorf("%s: %v, want %d", what, err, status)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
