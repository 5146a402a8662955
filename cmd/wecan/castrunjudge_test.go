package main

import (
	"context"
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
	r.reaches(sent, willing/50)
	r.mark("from its beginning until the pause", true)
	r.reaches(sent, willing/4)
	r.mark("paused", false)
	r.paused = time.Now()
	r.order(broadcast.WhatPause, "nadia", broadcast.Plan{})
	r.settled = r.halted(ctx)
	pause(ctx, 2*time.Second)
	r.atPause = r.arrived()
	r.order(broadcast.WhatResume, "nadia", broadcast.Plan{})
	r.reaches(sent, sent()+willing/50)
	r.mark("from when it went on until the kill", true)
	r.reaches(sent, willing*5/8)
	one := r.sender()
	r.mark("after the kill", false)
	r.bots[one].kill()
	r.book.kill(r.bots[one].way, time.Time{})
	r.open = r.book.doubted()
	v := r.until(broadcast.StateDone, castTakeOver+2*time.Minute+time.Duration(willing)*time.Second/time.Duration(r.rate)*2)
	r.mark("", false)
	cancel()
	all.Wait()
	r.t.Logf("it says: %v; %v; %d uncertain", v.Sent.Words, v.News, v.Uncertain())
}

// halts is how long after a pause something may still come. The ordinary run has a machine
// that does much else, with the race detector too.
func (r *castRun) halts() time.Duration {
	if r.many() {
		return 2 * time.Second
	}
	return 6 * time.Second
}

// halted waits for so long, or in the ordinary run until nothing has come for a second, and
// answers how many have it then.
func (r *castRun) halted(ctx context.Context) int {
	for late := r.paused.Add(r.halts()); !r.many() && time.Now().Before(late); {
		n := r.arrived()
		pause(ctx, time.Second)
		if r.arrived() == n {
			return n
		}
	}
	pause(ctx, time.Until(r.paused.Add(r.halts())))
	return r.arrived()
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

// left is how many have not got it, of those whom it is for.
func (r *castRun) left() (n int) {
	for i := range r.people - 3 {
		if castTongue(i) != "Українська" && len(r.got(castFirst+int64(i))) == 0 {
			n++
		}
	}
	return n
}

// takenOver waits until nobody is left but those who are told as uncertain. All may be
// decided before what the killed process had still to send is taken over.
func (r *castRun) takenOver(left func() int) broadcast.View {
	r.t.Helper()
	began, first := time.Now(), left()
	for time.Since(began) < castTakeOver && left() > r.until(broadcast.StateDone, time.Second).Uncertain() {
		time.Sleep(time.Second)
	}
	r.t.Logf("%d had not got it at the end, and %d %v later", first, left(), time.Since(began).Round(time.Second))
	return r.until(broadcast.StateDone, time.Second)
}

// judge counts on the phones.
func (r *castRun) judge(alone []time.Duration) {
	r.t.Helper()
	v := r.takenOver(r.left)
	missed, twice, strangers, reached := 0, 0, 0, 0
	for i := range r.people - 3 {
		got := r.got(castFirst + int64(i))
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
	r.t.Logf("%d have it, %d not, %d twice, %d whom it is not for; %d calls were open at the kill", reached, missed, twice, strangers, r.open)
	if strangers > 0 || twice > r.open || missed > v.Uncertain() || missed+twice > r.underWay() {
		r.t.Errorf("missed %d, twice %d, %d are told as uncertain", missed, twice, v.Uncertain())
	}
	if n := v.Sent.Of(flows.CastSent); n != r.people-r.outside {
		r.t.Errorf("%d are counted as sent, %d are willing", n, r.people-r.outside)
	}
	if r.atPause != r.settled {
		r.t.Errorf("%d messages came more than %v after the pause", r.atPause-r.settled, r.halts())
	}
	if n := r.tg.CountStatus(429); n > 0 {
		r.t.Errorf("Telegram said 429 %d times", n)
	}
	r.pace()
	r.t.Logf("answers beside it: %s; alone: %s", quantiles(r.answers), quantiles(alone))
	if len(r.answers) > 100 {
		p99 := func(all []time.Duration) time.Duration { return all[(99*len(all)+99)/100-1] }
		if more := p99(r.answers) - p99(alone); more > 300*time.Millisecond && r.many() {
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

// pace is how fast messages came, those of a second question and answers to people too: all
// of them count at Telegram.
func (r *castRun) pace() {
	r.t.Helper()
	for i, from := range r.marks[:max(0, len(r.marks)-1)] {
		until := r.marks[i+1]
		took := until.at.Sub(from.at)
		pace := float64(until.sent-from.sent) / max(took.Seconds(), 0.001)
		r.t.Logf("%s: %d messages within %v: %.1f a second, of %d", from.what, until.sent-from.sent, took.Round(time.Millisecond), pace, r.rate)
		if long := took > 10*time.Second; long && from.full && (pace < 0.97*float64(r.rate) || pace > 1.03*float64(r.rate)) {
			r.t.Errorf("%.1f a second is more than 3%% beside %d", pace, r.rate)
		}
	}
}

// castMark is how many messages were sent at a moment, and what comes after it.
type castMark struct {
	what string
	at   time.Time
	sent int
	full bool // the rate must be met
}

func (r *castRun) mark(what string, full bool) {
	r.marks = append(r.marks, castMark{what, time.Now(), r.tg.Count("sendMessage"), full})
}

// underWay is how many messages can be on their way at a moment: marked, called, or not
// yet acknowledged on a machine that has much to do.
func (r *castRun) underWay() int {
	return max(r.open, int(float64(r.rate)*(killCallTime+ackTimeMost).Seconds()))
}
