// Package bot makes turns: it takes inputs, has the flows decide, commits, and
// sends what was decided.
//
//	input ─▶ mailbox ─▶ load ─▶ Step (pure) ─▶ commit ─▶ effects ─▶ carrier, other actors
//
// Inputs of one actor are handled one after the other in its mailbox, those of
// different actors side by side. An input counts as taken when its commit has
// been answered; sending comes after and is never waited for. Whatever a commit
// left to send stays in the actor's outbox in the store until it was carried
// out, whoever dies meanwhile.
//
// A [Runtime] is one process's part in this. Several may share a store: etags
// let one commit win, and sending leases let one send. runtime.go is the whole,
// mailbox.go the queue, turn.go one turn, sender.go the outbox (carry.go one call,
// ack.go what the store hears of it), agenda.go what falls due, park.go what to do with an input that cannot be handled.
package bot
