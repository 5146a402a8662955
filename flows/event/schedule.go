package event

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// Slot is a line of an event's programme: when something begins, and what it is.
type Slot struct {
	After int     `json:"after"` // minutes after the start
	Words []Words `json:"words"` // one for each language, of which only titles count; the source first
}

const slotsMost = 12

// dayProgramme: she can read the programme.
const dayProgramme = "schedule"

func (p Plan) checkSchedule() error {
	if len(p.Schedule) > slotsMost {
		return faulty(PartSchedule, "the programme of an event has at most %d lines", slotsMost)
	}
	last := -1
	for _, s := range p.Schedule {
		switch {
		case s.After < 0 || s.After > p.Minutes:
			return faulty(PartSchedule, "a line of the programme lies outside of the event")
		case s.After <= last:
			return faulty(PartSchedule, "the lines of the programme stand in the order of their hours, one for each")
		case len(s.Words) == 0:
			return faulty(PartSchedule, "a line of the programme has no words")
		}
		last = s.After
		for _, w := range s.Words {
			if n := utf8.RuneCountInString(w.Title); n == 0 || n > titleMost || i18n.Endonym(w.Lang) == string(w.Lang) {
				return faulty(PartSchedule, "a line of the programme has 1 to %d characters, in one of our languages; the one in %s has %d", titleMost, w.Lang, n)
			}
		}
	}
	return nil
}

// cleanSchedule is a programme whose words are clean.
func cleanSchedule(all []Slot) []Slot {
	out := slices.Clone(all)
	for i := range out {
		out[i].Words = slices.Clone(out[i].Words)
		for n := range out[i].Words {
			out[i].Words[n] = Words{Lang: out[i].Words[n].Lang, Title: cleaned(out[i].Words[n].Title)}
		}
	}
	return out
}

// hasProgramme says whether there is one to read.
func (k *diary) hasProgramme(i *item) bool { return len(i.Plan.Schedule) > 0 && !i.over(k.t.Now) }

// programme is what happens when, a line each: with the day where it takes more than one.
func (k *diary) programme(i *item) string {
	p, zone := i.Plan, k.site(i).Zone
	days := p.Start.In(zone).Format(time.DateOnly) != p.End().In(zone).Format(time.DateOnly)
	var rows []flows.Phrase
	for _, s := range p.Schedule {
		at := p.Start.Add(time.Duration(s.After) * time.Minute)
		hour := flows.At(p.Site, at)
		if days {
			hour = flows.When(p.Site, at)
		}
		rows = append(rows, flows.Phrase{Key: rowSlot, Args: map[string]string{"hour": hour, "words": Plan{Words: s.Words}.In(k.Lang).Title}})
	}
	if len(rows) == 0 {
		return ""
	}
	return flows.Lines(rows...)
}

// ParseSlot reads the words of a line of a programme, as "en=Welcome nl=Welkom"; false
// when they do not begin with a language.
func ParseSlot(s string) ([]Words, bool) {
	var out []Words
	for part := range strings.FieldsSeq(s) {
		lang, first, ok := strings.Cut(part, "=")
		switch {
		case ok && i18n.Endonym(i18n.Lang(lang)) != lang:
			out = append(out, Words{Lang: i18n.Lang(lang), Title: first})
		case len(out) == 0:
			return nil, false
		default:
			out[len(out)-1].Title = strings.TrimSpace(out[len(out)-1].Title + " " + part)
		}
	}
	return out, len(out) > 0
}
