package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/graph"
	"wecan/store"
)

// Whoever looks at the picture sees how many are where, and nothing of who
// they are.
func TestGraphCountsPeople(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	const other = person + 1
	r.tg.Say(sandbox.User{ID: other, FirstName: "Test", LanguageCode: "en"}, "/start")
	late := time.After(patience)
	for !slices.ContainsFunc(r.tg.Messages(other), func(m sandbox.Message) bool { return m.FromBot }) {
		select {
		case <-r.tg.Changed(other):
		case <-late:
			t.Fatal("the second person is not answered")
		}
	}
	b.stop(t)

	out, err := said(t, r.env, "graph", "enrollment", "--store")
	if err != nil {
		t.Fatal(err)
	}
	for want, n := range map[string]int{">1 here now<": 1, ">1 completed it<": 1, "for 3+ days": 0, "1 language. Question: the language: ": 2} {
		if got := strings.Count(out, want); got != n {
			t.Errorf("%q stands there %d times, it should %d", want, got, n)
		}
	}
	s := r.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{j.name, j.number(), string(ids.Person(person)), string(ids.Person(other))} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is in the picture", secret)
		}
	}
	counts, err := count(t.Context(), s, "enrollment", time.Now().Add(graph.AwayAfter))
	if err != nil {
		t.Fatal(err)
	}
	if (counts.Steps["language"] != graph.Count{Here: 1, Away: 1}) || counts.In.Here != 1 || counts.Completed != 1 || counts.Unread != 0 {
		t.Errorf("three days later: %+v", counts)
	}
	if counts, err = count(t.Context(), s, "menu", time.Now()); err != nil || counts.In.Here != 0 {
		t.Errorf("in the menu are %+v: %v", counts, err)
	}
}

// One state that cannot be read does not keep the others from being counted,
// and is not passed over in silence. A store that does not answer is an error.
func TestGraphCountsWhatCannotBeRead(t *testing.T) {
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: memoryURL, Bot: demoBot, Owner: "test", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	for i, state := range []string{"no state", `{"no": "frame"}`} {
		record := &flows.Record{ID: ids.Person(int64(i + 1))}
		if _, err := s.Commit(t.Context(), &flows.Commit{Base: record, Etag: "00000000000000aa", State: []byte(state), Created: time.Now()}, ""); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := count(t.Context(), s, "enrollment", time.Now())
	if err != nil || counts.Unread != 2 || counts.In.Here != 0 {
		t.Errorf("%+v: %v", counts, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := count(ctx, s, "enrollment", time.Now()); err == nil {
		t.Error("a store that is not asked has answered")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
