package flows

import (
	"slices"
	"time"

	"wecan/i18n"
)

// castState is what a phone keeps of announcements. An announcement is for the phone,
// not for one of those who share it.
type castState struct {
	Had   []hadCast       `json:"h,omitempty"`
	Off   []CastKind      `json:"o,omitempty"` // what she stopped
	Parts []Participation `json:"p,omitempty"` // as it was told last, for each application
	Facts []Fact          `json:"f,omitempty"`
}

// hadCast is an announcement that was sent to her, so that it never comes twice.
type hadCast struct {
	Ref     string    `json:"r"`
	Seq     int       `json:"s"` // of the words that she has
	Kind    CastKind  `json:"k"`
	Lang    i18n.Lang `json:"l"` // hers, when it was sent
	At      int64     `json:"t"` // Unix s
	Until   int64     `json:"u"` // the same; until then it may be told again, and must be known here
	Message int       `json:"m,omitempty"`
	File    int       `json:"f,omitempty"` // the message with its photo or document
	Answer  string    `json:"a,omitempty"` // the button that she chose
	News    int       `json:"n,omitempty"` // how many news were told of it
	Replied bool      `json:"y,omitempty"`
	Lost    bool      `json:"x,omitempty"` // it did not reach her
	Unsure  bool      `json:"z,omitempty"` // a crash left it open whether it reached her
	Gone    bool      `json:"d,omitempty"` // it was taken back
}

// How many are kept: the last ones, and more while those before could still be told
// again, or count for the most of a week. There is room for as many of these as a
// programme file allows, beside those that do not count.
const (
	hadKept = 8
	hadMost = castWeekMost + 10
)

// had finds an announcement that she has got, nil for none. What it answers is good until
// the next is added.
func (p *person) had(ref string) *hadCast {
	at := slices.IndexFunc(p.Cast.Had, func(h hadCast) bool { return h.Ref == ref })
	if at < 0 {
		return nil
	}
	return &p.Cast.Had[at]
}

// hasRoom says whether one more can be kept without forgetting one that may come again.
func (c *castState) hasRoom(now time.Time) bool {
	return len(c.Had) < hadMost || slices.ContainsFunc(c.Had, func(h hadCast) bool { return h.over(now) })
}

// add keeps one more, and forgets the oldest of those that can not come again. Those that
// count for a week are forgotten only when there is no other way.
func (c *castState) add(h hadCast, now time.Time) {
	c.Had = append(c.Had, h)
	c.forget(hadKept, func(h hadCast) bool { return h.over(now) && !h.counts(now) })
	c.forget(hadMost, func(h hadCast) bool { return h.over(now) })
}

// forget leaves out the oldest of some, but never the last one, until no more are left
// than that.
func (c *castState) forget(most int, which func(hadCast) bool) {
	for len(c.Had) > most {
		at := slices.IndexFunc(c.Had[:len(c.Had)-1], which)
		if at < 0 {
			return
		}
		c.Had = slices.Delete(c.Had, at, at+1)
	}
}

// over says whether it is too late for it to be told again.
func (h *hadCast) over(now time.Time) bool { return now.Unix() > h.Until }

// castWeek is how long an announcement counts for the most that she gets in a week.
const castWeek = 7 * 24 * time.Hour

// capped says whether the kind counts for the most of a week.
func (kind CastKind) capped() bool { return kind == CastInformation || kind == CastProgramme }

// counts says whether it is one of those that she had within seven days.
func (h *hadCast) counts(now time.Time) bool {
	return h.Kind.capped() && !h.Lost && now.Sub(time.Unix(h.At, 0)) < castWeek
}

// inWeek is how many that count she had within seven days.
func (c *castState) inWeek(now time.Time) int {
	n := 0
	for _, h := range c.Had {
		if h.counts(now) {
			n++
		}
	}
	return n
}

// stops says whether she wants nothing of the kind.
func (p *person) stops(kind CastKind) bool {
	if kind == CastDigest {
		return !p.weekly()
	}
	return kind != CastSafety && (p.Quiet || slices.Contains(p.Cast.Off, kind))
}
