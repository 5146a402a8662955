package broadcast

import (
	"encoding/json"
	"fmt"
	"time"

	"wecan/flows"
)

// Who answered is kept for as long as answers can be changed, so that each person counts
// once. Then it is forgotten, some people a turn. How many there were stays.

// toldForget is what a broadcast tells itself, with a [forgetting].
const toldForget = "forget"

// forgetting is how far it has come.
type forgetting struct {
	After int `json:"after"`
}

const forgetMost = 50 // people a turn

// memberKnown is the field with the id of the nth person of whom there was news.
func memberKnown(n int) string { return fmt.Sprintf("known:%d", n) }

func (b *broadcast) forgetsAt() time.Time { return b.Until.Add(flows.CastAnswers) }

// forgetMembers are the fields of those who are next.
func forgetMembers(data []byte) []string {
	var f forgetting
	if json.Unmarshal(data, &f) != nil {
		return nil
	}
	var out []string
	for n := f.After + 1; n <= f.After+forgetMost; n++ {
		out = append(out, memberKnown(n))
	}
	return out
}

// forgets begins to forget, when it is time.
func (k *making) forgets() {
	if k.Known == 0 || k.Forgot || k.t.Now.Before(k.forgetsAt()) {
		return
	}
	k.Forgot = true
	k.forgetMore(0)
}

func (k *making) forgetMore(after int) {
	if err := k.tell(k.a.ID, toldForget, forgetting{After: after}); err != nil { // values of ours are always JSON
		k.report(err.Error())
	}
}

// forgotten forgets some, and goes on behind them.
func (k *making) forgotten(in flows.Told) error {
	var f forgetting
	if err := json.Unmarshal(in.Data, &f); err != nil {
		return fmt.Errorf("broadcast: read whom to forget: %w", err)
	}
	if in.From != k.a.ID || !k.Forgot {
		k.report("what it was not time to forget was kept")
		return nil
	}
	last := min(f.After+forgetMost, k.Known)
	for n := f.After + 1; n <= last; n++ {
		if id := k.t.Members[memberKnown(n)]; len(id) > 0 {
			k.put(memberPerson(flows.ActorID(id)), nil)
			k.put(memberKnown(n), nil)
		}
	}
	if last < k.Known {
		k.forgetMore(last)
	}
	return nil
}
