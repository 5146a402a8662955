//go:build growth

package main

import "time"

const (
	pressureQueued = 3334
	pressurePeople = 200
	pressureSlow   = time.Minute
	pressureDown   = 10 * time.Minute
)
