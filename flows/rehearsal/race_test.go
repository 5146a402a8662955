//go:build race

package rehearsal_test

// racing makes everything many times slower.
const racing = true
