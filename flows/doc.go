// Package flows holds the words of wecan and its pure engine.
//
// Everything that changes is an [Actor]: a person, an application, later a
// referral, an event, a broadcast. Everything that happens to an actor is an
// [Input]. One input makes one turn:
//
//	input ─▶ load actor ─▶ Step (pure) ─▶ commit ─▶ effects
//
// Step is a [Machine]'s: it reads the actor and the input and answers the
// actor's next state and its [Effect] values. It does no I/O, reads no clock
// and draws no random number: time and randomness reach it in the [Turn].
// So every turn can be repeated, simulated and explained.
//
// Package bot runs turns, package store writes them, and the packages below
// bot carry effects to the outside. None of them is imported from here.
package flows
