package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/go-telegram/bot/models"

	"wecan/i18n"
)

const (
	kindPhoto    = "photo"
	kindDocument = "document"
)

// passing is a file on its way through: read from where it lies, and written to
// Telegram.
type passing struct {
	name, as string
	size     int64 // in bytes, 0 when it is not known
	from     io.Reader
	close    io.Closer
	brokeOff func(error) error

	mu     sync.Mutex // the transport may read on after it has answered
	came   int64
	closed bool
	fault  error
}

// newPassing looks at what is known of a file. Of one whose size is not known it
// reads as much as a photo may have.
func newPassing(ctx context.Context, body io.ReadCloser, name, as string, size int64) (*passing, error) {
	f := &passing{as: as, size: max(0, size), from: body, close: body}
	f.brokeOff = func(err error) error { // without addresses
		return fmt.Errorf("%w: %w", errBrokeOff, networkCause(ctx, err))
	}
	if f.size == 0 {
		start, err := io.ReadAll(io.LimitReader(body, photoLimit+1))
		switch {
		case err != nil:
			return nil, f.brokeOff(err)
		case len(start) == 0:
			return nil, errUploadEmpty
		case len(start) <= photoLimit:
			f.size, f.from = int64(len(start)), bytes.NewReader(start)
		default:
			f.from = io.MultiReader(bytes.NewReader(start), body)
		}
	}
	if f.as == kindPhoto && (f.size == 0 || f.size > photoLimit) {
		f.as = kindDocument
	}
	if f.size > UploadLimit {
		return nil, errUploadLarge
	}
	f.name = uploadName(name, as)
	return f, nil
}

// Read is for io.Reader. A file that is not as long as was told is an error: half
// of one must not arrive as the whole.
func (f *passing) Read(p []byte) (int, error) {
	n, err := f.from.Read(p)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.came += int64(n)
	switch {
	case f.closed: // the upload was over before
		return 0, io.ErrClosedPipe
	case f.size == 0 && f.came > UploadLimit:
		f.fault = errUploadLarge
	case f.size > 0 && (f.came > f.size || errors.Is(err, io.EOF) && f.came < f.size):
		f.fault = errBrokeOff
	case err != nil && !errors.Is(err, io.EOF):
		f.fault = f.brokeOff(err)
	default:
		return n, err
	}
	return 0, f.fault
}

// Close is for io.Closer: the transport has had enough.
func (f *passing) Close() error {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	return f.close.Close()
}

// failure is why the file could not be read to its end, nil when it could or when
// it did not come to that.
func (f *passing) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault
}

// stream uploads a file as the one call that sends it. Its error is a [*failure]
// or one of the network.
func (t *Telegram) stream(ctx context.Context, chat int64, f *passing) (*models.Message, error) {
	var text bytes.Buffer
	form := multipart.NewWriter(&text)
	_ = form.WriteField("chat_id", strconv.FormatInt(chat, 10)) // a buffer takes everything
	_ = form.WriteField("disable_notification", "true")         // the phone rings for the text before it
	_, _ = form.CreateFormFile(f.as, f.name)
	head := bytes.Clone(text.Bytes())
	text.Reset()
	_ = form.Close()
	body := io.MultiReader(bytes.NewReader(head), f, &text)
	tail := int64(text.Len())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.root+methodOf(f.as), struct {
		io.Reader
		io.Closer
	}{body, f})
	if err != nil {
		return nil, errors.New("telegram: the request could not be made") // err holds the address
	}
	req.ContentLength = -1
	if f.size > 0 {
		req.ContentLength = int64(len(head)) + f.size + tail
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	status, data, err := t.wire.exchange(req, answerLimit)
	if err != nil {
		return nil, err
	}
	result, err := readAnswer(status, data)
	if err != nil {
		return nil, err
	}
	// It was sent, even if the answer cannot be read: see Telegram.call.
	m := &models.Message{}
	if json.Unmarshal(result, m) != nil {
		m = &models.Message{ID: messageID(result)}
	}
	return m, nil
}

const nameMost = 100 // characters

// uploadName is the name that the person sees. Somebody's device chose it.
func uploadName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(i18n.Clean(name), `\`, "/"))
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". /")
	if name == "" {
		return kind + endingOf(kind)
	}
	runes := []rune(name)
	return string(runes[max(0, len(runes)-nameMost):]) // the end tells what kind of file it is
}

// endingOf is how the name of a file of a kind ends.
func endingOf(kind string) string {
	switch kind {
	case kindVoice:
		return ".ogg"
	case kindPhoto:
		return ".jpg"
	case kindAudio:
		return ".mp3"
	case "video", "video_note", "animation":
		return ".mp4"
	case "sticker":
		return ".webp"
	}
	return ""
}
