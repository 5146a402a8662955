package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"wecan/flows/enrollment"
)

// The words of the desk, in the operator's language.

// standing is a status in few words.
func (f filed) standing() string {
	switch {
	case f.Asked != nil:
		return fmt.Sprintf("%s, being decided", f.Status)
	case f.Status == enrollment.StatusReserve && f.Silent:
		return "reserve, no answer"
	case f.Status == enrollment.StatusReserve && f.Number > 0:
		return fmt.Sprintf("reserve %d", f.Number)
	case f.Status == enrollment.StatusReserve:
		return "reserve, to be asked" // a freed place is kept for her until the morning
	case f.Status == enrollment.StatusOffered:
		return "offered until " + minute(f.Until)
	}
	return string(f.Status)
}

// sentence tells how an application stands, and who brought it there.
func (f filed) sentence() string {
	s := fmt.Sprintf("%s is %s", f.Reference, f.standing())
	if f.Asked != nil {
		return fmt.Sprintf("%s: %s by %s waits for the site", s, f.Asked.What, plainly(f.Asked.By))
	}
	if c, ok := f.Last(); ok {
		return fmt.Sprintf("%s: %s", s, changed(c))
	}
	return fmt.Sprintf("%s, since %s", s, minute(f.Received))
}

// decision is what came of a decision.
func (f filed) decision() string {
	var b strings.Builder
	c, _ := f.Last()
	for _, made := range f.Changes {
		if made.ID != "" {
			c = made
		}
	}
	switch {
	case f.Status == enrollment.StatusReserve && c.Reason == enrollment.ReasonNoPlace:
		fmt.Fprintf(&b, "No place left: %s is on the reserve list, number %d.", f.Reference, f.Number)
	case f.Status == enrollment.StatusReserve && f.Number > 0:
		fmt.Fprintf(&b, "%s is on the reserve list, number %d.", f.Reference, f.Number)
	case f.Status == enrollment.StatusReserve:
		fmt.Fprintf(&b, "%s is on the reserve list, and a freed place is kept for her until she may be asked.", f.Reference)
	case f.Status == enrollment.StatusOffered:
		fmt.Fprintf(&b, "%s was on the reserve list and is asked whether she wants a freed place, until %s.", f.Reference, minute(f.Until))
	case f.Status == enrollment.StatusReview:
		fmt.Fprintf(&b, "%s is under review.", f.Reference)
	case f.Status == enrollment.StatusAppeal:
		fmt.Fprintf(&b, "%s is to be looked at again.", f.Reference)
	default:
		fmt.Fprintf(&b, "%s is %s.", f.Reference, f.Status)
	}
	if !f.Tells.IsZero() {
		fmt.Fprintf(&b, " She is told at %s.", minute(f.Tells))
	}
	return b.String()
}

// line is how many places a site has.
func (p sitePlaces) line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "places %s: ", p.site.ID)
	if p.Unlimited {
		b.WriteString("as many as come")
	} else {
		fmt.Fprintf(&b, "%d in all", p.Total)
	}
	fmt.Fprintf(&b, ", %d taken", p.Taken)
	if p.Offered > 0 {
		fmt.Fprintf(&b, " (%d of them offered, not answered yet)", p.Offered)
	}
	if !p.Unlimited {
		fmt.Fprintf(&b, ", %d free", p.Free)
	}
	for _, r := range p.Reserved {
		fmt.Fprintf(&b, "; reserved for %s: %d, of which %d free", r.Group, r.Total, r.Free)
	}
	return b.String()
}

// changed is a change as one line: what, by whom, when, why.
func changed(c enrollment.Change) string {
	s := fmt.Sprintf("%s by %s on %s", c.What, plainly(c.By), minute(c.At))
	switch {
	case c.Reason == enrollment.ReasonNoPlace:
		s += " (no place was left)"
	case c.Reason != "":
		s += " (" + c.Reason + ")"
	case c.Words != "":
		s += " (" + plainly(c.Words) + ")"
	}
	return s
}

// minute is a time as tables show it, in UTC like everything an operator reads.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + "Z" }

// plainly leaves out what could move a terminal's cursor or turn its words
// round: people chose these words.
func plainly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
			return -1
		}
		return r
	}, s)
}
