package main

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// presses posts as a button of the demo's page does, and answers where that leads.
func presses(t *testing.T, address string, header ...string) (status int, to string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode, response.Header.Get("Location")
}

// The demo has a page on which one becomes somebody of the team; her phone has
// opened its invitation already.
func TestDemoHasATeam(t *testing.T) {
	team := strings.TrimSpace(demoPrints(t, `http://127\.0\.0\.1:\d+/team\n`))
	status, body := get(t, team)
	if status != http.StatusOK || strings.Count(body, "<button>Be ") != 20 || !strings.Contains(body, "<b>Nadia</b> · navigator · de, ar, en<") || strings.Contains(body, "has joined") {
		t.Fatalf("the page is %d\n%s", status, body)
	}
	for name, c := range map[string]struct {
		path string
		head []string
		want int
	}{
		"another site":   {"/nadia", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"another name":   {"/nadia", []string{"Host", "evil.example:80"}, http.StatusForbidden},
		"nobody of them": {"/olga", nil, http.StatusNotFound},
	} {
		if status, _ := presses(t, team+c.path, c.head...); status != c.want {
			t.Errorf("%s: %d", name, status)
		}
	}
	if _, body = get(t, team); strings.Contains(body, "has joined") {
		t.Error("somebody has joined")
	}
	status, to := presses(t, team+"/nadia")
	there, err := url.Parse(to)
	if err != nil || status != http.StatusSeeOther || there.Query().Get("one-name") != "Nadia" || there.Query().Get("one") == "" {
		t.Fatalf("it leads to %s with %d: %v", to, status, err)
	}
	user := there.Query().Get("one")
	events := strings.TrimSuffix(team, "/team") + "/events?user=" + user + "&language=en"
	shows(t, events, "Welcome to the team, Nadia!")
	if _, body = get(t, team); strings.Count(body, "has joined") != 1 || !strings.Contains(body, "de, ar, en · has joined") {
		t.Errorf("afterwards the page is\n%s", body)
	}
	if _, again := presses(t, team+"/nadia"); again != to {
		t.Errorf("pressed again it leads to %s, and before to %s", again, to)
	}
	if _, other := presses(t, team+"/petra"); strings.Contains(other, "one="+user) {
		t.Errorf("two have one phone: %s", other)
	}
	if seen := shows(t, events, "Welcome to the team, Nadia!"); strings.Count(seen, "/start ") != 1 {
		t.Errorf("pressed again she joins again: %s", seen)
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
