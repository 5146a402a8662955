//go:build !race

package enrollment_test

const racing = false
