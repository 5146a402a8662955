package main

import (
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// A request is explained with what stands of it at Mattermost, a site with what its team
// is told there in the morning.
func TestExplainKnowsWhatStandsAtMattermost(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing")
	r.offered(number)
	waitFor(t, func() bool { // the thread hears of it a moment later
		record, err := r.store.Load(t.Context(), r.ids.Of(flows.KindThread, number), nil)
		return err == nil && record.Etag != ""
	})
	x := &tools{store: r.store, ids: r.ids, words: r.words()}
	for _, c := range []struct {
		reference string
		want      []flows.Kind
	}{
		{strings.ToLower(number), []flows.Kind{flows.KindReferral, flows.KindPerson, flows.KindThread}},
		{string(r.ids.Of(flows.KindThread, number)), []flows.Kind{flows.KindThread}},
		{"leipzig", []flows.Kind{flows.KindRoster}}, // there was no morning yet
	} {
		ids, err := x.actors(t.Context(), c.reference)
		if err != nil {
			t.Errorf("%s: %v", c.reference, err)
			continue
		}
		var got []flows.Kind
		for _, id := range ids {
			got = append(got, id.Kind())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s is %v, want %v", c.reference, got, c.want)
		}
	}
	if ids, err := x.meant(" leipzig "); err != nil || !slices.Contains(ids, r.ids.Of(flows.KindDigest, "leipzig")) {
		t.Errorf("the digest of a site is not meant: %v %v", ids, err)
	}
	told, err := x.stories(t.Context(), r.ids.Of(flows.KindThread, number))
	if err != nil || len(told) == 0 {
		t.Fatalf("%d turns of the thread: %v", len(told), err)
	}
	var out strings.Builder
	for _, s := range told {
		if err := x.tell(&out, s, false); err != nil {
			t.Fatal(err)
		}
	}
	if text := out.String(); !strings.Contains(text, "  effects      post") || strings.Contains(text, "differ") || strings.Contains(text, "fails") {
		t.Errorf("the turns of the thread are told so:\n%s", text)
	}
	if _, err := x.actors(t.Context(), string(r.ids.Of(flows.KindRecord, number))); err == nil {
		t.Error("a safeguarding record is explained")
	}
}
