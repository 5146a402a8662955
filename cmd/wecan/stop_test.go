package main

import (
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// A Telegram that does not answer keeps nobody from stopping in time, and what
// could not be sent is sent by the next process.
func TestStopKeepsItsBudget(t *testing.T) {
	r := newRig(t, webhook)
	r.env = append(r.env, "WECAN_STOP_BUDGET=5s")
	called, release := make(chan struct{}, 100), make(chan struct{})
	hang := func() { called <- struct{}{}; <-release }
	r.slow.Store(&hang)
	b := r.serve(t)
	r.tg.Say(sandbox.User{ID: person, FirstName: "Test"}, "/start")
	<-called
	began := time.Now()
	b.cancel()
	b.log.await(t, "stopping", b.ended)
	// While it still holds leases nobody else can have its port, nor its owner's name.
	if l, err := listenOn(t.Context(), r.listen); err == nil {
		_ = l.Close()
		t.Error("its port is free before it has stopped")
	}
	if status, body := get(t, "http://"+r.listen+"/readyz"); status != 503 || body != readyStopping+"\n" {
		t.Errorf("while it stops /readyz is %d %s", status, body)
	}
	b.stop(t)
	if took := time.Since(began); took > 7*time.Second || took < 2*time.Second {
		t.Errorf("with a budget of 5 s the stop took %v", took)
	}
	close(release)
	r.slow.Store(nil)
	b = r.serve(t)
	r.sees(t, "Which language")
	if n := strings.Count(b.log.String(), "ended without a clean stop"); n > 0 {
		t.Error("the stop was not noted as clean")
	}
	b.stop(t)
}

func TestMetricsTell(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.stop(t)
	hold(t, r.open(t), flows.DeadLetter{ID: "update/8", Kind: "update", At: time.Now()})
	b = r.serve(t)
	b.waitFor(t, func() bool {
		_, body := get(t, "http://"+r.listen+"/metrics")
		return strings.Contains(body, "\nwecan_dead_letters 1\n") // the first look comes right after the start
	})
	j.tg.Say(j.user, "/status")
	b.waitFor(t, func() bool { return j.look() == nil && len(j.thanked) == 2 })
	_, body := get(t, "http://"+r.listen+"/metrics")
	for _, want := range []string{
		`wecan_events_total{event="turn"} 1`, `wecan_events_total{event="reported"} 0`,
		`wecan_events_total{event="update_taken"} 1`, `wecan_stage_seconds_count{stage="commit"} 1`,
		"wecan_parked_actors 0", "wecan_unsent_actors 0", "wecan_oldest_unsent_seconds 0", "wecan_build_info{", "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(body, "\n"+want) {
			t.Errorf("%s is not there", want)
		}
	}
	b.stop(t)
}

// waitFor asks again until it is so.
func (b *background) waitFor(t *testing.T, so func() bool) {
	t.Helper()
	late := time.After(patience)
	for !so() {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-b.ended:
			t.Fatal("it ended")
		case <-late:
			t.Fatal("waited in vain")
		}
	}
}
