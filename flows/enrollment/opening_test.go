package enrollment_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// Who opened an answer stands with the application, once, and is no change that
// a decision would have to have seen.
func TestAnOpeningIsTakenDown(t *testing.T) {
	names := ids(t)
	app := flows.Actor{ID: names.Of(flows.KindApplication, reference)}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	give := func(in flows.Input) (enrollment.View, flows.Result) {
		t.Helper()
		r, err := (enrollment.Application{}).Step(flows.Turn{Now: now, IDs: names}, app, in)
		if err != nil {
			t.Fatal(err)
		}
		app = r.Actor
		v, _, err := enrollment.ReadView(app.Body)
		if err != nil {
			t.Fatal(err)
		}
		return v, r
	}
	before, _ := give(submission(names.Person(1)))
	for _, c := range []struct {
		by, field string
		want      error
	}{
		{"", "name", enrollment.ErrOpener},
		{"WeCan", "name", enrollment.ErrOpener},
		{strings.Repeat("a", 61), "name", enrollment.ErrOpener},
		{"Anna", "voice", enrollment.ErrNoAnswer},
	} {
		if _, err := enrollment.NewOpening(names, before, c.by, c.field, "x"); !errors.Is(err, c.want) {
			t.Errorf("%q opens %s: %v", c.by, c.field, err)
		}
	}
	in, err := enrollment.NewOpening(names, before, " Anna\u202e", "name", "one")
	if err != nil || in.To != app.ID {
		t.Fatalf("%+v, %v", in, err)
	}
	now = now.Add(time.Hour)
	want := []enrollment.Opening{{At: now, By: "Anna", Field: "name"}}
	for range 2 {
		v, r := give(in.Input)
		if !slices.Equal(v.Opened, want) || v.Version != before.Version || len(v.Changes) != 0 || len(r.Effects) != 0 {
			t.Errorf("opened: %+v, version %d, %d changes, effects %+v", v.Opened, v.Version, len(v.Changes), r.Effects)
		}
		now = now.Add(time.Minute)
	}
	for _, data := range []string{`{"id":"two","by":"wecan","field":"name"}`, `{"id":"three","by":"Anna","field":"gone"}`} {
		if v, r := give(flows.Told{Name: "opened", Data: []byte(data)}); len(v.Opened) != 1 || len(r.Reports) != 1 {
			t.Errorf("%s: %+v, %q", data, v.Opened, r.Reports)
		}
	}
	if r, err := (enrollment.Application{}).Step(flows.Turn{IDs: names}, flows.Actor{ID: app.ID}, in.Input); err != nil || len(r.Actor.Body) != 0 {
		t.Errorf("nobody's application keeps %s, %v", r.Actor.Body, err)
	}
}
