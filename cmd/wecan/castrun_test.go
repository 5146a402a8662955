package main

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/store"
)

// An announcement goes to many people, by two processes, against a Telegram that answers
// more than its rate with 429. It is paused in the middle and goes on, the process that
// sends is killed, and some people write meanwhile. What came is counted on their phones.
// make announce PEOPLE=100000 does it whole; the ordinary test has few people.

const (
	castFewRate  = 100 // a second, for few people: they must still get it when the order to pause comes
	castRate     = 1000
	castWriters  = 20                     // who write all the time, one after the other
	castThink    = 150 * time.Millisecond // between two of them
	castTakeOver = 40 * time.Second       // from a kill until somebody goes on at the latest
)

func TestAnnounceToMany(t *testing.T) {
	n, rate := castFew, castFewRate
	if text := os.Getenv("WECAN_ANNOUNCE_PEOPLE"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 500 || n > 1_000_000 {
			t.Fatalf("WECAN_ANNOUNCE_PEOPLE is %q. Set it to a number from 500 to 1000000.", text)
		}
		rate = castRate
	}
	if text := os.Getenv("WECAN_ANNOUNCE_RATE"); text != "" {
		var err error
		if rate, err = strconv.Atoi(text); err != nil || rate < 10 {
			t.Fatalf("WECAN_ANNOUNCE_RATE is %q. Set it to a number from 10 on.", text)
		}
	}
	r := newCastRun(t, n, rate)
	r.count()
	alone := r.write(t.Context(), r.asks()) // how long an answer takes when nothing else is sent
	r.send()
	r.judge(alone)
	r.end()
}

// castRun is one run.
type castRun struct {
	*fleet

	people    int
	outside   int // of them those whom it is not for
	rate      int
	reference string

	paused           time.Time
	marks            []castMark
	settled, atPause int // messages when it must have halted, and two seconds later
	open             int // of how many the killed process cannot have known whether they came
	answers          []time.Duration
	heap             [][]float64 // bytes of each process, now and then
}

// many says whether it is a run in which times count.
func (r *castRun) many() bool { return r.people > castFew+3 }

// asks is how often people write before it.
func (r *castRun) asks() int {
	if r.many() {
		return 100
	}
	return 10
}

// castProgramme has no night near the test: whether somebody is awake is shown elsewhere.
func castProgramme() string {
	quiet := time.Now().UTC().Add(12 * time.Hour)
	return "organisation: Org\nkeep: {months: 6}\nquiet: \"" + quiet.Format("15:04") + "-" + quiet.Add(time.Minute).Format("15:04") + "\"\n" +
		"sites:\n  utrecht: {name: \"Utrecht\", time_zone: UTC, emergency: \"112\", person: \"utrecht@wecan.example\"}\n"
}

func newCastRun(t *testing.T, n, rate int) *castRun {
	t.Helper()
	file, programme := filepath.Join(t.TempDir(), "programme.yaml"), []byte(castProgramme())
	if err := os.WriteFile(file, programme, 0o600); err != nil {
		t.Fatal(err)
	}
	limits := sandbox.Limits{PerSecond: float64(rate), Burst: float64(rate), ChatPerSecond: 1, ChatBurst: 5}
	r := &castRun{
		fleet:  newFleet(t, 2, file, programme, sandbox.Options{Seed: 1, Limits: limits, KeepCalls: 1}, "WECAN_BULK_RATE="+strconv.Itoa(rate)),
		people: n, rate: rate, reference: flows.NewReference(rand.New(rand.NewPCG(3, 4))),
	}
	began := time.Now()
	r.fill()
	t.Logf("%d people came within %v", n, time.Since(began).Round(time.Millisecond))
	r.begin()
	t.Logf("two processes live after %v", time.Since(began).Round(time.Millisecond))
	return r
}

