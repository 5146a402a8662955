package session

import "wecan/flows"

// What the tests look at from outside.
var (
	RemindAt  = (*flows.Programme).RemindAt
	Reminders = reminders
	LastAwake = (*flows.Programme).LastAwake
)
