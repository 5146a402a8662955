package mattermost

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// backLimit bounds what is posted to us, in bytes. The longest command is
	// 16,383 characters, each of them up to 12 bytes in a form.
	backLimit = 256 << 10

	// atOnce is how many callbacks are worked on at the same time.
	atOnce = 64
)

// Callbacks takes what the server posts when somebody taps a button, gives the
// slash command or sends a dialog off. It answers
//
//	200  taken, or on its way: the work may outlast the answer
//	400  it cannot be read, or its seal or its place is not ours
//	401  a command with a wrong token
//	403  the one who tapped may not do it
//	404  no path of ours
//	405, 413, 415  not a POST, too long, of another content type
//	503  it failed, or there is too much at once: tap again
//
// The server shows anything but a 200 to the one who tapped as "Action
// integration error" and does not repeat it.
type Callbacks struct {
	c        CallbacksConfig
	dialogs  string // the address that dialogs are sent to
	choices  string // that of taps under answers
	commands [][sha256.Size]byte
	room     chan struct{}
	work     sync.WaitGroup
}

// NewCallbacks checks the configuration.
func NewCallbacks(c CallbacksConfig) (*Callbacks, error) {
	if c.Seal == nil || c.Bindings == nil || c.Roles == nil || c.Taps == nil || c.Orders == nil || c.Choices == nil || c.Forms == nil || c.Opener == nil || c.Log == nil {
		return nil, errors.New("mattermost: a part of the callbacks is missing")
	}
	base, err := checkReach(c.Base)
	if err != nil {
		return nil, err
	}
	if c.Observe == nil {
		c.Observe = func(string) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.AnswerTime <= 0 {
		c.AnswerTime = 800 * time.Millisecond
	}
	if c.WorkTime <= 0 {
		c.WorkTime = 30 * time.Second
	}
	h := &Callbacks{
		c: c, dialogs: base + c.Seal.paths[wayDialog], choices: base + c.Seal.paths[wayChoice], room: make(chan struct{}, atOnce),
	}
	for _, t := range c.Commands {
		if len(t) < 16 {
			return nil, errors.New("mattermost: the token of the slash command is missing or too short; set WECAN_MATTERMOST_COMMAND_TOKEN")
		}
		h.commands = append(h.commands, sha256.Sum256([]byte(t)))
	}
	return h, nil
}

// Drain waits until all work that outlasted its answer is done, or ctx is over.
func (h *Callbacks) Drain(ctx context.Context) error {
	done := make(chan struct{})
	go func() { h.work.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// result is what a callback is answered with.
type result struct {
	status int
	body   any    // of a 200, as JSON
	reason string // of anything else, for the log: fixed words
	late   func(context.Context)
}

func taken(body any) result { return result{status: http.StatusOK, body: body} }

func refused(status int, reason string) result { return result{status: status, reason: reason} }

// failed is for work that did not succeed; the one who tapped tries again.
func failed(reason string) result { return refused(http.StatusServiceUnavailable, reason) }

// job is what is left to do once a callback was found to be well formed.
type job func(context.Context) result

// ServeHTTP is called by the server.
func (h *Callbacks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if recover() != nil { // its value may hold what a person wrote: the stack is enough
			h.c.Log.Error("taking a callback panicked", slog.String("stack", string(debug.Stack())))
			h.answer(w, r, failed("a panic"))
		}
	}()
	way := h.way(r.URL.Path)
	body, no := h.read(w, r, way)
	if no.status != 0 {
		h.answer(w, r, no)
		return
	}
	var do job
	switch way {
	case wayTap:
		do, no = h.tap(body)
	case wayCommand:
		do, no = h.command(body, r.Header.Get("Authorization"))
	case wayChoice:
		do, no = h.choice(body)
	default:
		do, no = h.dialog(body)
	}
	if do == nil {
		h.answer(w, r, no)
		return
	}
	h.answer(w, r, h.within(r, do))
}

// way is which of our paths it is; -1 for none. The time it takes tells nothing.
func (h *Callbacks) way(path string) int {
	found := -1
	got := sha256.Sum256([]byte(path))
	for i, ours := range h.c.Seal.paths {
		want := sha256.Sum256([]byte(ours))
		if subtle.ConstantTimeCompare(got[:], want[:]) == 1 {
			found = i
		}
	}
	return found
}

// read checks what surrounds the body, and reads it.
func (h *Callbacks) read(w http.ResponseWriter, r *http.Request, way int) ([]byte, result) {
	if way < 0 {
		return nil, refused(http.StatusNotFound, "no path of ours")
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, refused(http.StatusMethodNotAllowed, "not a POST")
	}
	want := "application/json"
	if way == wayCommand {
		want = "application/x-www-form-urlencoded"
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != want {
		return nil, refused(http.StatusUnsupportedMediaType, "another content type")
	}
	if r.ContentLength > backLimit {
		return nil, refused(http.StatusRequestEntityTooLarge, "too long")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, backLimit))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, refused(http.StatusRequestEntityTooLarge, "too long")
	case err != nil:
		return nil, refused(http.StatusBadRequest, "it broke off")
	}
	return body, result{}
}

// within does the job, and answers in time even when it takes longer.
func (h *Callbacks) within(r *http.Request, do job) result {
	select {
	case h.room <- struct{}{}:
	default:
		h.c.Observe(EventBackFull)
		return failed("too many at once")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), h.c.WorkTime)
	done := make(chan result, 1)
	var claimed atomic.Bool // by whoever decides whether the result is the answer
	h.work.Go(func() {
		defer func() { <-h.room }()
		defer cancel()
		res := h.safely(ctx, do)
		if claimed.CompareAndSwap(false, true) {
			done <- res
			return
		}
		h.afterwards(ctx, res)
	})
	timer := time.NewTimer(h.c.AnswerTime)
	defer timer.Stop()
	select {
	case res := <-done:
		return res
	case <-timer.C:
	}
	if !claimed.CompareAndSwap(false, true) {
		return <-done
	}
	h.c.Observe(EventBackSlow)
	return taken(struct{}{})
}

