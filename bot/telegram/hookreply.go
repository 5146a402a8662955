package telegram

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/go-telegram/bot"

	"wecan/flows"
)

// hookReply is the answer to a posted update. It may bring Telegram one call
// along (Bot API, "Making requests when getting updates"); what became of that
// Telegram does not tell. The answer to a tap loses nothing by it, saves a call
// of its own, and comes sooner.
type hookReply struct {
	mu    sync.Mutex
	body  []byte
	given bool // nothing can be taken any more
}

// Take takes the answer to a tap.
func (r *hookReply) Take(e flows.Effect) bool {
	a, ok := e.(flows.Answer)
	if !ok {
		return false
	}
	p, err := answerParams(a)
	if err != nil {
		return false // the call of its own reports it
	}
	body, err := json.Marshal(struct {
		Method string `json:"method"`
		*bot.AnswerCallbackQueryParams
	}{methodAnswer, p})
	if err != nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.given || r.body != nil {
		return false
	}
	r.body = body
	return true
}

// give confirms the update, with what was taken.
func (r *hookReply) give(w http.ResponseWriter) {
	r.mu.Lock()
	body := r.body
	r.given = true
	r.mu.Unlock()
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // a post that broke off comes again, and is answered then
}
