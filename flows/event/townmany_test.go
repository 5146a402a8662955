package event_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"wecan/flows"
)

// What goes to many people is carried too: pages of people, words that are stored once,
// and what came of each.

// page tells an actor who the next people of a partition are. A place is how many came before.
func (w *town) page(of flows.ActorID, p flows.Page) {
	w.tb.Helper()
	if why := p.Fault(); why != "" {
		w.tb.Fatalf("a bad page: %s", why)
	}
	var all []flows.ActorID
	for id, a := range w.actors {
		if id.Kind() == p.Kind && id.Partition() == p.Partition && a.Created.Before(p.Before) {
			all = append(all, id)
		}
	}
	slices.SortFunc(all, func(a, b flows.ActorID) int {
		return cmp.Or(w.actors[a].Created.Compare(w.actors[b].Created), cmp.Compare(a, b))
	})
	from, _ := strconv.Atoi(p.After) // "" is the beginning
	to := min(len(all), from+p.Most)
	data, err := json.Marshal(flows.Listed{Partition: p.Partition, After: p.After, IDs: all[from:to], Next: strconv.Itoa(to), End: to == len(all)})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.under = append(w.under, delivery{of, flows.Told{Name: flows.ToldListed, Data: data}})
}

// tells carries a tell. Of one that asks what came of it the turn is made at once.
func (w *town) tells(from flows.ActorID, e flows.Tell) {
	w.tb.Helper()
	data := e.Data
	if e.Shared != nil {
		data = w.members[e.Shared.Actor][e.Shared.Member]
	}
	d := delivery{e.To, flows.Told{From: from, Name: e.Name, Data: data}}
	if e.Receipt == "" {
		w.under = append(w.under, d)
		return
	}
	w.receipts[from] = append(w.receipts[from], flows.Receipt{Name: e.Receipt, Word: w.turn(d)})
}
