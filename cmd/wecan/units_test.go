package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
)

func listener(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := listenOn(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// Two processes that live at the same time never have the same owner, and one
// that takes the place of a dead one has its owner.
func TestOwnerFollowsThePort(t *testing.T) {
	if _, err := os.Stat("/proc/self/ns/net"); err != nil {
		t.Log("this system has no /proc: every owner is random")
		if ownerOf(listener(t, "127.0.0.1:0"), true) == ownerOf(nil, true) {
			t.Error("two random owners are the same")
		}
		return
	}
	first := listener(t, "127.0.0.1:0")
	address := first.Addr().String()
	owner := ownerOf(first, true)
	if _, err := listenOn(t.Context(), address); err == nil || !strings.Contains(err.Error(), "another program listens") {
		t.Errorf("a second process binds %s: %v", address, err)
	}
	if other := ownerOf(listener(t, "127.0.0.1:0"), true); other == owner {
		t.Error("two listeners have the same owner")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if again := ownerOf(listener(t, address), true); again != owner {
		t.Errorf("after a restart the owner is %s, it was %s", again, owner)
	}
	for _, o := range []string{ownerOf(first, false), ownerOf(nil, true), owner} {
		if len(o) != 16 || strings.Contains(o, ":") {
			t.Errorf("the owner %q", o)
		}
	}
	seen := map[string]bool{}
	for range 2 {
		seen[ownerOf(first, false)], seen[ownerOf(nil, true)] = true, true
	}
	if len(seen) != 4 {
		t.Errorf("without a fixed port the owner is not random: %v", seen)
	}
	if a, b := ownerName("boot", "net:[1]", "[::]:8080"), ownerName("boot", "net:[2]", "[::]:8080"); a == b {
		t.Error("two network namespaces have the same owner")
	}
	if a, b := ownerName("boot", "net:[1]", "[::]:8080"), ownerName("other", "net:[1]", "[::]:8080"); a == b {
		t.Error("two boots have the same owner")
	}
}

func TestFixedPort(t *testing.T) {
	for address, want := range map[string]bool{":8080": true, "127.0.0.1:1": true, ":0": false, "": false, "127.0.0.1:": false} {
		if hasFixedPort(address) != want {
			t.Errorf("%q: %v", address, !want)
		}
	}
}

func TestListenNearTakesTheNextPort(t *testing.T) {
	taken := listener(t, "127.0.0.1:0")
	l, err := listenNear(t.Context(), taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if l.Addr().String() == taken.Addr().String() {
		t.Error("two listeners on one port")
	}
	if _, err := listenNear(t.Context(), "nonsense"); err == nil {
		t.Error("nonsense was bound")
	}
}

func TestReadinessSaysWhy(t *testing.T) {
	broken := errors.New("broken")
	ping, barred := error(nil), false
	h := &health{}
	runs := func(polls, holds, refused bool) {
		h.change(func(h *health) {
			h.ping = func(context.Context) error { return ping }
			h.fares = func() bot.Health { return bot.Health{Barred: barred} }
			h.polls, h.holds, h.refused = polls, holds, refused
		})
	}
	expect := func(want string) {
		t.Helper()
		w := httptest.NewRecorder()
		h.serveReady(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", http.NoBody))
		status := http.StatusServiceUnavailable
		if want == readyLine {
			status = http.StatusOK
		}
		if w.Code != status || w.Body.String() != want+"\n" {
			t.Errorf("it says %d %q, want %q", w.Code, w.Body, want)
		}
	}
	expect(readyStarting)
	runs(true, false, false)
	expect(readyLease)
	h.observe(telegram.EventLeaseTaken)
	expect(readyLine)
	h.observe(telegram.EventPollBarred)
	expect(readyToken)
	h.observe(telegram.EventPollOK)
	expect(readyLine)
	h.observe(telegram.EventLeaseLost)
	expect(readyLease)
	runs(false, false, false)
	expect(readyWebhook)
	runs(false, true, false)
	expect(readyLine)
	barred = true
	expect(readyToken)
	ping = broken
	expect(readyStore)
	h.stopping.Store(true)
	expect(readyStopping)
}

func TestLivenessWantsTheWatchToComeAround(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &health{}
		live := func() int {
			w := httptest.NewRecorder()
			h.serveLive(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/livez", http.NoBody))
			return w.Code
		}
		if live() != http.StatusOK {
			t.Error("it does not live at its start")
		}
		h.beaten.Store(time.Now().UnixNano())
		time.Sleep(beatPatience)
		if live() != http.StatusOK {
			t.Error("it does not live while the watch is only late")
		}
		time.Sleep(time.Second)
		if live() != http.StatusServiceUnavailable {
			t.Error("it lives although the watch hangs")
		}
	})
}

func TestStagesStopInReverse(t *testing.T) {
	var did []string
	note := func(what string) func(context.Context) error {
		return func(context.Context) error { did = append(did, what); return nil }
	}
	bad := errors.New("bad")
	all := stages{
		{name: "a", start: note("+a"), stop: note("-a")},
		{name: "b", start: note("+b")},
		{name: "c", start: note("+c"), stop: func(context.Context) error { did = append(did, "-c"); return bad }},
	}
	running, err := all.start(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := running.stop(t.Context(), time.Second); !errors.Is(err, bad) {
		t.Errorf("the error of a stop is lost: %v", err)
	}
	if want := []string{"+a", "+b", "+c", "-c", "-a"}; !slices.Equal(did, want) {
		t.Errorf("it did %v", did)
	}
	did = nil
	failing := append(slices.Clone(all), stage{name: "d", start: func(context.Context) error { return bad }, stop: note("-d")})
	if _, err := failing.start(t.Context(), time.Second); !errors.Is(err, bad) || !strings.Contains(err.Error(), "d: bad") {
		t.Errorf("a failed start: %v", err)
	}
	if want := []string{"+a", "+b", "+c", "-c", "-a"}; !slices.Equal(did, want) {
		t.Errorf("after a failed start it did %v", did)
	}
	did = nil
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := all.start(ended, time.Second); !errors.Is(err, context.Canceled) || len(did) > 0 {
		t.Errorf("a start that is not wanted any more: %v %v", did, err)
	}
	if err := all.stop(ended, time.Second); !errors.Is(err, bad) || len(did) != 2 {
		t.Errorf("a stop after the signal: %v %v", did, err)
	}
}

func TestGateWaitsForWhatIsInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		ask := func() int {
			w := httptest.NewRecorder()
			g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", http.NoBody))
			if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "1" {
				t.Error("it does not say when to come again")
			}
			return w.Code
		}
		if ask() != http.StatusServiceUnavailable {
			t.Error("a gate is open before it was opened")
		}
		release := make(chan struct{})
		g.open(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		inside, closed := make(chan int), make(chan struct{})
		go func() { inside <- ask() }()
		synctest.Wait()
		go func() { g.close(t.Context()); close(closed) }()
		synctest.Wait()
		if ask() != http.StatusServiceUnavailable {
			t.Error("a closing gate lets somebody in")
		}
		select {
		case <-closed:
			t.Error("it is closed with somebody inside")
		default:
		}
		close(release)
		if <-inside != http.StatusOK {
			t.Error("who was inside was not answered")
		}
		<-closed
	})
}

func TestStampedVersions(t *testing.T) {
	stamp := func(module string, pairs ...string) *debug.BuildInfo {
		b := &debug.BuildInfo{Main: debug.Module{Version: module}}
		for pair := range slices.Chunk(pairs, 2) {
			b.Settings = append(b.Settings, debug.BuildSetting{Key: pair[0], Value: pair[1]})
		}
		return b
	}
	for want, info := range map[string]*debug.BuildInfo{
		"v1.2.3":             stamp("v1.2.3", "vcs.revision", "0123456789abcdef"),
		"0123456789ab":       stamp("(devel)", "vcs.revision", "0123456789abcdef", "vcs.modified", "false"),
		"0123456789ab-dirty": stamp("", "vcs.modified", "true", "vcs.revision", "0123456789abcdef"),
		"unknown":            stamp("(devel)"),
	} {
		if got := stamped(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRedisURLNeverPrints(t *testing.T) {
	u := redisURL("redis://me:hunter2@host")
	if s := fmt.Sprintf("%v %+v %#v %s %q", u, struct{ U redisURL }{u}, u, u, u); strings.Contains(s, "hunter2") {
		t.Error(s)
	}
	if s := u.LogValue().String(); strings.Contains(s, "hunter2") {
		t.Error(s)
	}
}
