package bot_test

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// wireCount counts what is written to Redis: one pipeline is one write.
type wireCount struct {
	net.Conn
	n *atomic.Int64
}

func (c wireCount) Write(b []byte) (int, error) {
	c.n.Add(1)
	return c.Conn.Write(b)
}

// TestRoundTripsBeforeTheReply counts what stands between an input and its
// answer: one round trip when the state in memory is current, two else.
func TestRoundTripsBeforeTheReply(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var trips atomic.Int64
		dial := func(context.Context, string, string) (net.Conn, error) {
			c, err := b.redis.Dial()
			return wireCount{c, &trips}, err
		}
		open := func(owner string) (*process, *atomic.Int64) {
			s, err := store.Open(t.Context(), store.Options{URL: "memory:", Embedded: b.redis, Dial: dial, Bot: 1, Owner: owner, Key: b.key})
			if err != nil {
				t.Fatal(err)
			}
			var atReply atomic.Int64
			p := &process{store: s, out: newCarrier()}
			p.out.fail = func(int, flows.Effect) error { atReply.Store(trips.Load()); return nil }
			p.Runtime = bot.New(bot.Options{Store: s, Carrier: p.out, IDs: b.ids}, toyDefinitions())
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			return p, &atReply
		}
		cost := func(p *process, atReply *atomic.Int64) int64 {
			time.Sleep(20 * time.Millisecond) // acks of the last turn go
			synctest.Wait()
			before := trips.Load()
			handle(t, p, b.say("x"))
			synctest.Wait()
			return atReply.Load() - before
		}
		p, atP := open("a")
		cost(p, atP) // the scripts are loaded
		if n := cost(p, atP); n != 1 {
			t.Errorf("with the current state in memory: %d round trips, want 1", n)
		}
		q, atQ := open("b")
		if n := cost(q, atQ); n != 2 {
			t.Errorf("with nothing in memory: %d round trips, want 2", n)
		}
		if n := cost(p, atP); n != 2 {
			t.Errorf("with a stale state in memory: %d round trips, want 2", n)
		}
		b.stop(p)
		b.stop(q)
	})
}

// benchStore is a store on a real Redis that counts its round trips.
func benchStore(b *testing.B, server *redistest.Server, key store.MasterKey, bot int64, owner string) (*store.Store, *atomic.Int64) {
	b.Helper()
	var trips atomic.Int64
	s, err := store.Open(b.Context(), store.Options{
		URL: server.URL, Bot: bot, Owner: owner, Key: key,
		Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return wireCount{c, &trips}, err
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s, &trips
}

func benchRuntime(b *testing.B, s *store.Store, ids flows.IDs, acks time.Duration, carry carrierFunc) *bot.Runtime {
	b.Helper()
	run := bot.New(bot.Options{Store: s, IDs: ids, Carrier: carry, AckDelay: acks}, toyDefinitions())
	if err := run.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(run.Kill)
	return run
}

func benchIDs(b *testing.B, s *store.Store) flows.IDs {
	b.Helper()
	ids, err := s.IDs(b.Context(), 1)
	if err != nil {
		b.Fatal(err)
	}
	return ids
}

// turnsEach is how often somebody writes before the next one does: as often as
// an application asks. One person who wrote for ever would measure her own
// growing state.
const turnsEach = 10

func benchTap(ids flows.IDs, n int, person int64) flows.Incoming {
	return flows.Incoming{
		ID: fmt.Sprint("update:", n), To: ids.Person(person), Trace: "t",
		Input: flows.Tap{Origin: flows.Origin{Chat: person}, Query: "q", Message: n, Data: "x"},
	}
}

// BenchmarkTurn is input to committed, on a real Redis, by how many people
// write at once. Sending is counted in, the call itself costs nothing here.
func BenchmarkTurn(b *testing.B) {
	server := redistest.Start(b)
	key, err := store.NewMasterKey()
	if err != nil {
		b.Fatal(err)
	}
	for _, people := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			s, trips := benchStore(b, server, key, int64(people), "bench")
			ids := benchIDs(b, s)
			run := benchRuntime(b, s, ids, 0, func(context.Context, flows.Effect) (int, error) { return 1, nil })
			before := trips.Load()
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				first := int64(n / people / turnsEach * people)
				ins := make([]flows.Incoming, people)
				for i := range ins {
					n++
					ins[i] = benchTap(ids, n, first+int64(i))
				}
				if err := run.Handle(b.Context(), ins...); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/turn")
			b.ReportMetric(float64(trips.Load()-before)/float64(n), "trips/turn")
		})
	}
}

// BenchmarkReply is input to the call that answers it, one at a time: when the
// state in memory is current, when another process has changed it since, and
// when nothing is in memory. Acks wait for a commit to ride on, so that those of
// earlier replies are not counted.
func BenchmarkReply(b *testing.B) {
	server := redistest.Start(b)
	key, err := store.NewMasterKey()
	if err != nil {
		b.Fatal(err)
	}
	const late = time.Hour
	for i, memory := range []string{"current", "behind", "empty"} {
		b.Run(memory, func(b *testing.B) {
			s, trips := benchStore(b, server, key, int64(1000+i), "bench")
			ids := benchIDs(b, s)
			replied := make(chan int64, 10)
			reply := func(_ context.Context, e flows.Effect) (int, error) {
				if _, ok := e.(flows.Send); ok {
					replied <- trips.Load()
				}
				return 1, nil
			}
			run := benchRuntime(b, s, ids, late, reply)
			other, _ := benchStore(b, server, key, int64(1000+i), "other")
			change := benchRuntime(b, other, ids, late, reply)
			b.ReportAllocs()
			n, before := 0, int64(0)
			for b.Loop() {
				person, by := int64(n/turnsEach), run
				switch memory {
				case "empty":
					person = int64(n)
				case "behind":
					by = change
				}
				if memory == "behind" || memory == "current" && n%turnsEach == 0 { // a turn that sends nothing, not measured
					b.StopTimer()
					quiet := benchTap(ids, -1-n, person)
					quiet.Input = flows.Media{Origin: flows.Origin{Chat: person}, What: "sticker"}
					if err := by.Handle(b.Context(), quiet); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
				}
				n++
				before -= trips.Load()
				if err := run.Handle(b.Context(), benchTap(ids, n, person)); err != nil {
					b.Fatal(err)
				}
				before += <-replied
			}
			b.ReportMetric(float64(before)/float64(n), "trips/reply")
		})
	}
}
