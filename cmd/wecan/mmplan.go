package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/i18n"
)

// What sessions and events have in common at Mattermost: lists, what buttons are about,
// and the parts of a plan that both have.

// aboutStand names an appointment as it stands, for buttons and dialogs.
func aboutStand(s stand) string { return fmt.Sprintf("%s %d", s.reference, s.rev) }

// readStand reads what aboutStand wrote.
func readStand(about string) (reference string, seen int, err error) {
	reference, rest := cutWord(about)
	seen, err = strconv.Atoi(rest)
	if err != nil {
		return "", 0, fmt.Errorf("read what an appointment's button is about: %w", err)
	}
	return reference, seen, nil
}

// aboutDraft names a draft for buttons and dialogs: it stands there and nowhere else.
func aboutDraft(draft any) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // there is little room in a dialog's state
	if enc.Encode(draft) != nil {
		return "" // a draft can always be written
	}
	return strings.TrimSpace(out.String())
}

// referenceFrom is the number of what is made of something: always the same.
func referenceFrom(what string) string {
	seed := sha256.Sum256([]byte(what))
	return flows.NewReference(rand.New(rand.NewChaCha8(seed))) //nolint:gosec // a number is no secret
}

// isDraft says whether a button or a dialog is about a draft.
func isDraft(about string) bool { return strings.HasPrefix(about, "{") }

// listed is a list: a card for each of the first, and below them how many more there are,
// and a button to plan. The texts are those of sessions, or of events.
func (v *visit) listed(texts string, cards []flows.PostCard, all int, plan string) outcome {
	out := outcome{text: v.say(texts + ".none"), cards: cards}
	if all > 0 {
		out.text = v.say(texts+".head", "count", strconv.Itoa(all)) + "\n" + v.say(texts+".how", "command", v.word+" "+texts+" WE-…")
	}
	last := flows.PostCard{Colour: flows.PostGrey}
	if left := all - len(cards); left > 0 {
		last.Text = v.say("more", "count", strconv.Itoa(left))
	}
	if plan != "" {
		last.Buttons = []flows.PostButton{{Verb: plan, Label: v.say(texts + ".plan"), Primary: true}}
	}
	if last.Text != "" || last.Buttons != nil {
		out.cards = append(out.cards, last)
	}
	return out
}

// overtaken says why nothing can be done about an appointment as it was shown; without a
// text it can. stale is what is said when it has changed since.
func (v *visit) overtaken(texts, reference string, found bool, is stand, end time.Time, seen int, made bool, stale func() outcome) (outcome, error) {
	switch {
	case !found:
		return v.no(texts+".notfound", "number", reference)
	case is.parked:
		return v.no("aside", "number", reference)
	case is.rev != seen && !made: // the same order once more is not about something else
		return stale(), nil
	case is.over || v.now().After(end):
		return v.no(texts + ".over")
	}
	return outcome{}, nil
}

// staleIs is what is said when an appointment has changed since she saw it: how it
// stands, and who has changed it.
func (v *visit) staleIs(texts string, is stand, lines []string, changes []session.Change) outcome {
	out := []string{v.say(texts+".stale", "number", is.reference)}
	if is.cancelled {
		lines = []string{v.say(texts + ".off")}
	}
	out = append(out, lines...)
	if n := len(changes); n > 0 {
		out = append(out, v.did(changes[n-1]))
	}
	out = append(out, v.say(texts+".see", "command", v.word+" "+texts+" "+is.reference))
	return outcome{text: strings.Join(out, "\n"), no: true}
}

// spot is where something is.
type spot struct{ place, link, online string } // link is that to a map

// words are what stands in the field for the place.
func (s spot) words() string {
	if s.place == "" {
		return s.online
	}
	return strings.TrimSpace(s.place + " " + s.link)
}

// read reads where it is: an address, one with a link to a map behind it, or only a
// link for those who come online. It is about another place than before when other words
// stand there.
func (s *spot) read(typed string) bool {
	typed = oneLine(typed)
	if typed == s.words() {
		return true
	}
	var words, links []string
	for _, one := range strings.Fields(typed) {
		if strings.Contains(one, "://") {
			links = append(links, one)
		} else {
			words = append(words, one)
		}
	}
	if len(links) > 1 {
		return false
	}
	link := strings.Join(links, "")
	if len(words) == 0 || link != "" && i18n.Same(strings.Join(words, " "), "online") {
		*s = spot{online: link}
		return true
	}
	if s.place == "" { // the link stood there before, and it does not any more
		s.online = ""
	}
	s.place, s.link = strings.Join(words, " "), link
	return true
}

