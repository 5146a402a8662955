package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
)

// behind is a client of a Bot API on loopback.
func behind(t *testing.T, h http.Handler) *telegram.Telegram {
	t.Helper()
	return behindWith(t, h, nil)
}

func behindWith(t *testing.T, h http.Handler, from telegram.Elsewhere) *telegram.Telegram {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	tg, err := telegram.New(telegram.Config{Token: token, BaseURL: server.URL, Elsewhere: from})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tg.Close)
	return tg
}

func TestFetchGivesTheBytesTheNameAndTheSize(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := behind(t, sb)
	content := bytes.Repeat([]byte("something that she sent "), 100_000)
	for what, want := range map[string]string{
		"voice": "voice.ogg", "photo": "photo.jpg", "document": "document.txt", "video": "video.mp4", "audio": "audio.mp3",
		"video_note": "video_note.mp4", "sticker": "sticker.webp", "animation": "animation.mp4",
	} {
		id := sentFile(t, sb, what, sandbox.File{Name: "her own words.txt", Content: content})
		body, name, size, err := tg.Fetch(t.Context(), what, id)
		if err != nil || name != want || size != int64(len(content)) {
			t.Errorf("%s: %q of %d bytes: %v", what, name, size, err)
			continue
		}
		got, err := io.ReadAll(body)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes came: %v", what, len(got), err)
		}
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Who cannot use a file need not read it to its end, and what is wrong is told
// by the same errors as before.
func TestFetchSaysWhatIsWrong(t *testing.T) {
	var fault atomic.Pointer[sandbox.Fault]
	fault.Store(&sandbox.Fault{})
	sb := newSandbox(t, sandbox.Options{Fault: func(method string, _ int64) sandbox.Fault {
		if method == "file" {
			return *fault.Load()
		}
		return sandbox.Fault{}
	}})
	tg := behind(t, sb)
	good := sentFile(t, sb, "document", sandbox.File{Content: make([]byte, 3<<20)})
	lost := sentFile(t, sb, "document", sandbox.File{})
	sb.Lose(lost)
	large := sentFile(t, sb, "video", sandbox.File{Size: telegram.DownloadLimit + 1})
	for _, c := range []struct {
		id    string
		fault sandbox.Fault
		is    error
		kind  bot.RefusalKind
	}{
		{id: "nonsense", is: telegram.ErrFileGone},
		{id: lost, is: telegram.ErrFileGone},
		{id: large, is: telegram.ErrFileLarge},
		{id: good, fault: sandbox.Fault{Status: 404}, is: telegram.ErrFileGone},
		{id: good, fault: sandbox.Fault{Status: 401}, kind: bot.Barred},
		{id: good, fault: sandbox.Fault{Status: 429, RetryAfter: 3}, kind: bot.Slower},
		{id: good, fault: sandbox.Fault{Status: 502}},
		{id: good, fault: sandbox.Fault{DropReply: true}},
	} {
		fault.Store(&c.fault)
		body, _, _, err := tg.Fetch(t.Context(), "document", c.id)
		var no *bot.Refusal
		if err == nil || body != nil || c.is != nil && !errors.Is(err, c.is) || errors.As(err, &no) != (c.kind != 0) || no != nil && no.Kind != c.kind {
			t.Errorf("%+v: %v", c, err)
		}
	}
	fault.Store(&sandbox.Fault{})
	body, _, _, err := tg.Fetch(t.Context(), "document", good)
	if err != nil {
		t.Fatal(err)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
}

// torn announces more bytes of a file than it sends.
type torn struct {
	size, sent int
	stall      chan struct{} // not nil: it sends no more until this is closed
}

func (s torn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/getFile") {
		_, _ = fmt.Fprintf(w, `{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_size":%d,"file_path":"documents/file_1.pdf"}}`, s.size)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(s.size))
	_, _ = w.Write(make([]byte, s.sent))
	_ = http.NewResponseController(w).Flush()
	if s.stall != nil {
		<-s.stall
	}
	panic(http.ErrAbortHandler)
}

// Half a file must not be taken for a file.
func TestFetchTellsWhenAFileBreaksOff(t *testing.T) {
	tg := behind(t, torn{size: 1 << 20, sent: 1 << 19})
	body, _, size, err := tg.Fetch(t.Context(), "document", "f")
	if err != nil || size != 1<<20 {
		t.Fatalf("%d, %v", size, err)
	}
	got, err := io.ReadAll(body)
	if err == nil || len(got) > 1<<19 || !strings.Contains(err.Error(), "the connection ended") {
		t.Errorf("%d bytes: %v", len(got), err)
	}
	if text := fmt.Sprint(err); strings.Contains(text, "sandbox-token") || strings.Contains(text, "://") {
		t.Errorf("the error tells too much: %s", text)
	}
	_ = body.Close()

	stall := make(chan struct{})
	defer close(stall)
	tg = behind(t, torn{size: 1 << 20, sent: 1 << 10, stall: stall})
	ctx, cancel := context.WithCancel(t.Context())
	if body, _, _, err = tg.Fetch(ctx, "document", "f"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(body, make([]byte, 1<<10)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.ReadAll(body); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever gives up waits on: %v", err)
	}
	_ = body.Close()
}
