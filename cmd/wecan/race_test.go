//go:build race

package main

import "time"

// racing makes everything ten times slower. Under it the scripts walk one flow
// in the place of all, chance types fewer chats, and a smaller crowd is killed
// less often: the program that is killed is built without the race detector
// anyway. Without it, as in
// make test, make kill and make flow-walk, all of that is whole.
const racing = true

// patience is how long a test waits for what should come at once, and a chat in which the
// service stops three times for its end.
const patience = 2 * time.Minute

// pageLife is how long a page is open at most: a whole story, of which each part has its
// own patience.
const pageLife = 10 * time.Minute

const (
	killPeople   = 30
	killsOfBot   = 6
	killsOfRedis = 2
	talksShort   = 6
	alertsFew    = 3
	rushFew      = 60
	castFew      = 500
	castFolk     = 24
)
