package ical

import (
	"errors"
	"time"
)

// What a file may hold.
const (
	MaxBytes       = 5 << 20 // of a file
	MaxOccurrences = 5000    // within the window
	MaxProblems    = 200     // that are told one by one; the last one counts the others
	MaxWindow      = 10      // years from [Options].From to Until
)

// The errors of [Read] are about the file as a whole: nothing of it was taken.
// Each is a sentence for the coordinator.
var (
	ErrTooLarge    = errors.New("the calendar has more than 5 MB: export a shorter time, or fewer calendars")
	ErrTooMany     = errors.New("the calendar has more than 5,000 occurrences in the time asked for: export fewer calendars")
	ErrTooMuch     = errors.New("the rules by which entries repeat take too much work: some begin very long ago, or never come about")
	ErrEncoding    = errors.New("the calendar is not in UTF-8: export it as a calendar file (.ics) again, and do not save it in an editor")
	ErrNotCalendar = errors.New("this is not a calendar file (.ics): it does not begin with BEGIN:VCALENDAR")
	ErrCutOff      = errors.New("the calendar ends in the middle: export or fetch it again")
	ErrWindow      = errors.New("ical: the window must end after it begins, and last at most ten years")
)

// Options say how a file is to be read.
type Options struct {
	// Zone is where the site is. It counts for times that name no zone, for
	// whole days, and in place of a zone that nobody knows. Nil is UTC.
	Zone *time.Location

	// From and Until bound what is returned: occurrences that touch the time
	// from From up to Until, and changed ones whose original start lies there.
	From, Until time.Time
}

// Calendar is what was read.
type Calendar struct {
	Events   []Event   // by start, then UID and Occurrence
	Problems []Problem // in the order of the file
}

// Event is one occurrence.
type Event struct {
	// UID and Occurrence together name the occurrence for ever, also when it
	// is moved. Occurrence is its original start in UTC as RFC 3339 has it,
	// and "" where the entry does not recur.
	UID, Occurrence string

	Sequence  int  // grows with each change, where the product counts
	Cancelled bool // by the entry itself, or because the whole file cancels

	// Start and End are in UTC. Where no end is told, they are the same. A
	// whole day is from midnight to midnight in Zone.
	Start, End time.Time
	AllDay     bool

	// One line each, except Description, whose lines end with \n. None holds
	// other control characters. URL is empty or begins with http.
	Summary, Description, Location, URL string

	// Zone is the IANA's name of the zone that the start was written in, or
	// "UTC". It is the calendar's own name where the zone has rules of its own.
	Zone string
}

// Problem is what is wrong with an entry.
type Problem struct {
	UID     string // "" where the entry has none, or where it is about the file
	Summary string // to find the entry by
	Left    bool   // it was left out; otherwise it was taken with a guess
	Text    string // what is wrong and what was done, in plain English
}
