package sandbox

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// Query is a tap on a button, as the person sees what becomes of it.
type Query struct {
	ID        string `json:"id"`
	MessageID int    `json:"message_id"`
	Data      string `json:"data"`
	Answered  bool   `json:"answered"` // the button stops spinning
	Text      string `json:"text"`     // shown for a moment
	Alert     bool   `json:"alert"`    // shown until she closes it
	URL       string `json:"url"`
}

type query struct {
	Query
	chat *chat
	at   time.Time
}

// queries are the taps that can still be answered, guarded by Telegram.mu.
type queries struct {
	byID  map[string]*query
	order []*query // oldest first
}

// shownQueries is how many last taps of a chat the page is told about.
const shownQueries = 16

func (q *queries) add(tap *query) {
	for len(q.order) > 0 && tap.at.Sub(q.order[0].at) > queryLife {
		delete(q.byID, q.order[0].ID)
		q.order[0] = nil
		q.order = q.order[1:]
	}
	q.byID[tap.ID] = tap
	q.order = append(q.order, tap)
}

// newQuery makes the tap. The lock is held.
func (t *Telegram) newQuery(c *chat, messageID int, data string, now time.Time) *query {
	id := strconv.FormatInt(1e17+t.random.Int64N(8e18), 10)
	tap := &query{Query: Query{ID: id, MessageID: messageID, Data: data}, chat: c, at: now}
	t.queries.add(tap)
	if len(c.queries) == shownQueries {
		copy(c.queries, c.queries[1:])
		c.queries = c.queries[:shownQueries-1]
	}
	c.queries = append(c.queries, tap)
	return tap
}

// answerCallbackQuery is https://core.telegram.org/bots/api#answercallbackquery.
func (t *Telegram) answerCallbackQuery(args arguments) (any, *apiError) {
	text := args.text("text")
	if !utf8.ValidString(text) {
		return nil, violation("strings must be encoded in UTF-8")
	}
	if text = clean(text); units(text) > maxQueryAnswer {
		return nil, violation("MESSAGE_TOO_LONG")
	}
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	tap := t.queries.byID[args.text("callback_query_id")]
	if tap == nil || tap.Answered || now.Sub(tap.at) > queryLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	tap.Answered, tap.Text, tap.Alert, tap.URL = true, text, args.flag("show_alert"), args.text("url")
	tap.chat.touch()
	return true, nil
}

// Query tells what became of a tap; false when there was no such tap in the last 150 seconds.
func (t *Telegram) Query(id string) (Query, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tap := t.queries.byID[id]; tap != nil && time.Since(tap.at) <= queryLife {
		return tap.Query, true
	}
	return Query{}, false
}
