package flows

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wecan/i18n"
)

// outlineDetail adds what only some kinds of steps have.
func outlineDetail(o *OutlineStep, s step) {
	switch s := s.(type) {
	case *askChoice:
		o.Options, o.List = outlineOptions(&s.options), s.list
	case *askMany:
		o.Options, o.List = outlineOptions(&s.options), s.list
	case *askYesNo:
		if s.yes.to == "" {
			o.Options = append(o.Options, textYes)
		}
		if s.no.to == "" {
			o.Options = append(o.Options, textNo)
		}
	case *end:
		o.Detail = string(s.outcome)
	case *set:
		o.Detail = strings.Join(s.names(), ", ")
	case *wait:
		o.Detail = s.String()
	}
}

func outlineOptions(o *options) []i18n.Key {
	var out []i18n.Key
	for _, c := range o.written {
		if c.to.to == "" {
			out = append(out, c.label.key)
		}
	}
	return out
}

// String is for how long or until when it waits, for people.
func (s *wait) String() string {
	at := fmt.Sprintf("%02d:%02d", s.hour.Hour, s.hour.Minute)
	switch {
	case !s.timed && s.length%(24*time.Hour) == 0:
		return countDays(int(s.length / (24 * time.Hour)))
	case !s.timed:
		return shortLength(s.length)
	case s.day == "" && s.days == 0:
		return "until it is next " + at
	case s.day == "":
		return countDays(s.days) + " later at " + at
	case s.days == 0:
		return "until the day in “" + s.day + "” at " + at
	}
	return "until " + countDays(-s.days) + " before the day in “" + s.day + "” at " + at
}

func countDays(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// shortLength leaves out what is nought: 12h, not 12h0m0s.
func shortLength(d time.Duration) string {
	s := d.String()
	if cut, ok := strings.CutSuffix(s, "m0s"); ok {
		s = cut + "m"
	}
	if cut, ok := strings.CutSuffix(s, "h0m"); ok {
		s = cut + "h"
	}
	return s
}
