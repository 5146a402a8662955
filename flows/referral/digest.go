package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// Digest is the machine of what a site is told at Mattermost in the morning: of all
// open referrals in which the team is to do something one post in each channel, on each
// day on which the team comes, at its first opening hour. Nobody is mentioned. What is
// restricted, or must not be read by somebody of the team, is told and counted only
// where it may stand. Where nothing waits nothing is written.
//
// The [Roster] of the site knows what waits, and tells it. A digest that fell due while
// nobody looked is posted until noon of that day, or for an hour where the team comes
// later; after that the roster drops it, and reports so. While Mattermost is away it
// waits in the outbox, and says for which day it is. It is an actor of its own for the
// same reason as a [Thread]: that this holds up nothing else.
//
// A digest that Mattermost refuses is reported, once until one goes through again.
type Digest struct{ words Thread }

// NewDigest makes the machine. A team reads it in the language of its threads.
func NewDigest(p *flows.Programme, c *i18n.Catalog) Digest { return Digest{NewThread(p, c)} }

// digest is the body of a digest.
type digest struct {
	Site    string   `json:"site"`
	Day     string   `json:"day"`               // of the last one, as 2026-03-02
	Refused []string `json:"refused,omitempty"` // receipts of the channels that did not take the last one
}

// telling is one turn of a digest while it is made.
type telling struct {
	digest

	m       Digest
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	reports []string
}

// Step makes one turn of a digest.
func (m Digest) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	d := &telling{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &d.digest); err != nil {
			return flows.Result{}, fmt.Errorf("referral: read the digest: %w", err)
		}
	}
	for _, r := range t.Receipts { // it went through
		d.Refused = slices.DeleteFunc(d.Refused, func(name string) bool { return name == r.Name })
	}
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("referral: a digest cannot be given a %T", in)
	}
	if err := d.told(told); err != nil {
		return flows.Result{}, err
	}
	if d.Site != "" {
		var err error
		if a.Body, err = json.Marshal(d.digest); err != nil {
			return flows.Result{}, fmt.Errorf("referral: write the digest: %w", err)
		}
	}
	return flows.Result{Actor: a, Effects: d.out, Reports: d.reports}, nil
}

func (d *telling) told(in flows.Told) error {
	switch {
	case in.Name == toldWaits:
		return d.waits(in)
	case in.Name == flows.ToldUnposted && in.From == "":
		return d.unposted(in)
	}
	return fmt.Errorf("referral: a digest cannot be told %q", in.Name)
}

// waits writes what waits, once a day.
func (d *telling) waits(in flows.Told) error {
	var m morning
	if err := json.Unmarshal(in.Data, &m); err != nil {
		return fmt.Errorf("referral: read what waits: %w", err)
	}
	if d.t.IDs.Of(flows.KindRoster, m.Site) != in.From || d.t.IDs.Of(flows.KindDigest, m.Site) != d.a.ID {
		d.report("what waits at a site was told by somebody who has no part in it")
		return nil
	}
	if m.Day <= d.Day {
		return nil
	}
	d.Site, d.Day = m.Site, m.Day
	for _, q := range m.Channels {
		if !d.allowed(q) {
			d.report("a morning digest was to stand in a channel that the programme file does not have any more")
			continue
		}
		d.out = append(d.out, flows.Post{Channel: q.Channel, Mark: digestMark(m, q), Text: d.text(m, q), Receipt: q.receipt()})
	}
	return nil
}

// allowed says whether it may be read there, by the programme file of today.
func (d *telling) allowed(q queue) bool {
	site, _ := d.m.words.programme.Site(d.Site)
	if q.Restricted {
		return q.Channel == site.Mattermost.Restricted
	}
	return q.Channel == site.Mattermost.Channel
}

const markDigest = "digest/"

// digestMark names the digest of a site, a day and a channel.
func digestMark(m morning, q queue) string {
	mark := markDigest + m.Site + "/" + m.Day
	if q.Restricted {
		mark += markRestricted
	}
	return mark
}

const markRestricted = "/restricted"

func (q queue) receipt() string { return receiptOf(q.Restricted) }

func receiptOf(restricted bool) string {
	if restricted {
		return "restricted"
	}
	return "all"
}

// unposted hears that Mattermost does not take it. The next one is tried again.
func (d *telling) unposted(in flows.Told) error {
	var u flows.Unposted
	if err := json.Unmarshal(in.Data, &u); err != nil {
		return fmt.Errorf("referral: read what was refused: %w", err)
	}
	name := receiptOf(strings.HasSuffix(u.Mark, markRestricted))
	if !strings.HasPrefix(u.Mark, markDigest+d.Site+"/") || slices.Contains(d.Refused, name) {
		return nil
	}
	d.Refused = append(d.Refused, name)
	d.report("Mattermost refuses the morning digest of a site")
	return nil
}

func (d *telling) report(words string) { d.reports = append(d.reports, words) }
