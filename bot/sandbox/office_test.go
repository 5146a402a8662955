package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// fakeOffice has one application and remembers what was decided about it.
type fakeOffice struct {
	decided []Decision
	opened  []Opening
	refuses error
	lang    string
}

func (o *fakeOffice) List(_ context.Context, language string) (Board, error) {
	o.lang = language
	return Board{
		Applications: []Application{{Reference: "WE-4K7M-9Q2", Name: "Mina", Status: "received"}},
		Places:       []Places{{Site: "Leipzig", Total: 20, Taken: 3, Free: 17}},
	}, o.refuses
}

func (o *fakeOffice) Open(_ context.Context, asked Opening) (File, error) {
	if o.refuses == nil {
		o.opened = append(o.opened, asked)
	}
	return File{Mime: "audio/ogg", Content: []byte("OggS")}, o.refuses
}

func (o *fakeOffice) Show(_ context.Context, language, reference string) (Dossier, error) {
	o.lang = language
	if reference != "WE-4K7M-9Q2" {
		return Dossier{}, fmt.Errorf("show: %w", ErrNoApplication)
	}
	return Dossier{Application: Application{Reference: reference}, Open: []string{"accept"}, Version: 7}, nil
}

func (o *fakeOffice) Decide(_ context.Context, d Decision) error {
	if o.refuses == nil {
		o.decided = append(o.decided, d)
	}
	return o.refuses
}

// fakeClock is a time that only passes when it is told to.
type fakeClock struct{ ahead atomic.Int64 }

func (c *fakeClock) Now() time.Time {
	return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(c.ahead.Load()))
}

func (c *fakeClock) Pass(_ context.Context, d time.Duration) error {
	c.ahead.Add(int64(d))
	return nil
}

func openOffice(t *testing.T) (*fakeOffice, *Telegram, *httptest.Server) {
	t.Helper()
	clock := &fakeClock{}
	office, tg := &fakeOffice{}, New(Options{Now: clock.Now})
	server := httptest.NewServer(http.StripPrefix("/chat", Page(tg, PageOptions{Office: office, Clock: clock})))
	t.Cleanup(server.Close)
	return office, tg, server
}

func TestThePageShowsApplications(t *testing.T) {
	office, _, server := openOffice(t)
	status, _, body := fetchPage(t, server, http.MethodGet, "/office?ui=ar", "", nil)
	if status != 200 || !strings.HasPrefix(body, `{"applications":[{"reference":"WE-4K7M-9Q2","name":"Mina"`) || !strings.Contains(body, `"taken":3,"free":17`) || office.lang != "ar" {
		t.Errorf("the list in %s: %d %s", office.lang, status, body)
	}
	status, _, body = fetchPage(t, server, http.MethodGet, "/office/WE-4K7M-9Q2?ui=uk", "", nil)
	if status != 200 || !strings.Contains(body, `"open":["accept"]`) || !strings.Contains(body, `"version":7`) || office.lang != "uk" {
		t.Errorf("one in %s: %d %s", office.lang, status, body)
	}
	if status, _, _ = fetchPage(t, server, http.MethodGet, "/office/WE-0000-000", "", nil); status != 404 {
		t.Errorf("one that nobody has: %d", status)
	}
	office.refuses = errors.New("the store is away")
	if status, _, body = fetchPage(t, server, http.MethodGet, "/office", "", nil); status != 422 || !strings.Contains(body, "the store is away") {
		t.Errorf("a list that fails: %d %s", status, body)
	}
}

func TestThePageDecides(t *testing.T) {
	office, _, server := openOffice(t)
	decide := func(body string) int {
		status, _, _ := fetchPage(t, server, http.MethodPost, "/office/WE-4K7M-9Q2", body, nil)
		return status
	}
	if status := decide(`{"by":"Ana","verb":"decline","reason":"full","words":"","seen":7}`); status != 200 {
		t.Errorf("a decision: %d", status)
	}
	want := Decision{Reference: "WE-4K7M-9Q2", By: "Ana", Verb: "decline", Reason: "full", Seen: 7}
	if len(office.decided) != 1 || office.decided[0] != want {
		t.Errorf("decided: %+v", office.decided)
	}
	for _, bad := range []string{`{"verb":"accept"}`, `{"by":"Ana"}`, `nothing`} {
		if status := decide(bad); status != 400 {
			t.Errorf("%s: %d", bad, status)
		}
	}
	for err, want := range map[error]int{ErrChanged: 409, ErrNoApplication: 404, errors.New("no"): 422} {
		office.refuses = fmt.Errorf("decide: %w", err)
		if status := decide(`{"by":"Ana","verb":"accept"}`); status != want {
			t.Errorf("%v: %d, want %d", err, status, want)
		}
	}
	status, _, _ := fetchPage(t, server, http.MethodPost, "/office/WE-4K7M-9Q2", `{"by":"Eve","verb":"accept"}`, func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
	})
	if status != 403 || len(office.decided) != 1 {
		t.Errorf("a decision from another site: %d", status)
	}
}

