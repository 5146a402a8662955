//go:build !growth

package main

import "time"

// How long and how much the pressure tests press. With the build tag growth they
// are as long as the promises; see pressurelong_test.go.
const (
	pressureQueued   = 250             // people who wrote while the bot was away, six updates each
	pressureLimited  = 30              // of those whom Telegram's own limits hold up
	pressurePatience = time.Minute     // how long the last answer may take
	pressurePeople   = 60              // people who apply while Redis is slow or Telegram away
	pressureSlow     = 3 * time.Second // how long Redis is slow
	pressureDown     = 3 * time.Second // how long Telegram is away
)
