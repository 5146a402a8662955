// Package session is about the sessions of a programme: planned once, told and
// reminded rightly.
//
// Three kinds of actors share the work. A [Session] is what was planned, its places and
// who comes: its turn alone decides who has a place. The [Calendar] of a site knows who
// takes part there and what is to come, and brings each change of a session to those
// whom it concerns. The [Agenda] of somebody who takes part knows her sessions; it
// works out when she is reminded, at which hours she may be written to, and tells her.
// It is told by her application that she takes part (see [flows.Participation]), and
// begins the flows of this folder in her chat.
//
// A reminder that is due asks the session first whether it still stands so: what was
// planned may have moved a moment ago, and the news may be on their way.
//
// What all of them tell each other carries numbers that only grow: of what comes twice,
// late or in another order only the newest counts.
package session
