package main

import (
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
	r.t.Logf("computing time: the processes %v, Redis %v; for each sign-up %v and %v", cpu.Round(time.Millisecond), redis.Round(time.Millisecond),
		(cpu / time.Duration(people)).Round(time.Microsecond), (redis / time.Duration(people)).Round(time.Microsecond))
	for _, name := range rushCounted {
		r.t.Logf("  %s: %.2f for each", name, grown(`wecan_events_total{event="`+name+`"}`)/people)
	}
	r.t.Logf("  commands of Redis: %.2f for each", (after.commands-before.commands)/people)
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
	ours := r.took(func(*signer) bool { return true })
	n := len(took)
	r.t.Logf("beside it DECR and RPUSH: %s; for each %v of the caller and %v of Redis", quantiles(took),
		(own / time.Duration(n)).Round(time.Microsecond), (redis / time.Duration(n)).Round(time.Microsecond))
	if len(ours) == n {
		r.t.Logf("a sign-up takes %.0f times as long (p50), %.0f times (p99)", ratio(ours[n/2], took[n/2]), ratio(ours[(99*n+99)/100-1], took[(99*n+99)/100-1]))
	}
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
