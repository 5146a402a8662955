package broadcast

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Verbs of the buttons of a report.
const (
	VerbApprove = "castapprove"
	VerbRefuse  = "castrefuse"
	VerbPause   = "castpause"
	VerbResume  = "castresume"
	VerbCancel  = "castcancel"
)

// WhatOf is what a verb orders; false for a verb of something else.
func WhatOf(verb string) (What, bool) {
	what, ok := map[string]What{
		VerbApprove: WhatApprove, VerbRefuse: WhatRefuse, VerbPause: WhatPause, VerbResume: WhatResume, VerbCancel: WhatCancel,
	}[verb]
	return what, ok
}

// About is what the buttons of a report are about: the reference, and the [View.Rev] that
// it showed. An order by a button that was seen on another one changes nothing.
func About(reference string, rev int) string { return reference + "/" + strconv.Itoa(rev) }

// ParseAbout reads what [About] wrote.
func ParseAbout(about string) (reference string, rev int, ok bool) {
	reference, number, _ := strings.Cut(about, "/")
	rev, err := strconv.Atoi(number)
	return reference, rev, err == nil && rev > 0 && isReference(reference)
}

// reader reads a text as the team of the site does.
func (m Bulletin) reader(site string) flows.Reader {
	r := flows.Reader{Catalog: m.catalog, Programme: m.programme, Lang: cmp.Or(m.langs[site], i18n.English)}
	if s, ok := m.programme.Site(site); ok {
		r.Zone = s.Zone
	}
	return r
}

func arg(name, value string) i18n.Arg { return i18n.Arg{Name: name, Value: value} }

// card is the whole report. It counts; it names nobody.
func (k *posting) card() *flows.PostCard {
	s, r := k.Stands, k.m.reader(k.Stands.Site)
	text := []string{s.state(r)}
	if s.Pending {
		text = append(text, r.Say(wordPending))
	}
	if s.Of > 0 {
		text = append(text, s.progress(r))
	}
	text = append(text, s.lines(r)...)
	return &flows.PostCard{
		Colour: s.colour(), Title: "📣 " + s.Title + " · " + s.Reference, Text: strings.Join(text, "\n"),
		Buttons: s.verbs(r), About: About(s.Reference, s.Rev),
	}
}

func (s standing) colour() flows.PostColour {
	switch s.State {
	case StateRunning, StateCorrecting, StateDeleting:
		return flows.PostGreen
	case StateDone, StateCancelled:
		return flows.PostGrey
	case StateDraft, StateCounting, StateCounted, StateScheduled, StatePaused:
	}
	return flows.PostAmber
}

func (s standing) state(r flows.Reader) string { return r.Heard(flows.Lines(s.phrase())) }

// phrase is the sentence that says how it stands.
func (s standing) phrase() flows.Phrase {
	moment := func(key i18n.Key, at time.Time) flows.Phrase {
		return flows.Phrase{Key: key, Args: map[string]string{"moment": flows.When(s.Site, at)}}
	}
	switch s.State {
	case StateCounted:
		if s.Yes > 0 {
			return flows.Phrase{Key: wordSecond}
		}
		return flows.Phrase{Key: wordCounted}
	case StateScheduled:
		return moment(wordScheduled, s.At)
	case StateRunning:
		if !s.Next.IsZero() {
			return moment(wordResting, s.Next)
		}
		return flows.Phrase{Key: wordRunning}
	case StateDone:
		if s.Deleted {
			return flows.Phrase{Key: wordDeleted}
		}
	case StateDraft, StateCounting, StatePaused, StateCancelled, StateCorrecting, StateDeleting:
	}
	return flows.Phrase{Key: map[State]i18n.Key{
		StateDraft: wordDraft, StateCounting: wordCounting, StatePaused: wordPaused, StateDone: wordDone,
		StateCancelled: wordCancelled, StateCorrecting: wordCorrects, StateDeleting: wordDeletes,
	}[s.State]}
}

const barLong = 20

func (s standing) progress(r flows.Reader) string {
	full := barLong * s.Done / s.Of
	bar := strings.Repeat("▓", full) + strings.Repeat("░", barLong-full)
	out := r.Say(wordProgress, arg("bar", bar), arg("percent", strconv.Itoa(100*s.Done/s.Of)))
	if !s.Ends.IsZero() {
		out += "\n" + r.Say(wordEnds, arg("hour", r.Heard(flows.At(s.Site, s.Ends))))
	}
	return out
}

// lines are the numbers as a team reads them.
func (s standing) lines(r flows.Reader) []string {
	var out []string
	for _, one := range s.numbers(r.Lang) {
		out = append(out, r.Heard(flows.Lines(one)))
	}
	return out
}

