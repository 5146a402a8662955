package enrollment_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
)

func ids(tb testing.TB) flows.IDs {
	tb.Helper()
	s, err := flows.NewIDs([]byte("a secret for these tests"), 1)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

const reference = "WE-4K7M-9Q2"

func submission(from flows.ActorID) flows.Told {
	return flows.Told{
		From: from, Name: "submit",
		Data: json.RawMessage(`{"reference":"` + reference + `","answers":{"name":"Amina","site":"leipzig"}}`),
	}
}

func TestApplicationBelongsToTheFirst(t *testing.T) {
	names := ids(t)
	id := names.Of(flows.KindApplication, reference)
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	first, other := names.Person(1), names.Person(2)
	app := flows.Actor{ID: id}
	step := func(from flows.ActorID) flows.Tell {
		t.Helper()
		r, err := (enrollment.Application{}).Step(flows.Turn{Now: now, IDs: names}, app, submission(from))
		if err != nil {
			t.Fatal(err)
		}
		app = r.Actor
		tell, ok := r.Effects[0].(flows.Tell)
		if !ok || len(r.Effects) != 1 || string(tell.Data) != `{"reference":"`+reference+`"}` {
			t.Fatalf("answered %+v", r.Effects)
		}
		return tell
	}
	if got := step(first); got.To != first || got.Name != "received" {
		t.Errorf("the first was answered %+v", got)
	}
	kept := slices.Clone([]byte(app.Body))
	if want := []string{"application:status:received", "application:site:leipzig"}; !slices.Equal(app.Index, want) {
		t.Errorf("it stands in %v", app.Index)
	}
	now = now.Add(30 * 24 * time.Hour)
	if got := step(first); got.Name != "received" {
		t.Errorf("the first was answered %+v after weeks", got)
	}
	if got := step(other); got.To != other || got.Name != "taken" {
		t.Errorf("the second was answered %+v", got)
	}
	if !bytes.Equal(kept, app.Body) {
		t.Errorf("it changed from %s to %s", kept, app.Body)
	}
	want := fmt.Sprintf(`{"reference":%q,"person":%q,"answers":{"name":"Amina","site":"leipzig"},"received":"2026-03-02T10:00:00Z","status":"received"}`, reference, first)
	if string(kept) != want {
		t.Errorf("it keeps %s, want %s", kept, want)
	}
}

func TestApplicationRefusesDefects(t *testing.T) {
	names := ids(t)
	turn := flows.Turn{IDs: names}
	fine := submission(names.Person(1))
	for name, c := range map[string]struct {
		actor flows.ActorID
		in    flows.Input
	}{
		"another's reference": {names.Of(flows.KindApplication, "WE-0000-000"), fine},
		"another name":        {names.Of(flows.KindApplication, reference), flows.Told{Name: "withdraw", Data: fine.Data}},
		"no JSON":             {names.Of(flows.KindApplication, reference), flows.Told{Name: "submit"}},
		"a person's input":    {names.Of(flows.KindApplication, reference), flows.Text{}},
	} {
		if r, err := (enrollment.Application{}).Step(turn, flows.Actor{ID: c.actor}, c.in); err == nil {
			t.Errorf("%s was taken: %+v", name, r)
		}
	}
}
