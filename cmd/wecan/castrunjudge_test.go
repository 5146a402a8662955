package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// send has it approved, pauses it in the middle, has it go on, and kills the process that
// sends.
func (r *castRun) send() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() { r.answers = r.write(ctx, 0) })
	all.Go(func() {
		for ctx.Err() == nil {
			r.weigh()
			pause(ctx, 5*time.Second)
		}
	})
	willing := r.people - r.outside
	before := r.tg.Count("sendMessage")
	sent := func() int { return r.tg.Count("sendMessage") - before }
	r.order(broadcast.WhatApprove, "nadia", broadcast.Plan{})
	r.order(broadcast.WhatApprove, "omar", broadcast.Plan{})
	r.started = time.Now()
	r.reaches(sent, willing/4)
	r.paused = time.Now()
	r.order(broadcast.WhatPause, "nadia", broadcast.Plan{})
	pause(ctx, time.Until(r.paused.Add(2*time.Second)))
	r.settled = r.arrived()
	pause(ctx, 2*time.Second)
	r.atPause = r.arrived()
	r.resumed = time.Now()
	r.order(broadcast.WhatResume, "nadia", broadcast.Plan{})
	r.reaches(sent, willing*5/8)
	one := r.sender()
	r.killed = time.Now()
	r.bots[one].kill()
	r.open = r.book.kill(r.bots[one].way, time.Time{})
	v := r.until(broadcast.StateDone, castTakeOver+2*time.Minute+time.Duration(willing)*time.Second/time.Duration(r.rate)*2)
	r.ended = time.Now()
	cancel()
	all.Wait()
	r.t.Logf("it says: %v; %v; %d uncertain", v.Sent.Words, v.News, v.Uncertain())
}

// arrived is how many have it on their phones.
func (r *castRun) arrived() (n int) {
	for i := range r.people {
		n += len(r.got(castFirst + int64(i)))
	}
	return n
}

func (r *castRun) reaches(sent func() int, n int) {
	r.t.Helper()
	for late := time.Now().Add(time.Minute + 3*time.Duration(n)*time.Second/time.Duration(r.rate)); sent() < n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			r.t.Fatalf("%d messages are sent, %d are wanted by now", sent(), n)
		}
	}
}

// sender is the process that has sent the most within a second.
func (r *castRun) sender() int {
	const name = `wecan_events_total{event="sent"}`
	var first []float64
	for _, b := range r.bots {
		first = append(first, b.shown()[name])
	}
	time.Sleep(time.Second)
	most, at := -1.0, 0
	for i, b := range r.bots {
		if n := b.shown()[name] - first[i]; n > most {
			most, at = n, i
		}
	}
	return at
}

// weigh notes how much memory the processes have.
func (r *castRun) weigh() {
	var now []float64
	for _, b := range r.bots {
		shown, err := b.look()
		if err != nil {
			return // it is being killed
		}
		now = append(now, shown["process_resident_memory_bytes"])
	}
	r.heap = append(r.heap, now)
}

// judge counts on the phones.
func (r *castRun) judge(alone []time.Duration) {
	r.t.Helper()
	missed, twice, strangers, reached := 0, 0, 0, 0
	var at []time.Time
	for i := range r.people - 3 {
		got := r.got(castFirst + int64(i))
		at = append(at, got...)
		switch outside := castTongue(i) == "Українська"; {
		case outside:
			strangers += len(got)
		case len(got) == 0:
			missed++
		default:
			reached++
			twice += len(got) - 1
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	v := r.until(broadcast.StateDone, time.Second)
	r.t.Logf("%d have it, %d not, %d twice, %d whom it is not for; %d calls were open at the kill", reached, missed, twice, strangers, r.open)
	if strangers > 0 || twice+missed > r.open || missed > v.Uncertain() {
		r.t.Errorf("missed %d, twice %d, %d are told as uncertain", missed, twice, v.Uncertain())
	}
	if n := v.Sent.Of(flows.CastSent); n != r.people-r.outside {
		r.t.Errorf("%d are counted as sent, %d are willing", n, r.people-r.outside)
	}
	if r.atPause != r.settled {
		r.t.Errorf("%d messages came more than two seconds after the pause", r.atPause-r.settled)
	}
	if n := r.tg.CountStatus(429); n > 0 {
		r.t.Errorf("Telegram said 429 %d times", n)
	}
	r.pace(at)
	r.t.Logf("answers beside it: %s; alone: %s", quantiles(r.answers), quantiles(alone))
	if len(r.answers) > 100 {
		p99 := func(all []time.Duration) time.Duration { return all[(99*len(all)+99)/100-1] }
		if more := p99(r.answers) - p99(alone); more > 300*time.Millisecond && r.people > castFew+3 {
			r.t.Errorf("the 99th of a hundred answers came %v later beside it", more)
		}
	}
	for i := range r.bots {
		first, most, last := 0.0, 0.0, 0.0
		for _, one := range r.heap {
			if first == 0 {
				first = one[i]
			}
			most, last = max(most, one[i]), one[i]
		}
		r.t.Logf("process %d: %.0f MB at the start, at most %.0f, %.0f at the end", i, first/1e6, most/1e6, last/1e6)
	}
}

// pace is how fast messages came, from the first until the pause, and from two seconds
// after it went on until the kill.
func (r *castRun) pace(at []time.Time) {
	r.t.Helper()
	between := func(from, until time.Time) (n int, took time.Duration) {
		var first, last time.Time
		for _, one := range at {
			if one.After(from) && one.Before(until) {
				if n++; first.IsZero() {
					first = one
				}
				last = one
			}
		}
		return n, last.Sub(first)
	}
	for _, stretch := range [][2]time.Time{{r.started, r.paused}, {r.resumed.Add(2 * time.Second), r.killed}, {r.killed.Add(time.Second), r.ended}} {
		n, took := between(stretch[0], stretch[1])
		pace := float64(n) / max(took.Seconds(), 0.001)
		r.t.Logf("%d within %v: %.1f a second, of %d", n, took.Round(time.Millisecond), pace, r.rate)
		if long := took > 10*time.Second; long && stretch[1].Equal(r.killed) && (pace < 0.97*float64(r.rate) || pace > 1.03*float64(r.rate)) {
			r.t.Errorf("%.1f a second is more than 3%% beside %d", pace, r.rate)
		}
	}
}
