package sandbox

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestThePageHasWordsForAllInEachLanguage(t *testing.T) {
	en := english()
	place := regexp.MustCompile(`\{\w+\}`)
	for _, w := range allWords() {
		if !slices.Equal(sortedKeys(en), sortedKeys(w.Text)) {
			t.Errorf("%s has other keys than English", w.Lang)
		}
		for key, text := range w.Text {
			if text == "" || !slices.Equal(sorted(place.FindAllString(text, -1)), sorted(place.FindAllString(en[key], -1))) {
				t.Errorf("%s: %s is %q, in English %q", w.Lang, key, text, en[key])
			}
		}
	}
	used := map[string]bool{}
	all := ""
	asked := regexp.MustCompile(`\.T "(\w+)"|\bt\("(\w+)"|\? "(\w+)" : \(?|: "(\w+)"\)|data-(?:t|label|hint)="(\w+)"|\[+"(\w+)", "\w+", "[\w ]*"\]|= \["(\w+)"`)
	files, err := pageFiles.ReadDir("page")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := pageFiles.ReadFile("page/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file.Name(), ".css") {
			continue
		}
		all += string(data)
		for _, match := range asked.FindAllStringSubmatch(string(data), -1) {
			for _, key := range match[1:] {
				if en[key] == "" && key != "" && match[4] == "" && match[3] == "" {
					t.Errorf("%s uses %q, for which there is no word", file.Name(), key)
				}
				used[key] = true
			}
		}
	}
	if len(used) < 80 {
		t.Errorf("only %d words are used: the search is broken", len(used))
	}
	for key := range en {
		if id := regexp.MustCompile(`^(status|verb|by|field|group|role|stands|seat)_`); !id.MatchString(key) && !regexp.MustCompile(`\b`+key+`\b`).MatchString(all) {
			t.Errorf("nothing uses the word %q", key)
		}
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func openPage(t *testing.T, tg *Telegram) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/chat", Page(tg, PageOptions{})))
	t.Cleanup(server.Close)
	return server
}

func fetchPage(t *testing.T, server *httptest.Server, method, path, body string, change func(*http.Request)) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/chat"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(request)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, response.Body)
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(data)
}

// Whoever opens the page reads it in her browser's language, unless the address says another.
func TestThePageSpeaksTheBrowsersLanguage(t *testing.T) {
	server := openPage(t, New(Options{}))
	for _, c := range []struct{ accepts, query, want string }{
		{"ar-SY,ar;q=0.9,en;q=0.8", "", "ar"},
		{"de-DE,de;q=0.9, ES-es;q=0.8,en;q=0.7", "", "es"},
		{"de", "", "en"},
		{"*", "", "en"},
		{"ar", "?ui=uk", "uk"},
		{"ar", "?ui=xx", "en"},
	} {
		_, header, body := fetchPage(t, server, http.MethodGet, "/"+c.query, "", func(r *http.Request) { r.Header.Set("Accept-Language", c.accepts) })
		if !strings.Contains(body, `<html lang="`+c.want+`"`) || header.Get("Vary") != "Accept-Language" {
			t.Errorf("a browser that accepts %q at /%s reads %.60s (Vary: %s)", c.accepts, c.query, body, header.Get("Vary"))
		}
	}
}

