package telegram

import (
	"errors"
	"fmt"
	"strings"

	"wecan/flows"
)

// keyPad is the Bot API's ReplyKeyboardMarkup: keys in the place of the
// phone's own keyboard. They stay until [unkey]: a key that goes away by itself
// after one press, or hides behind an icon, is one that a person looks for.
type keyPad struct {
	Rows       [][]phoneKey `json:"keyboard"`
	Persistent bool         `json:"is_persistent"`
	Resize     bool         `json:"resize_keyboard"`
	OneTime    bool         `json:"one_time_keyboard"`
}

// phoneKey is the Bot API's KeyboardButton. At most one request may be given.
type phoneKey struct {
	Text     string `json:"text"`
	Contact  bool   `json:"request_contact,omitempty"`
	Location bool   `json:"request_location,omitempty"`
}

// noKeys is the Bot API's ReplyKeyboardRemove.
type noKeys struct {
	Remove bool `json:"remove_keyboard"`
}

func unkey() *noKeys { return &noKeys{Remove: true} }

// newKeys is the only maker of reply keyboards, for rows with a key in them. As
// those of newKeyboard its errors count from 1 and quote nothing.
func newKeys(rows [][]flows.Key) (*keyPad, error) {
	k := &keyPad{Persistent: true, Resize: true}
	total := 0
	for r, row := range rows {
		if len(row) == 0 {
			continue
		}
		keys := make([]phoneKey, len(row))
		for i, key := range row {
			made, err := newPhoneKey(key)
			if err != nil {
				return nil, fmt.Errorf("key %d of row %d: %w", i+1, r+1, err)
			}
			keys[i] = made
		}
		k.Rows = append(k.Rows, keys)
		total += len(row)
	}
	if total > buttonsLimit {
		return nil, fmt.Errorf("%d keys, at most %d are allowed", total, buttonsLimit)
	}
	return k, nil
}

func newPhoneKey(key flows.Key) (phoneKey, error) {
	made := phoneKey{Text: clean(key.Label)}
	if strings.TrimSpace(made.Text) == "" {
		return phoneKey{}, errors.New("no label")
	}
	switch key.Request {
	case flows.RequestNothing:
	case flows.RequestContact:
		made.Contact = true
	case flows.RequestPlace:
		made.Location = true
	default:
		return phoneKey{}, errors.New("it asks for something unknown")
	}
	return made, nil
}