// forget drops what people have written so far: they are there, and that is all.
func (r *castRun) forget() {
	r.t.Helper()
	answer := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(r.t.Context(), http.MethodPost, "/bot"+sandbox.DefaultToken+"/deleteWebhook", strings.NewReader("drop_pending_updates=true"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if r.tg.ServeHTTP(answer, request); answer.Code != http.StatusOK || r.tg.Pending() > 0 {
		r.t.Fatalf("%d %s, %d updates are left", answer.Code, answer.Body, r.tg.Pending())
	}
}

func (r *castRun) order(what broadcast.What, by string, plan broadcast.Plan) {
	r.t.Helper()
	r.desk(func(ids flows.IDs, desk *bot.Runtime, s *store.Store) {
		o := broadcast.Order{ID: string(what) + by, By: by, Reference: r.reference, Plan: plan}
		in, err := broadcast.New(ids, what, o)
		if err != nil {
			r.t.Fatal(err)
		}
		if err := desk.Handle(r.t.Context(), in); err != nil {
			r.t.Fatal(err)
		}
		if v := r.read(ids, s); !v.Made(o.ID) {
			r.t.Fatalf("%s was not carried out: %v", what, v.May(what, o, time.Now()))
		}
	})
}

func (r *castRun) read(ids flows.IDs, s *store.Store) broadcast.View {
	r.t.Helper()
	id := ids.Of(flows.KindBroadcast, r.reference)
	record, err := s.Load(r.t.Context(), id, broadcast.ViewMembers())
	if err != nil {
		r.t.Fatal(err)
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		r.t.Fatal(err)
	}
	v, _, err := broadcast.ReadView(a.Body, record.Members)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// until waits for the announcement to be in a state.
func (r *castRun) until(state broadcast.State, most time.Duration) (v broadcast.View) {
	r.t.Helper()
	r.desk(func(ids flows.IDs, _ *bot.Runtime, s *store.Store) {
		for late := time.Now().Add(most); ; time.Sleep(200 * time.Millisecond) {
			if v = r.read(ids, s); v.State == state {
				return
			}
			if time.Now().After(late) {
				r.t.Fatalf("after %v it is %s: %v", most, v.State, v.Sent)
			}
		}
	})
	return v
}

// castWalk is what it cost to ask everybody.
type castWalk struct {
	people           int
	took             time.Duration
	commands, stored float64       // of Redis, and its bytes, for each person
	cpu, redis       time.Duration // computing time for each person
	heap             float64       // bytes of the process that has the most
}

// TestWalk asks many people what they would get, and wants that to cost for each of them
// what it costs among few: make walk PEOPLE="10000 100000".
func TestWalk(t *testing.T) {
	var rows []castWalk
	for _, field := range strings.Fields(cmp.Or(os.Getenv("WECAN_WALK_PEOPLE"), "500")) {
		n, err := strconv.Atoi(field)
		if err != nil || n < 500 {
			t.Fatalf("WECAN_WALK_PEOPLE has %q, want numbers from 500 on", field)
		}
		t.Run(field, func(t *testing.T) {
			r := newCastRun(t, n, castRate)
			row := r.count()
			for _, b := range r.bots {
				row.heap = max(row.heap, b.shown()["process_resident_memory_bytes"])
			}
			rows = append(rows, row)
		})
	}
	for i, r := range rows {
		t.Logf("%8d people: %8v, %6.0f a second; for each %5.2f commands and %5.0f bytes of Redis, computing time %v and %v of Redis; the process has %.0f MB",
			r.people, r.took.Round(time.Millisecond), float64(r.people)/r.took.Seconds(), r.commands, r.stored, r.cpu.Round(time.Microsecond), r.redis.Round(time.Microsecond), r.heap/1e6)
		if before := rows[max(0, i-1)]; r.commands > 1.1*before.commands {
			t.Errorf("%.1f commands for each of %d people, %.1f for each of %d", r.commands, r.people, before.commands, before.people)
		}
	}
}

// count has it planned and counted.
func (r *castRun) count() castWalk {
	r.t.Helper()
	words := []flows.CastWords{{Lang: "en", Text: castWords}, {Lang: "ar", Text: "الغرفة أخرى اليوم."}}
	r.order(broadcast.WhatPlan, "nadia", broadcast.Plan{
		Title: "Room", Site: "utrecht", Kind: flows.CastProgramme, Segment: flows.Segment{Languages: castLangs}, Words: words,
	})
	idle := r.idle()
	began, commands := time.Now(), redisNumber(r.t, r.redis, "total_commands_processed")
	cpu, redis := r.computing()
	r.order(broadcast.WhatCount, "nadia", broadcast.Plan{})
	v := r.until(broadcast.StateCounted, time.Minute+time.Duration(r.people)*time.Millisecond)
	took := v.Counted.Ended.Sub(v.Counted.Began)
	commands = redisNumber(r.t, r.redis, "total_commands_processed") - commands - idle*time.Since(began).Seconds()
	spent := commands / float64(r.people)
	cpu2, redis2 := r.computing()
	r.t.Logf("counted within %v (%.0f people a second, %.1f commands of Redis for each, %v with the order): %v", took,
		float64(r.people)/took.Seconds(), spent, time.Since(began).Round(time.Millisecond), v.Counted.Words)
	if v.Counted.Of(flows.CastWould) != r.people-r.outside || v.Counted.Of(flows.CastOutside) != r.outside {
		r.t.Fatalf("there are %d people, %d of them outside", r.people, r.outside)
	}
	return castWalk{
		people: r.people, took: took, commands: spent, cpu: (cpu2 - cpu) / time.Duration(r.people), redis: (redis2 - redis) / time.Duration(r.people),
		stored: redisNumber(r.t, r.redis, "used_memory") / float64(r.people),
	}
}

// idle is how many commands of Redis a second there are when nothing happens: processes
// look for what is due.
func (r *castRun) idle() float64 {
	r.t.Helper()
	began, before := time.Now(), redisNumber(r.t, r.redis, "total_commands_processed")
	time.Sleep(2 * time.Second)
	return (redisNumber(r.t, r.redis, "total_commands_processed") - before) / time.Since(began).Seconds()
}

// computing is the computing time of the processes, and of Redis.
func (r *castRun) computing() (processes, redis time.Duration) {
	r.t.Helper()
	for _, b := range r.bots {
		processes += seconds(b.shown()["process_cpu_seconds_total"])
	}
	return processes, redisCPU(r.t, r.redis)
}
