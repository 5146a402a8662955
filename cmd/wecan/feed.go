package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
)

// feed serves private calendars to the calendar programs of phones. Whoever has an
// address sees what stands in it; nothing there tells whose it is. An address that is
// wrong, or was taken back, answers like one that never was. Nothing of it is logged.
type feed struct {
	log   *slog.Logger
	words func() *words // those in force
	store loader
}

// loader reads actors. See the store's method of that name.
type loader interface {
	Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error)
}

// serveFeed answers before the store is open, too.
func (s *service) serveFeed(w http.ResponseWriter, r *http.Request) {
	if !s.health.opened() {
		plain(w, http.StatusServiceUnavailable, readyStarting)
		return
	}
	(&feed{s.log, s.current.Load, s.store}).ServeHTTP(w, r)
}

// ServeHTTP answers with the calendar, or with 304 when it is as it was.
func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := session.ReadFeedPath(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	data, ok, err := f.read(r.Context(), id, secret)
	switch {
	case err != nil:
		f.log.WarnContext(r.Context(), "a calendar could not be read", "error", err)
		plain(w, http.StatusServiceUnavailable, readyStore)
		return
	case !ok:
		http.NotFound(w, r)
		return
	}
	sum := sha256.Sum256(data)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Etag", etag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="calendar.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data) //nolint:gosec // a calendar file, and said to be one
}

func (f *feed) read(ctx context.Context, id flows.ActorID, secret string) ([]byte, bool, error) {
	record, err := f.store.Load(ctx, id, session.FeedMembers())
	if err != nil {
		return nil, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return nil, false, err
	}
	return session.ReadFeed(f.words().defs.Programme, a.Body, record.Members, secret)
}
