package referral

import (
	"cmp"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What a roster has told in the morning at Mattermost: the open referrals in which the
// team is to do something.

// timerDigest is a roster's timer: at the first opening hour of a day.
const timerDigest = "digest"

// toldWaits is what a roster tells the [Digest] of its site, with a morning.
const toldWaits = "digest.waits"

// anotherTongue stands for a language that we have no name for but the person's own
// words.
const anotherTongue i18n.Lang = "und"

// digestMost is how many referrals stand in a digest, line by line.
const digestMost = 20

// morning is what waits on a day.
type morning struct {
	Site     string  `json:"site"`
	Day      string  `json:"day"` // as 2026-03-02, by the clock of the site
	Channels []queue `json:"channels"`
}

// queue is what waits of that which may stand in one channel.
type queue struct {
	Channel    string         `json:"channel"`
	Restricted bool           `json:"restricted,omitempty"` // it is the one that only trained people read
	Counts     map[Colour]int `json:"counts"`
	First      []waits        `json:"first"` // at most digestMost, those first that need somebody most
}

// waits is one referral that waits: no word and no name of the person.
type waits struct {
	Reference string    `json:"reference"`
	Colour    Colour    `json:"colour"`
	Topic     string    `json:"topic,omitempty"`
	Tongue    i18n.Lang `json:"tongue,omitempty"`
	Since     time.Time `json:"since"`
	Owner     string    `json:"owner,omitempty"` // her name
	Late      bool      `json:"late,omitempty"`
}

// digestLate is how long after the first opening hour a digest is of use still, where the
// team comes when noon is near or over.
const digestLate = time.Hour

// ring has the digest of today told, at the first opening hour of a day. One that fell
// due while nobody looked is told until noon of that day, or for an hour where the team
// comes later; after that it is dropped, and reported. The programme file may have
// other hours by now: then those of today count.
func (k *sitting) ring(in flows.Timer) {
	delete(k.a.Timers, in.Name)
	site := k.site()
	if in.Name != timerDigest || site.Mattermost.Channel == "" {
		return
	}
	today, due := k.t.Now.In(site.Zone), in.Due.In(site.Zone)
	opens, ok := site.Morning(k.t.Now)
	y, m, d := today.Date()
	until := time.Date(y, m, d, 12, 0, 0, 0, site.Zone)
	if after := opens.Add(digestLate); after.After(until) {
		until = after
	}
	same := today.Format(time.DateOnly) == due.Format(time.DateOnly)
	if !same {
		k.reports = append(k.reports, "the morning digest of a day that is over was dropped")
	}
	switch {
	case !ok || k.t.Now.Before(opens):
	case k.t.Now.Before(until):
		k.wake(site, today.Format(time.DateOnly))
	case same:
		k.reports = append(k.reports, "a morning digest came too late in the day and was dropped")
	}
}

// plan sets when the next digest is due, by the programme file of today. One that is
// due already stays.
func (k *sitting) plan() {
	site := k.site()
	due, has := k.a.Timers[timerDigest]
	if has && !due.After(k.t.Now) && site.Mattermost.Channel != "" {
		return
	}
	delete(k.a.Timers, timerDigest)
	if site.Mattermost.Channel == "" {
		return
	}
	if at, ok := site.NextMorning(k.t.Now); ok {
		k.a.SetTimer(timerDigest, at)
	}
}

// wake tells the digest what waits, where something does.
func (k *sitting) wake(site flows.Site, day string) {
	out := morning{Site: k.Site, Day: day}
	for _, s := range k.waiting() {
		channel := k.channel(need{Restricted: s.Restricted, Avoid: s.Avoid, Unwanted: s.Unwanted})
		if channel == "" { // it may stand nowhere
			continue
		}
		at := slices.IndexFunc(out.Channels, func(q queue) bool { return q.Channel == channel })
		if at < 0 {
			at = len(out.Channels)
			out.Channels = append(out.Channels, queue{Channel: channel, Restricted: channel == site.Mattermost.Restricted, Counts: map[Colour]int{}})
		}
		q := &out.Channels[at]
		q.Counts[s.Colour]++
		if len(q.First) < digestMost {
			q.First = append(q.First, waits{s.Reference, s.Colour, s.Topic, s.Tongue, s.waits(), s.Owner, s.Late})
		}
	}
	if len(out.Channels) > 0 {
		k.tell(k.t.IDs.Of(flows.KindDigest, k.Site), toldWaits, out)
	}
}

// waiting are those in which the team is to do something: first what waits too long or
// is in nobody's hands, of those the most urgent, of those the oldest.
func (k *sitting) waiting() []summary {
	out := slices.DeleteFunc(k.ordered(), func(s summary) bool { return s.waits().IsZero() })
	rank := func(s summary) int {
		at := slices.Index([]Colour{Red, Amber, Green}, s.Colour)
		if !s.Late && s.Owner != "" {
			at += 3
		}
		return at
	}
	slices.SortStableFunc(out, func(a, b summary) int { return cmp.Or(rank(a)-rank(b), a.waits().Compare(b.waits())) })
	return out
}

// waits is since when the team is to do something, zero when it is the person's turn.
func (s summary) waits() time.Time {
	if s.Waits.IsZero() && s.Topic == "" && s.Status != StatusPerson { // it was told before there was a digest
		return s.Since
	}
	return s.Waits
}
