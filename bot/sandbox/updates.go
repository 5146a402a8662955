package sandbox

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// How long updates wait, and when their ids start anew (https://core.telegram.org/bots/api#getting-updates).
const (
	updateLife = 24 * time.Hour
	queryLife  = 150 * time.Second
	quietTime  = 7 * 24 * time.Hour
	keepRecent = 1024 // updates that Redeliver can still find
)

// update waits until the bot confirms it or its time is over.
type update struct {
	id      int64
	kind    string
	chatID  int64
	body    []byte
	expires time.Time
	done    bool // confirmed by a webhook
}

func (u *update) over(now time.Time) bool { return u.done || now.After(u.expires) }

// updates is the bot's one queue of updates, whoever fetches them. It is guarded by Telegram.mu.
type updates struct {
	random   *rand.Rand
	items    []*update // ids ascend; those before head are gone
	head     int
	finished int // done ones at or behind head
	nextID   int64
	lastAt   time.Time
	allowed  []string // kinds asked for; empty: the default ones
	recent   []*update
	oldest   int // of recent, once it is full
}

func newUpdates(random *rand.Rand) updates {
	return updates{random: random, nextID: randomID(random)}
}

// randomID leaves room below 2^31, where Telegram keeps update ids.
func randomID(random *rand.Rand) int64 { return 100_000_000 + random.Int64N(800_000_000) }

// newID gives the next update id. After a quiet week it is random, so it may be lower than the ones before.
func (q *updates) newID(now time.Time) int64 {
	if q.empty(now) && !q.lastAt.IsZero() && now.Sub(q.lastAt) >= quietTime {
		q.nextID = randomID(q.random)
	}
	q.lastAt = now
	q.nextID++
	return q.nextID - 1
}

// wants says whether the bot asked for updates of this kind. Without a wish it gets all but three kinds.
func (q *updates) wants(kind string) bool {
	if len(q.allowed) > 0 {
		return slices.Contains(q.allowed, kind)
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

func (q *updates) push(u *update) {
	q.items = append(q.items, u)
	if len(q.recent) < keepRecent {
		q.recent = append(q.recent, u)
		return
	}
	q.recent[q.oldest] = u
	q.oldest = (q.oldest + 1) % keepRecent
}

// again puts an update back at the place its id gives it. It returns nil when the update is forgotten.
func (q *updates) again(id int64, now time.Time) *update {
	at := slices.IndexFunc(q.recent, func(u *update) bool { return u.id == id })
	if at < 0 {
		return nil
	}
	u := *q.recent[at]
	u.done, u.expires = false, now.Add(life(u.kind))
	place, _ := slices.BinarySearchFunc(q.items[q.head:], id, func(u *update, id int64) int { return cmp.Compare(u.id, id) })
	q.items = slices.Insert(q.items, q.head+place, &u)
	return &u
}

func life(kind string) time.Duration {
	if kind == "callback_query" {
		return queryLife
	}
	return updateLife
}

func (q *updates) empty(now time.Time) bool {
	q.trim(now)
	return q.head == len(q.items)
}

// forgetBelow confirms all updates with a smaller id.
func (q *updates) forgetBelow(id int64) {
	for q.head < len(q.items) && q.items[q.head].id < id {
		if q.items[q.head].done {
			q.finished--
		}
		q.items[q.head].done = true
		q.items[q.head] = nil
		q.head++
	}
	q.compact()
}

// confirm forgets one update, wherever it stands.
func (q *updates) confirm(u *update, now time.Time) {
	if u.done {
		return
	}
	u.done = true
	q.finished++
	q.trim(now)
	if q.finished > 64 && q.finished > (len(q.items)-q.head)/2 {
		q.items = slices.DeleteFunc(q.items[q.head:], func(u *update) bool { return u.done })
		q.head, q.finished = 0, 0
	}
}

// trim moves the head past what is done or too old.
func (q *updates) trim(now time.Time) {
	for q.head < len(q.items) && q.items[q.head].over(now) {
		if q.items[q.head].done {
			q.finished--
		}
		q.items[q.head].done = true
		q.items[q.head] = nil
		q.head++
	}
	q.compact()
}

func (q *updates) compact() {
	switch {
	case q.head == len(q.items):
		q.items, q.head = q.items[:0], 0
	case q.head > 256 && q.head > len(q.items)/2:
		q.items = slices.Delete(q.items, 0, q.head)
		q.head = 0
	}
}

// page gives up to limit waiting updates from the head on.
func (q *updates) page(limit int, now time.Time) []*update {
	var page []*update
	for _, u := range q.items[q.head:] {
		if len(page) == limit {
			break
		}
		if !u.over(now) {
			page = append(page, u)
		}
	}
	return page
}

// fromEnd gives the id of the n-th waiting update from the end, or of the first when there are fewer.
func (q *updates) fromEnd(n int, now time.Time) int64 {
	if q.empty(now) {
		return q.nextID
	}
	return q.items[max(q.head, len(q.items)-n)].id
}

func (q *updates) count(now time.Time) int {
	n := 0
	for _, u := range q.items[q.head:] {
		if !u.over(now) {
			n++
		}
	}
	return n
}

func (q *updates) clear() {
	for _, u := range q.items[q.head:] {
		u.done = true
	}
	q.items, q.head, q.finished = nil, 0, 0
}

// deliver queues an update for the bot and wakes whoever fetches. The lock is held.
func (t *Telegram) deliver(c *chat, w *wireUpdate, now time.Time) {
	kind := w.kind()
	if !t.updates.wants(kind) {
		return
	}
	w.UpdateID = t.updates.newID(now)
	t.enqueue(&update{id: w.UpdateID, kind: kind, chatID: c.user.ID, body: encode(w), expires: now.Add(life(kind))})
}

func (t *Telegram) enqueue(u *update) {
	t.updates.push(u)
	t.arrived(u, false)
}

// arrived tells the poller or the webhook of an update.
func (t *Telegram) arrived(u *update, front bool) {
	if t.hook != nil {
		t.hook.add(u, front)
		t.wake()
	}
	t.poll.wake()
}
