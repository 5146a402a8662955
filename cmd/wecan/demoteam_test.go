package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// presses posts as a button of the demo's page does.
func presses(t *testing.T, address string, header ...string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var got bytes.Buffer
	if _, err := got.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, got.String()
}

// The demo has a team whose phones have all opened their invitations, but for those
// who work at Mattermost, and hands out one of them.
func TestDemoHasATeam(t *testing.T) {
	link := startDemo(t)
	status, body := get(t, link+"team?ui=ar")
	var crew sandbox.Crew
	if err := json.Unmarshal([]byte(body), &crew); err != nil || status != http.StatusOK {
		t.Fatalf("the team is %d %v\n%s", status, err, body)
	}
	at := slices.IndexFunc(crew.Members, func(m sandbox.Member) bool { return m.ID == "nadia" })
	if len(crew.Members) != 20 || at < 0 || crew.Requests != nil {
		t.Fatalf("the team is %+v", crew)
	}
	nadia := crew.Members[at]
	if got, want := fmt.Sprintln(nadia.Name, nadia.Site, nadia.Roles, nadia.Languages), "Nadia لايبزيغ [navigator] [Deutsch العربية English]\n"; got != want {
		t.Errorf("Nadia is %s, want %s", got, want)
	}
	if slices.ContainsFunc(crew.Members, func(m sandbox.Member) bool { return (m.User == 0) != m.Chats }) {
		t.Errorf("somebody has no phone, or works at Mattermost and has one: %s", body)
	}
	for name, c := range map[string]struct {
		path string
		head []string
		want int
	}{
		"another site":   {"team/nadia", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"another name":   {"team/nadia", []string{"Host", "evil.example:80"}, http.StatusForbidden},
		"nobody of them": {"team/olga", nil, http.StatusNotFound},
	} {
		if status, _ := presses(t, link+c.path, c.head...); status != c.want {
			t.Errorf("%s: %d", name, status)
		}
	}
	for range 2 {
		status, body = presses(t, link+"team/nadia")
		if want := fmt.Sprintf(`{"code":"en","name":"Nadia","user":%d}`, nadia.User); status != http.StatusOK || strings.TrimSpace(body) != want {
			t.Errorf("her phone is %d %s, want %s", status, body, want)
		}
	}
	if seen := shows(t, fmt.Sprintf("%sevents?user=%d&language=en", link, nadia.User), "Welcome to the team, Nadia!"); strings.Count(seen, "/start ") != 1 {
		t.Errorf("she joins more than once: %s", seen)
	}
}

// shows waits until a phone shows a text, and answers what it shows then.
func shows(t *testing.T, events, text string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, events, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	seen := bufio.NewReader(response.Body)
	for {
		line, err := seen.ReadString('\n')
		if err != nil {
			t.Fatalf("the phone does not show %q: %v", text, err)
		}
		if strings.Contains(line, text) {
			return line
		}
	}
}

// The clock of the demo goes on to a time at which every site is open.
func TestAllAtWork(t *testing.T) {
	at := func(s string) time.Time {
		when, err := time.Parse("Mon 2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	p, err := flows.ParseProgramme(programmeOf(&settings{}))
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{ // UTC; the sites are an hour ahead in winter
		"Mon 2026-11-23 02:00": "Mon 2026-11-23 08:30", // Rome opens last
		"Mon 2026-11-23 09:10": "Mon 2026-11-23 09:10", // all are there
		"Mon 2026-11-23 11:20": "Mon 2026-11-23 12:00", // Leipzig has lunch
		"Mon 2026-11-23 13:30": "Mon 2026-11-23 15:00", // Valencia has siesta
		"Thu 2026-11-26 13:00": "Mon 2026-11-30 08:30", // Leipzig is closed on Fridays
		"Mon 2026-12-07 18:00": "Wed 2026-12-09 08:30", // a holiday in Rome and Valencia
	} {
		if got := allAtWork(p.Sites, at(from)); !got.Equal(at(want)) {
			t.Errorf("from %s it is %v, want %s", from, got, want)
		}
	}
	never := []flows.Site{
		{Zone: time.UTC, Hours: [7][]flows.Span{1: {{From: flows.Clock{Hour: 9}, Until: flows.Clock{Hour: 10}}}}},
		{Zone: time.UTC, Hours: [7][]flows.Span{1: {{From: flows.Clock{Hour: 10}, Until: flows.Clock{Hour: 11}}}}},
	}
	if got := allAtWork(never, at("Mon 2026-11-23 02:00")); !got.IsZero() {
		t.Errorf("they meet at %v", got)
	}
}