// numbers are the lines, for somebody who reads in a language; what nobody is of is left out.
func (s standing) numbers(lang i18n.Lang) []flows.Phrase {
	var out []flows.Phrase
	add := func(what string, n int, langs map[i18n.Lang]int) {
		out = append(out, counted(what, n, lang, langs)...)
	}
	line := func(key i18n.Key, n int, langs map[i18n.Lang]int) { add(flows.Words(key), n, langs) }
	t, counting := s.Sent, s.Sent.Began.IsZero()
	if counting {
		t = s.Count
		line(wordWould, t.Of(flows.CastWould), t.Langs(flows.CastWould))
	}
	sent, all := t.Went(s.News), 0
	for _, n := range sent {
		all += n
	}
	line(wordSent, all, sent)
	line(wordLater, t.Of(flows.CastLater), t.Langs(flows.CastLater))
	if counting && t.Of(flows.CastLater) > 0 && !s.Wakes.IsZero() {
		out = append(out, flows.Phrase{Key: wordWakes, Args: map[string]string{"moment": flows.When(s.Site, s.Wakes)}})
	}
	line(wordWaits, t.Of(flows.CastWaits), nil)
	line(wordNoWords, t.Of(flows.CastNoWords), nil)
	line(wordWeek, t.Of(flows.CastWeek), nil)
	line(wordStopped, t.Of(flows.CastStopped)+s.News.Of(flows.CastRetracted), nil)
	line(wordBlocked, t.Of(flows.CastBlocked)+s.News.Of(flows.CastBarred), nil)
	for _, one := range []struct {
		key  i18n.Key
		what flows.CastWhat
	}{
		{wordRefused, flows.CastRefused},
		{wordUncertain, flows.CastUncertain},
		{wordOptedOut, flows.CastOptedOut},
		{wordReplied, flows.CastReplied},
		{wordTapped, flows.CastTapped},
	} {
		line(one.key, s.News.Of(one.what), s.News[one.what])
	}
	for _, b := range s.Buttons {
		n := 0
		for _, count := range s.Answers[b.ID] {
			n += count
		}
		add("“"+b.Label+"”", n, s.Answers[b.ID])
	}
	line(wordMended, s.Mended.Of(flows.CastSent), nil)
	return out
}

// counted is one line, for somebody who reads in a language; nothing when there is nobody.
func counted(what string, n int, reader i18n.Lang, langs map[i18n.Lang]int) []flows.Phrase {
	if n <= 0 {
		return nil
	}
	begin := ""
	if i18n.RightToLeft(reader) {
		begin = rightToLeft
	}
	return []flows.Phrase{{Key: wordLine, Args: map[string]string{"what": what, "count": begin + strconv.Itoa(n) + inLangs(reader, langs)}}}
}

// rightToLeft has a list of names in several scripts go from right to left, whichever is
// the first.
const rightToLeft = "\u200f"

// inLangs says how many read which language, the most first, to somebody who reads in one.
// A number behind a name of the other direction would else stand before it.
func inLangs(reader i18n.Lang, langs map[i18n.Lang]int) string {
	var out []string
	for _, lang := range slices.SortedFunc(maps.Keys(langs), func(a, b i18n.Lang) int {
		return cmp.Or(cmp.Compare(langs[b], langs[a]), cmp.Compare(a, b))
	}) {
		name, count := i18n.Endonym(lang), " "+strconv.Itoa(langs[lang])
		switch {
		case lang == "":
		case i18n.RightToLeft(reader):
			out = append(out, i18n.Isolate(reader, name+count))
		default:
			out = append(out, i18n.Isolate(reader, name)+count)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, " · ") + ")"
}

// verbs are what can be done with it now. Whether somebody may is asked when she taps, and
// nothing else: so the first approval is given where it is asked for once more, and whoever
// wants to stop it for good halts it first.
func (s standing) verbs(r flows.Reader) []flows.PostButton {
	var out []flows.PostButton
	button := func(verb string, key i18n.Key) { out = append(out, flows.PostButton{Verb: verb, Label: r.Say(key)}) }
	if s.Pending || s.State == StateCounted && s.Yes > 0 {
		button(VerbApprove, wordApprove)
		button(VerbRefuse, wordRefuse)
	}
	switch s.State { //nolint:exhaustive // of the others nothing can be stopped
	case StateRunning:
		button(VerbPause, wordPause)
	case StatePaused:
		button(VerbResume, wordResume)
		button(VerbCancel, wordCancel)
	case StateScheduled:
		button(VerbRefuse, wordUnplan)
	}
	return out
}
