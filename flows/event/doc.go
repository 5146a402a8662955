// Package event is about the events of a programme: a hackathon, a lab, a campaign, a
// conference, a visit. People sign up by chat, also those who are not enrolled where the
// event allows it.
//
// Four kinds of actors share the work. An [Event] is what was planned, who has a place,
// and who waits for one: its turn alone decides that, in the order that
// deploy/adr/0039-events.md writes down. A [Guest] has all events of one person: it asks
// events on her behalf, works out when she is told or reminded, and begins the flows of
// this folder in her chat. The [Listing] knows which events there are.
//
// A [Team] is who works together there: it decides who is in it, and brings what one
// writes to the others. A guest is in one team of an event at most, and asks one at a time.
//
// Thousands may sign up within a minute, so no turn reads what grows with them. Those who
// wait are bits of a map by the number of their arrival; what each of them said stands in
// a member field of her own.
//
// What they tell each other carries numbers that only grow: of what comes twice, late
// or in another order only the newest counts.
package event