func TestThePageIsServedInEachLanguage(t *testing.T) {
	server := openPage(t, New(Options{}))
	for query, want := range map[string]string{"": `<html lang="en" dir="ltr">`, "?ui=ar": `<html lang="ar" dir="rtl">`, "?ui=uk": `<html lang="uk" dir="ltr">`, "?ui=xx": `<html lang="en" dir="ltr">`} {
		status, header, body := fetchPage(t, server, http.MethodGet, "/"+query, "", nil)
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("%q: %d, no %s", query, status, want)
		}
		if policy := header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		table := regexp.MustCompile(`(?s)id="data">(.*?)</script>`).FindStringSubmatch(body)
		var d indexData
		if table == nil || json.Unmarshal([]byte(table[1]), &d) != nil || d.Text["send"] == "" || len(d.Phones) != 4 || d.Office || d.Clock {
			t.Errorf("the words do not reach the script: %q", table)
		}
	}
	for path, kind := range map[string]string{"/app.js": "text/javascript", "/phone.js": "text/javascript", "/base.css": "text/css"} {
		status, header, body := fetchPage(t, server, http.MethodGet, path, "", nil)
		if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), kind) || body == "" {
			t.Errorf("%s: %d %s", path, status, header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/nothing.js", "/index.html", "/page", "/..%2fpage.go", "/office", "/clock", "/team"} {
		if status, _, _ := fetchPage(t, server, http.MethodGet, path, "", nil); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestThePageAnswersThisComputerOnly(t *testing.T) {
	tg := New(Options{})
	server := openPage(t, tg)
	status, _, _ := fetchPage(t, server, http.MethodGet, "/", "", func(r *http.Request) { r.Host = "evil.example" })
	if status != 403 {
		t.Errorf("a foreign name got %d", status)
	}
	status, _, _ = fetchPage(t, server, http.MethodPost, "/act/say", `{"user":5,"text":"x"}`, func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
	})
	if status != 403 || tg.Pending() != 0 {
		t.Errorf("a post from another site got %d", status)
	}
	w := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", nil)
	request.RemoteAddr = "192.0.2.1:1234"
	Page(tg, PageOptions{}).ServeHTTP(w, request)
	if w.Code != 403 {
		t.Errorf("another computer got %d", w.Code)
	}
}

func TestThePageActsForThePerson(t *testing.T) {
	tg := New(Options{})
	server := openPage(t, tg)
	act := func(what, fields string) (int, string) {
		status, _, body := fetchPage(t, server, http.MethodPost, "/act/"+what, `{"user":7000000001,"name":"Anna","language":"uk",`+fields+`}`, nil)
		return status, body
	}
	status, body := act("say", `"text":"/start"`)
	if status != 200 || body != `{"message_id":1}` {
		t.Fatalf("say: %d %s", status, body)
	}
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "Sure?", "reply_markup", oneButton)
	if status, body := act("tap", `"message_id":2,"data":"yes"`); status != 200 || !strings.Contains(body, "query_id") {
		t.Errorf("tap: %d %s", status, body)
	}
	if status, _ := act("tap", `"message_id":2,"data":"no"`); status != 409 {
		t.Errorf("a tap on nothing: %d", status)
	}
	act("edit", `"message_id":1,"text":"/help"`)
	status, body = act("media", `"kind":"voice","text":"hear","reply_to":2`)
	if want := `{"message_id":3,"file_id":"` + tg.FileID(anna().ID, 3) + `"}`; status != 200 || body != want {
		t.Errorf("media: %d %s, want %s", status, body, want)
	}
	if status, body := act("say", `"text":"yes","reply_to":2`); status != 200 || body != `{"message_id":4}` {
		t.Errorf("a reply: %d %s", status, body)
	}
	for _, m := range tg.MessagesAfter(anna().ID, 2) {
		if m.ReplyTo != 2 {
			t.Errorf("no reply: %+v", m)
		}
	}
	for _, what := range []string{"say", "media"} {
		if status, _ := act(what, `"text":"yes","kind":"photo","reply_to":77`); status != 409 {
			t.Errorf("%s in reply to nothing: %d", what, status)
		}
	}
	if status, _ := act("press", `"text":"Yes"`); status != 409 {
		t.Errorf("a key that is not there: %d", status)
	}
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", threeKeys)
	if status, body := act("press", `"text":"My number"`); status != 200 || body != `{"message_id":6}` {
		t.Errorf("press: %d %s", status, body)
	}
	act("block", `"text":""`)
	if status, _ := act("dance", `"text":""`); status != 404 {
		t.Errorf("an unknown action: %d", status)
	}
	if status, _ := act("say", `"user":-1`); status != 400 {
		t.Errorf("an impossible person: %d", status)
	}
	kinds := ""
	for _, u := range fetch(t, tg) {
		switch {
		case u.Query != nil:
			kinds += "tap "
		case u.Edited != nil:
			kinds += "edit "
		case u.Member != nil:
			kinds += u.Member.New.Status
		default:
			kinds += "message "
		}
	}
	if kinds != "message tap edit message message message kicked" {
		t.Errorf("the bot got %s", kinds)
	}
	if p := tg.People(); p[0] != anna() {
		t.Errorf("the person is %+v", p[0])
	}
}

