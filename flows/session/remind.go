package session

import (
	"time"

	"wecan/flows"
)

// When somebody is reminded says [flows.Programme.RemindAt].
//
// What fell due while nobody looked, or before the session was planned, comes at once, or
// in the morning: only the last of several, and only while so much time is left as
// lateLeast. The rest is dropped.

const lateLeast = 15 * time.Minute // before the start: who reads it can still be there

func reminders(p *flows.Programme, plan Plan) []time.Duration { return p.Reminders(plan.Remind) }
