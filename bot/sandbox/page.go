package sandbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

//go:embed page
var pageFiles embed.FS

const (
	shownMessages = 200
	heartbeat     = 15 * time.Second
	maxAction     = 64 << 10 // bytes of what the page posts
)

// Page is a web page to chat with the bot as a person. It needs no login and therefore answers only requests that come
// from this computer and name it (localhost or a loopback address), and no other site may post to it. Its addresses are
// relative: mount it at any path that ends in a slash, with http.StripPrefix. The event streams end with the request's
// context; give the server a BaseContext that ends, or its Shutdown waits for open pages.
func Page(t *Telegram) http.Handler {
	p := &page{telegram: t, index: template.Must(template.ParseFS(pageFiles, "page/index.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveIndex)
	mux.HandleFunc("GET /app.js", p.serveFile("page/app.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /app.css", p.serveFile("page/app.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /events", p.serveEvents)
	mux.HandleFunc("POST /act/{what}", p.serveAction)
	return onlyLoopback(http.NewCrossOriginProtection().Handler(mux))
}

type page struct {
	telegram *Telegram
	index    *template.Template
}

// onlyLoopback looks at both ends: where the request comes from, and by which name it was sent here, so that no web site
// can have its own name point to this page.
func onlyLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "+
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if !isLoopback(hostOf(r.RemoteAddr)) || !isLoopback(hostOf(r.Host)) {
			http.Error(w, "This page answers on this computer only. Open it as http://localhost or http://127.0.0.1.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	if n := len(address); n > 2 && address[0] == '[' && address[n-1] == ']' {
		return address[1 : n-1]
	}
	return address
}

func (p *page) serveIndex(w http.ResponseWriter, r *http.Request) {
	var out bytes.Buffer
	if err := p.index.Execute(&out, wordsFor(r.URL.Query().Get("ui"))); err != nil {
		http.Error(w, "The page is broken.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // the browser has gone
}

func (p *page) serveFile(name, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := fs.ReadFile(pageFiles, name)
		if err != nil {
			http.Error(w, "The page is broken.", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(data) // the browser has gone
	}
}

// action is what the page posts. Name and Language come along each time, so that the page of a person outlives a restart
// of the sandbox.
type action struct {
	User      int64  `json:"user"`
	Name      string `json:"name"`
	Language  string `json:"language"`
	Text      string `json:"text"`
	Data      string `json:"data"`
	Kind      string `json:"kind"`
	MessageID int    `json:"message_id"`
}

func (p *page) serveAction(w http.ResponseWriter, r *http.Request) {
	var a action
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(&a); err != nil || a.User <= 0 {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	u := User{ID: a.User, FirstName: a.Name, LanguageCode: a.Language}
	done, err := p.act(r.PathValue("what"), u, a)
	switch {
	case errors.Is(err, errNoAction):
		http.Error(w, "There is no such action.", http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusConflict)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(encode(done)) // the browser has gone
	}
}

var errNoAction = errors.New("sandbox: no such action")

// done is the answer to an action.
type done struct {
	MessageID int    `json:"message_id,omitempty"`
	QueryID   string `json:"query_id,omitempty"`
}

func (p *page) act(what string, u User, a action) (d done, err error) {
	t := p.telegram
	switch what {
	case "say":
		d.MessageID = t.Say(u, a.Text)
	case "tap":
		d.QueryID, err = t.Tap(u, a.MessageID, a.Data)
	case "edit":
		err = t.EditOwn(u, a.MessageID, a.Text)
	case "press":
		d.MessageID, err = t.Press(u, a.Text)
	case "media":
		d.MessageID = t.SendCaptioned(u, a.Kind, a.Text)
	case "block":
		t.Block(u)
	case "unblock":
		t.Unblock(u)
	default:
		err = errNoAction
	}
	return d, err
}

// serveEvents streams the whole of what the person sees, again after each change: a page that lost its connection is
// right again after the first event.
func (p *page) serveEvents(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	id, err := strconv.ParseInt(query.Get("user"), 10, 64)
	if err != nil || id <= 0 {
		http.Error(w, "user must be the number of a person.", http.StatusBadRequest)
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{}) // not all writers have deadlines
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		changed := p.telegram.Changed(id)
		sight := p.telegram.sight(User{ID: id, LanguageCode: query.Get("language")})
		if _, err := w.Write(append(append([]byte("data: "), encode(sight)...), "\n\n"...)); err != nil {
			return
		}
		if control.Flush() != nil || !waitForChange(w, r, control, changed, sight.Action != "") {
			return
		}
	}
}

// waitForChange returns true when the page has to be told anew, and false when the browser has gone.
func waitForChange(w http.ResponseWriter, r *http.Request, control *http.ResponseController, changed <-chan struct{}, action bool) bool {
	pause := heartbeat
	if action {
		pause = actionLife // "typing…" may have ended
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-changed:
			return true
		case <-r.Context().Done():
			return false
		case <-timer.C:
			if action {
				return true
			}
			if _, err := w.Write([]byte(": still here\n\n")); err != nil || control.Flush() != nil {
				return false
			}
			timer.Reset(heartbeat)
		}
	}
}

// sight is all that a person sees.
type sight struct {
	Name        string    `json:"name"` // of the person
	Blocked     bool      `json:"blocked"`
	BotName     string    `json:"bot_name"`
	BotUsername string    `json:"bot_username"`
	Description string    `json:"description"`
	Commands    []Command `json:"commands"`
	Messages    []Message `json:"messages"` // the last ones that were not deleted
	Queries     []Query   `json:"queries"`  // her last taps
	Keyboard    [][]Key   `json:"keyboard"`
	Action      string    `json:"action"`
}

func (t *Telegram) sight(u User) sight {
	s := sight{Commands: t.Commands(u), BotUsername: t.bot.Username}
	s.BotName, s.Description, _ = t.Profile(u.LanguageCode)
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[u.ID]
	if c == nil {
		return s
	}
	s.Name, s.Blocked, s.Action = c.user.FirstName, c.blocked, c.actionNow()
	if !c.blocked {
		s.Keyboard = c.keyboard
	}
	s.Messages = c.lastPresent(shownMessages)
	for _, tap := range c.queries {
		if now.Sub(tap.at) <= queryLife {
			s.Queries = append(s.Queries, tap.Query)
		}
	}
	return s
}

// lastPresent are the last n messages that she sees, oldest first.
func (c *chat) lastPresent(n int) []Message {
	var out []Message
	for i := len(c.messages) - 1; i >= 0 && len(out) < n; i-- {
		if m := c.messages[i]; !m.Deleted {
			out = append(out, m.Message)
		}
	}
	slices.Reverse(out)
	return out
}
