package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

// Errors of [Telegram.Download].
var (
	// ErrFileGone is returned for a file that Telegram does not have any more,
	// or does not know under this id: ids are good for one bot only.
	ErrFileGone = errors.New("Telegram does not have this file any more, or it was sent to another bot; ask the person to send it again")
	// ErrFileLarge is returned for one above [DownloadLimit].
	ErrFileLarge = errors.New("the file has more than 20 MB, and Telegram hands no larger one to a bot; ask the person to send it in parts")
)

var errFileLocal = errors.New("telegram: getFile: the Bot API server keeps files on its own disk (--local), where they are not fetched from; " +
	"run it without --local")

// Download fetches what a person has sent, by the file's id. It makes two calls:
// the address of a file is good for an hour only. The error is [ErrFileGone],
// [ErrFileLarge], a [*bot.Refusal], or one of the network; neither the token nor
// the address is in it. The bytes are what somebody sent: nothing is known of
// them.
func (t *Telegram) Download(ctx context.Context, id string) ([]byte, error) {
	file, err := t.locate(ctx, id)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.api.FileDownloadLink(file), http.NoBody)
	if err != nil {
		return nil, errors.New("telegram: the request could not be made") // err holds the address
	}
	status, body, err := t.wire.exchange(req, DownloadLimit)
	switch {
	case errors.Is(err, errTooLong):
		return nil, ErrFileLarge
	case err != nil:
		return nil, fmt.Errorf("telegram: fetch a file: %w", err)
	case status == http.StatusNotFound: // here it says nothing about the bot: the address was not good
		return nil, ErrFileGone
	case status != http.StatusOK:
		_, err := readAnswer(status, body)
		if err == nil {
			err = &failure{status: status}
		}
		return nil, refusal("fetch a file", err)
	case file.FileSize > 0 && int64(len(body)) != file.FileSize:
		return nil, fmt.Errorf("telegram: fetch a file: %d of %d bytes came; try again", len(body), file.FileSize)
	}
	return body, nil
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
