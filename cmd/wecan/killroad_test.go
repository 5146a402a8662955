package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
)

// road is the way from one process of the bot to Telegram and back. It is as
// long as that to the real Bot API, and trouble may lie on it. It knows every
// message that went along it.
type road struct {
	tg      *sandbox.Telegram
	ledger  *ledger
	trouble func() trouble // of the next call; nil for none
}

// killCallTime is how long calls to the real Bot API take.
const killCallTime = 40 * time.Millisecond

// trouble is what happens to a call.
type trouble int

const (
	noTrouble trouble = iota
	serverError
	htmlPage
	tooManyCalls
	lostAnswer // Telegram does what it is asked to; its answer never comes
	lostCall   // Telegram never hears of it
)

// longSilence is more than the bot waits for an answer.
const longSilence = 12 * time.Second

// ServeHTTP is the Bot API as that process sees it. A call that is under way
// arrives even if the process has been killed meanwhile.
func (r *road) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	method := path.Base(req.URL.Path)
	polls := method == "getUpdates"
	what := noTrouble
	if r.trouble != nil {
		what = r.trouble()
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the process died before it had said all
	}
	var m *message
	switch method {
	case "sendMessage":
		m = r.ledger.begin(r, string(body))
	case "sendDocument":
		_, kind, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
		m = r.ledger.begin(r, strings.ReplaceAll(string(body), kind["boundary"], "")) // which is drawn for each call
	}
	if !polls {
		time.Sleep(killCallTime / 2)
	}
	answer := r.along(req, body, what, polls)
	if answer == nil {
		if !polls {
			r.ledger.silent(m, what == lostAnswer)
			select { // and the bot does not wait so long
			case <-req.Context().Done():
			case <-time.After(longSilence):
			}
			r.ledger.end(m)
		}
		panic(http.ErrAbortHandler)
	}
	r.ledger.arrived(m, answer.Code == http.StatusOK)
	if !polls {
		time.Sleep(killCallTime / 2)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
	r.ledger.end(m)
}

// along is the answer, nil when none comes.
func (r *road) along(req *http.Request, body []byte, what trouble, polls bool) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	switch what {
	case serverError:
		answer.Header().Set("Content-Type", "application/json")
		answer.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(answer, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	case htmlPage:
		answer.Header().Set("Content-Type", "text/html")
		answer.WriteHeader(http.StatusBadGateway)
		fmt.Fprint(answer, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>")
	case tooManyCalls:
		answer.Header().Set("Content-Type", "application/json")
		answer.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(answer, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`)
	case lostCall:
		return nil
	case noTrouble, lostAnswer:
		ctx := req.Context()
		if !polls {
			ctx = context.WithoutCancel(ctx)
		}
		again := req.Clone(ctx)
		again.Body = io.NopCloser(bytes.NewReader(body))
		r.tg.ServeHTTP(answer, again)
		if what == lostAnswer {
			return nil
		}
	}
	return answer
}

// ledger knows the messages of all roads, by what they say to whom. It is how
// the tests learn which came twice, and whether there was a reason.
type ledger struct {
	mu     sync.Mutex
	recent map[*road][]*message // since the process at its beginning was killed
	came   map[string]int       // how often each message came
	unsure map[string]int       // how often the bot could not know whether it had come
	open   int                  // calls that were open at the kills
	lost   int                  // answers that were lost otherwise
	waits  map[*road]time.Time  // kills after which nothing has come yet
	back   []time.Duration      // from each kill to the first message after it
	busy   time.Duration        // how long an ack may take here, when a test has seen that it may be longer than ackTimeMost
}

// message is one call of sendMessage or sendDocument.
type message struct {
	of    *road
	key   string
	begun time.Time
	ended time.Time // zero until the answer has gone
	doubt bool      // the bot cannot know whether it came
}

func newLedger() *ledger {
	return &ledger{recent: map[*road][]*message{}, came: map[string]int{}, unsure: map[string]int{}, waits: map[*road]time.Time{}}
}

func (l *ledger) begin(r *road, body string) *message {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := &message{of: r, key: body, begun: time.Now()}
	l.recent[r] = append(l.recent[r], m)
	return m
}

// silent notes that no answer comes.
func (l *ledger) silent(m *message, came bool) {
	if m == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if came {
		l.came[m.key]++
		l.lost++
		l.doubt(m)
	}
}

func (l *ledger) doubt(m *message) {
	if !m.doubt {
		m.doubt = true
		l.unsure[m.key]++
	}
}

// leftover is for calls that the process made before it was killed and that are
// read only afterwards.
const leftover = 50 * time.Millisecond

func (l *ledger) arrived(m *message, came bool) {
	if m == nil || !came {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.came[m.key]++
	if at, ok := l.waits[m.of]; ok && m.begun.Sub(at) > leftover {
		l.back = append(l.back, time.Since(at))
		delete(l.waits, m.of)
	}
}

func (l *ledger) end(m *message) {
	if m == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m.ended = time.Now()
}

// ackTime is how long it may take from the end of a call until the store knows
// of it: the answer's way, 5 ms that an ack waits for a turn to ride on (see
// bot.Options.AckDelay), and some for a busy machine.
const (
	ackTime     = 30 * time.Millisecond
	ackTimeMost = 100 * time.Millisecond // on a machine with more to do than it can
)

// kill notes that the process at the beginning of a road has been killed, and
// since when the store had taken no acks (zero: it took them). Calls of which
// the store did not know were open: so many.
func (l *ledger) kill(r *road, silent time.Time) (open int) {
	since := time.Now()
	if !silent.IsZero() {
		since = silent
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.recent[r] {
		if !m.doubt && (m.ended.IsZero() || m.ended.After(since.Add(-ackTime))) {
			open++
		}
		if m.ended.IsZero() || m.ended.After(since.Add(-max(ackTimeMost, l.busy))) {
			l.doubt(m)
		}
	}
	l.recent[r] = nil
	l.waits[r] = time.Now()
	l.open += open
	return open
}

// doubted is of how many messages the bot could not know whether they had come.
func (l *ledger) doubted() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, times := range l.unsure {
		n += times
	}
	return n
}

// twice counts messages that came more often than once, and of those the ones
// for which there was no reason.
func (l *ledger) twice() (twice, unexplained int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, n := range l.came {
		twice += n - 1
		unexplained += max(0, n-1-l.unsure[key])
	}
	return twice, unexplained
}
