package event

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"wecan/flows"
)

// This file has the listing make the digest of the week: see [flows.Digest]. The listing
// knows which events there are, so its timer is all that is needed.

const (
	timerWeek  = "week"
	digestLate = 24 * time.Hour      // one that fell due earlier is left out
	digestFor  = 36 * time.Hour      // so long people can get it: one night and a day
	digestSpan = 21 * 24 * time.Hour // of events that begin until then
)

// sheetBody is what stands in the body of the listing.
type sheetBody struct {
	Week time.Time `json:"week,omitzero"` // when the next digest is due
}

// nextWeek is the next hour of the digest after a moment, by the clock of the first site.
// In the night of a change of clocks an hour that there is not becomes the one after it.
func nextWeek(p *flows.Programme, after time.Time) time.Time {
	rule := p.Cast.Digest
	if !rule.On {
		return time.Time{}
	}
	local := after.In(p.Sites[0].Zone)
	days := (int(rule.Day) - int(local.Weekday()) + 7) % 7
	for {
		at := time.Date(local.Year(), local.Month(), local.Day()+days, 0, rule.Minute, 0, 0, p.Sites[0].Zone)
		if at.After(after) {
			return at.UTC()
		}
		days += 7
	}
}

// plan sets when the next digest is due, by the programme file of today.
func (k *sheet) plan() {
	if k.programme == nil || k.a.ID != listingID(k.t.IDs) {
		return
	}
	if k.body.Week.IsZero() || !k.programme.Cast.Digest.On {
		k.body.Week = nextWeek(k.programme, k.t.Now)
	}
	delete(k.a.Timers, timerWeek)
	if !k.body.Week.IsZero() {
		k.a.SetTimer(timerWeek, k.body.Week)
	}
}

// ring makes the digest that is due. The next one is planned behind now: of weeks in which
// the service was down none is made up for, but one that is a day late at most.
func (k *sheet) ring() (flows.Result, error) {
	due := k.body.Week
	if due.IsZero() || k.t.Now.Before(due) {
		return k.result(nil)
	}
	k.body.Week = time.Time{}
	events := k.weekly()
	if k.programme == nil || !k.programme.Cast.Digest.On || k.t.Now.Sub(due) >= digestLate || len(events) == 0 {
		return k.result(nil)
	}
	d := flows.Digest{Reference: weekReference(due), Site: k.programme.Sites[0].ID, Until: k.t.Now.Add(digestFor), Events: events}
	tell, err := flows.NewTell(k.t.IDs.Of(flows.KindBroadcast, d.Reference), flows.ToldDigest, d)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: %w", err)
	}
	return k.result([]flows.Effect{tell})
}

// weekly are the events that everybody can sign up for and that begin soon.
func (k *sheet) weekly() []flows.CastEvent {
	var out []flows.CastEvent
	for _, s := range k.events {
		if !s.opens(k.t.Now) || s.Plan.Open != OpenEverybody || s.Plan.Start.Sub(k.t.Now) > digestSpan || len(out) == flows.CastEventsMost {
			continue
		}
		e := flows.CastEvent{Reference: s.Reference, Kind: string(s.Plan.Kind), Sites: s.Plan.Sites, Where: s.Plan.Site, Start: s.Plan.Start}
		for _, w := range s.Plan.Words {
			e.Titles = append(e.Titles, flows.CastWords{Lang: w.Lang, Text: w.Title})
		}
		out = append(out, e)
	}
	return out
}

// weekReference is the number of the broadcast of a week. It is drawn by the hour at which
// it is due, so that the same week has the same one.
func weekReference(due time.Time) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte("digest " + due.UTC().Format(time.DateOnly)))
	return flows.NewReference(rand.New(rand.NewPCG(h.Sum64(), 1))) //nolint:gosec // a number, no secret
}

// result is what the turn leaves.
func (k *sheet) result(effects []flows.Effect) (flows.Result, error) {
	k.plan()
	body, err := json.Marshal(k.body)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: write the listing: %w", err)
	}
	k.a.Body = body
	return flows.Result{Actor: *k.a, Effects: effects}, nil
}
