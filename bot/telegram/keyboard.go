package telegram

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// Limits of the Bot API for keyboards.
const (
	dataLimit    = 64  // bytes, InlineKeyboardButton.callback_data
	buttonsLimit = 100 // in one keyboard; Telegram answers "too many buttons"
)

// markup is the reply_markup of a message: one kind, or nil for none. A typed
// nil in it would be sent as null.
func markup(e flows.Send) (models.ReplyMarkup, error) {
	given := 0
	for _, has := range []bool{filled(e.Buttons), filled(e.Keys), e.Unkey} {
		if has {
			given++
		}
	}
	switch {
	case given > 1:
		return nil, errors.New("more than one of buttons, keys and the end of keys")
	case e.Unkey:
		return unkey(), nil
	case filled(e.Keys):
		return newKeys(e.Keys)
	}
	return buttons(e.Buttons)
}

// filled says whether a row has something in it.
func filled[T any](rows [][]T) bool {
	return slices.ContainsFunc(rows, func(row []T) bool { return len(row) > 0 })
}

// buttons is the markup for inline buttons, nil for none.
func buttons(rows [][]flows.Button) (models.ReplyMarkup, error) {
	k, err := newKeyboard(rows)
	if k == nil || err != nil {
		return nil, err
	}
	return k, nil
}

// keyboard is the Bot API's InlineKeyboardMarkup. The library's own writes
// copy_text, empty, into every button, and that is an action too.
type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// newKeyboard is the only maker of inline keyboards. It returns nil for no buttons;
// its errors count rows and buttons from 1 and quote nothing.
func newKeyboard(rows [][]flows.Button) (*keyboard, error) {
	k := &keyboard{}
	total := 0
	for r, row := range rows {
		if len(row) == 0 {
			continue
		}
		keys := make([]key, len(row))
		for i, b := range row {
			made, err := newKey(b)
			if err != nil {
				return nil, fmt.Errorf("button %d of row %d: %w", i+1, r+1, err)
			}
			keys[i] = made
		}
		k.Rows = append(k.Rows, keys)
		total += len(row)
	}
	switch {
	case total == 0:
		return nil, nil //nolint:nilnil // no buttons, no keyboard: the parameter is left out
	case total > buttonsLimit:
		return nil, fmt.Errorf("%d buttons, at most %d are allowed", total, buttonsLimit)
	}
	return k, nil
}

func newKey(b flows.Button) (key, error) {
	label := clean(b.Label)
	switch {
	case strings.TrimSpace(label) == "":
		return key{}, errors.New("no label")
	case b.Data == "" && b.URL == "":
		return key{}, errors.New("no action: it has neither data nor an address")
	case b.Data != "" && b.URL != "":
		return key{}, errors.New("two actions: it has data and an address")
	case len(b.Data) > dataLimit:
		return key{}, fmt.Errorf("%d bytes of data, at most %d are allowed", len(b.Data), dataLimit)
	case b.URL != "" && !usable(b.URL):
		return key{}, errors.New("its address is not one of https, http or tg")
	}
	return key{Text: label, Data: b.Data, URL: b.URL}, nil
}

func usable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "https", "http", "tg":
		return u.Host != ""
	}
	return false
}
