// Package flowtest compares transcripts with how conversations go today: see
// package rehearsal for what a transcript is.
package flowtest
