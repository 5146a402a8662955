package telegram

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"wecan/bot"
)

// courier knows the files that were brought from elsewhere lately.
type courier struct {
	mu    sync.Mutex
	known map[string]*brought
	order []string // oldest first
}

// broughtMost is how many files are remembered. Of more the oldest is forgotten,
// and uploaded again if it is needed.
const broughtMost = 256

func (c *courier) of(what, id string) *brought {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := what + ":" + id
	if one := c.known[key]; one != nil {
		return one
	}
	if len(c.order) == broughtMost {
		delete(c.known, c.order[0])
		c.order = c.order[1:]
	}
	one := &brought{as: what}
	c.known[key], c.order = one, append(c.order, key)
	return one
}

// brought is what became of a file.
type brought struct {
	mu    sync.Mutex
	as    string // the kind that Telegram takes it as
	id    string // what Telegram calls it, "" before it was uploaded
	fails int    // in a row
	since time.Time
}

// What holds up all that is behind it for longer has failed.
const (
	bringTries = 3
	bringTime  = time.Minute
)

// now is as what a file is sent, and by which id; "" when it must be uploaded.
func (b *brought) now() (as, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.as, b.id
}

// arrived notes what Telegram calls the file; "" for nothing that can be sent.
func (b *brought) arrived(as, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails = 0
	if b.id = id; id != "" {
		b.as = as
	}
}

// stuck says whether the file failed too often and for too long.
func (b *brought) stuck() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fails >= bringTries && time.Since(b.since) >= bringTime
}

func (b *brought) failed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fails++; b.fails == 1 {
		b.since = time.Now()
	}
}

// answered ends the count: somebody is there and says why.
func (b *brought) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails = 0
}

// missed is the error for a file that did not come from where it lies.
func (b *brought) missed(as string, err error) error {
	var no *bot.Refusal
	if errors.As(err, &no) && (no.Kind == bot.Never || no.Kind == bot.Gone) {
		return hopeless(as, no.Err)
	}
	if errors.Is(err, context.Canceled) { // the process ends
		return notYet(as, err)
	}
	if b.failed(); b.stuck() {
		b.answered() // if somebody tries it again, it has its time again
		return hopeless(as, notFetchable(err))
	}
	return notYet(as, err)
}

// judge is the error for an upload that failed.
func (b *brought) judge(ctx context.Context, f *passing, err error) error {
	var said *failure
	answer := errors.As(err, &said)
	switch fault := f.failure(); {
	case answer && said.status == http.StatusRequestEntityTooLarge, errors.Is(fault, errUploadLarge):
		return hopeless(f.as, errUploadLarge)
	case fault != nil && ctx.Err() == nil: // when the time is over, either side may be the slow one
		return b.missed(f.as, fault)
	case answer && f.as != kindDocument && said.code == http.StatusBadRequest && said.says("photo_", "image_process"):
		b.mu.Lock()
		b.as, b.fails = kindDocument, 0
		b.mu.Unlock()
		return errNowDocument
	case answer && said.kind() != 0:
		b.answered()
	case !errors.Is(err, context.Canceled):
		b.failed()
	}
	return refusal(methodOf(f.as), err)
}
