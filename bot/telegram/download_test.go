package telegram_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
)

// sentFile lets her send a file, and server its id.
func sentFile(t *testing.T, sb *sandbox.Telegram, kind string, f sandbox.File) string {
	t.Helper()
	return sb.FileID(anna.ID, sb.SendFile(anna, kind, "", f))
}

func TestDownloadFetchesWhatSheSent(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	words := bytes.Repeat([]byte("voice"), 1000)
	got, err := tg.Download(t.Context(), sentFile(t, sb, "voice", sandbox.File{Content: words}))
	if err != nil || !bytes.Equal(got, words) {
		t.Errorf("%d bytes: %v", len(got), err)
	}
	got, err = tg.Download(t.Context(), sentFile(t, sb, "photo", sandbox.File{}))
	if err != nil || http.DetectContentType(got) != "image/jpeg" {
		t.Errorf("a photo of %d bytes: %v", len(got), err)
	}
}

func TestDownloadSaysWhatIsWrong(t *testing.T) {
	fault := sandbox.Fault{}
	sb := newSandbox(t, sandbox.Options{Fault: func(method string, _ int64) sandbox.Fault {
		if method == "file" {
			return fault
		}
		return sandbox.Fault{}
	}})
	tg := client(t, sb.RoundTripper())
	good := sentFile(t, sb, "voice", sandbox.File{})
	large := sentFile(t, sb, "voice", sandbox.File{Size: telegram.DownloadLimit + 1})
	lost := sentFile(t, sb, "voice", sandbox.File{})
	sb.Lose(lost)
	for _, c := range []struct {
		what, id string
		fault    sandbox.Fault
		is       error
		says     string
	}{
		{what: "another bot's", id: "AwACAgIAAxkB", is: telegram.ErrFileGone, says: "ask the person"},
		{what: "lost", id: lost, is: telegram.ErrFileGone},
		{what: "large", id: large, is: telegram.ErrFileLarge, says: "20 MB"},
		{what: "over meanwhile", id: good, fault: sandbox.Fault{Status: http.StatusNotFound}, is: telegram.ErrFileGone},
		{what: "cut", id: good, fault: sandbox.Fault{DropReply: true}, says: "the connection ended"},
		{what: "a gateway's page", id: good, fault: sandbox.Fault{Status: http.StatusBadGateway}, says: "HTTP 502"},
	} {
		fault = c.fault
		got, err := tg.Download(t.Context(), c.id)
		if err == nil || got != nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d bytes, %v", c.what, len(got), err)
			continue
		}
		if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, "sandbox-token") || strings.Contains(text, "://") || strings.Contains(text, c.id) {
			t.Errorf("%s: the error tells too much: %s", c.what, text)
		}
	}
	fault = sandbox.Fault{Status: http.StatusUnauthorized}
	var refused *bot.Refusal
	if _, err := tg.Download(t.Context(), good); !errors.As(err, &refused) || refused.Kind != bot.Barred {
		t.Errorf("with a revoked token: %v", err)
	}
}

// server is a Bot API that says what a test wants.
type server func(path string) (status int, body string)

func (a server) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	status, body := a(r.URL.Path)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// What a server names becomes part of an address, and what it sends need not be
// what it said.
func TestDownloadTrustsNoServer(t *testing.T) {
	located := func(path, body string) server {
		return func(asked string) (int, string) {
			if strings.HasSuffix(asked, "/getFile") {
				return http.StatusOK, `{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_size":5,"file_path":"` + path + `"}}`
			}
			return http.StatusOK, body
		}
	}
	if got, err := client(t, located("voice/file_1.oga", "12345")).Download(t.Context(), "f"); err != nil || string(got) != "12345" {
		t.Fatalf("%q, %v", got, err)
	}
	for path, says := range map[string]string{
		"":                            "names no file",
		"../../etc/passwd":            "names no file",
		"voice/../x":                  "names no file",
		"voice/a?b":                   "names no file",
		"/var/lib/bot/voice/file.oga": "--local",
	} {
		if _, err := client(t, located(path, "12345")).Download(t.Context(), "f"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := client(t, located("voice/file_1.oga", "123")).Download(t.Context(), "f"); err == nil || !strings.Contains(err.Error(), "3 of 5 bytes") {
		t.Errorf("a part: %v", err)
	}
	if _, err := client(t, located("voice/file_1.oga", strings.Repeat("x", telegram.DownloadLimit+1))).Download(t.Context(), "f"); !errors.Is(err, telegram.ErrFileLarge) {
		t.Errorf("more than was said: %v", err)
	}
}
