package flows

import (
	"strings"
	"time"
)

// CastRules are how many announcements people get, and who must approve them.
type CastRules struct {
	Week   int // who had so many within seven days gets no more; those for safety are not counted
	Second int // what is for more people needs the approval of two
	Digest DigestRule
}

// DigestRule is when the events of the week go out, by the clock of the first site.
type DigestRule struct {
	On     bool
	Day    time.Weekday
	Minute int // of the day
}

// digestUsual is Monday, 09:00.
func digestUsual() DigestRule { return DigestRule{On: true, Day: time.Monday, Minute: 9 * 60} }

const (
	castWeekUsual  = 2
	castWeekMost   = 14
	castSecond     = 200
	castSecondMost = 1_000_000
)

// readCastRules reads
//
//	announcements: {week: 2, second: 200, digest: "monday 09:00"}
func readCastRules(v value) CastRules {
	r := CastRules{Week: castWeekUsual, Second: castSecond, Digest: digestUsual()}
	if !v.exists() {
		return r
	}
	f := v.fields("announcements")
	if week := f.get("week"); week.exists() {
		r.Week = week.number(1, castWeekMost)
	}
	if second := f.get("second"); second.exists() {
		r.Second = second.number(0, castSecondMost)
	}
	if digest := f.get("digest"); digest.exists() {
		r.Digest = readDigestRule(digest)
	}
	f.rest("announcements")
	return r
}

// readDigestRule reads a day and an hour, as "monday 09:00", or off.
func readDigestRule(v value) DigestRule {
	text := v.text()
	if text == "off" || text == "false" {
		return DigestRule{}
	}
	day, hour, _ := strings.Cut(text, " ")
	at, err := time.Parse("15:04", hour)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if err == nil && strings.EqualFold(d.String(), day) {
			return DigestRule{On: true, Day: d, Minute: at.Hour()*60 + at.Minute()}
		}
	}
	v.fail(`this must be a day and an hour, as "monday 09:00", or off`)
	return DigestRule{}
}
