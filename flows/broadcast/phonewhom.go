package broadcast

import (
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// Whom an announcement is for, by a phone: everybody at her site, those in a course, or
// some of them.

// answerSome is what she chooses to say who of her site it is for.
const answerSome = "some"

// some reads who of her site she chose.
func (w *wish) some(given map[string]string) {
	if given[fieldWho] != answerSome {
		return
	}
	s := &flows.Segment{Cohorts: chosen(given[fieldGroups]), Tracks: chosen(given[fieldTracks]), Phases: chosen(given[fieldPhases])}
	for _, r := range chosen(given[fieldTeam]) {
		s.Roles = append(s.Roles, flows.Role(r))
	}
	var ok bool
	if s.Languages, ok = i18n.AllNamed(given[fieldReaders]); !ok {
		s.Languages = append(s.Languages, i18n.Lang(given[fieldReaders])) // no language: it is refused
	}
	if number := given[fieldGuests]; number != "" {
		s.Events = []string{numbered(number)}
		w.Guests = given[fieldGuestsSite] == given[fieldTeamSite]
	}
	if number := given[fieldSilent]; number != "" {
		s.Unanswered = numbered(number)
	}
	w.Whom = s
}

// chosen are the options that a question for several saved.
func chosen(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
}

// numbered is a number as we write it. What is none stays, and is refused.
func numbered(typed string) string {
	if number, ok := flows.ParseReference(typed); ok {
		return number
	}
	return typed
}

// segment is whom it is for: people of her site, and whoever comes to an event there, of
// whatever site she is.
func (w wish) segment(site string) flows.Segment {
	s := flows.Segment{Enrolled: w.Enrolled}
	if w.Whom != nil {
		s = *w.Whom
	}
	if s.Sites = []string{site}; w.Guests && len(s.Events) > 0 {
		s.Sites = nil
	}
	return s
}

// forMost is how many lines say whom it is for.
const forMost = 12

// whom is whom it is for.
func (b *broadcast) whom() []flows.Phrase {
	switch {
	case b.Kind == flows.CastDigest:
		return []flows.Phrase{{Key: wordWeekly}}
	case b.Whom == nil:
		return nil
	}
	s := b.Whom
	var out []flows.Phrase
	add := func(key i18n.Key, what string) {
		out = append(out, flows.Phrase{Key: key, Args: map[string]string{"what": what}})
	}
	each := func(key i18n.Key, list string, ids []string) {
		for _, id := range ids {
			add(key, list+id)
		}
	}
	each(wordAt, "sites/", s.Sites)
	if s.Enrolled {
		out = append(out, flows.Phrase{Key: wordEnrolled})
	}
	each(wordGroup, "cohorts/", s.Cohorts)
	each(wordTrack, "tracks/", s.Tracks)
	each(wordPhase, flows.ListPhases+"/", s.Phases)
	if len(s.Languages) > 0 {
		var names []string
		for _, lang := range s.Languages {
			names = append(names, i18n.Endonym(lang))
		}
		add(wordReads, strings.Join(names, ", "))
	}
	each(wordGuests, "", s.Events)
	for _, r := range s.Roles {
		add(wordTeam, flows.Words(wordRole(r)))
	}
	if s.Unanswered != "" {
		add(wordSilent, s.Unanswered)
	}
	switch {
	case len(out) == 0:
		return []flows.Phrase{{Key: wordEverybody}}
	case len(out) > forMost:
		more := strconv.Itoa(len(out) - forMost + 1)
		out = append(out[:forMost-1], flows.Phrase{Key: wordMore, Args: map[string]string{"count": more}})
	}
	return out
}
