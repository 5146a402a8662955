package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// DownloadLimit is how large a file may be that Telegram hands to a bot, in
// bytes (Bot API getFile).
const DownloadLimit = 20 << 20

// downloadTime bounds a download: 20 MB over a slow line.
const downloadTime = 3 * time.Minute

// Errors of [Telegram.Fetch] and [Telegram.Download].
var (
	// ErrFileGone is returned for a file that Telegram does not have any more,
	// or does not know under this id: ids are good for one bot only.
	ErrFileGone = errors.New("Telegram does not have this file any more, or it was sent to another bot; ask the person to send it again")
	// ErrFileLarge is returned for one above [DownloadLimit].
	ErrFileLarge = errors.New("the file has more than 20 MB, and Telegram hands no larger one to a bot; ask the person to send it in parts")
)

var errFileLocal = errors.New("telegram: getFile: the Bot API server keeps files on its own disk (--local), where they are not fetched from; " +
	"run it without --local")

// Fetch opens what a person has sent, by the file's id, and the name of the field
// that it stood in. It makes two calls: the address of a file is good for an hour
// only. The name is made up, with an ending that fits; size is in bytes, 0 when
// Telegram does not tell it. The caller closes body, and reads it within three
// minutes.
//
// The error, also that of reading, is [ErrFileGone], [ErrFileLarge], a
// [*bot.Refusal], or one of the network; neither the token nor the address is in
// it. A body that ends too early is an error. The bytes are what somebody sent:
// nothing is known of them.
func (t *Telegram) Fetch(ctx context.Context, what, id string) (body io.ReadCloser, name string, size int64, err error) {
	file, err := t.locate(ctx, id)
	if err != nil {
		return nil, "", 0, err
	}
	if body, size, err = t.open(ctx, file); err != nil {
		return nil, "", 0, err
	}
	return body, fetchedName(what, file.FilePath), size, nil
}

// Download is [Telegram.Fetch] for one who wants all at once.
func (t *Telegram) Download(ctx context.Context, id string) ([]byte, error) {
	body, _, _, err := t.Fetch(ctx, "", id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	return data, nil
}

// fetchedName is what a file is called elsewhere. What plays voice messages
// knows their ending as ogg.
func fetchedName(what, file string) string {
	ending := path.Ext(file)
	if ending == ".oga" {
		ending = ".ogg"
	}
	return cmp.Or(what, "file") + ending
}

// open asks for the bytes of a file.
func (t *Telegram) open(ctx context.Context, file *models.File) (body io.ReadCloser, size int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTime)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.api.FileDownloadLink(file), http.NoBody)
	if err != nil {
		return nil, 0, errors.New("telegram: the request could not be made") // err holds the address
	}
	resp, err := t.wire.begin(req)
	if err != nil {
		return nil, 0, fmt.Errorf("telegram: fetch a file: %w", err)
	}
	if resp.StatusCode != http.StatusOK || resp.ContentLength > DownloadLimit {
		defer func() { _ = resp.Body.Close() }()
		return nil, 0, notFetched(resp)
	}
	d := &download{ReadCloser: resp.Body, whole: file.FileSize, end: cancel}
	d.cause = func(err error) error { return networkCause(ctx, err) }
	return d, cmp.Or(file.FileSize, max(0, resp.ContentLength)), nil
}

// notFetched is why an answer does not hold the file.
func notFetched(resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusOK:
		return ErrFileLarge
	case http.StatusNotFound: // here it says nothing about the bot: the address was not good
		return ErrFileGone
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err == nil {
		_, err = readAnswer(resp.StatusCode, body)
	}
	var f *failure
	if !errors.As(err, &f) {
		err = &failure{status: resp.StatusCode}
	}
	return refusal("fetch a file", err)
}

// download is the body of a file on its way.
type download struct {
	io.ReadCloser

	whole int64 // how many bytes it has, 0 when Telegram did not say
	came  int64
	end   context.CancelFunc
	cause func(error) error
}

// Read is for io.Reader.
func (d *download) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	d.came += int64(n)
	switch {
	case d.came > DownloadLimit:
		return 0, ErrFileLarge
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, fmt.Errorf("telegram: fetch a file: %w", d.cause(err))
	case d.whole > 0 && d.came != d.whole:
		return n, fmt.Errorf("telegram: fetch a file: %d of %d bytes came; try again", d.came, d.whole)
	}
	return n, io.EOF
}

// Close is for io.Closer.
func (d *download) Close() error {
	defer d.end()
	return d.ReadCloser.Close()
}

// filePath is a file_path as Telegram makes them; it becomes part of an address.
var filePath = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$`)

// locate asks where a file is.
func (t *Telegram) locate(ctx context.Context, id string) (*models.File, error) {
	var file *models.File
	_, err := t.call(ctx, "getFile", func(ctx context.Context) error {
		var err error
		file, err = t.api.GetFile(ctx, &api.GetFileParams{FileID: id})
		return err
	})
	var f *failure
	switch {
	case errors.As(err, &f) && f.code == http.StatusBadRequest && f.says("file is too big"):
		return nil, ErrFileLarge
	case errors.As(err, &f) && f.code == http.StatusBadRequest && f.says("file_id", "file identifier", "temporarily unavailable"):
		return nil, ErrFileGone
	case err != nil:
		return nil, err
	case file != nil && file.FileSize > DownloadLimit:
		return nil, ErrFileLarge
	case file != nil && strings.HasPrefix(file.FilePath, "/"):
		return nil, errFileLocal
	case file == nil || !filePath.MatchString(file.FilePath):
		return nil, errors.New("telegram: getFile: the answer names no file")
	}
	return file, nil
}
