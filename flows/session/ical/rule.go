package ical

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Limits of a rule.
const (
	maxRule     = 1000 // bytes
	maxInterval = 1000 // days, weeks, months or years
	maxTimes    = 24   // times on one day
	maxList     = 62   // values after one BY…: each day of a month, from both ends
	maxPicks    = 7    // values after BYSETPOS, which is slow
	maxWork     = 15_000_000
)

var (
	errRule  = errors.New("cannot be read")
	errOften = errors.New("goes by hours, minutes or seconds, as no session does")
)

// budget is the work that may go into rules for one file, in days looked at;
// [maxWork] of them are a second or two.
// The library looks at each day until it finds one that fits, and cannot be
// stopped on its way: for a rule that never comes about it goes on to the year
// 9999. So what a rule has cost is counted after each step.
type budget struct {
	left int
}

// spend takes from the budget what it costs to go from one day to another, and
// reports whether something is left.
func (b *budget) spend(from, to time.Time, weight int) bool {
	b.left -= (int((to.Unix()-from.Unix())/(24*60*60)) + 1) * weight
	return b.left > 0
}

func (b *budget) spent() bool { return b.left <= 0 }

// rule is by what an entry repeats.
type rule struct {
	options rrule.ROption

	// until is the last moment, included; zero if there is none. It is an
	// instant unless day, which means all of that day by the entry's clocks.
	until time.Time
	day   bool
}

// readRule reads a rule (RRULE) of an entry in a zone, and refuses what the
// library would fail at or not come back from.
func readRule(s string, z *zone) (rule, error) {
	s = strings.Trim(strings.ToUpper(strings.ReplaceAll(s, " ", "")), ";")
	if len(s) > maxRule {
		return rule{}, errRule
	}
	var r rule
	var kept []string
	for part := range strings.SplitSeq(s, ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "UNTIL":
			if err := r.ends(value, z); err != nil {
				return rule{}, err
			}
		case "COUNT":
			if strings.Trim(value, "0") == "" {
				return rule{}, errRule
			}
			kept = append(kept, part)
		case "BYEASTER", "DTSTART":
			return rule{}, errRule
		default:
			kept = append(kept, part)
		}
	}
	options, err := rrule.StrToROption(strings.Join(kept, ";"))
	if err != nil {
		return rule{}, errRule
	}
	r.options = *options
	return r, r.check()
}

// ends reads until when the rule goes.
func (r *rule) ends(value string, z *zone) error {
	wall, date, isUTC, err := readWall(value)
	if err != nil {
		return errRule
	}
	r.until, r.day = wall, date
	if !date && !isUTC {
		r.until = z.at(wall)
	}
	return nil
}

// check refuses rules that come more often than a session can, and those that
// the library cannot do: it loops for ever on an hour that an interval never
// meets, and panics on a tenth Monday of a month.
func (r *rule) check() error {
	o := &r.options
	for _, list := range []*[]int{
		&o.Byhour, &o.Byminute, &o.Bysecond, &o.Bymonth, &o.Bymonthday, &o.Byyearday, &o.Byweekno, &o.Bysetpos,
	} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
		if len(*list) > maxList {
			return errRule
		}
	}
	switch {
	case o.Freq > rrule.DAILY, max(1, len(o.Byhour))*max(1, len(o.Byminute))*max(1, len(o.Bysecond)) > maxTimes:
		return errOften
	case o.Interval < 0, o.Interval > maxInterval, o.Count < 0, len(o.Byweekday) > maxList,
		len(o.Bysetpos) > maxPicks:
		return errRule
	}
	for _, day := range o.Byweekday {
		if n := day.N(); (o.Freq == rrule.MONTHLY || len(o.Bymonth) > 0) && (n > 5 || n < -5) {
			return errRule
		}
	}
	return nil
}

// walls yields when the rule comes about, from a start on, as the clocks on the
// wall show it, up to a bound. It ends early when the budget is spent. The
// start counts as the first, also where the rule would leave it out.
func (r *rule) walls(start, bound time.Time, work *budget) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		options := r.options
		options.Dtstart = start
		made, err := rrule.NewRRule(options)
		if err != nil || work.spent() {
			return
		}
		count, before := options.Count, start
		weight := 1 + len(options.Bysetpos)
		next := made.Iterator()
		wall, ok := next()
		if !ok || !wall.Equal(start) {
			if !yield(start) {
				return
			}
			count--
		}
		for ; ok; wall, ok = next() {
			if !work.spend(before, wall, weight) || wall.After(bound) || options.Count > 0 && count == 0 || !yield(wall) {
				return
			}
			before, count = wall, count-1
		}
		if options.Count == 0 || count > 0 {
			work.spend(before, time.Date(rrule.MAXYEAR, 12, 31, 0, 0, 0, 0, time.UTC), weight)
		}
	}
}
