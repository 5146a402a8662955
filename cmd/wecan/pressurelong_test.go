//go:build growth

package main

import "time"

const (
	pressureQueued   = 3334
	pressureLimited  = 500
	pressurePatience = 20 * time.Minute
	pressurePeople   = 200
	pressureSlow     = time.Minute
	pressureDown     = 3 * time.Minute // all pauses have grown to their longest by then; ten minutes in virtual time: see bot/away_test.go
)
