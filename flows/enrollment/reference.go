package enrollment

import (
	"math/rand/v2"

	"wecan/flows"
)

// NewReference draws the number of an application: see [flows.NewReference].
func NewReference(r *rand.Rand) string { return flows.NewReference(r) }

// ParseReference reads one: see [flows.ParseReference].
func ParseReference(s string) (string, bool) { return flows.ParseReference(s) }
