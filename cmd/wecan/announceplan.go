package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/event"
	"wecan/i18n"
)

// announceFlags say what an announcement is. What is not given stays as it is.
type announceFlags struct {
	File  string  `placeholder:"FILE" help:"A YAML file that says all or some of it; the other flags come on top. See deploy/README.md."`
	Title *string `help:"What the team calls it. People do not see it."`
	Kind  *string `placeholder:"KIND" help:"information, which people can stop; programme, for those who take part; or safety, which comes at any hour, and which two people approve."`

	Text     []string `sep:"none" placeholder:"LANG=WORDS" help:"The words, as people read them: en=\"Hello {name}, the course is in room 4 today.\" Again for each language; the first is the source. With no words the language is taken out. {name} and {site} stand for what somebody wants to be called, and for her place."`
	Reviewed []string `placeholder:"LANG" help:"The languages whose words somebody has read who knows the language, as ar,uk."`
	Missing  *string  `placeholder:"WHAT" help:"What becomes of people in whose language there are no words: label, they read the source below a line that says so; wait, they get it when there are; leave, they do not get it."`

	Photo    *string `placeholder:"ID" help:"A photo that comes before the words: its file_id at Telegram; none for none."`
	Document *string `placeholder:"ID" help:"A document that comes before the words: its file_id at Telegram; none for none."`

	segmentFlags `embed:""`
	buttonFlags  `embed:""`

	At    *string `placeholder:"DAY HOUR" help:"When it begins by the clock of its site, as \"2027-03-06 09:30\"; now for as soon as it is approved."`
	Until *string `placeholder:"DAY HOUR" help:"Who has not got it by then does not get it; three days after its begin unless it says another time."`
}

// segmentFlags say who gets it.
type segmentFlags struct {
	Sites     []string `placeholder:"ID" help:"Only people of these sites, as roma,leipzig; all for those of all sites."`
	Cohorts   []string `placeholder:"ID" help:"Only people of these cohorts; all for any."`
	Tracks    []string `placeholder:"ID" help:"Only people of these tracks; all for any."`
	Phases    []string `placeholder:"ID" help:"Only people whose sessions are of these phases now; all for any."`
	Languages []string `placeholder:"LANG" help:"Only people who read these languages; all for any."`
	Roles     []string `placeholder:"ROLE" help:"Only people of the team who have one of these roles; all for any."`
	Events    []string `placeholder:"NUMBER" help:"Only people who have a place at one of these events, or wait for one; all for any."`
	Enrolled  *bool    `negatable:"" help:"Only people who take part in a course."`

	Unanswered *string `placeholder:"NUMBER" help:"Only people who got this other announcement and have not answered it; none for any."`
}

// buttonFlags say what stands below the words. Given once, all buttons are said anew.
type buttonFlags struct {
	Answer []string `sep:"none" placeholder:"LABELS" help:"An answer that people can tap, as \"en=I come ar=سآتي\". Again for each. It is counted, and they can change it. none takes all buttons away."`
	Link   []string `sep:"none" placeholder:"URL LABELS" help:"A button with a link, as \"https://example.org en=Read more\"."`
	SignUp []string `sep:"none" placeholder:"NUMBER LABELS" help:"A button that shows an event, to sign up, as \"WE-4K7M-9Q2 en=Sign up\"."`
	RSVP   []string `name:"rsvp" sep:"none" placeholder:"NUMBER LABELS" help:"A button that shows a session, to say whether one comes, as \"WE-4K7M-9Q2 en=Can you come?\"."`
	Person []string `sep:"none" placeholder:"LABELS" help:"A button that leads to a person of the team, as \"en=Talk to a person\"."`
}

// on is a plan with what was given.
func (f *announceFlags) on(p broadcast.Plan, prog *flows.Programme) (broadcast.Plan, error) {
	if f.File != "" {
		var err error
		if p, err = readAnnouncement(f.File, p, prog); err != nil {
			return p, err
		}
	}
	if f.Title != nil {
		p.Title = strings.TrimSpace(*f.Title)
	}
	if f.Kind != nil {
		p.Kind = flows.CastKind(*f.Kind)
	}
	if f.Missing != nil {
		p.Missing = flows.CastMissing(*f.Missing)
	}
	f.file(&p)
	f.segment(&p.Segment)
	err := errors.Join(f.words(&p), f.times(&p, prog))
	if err == nil && f.given() {
		p.Buttons, err = f.buttons(p.Words)
	}
	return p, err
}

func (f *announceFlags) file(p *broadcast.Plan) {
	for _, one := range []struct {
		what string
		id   *string
	}{{"photo", f.Photo}, {"document", f.Document}} {
		switch {
		case one.id == nil:
		case *one.id == "none":
			p.File = nil
		default:
			p.File = &flows.CastFile{What: one.what, ID: strings.TrimSpace(*one.id)}
		}
	}
}

// words takes the words of each language.
func (f *announceFlags) words(p *broadcast.Plan) error {
	var errs []error
	for _, one := range f.Text {
		lang, text, err := inLanguage("--text", one)
		errs = append(errs, err)
		if err == nil {
			p.Words = sayIn(p.Words, lang, text)
		}
	}
	for _, one := range langsOf(f.Reviewed) {
		at := slices.IndexFunc(p.Words, func(w flows.CastWords) bool { return w.Lang == one })
		if at < 0 {
			errs = append(errs, fmt.Errorf("--reviewed: there are no words in %q", one))
			continue
		}
		p.Words = slices.Clone(p.Words)
		p.Words[at].Reviewed = true
	}
	return errors.Join(errs...)
}

