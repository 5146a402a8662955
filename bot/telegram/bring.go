package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-telegram/bot/models"

	"wecan/bot"
	"wecan/flows"
)

// Limits of the Bot API for what a bot uploads, in bytes (Sending files).
const (
	UploadLimit = 50 << 20
	photoLimit  = 10 << 20 // a larger photo goes as a document
)

// uploadTime bounds an upload together with the fetching of the file. The runtime
// allows much less, so what the team is told is too large is less than UploadLimit.
const uploadTime = 2 * time.Minute

// Elsewhere has the files that do not lie at Telegram.
type Elsewhere interface {
	// File opens a file: its bytes, its name, and its size in bytes, 0 or less when
	// that is not known. Whoever calls closes body, and reads it before ctx ends.
	// The error is a [*bot.Refusal] with Never or Gone when the file will never
	// come; any other means "not now". It must be fit for a log.
	File(ctx context.Context, id string) (body io.ReadCloser, name string, size int64, err error)
}

var (
	errUploadLarge = errors.New("the file has more than 50 MB, and Telegram takes no larger one from a bot")
	errUploadEmpty = errors.New("the file is empty")
	errBrokeOff    = errors.New("the file broke off on its way from where it lies")
	errNowDocument = errors.New("telegram: Telegram does not take the file as what it is; it will be sent as a document")
)

// bring sends a file that lies elsewhere: its bytes go through, and are nowhere
// kept. Like every carrier it makes one call, and a file whose id is known is not
// uploaded again.
//
// A file that can never come is refused for good: it is too large, empty or gone,
// or it failed for a minute while Telegram answered other calls. The person has
// the text before it, which says that a file is there, and no file; whoever sent it is
// told (see [flows.ToldUnsent]), and the dead letter tells the operator. Until then it waits in its place, and what is behind
// it with it, so the minute must be short.
func (t *Telegram) bring(ctx context.Context, e flows.Attach, id string) (int, error) {
	method := methodOf(e.What)
	switch {
	case t.sender(e, nil) == nil:
		return 0, t.never("carry", fmt.Errorf("a %s cannot be uploaded", e.What))
	case id == "" || t.elsewhere == nil:
		return 0, t.never(method, errors.New("there is no place that this file could come from"))
	}
	c := t.brought.of(e.What, id)
	as, known := c.now()
	if known != "" {
		return t.bringKnown(ctx, e, c, as, known)
	}
	stuck := c.stuck()
	if stuck { // a line that is dead is no fault of the file's
		if _, _, err := t.Identity(ctx); err != nil {
			return 0, err
		}
	}
	timed, cancel := context.WithTimeout(ctx, uploadTime)
	defer cancel()
	message, err := t.bringNow(timed, e, c, as, id)
	if stuck && c.stuck() && !errors.Is(ctx.Err(), context.Canceled) { // nothing was answered, but to getMe
		c.answered() // if somebody tries it again, it has its time again
		err = hopeless(as, err)
	}
	t.observe(uploadEvent(err))
	return message, err
}

func uploadEvent(err error) string {
	if err == nil {
		return EventCallOK
	}
	return callEvent(err)
}

// bringNow fetches the file and uploads it.
func (t *Telegram) bringNow(ctx context.Context, e flows.Attach, c *brought, as, id string) (int, error) {
	body, name, size, err := t.elsewhere.File(ctx, id)
	if err != nil {
		return 0, c.missed(as, err)
	}
	defer func() { _ = body.Close() }()
	f, err := newPassing(ctx, body, name, as, size)
	switch {
	case errors.Is(err, errUploadLarge), errors.Is(err, errUploadEmpty):
		return 0, hopeless(as, err)
	case err != nil:
		return 0, c.missed(as, err)
	}
	m, err := t.stream(ctx, e.Chat, f)
	if err == nil {
		as := what(m)
		c.arrived(as, file(m, as).ID)
		return m.ID, nil
	}
	return 0, c.judge(ctx, f, err)
}

// bringKnown sends a file by its id. One that Telegram refuses is forgotten.
func (t *Telegram) bringKnown(ctx context.Context, e flows.Attach, c *brought, as, id string) (int, error) {
	e.What = as
	send := t.sender(e, &models.InputFileString{Data: id})
	message, err := t.call(ctx, methodOf(as), func(ctx context.Context) error {
		_, err := send(ctx)
		return err
	})
	var f *failure
	if errors.As(err, &f) && f.kind() == bot.Never && f.says("file") {
		c.arrived(as, "")
		return 0, errFileUnknown
	}
	return message, err
}

// hopeless refuses a file for good, without a call or instead of what the call
// said.
func hopeless(as string, err error) error {
	return &bot.Refusal{Kind: bot.Never, Err: fmt.Errorf("telegram: %s: %w", methodOf(as), err), NoCall: true}
}

// notFetchable says why a file does not come. What refused it elsewhere says
// nothing about Telegram, so a refusal must not shine through.
func notFetchable(err error) error {
	return errors.New("the file cannot be fetched: " + err.Error())
}

func notYet(as string, err error) error {
	return fmt.Errorf("telegram: %s: %w", methodOf(as), notFetchable(err))
}
