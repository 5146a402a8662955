package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"wecan/bot/mattermost"
	"wecan/bot/telegram"
	"wecan/flows"
)

// filesOfPeople fetches for Mattermost what people sent, which is at Telegram.
type filesOfPeople struct{ telegram *telegram.Telegram }

// Fetch is for [mattermost.Files].
func (f filesOfPeople) Fetch(ctx context.Context, file flows.PostFile) (body io.ReadCloser, name string, size int64, err error) {
	body, name, size, err = f.telegram.Fetch(ctx, file.What, file.ID)
	switch {
	case errors.Is(err, telegram.ErrFileLarge):
		err = errors.Join(mattermost.ErrTooLarge, err)
	case errors.Is(err, telegram.ErrFileGone):
		err = errors.Join(mattermost.ErrNoFile, err)
	case err != nil: // what Telegram refuses us must not pause what is for Mattermost
		err = fmt.Errorf("a file cannot be had from Telegram now: %v", err) //nolint:errorlint // the kind of refusal is left out on purpose
	}
	return body, name, size, err
}
