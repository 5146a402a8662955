// Package store keeps actors in Redis: it is the only package that speaks it.
//
// An actor is one hash. A turn is one call of one script (commit.lua) on one
// slot, so that its state, timers, indexes, outbox and journal change together
// or not at all. All keys of a partition share a hash tag, and every script
// declares every key it touches, so the same code runs on one Redis, behind
// Sentinel and on a Cluster. keys.go lists the keys.
//
// Everything that tells something about a person passes the envelope: a data
// key per actor, wrapped by the master key (envelope.go). Key names hold
// HMACs, and indexes hold names that the flows promise to be harmless.
//
// A call is made once. go-redis repeats scripts silently when a reply is lost,
// which hides whether a commit was applied, so its retries are off: whoever
// calls repeats with the same new etag and learns from the answer what became
// of the first try.
package store
