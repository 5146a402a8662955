package bot_test

import (
	"maps"
	"slices"
	"time"

	"wecan/flows"
	"wecan/flows/session"
)

// yearBug is a fault planted in a year, to see that it is found.
type yearBug int

const (
	noYearBug       yearBug = iota
	yearLosesTimers         // a turn that tells something loses the agenda's timer
	yearLastWins            // a stale etag is not a conflict
	yearNight               // nobody sleeps
	yearOneZone             // the clocks are never changed
	yearNoHolidays          // no day is a holiday
	yearDeaf                // an agenda does not hear that a session is cancelled
	yearBugs
)

func (b yearBug) String() string {
	return [...]string{"none", "lost timers", "last write wins", "no quiet hours", "one zone", "no holidays", "deaf to cancellations"}[b]
}

// seenAs is what a check says that finds the fault; "" for anything.
func (b yearBug) seenAs() string {
	return [...]string{"", "missing", "", "unexpected reminder", "missing", "unexpected", "cancelled"}[b]
}

// in plants what is wrong with agendas.
func (b yearBug) in(defs *flows.Definitions) *flows.Definitions {
	p, out := *defs.Programme, *defs
	p.Sites = slices.Clone(p.Sites)
	switch b {
	case yearNight:
		p.Quiet = flows.Quiet{From: flows.Clock{Hour: 3}, Until: flows.Clock{Hour: 3, Minute: 1}}
	case yearOneZone:
		for i := range p.Sites {
			p.Sites[i].Zone = time.FixedZone("", 3600)
		}
	case yearNoHolidays:
		for i := range p.Sites {
			p.Sites[i].Holidays = nil
		}
	case noYearBug, yearLosesTimers, yearLastWins, yearDeaf, yearBugs:
	}
	out.Machines = maps.Clone(defs.Machines)
	out.Machines[flows.KindAgenda] = yearAgenda{session.Agenda{Programme: &p}, b}
	return &out
}

type yearAgenda struct {
	session.Agenda
	bug yearBug
}

func (m yearAgenda) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	if told, ok := in.(flows.Told); ok && m.bug == yearDeaf {
		told.Data = changed(told.Data, func(f map[string]any) {
			delete(f, "cancelled")
			list, _ := f["sessions"].([]any)
			for _, one := range list {
				if s, ok := one.(map[string]any); ok {
					delete(s, "cancelled")
				}
			}
		})
		in = told
	}
	return m.Agenda.Step(t, a, in)
}
