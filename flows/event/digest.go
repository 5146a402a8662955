package event

import (
	"fmt"
	"time"

	"wecan/flows"
)

// This file has the listing make the digest of the week: see [flows.Digest]. The listing
// knows which events there are, so its timer is all that is needed.

// timerWeek is when the next digest is due. It stands in the store: never rename it.
const timerWeek = "week"

const (
	digestLate  = 24 * time.Hour      // one that fell due earlier is left out
	digestFor   = 36 * time.Hour      // so long people can get it: one night and a day
	digestBytes = 40 << 10            // of all events together, as JSON: it is told to everybody, and read by each process once
	eventBytes  = 200                 // of one without its titles, about
	titleBytes  = 25                  // around a title
	digestSpan  = 21 * 24 * time.Hour // of events that begin until then
)

// nextWeek is the next hour of the digest after a moment, by the clock of the first site.
// In the night of a change of clocks an hour that there is not becomes the one after it,
// and of one that there is twice one counts.
func nextWeek(p *flows.Programme, after time.Time) time.Time {
	rule, zone := p.Cast.Digest, p.Sites[0].Zone
	local := after.In(zone)
	for days := (int(rule.Day) - int(local.Weekday()) + 7) % 7; ; days += 7 {
		at := time.Date(local.Year(), local.Month(), local.Day()+days, 0, rule.Minute, 0, 0, zone)
		if at.After(after) {
			return at
		}
	}
}

// plan sets when the next digest is due, by the programme file of today. One that is due
// already stays.
func (k *sheet) plan() {
	due, has := k.a.Timers[timerWeek]
	switch {
	case k.a.ID != listingID(k.t.IDs):
	case !k.programme.Cast.Digest.On:
		delete(k.a.Timers, timerWeek)
	case !has || due.After(k.t.Now):
		k.a.SetTimer(timerWeek, nextWeek(k.programme, k.t.Now))
	}
}

// ring makes the digest that is due. Of weeks in which the service was down none is made
// up for, but one that is less than a day late.
func (k *sheet) ring(in flows.Timer) (flows.Result, error) {
	delete(k.a.Timers, in.Name)
	k.plan()
	out := flows.Result{Actor: *k.a}
	if in.Name != timerWeek || !k.programme.Cast.Digest.On {
		return out, nil
	}
	if k.t.Now.Sub(in.Due) >= digestLate {
		out.Reports = []string{"the events of a week came too late and were left out"}
		return out, nil
	}
	events := k.weekly()
	if len(events) == 0 {
		return out, nil
	}
	first := k.programme.Sites[0]
	d := flows.Digest{
		Reference: flows.DayReference(in.Due.In(first.Zone)), Site: first.ID, Until: k.t.Now.Add(digestFor), Events: events,
	}
	tell, err := flows.NewTell(k.t.IDs.Of(flows.KindBroadcast, d.Reference), flows.ToldDigest, d)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: %w", err)
	}
	out.Effects = []flows.Effect{tell}
	return out, nil
}

// weekly are the events that everybody can sign up for and that begin soon: the soonest of
// all sites, as many as can be told at once.
func (k *sheet) weekly() []flows.CastEvent {
	var out []flows.CastEvent
	size := 0
	for _, s := range k.events {
		if !s.opens(k.t.Now) || s.Plan.Open != OpenEverybody || s.Plan.Start.Sub(k.t.Now) > digestSpan {
			continue
		}
		e := flows.CastEvent{Reference: s.Reference, Kind: string(s.Plan.Kind), Sites: s.Plan.Sites, Where: s.Plan.Site, Start: s.Plan.Start}
		for _, w := range s.Plan.Words {
			e.Titles = append(e.Titles, flows.CastWords{Lang: w.Lang, Text: w.Title})
			size += len(w.Title) + len(w.Lang) + titleBytes
		}
		size += eventBytes
		if len(out) == flows.CastEventsMost || size > digestBytes {
			return out
		}
		out = append(out, e)
	}
	return out
}
