package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

var (
	errUploadKind = errors.New("only a photo or a document can be put there")
	errUploadID   = errors.New("telegram: Telegram has taken the file, and did not say under which id")
)

// Upload sends a photo or a document into a chat, and answers as what Telegram has taken it
// and the id that it has given it: a photo that is too large, or none, comes as a
// document. With that id any other chat gets the file without another upload.
//
// A file lies at Telegram only once it was sent to somebody, so the chat is that of
// whoever wants it there. It is sent at once, beside whatever her outbox holds. The error
// is a [*bot.Refusal], one of the network, or says what is wrong with the file.
func (t *Telegram) Upload(ctx context.Context, chat int64, as, name string, data []byte) (taken, id string, err error) {
	if as != kindPhoto && as != kindDocument {
		return "", "", errUploadKind
	}
	if chat == 0 {
		return "", "", errNoChat
	}
	ctx, cancel := context.WithTimeout(ctx, uploadTime)
	defer cancel()
	f, err := newPassing(ctx, io.NopCloser(bytes.NewReader(data)), name, as, int64(len(data)))
	if err != nil {
		return "", "", fmt.Errorf("telegram: %s: %w", methodOf(as), err)
	}
	m, err := t.stream(ctx, chat, f)
	t.observe(uploadEvent(err))
	if err != nil {
		return "", "", err
	}
	taken = what(m)
	if id = file(m, taken).ID; id == "" {
		return "", "", errUploadID
	}
	return taken, id, nil
}
