package sandbox

import (
	"container/heap"
	"context"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
)

const (
	defaultConnections = 40
	maxConnections     = 100
	answerTime         = 60 * time.Second // a webhook that takes longer has failed
	firstWait          = 2 * time.Second  // after the second failure in a row; the first is repeated at once
	longestWait        = 60 * time.Second
)

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// webhook is where updates go, and in which order. It is guarded by Telegram.mu.
type webhook struct {
	url         string
	secret      string
	connections int
	lanes       map[laneKey]*lane
	ready       []*lane  // may be served now, longest waiting first
	later       laneHeap // wait for a repeat
	repeats     int      // so far: the order of repeats due at the same time
	busy        int      // deliveries under way
	failedAt    int64    // Unix seconds; 0: never
	failure     string
}

// laneKey tells the queues apart whose order Telegram keeps. Texts and taps of one person are in two of them.
type laneKey struct {
	chatID int64
	kind   string
}

// lane is a queue of updates that go out one after the other.
type lane struct {
	key      laneKey
	items    []*update
	waiting  bool // under way, or in ready or later
	failures int  // in a row
	at       time.Time
	turn     int
}

// laneHeap has the lane whose repeat is due first on top.
type laneHeap []*lane

func (h laneHeap) Len() int { return len(h) }

func (h laneHeap) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].turn < h[j].turn
	}
	return h[i].at.Before(h[j].at)
}

func (h laneHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *laneHeap) Push(x any) {
	if l, ok := x.(*lane); ok {
		*h = append(*h, l)
	}
}

// Pop is for container/heap.
func (h *laneHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

func newWebhook(address, secret string, connections int) *webhook {
	return &webhook{url: address, secret: secret, connections: connections, lanes: map[laneKey]*lane{}}
}

func (h *webhook) add(u *update, front bool) {
	key := laneKey{u.chatID, u.kind}
	if key.kind == "edited_message" {
		key.kind = "message" // an edit follows its message
	}
	l := h.lanes[key]
	if l == nil {
		l = &lane{key: key}
		h.lanes[key] = l
	}
	if front {
		l.items = slices.Insert(l.items, 0, u)
	} else {
		l.items = append(l.items, u)
	}
	if !l.waiting {
		l.waiting = true
		h.ready = append(h.ready, l)
	}
}

// next takes the lane to serve now; nil when none may be. It moves lanes whose wait is over to the ready ones.
func (h *webhook) next(now time.Time) *lane {
	for len(h.later) > 0 && !h.later[0].at.After(now) {
		h.ready = append(h.ready, h.later[0])
		heap.Pop(&h.later)
	}
	for h.busy < h.connections && len(h.ready) > 0 {
		l := h.ready[0]
		h.ready = h.ready[1:]
		l.items = slices.DeleteFunc(l.items, func(u *update) bool { return u.over(now) })
		if len(l.items) > 0 {
			h.busy++
			return l
		}
		l.waiting = false
		delete(h.lanes, l.key)
	}
	return nil
}

// wait says how long until the next repeat is due; an hour when none is.
func (h *webhook) wait(now time.Time) time.Duration {
	if len(h.later) == 0 {
		return time.Hour
	}
	return max(h.later[0].at.Sub(now), 0)
}

// served puts a lane back after a delivery. after is what the Retry-After header asked for.
func (h *webhook) served(l *lane, ok bool, after time.Duration, now time.Time) {
	h.busy--
	if ok {
		l.failures = 0
		h.ready = append(h.ready, l)
		return
	}
	l.failures++
	pause := time.Duration(0)
	if l.failures > 1 {
		pause = min(firstWait<<min(l.failures-2, 10), longestWait)
	}
	l.at = now.Add(max(pause, after))
	h.repeats++
	l.turn = h.repeats
	heap.Push(&h.later, l)
}

// setWebhook is https://core.telegram.org/bots/api#setwebhook.
func (t *Telegram) setWebhook(args arguments) (any, *apiError) {
	address := args.text("url")
	if address == "" {
		return t.deleteWebhook(args)
	}
	if err := t.checkHookURL(address); err != nil {
		return nil, err
	}
	secret := args.text("secret_token")
	if secret != "" && !secretToken.MatchString(secret) {
		return nil, violation("secret token contains illegal characters")
	}
	connections := defaultConnections
	if n := args.integer("max_connections"); n > 0 {
		connections = int(min(n, maxConnections))
	}
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if args.has("allowed_updates") {
		t.updates.allowed = args.strings("allowed_updates")
	}
	if args.flag("drop_pending_updates") {
		t.dropPending()
	}
	t.poll.abort("setWebhook request")
	if t.hook != nil {
		t.hook.url, t.hook.secret, t.hook.connections = address, secret, connections
	} else {
		t.hook = newWebhook(address, secret, connections)
		for _, u := range t.updates.page(maxPending, now) {
			t.hook.add(u, false)
		}
	}
	t.wake()
	return true, nil
}

// checkHookURL refuses what the sandbox cannot or must not reach. Telegram wants HTTPS; on loopback HTTP does.
func (t *Telegram) checkHookURL(address string) *apiError {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return violation("invalid webhook URL specified")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return violation("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if _, own := t.transport.(*loopbackTransport); own && !isLoopback(u.Hostname()) {
		return badRequest("bad webhook: the sandbox delivers to loopback addresses only, such as http://127.0.0.1:8080")
	}
	return nil
}

func (t *Telegram) deleteWebhook(args arguments) (any, *apiError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hook = nil
	if args.flag("drop_pending_updates") {
		t.dropPending()
	}
	return true, nil
}

func (t *Telegram) dropPending() {
	t.updates.clear()
}

type webhookInfo struct {
	URL         string   `json:"url"`
	Certificate bool     `json:"has_custom_certificate"`
	Pending     int      `json:"pending_update_count"`
	FailedAt    int64    `json:"last_error_date,omitempty"`
	Failure     string   `json:"last_error_message,omitempty"`
	Connections int      `json:"max_connections,omitempty"`
	Allowed     []string `json:"allowed_updates,omitempty"`
}

func (t *Telegram) getWebhookInfo() (any, *apiError) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	info := webhookInfo{Pending: t.updates.count(now), Allowed: t.updates.allowed}
	if h := t.hook; h != nil {
		info.URL, info.Connections, info.FailedAt, info.Failure = h.url, h.connections, h.failedAt, h.failure
	}
	return info, nil
}

// loopbackTransport never leaves this computer.
type loopbackTransport struct{ http.Transport }

func newLoopbackTransport() *loopbackTransport {
	lt := &loopbackTransport{}
	lt.MaxIdleConnsPerHost = maxConnections
	lt.IdleConnTimeout = time.Minute
	dialer := net.Dialer{Timeout: 5 * time.Second}
	lt.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil || !isLoopback(host) {
			return nil, &net.AddrError{Err: "the sandbox delivers to loopback addresses only", Addr: address}
		}
		return dialer.DialContext(ctx, network, address)
	}
	return lt
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
