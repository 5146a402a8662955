package broadcast

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Plan is all that whoever writes an announcement says about it.
type Plan struct {
	Title string `json:"title"` // for the team; people never read it
	Site  string `json:"site"`  // by whose clock, and whose channel at Mattermost reports it

	Kind    flows.CastKind     `json:"kind"`
	Segment flows.Segment      `json:"segment,omitzero"`
	Words   []flows.CastWords  `json:"words"`             // one for each language, the source first
	Missing flows.CastMissing  `json:"missing,omitempty"` // "": label
	File    *flows.CastFile    `json:"file,omitempty"`
	Buttons []flows.CastButton `json:"buttons,omitempty"`

	// Events are those of a digest, which has no words.
	Events []flows.CastEvent `json:"events,omitempty"`

	At    time.Time `json:"at,omitzero"`    // not before, UTC; zero: as soon as it is approved
	Until time.Time `json:"until,omitzero"` // not after, UTC; zero: [UntilDefault] after it begins
}

// Limits of a plan.
const (
	TitleMost    = 80 // characters
	UntilDefault = 3 * 24 * time.Hour
	untilMost    = 14 * 24 * time.Hour // after it begins
	atMost       = 90 * 24 * time.Hour // ahead
	planMost     = 48 << 10            // bytes; it is told to everybody, and read by each process once
	listMost     = 40                  // entries of a list of a segment
)

// Kinds are those that can be written; a digest is made of events instead.
func Kinds() []flows.CastKind {
	return []flows.CastKind{flows.CastInformation, flows.CastProgramme, flows.CastSafety}
}

// Misses are what can become of people in whose language there are no words.
func Misses() []flows.CastMissing {
	return []flows.CastMissing{flows.MissingLabel, flows.MissingWait, flows.MissingLeave}
}

// clean takes away what makes no difference.
func (p Plan) clean() Plan {
	p.Title = i18n.Clean(p.Title)
	if p.Missing == "" {
		p.Missing = flows.MissingLabel
	}
	p.Words = slices.Clone(p.Words)
	for i, w := range p.Words {
		p.Words[i].Text = strings.TrimSpace(w.Text)
	}
	p.Buttons = slices.Clone(p.Buttons)
	for i, b := range p.Buttons {
		p.Buttons[i].Labels = slices.Clone(b.Labels)
		for j, l := range b.Labels {
			p.Buttons[i].Labels[j].Text = i18n.Clean(l.Text)
		}
	}
	p.At, p.Until = clock(p.At), clock(p.Until)
	return p
}

func clock(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

func (p Plan) same(q Plan) bool { return reflect.DeepEqual(p, q) }

// In are the words in a language; false when there are none.
func (p Plan) In(lang i18n.Lang) (flows.CastWords, bool) {
	for _, w := range p.Words {
		if w.Lang == lang {
			return w, true
		}
	}
	return flows.CastWords{}, false
}

// Without are those of the languages in which there are no words, in their order.
func (p Plan) Without(langs []i18n.Lang) []i18n.Lang {
	return slices.DeleteFunc(slices.Clone(langs), func(lang i18n.Lang) bool { _, ok := p.In(lang); return ok })
}

// Cast is what people are told of it, but for its number and until when.
func (p Plan) Cast(reference string, do flows.CastDo, week int) flows.Cast {
	p = p.clean()
	c := flows.Cast{
		Reference: reference, Do: do, Kind: p.Kind, Until: p.Until,
		Segment: p.Segment, Words: p.Words, Missing: p.Missing, File: p.File, Buttons: p.Buttons, Week: week, Events: p.Events,
	}
	if p.Kind == flows.CastSafety || p.Kind == flows.CastDigest {
		c.Week = 0
	}
	return c
}

// first has the words of a language, by its place, in front.
func (p Plan) first(at int) Plan {
	p.Words = append([]flows.CastWords{p.Words[at]}, slices.Delete(slices.Clone(p.Words), at, at+1)...)
	return p
}
