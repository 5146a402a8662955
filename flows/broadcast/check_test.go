package broadcast_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

func TestWhatIsWrongWithAPlan(t *testing.T) {
	w := newWorld(t, 1)
	at := w.now
	for name, one := range map[string]struct {
		spoil func(p *broadcast.Plan)
		part  broadcast.Part
	}{
		"no title":                  {func(p *broadcast.Plan) { p.Title = " " }, broadcast.PartTitle},
		"a site that is not there":  {func(p *broadcast.Plan) { p.Site = "roma" }, broadcast.PartSite},
		"a digest":                  {func(p *broadcast.Plan) { p.Kind = flows.CastDigest }, broadcast.PartKind},
		"no words":                  {func(p *broadcast.Plan) { p.Words, p.Buttons = nil, nil }, broadcast.PartWords},
		"empty words":               {func(p *broadcast.Plan) { p.Words[1].Text = "\n" }, broadcast.PartWords},
		"words that are too long":   {func(p *broadcast.Plan) { p.Words[0].Text = strings.Repeat("x", 1501) }, broadcast.PartWords},
		"a language twice":          {func(p *broadcast.Plan) { p.Words[1].Lang = "en" }, broadcast.PartWords},
		"no language":               {func(p *broadcast.Plan) { p.Words[1].Lang = "xx" }, broadcast.PartWords},
		"an unknown placeholder":    {func(p *broadcast.Plan) { p.Words[0].Text = "Hello {phone}" }, broadcast.PartWords},
		"a brace":                   {func(p *broadcast.Plan) { p.Words[0].Text = "Hello {name" }, broadcast.PartWords},
		"a placeholder too few":     {func(p *broadcast.Plan) { p.Words[0].Text = "Hello {name}" }, broadcast.PartWords},
		"safety without review":     {func(p *broadcast.Plan) { p.Kind = flows.CastSafety }, broadcast.PartWords},
		"people without words":      {func(p *broadcast.Plan) { p.Missing = "guess" }, broadcast.PartMissing},
		"a voice":                   {func(p *broadcast.Plan) { p.File = &flows.CastFile{What: "voice", ID: "x"} }, broadcast.PartFile},
		"a button without a label":  {func(p *broadcast.Plan) { p.Buttons[0].Labels = p.Buttons[0].Labels[:1] }, broadcast.PartButtons},
		"a label that is too long":  {func(p *broadcast.Plan) { p.Buttons[0].Labels[0].Text = strings.Repeat("x", 31) }, broadcast.PartButtons},
		"two buttons of one id":     {func(p *broadcast.Plan) { p.Buttons[1].ID = "yes" }, broadcast.PartButtons},
		"a button that does magic":  {func(p *broadcast.Plan) { p.Buttons[0].Do = "magic" }, broadcast.PartButtons},
		"a link that is none":       {func(p *broadcast.Plan) { p.Buttons[0].Do, p.Buttons[0].URL = flows.ButtonLink, "http://x" }, broadcast.PartButtons},
		"an event that is none":     {func(p *broadcast.Plan) { p.Buttons[0].Do, p.Buttons[0].About = flows.ButtonEvent, "WE-1" }, broadcast.PartButtons},
		"a segment of no site":      {func(p *broadcast.Plan) { p.Segment.Sites = []string{"roma"} }, broadcast.PartSegment},
		"a segment of no role":      {func(p *broadcast.Plan) { p.Segment.Roles = []flows.Role{"boss"} }, broadcast.PartSegment},
		"a segment of no phase":     {func(p *broadcast.Plan) { p.Segment.Phases = []string{"lab"} }, broadcast.PartSegment},
		"a segment of no event":     {func(p *broadcast.Plan) { p.Segment.Events = []string{"WE-1"} }, broadcast.PartSegment},
		"an end before it begins":   {func(p *broadcast.Plan) { p.At, p.Until = at, at.Add(-time.Hour) }, broadcast.PartUntil},
		"an end in a year":          {func(p *broadcast.Plan) { p.At, p.Until = at, at.AddDate(1, 0, 0) }, broadcast.PartUntil},
		"more buttons than a phone": {func(p *broadcast.Plan) { p.Buttons = slices.Repeat(p.Buttons, 4) }, broadcast.PartButtons},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan()
			one.spoil(&p)
			faults := broadcast.Faults(p.Check(w.p))
			if !slices.ContainsFunc(faults, func(f broadcast.FaultError) bool { return f.Part == one.part }) {
				t.Errorf("found are %v", faults)
			}
		})
	}
	if err := plan().Check(w.p); err != nil {
		t.Error(err)
	}
	safe := plan()
	safe.Kind, safe.Words[1].Reviewed = flows.CastSafety, true
	if err := safe.Check(w.p); err != nil {
		t.Error(err)
	}
}

// What goes out for safety needs two, however few it is for, and comes in the night.
func TestSafety(t *testing.T) {
	w := newWorld(t, 2)
	w.crowd(12)
	w.now = w.now.Add(13 * time.Hour)
	p := plan()
	p.Kind, p.Words[1].Reviewed = flows.CastSafety, true
	w.approved(p)
	w.settle()
	if v := w.view(); v.Need != 2 || v.State != broadcast.StateDone || v.Sent.Of(flows.CastSent) != 12 {
		t.Fatal(w.describe())
	}
}

// Orders of actors change nothing, and those about another announcement are a defect.
func TestOrdersComeFromOutside(t *testing.T) {
	w := newWorld(t, 3)
	p := w.crowd(1)[0]
	in, err := broadcast.New(w.ids, broadcast.WhatPlan, broadcast.Order{ID: "x", By: "y", Reference: reference, Plan: plan()})
	if err != nil {
		t.Fatal(err)
	}
	told, _ := in.Input.(flows.Told)
	told.From = p.id
	w.turn(in.To, told)
	if w.view().Reference != "" || len(w.reports) != 1 {
		t.Error(w.view(), w.reports)
	}
}

// An order that comes twice is carried out once, and one with a fault not at all.
func TestAnOrderIsCarriedOutOnce(t *testing.T) {
	w := newWorld(t, 4)
	w.order(broadcast.WhatPlan, broadcast.Order{ID: "one", Plan: plan()})
	w.order(broadcast.WhatPlan, broadcast.Order{ID: "one", Plan: plan()})
	if v := w.view(); v.Rev != 1 || !v.Made("one") {
		t.Error(v)
	}
	bad := plan()
	bad.Words[0].Text = ""
	w.order(broadcast.WhatPlan, broadcast.Order{ID: "two", Plan: bad})
	if v := w.view(); v.Rev != 1 || v.Made("two") || len(w.reports) != 1 {
		t.Error(v, w.reports)
	}
}

func TestWhatAButtonIsAbout(t *testing.T) {
	reference := flows.NewReference(rand.New(rand.NewPCG(1, 2)))
	if ref, rev, ok := broadcast.ParseAbout(broadcast.About(reference, 7)); !ok || ref != reference || rev != 7 {
		t.Error(ref, rev, ok)
	}
	for _, bad := range []string{"", reference, reference + "/0", reference + "/x", "WE-1/3"} {
		if _, _, ok := broadcast.ParseAbout(bad); ok {
			t.Errorf("%q is one", bad)
		}
	}
}
