package flows

import (
	"fmt"
	"strings"
	"unicode"

	"wecan/i18n"
)

// askContact asks for her own phone number: shared with a key, or typed.
//
//	phone:
//	  ask: contact
//	  text: "Which phone number can we call?"
//	  save: phone
//	  optional: true
//	  next: review
//
// A number from the address book is somebody else's and is not taken. What is
// saved is + and digits for a number that was shared, else what she typed.
type askContact struct{ prompt }

func readAskContact(_ *flowReader, p prompt, f *fields) step {
	s := &askContact{prompt: p}
	s.readSave(f)
	s.needNext(f)
	return s
}

func (s *askContact) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askContact) ask(k *talk) question {
	return question{
		text: k.render(s.flow, s.text), request: RequestContact,
		options: []option{{optionShare, k.say(textShareContact)}},
	}
}

func (s *askContact) take(k *talk, r reply) verdict {
	switch {
	case r.media != nil && r.media.Contact.Phone != "" && !r.media.Contact.Own:
		return verdict{again: k.say(textNotYours)}
	case r.media != nil && r.media.Contact.Phone != "":
		return s.taken("+" + digitsOf(r.media.Contact.Phone))
	}
	digits := digitsOf(r.typed)
	if r.media != nil || r.option != "" || len(digits) < 5 || len(digits) > 15 || !isPhone(typedPhone(r.typed)) {
		return s.refuse(k, k.say(textPhone))
	}
	if strings.HasPrefix(strings.TrimSpace(r.typed), "+") {
		digits = "+" + digits
	}
	return s.taken(digits)
}

func (s *askContact) taken(value string) verdict {
	return verdict{value: value, shown: value, move: next(s.next.to)}
}

func (s *askContact) show(_ *talk, value string) string { return value }

// digitsOf are the digits of a number, in any script, as 0 to 9.
func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if n, ok := i18n.Digits(string(r)); ok {
			fmt.Fprint(&b, n)
		}
	}
	return b.String()
}

// typedPhone is a typed number with plain digits, so that one rule judges it.
func typedPhone(s string) string {
	return strings.Map(func(r rune) rune {
		if n, ok := i18n.Digits(string(r)); ok {
			return rune('0' + n) //nolint:gosec // n is a digit
		}
		if r == '(' || r == ')' || r == '/' || r == '.' || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(s))
}

// askPlace asks where she is, with a key. What is saved is rounded to about a
// kilometre: enough to find the nearest site, not to find her.
//
//	where:
//	  ask: location
//	  text: "Where are you? We look for the nearest place."
//	  save: where
//	  optional: true
//	  next: site
type askPlace struct{ prompt }

func readAskPlace(_ *flowReader, p prompt, f *fields) step {
	s := &askPlace{prompt: p}
	s.readSave(f)
	s.needNext(f)
	return s
}

func (s *askPlace) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askPlace) ask(k *talk) question {
	return question{
		text: k.render(s.flow, s.text), request: RequestPlace,
		options: []option{{optionShare, k.say(textSharePlace)}},
	}
}

func (s *askPlace) take(k *talk, r reply) verdict {
	if r.media == nil || r.media.Place == (Place{}) {
		return s.refuse(k, k.say(textPlace))
	}
	value := fmt.Sprintf("%.2f,%.2f", r.media.Place.Lat, r.media.Place.Lon)
	return verdict{value: value, shown: s.show(k, value), move: next(s.next.to)}
}

func (s *askPlace) show(k *talk, _ string) string { return k.say(textPlaceTaken) }
