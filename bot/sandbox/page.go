package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"path"
	"time"

	"wecan/bot/sandbox/mmserver"
)

//go:embed page
var pageFiles embed.FS

const (
	shownMessages = 200
	heartbeat     = 15 * time.Second
	maxAction     = 64 << 10 // bytes of what the page posts
	maxPicked     = 30 << 20 // bytes of a post with a file: 20 MB in base64, and some
)

// PageOptions are what a page shows beside the phones. The zero value is the phones alone.
type PageOptions struct {
	Office Office // what the programme sees; nil: the page shows no applications
	Clock  Clock  // lets time pass; nil: it passes by itself only. Its time should be that of Options.Now
	Team   Team   // who answers people; nil: the page shows no team
	Town   Town   // simulated people; nil: the page shows none

	Mattermost *mmserver.Server // where the team works, beside Telegram; nil: the page shows none
}

// Page is a web page with two phones on which one chats with the bot as two people would, and, when asked for, what the
// programme sees of them and where its team talks. It needs no login and therefore answers only requests that come from this computer and name it
// (localhost or a loopback address), and no other site may post to it. Its addresses are relative: mount it at any path
// that ends in a slash, with http.StripPrefix. The event streams end with the request's context; give the server a
// BaseContext that ends, or its Shutdown waits for open pages.
func Page(t *Telegram, o PageOptions) http.Handler {
	p := &page{telegram: t, PageOptions: o, index: template.Must(template.ParseFS(pageFiles, "page/index.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveIndex)
	serveFiles(mux)
	mux.HandleFunc("GET /events", p.serveEvents)
	mux.HandleFunc("POST /act/{what}", p.serveAction)
	if o.Office != nil {
		mux.HandleFunc("GET /office", p.serveApplications)
		mux.HandleFunc("GET /office/{reference}", p.serveApplication)
		mux.HandleFunc("POST /office/{reference}", p.serveDecision)
		mux.HandleFunc("POST /office/{reference}/{field}", p.serveOpened)
	}
	if o.Team != nil {
		mux.HandleFunc("GET /team", p.serveCrew)
		mux.HandleFunc("POST /team/{id}", p.serveTeamPhone)
	}
	if o.Town != nil {
		mux.HandleFunc("GET /town", p.serveTown)
		mux.HandleFunc("POST /town/fill", serveTownDoes(o.Town.Fill))
		mux.HandleFunc("POST /town/teams", serveTownDoes(o.Town.Gather))
		mux.HandleFunc("POST /town/phones/{user}", p.serveNeighbour)
	}
	if o.Mattermost != nil {
		// Not under /mattermost/: a bot that shares the port is called there by the server.
		mux.HandleFunc("POST /client/{what}", p.serveMattermost)
		mux.HandleFunc("GET /client/files/{id}", p.serveMattermostFile)
	}
	mux.HandleFunc("GET /phone/{user}/files/{message}", p.serveFileOf)
	if o.Clock != nil {
		mux.HandleFunc("POST /clock", p.serveClock)
	}
	return onlyLoopback(http.NewCrossOriginProtection().Handler(mux))
}

type page struct {
	PageOptions

	telegram *Telegram
	index    *template.Template
}

// onlyLoopback looks at both ends: where the request comes from, and by which name it was sent here, so that no web site
// can have its own name point to this page.
func onlyLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:; media-src blob:; "+
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

// indexData is what index.html and, as JSON, the scripts are given.
type indexData struct {
	words

	Office bool    `json:"office"`
	Clock  bool    `json:"clock"`
	Team   bool    `json:"team"`
	Town   bool    `json:"town"`
	Phones []words `json:"phones"` // the words of every language: a phone speaks its owner's

	Mattermost bool `json:"mattermost"`
}

func (p *page) serveIndex(w http.ResponseWriter, r *http.Request) {
	data := indexData{
		words: wordsOf(r), Office: p.Office != nil, Clock: p.Clock != nil, Team: p.Team != nil, Town: p.Town != nil, Phones: allWords(), Mattermost: p.Mattermost != nil,
	}
	var out bytes.Buffer
	if err := p.index.Execute(&out, data); err != nil {
		http.Error(w, "The page is broken.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language")
	_, _ = w.Write(out.Bytes()) // the browser has gone
}

// serveFiles serves the scripts and style sheets that lie beside index.html.
func serveFiles(mux *http.ServeMux) {
	for _, pattern := range []string{"page/*.js", "page/*.css"} {
		names, err := fs.Glob(pageFiles, pattern)
		if err != nil {
			panic(err) // the pattern is ours
		}
		for _, name := range names {
			mux.HandleFunc("GET /"+path.Base(name), serveFile(name))
		}
	}
}

func serveFile(name string) http.HandlerFunc {
	contentType := "text/javascript; charset=utf-8"
	if path.Ext(name) == ".css" {
		contentType = "text/css; charset=utf-8"
	}
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

// answerJSON writes what the page asked for.
func answerJSON(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(encode(answer)) //nolint:gosec // it is JSON and goes as such; the browser may have gone
}
