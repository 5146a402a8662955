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
// again. Who has had so many of late gets no more.
const (
	hadKept = 8
	hadMost = 16
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

// add keeps one more, and forgets the oldest of those that can not come again.
func (c *castState) add(h hadCast, now time.Time) {
	c.Had = append(c.Had, h)
	for len(c.Had) > hadKept {
		at := slices.IndexFunc(c.Had, func(h hadCast) bool { return h.over(now) })
		if at < 0 || at == len(c.Had)-1 {
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

// inWeek is how many that count she had within seven days.
func (c *castState) inWeek(now time.Time) int {
	n := 0
	for _, h := range c.Had {
		if h.Kind.capped() && !h.Lost && now.Sub(time.Unix(h.At, 0)) < castWeek {
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
