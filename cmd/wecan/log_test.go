package main

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"wecan/bot/sandbox"
	"wecan/store/redistest"
)

// Every line is JSON when the operator wants JSON, even while Redis is away and
// the libraries have something to say.
func TestEveryLineOfTheLogHasItsForm(t *testing.T) {
	tg := sandbox.New(sandbox.Options{})
	api := httptest.NewServer(tg)
	defer api.Close()
	redis := redistest.Start(t)
	p := launch(t, []string{
		"WECAN_REDIS_URL=" + redis.URL, "WECAN_MASTER_KEY=" + masterKeyText(t), "WECAN_TELEGRAM_TOKEN=" + sandbox.DefaultToken,
		"WECAN_TELEGRAM_API_URL=" + api.URL, "WECAN_LISTEN=", "WECAN_LOG_FORMAT=json", "WECAN_LOG_LEVEL=debug", "WECAN_STOP_BUDGET=5s",
	}, "serve")
	wellFormed := func(line string) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Errorf("the log says %q", line)
		}
	}
	p.says(t, "the bot runs")
	redis.Kill()
	tg.Say(sandbox.User{ID: 5, FirstName: "Test"}, "/start")
	for heard := false; !heard; {
		line, ok := <-p.lines
		if !ok {
			t.Fatal("it ended")
		}
		wellFormed(line)
		heard = strings.Contains(line, "connection pool") // go-redis' own words
	}
	redis.Restart()
	p.signal(t, syscall.SIGTERM)
	for line := range p.lines {
		wellFormed(line)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}