// afterwards is for what came too late to be the answer.
func (h *Callbacks) afterwards(ctx context.Context, res result) {
	if res.status != http.StatusOK {
		h.note(ctx, res)
	}
	if res.late != nil {
		res.late(ctx)
	}
}

func (h *Callbacks) safely(ctx context.Context, do job) (res result) {
	defer func() {
		if recover() != nil {
			h.c.Log.ErrorContext(ctx, "working on a callback panicked", slog.String("stack", string(debug.Stack())))
			res = failed("a panic")
		}
	}()
	return do(ctx)
}

func (h *Callbacks) answer(w http.ResponseWriter, r *http.Request, res result) {
	w.Header().Set("Cache-Control", "no-store")
	if res.status != http.StatusOK {
		h.note(r.Context(), res)
		w.WriteHeader(res.status)
		return
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	if err := enc.Encode(res.body); err != nil {
		h.note(r.Context(), failed("the answer cannot be written"))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(buf.Bytes())
}

// note counts and logs what was not taken. The reason is one of ours: nothing that
// was sent is in it.
func (h *Callbacks) note(ctx context.Context, res result) {
	if res.status == http.StatusServiceUnavailable {
		h.c.Observe(EventBackFailed)
		h.c.Log.LogAttrs(ctx, slog.LevelWarn, "a callback from Mattermost failed", slog.String("reason", res.reason))
		return
	}
	h.c.Observe(EventBackRefused)
	h.c.Log.LogAttrs(ctx, slog.LevelWarn, "a callback was refused",
		slog.String("reason", res.reason), slog.Int("status", res.status))
}

// inputID makes the id of an input, the same for the same callback.
func inputID(kind string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
		_, _ = h.Write([]byte{0})
	}
	return "mm:" + kind + ":" + hex.EncodeToString(h.Sum(nil)[:16])
}

// readOne reads one JSON value and nothing behind it.
func readOne(body []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := dec.Decode(v); err != nil {
		return errUnreadable
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errUnreadable
	}
	return nil
}

// errUnreadable stands for the decoder's errors, which quote the body.
var errUnreadable = errors.New("it cannot be read")
