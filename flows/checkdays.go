package flows

import (
	"fmt"
	"slices"
	"time"

	"wecan/i18n"
)

// checkDays finds days in a condition that are none: no answer is ever such a
// text, and what is before or after it is a matter of letters.
func (b *Book) checkDays(f *flow, c *condition, problems *FileErrors) {
	for _, one := range c.texts {
		_, asked := b.saver(f, one.field).(*askDate)
		if !asked && one.field != fieldToday || one.text == "" || one.partly() {
			continue
		}
		if _, err := time.Parse(time.DateOnly, one.text); err != nil {
			problems.add(c.at, "the condition %s: the field %q is a day: %s", c.source, one.field, writeDay(one.text))
		}
	}
}

// writeDay says how a day is written that an author wrote otherwise.
func writeDay(s string) string {
	if day, ok := i18n.Date(s); ok {
		return fmt.Sprintf("write %q as %q", s, day.Format(time.DateOnly))
	}
	return fmt.Sprintf("there is no day %q; write year, month and day, as \"2027-12-31\"", s)
}

// checkWait finds days that are none, and days that are always past.
func (b *Book) checkWait(s *wait, problems *FileErrors) {
	if s.day == "" || slices.Contains(s.flow.given(b), s.day) {
		return
	}
	asked, ok := b.saver(s.flow, s.day).(*askDate)
	if !ok {
		problems.add(s.at, "the field %q holds no day: no question of the kind date saves it", s.day)
		return
	}
	if most := asked.until; most.today && most.add+s.days < 0 && !b.isSet(s.day) {
		problems.add(s.at, "this never waits: the day in the field %q is at most today%s, and %s before it is past; take a smaller number for before, or allow later days in the question",
			s.day, plusDays(most.add), countDays(-s.days))
	}
}

// isSet says whether a set gives the field a value in any flow: then it may
// hold what the question does not allow.
func (b *Book) isSet(field string) bool {
	return slices.ContainsFunc(b.order, func(id string) bool { return b.flows[id].sets(field) })
}

// sets says whether a set of the flow gives the field a value.
func (f *flow) sets(field string) bool {
	return slices.ContainsFunc(f.order, func(step string) bool {
		s, ok := f.steps[step].(*set)
		return ok && slices.Contains(s.names(), field)
	})
}

func plusDays(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%+d", n)
}
