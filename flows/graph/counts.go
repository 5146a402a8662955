package graph

import (
	"encoding/json"
	"slices"
	"time"

	"wecan/flows"
)

// AwayAfter is after how long without a word or a tap somebody counts as away.
const AwayAfter = 3 * 24 * time.Hour

// Counts is how many people stand where in a flow. It holds numbers only, and
// nothing of the people.
type Counts struct {
	Flow string
	At   time.Time // when they were counted

	Steps     map[string]Count // by the step's id
	In        Count            // people in the flow; fewer than all steps together, when some stand at two
	Completed int              // people who completed it, and did not have it deleted since
	Unread    int              // people whose state could not be read
}

// Count is a number of people.
type Count struct {
	Here int // stand there now
	Away int // of these, those who have not been here for [AwayAfter] or more
}

func (c Count) plus(away bool) Count {
	c.Here++
	if away {
		c.Away++
	}
	return c
}

// NewCounts counts the people in a flow as they are at a time.
func NewCounts(flow string, at time.Time) *Counts {
	return &Counts{Flow: flow, At: at, Steps: map[string]Count{}}
}

// Add counts a person by the body of her actor. Who waits for another flow to
// come back stands at the step that called it. Who never wrote is away.
func (c *Counts) Add(body json.RawMessage) {
	places, seen, err := flows.Whereabouts(body)
	if err != nil {
		c.Unread++
		return
	}
	done, err := flows.Completed(body)
	if err != nil {
		c.Unread++
		return
	}
	if slices.Contains(done, c.Flow) {
		c.Completed++
	}
	away := c.At.Sub(seen) >= AwayAfter
	at := c.steps(places)
	for _, step := range at {
		c.Steps[step] = c.Steps[step].plus(away)
	}
	if len(at) > 0 {
		c.In = c.In.plus(away)
	}
}

// steps are those of the flow at which she stands, each once.
func (c *Counts) steps(places []flows.Standing) []string {
	var out []string
	for _, p := range places {
		for _, spot := range append(p.Callers, flows.Spot{Flow: p.Flow, Step: p.Step}) {
			if spot.Flow == c.Flow && !slices.Contains(out, spot.Step) {
				out = append(out, spot.Step)
			}
		}
	}
	return out
}
