package rehearsal

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wecan/flows"
)

// Limits of the Bot API, and of a button on a small phone.
const (
	messageLimit = 4096 // UTF-16 units, sendMessage
	dataLimit    = 64   // bytes, InlineKeyboardButton.callback_data
	noticeLimit  = 200  // characters, answerCallbackQuery
	commandLimit = 256  // UTF-16 units, BotCommand
	labelLimit   = 34   // characters: 30 of ours, and a sign in front of a review's
)

// Check holds the effects of one turn against Telegram's limits and the rules
// of the engine: a tap is answered first and once, at most one message asks.
func Check(in flows.Input, effects []flows.Effect) error {
	var errs []error
	tap, tapped := in.(flows.Tap)
	answers := 0
	for i, e := range effects {
		switch e := e.(type) {
		case flows.Answer:
			answers++
			if i != 0 || !tapped || e.Query != tap.Query {
				errs = append(errs, errors.New("an Answer that is not the first effect of its tap"))
			}
			if utf8.RuneCountInString(e.Text) > noticeLimit {
				errs = append(errs, fmt.Errorf("a notice of more than %d characters: %s", noticeLimit, e.Text))
			}
		case flows.Send:
			errs = append(errs, checkMessage(e.Chat, e.Text, e.Buttons), checkKeys(e))
		case flows.Play:
			errs = append(errs, checkVoice(e, effects[i+1:]))
		case flows.Attach:
			if e.Chat == 0 || e.What == "" || e.File == "" {
				errs = append(errs, fmt.Errorf("an Attach of nothing or to no chat: %+v", e))
			}
		case flows.Enclose:
			errs = append(errs, checkFile(e))
		case flows.Delete:
			if e.Message == 0 || e.Chat == 0 {
				errs = append(errs, errors.New("a Delete of no message"))
			}
		case flows.Edit:
			if e.Message == 0 {
				errs = append(errs, errors.New("an Edit of no message"))
			}
			text := e.Text
			if text == "" && len(e.Buttons) > 0 {
				text = "…" // it stays as it is
			}
			errs = append(errs, checkMessage(e.Chat, text, e.Buttons))
		case flows.Commands:
			errs = append(errs, checkCommands(e))
		case flows.Tell:
			if e.To.Kind() == "" || e.Name == "" {
				errs = append(errs, fmt.Errorf("a Tell to nobody or without a name: %+v", e))
			}
		case flows.Post, flows.Repost, flows.React, flows.Page:
			errs = append(errs, fmt.Errorf("a %T of a person, who is not at Mattermost", e))
		}
	}
	if tapped && answers != 1 {
		errs = append(errs, fmt.Errorf("a tap was answered %d times", answers))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("rehearsal: %w", err)
	}
	return nil
}

// limitError is a turn that breaks a limit or a rule.
type limitError struct{ error }

// checkCommands holds the list of commands to the limits of the Bot API's
// BotCommand.
func checkCommands(e flows.Commands) error {
	if e.Chat == 0 {
		return errors.New("a list of commands for no chat")
	}
	for _, c := range e.List {
		if n := len(utf16.Encode([]rune(c.Description))); n == 0 || n > commandLimit {
			return fmt.Errorf("the line of /%s in the list of commands has %d characters, at most %d are allowed: %s", c.Name, n, commandLimit, c.Description)
		}
	}
	return nil
}

// checkVoice holds a recording to the message that it says.
func checkVoice(e flows.Play, behind []flows.Effect) error {
	if e.Chat == 0 || e.Clip == "" || e.Sum == "" {
		return fmt.Errorf("a Play of nothing or to no chat: %+v", e)
	}
	if len(behind) > 0 {
		if s, ok := behind[0].(flows.Send); ok && s.Chat == e.Chat && s.Question == e.Question {
			return nil
		}
	}
	return fmt.Errorf("the recording %s does not stand before its message", e.Clip)
}

// checkFile holds a file of the bot's to its limits, and the text below it to those
// of texts.
func checkFile(e flows.Enclose) error {
	if err := e.Fault(); err != nil {
		return fmt.Errorf("the file %q: %w", e.Name, err)
	}
	if e.Text == "" {
		return nil
	}
	return checkMessage(e.Chat, e.Text, nil)
}

// checkKeys holds a message to one kind of keyboard.
func checkKeys(e flows.Send) error {
	kinds := 0
	for _, has := range []bool{len(e.Buttons) > 0, len(e.Keys) > 0, e.Unkey} {
		if has {
			kinds++
		}
	}
	if kinds > 1 {
		return fmt.Errorf("a message with more than one kind of keyboard: %s", e.Text)
	}
	for _, row := range e.Keys {
		for _, k := range row {
			if n := utf8.RuneCountInString(k.Label); len(row) != 1 || n == 0 || n > labelLimit {
				return fmt.Errorf("the key %q has %d characters or does not stand alone", k.Label, n)
			}
		}
	}
	return nil
}

func checkMessage(chat int64, text string, rows [][]flows.Button) error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf(format+": %s", append(args, text)...))
	}
	if chat == 0 {
		fail("a message to no chat")
	}
	if n := len(utf16.Encode([]rune(text))); n == 0 || n > messageLimit || strings.TrimSpace(text) == "" {
		fail("a message of %d characters", n)
	}
	if !norm.NFC.IsNormalString(text) {
		fail("a message that is not in normal form C")
	}
	if strings.Contains(text, "⟦") { // as the catalogue shows a key that no source has
		fail("a message without its text")
	}
	for _, row := range rows {
		if len(row) != 1 {
			fail("%d buttons in a row", len(row))
		}
		for _, b := range row {
			if (b.Data == "") == (b.URL == "") {
				fail("the button %q does not do exactly one thing", b.Label)
			}
			if len(b.Data) > dataLimit {
				fail("the button %q has %d bytes of data", b.Label, len(b.Data))
			}
			if n := utf8.RuneCountInString(b.Label); n == 0 || n > labelLimit {
				fail("the button %q has %d characters", b.Label, n)
			}
		}
	}
	return errors.Join(errs...)
}
