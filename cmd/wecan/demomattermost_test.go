package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

// The demo's Mattermost has all that the service needs: who works at a site reads
// its channel, and only the trained ones what is restricted.
func TestDemoChat(t *testing.T) {
	p, err := flows.ParseProgramme(programmeOf(&settings{}))
	if err != nil {
		t.Fatal(err)
	}
	atDemoChat(p)
	obeyed := make(chan string, 1)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		obeyed <- r.URL.Path + " " + r.FormValue("token") + " " + r.FormValue("text")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"response_type":"ephemeral","text":"Nobody waits."}`)
	}))
	t.Cleanup(service.Close)
	d, err := startDemoChat(p, service.URL, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.stop)

	for _, m := range p.Team {
		site, _ := p.Site(m.Site)
		if (m.Mattermost != "") != (m.Site == p.Sites[0].ID) {
			t.Errorf("%s of %s has the name %q: the team of the first site is there, and nobody else", m.ID, m.Site, m.Mattermost)
		}
		if m.Mattermost == "" {
			continue
		}
		want := []string{site.Mattermost.Channel}
		if m.IsTrained() {
			want = append(want, site.Mattermost.Restricted)
		}
		var got []string
		for _, c := range d.server.View(m.Mattermost).Channels {
			got = append(got, c.Name)
			if !c.Private {
				t.Errorf("everybody may enter %s", c.Name)
			}
		}
		if !slices.Equal(got, want) || m.Mattermost != m.ID {
			t.Errorf("%s is in %v as %q, want %v", m.ID, got, m.Mattermost, want)
		}
	}
	for token, want := range map[string]int{d.Token: http.StatusOK, "guessed": http.StatusUnauthorized} {
		if got := asksWho(t, d.URL, token); got != want {
			t.Errorf("the token is answered with %d, want %d", got, want)
		}
	}
	if d.Callback != service.URL || len(d.Commands) != 1 {
		t.Errorf("it is reached at %q, with %d commands", d.Callback, len(d.Commands))
	}
	if err := d.obey("/mattermost/command/x"); err != nil {
		t.Fatal(err)
	}
	whisper, err := d.server.As("samira").Command(t.Context(), "wecan/utrecht", "/wecan waiting")
	if got := <-obeyed; err != nil || whisper != "Nobody waits." || got != "/mattermost/command/x "+d.Commands[0]+" waiting" {
		t.Errorf("the command: %q, %q, %v", whisper, got, err)
	}
}

// What the programme file says of Mattermost stays.
func TestDemoChatKeepsWhatTheFileSays(t *testing.T) {
	name, data := programmeOf(&settings{})
	text := strings.Replace(string(data), `    name: "Utrecht"`, "    name: \"Utrecht\"\n    mattermost: {channel: help/hulp}", 1)
	text = strings.Replace(text, `{name: "Samira", site: utrecht,`, `{name: "Samira", site: utrecht, mattermost: s.haddad,`, 1)
	p, err := flows.ParseProgramme(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	atDemoChat(p)
	d, err := startDemoChat(p, "http://127.0.0.1:1", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.stop)
	if got := d.server.View("s.haddad").Channels; len(got) != 1 || got[0].Name != "help/hulp" {
		t.Errorf("she is in %v", got)
	}
	for _, m := range p.Team {
		if m.Mattermost != "" && m.ID != "samira" {
			t.Errorf("%s has the name %q, which the file does not say", m.ID, m.Mattermost)
		}
	}
	if len(d.Commands) != 1 {
		t.Errorf("one team has %d commands", len(d.Commands))
	}
}

// With a real server an administrator has to be told where the slash command goes: it is
// another path in each demo.
func TestDemoTellsWhereTheCommandGoes(t *testing.T) {
	chat := mmserver.New(mmserver.Options{})
	url, err := chat.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Stop)
	_, token := chat.AddBot("wecan", "wecan")
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	demoPrints(t, `at Mattermost, for this demo: http://bot:8080/mattermost/command/\S{20,}`,
		"--mattermost="+url, "--mattermost-token-file="+file, "--mattermost-callback-url=http://bot:8080")
}

// asksWho gives the status with which the server answers who a token is.
func asksWho(t *testing.T, url, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v4/users/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}
