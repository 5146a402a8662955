package session

// What the tests look at from outside.
var (
	RemindAt  = remindAt
	Reminders = reminders
	LastAwake = lastAwake
)
