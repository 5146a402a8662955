package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"wecan/flows"
)

const (
	// postLimit bounds an update that is posted, in bytes. Telegram's have a
	// few kilobytes.
	postLimit = 1 << 20

	// answerWithin is less than the 60 seconds after which Telegram gives up
	// and posts again.
	answerWithin = 50 * time.Second

	secretHeader = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // the name of a header, not a secret
)

// Webhook takes the updates that Telegram posts. It answers
//
//	200  the turn is committed, or the update was put aside: do not send it again;
//	     the answer to a tap goes along
//	401  the secret is wrong
//	405  not a POST
//	503  not committed: Telegram sends it again
//
// A body that is no update is put aside and answered with 200, because
// Telegram would repeat it, and nothing behind it, for a day.
type Webhook struct {
	secret [sha256.Size]byte
	intake Intake
}

// NewWebhook makes the handler for [WebhookPath] of the token. The caller
// mounts it there.
func NewWebhook(token Token, intake Intake) *Webhook {
	return &Webhook{secret: sha256.Sum256([]byte(WebhookSecret(token))), intake: intake}
}

// ServeHTTP is called by Telegram, at most 40 times at once (see
// [Telegram.SetWebhook]).
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if recover() != nil { // its value may hold what a person wrote: the stack is enough
			h.intake.Log.Error("taking an update panicked", slog.String("stack", string(debug.Stack())))
			h.again(w)
		}
	}()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(w, http.StatusMethodNotAllowed)
		return
	}
	got := sha256.Sum256([]byte(r.Header.Get(secretHeader))) // equal lengths, so that the time tells nothing
	if subtle.ConstantTimeCompare(got[:], h.secret[:]) != 1 {
		h.intake.observe(EventWebhookDenied)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, postLimit+1))
	if err != nil {
		h.refuse(w, http.StatusBadRequest) // the post broke off; it comes again
		return
	}
	h.take(w, r, body)
}

func (h *Webhook) take(w http.ResponseWriter, r *http.Request, body []byte) {
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	b, reply := h.sort(body), &hookReply{}
	for i := range b.ins {
		b.ins[i].Reply = reply
	}
	if err := h.intake.take(ctx, b); err != nil {
		h.intake.observe(EventHandleFailed)
		h.intake.Log.LogAttrs(ctx, slog.LevelWarn, "an update was not committed; Telegram sends it again", slog.Any("error", err))
		h.again(w)
		return
	}
	h.intake.observe(EventWebhookOK)
	reply.give(w)
}

func (h *Webhook) sort(body []byte) batch {
	switch {
	case len(body) > postLimit:
		body = body[:postLimit]
		return lone(body, "the update is too long; this is its beginning")
	case !json.Valid(body):
		return lone(body, "the update is not JSON")
	}
	return h.intake.sort([]json.RawMessage{body})
}

func lone(body []byte, reason string) batch {
	return batch{size: 1, dead: []flows.DeadLetter{deadUpdate(hashID(body), reason, body)}}
}

// again asks for the same update once more.
func (h *Webhook) again(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
}

func (h *Webhook) refuse(w http.ResponseWriter, status int) {
	h.intake.observe(EventWebhookRefused)
	w.WriteHeader(status)
}