// basics are what every appointment has.
type basics struct {
	title   string
	start   time.Time
	minutes int
	at      spot
}

func (b basics) end() time.Time { return b.start.Add(time.Duration(b.minutes) * time.Minute) }

// asksTitle is the field for what it is.
func (v *visit) asksTitle(texts string, b basics) mattermost.Field {
	return mattermost.Field{Name: fieldTitle, Kind: mattermost.FieldText, Label: v.say(texts + ".field.title"), Value: b.title, Most: 80}
}

// asksWhen are the fields for when and where it is.
func (v *visit) asksWhen(b basics, site string) []mattermost.Field {
	start := v.ask(fieldStart, mattermost.FieldText, v.localDay(b.start))
	start.Hint, start.Help = whenHint, v.say("sessions.help.start", "example", whenHint, "site", v.site(site))
	length := v.ask(fieldLength, mattermost.FieldText, hoursAndMinutes(b.minutes))
	length.Help = v.say("sessions.help.length", "example", "1:30")
	place := v.ask(fieldPlace, mattermost.FieldLong, b.at.words())
	place.Help = v.say("sessions.help.place")
	return []mattermost.Field{start, length, place}
}

// localDay is a day and an hour as they are written into a field; nothing for none.
func (v *visit) localDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.Zone).Format(localLayout)
}

// readBasics reads those fields. What is wrong with them stands at each.
func (v *visit) readBasics(f mattermost.Form, was basics) (b basics, wrong map[string]string) {
	b, wrong = was, map[string]string{}
	b.title = oneLine(f.Values[fieldTitle])
	start, why := v.readStart(f.Values[fieldStart])
	if why == "" {
		b.start = start
	} else {
		wrong[fieldStart] = v.say(why)
	}
	var ok bool
	if b.minutes, ok = readLength(f.Values[fieldLength]); !ok {
		wrong[fieldLength] = v.say("sessions.fault.length")
	}
	if !b.at.read(f.Values[fieldPlace]) {
		wrong[fieldPlace] = v.say("sessions.fault.place")
	}
	return b, wrong
}

// notPast says at the field that a new time is over already, unless something else stands
// there.
func (v *visit) notPast(wrong map[string]string, was time.Time, b basics) {
	if wrong[fieldStart] == "" && !b.start.Equal(was) && !b.end().After(v.now()) {
		wrong[fieldStart] = v.say("sessions.fault.past")
	}
}

// asksGroup are the fields for a cohort and a track, where the programme has any.
func (v *visit) asksGroup(cohort, track string) []mattermost.Field {
	var fields []mattermost.Field
	everybody := mattermost.Option{Text: v.say("sessions.everybody"), Value: allOf}
	if len(v.Programme.Cohorts) > 0 {
		f := v.ask(fieldCohort, mattermost.FieldChoice, cmp.Or(cohort, allOf))
		f.Options = []mattermost.Option{everybody}
		for _, c := range v.Programme.Cohorts {
			f.Options = append(f.Options, mattermost.Option{Text: c.Name, Value: c.ID})
		}
		fields = append(fields, f)
	}
	if len(v.Programme.Tracks) > 0 {
		f := v.ask(fieldTrack, mattermost.FieldChoice, cmp.Or(track, allOf))
		f.Options = []mattermost.Option{everybody}
		for _, t := range v.Programme.Tracks {
			f.Options = append(f.Options, mattermost.Option{Text: v.track(t.ID), Value: t.ID})
		}
		fields = append(fields, f)
	}
	return fields
}

func (v *visit) track(id string) string { return v.Say(i18n.Key("programme.track." + id)) }

// asksRemind is the field for when people are reminded; usual is when they are as the
// programme file says.
func (v *visit) asksRemind(minutes []int, usual []time.Duration) mattermost.Field {
	remind := v.ask(fieldRemind, mattermost.FieldText, remindWords(minutes))
	var always []int
	for _, d := range usual {
		always = append(always, int(d.Minutes()))
	}
	remind.Optional, remind.Help = true, v.say("sessions.help.remind", "example", "1d, 2h, 30m", "usual", remindWords(always))
	return remind
}

// whomIn are a cohort and a track in words.
func (v *visit) whomIn(cohort, track string) []string {
	var parts []string
	if cohort != "" {
		parts = append(parts, v.cohort(cohort))
	}
	if track != "" {
		parts = append(parts, v.track(track))
	}
	return parts
}
