package flows

// ToldComes is told an event by somebody who has its number: can people still come? A
// button of an announcement must not lead to nothing. It is answered with one of these; with
// the first comes at which site it is.
const (
	ToldComes  = "comes"
	EventComes = "comes"
	EventNone  = "none" // nobody has planned it, it is cancelled, or over

	EventSite = "event_site" // the id of its site
)
