package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// auditCommand compares what is stored with what follows from the states.
type auditCommand struct {
	logFlags   `embed:""`
	storeFlags `embed:""`
}

// Run prints a line for each difference and one at the end. A difference is an
// error. It changes nothing and may run beside the service.
func (auditCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, false)
	if err != nil {
		return err
	}
	defer t.close()
	inspect := func(id flows.ActorID, state []byte) (flows.Actor, error) {
		a, _, err := bot.Inspect(id, state)
		return a, err
	}
	sum, err := t.store.Audit(ctx, inspect, func(d store.Drift) {
		fmt.Fprintf(p.stdout, "%s: %s: it has %s, it should have %s\n", d.Actor, d.What, d.Have, d.Want)
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, audited(sum))
	if sum.Drifts > 0 {
		return errors.New("the store has drifted from its actors' states")
	}
	return nil
}

// audited is the last line of an audit.
func audited(sum store.Summary) string {
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(sum.Actors)) {
		kinds = append(kinds, fmt.Sprintf("%s: %d", kind, sum.Actors[kind]))
	}
	if len(kinds) == 0 {
		kinds = []string{"no actors"}
	}
	return fmt.Sprintf("%s; put aside: %d; unsent: %d; newer than this program: %d; drifts: %d",
		strings.Join(kinds, ", "), sum.Parked, sum.Unsent, sum.Newer, sum.Drifts)
}
