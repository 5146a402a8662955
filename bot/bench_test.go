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
			s, err := store.Open(b.Context(), store.Options{URL: server.URL, Bot: int64(people), Owner: "bench", Key: key})
			if err != nil {
				b.Fatal(err)
			}
			ids, err := s.IDs(b.Context(), 1)
			if err != nil {
				b.Fatal(err)
			}
			run := bot.New(bot.Options{
				Store: s, IDs: ids,
				Carrier: carrierFunc(func(context.Context, flows.Effect) (int, error) { return 1, nil }),
			}, toyDefinitions())
			if err := run.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				ins := make([]flows.Incoming, people)
				for i := range ins {
					n++
					ins[i] = flows.Incoming{
						ID: fmt.Sprint("update:", n), To: ids.Person(int64(i)),
						Input: flows.Tap{Origin: flows.Origin{Chat: int64(i)}, Query: "q", Message: n, Data: "x"},
					}
				}
				if err := run.Handle(b.Context(), ins...); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/turn")
			run.Kill()
			_ = s.Close()
		})
	}
}
