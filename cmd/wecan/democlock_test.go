package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// chain is a machine whose timers lead to one another: three hours after a text
// the first rings, two hours later the second, which tells another person, who
// writes at once.
type chain struct{ began atomic.Int64 }

func (c *chain) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var effects []flows.Effect
	said := func(text string) {
		after := t.Now.Sub(time.UnixMilli(c.began.Load())).Round(time.Minute)
		effects = append(effects, flows.Send{Chat: 7, Text: text + " after " + after.String()})
	}
	switch in := in.(type) {
	case flows.Text:
		c.began.Store(t.Now.UnixMilli())
		a.SetTimer("first", t.Now.Add(3*time.Hour))
	case flows.Timer:
		said(in.Name)
		if in.Name == "first" {
			a.SetTimer("second", t.Now.Add(2*time.Hour))
			break
		}
		tell, err := flows.NewTell(t.IDs.Person(8), "hello", nil)
		if err != nil {
			return flows.Result{}, err
		}
		effects = append(effects, tell)
	case flows.Told:
		said("told")
	case flows.Tap, flows.Media, flows.Edited, flows.Reach:
	}
	a.Body = json.RawMessage(`{}`)
	return flows.Result{Actor: a, Effects: effects}, nil
}

// notebook is a carrier that takes down what is sent.
type notebook struct {
	mu    sync.Mutex
	texts []string
}

func (n *notebook) Carry(_ context.Context, e flows.Effect) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if send, ok := e.(flows.Send); ok {
		n.texts = append(n.texts, send.Text)
	}
	return 1, nil
}

func (n *notebook) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.texts)
}

// What falls due while a day passes happens at its own time of that day, and
// what follows from it too.
func TestADayPassesFromOneDueTimeToTheNext(t *testing.T) {
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{URL: memoryURL, Bot: demoBot, Owner: "test", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	ids, err := st.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	d := &demoDesk{service: &service{store: st, ids: ids}}
	out := &notebook{}
	d.service.runtime = bot.New(bot.Options{Store: st, Carrier: out, IDs: ids, Now: d.clock.Now, Tick: time.Hour},
		&flows.Definitions{Hash: "chain", Machines: map[flows.Kind]flows.Machine{flows.KindPerson: &chain{}}})
	if err := d.service.runtime.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.service.runtime.Stop(time.Second); err != nil {
			t.Error(err)
		}
	})
	if err := d.Pass(t.Context(), time.Hour); !errors.Is(err, errNotOpen) {
		t.Errorf("before the service runs: %v", err)
	}
	d.open.Store(true)
	text := flows.Incoming{ID: "update:1", To: ids.Person(7), Input: flows.Text{Origin: flows.Origin{Chat: 7}, Message: 1, Text: "x"}}
	if err := d.service.runtime.Handle(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	began := d.clock.Now().UTC()
	if err := d.Pass(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := out.all(); len(got) != 0 {
		t.Errorf("after an hour: %q", got)
	}
	if err := d.Pass(t.Context(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if got, want := out.all(), []string{"first after 3h0m0s", "second after 5h0m0s", "told after 5h0m0s"}; !slices.Equal(got, want) {
		t.Errorf("after a day: %q, want %q", got, want)
	}
	if passed := d.clock.Now().Sub(began); passed < 25*time.Hour || passed > 25*time.Hour+time.Minute {
		t.Errorf("the clock went on by %v", passed)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}
