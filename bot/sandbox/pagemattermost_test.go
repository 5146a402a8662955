package sandbox

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wecan/bot/sandbox/mmserver"
)

// openTeamPage serves a page with a Mattermost in which Bo and Cy have a channel.
func openTeamPage(t *testing.T) (*mmserver.Server, *httptest.Server) {
	t.Helper()
	mm := mmserver.New(mmserver.Options{})
	for _, name := range []string{"bo", "cy", "al"} {
		mm.AddUser(mmserver.User{Username: name, FirstName: strings.ToUpper(name), Position: "navigator"})
	}
	mm.AddBot("aa", "a bot")
	mm.AddChannel("team/north", true)
	if err := mm.Join("team/north", "bo", "cy"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.StripPrefix("/chat", Page(New(Options{}), PageOptions{Mattermost: mm})))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return mm, server
}

func postJSON(t *testing.T, server *httptest.Server, path string, body any) (int, string) {
	t.Helper()
	status, _, answer := fetchPage(t, server, http.MethodPost, path, string(encode(body)), nil)
	return status, answer
}

func TestThePageActsAtMattermost(t *testing.T) {
	mm, server := openTeamPage(t)
	channel := mm.View("bo").Channels[0].ID
	made := func(what string, a mattermostAct) string {
		t.Helper()
		status, answer := postJSON(t, server, "/client/"+what, a)
		var d mattermostDone
		if err := json.Unmarshal([]byte(answer), &d); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %s", what, status, answer)
		}
		return d.Post
	}
	root := made("say", mattermostAct{As: "bo", Channel: channel, Text: "@cy hello"})
	reply := made("say", mattermostAct{As: "cy", Post: root, Text: "yes"})
	file := made("say", mattermostAct{As: "cy", Channel: channel, Post: root, Text: "a letter", File: "a.txt", Content: []byte("dear")})
	made("edit", mattermostAct{As: "cy", Post: reply, Text: "yes, Bo"})
	made("react", mattermostAct{As: "bo", Post: reply, Emoji: "eyes"})
	seen := mm.View("bo").Channels[0].Posts
	got := seen[len(seen)-1]
	if got.ID != root || len(got.Replies) != 2 || got.Replies[0].Text != "yes, Bo" || got.Replies[0].Reactions[0].Emoji != "eyes" || got.Replies[0].Root != root {
		t.Errorf("it stands there as %+v", got)
	}
	made("unreact", mattermostAct{As: "bo", Post: reply, Emoji: "eyes"})
	made("delete", mattermostAct{As: "cy", Post: reply})
	if got := mm.Thread(root); len(got) != 2 || got[1].Id != file {
		t.Errorf("the thread is %v", got)
	}
	id := mm.View("bo").Channels[0].Posts[len(seen)-1].Replies[0].Files[0].ID
	status, header, body := fetchPage(t, server, http.MethodGet, "/client/files/"+id+"?as=bo", "", nil)
	if status != http.StatusOK || body != "dear" || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %d %v %q", status, header, body)
	}
}

