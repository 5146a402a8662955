package main

import (
	"context"
	"time"
)

// overdueNumbers counts the numbers on the emergency cards in use that are too
// old to rely on. It grows while the service runs.
func (s *service) overdueNumbers() int {
	now := time.Now
	if s.now != nil {
		now = s.now
	}
	n := 0
	for _, u := range s.current.Load().defs.Programme.Unchecked(now()) {
		if u.Overdue {
			n++
		}
	}
	return n
}

// warnOfCards says in the log that there are some. It is no reason not to serve:
// an old number helps more than none.
func (s *service) warnOfCards(ctx context.Context) {
	if n := s.overdueNumbers(); n > 0 && s.set.Programme != nil { // of the example it is said already whose it is
		s.log.WarnContext(ctx, "emergency cards have numbers that nobody has checked for more than 180 days; see: wecan check", "numbers", n)
	}
}
