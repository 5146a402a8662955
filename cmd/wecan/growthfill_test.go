//go:build growth

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// mould is what somebody who has applied left in the store: her own state and
// her application's. Generated people are cast in it, each with her own chat,
// number and ids.
type mould struct {
	chat, reference     string
	person, application flows.ActorID
	states              map[flows.Kind][]byte
	receipts            []flows.Receipt
}

const (
	mouldChats = 7_000_000_000 // ten digits, as the newest accounts of Telegram have
	grownChats = 6_000_000_000
	freshChats = 5_000_000_000 // of people who apply while it is measured
	moulds     = growthAtOnce
)

// cast lets people apply by the real runtime, in a store of their own, all at
// once: the numbers of their messages lie as far apart as among many people.
func cast(t *testing.T) []mould {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := countedStore(t, redistest.Start(t), key, "moulds")
	e := newEngine(t, s, nil)
	defer e.stop(t)
	out := make([]mould, moulds)
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() {
			c := e.chatter(mouldChats + int64(i))
			if err := c.apply(t.Context()); err != nil {
				t.Error(err)
			}
			out[i] = mould{
				chat: strconv.FormatInt(c.chat, 10), reference: c.number, states: map[flows.Kind][]byte{},
				person: e.ids.Person(c.chat), application: e.ids.Of(flows.KindApplication, c.number),
			}
		})
	}
	all.Wait()
	if err := e.CatchUp(t.Context()); err != nil { // everything is acknowledged
		t.Fatal(err)
	}
	for i := range out {
		for _, id := range []flows.ActorID{out[i].person, out[i].application} {
			r, err := s.Load(t.Context(), id, nil)
			if err != nil || r.Etag == "" {
				t.Fatalf("%s: %v", id, err)
			}
			out[i].states[id.Kind()] = r.State
			if id.Kind() == flows.KindPerson {
				out[i].receipts = r.Receipts
			}
		}
	}
	return out
}

// grower writes generated people.
type grower struct {
	s      *store.Store
	ids    flows.IDs
	moulds []mould
	begun  time.Time
}

// fill writes actors number 0 to n-1 of a kind.
func (g *grower) fill(ctx context.Context, kind flows.Kind, n int) error {
	const crew = 192
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make(chan error, crew)
	for range crew {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := g.write(ctx, kind, i); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}

// write commits one actor, as its last turn and the acknowledgement of what
// that turn sent have left it.
func (g *grower) write(ctx context.Context, kind flows.Kind, i int64) error {
	m := &g.moulds[i%int64(len(g.moulds))]
	chat, reference := g.chat(i), g.reference(i)
	person, application := g.ids.Person(chat), g.ids.Of(flows.KindApplication, reference)
	id := person
	if kind == flows.KindApplication {
		id = application
	}
	state := m.states[kind]
	for _, change := range [][2]string{
		{m.chat, strconv.FormatInt(chat, 10)}, {m.reference, reference}, {string(m.person), string(person)}, {string(m.application), string(application)},
	} {
		state = bytes.ReplaceAll(state, []byte(change[0]), []byte(change[1]))
	}
	actor, _, err := bot.Inspect(id, state)
	if err != nil {
		return err
	}
	c := &flows.Commit{
		Base: &flows.Record{ID: id}, Etag: newEtag(), State: state, Timer: actor.NextTimer(), IndexAdd: actor.Index,
		Created: g.begun.Add(time.Duration(i) * time.Second),
	}
	if kind != flows.KindPerson || len(m.receipts) == 0 {
		_, err := g.s.Commit(ctx, c, "")
		return err
	}
	effect := flows.EffectID(string(c.Etag) + "00")
	c.Effects = []flows.OutboxEntry{{ID: effect, Appended: time.Now(), Effect: []byte("{}")}}
	done, err := g.s.Commit(ctx, c, "")
	if err != nil {
		return err
	}
	_, err = g.s.Ack(ctx, &flows.Ack{ID: id, Token: done.Lease.Token, Done: []flows.EffectID{effect}, Receipts: m.receipts})
	return err
}

func (g *grower) chat(i int64) int64 { return grownChats + i }

// reference is the number of a generated application.
func (g *grower) reference(i int64) string {
	return flows.NewReference(mathrand.New(mathrand.NewPCG(11, uint64(i))))
}

func newEtag() flows.Etag {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return flows.Etag(hex.EncodeToString(b[:]))
}

// pick draws generated people, each once.
func (g *grower) pick(n, of int) []int64 {
	r := mathrand.New(mathrand.NewPCG(5, uint64(of)))
	out := make([]int64, 0, n)
	for _, i := range r.Perm(of)[:min(n, of)] {
		out = append(out, g.chat(int64(i)))
	}
	return out
}

// durable turns on what a server in use has: an append-only file, written each
// second. The first rewrite is over when it returns.
func durable(t *testing.T, server *redistest.Server) {
	t.Helper()
	for _, set := range [][2]string{{"auto-aof-rewrite-percentage", "0"}, {"appendfsync", "everysec"}, {"appendonly", "yes"}} {
		if err := server.Client().ConfigSet(t.Context(), set[0], set[1]).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for redisNumber(t, server, "aof_rewrite_in_progress")+redisNumber(t, server, "aof_rewrite_scheduled") > 0 {
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(time.Second)
}

// weigh is the mean of MEMORY USAGE over actors.
func weigh(t *testing.T, server *redistest.Server, ids []flows.ActorID) float64 {
	t.Helper()
	sum := 0.0
	for _, id := range ids {
		key := fmt.Sprintf("%d:{p:%02x}:a:%s", demoBot, id.Partition(), id)
		n, err := server.Client().MemoryUsage(t.Context(), key, 0).Result()
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		sum += float64(n)
	}
	return sum / float64(len(ids))
}
