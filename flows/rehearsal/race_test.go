//go:build race

package rehearsal_test

// racing makes everything ten times slower. Under it one flow is walked, and
// the messages of a walk are not looked at: all of that runs without it.
const racing = true
