package flows

import "time"

// Draw asks for tokens of the bucket from which all processes of a bot take one
// before each message to many.
type Draw struct {
	Rate  int // tokens that come in a second, at least 1
	Burst int // the most that are there at once, at least 1
	Want  int // how many to take at most; 0 debits only

	// Used is what was sent without a token, less what was taken and not used:
	// it is debited first, and may leave the bucket empty by a second's tokens
	// at the most, so that those who wait are never held up for longer.
	Used int
}

// Drawn is what came of a [Draw].
type Drawn struct {
	Tokens int           // taken
	Next   time.Duration // until the next token is there, 0 when one is
}
