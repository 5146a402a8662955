//go:build growth

package main

import "time"

const (
	pressureQueued   = 3334
	pressureLimited  = 500
	pressurePatience = 20 * time.Minute
	pressurePeople   = 200
	pressureSlow     = time.Minute
	pressureDown     = 10 * time.Minute
)
