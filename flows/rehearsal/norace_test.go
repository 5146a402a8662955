//go:build !race

package rehearsal_test

const racing = false
