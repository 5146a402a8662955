//go:build !race

package main

import "time"

const racing = false

const patience = 30 * time.Second

const pageLife = 150 * time.Second

const (
	killPeople   = 100
	killsOfBot   = 20
	killsOfRedis = 5
	talksShort   = 12
	alertsFew    = 12
	rushFew      = 120
	castFew      = 600
	castFolk     = 60
)
