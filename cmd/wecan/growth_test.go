//go:build growth

package main

import (
	"cmp"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// The growth test fills a real Redis with people who have applied, and measures
// what a turn costs among them. Their states are those that the real enrollment
// leaves, and they are written by the store itself.
//
//	make growth PEOPLE="1000 100000"
//
// WECAN_GROWTH_REDIS has further arguments for redis-server.

const (
	growthNew      = 1000 // people who apply meanwhile
	growthThinking = 300  // of those who think before they answer
	growthBack     = 5000 // people who come back
	growthDue      = 5000 // timers that are due at once: as many as one tick takes
	growthAtOnce   = 64
	growthThink    = 50 * time.Millisecond
)

// grown is a row of the table.
type grown struct {
	people              int
	person, application float64 // bytes of Redis
	heap                float64 // bytes of the process when its memory of people is full
	apply, think, back  load
	idle, ring          tick
	hash, realHash      float64 // bytes of a generated person's hash, and of that of one who has just applied
}

func TestGrowth(t *testing.T) {
	forms := cast(t)
	var rows []grown
	for _, field := range strings.Fields(cmp.Or(os.Getenv("WECAN_GROWTH_PEOPLE"), "1000")) {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			t.Fatalf("PEOPLE is %q, want numbers above 0", field)
		}
		t.Run(field, func(t *testing.T) {
			row := grow(t, forms, n)
			rows = append(rows, row)
			row.tell(t)
		})
	}
	if t.Failed() {
		return
	}
	for _, r := range rows {
		t.Logf("| %d | %.0f | %.0f | %.0f | %.0f | %v | %v | %v | %v | %.2f | %.2f |", r.people, r.person, r.application, r.heap/1e6,
			r.apply.perS, short(r.apply.p50), short(r.apply.p99), micros(r.apply.cpu), micros(r.apply.redis), r.apply.commands, r.think.commands)
	}
	for _, r := range rows {
		t.Logf("| %d | %.0f | %v | %v | %v | %.2f | %v | %v | %v | %v |", r.people, r.back.perS, short(r.back.p99), micros(r.back.cpu), micros(r.back.redis),
			r.back.commands, short(r.idle.took), micros(r.idle.redis), short(r.ring.took), short(r.ring.redis))
	}
	flat(t, rows)
}

func micros(d time.Duration) time.Duration { return d.Round(time.Microsecond) }

func short(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// grow fills a Redis and measures.
func grow(t *testing.T, forms []mould, n int) grown {
	t.Helper()
	server := redistest.Start(t, strings.Fields(os.Getenv("WECAN_GROWTH_REDIS"))...)
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	s, on := countedStore(t, server, key, "growth")
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	row := grown{people: n}
	g := &grower{s: s, ids: ids, moulds: forms, begun: time.Now().Add(-time.Duration(n) * time.Second)}
	row.person, row.application = filled(t, server, g, flows.KindPerson, n), filled(t, server, g, flows.KindApplication, n)
	durable(t, server)

	e := newEngine(t, s, nil)
	e.redisCPU = func() time.Duration { return redisCPU(t, server) }
	row.idle = e.idle(t, on)
	e.applying(t, on, freshChats, 100, growthAtOnce, 0) // everything is warm
	row.apply = e.applying(t, on, freshChats+1e6, growthNew, growthAtOnce, 0)
	row.think = e.applying(t, on, freshChats+2e6, growthThinking, growthAtOnce, growthThink)
	row.back = e.returning(t, on, g.pick(growthBack, n), growthAtOnce)
	row.heap = heap()
	row.hash = weigh(t, server, idsOf(ids, g.pick(200, n)))
	row.realHash = weigh(t, server, idsOf(ids, numbers(freshChats+1e6, 200)))
	e.stuck(t, on, freshChats+3e6, growthDue)
	e.stop(t)

	late := newEngine(t, s, func(o *bot.Options) { o.Now = func() time.Time { return time.Now().Add(48 * time.Hour) } })
	late.redisCPU = e.redisCPU
	row.ring = late.ringing(t, on, growthDue)
	late.stop(t)
	return row
}

// filled writes actors and answers what each costs in Redis.
func filled(t *testing.T, server *redistest.Server, g *grower, kind flows.Kind, n int) float64 {
	t.Helper()
	before, began := redisNumber(t, server, "used_memory"), time.Now()
	if err := g.fill(t.Context(), kind, n); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of kind %s written in %v", n, kind, time.Since(began).Round(time.Millisecond))
	return (redisNumber(t, server, "used_memory") - before) / float64(n)
}

func idsOf(ids flows.IDs, chats []int64) []flows.ActorID {
	out := make([]flows.ActorID, len(chats))
	for i, chat := range chats {
		out[i] = ids.Person(chat)
	}
	return out
}

// heap is what is in use when the rubbish is gone.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// tell shows what the row has no room for, and fails when it breaks a promise.
func (r grown) tell(t *testing.T) {
	t.Helper()
	t.Logf("%d people: %+v", r.people, r)
	if r.apply.commands > 1.5 {
		t.Errorf("%.2f commands a step, the promise is 1.5", r.apply.commands)
	}
	if d := r.hash/r.realHash - 1; d < -0.05 || d > 0.05 {
		t.Errorf("a generated person has %.0f B in Redis, one who has just applied %.0f B: the generator does not do what the bot does", r.hash, r.realHash)
	}
}

// flat fails when something grows with the people.
func flat(t *testing.T, rows []grown) {
	t.Helper()
	if len(rows) < 2 {
		return
	}
	first, last := rows[0], rows[len(rows)-1]
	// Rates change with what else the machine does; computing time changes less.
	if last.apply.cpu+last.apply.redis > (first.apply.cpu+first.apply.redis)*3/2 {
		t.Errorf("a step costs %v and %v of Redis among %d people, %v and %v among %d",
			last.apply.cpu, last.apply.redis, last.people, first.apply.cpu, first.apply.redis, first.people)
	}
	if d := last.apply.commands - first.apply.commands; d > 0.1 {
		t.Errorf("%.2f commands a step more than among %d people", d, first.people)
	}
}