// What Mattermost refuses comes with its status and in its words.
func TestThePageIsRefusedAsMattermostRefuses(t *testing.T) {
	mm, server := openTeamPage(t)
	channel := mm.View("bo").Channels[0].ID
	root, err := mm.As("bo").Post("team/north", "hello")
	if err != nil {
		t.Fatal(err)
	}
	file, err := mm.As("bo").PostFile("team/north", "", "", "a.txt", []byte("dear"))
	if err != nil {
		t.Fatal(err)
	}
	id := mm.Kept(file).FileIds[0]
	const forbidden = "appropriate permissions"
	for _, c := range []struct {
		what string
		act  mattermostAct
		want int
		says string
	}{
		{"say", mattermostAct{As: "al", Channel: channel, Text: "hello"}, 403, forbidden},
		{"say", mattermostAct{As: "nobody", Channel: channel, Text: "hello"}, 403, forbidden},
		{"say", mattermostAct{As: "bo", Channel: channel, Text: "/nothing at all"}, 404, "not found"},
		{"say", mattermostAct{Channel: channel, Text: "hello"}, 400, "not understood"},
		{"edit", mattermostAct{As: "cy", Post: root, Text: "bye"}, 403, forbidden},
		{"delete", mattermostAct{As: "cy", Post: root}, 403, forbidden},
		{"tap", mattermostAct{As: "bo", Post: root, Button: "take"}, 404, "Invalid action id"},
		{"submit", mattermostAct{As: "bo", Dialog: "x"}, 409, "no such dialog"},
		{"cancel", mattermostAct{As: "bo", Dialog: "x"}, 409, "no such dialog"},
		{"leave", mattermostAct{As: "bo"}, 404, "no such action"},
	} {
		if status, answer := postJSON(t, server, "/client/"+c.what, c.act); status != c.want || !strings.Contains(answer, c.says) {
			t.Errorf("%s %+v: %d %s", c.what, c.act, status, answer)
		}
	}
	for as, want := range map[string]int{"cy": 200, "al": 403, "nobody": 403, "": 403} {
		if status, _, _ := fetchPage(t, server, http.MethodGet, "/client/files/"+id+"?as="+as, "", nil); status != want {
			t.Errorf("%q gets the file with %d", as, status)
		}
	}
	evil := func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }
	body := string(encode(mattermostAct{As: "bo", Channel: channel, Text: "hello"}))
	if status, _, _ := fetchPage(t, server, http.MethodPost, "/client/say", body, evil); status != http.StatusForbidden {
		t.Errorf("another site may post: %d", status)
	}
	if got := len(mm.Posts("team/north")); got != 2 {
		t.Errorf("%d posts stand there", got)
	}
	// A page without Mattermost has none of it.
	alone := openPage(t, New(Options{}))
	if status, _, _ := fetchPage(t, alone, http.MethodPost, "/client/say", body, nil); status != http.StatusNotFound {
		t.Errorf("a page without Mattermost answers %d", status)
	}
	if _, _, page := fetchPage(t, alone, http.MethodGet, "/", "", nil); strings.Contains(page, `id="mattermost"`) {
		t.Error("a page without Mattermost shows it")
	}
}

// The stream of the phones tells of Mattermost too, again after each change.
func TestThePageStreamsMattermost(t *testing.T) {
	mm, server := openTeamPage(t)
	for _, c := range []struct{ wish, want string }{{"bo", "bo"}, {"", "al"}, {"aa", "al"}, {"nobody", "al"}} {
		next := followMattermost(t, server, c.wish)
		if got := next(); got.Username != c.want || len(got.People) != 4 {
			t.Errorf("%q follows %+v", c.wish, got)
		}
	}
	next := followMattermost(t, server, "cy")
	next()
	if _, err := mm.As("bo").Post("team/north", "@cy <b>hello</b>"); err != nil {
		t.Fatal(err)
	}
	got := next()
	posts := got.Channels[0].Posts
	if last := posts[len(posts)-1]; last.Text != "@cy <b>hello</b>" || len(last.Notified) != 1 || last.Notified[0] != "cy" {
		t.Errorf("it stands there as %+v", last)
	}
}

// followMattermost opens the stream; what it returns waits for the next that is told.
func followMattermost(t *testing.T, server *httptest.Server, username string) func() mattermostSight {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/chat/events?user=1&user=2&mattermost="+username, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	scanner := bufio.NewScanner(response.Body)
	scanner.Buffer(nil, 1<<20)
	return func() (s mattermostSight) {
		t.Helper()
		for scanner.Scan() {
			if scanner.Text() != "event: mattermost" || !scanner.Scan() {
				continue
			}
			if err := json.Unmarshal([]byte(strings.TrimPrefix(scanner.Text(), "data: ")), &s); err != nil {
				t.Fatal(err)
			}
			return s
		}
		t.Fatal("the stream ends")
		return s
	}
}
