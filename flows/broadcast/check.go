package broadcast

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// Part is a part of a plan.
type Part string

// The parts that can be wrong.
const (
	PartTitle   Part = "title"
	PartSite    Part = "site"
	PartKind    Part = "kind"
	PartSegment Part = "segment"
	PartWords   Part = "words"
	PartMissing Part = "missing"
	PartFile    Part = "file"
	PartButtons Part = "buttons"
	PartAt      Part = "at"
	PartUntil   Part = "until"
)

// FaultError is what is wrong with a part of a plan.
type FaultError struct {
	Part Part
	Lang i18n.Lang // of the words that are wrong, "" when it is no matter of a language
	text string
}

// Error is in plain English, to whoever plans at a terminal.
func (f FaultError) Error() string { return f.text }

// NewFault is one that [Plan.Check] cannot find: it does not know what else there is.
func NewFault(part Part, text string) error { return FaultError{Part: part, text: text} }

func faulty(part Part, format string, args ...any) error {
	return FaultError{Part: part, text: fmt.Sprintf(format, args...)}
}

func faultyIn(lang i18n.Lang, format string, args ...any) error {
	return FaultError{Part: PartWords, Lang: lang, text: fmt.Sprintf(format, args...)}
}

// Faults are those that [Plan.Check] found.
func Faults(err error) []FaultError { return flows.FaultsOf[FaultError](err) }

// Check says what is wrong with a plan by itself; all errors are of type [FaultError]: see
// [Faults]. Whether it is too late for it only its broadcast knows.
func (p Plan) Check(prog *flows.Programme) error {
	p = p.clean()
	return errors.Join(p.checkHead(prog), p.checkWords(), p.checkReviewed(), p.checkRest(), p.checkButtons(), p.checkSegment(prog), p.checkSize())
}

func (p Plan) checkHead(prog *flows.Programme) error {
	var faults []error
	if n := utf8.RuneCountInString(p.Title); n == 0 || n > TitleMost {
		faults = append(faults, faulty(PartTitle, "a title has 1 to %d characters; this one has %d", TitleMost, n))
	}
	if _, ok := prog.Site(p.Site); !ok {
		faults = append(faults, faulty(PartSite, "the programme file has no site %q", p.Site))
	}
	if !slices.Contains(Kinds(), p.Kind) {
		faults = append(faults, faulty(PartKind, "%q is no kind of announcement; there are: %s", p.Kind, listed(Kinds())))
	}
	if !p.Until.IsZero() && !p.At.IsZero() && (!p.Until.After(p.At) || p.Until.Sub(p.At) > untilMost) {
		faults = append(faults, faulty(PartUntil, "an announcement ends after it begins, at most %d days later", int(untilMost.Hours()/24)))
	}
	return errors.Join(faults...)
}

func listed[T ~string](all []T) string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return strings.Join(out, ", ")
}

// braces are what stands in braces, with them.
var braces = regexp.MustCompile(`\{[^{}]*\}?|\}`)

func (p Plan) checkWords() error {
	if len(p.Words) == 0 {
		return faulty(PartWords, "an announcement needs words, in one language at least")
	}
	var faults []error
	seen := map[i18n.Lang]bool{}
	for _, w := range p.Words {
		switch {
		case i18n.Endonym(w.Lang) == string(w.Lang):
			faults = append(faults, faultyIn(w.Lang, "%q is not one of our languages", w.Lang))
		case seen[w.Lang]:
			faults = append(faults, faultyIn(w.Lang, "there are words in %s twice", w.Lang))
		}
		seen[w.Lang] = true
		if n := utf8.RuneCountInString(w.Text); n == 0 || n > flows.CastTextMost {
			faults = append(faults, faultyIn(w.Lang, "a text has 1 to %d characters; the one in %s has %d", flows.CastTextMost, w.Lang, n))
		}
		faults = append(faults, p.checkPlaceholders(w))
	}
	return errors.Join(faults...)
}

func placeholders(text string) []string {
	out := braces.FindAllString(text, -1)
	slices.Sort(out)
	return slices.Compact(out)
}

func (p Plan) checkPlaceholders(w flows.CastWords) error {
	var known []string
	for _, name := range flows.CastPlaceholders() {
		known = append(known, "{"+name+"}")
	}
	own := placeholders(w.Text)
	for _, one := range own {
		if !slices.Contains(known, one) {
			return faultyIn(w.Lang, "the text in %s has %s; what can stand in braces is %s", w.Lang, one, strings.Join(known, " and "))
		}
	}
	if source := placeholders(p.Words[0].Text); !slices.Equal(own, source) {
		return faultyIn(w.Lang, "the text in %s has the placeholders [%s], the one in %s has [%s]; they must be the same",
			w.Lang, strings.Join(own, " "), p.Words[0].Lang, strings.Join(source, " "))
	}
	return nil
}