func TestThePageFollowsTheChat(t *testing.T) {
	tg := New(Options{})
	server := openPage(t, tg)
	must(t, tg, "setMyCommands", "commands", `[{"command":"help","description":"مساعدة"}]`, "language_code", "ar")
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/chat/events?user=7000000001&language=ar", nil)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("content type %q", kind)
	}
	lines := bufio.NewScanner(response.Body)
	// until reads events until one satisfies want; the test's own time limit ends it otherwise.
	until := func(what string, want func(sight) bool) {
		t.Helper()
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			var s sight
			if err := json.Unmarshal([]byte(data), &s); err != nil {
				t.Fatal(err)
			}
			if want(s) {
				return
			}
		}
		t.Fatalf("the stream ended before: %s", what)
	}
	until("the menu in her language", func(s sight) bool { return len(s.Commands) == 1 && s.Commands[0].Description == "مساعدة" })
	must(t, tg, "setMyName", "name", "حديقة", "language_code", "ar")
	until("the bot's name in her language", func(s sight) bool { return s.BotName == "حديقة" })
	tg.Say(anna(), "/start")
	until("her text", func(s sight) bool { return len(s.Messages) == 1 && s.Name == "Anna" })
	query := tap(t, tg)
	until("the tap that waits", func(s sight) bool { return len(s.Queries) == 1 && !s.Queries[0].Answered })
	must(t, tg, "answerCallbackQuery", "callback_query_id", query, "text", "Done")
	until("its answer", func(s sight) bool { return s.Queries[0].Answered && s.Queries[0].Text == "Done" })
	must(t, tg, "sendChatAction", "chat_id", annaID(), "action", "typing")
	until("typing", func(s sight) bool { return s.Action == "typing" })
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", threeKeys)
	until("keys", func(s sight) bool { return len(s.Keyboard) == 2 && s.Keyboard[0][0].Contact })
	tg.Block(anna())
	until("no keys for a blocked bot", func(s sight) bool { return s.Blocked && s.Keyboard == nil })
	tg.Unblock(anna())
	until("the keys again", func(s sight) bool { return !s.Blocked && len(s.Keyboard) == 2 })
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "1")
	until("a message less", func(s sight) bool {
		return len(s.Messages) > 0 && !slices.ContainsFunc(s.Messages, func(m shown) bool { return m.ID == 1 || m.Deleted })
	})
}

func TestOneStreamTellsOfBothPhones(t *testing.T) {
	tg := New(Options{})
	server := openPage(t, tg)
	for _, query := range []string{"", "user=x", "user=-1", "user=1&user=2&user=3"} {
		if status, _, _ := fetchPage(t, server, http.MethodGet, "/events?"+query, "", nil); status != 400 {
			t.Errorf("%q: %d", query, status)
		}
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/chat/events?user=7000000001&language=uk&user=7000000002&language=ar", nil)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	next := func() (s sight) {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &s); err != nil {
					t.Fatal(err)
				}
				return s
			}
		}
		t.Fatal("the stream ended")
		return s
	}
	if a, b := next(), next(); a.User != anna().ID || b.User != anna().ID+1 {
		t.Errorf("at first it tells of %d and %d", a.User, b.User)
	}
	tg.SendMedia(User{ID: anna().ID + 1, FirstName: "Salma"}, "contact")
	if s := next(); s.User != anna().ID+1 || len(s.Messages) != 1 || !strings.Contains(string(s.Messages[0].Media), `"first_name":"Salma"`) {
		t.Errorf("after a contact it tells %+v", s)
	}
	tg.Say(anna(), "here")
	if s := next(); s.User != anna().ID || len(s.Messages) != 1 || s.Messages[0].Media != nil {
		t.Errorf("after a text it tells %+v", s)
	}
}