// sayIn puts words in a language; with no words the language goes. New words have been
// read by nobody, and with a new source the translations have not either.
func sayIn(words []flows.CastWords, lang i18n.Lang, text string) []flows.CastWords {
	words = slices.Clone(words)
	at := slices.IndexFunc(words, func(w flows.CastWords) bool { return w.Lang == lang })
	switch {
	case text == "" && at < 0:
	case text == "":
		words = slices.Delete(words, at, at+1)
	case at < 0:
		words = append(words, flows.CastWords{Lang: lang, Text: text})
	case words[at].Text != text:
		words[at] = flows.CastWords{Lang: lang, Text: text}
		if at == 0 {
			for i := range words {
				words[i].Reviewed = false
			}
		}
	}
	return words
}

func (f *announceFlags) times(p *broadcast.Plan, prog *flows.Programme) (err error) {
	for _, one := range []struct {
		flag string
		from *string
		none string
		to   *time.Time
	}{{"--at", f.At, "now", &p.At}, {"--until", f.Until, "none", &p.Until}} {
		switch {
		case one.from == nil:
		case *one.from == one.none:
			*one.to = time.Time{}
		default:
			if *one.to, err = siteTime(*one.from, p.Site, prog); err != nil {
				return fmt.Errorf("%s: %w", one.flag, err)
			}
		}
	}
	return nil
}

// segment takes who gets it.
func (f *segmentFlags) segment(s *flows.Segment) {
	for _, one := range []struct {
		from []string
		to   *[]string
	}{{f.Sites, &s.Sites}, {f.Cohorts, &s.Cohorts}, {f.Tracks, &s.Tracks}, {f.Phases, &s.Phases}, {f.Events, &s.Events}} {
		if one.from != nil {
			*one.to = unlessAll(one.from)
		}
	}
	if f.Languages != nil {
		s.Languages = langsOf(unlessAll(f.Languages))
	}
	if f.Roles != nil {
		s.Roles = rolesOf(unlessAll(f.Roles))
	}
	if f.Enrolled != nil {
		s.Enrolled = *f.Enrolled
	}
	if f.Unanswered != nil {
		s.Unanswered = strings.TrimSpace(strings.TrimPrefix(*f.Unanswered, "none"))
	}
}

// unlessAll is a list; nil for the word all.
func unlessAll(list []string) []string {
	if slices.Equal(list, []string{"all"}) {
		return nil
	}
	return list
}

func rolesOf(list []string) []flows.Role {
	var out []flows.Role
	for _, one := range list {
		out = append(out, flows.Role(strings.TrimSpace(one)))
	}
	return out
}

// given says whether any button was.
func (f *buttonFlags) given() bool {
	return len(f.Answer)+len(f.Link)+len(f.SignUp)+len(f.RSVP)+len(f.Person) > 0
}

// buttons are those that were given. Their ids follow from their order, so that the same
// flags make the same buttons.
func (f *buttonFlags) buttons(words []flows.CastWords) ([]flows.CastButton, error) {
	if isNone(f.Answer) {
		return nil, nil
	}
	var out []flows.CastButton
	var errs []error
	for _, one := range []struct {
		flag, id string
		do       flows.CastButtonDo
		list     []string
	}{
		{"--answer", "a", flows.ButtonAnswer, f.Answer},
		{"--link", "l", flows.ButtonLink, f.Link},
		{"--sign-up", "e", flows.ButtonEvent, f.SignUp},
		{"--rsvp", "s", flows.ButtonSession, f.RSVP},
		{"--person", "p", flows.ButtonPerson, f.Person},
	} {
		for n, typed := range one.list {
			b := flows.CastButton{ID: fmt.Sprint(one.id, n+1), Do: one.do}
			labels := typed
			switch one.do { //nolint:exhaustive // the others have only labels
			case flows.ButtonLink:
				b.URL, labels = cutWord(typed)
			case flows.ButtonEvent, flows.ButtonSession:
				b.About, labels = cutWord(typed)
			}
			var err error
			if b.Labels, err = labelsOf(labels, words); err != nil {
				errs = append(errs, fmt.Errorf("%s: %q %w", one.flag, typed, err))
			}
			out = append(out, b)
		}
	}
	return out, errors.Join(errs...)
}

var errNoLabel = errors.New("has no label in a language; write en=\"…\" for each language of the words")

// labelsOf reads labels, as "en=I come ar=سآتي".
func labelsOf(typed string, words []flows.CastWords) ([]flows.CastWords, error) {
	labels, ok := event.ParseSlot(typed)
	if !ok {
		return nil, errNoLabel
	}
	var out []flows.CastWords
	for _, w := range labels {
		out = append(out, flows.CastWords{Lang: w.Lang, Text: w.Title})
	}
	return likeWords(out, words), nil
}

// likeWords brings labels into the order of the words: the source comes first.
func likeWords(labels, words []flows.CastWords) []flows.CastWords {
	at := func(l i18n.Lang) int {
		if i := slices.IndexFunc(words, func(w flows.CastWords) bool { return w.Lang == l }); i >= 0 {
			return i
		}
		return len(words)
	}
	slices.SortStableFunc(labels, func(a, b flows.CastWords) int { return at(a.Lang) - at(b.Lang) })
	return labels
}