// checkReviewed: what must not be misunderstood goes out in reviewed words only.
func (p Plan) checkReviewed() error {
	if p.Kind != flows.CastSafety || len(p.Words) == 0 {
		return nil
	}
	var faults []error
	for _, w := range p.Words[1:] {
		if !w.Reviewed {
			faults = append(faults, faultyIn(w.Lang, "nobody has reviewed the text in %s; an announcement for safety goes out in reviewed translations only", w.Lang))
		}
	}
	return errors.Join(faults...)
}

func (p Plan) checkRest() error {
	var faults []error
	if !slices.Contains(Misses(), p.Missing) {
		faults = append(faults, faulty(PartMissing, "%q is nothing that can become of people without a translation; there are: %s", p.Missing, listed(Misses())))
	}
	if f := p.File; f != nil && (f.What != "photo" && f.What != "document" || f.ID == "" || len(f.ID) > fileMost) {
		faults = append(faults, faulty(PartFile, "a file is a photo or a document that lies at Telegram"))
	}
	return errors.Join(faults...)
}

const (
	fileMost = 200 // bytes of a file_id
	linkMost = 500 // bytes
)

var buttonID = regexp.MustCompile(`^[a-z0-9]{1,8}$`)

func (p Plan) checkButtons() error {
	if len(p.Buttons) > flows.CastButtonsMost {
		return faulty(PartButtons, "an announcement has at most %d buttons", flows.CastButtonsMost)
	}
	var faults []error
	seen := map[string]bool{}
	for _, b := range p.Buttons {
		if !buttonID.MatchString(b.ID) || seen[b.ID] {
			faults = append(faults, faulty(PartButtons, "a button needs an id of its own of 1 to 8 small letters and digits; %q is none", b.ID))
		}
		seen[b.ID] = true
		faults = append(faults, p.checkButton(b), p.checkLabels(b))
	}
	return errors.Join(faults...)
}

func (p Plan) checkButton(b flows.CastButton) error {
	switch b.Do {
	case flows.ButtonLink:
		u, err := url.Parse(b.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || len(b.URL) > linkMost {
			return faulty(PartButtons, "the button %s needs a link as https://…, of at most %d characters", b.ID, linkMost)
		}
	case flows.ButtonEvent:
		if ref, ok := flows.ParseReference(b.About); !ok || ref != b.About {
			return faulty(PartButtons, "the button %s needs the number of an event, as WE-4K7M-9Q2", b.ID)
		}
	case flows.ButtonSession:
		if ref, ok := flows.ParseReference(b.About); !ok || ref != b.About {
			return faulty(PartButtons, "the button %s needs the number of a session, as WE-4K7M-9Q2", b.ID)
		}
	case flows.ButtonAnswer, flows.ButtonPerson:
	default:
		return faulty(PartButtons, "%q is nothing that a button does; there are: link, event, session, answer, person", b.Do)
	}
	return nil
}

func (p Plan) checkLabels(b flows.CastButton) error {
	for i, w := range p.Words {
		at := slices.IndexFunc(b.Labels, func(l flows.CastWords) bool { return l.Lang == w.Lang })
		if at < 0 || i == 0 && at != 0 {
			return faulty(PartButtons, "the button %s needs a label in the languages of the words, in the same order; there is none in %s", b.ID, w.Lang)
		}
		if n := utf8.RuneCountInString(b.Labels[at].Text); n == 0 || n > flows.CastLabelMost {
			return faulty(PartButtons, "a label has 1 to %d characters; the one of %s in %s has %d", flows.CastLabelMost, b.ID, w.Lang, n)
		}
	}
	if len(b.Labels) != len(p.Words) {
		return faulty(PartButtons, "the button %s has %d labels; the words have %d languages", b.ID, len(b.Labels), len(p.Words))
	}
	return nil
}

// checkSize: the words in all languages together have a limit too.
func (p Plan) checkSize() error {
	data, err := json.Marshal(p)
	if err != nil || len(data) > planMost {
		return faulty(PartWords, "all words of an announcement together take %d bytes, at most %d are kept; write less, or leave out a language", len(data), planMost)
	}
	return nil
}
