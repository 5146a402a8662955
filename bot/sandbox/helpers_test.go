package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// said is an answer of the Bot API as a client reads it.
type said struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

func anna() User { return User{ID: 7_000_000_001, FirstName: "Anna", LanguageCode: "uk"} }

// call sends a form in process and decodes the answer. params are name, value, name, value …
func call(t *testing.T, tg *Telegram, method string, params ...string) said {
	t.Helper()
	form := url.Values{}
	for pair := range slices.Chunk(params, 2) {
		form.Set(pair[0], pair[len(pair)-1])
	}
	return post(t, tg, method, "application/x-www-form-urlencoded", form.Encode())
}

func post(t *testing.T, tg *Telegram, method, contentType, body string) said {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://telegram/bot"+DefaultToken+"/"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := tg.RoundTripper().RoundTrip(request)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return read(t, response)
}

func read(t *testing.T, response *http.Response) said {
	t.Helper()
	defer closed(t, response.Body)
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var s said
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("answer %q: %v", data, err)
	}
	if !s.OK && s.Code != response.StatusCode {
		t.Errorf("error_code %d with status %d", s.Code, response.StatusCode)
	}
	return s
}

// must is call for what has to succeed.
func must(t *testing.T, tg *Telegram, method string, params ...string) json.RawMessage {
	t.Helper()
	s := call(t, tg, method, params...)
	if !s.OK {
		t.Fatalf("%s %q: %d %s", method, params, s.Code, s.Description)
	}
	return s.Result
}

// refused checks that a call is answered with that code and a description that contains those words.
func refused(t *testing.T, s said, code int, words string) {
	t.Helper()
	if s.OK || s.Code != code || !strings.Contains(s.Description, words) {
		t.Errorf("got ok=%v %d %q, want %d … %q", s.OK, s.Code, s.Description, code, words)
	}
}

type gotUpdate struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		ID   int    `json:"message_id"`
		Date int64  `json:"date"`
		Text string `json:"text"`
	} `json:"message"`
	Edited *struct {
		Text string `json:"text"`
	} `json:"edited_message"`
	Query *struct {
		ID   string `json:"id"`
		Data string `json:"data"`
	} `json:"callback_query"`
	Member *struct {
		New struct {
			Status string `json:"status"`
		} `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

func decodeUpdates(t *testing.T, raw json.RawMessage) []gotUpdate {
	t.Helper()
	var list []gotUpdate
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatalf("updates %s: %v", raw, err)
	}
	return list
}

func fetch(t *testing.T, tg *Telegram, params ...string) []gotUpdate {
	t.Helper()
	return decodeUpdates(t, must(t, tg, "getUpdates", params...))
}

// texts are the texts of message updates, joined.
func texts(list []gotUpdate) string {
	var b strings.Builder
	for _, u := range list {
		if u.Message != nil {
			b.WriteString(u.Message.Text + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

// messageID is the id of the message in a result.
func messageID(t *testing.T, result json.RawMessage) int {
	t.Helper()
	var m struct {
		ID int `json:"message_id"`
	}
	if err := json.Unmarshal(result, &m); err != nil || m.ID == 0 {
		t.Fatalf("no message in %s", result)
	}
	return m.ID
}

// fits checks what the sandbox sends against the table it checks others with.
func fits(t *testing.T, name string, data []byte) {
	t.Helper()
	v, err := decodeJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s %s: %v", name, data, err)
	}
	if bad := botAPI().types[name].check(v); bad != nil {
		t.Errorf("%s %s: %v", name, data, bad)
	}
}

func closed(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
