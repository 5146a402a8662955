package sandbox

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// markup is a reply_markup that passed the checks. At most one of its parts is set.
type markup struct {
	inline [][]Button
	keys   [][]Key
	remove bool // ReplyKeyboardRemove
	reply  bool // anything but inline buttons
}

// parseMarkup reads a reply_markup that the table has checked already, and checks what the table cannot say.
func parseMarkup(args arguments) (markup, *apiError) {
	object, ok := args["reply_markup"].(map[string]any)
	if !ok {
		return markup{}, nil
	}
	if rows, ok := object["inline_keyboard"].([]any); ok {
		inline, err := inlineRows(rows)
		return markup{inline: inline}, err
	}
	if rows, ok := object["keyboard"].([]any); ok {
		keys, err := keyRows(rows)
		return markup{keys: keys, reply: true}, err
	}
	remove, _ := object["remove_keyboard"].(bool)
	return markup{remove: remove, reply: true}, nil
}

func inlineRows(rows []any) ([][]Button, *apiError) {
	var out [][]Button
	total := 0
	for _, row := range rows {
		list, _ := row.([]any)
		if len(list) == 0 {
			continue // Telegram leaves empty rows out
		}
		buttons := make([]Button, 0, len(list))
		for _, item := range list {
			object, _ := item.(map[string]any)
			b, err := inlineButton(object)
			if err != nil {
				return nil, err
			}
			buttons = append(buttons, b)
		}
		total += len(buttons)
		out = append(out, buttons)
	}
	if total > maxButtons {
		return nil, violation("reply markup is too long")
	}
	return out, nil
}

// actions are the fields of InlineKeyboardButton of which exactly one must be given.
func actions() [10]string {
	return [...]string{
		"callback_data", "url", "copy_text", "web_app", "login_url", "switch_inline_query",
		"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "pay",
	}
}

func inlineButton(object map[string]any) (Button, *apiError) {
	label, _ := object["text"].(string)
	b := Button{Text: cleanLine(label)}
	if b.Text == "" {
		return b, violation("can't parse inline keyboard button: button text must be non-empty")
	}
	given := ""
	for _, action := range actions() {
		if !isGiven(object, action) {
			continue
		}
		if given != "" {
			return b, violation("can't parse inline keyboard button: %s and %s are given, exactly one action is allowed", given, action)
		}
		given = action
	}
	switch given {
	case "":
		return b, violation("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case "callback_data":
		b.Data, _ = object[given].(string)
		if b.Data == "" || len(b.Data) > maxCallbackData || !utf8.ValidString(b.Data) {
			return b, violation("BUTTON_DATA_INVALID")
		}
	case "url":
		b.URL, _ = object[given].(string)
		return b, checkButtonURL(b.URL)
	case "copy_text":
		b.Copy = copyText(object)
		if units(b.Copy) > maxCopyText {
			return b, violation("BUTTON_COPY_TEXT_INVALID")
		}
	default:
		b.Other = given
	}
	return b, nil
}

// isGiven says whether a button has that action. An empty copy_text is none: the library we use sends one with every
// button, and Telegram lets it pass beside another action.
func isGiven(object map[string]any, action string) bool {
	switch v := object[action].(type) {
	case nil:
		return false
	case bool:
		return v
	}
	return action != "copy_text" || copyText(object) != ""
}

func copyText(object map[string]any) string {
	inner, _ := object["copy_text"].(map[string]any)
	text, _ := inner["text"].(string)
	return text
}

// checkButtonURL admits web addresses and Telegram's own.
func checkButtonURL(address string) *apiError {
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "" && u.Host == "" {
		u, err = url.Parse("http://" + address) // Telegram adds the scheme itself
	}
	switch {
	case err != nil:
		return violation("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", shorten(address))
	case u.Scheme == "tg":
		return nil
	case u.Scheme != "http" && u.Scheme != "https":
		return violation("inline keyboard button URL '%s' is invalid: Unsupported URL protocol", shorten(address))
	case !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":"):
		return violation("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", shorten(address))
	}
	return nil
}

func keyRows(rows []any) ([][]Key, *apiError) {
	var out [][]Key
	for _, row := range rows {
		list, _ := row.([]any)
		var keys []Key
		for _, item := range list {
			object, _ := item.(map[string]any)
			label, _ := object["text"].(string)
			contact, _ := object["request_contact"].(bool)
			location, _ := object["request_location"].(bool)
			if label = cleanLine(label); label == "" {
				return nil, violation("can't parse reply keyboard markup: button text must be non-empty")
			}
			keys = append(keys, Key{Text: label, Contact: contact, Location: location})
		}
		if len(keys) > 0 {
			out = append(out, keys)
		}
	}
	if len(out) == 0 {
		return nil, violation("reply keyboard markup must have at least one button")
	}
	return out, nil
}
