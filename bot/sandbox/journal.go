package sandbox

import "time"

// Call is one request the bot made.
type Call struct {
	Number      int // from 1
	Method      string
	ChatID      int64 // 0: the method is about no chat
	MessageID   int64 // of an edit or a deletion; 0 otherwise
	Status      int   // as answered; 0: the connection was cut after the call was applied
	Description string
	At          time.Time // when the request came
}

// journal remembers the last calls, counts all, and keeps what broke the rules. It is guarded by Telegram.mu.
type journal struct {
	calls      []Call
	keep       int
	total      int
	counts     map[string]int
	statuses   map[int]int
	violations []string
}

const keepViolations = 1000

func newJournal(keep int) journal {
	return journal{keep: max(keep, 1), counts: map[string]int{}, statuses: map[int]int{}}
}

func (j *journal) add(c Call) {
	j.total++
	c.Number = j.total
	j.counts[c.Method]++
	j.statuses[c.Status]++
	if len(j.calls) < j.keep {
		j.calls = append(j.calls, c)
		return
	}
	j.calls[(j.total-1)%j.keep] = c
}

func (j *journal) violation(method, description string) {
	if len(j.violations) < keepViolations {
		j.violations = append(j.violations, method+": "+description)
	}
}

// Calls are the last requests of the bot, in the order in which they were answered; getUpdates among them.
func (t *Telegram) Calls() []Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	j := &t.journal
	out := make([]Call, 0, len(j.calls))
	if len(j.calls) == j.keep {
		at := j.total % j.keep
		return append(append(out, j.calls[at:]...), j.calls[:at]...)
	}
	return append(out, j.calls...)
}

// Count is how often a method was called since the start.
func (t *Telegram) Count(method string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.journal.counts[method]
}

// CountStatus is how many requests were answered with an HTTP status since the start; 0 stands for cut connections.
func (t *Telegram) CountStatus(status int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.journal.statuses[status]
}

// Violations are the first thousand requests that could never have been right: unknown or missing parameters, wrong types,
// sizes out of bounds. A bot without mistakes has none.
func (t *Telegram) Violations() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.journal.violations...)
}
