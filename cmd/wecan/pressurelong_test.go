//go:build growth

package main

import "time"

const (
	pressureQueued   = 3334
	pressureLimited  = 200
	pressurePatience = 20 * time.Minute
	pressurePeople   = 200
	pressureSlow     = time.Minute
	// Telegram forgets a tap that nobody fetched for 150 s, and then she must tap
	// again whatever the bot does. For ten minutes in virtual time see bot/away_test.go.
	pressureDown = 140 * time.Second
)
