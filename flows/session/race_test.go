//go:build race

package session_test

// racing makes everything ten times slower. The race detector needs each way
// that goroutines meet, and not each state: under it the walk is in one of the
// engine's flows, in all languages at once, and chance plays fewer people.
// Without it, as in make test and make flow-walk, everything is walked.
const racing = true
