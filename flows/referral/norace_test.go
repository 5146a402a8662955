//go:build !race

package referral_test

const racing = false
