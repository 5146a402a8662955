package event

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// What people make at an event they hand in: each for herself, or one for her team. From
// the deadline on they vote, one vote each. The Event decides, by its own clock.

// Limits of what is handed in.
const (
	worksMost     = 500 // of one event
	workTitleMost = 80  // characters
	workTextMost  = 800 // characters
	workFileMost  = 300 // bytes of the kind of a file and its id at Telegram

	// workGrace is for a bad network: what comes so much after a deadline is in time.
	// People are told the deadline and not this.
	workGrace = 5 * time.Minute
)

// handsIn says whether work can be handed in at a moment. It begins with the event.
func (p Plan) handsIn(now time.Time) bool {
	return !p.HandIn.IsZero() && !now.Before(p.Start) && now.Before(p.HandIn.Add(workGrace))
}

// votesFrom is when people can vote: when nothing more can be handed in.
func (p Plan) votesFrom() time.Time { return p.HandIn.Add(workGrace) }

// votesOn says whether people can vote at a moment.
func (p Plan) votesOn(now time.Time) bool {
	return !p.Votes.IsZero() && !now.Before(p.votesFrom()) && now.Before(p.decidedAt())
}

// decidedAt is when no vote counts any more.
func (p Plan) decidedAt() time.Time { return p.Votes.Add(workGrace) }

// Decided says whether no vote can change any more: the result stands.
func (p Plan) Decided(now time.Time) bool {
	return !p.Votes.IsZero() && !now.Before(p.decidedAt())
}

// Work is what somebody hands in.
type Work struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	File  string `json:"file,omitempty"` // photo or document, a colon, and its id at Telegram; "" for none
}

// whole says whether it keeps the limits, which questions keep before.
func (w Work) whole() bool {
	return w.Title != "" && utf8.RuneCountInString(w.Title) <= workTitleMost && utf8.RuneCountInString(w.Text) <= workTextMost && len(w.File) <= workFileMost
}

// handed is the member field of what was handed in last under a key.
type handed struct {
	Work

	Key   string    `json:"key"`   // whose it is: see ownKey
	N     int       `json:"n"`     // the arrival number of whoever handed it in
	Times int       `json:"times"` // how often something was handed in under the key
	At    time.Time `json:"at"`
}

// claim is the member field of a key: under which number its work stands.
type claim struct {
	No    int       `json:"no"`
	Times int       `json:"times"`
	At    time.Time `json:"at"`
}

// noWork stands for no work of hers, where 0 says that nobody looked.
const noWork = -1

func memberWork(no int) string      { return "s/" + strconv.Itoa(no) }
func memberClaim(key string) string { return "k/" + key }

// ownKey is under which key somebody hands in for herself. Codes of teams are digits alone.
func ownKey(arrival int) string { return "n" + strconv.Itoa(arrival) }

// key is under which key a request hands in: her team's, else her own.
func (r request) key() string {
	if r.Team != "" {
		return r.Team
	}
	return ownKey(r.N)
}

// ballot counts the votes for each work, by its number from 1. In JSON it is text, in most
// cases a byte for each work: it stands beside the lists in a body of 32 KB.
type ballot []int

// MarshalJSON writes base64 of a varint for each.
func (b ballot) MarshalJSON() ([]byte, error) {
	var out []byte
	for _, n := range b {
		out = binary.AppendUvarint(out, uint64(max(0, n)))
	}
	data, err := json.Marshal(base64.RawStdEncoding.EncodeToString(out))
	if err != nil {
		return nil, fmt.Errorf("event: write the votes: %w", err)
	}
	return data, nil
}

var errBallot = errors.New("event: the votes cannot be read")

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *ballot) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("%w: %w", errBallot, err)
	}
	rest, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("%w: %w", errBallot, err)
	}
	*b = nil
	for len(rest) > 0 {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > arrivalsMost {
			return errBallot
		}
		*b, rest = append(*b, int(n)), rest[size:]
	}
	return nil
}

// prize is a work with its place. Those with as many votes share one.
type prize struct {
	No    int `json:"no"`
	Place int `json:"place"`
	Votes int `json:"votes"`
}

const (
	prizePlaces = 3 // that are told
	prizesMost  = 8 // works that share them; of more the rest is counted
)

// prizes are the first places, without what has no vote; rest is how many more share them.
func (b ballot) prizes() (first []prize, rest int) {
	var all []prize
	for at, n := range b {
		if n > 0 {
			all = append(all, prize{No: at + 1, Votes: n})
		}
	}
	slices.SortStableFunc(all, func(a, b prize) int { return b.Votes - a.Votes })
	for at := range all {
		all[at].Place = at + 1
		if at > 0 && all[at].Votes == all[at-1].Votes {
			all[at].Place = all[at-1].Place
		}
		if all[at].Place > prizePlaces {
			all = all[:at]
			break
		}
	}
	most := min(len(all), prizesMost)
	return all[:most], len(all) - most
}
