package main

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// meters are what the processes and Redis show at one moment.
type meters struct {
	bots     []map[string]float64
	redis    time.Duration
	commands float64
}

func (r *rush) meters() (m meters) {
	r.t.Helper()
	for _, b := range r.bots {
		m.bots = append(m.bots, b.shown())
	}
	m.redis, m.commands = redisCPU(r.t, r.redis), redisNumber(r.t, r.redis, "total_commands_processed")
	return m
}

// rushCounted are the events of which the log tells how many came on each sign-up.
var rushCounted = []string{"turn", "conflict", "seen", "retry", "sent", "taken", "later", "parked"}

// log tells how long people waited, and what that cost. killed is what the killed
// process had shown before, since a new one counts from 0.
func (r *rush) log(before meters, killed []map[string]float64, after meters) {
	r.t.Helper()
	grown := func(name string) float64 {
		n := 0.0
		for i := range r.bots {
			n += after.bots[i][name] - before.bots[i][name]
		}
		for _, k := range killed {
			n += k[name]
		}
		return n
	}
	people := float64(len(r.people))
	r.t.Logf("from the tap to the answer on the phone: %s", quantiles(r.took(func(*signer) bool { return true })))
	r.t.Logf("of those who tapped before the kill and had their answer: %s", quantiles(r.took(func(s *signer) bool { return s.told[0].at.Before(r.died) })))
	r.t.Logf("of those who tapped later than ten seconds after it: %s", quantiles(r.took(func(s *signer) bool { return s.tapped.After(r.died.Add(10 * time.Second)) })))
	cpu, redis := seconds(grown("process_cpu_seconds_total")), after.redis-before.redis
	r.cpu, r.stored = cpu/time.Duration(people), redis/time.Duration(people)
	r.t.Logf("computing time: the processes %v, Redis %v; for each sign-up %v and %v", cpu.Round(time.Millisecond), redis.Round(time.Millisecond),
		r.cpu.Round(time.Microsecond), r.stored.Round(time.Microsecond))
	counts := ""
	for _, name := range rushCounted {
		counts += fmt.Sprintf("%s %.2f, ", name, grown(`wecan_events_total{event="`+name+`"}`)/people)
	}
	r.t.Logf("for each sign-up: %s%.0f commands of Redis, those that look what is due included", counts, (after.commands-before.commands)/people)
}

// took are the times from the tap to the answer, sorted.
func (r *rush) took(of func(*signer) bool) (out []time.Duration) {
	for _, s := range r.people {
		if len(s.told) > 0 && of(s) {
			out = append(out, s.told[0].at.Sub(s.tapped))
		}
	}
	slices.Sort(out)
	return out
}

// beside lets as many callers come as close behind each other to a counter and a list in
// the same Redis: a DECR, and an RPUSH for whoever finds nothing left. It has no chat, no
// groups, no answer after a crash; it is the least that Redis can be asked for.
func (r *rush) beside() {
	r.t.Helper()
	ctx, client := r.t.Context(), r.redis.Client()
	if err := client.Set(ctx, "beside:places", r.plan.Capacity, 0).Err(); err != nil {
		r.t.Fatal(err)
	}
	var (
		all  sync.WaitGroup
		took = make([]time.Duration, len(r.people))
		errs = make([]error, len(r.people))
	)
	own, redis, began := ownCPU(r.t), redisCPU(r.t, r.redis), time.Now()
	for i := range r.people {
		all.Go(func() {
			time.Sleep(time.Until(began.Add(time.Duration(i) * rushEvery)))
			start := time.Now()
			left, err := client.Decr(ctx, "beside:places").Result()
			if err == nil && left < 0 {
				err = client.RPush(ctx, "beside:waiting", strconv.Itoa(i)).Err()
			}
			took[i], errs[i] = time.Since(start), err
		})
	}
	all.Wait()
	own, redis = ownCPU(r.t)-own, redisCPU(r.t, r.redis)-redis
	for _, err := range errs {
		if err != nil {
			r.t.Fatal(err)
		}
	}
	if n := client.LLen(ctx, "beside:waiting").Val(); n != int64(len(r.people)-r.plan.Capacity) {
		r.t.Errorf("the list beside has %d", n)
	}
	if err := client.Del(ctx, "beside:places", "beside:waiting").Err(); err != nil {
		r.t.Fatal(err)
	}
	slices.Sort(took)
	n := len(took)
	own, redis = own/time.Duration(n), redis/time.Duration(n)
	r.t.Logf("beside it DECR and RPUSH: %s; for each %v of the caller and %v of Redis", quantiles(took), own.Round(time.Microsecond), redis.Round(time.Microsecond))
	ours := r.took(func(*signer) bool { return true })
	if len(ours) != n {
		return // somebody was not answered, which is judged
	}
	p99 := (99*n+99)/100 - 1
	r.t.Logf("a sign-up takes %.0f times as long (p50; p99 %.0f times), %.0f times the computing time of the caller and %.0f times that of Redis",
		ratio(ours[n/2], took[n/2]), ratio(ours[p99], took[p99]), ratio(r.cpu, own), ratio(r.stored, redis))
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
