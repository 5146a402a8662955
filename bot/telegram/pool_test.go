package telegram_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// With the pool of net/http 300 sends in bursts of 30 open some 280
// connections: it keeps two.
func TestBurstsShareConnections(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	sb.Say(anna, "/start")
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(sb)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	tg, err := telegram.New(telegram.Config{Token: token, BaseURL: server.URL + "/"})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	for range 10 {
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				if err := carry(tg, flows.Send{Chat: anna.ID, Text: "hello"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	if n := opened.Load(); n > 64 {
		t.Errorf("%d connections for 300 sends, 30 at a time", n)
	}
	if n := len(sb.Messages(anna.ID)); n != 301 {
		t.Errorf("%d messages", n)
	}
}
