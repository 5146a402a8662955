package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

const chatHelp = `:tap Label      tap a button; its number will do, and what the label begins with
:old Label      tap the oldest button of that label, though it be gone
:photo :voice :document :sticker :video    send one; with a size in bytes and a kind: :document 5000 application/pdf
:contact        share her own phone number; with a number behind it, somebody else's
:location       share where she is; or :location 51.34 12.37
:edit 3 text    change the third message that she wrote
:wake 2d        let two days pass; or 90m, 10s
:told name a=b; c=d    another actor tells her something
:block :unblock        she blocks the bot, and takes it back
:help :quit`

// translate makes a line of a transcript of what was typed.
func (s *screen) translate(typed string) (string, error) {
	command, ok := strings.CutPrefix(typed, ":")
	if !ok || command == "" || !unicode.IsLetter([]rune(command)[0]) { // a smile is something to write
		return "> " + rehearsal.Escape(typed), nil
	}
	word, rest, _ := strings.Cut(command, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "tap":
		return s.tap(rest)
	case "old":
		return "tap old: " + s.seen(rest), nil
	case "photo", "voice", "document", "sticker", "video", "audio", "video_note", "animation":
		return strings.TrimSpace("media: " + word + " " + rest), nil
	case "contact":
		return contact(rest), nil
	case "location":
		return location(rest)
	case "edit":
		return edited(rest)
	case "wake":
		if rest == "" {
			return "", errors.New("for how long? As :wake 2d, :wake 90m or :wake 10s")
		}
		return "wake " + rest, nil
	case "told":
		if rest == "" {
			return "", errors.New("what? As :told application.reserve n=3; hours=48")
		}
		return "told: " + rest, nil
	case "block", "unblock":
		return word + "ed", nil
	}
	return "", fmt.Errorf("there is no :%s; write :help to see what there is, or begin with a space to write this to the bot", word)
}

const (
	ownPhone   = "+4915112345678"
	somewhere  = "51.34 12.37"
	ownContact = "media: contact " + ownPhone + " own"
)

func contact(number string) string {
	if number == "" {
		return ownContact
	}
	return "media: contact " + strings.ReplaceAll(number, " ", "")
}

func location(place string) (string, error) {
	if place == "" {
		place = somewhere
	}
	words := strings.FieldsFunc(place, func(r rune) bool { return r == ' ' || r == ',' })
	for _, word := range words {
		if _, err := strconv.ParseFloat(word, 64); err != nil || len(words) != 2 {
			return "", errors.New("a location has two numbers, as :location 51.34 12.37")
		}
	}
	return "media: location " + strings.Join(words, " "), nil
}

func edited(rest string) (string, error) {
	number, text, _ := strings.Cut(rest, " ")
	if _, err := strconv.Atoi(number); err != nil {
		return "", errors.New("which message? As :edit 3 new text; each of hers has its number in front")
	}
	return "edited " + number + ": " + text, nil
}

// tap taps a button of the newest message that has any, by its number or label;
// else the newest in the chat of that label. A key does what it does on a phone:
// it writes its label, or shares what it is for.
func (s *screen) tap(which string) (string, error) {
	if which == "" {
		return "", errors.New("which button? As :tap 2, or :tap and its label")
	}
	b, ok := s.find(which)
	switch {
	case !ok:
		if _, err := strconv.Atoi(which); err == nil {
			return "", fmt.Errorf("the newest message with buttons has %d", len(s.buttons))
		}
		return "tap: " + s.seen(which), nil
	case b.request == flows.RequestContact:
		return ownContact, nil
	case b.request == flows.RequestPlace:
		return "media: location " + somewhere, nil
	case b.key:
		return "> " + rehearsal.Escape(b.label), nil
	}
	return "tap: " + rehearsal.Visible(b.label), nil
}

// seen is a label that ever stood in the chat, as a transcript has it.
func (s *screen) seen(which string) string {
	for _, b := range s.all {
		if b.label == which || i18n.Same(letters(b.label), letters(which)) {
			return rehearsal.Visible(b.label)
		}
	}
	return which
}

// find finds a button by its number, its label, or the beginning of its label
// when no other begins so.
func (s *screen) find(which string) (chatButton, bool) {
	if n, ok := i18n.Digits(which); ok && n >= 1 && n <= len(s.buttons) {
		return s.buttons[n-1], true
	}
	var found []chatButton
	for _, b := range s.buttons {
		switch {
		case b.label == which, i18n.Same(letters(b.label), letters(which)):
			return b, true
		case letters(which) != "" && strings.HasPrefix(i18n.Fold(letters(b.label)), i18n.Fold(letters(which))):
			found = append(found, b)
		}
	}
	if len(found) != 1 {
		return chatButton{}, false
	}
	return found[0], true
}

// letters is a label without the signs around its words.
func letters(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}
