package flows

import (
	"fmt"
	"time"
)

// How many days a checked number of an emergency card is good. After the first
// somebody should check it again; after the second nobody should rely on it.
const (
	CardDueDays     = 90
	CardOverdueDays = 180
)

// Unchecked is a number of an emergency card that nobody has checked lately.
type Unchecked struct {
	Problem Problem // where it stands and what to do
	Days    int     // since it was checked; below 0 when the file does not say when, or says a day to come
	Overdue bool    // it is an error, not only due
}

// Unchecked lists the numbers of all emergency cards that were not checked in
// the last [CardDueDays] days, in the order of the file. Days are those of each
// site's own calendar. A day that is still to come is an error too: it would
// keep the number from ever being due.
func (p *Programme) Unchecked(now time.Time) []Unchecked {
	var out []Unchecked
	for _, s := range p.Sites {
		today := dayIn(now, s.Zone)
		for _, l := range s.Card {
			if u, found := l.unchecked(today); found {
				u.Problem = Problem{
					File: l.at.file, Line: l.at.line, Column: l.at.column,
					Text: fmt.Sprintf("the number %s (%s) on the emergency card of %s %s", l.Number, l.Kind, s.ID, u.Problem.Text),
				}
				out = append(out, u)
			}
		}
	}
	return out
}

// unchecked says what is to be done about a number; false for nothing.
func (l *Line) unchecked(today time.Time) (Unchecked, bool) {
	said := func(days int, overdue bool, format string, args ...any) (Unchecked, bool) {
		return Unchecked{Problem{Text: fmt.Sprintf(format, args...)}, days, overdue}, true
	}
	days := int(today.Sub(l.Checked).Hours() / 24)
	switch {
	case l.Checked.IsZero():
		return said(-1, false, "does not say when it was checked; call it or look it up, and add checked: %q", today.Format(time.DateOnly))
	case days < -1: // whoever checked it may already have tomorrow
		return said(days, true, "was checked on %s, which is still to come; write the day on which somebody checked it", l.Checked.Format(time.DateOnly))
	case days > CardDueDays:
		return said(days, days > CardOverdueDays, "was checked %d days ago; call it or look it up, and write the day under checked", days)
	}
	return Unchecked{}, false
}
