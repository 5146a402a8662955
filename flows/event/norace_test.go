//go:build !race

package event_test

const racing = false
