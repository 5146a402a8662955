package telegram_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot/telegram"
)

// queue is a Telegram with update ids of the test's choosing.
type queue struct {
	mu      sync.Mutex
	updates []queued
	lost    []int64 // good ones that were confirmed before they were handed out
	given   map[int64]bool
}

type queued struct {
	id  int64
	raw string // "" is a good one
}

func (q *queue) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		return reply(200, `{"ok":true,"result":true}`), nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var offset int64
	if _, after, ok := strings.Cut(string(body), `"offset":`); ok {
		if _, err := fmt.Sscan(strings.FieldsFunc(after, func(r rune) bool { return r == ',' || r == '}' })[0], &offset); err != nil {
			return nil, err
		}
	}
	raws := q.take(offset)
	if len(raws) == 0 {
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(50 * time.Second):
		}
	}
	return reply(200, `{"ok":true,"result":[`+strings.Join(raws, ",")+`]}`), nil
}

func (q *queue) take(offset int64) (raws []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.updates) > 0 && q.updates[0].id < offset {
		if u := q.updates[0]; u.raw == "" && !q.given[u.id] {
			q.lost = append(q.lost, u.id)
		}
		q.updates = q.updates[1:]
	}
	for _, u := range q.updates[:min(len(q.updates), 3)] {
		raw := u.raw
		if raw == "" {
			q.given[u.id] = true
			raw = fmt.Sprintf(`{"update_id":%d,"message":{%s%s,"text":"%d"}}`, u.id, head, private, u.id)
		}
		raws = append(raws, raw)
	}
	return raws
}

func (q *queue) add(u ...queued) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.updates = append(q.updates, u...)
}

// Updates without a readable id fill whole batches, with gaps between the ids:
// the poller gets past them, and loses no good one behind them.
func TestUnreadableIDsNeitherStopNorSkip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{given: map[int64]bool{}, updates: []queued{
			{10, ""}, {12, `{"a":1}`}, {17, `{"a":2}`}, {18, `{"a":3}`}, {21, `{"a":4}`}, {22, ""}, {23, `{"a":5}`},
		}}
		f, m := newTurns(), newMorgue()
		p := launch(t, "a", &gate{}, q, f, m)
		time.Sleep(5 * time.Minute)
		q.add(queued{24, ""}, queued{30, ""})
		time.Sleep(5 * time.Minute)
		p.stop(t)
		if want := []string{"10", "22", "24", "30"}; !slices.Equal(f.texts(), want) || len(q.lost) != 0 || len(q.updates) != 0 {
			t.Errorf("committed %q, lost %v, %d left", f.texts(), q.lost, len(q.updates))
		}
		if len(m.ids()) != 5 {
			t.Errorf("buried %q", m.ids())
		}
	})
}

// Before the first readable id nothing is known that could be confirmed: it
// waits, and asks seldom.
func TestUnreadableIDsBeforeAllOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{given: map[int64]bool{}, updates: []queued{{10, `{"a":1}`}}}
		f, m := newTurns(), newMorgue()
		p := launch(t, "a", &gate{}, q, f, m)
		time.Sleep(10 * time.Minute)
		if n := p.events.of(telegram.EventPollOK); n > 125 {
			t.Errorf("%d polls in ten minutes", n)
		}
		q.add(queued{11, ""})
		time.Sleep(time.Minute)
		p.stop(t)
		if !slices.Equal(f.texts(), []string{"11"}) || len(q.updates) != 0 || len(m.ids()) != 1 {
			t.Errorf("committed %q, %d left, buried %q", f.texts(), len(q.updates), m.ids())
		}
	})
}

// After a week without updates their ids start anew at random, perhaps just
// below the last one.
func TestIDsMayStartAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{given: map[int64]bool{}, updates: []queued{{10, ""}}}
		f := newTurns()
		p := launch(t, "a", &gate{}, q, f, newMorgue())
		time.Sleep(50 * time.Hour) // as good as a week: updates wait for a day
		q.add(queued{5, ""}, queued{6, ""})
		time.Sleep(time.Minute)
		p.stop(t)
		if want := []string{"10", "5", "6"}; !slices.Equal(f.texts(), want) || len(q.lost) != 0 || len(q.updates) != 0 {
			t.Errorf("committed %q, lost %v, %d left", f.texts(), q.lost, len(q.updates))
		}
	})
}
