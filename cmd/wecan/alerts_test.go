package main

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// From the last tap of whoever asks to the alert in the channel it takes less than a
// second, of 99 in 100, while 50 ask in a minute. make alerts REFERRALS=50 takes a
// minute; the ordinary test takes a part of it.
const (
	alertsEvery = time.Minute / 50
	alertWithin = time.Second
)

func TestAlertsAreThereWithinASecond(t *testing.T) {
	n := alertsFew
	if text := os.Getenv("WECAN_ALERTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 3 {
			t.Fatalf("WECAN_ALERTS: %q is not a number from 3 on", text)
		}
	}
	k := newThreadKills(t, (n+2)/3*3, 0)
	n = len(k.all.askers)
	ctx, cancel := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	t.Cleanup(func() { cancel(); crowd.Wait() })
	for i, one := range k.all.askers {
		crowd.Go(func() {
			select {
			case <-time.After(time.Duration(i) * alertsEvery):
				one.live(ctx)
			case <-ctx.Done():
			}
		})
	}
	waitLong(t, time.Duration(n)*alertsEvery+time.Minute, func() bool {
		return len(k.alerts()) == n && !slices.ContainsFunc(k.all.askers, func(one *talker) bool { number, _ := one.submitted(); return number == "" })
	})
	cancel()
	crowd.Wait()
	alerts := k.alerts()
	var took []time.Duration
	for _, one := range k.all.askers {
		reference, tapped := one.submitted()
		at, ok := alerts[reference]
		if !ok {
			t.Fatalf("nobody is asked for %q", reference)
		}
		took = append(took, at.Sub(tapped))
	}
	slices.Sort(took)
	p99 := took[(99*len(took)+99)/100-1]
	t.Logf("%d referrals, one each %v: from the last tap to the alert p50 %v, p99 %v", n, alertsEvery, took[len(took)/2], p99)
	if p99 > alertWithin {
		t.Errorf("the alert takes %v, more than %v", p99, alertWithin)
	}
}

// alerts are when somebody was mentioned under each card, by its reference.
func (k *threadKills) alerts() map[string]time.Time {
	roots, out := map[string]string{}, map[string]time.Time{}
	for _, p := range k.mm.Posts(threadChannel) {
		switch {
		case p.RootId == "":
			if cards := p.Attachments(); len(cards) == 1 {
				roots[p.Id] = reference.FindString(cards[0].Title)
			}
		case strings.Contains(p.Message, "Can you take this request"):
			out[roots[p.RootId]] = time.UnixMilli(p.CreateAt)
		}
	}
	return out
}

// submitted is the number of her request, and when she tapped for the last time.
func (t *talker) submitted() (number string, at time.Time) {
	for _, m := range t.all.tg.Messages(t.user.ID) {
		if m.FromBot && strings.Contains(m.Text, "The number of your request is ") {
			number = reference.FindString(m.Text)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return number, t.tapped
}

func waitLong(t *testing.T, most time.Duration, so func() bool) {
	t.Helper()
	for late := time.Now().Add(most); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it does not come")
		}
	}
}
