//go:build race

package event_test

// racing makes everything ten times slower. The race detector needs each way that goroutines
// meet, and not each state: under it chance plays fewer lives. Without it, as in make test, it
// plays all.
const racing = true