// An answer is opened by a post that names who opens it, and comes as what no
// browser shows as a page.
func TestThePageOpensAnAnswer(t *testing.T) {
	office, _, server := openOffice(t)
	open := func(body string, change func(*http.Request)) (int, http.Header, string) {
		return fetchPage(t, server, http.MethodPost, "/office/WE-4K7M-9Q2/languages", body, change)
	}
	status, header, body := open(`{"by":"Ana"}`, nil)
	if status != 200 || body != "OggS" || header.Get("Content-Type") != "audio/ogg" || header.Get("Content-Disposition") != "attachment" ||
		header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %q", status, header, body)
	}
	if want := (Opening{Reference: "WE-4K7M-9Q2", Field: "languages", By: "Ana"}); len(office.opened) != 1 || office.opened[0] != want {
		t.Errorf("opened: %+v", office.opened)
	}
	if status, _, _ = open(`{}`, nil); status != 400 {
		t.Errorf("by nobody: %d", status)
	}
	if status, _, _ = open(`{"by":"Eve"}`, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }); status != 403 {
		t.Errorf("from another site: %d", status)
	}
	if status, _, _ = fetchPage(t, server, http.MethodGet, "/office/WE-4K7M-9Q2/languages", "", nil); status != 405 {
		t.Errorf("without a trace: %d", status)
	}
	for err, want := range map[error]int{ErrFileGone: 410, ErrFileLarge: 413, ErrNoApplication: 404, errors.New("no"): 422} {
		office.refuses = fmt.Errorf("open: %w", err)
		if status, _, body := open(`{"by":"Ana"}`, nil); status != want || strings.Contains(body, "OggS") {
			t.Errorf("%v: %d, want %d", err, status, want)
		}
	}
	if len(office.opened) != 1 {
		t.Errorf("opened: %+v", office.opened)
	}
}

// A picture that was picked on the page reaches the bot.
func TestThePageSendsAFile(t *testing.T) {
	tg := New(Options{})
	server := openPage(t, tg)
	status, _, _ := fetchPage(t, server, http.MethodPost, "/act/media", `{"user":7,"name":"Mina","kind":"photo","content":"`+strings.Repeat("AAAA", 100_000)+`"}`, nil)
	if path, size := located(t, tg, tg.FileID(7, 1)); status != 200 || size != 300_000 || path != "photos/file_0.jpg" {
		t.Errorf("%d: %s of %d bytes", status, path, size)
	}
	if status, _, _ := fetchPage(t, server, http.MethodPost, "/act/say", `{"user":7,"text":"x","content":"`+strings.Repeat("AAAA", 100_000)+`"}`, nil); status != 400 {
		t.Errorf("a text with a file: %d", status)
	}
}

func TestThePageLetsTimePass(t *testing.T) {
	_, tg, server := openOffice(t)
	tg.Say(anna(), "before")
	changed := tg.Changed(anna().ID)
	status, _, body := fetchPage(t, server, http.MethodPost, "/clock", `{"seconds":86400}`, nil)
	if status != 200 || body != `{"now":"2026-03-02T09:00:00Z"}` {
		t.Errorf("a day: %d %s", status, body)
	}
	select {
	case <-changed:
	default:
		t.Error("the page is not told that time passed")
	}
	for _, bad := range []string{`{"seconds":0}`, `{"seconds":-5}`, `{"seconds":99999999}`, `x`} {
		if status, _, _ := fetchPage(t, server, http.MethodPost, "/clock", bad, nil); status != 400 {
			t.Errorf("%s: %d", bad, status)
		}
	}
	tg.Say(anna(), "after")
	all := tg.Messages(anna().ID)
	if !all[0].Date.Equal(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)) || all[1].Date.Sub(all[0].Date) != 24*time.Hour {
		t.Errorf("the messages are of %v and %v", all[0].Date, all[1].Date)
	}
	// What the bot is told has the same time, and reaches it although real time stood still.
	updates := fetch(t, tg)
	if len(updates) != 2 || updates[1].Message.Date-updates[0].Message.Date != 86400 {
		t.Errorf("updates: %+v", updates)
	}
	// A message is too old to be deleted by that time.
	fetchPage(t, server, http.MethodPost, "/clock", `{"seconds":86400}`, nil)
	refused(t, call(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "1"), 400, "can't be deleted")
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "2")
}
