package event

import (
	"encoding/json"
	"fmt"
	"time"
)

// When an event is over, its roster is kept for as long as those who signed up were told,
// and then it is forgotten: who they were and what they said. How many there were stays.

// keptUntil is for how long the roster is kept: until the day that the first of them was told,
// and never less than a day after the end and after the votes.
func (k *meeting) keptUntil() time.Time {
	until := k.m.Programme.Keep.Day(k.First).In(k.site.Zone)
	y, m, d := until.Date()
	until = time.Date(y, m, d+1, 0, 0, 0, 0, k.site.Zone).UTC() // that whole day
	for _, end := range []time.Time{k.Plan.End(), k.Plan.Votes} {
		if least := end.Add(24 * time.Hour); until.Before(least) {
			until = least
		}
	}
	return until
}

// forgets begins to forget, when it is time.
func (k *meeting) forgets() error {
	if !k.Over || k.Forgot || k.Arrived == 0 || k.t.Now.Before(k.keptUntil()) {
		return nil
	}
	k.Forgot = true
	works := len(k.Works)
	k.Offers, k.Wait, k.May, k.Works, k.Dropped = nil, nil, nil, nil, nil
	return k.tell(k.a.ID, toldErase, walk{Rev: k.Rev, Works: works})
}

// forgotten goes on forgetting, some arrivals a turn.
func (k *meeting) forgotten(data []byte, own bool) error {
	var w walk
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("event: read whom to forget: %w", err)
	}
	if !own || !k.Forgot {
		k.reports = append(k.reports, "a roster that it was not time to forget was kept")
		return nil
	}
	last := max(k.Arrived, w.Works)
	for n := w.After + 1; n <= min(w.After+walkMost, last); n++ {
		var e entry
		found, err := k.read(memberArrival(n), &e)
		if err != nil {
			return err
		}
		if found {
			k.erase(memberArrival(n))
			k.erase(memberGuest(e.Guest))
		}
		var one handed
		if found, err = k.read(memberWork(n), &one); err != nil {
			return err
		}
		if found {
			k.erase(memberWork(n))
			k.erase(memberClaim(one.Key))
		}
	}
	if w.After += walkMost; w.After >= last {
		return nil
	}
	return k.tell(k.a.ID, toldErase, w)
}
