package telegram_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// one is elsewhere with one file.
type one struct {
	name string
	size int64
	body io.Reader
}

func (o one) File(context.Context, string) (io.ReadCloser, string, int64, error) {
	return io.NopCloser(o.body), o.name, o.size, nil
}

// Somebody's device chose the name: she sees what is harmless of it, and it is
// never part of anything else in the request.
func TestTheNameOfAFileIsMadeHarmless(t *testing.T) {
	for given, want := range map[string]string{
		"letter.pdf":                       "letter.pdf",
		"":                                 "document",
		"...":                              "document",
		"../../etc/passwd":                 "passwd",
		`C:\Documents\plan.docx`:           "plan.docx",
		"a\r\nContent-Type: text/html.pdf": "html.pdf",
		"план \u202efdp.exe":               "план fdp.exe",
		`quo"te.pdf`:                       `quo"te.pdf`,
		"رسالة.pdf":                        "رسالة.pdf",
		"broken\xff.pdf":                   "broken.pdf",
		"   a \n b.pdf  ":                  "a b.pdf",
	} {
		got, fields := sentAs(t, "document", one{name: given, size: 4, body: strings.NewReader("file")})
		if got != want || fields["chat_id"] != "7" || fields["disable_notification"] != "true" || fields["document"] != "file" || len(fields) != 3 {
			t.Errorf("%q became %q, want %q, with %q", given, got, want, fields)
		}
	}
	got, _ := sentAs(t, "document", one{name: strings.Repeat("щ", 500) + ".pdf", size: 4, body: strings.NewReader("file")})
	if utf8.RuneCountInString(got) != 100 || !strings.HasSuffix(got, "щ.pdf") {
		t.Errorf("a long name became %q", got)
	}
	for what, want := range map[string]string{"voice": "voice.ogg", "photo": "photo.jpg", "audio": "audio.mp3", "video": "video.mp4", "sticker": "sticker.webp"} {
		if got, _ := sentAs(t, what, one{size: 4, body: strings.NewReader("file")}); got != want {
			t.Errorf("a %s without a name is called %q, want %q", what, got, want)
		}
	}
}

// sentAs is the name under which a file was sent, and all fields of the request.
func sentAs(t *testing.T, what string, from telegram.Elsewhere) (name string, fields map[string]string) {
	t.Helper()
	fields = map[string]string{}
	tg, err := telegram.New(telegram.Config{Token: token, Elsewhere: from, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		_, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			return nil, err
		}
		counted := &counter{Reader: r.Body}
		parts := multipart.NewReader(counted, attrs["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF { //nolint:errorlint // a wrapped one is a torn body
				break
			}
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(part)
			if err != nil {
				return nil, err
			}
			fields[part.FormName()] = string(data)
			if _, attrs, err := mime.ParseMediaType(part.Header.Get("Content-Disposition")); err == nil && attrs["filename"] != "" {
				name = attrs["filename"]
			}
		}
		if _, err := io.Copy(io.Discard, counted); err != nil || counted.n != r.ContentLength {
			t.Errorf("%d bytes were sent, %d were told (%v)", counted.n, r.ContentLength, err)
		}
		return reply(http.StatusOK, `{"ok":true,"result":{"message_id":5}}`), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := tg.Carry(t.Context(), flows.Attach{Chat: 7, What: what, File: flows.FileAtMattermost + "f"}); err != nil || id != 5 {
		t.Fatalf("%d, %v", id, err)
	}
	return name, fields
}

type counter struct {
	io.Reader

	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// A file passes through in pieces: its end need not have been read when its
// beginning is with Telegram.
func TestAFilePassesThroughInPieces(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	sb.Say(anna, "/start")
	const half = 20 << 20
	read, write := io.Pipe()
	begun := make(chan struct{})
	go func() {
		piece := make([]byte, 1<<20)
		for i := range 2 * half >> 20 {
			if i == half>>20 {
				<-begun // what was read so far is on its way
			}
			if _, err := write.Write(piece); err != nil {
				return
			}
		}
		_ = write.Close()
	}()
	arrives := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first := make([]byte, 1<<20)
		if _, err := io.ReadFull(r.Body, first); err != nil {
			t.Error(err)
		}
		close(begun)
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(first)), r.Body))
		sb.ServeHTTP(w, r)
	})
	tg := behindWith(t, arrives, one{name: "film.mp4", size: 2 * half, body: read})
	if _, err := tg.Carry(t.Context(), flows.Attach{Chat: anna.ID, What: "video", File: flows.FileAtMattermost + "f"}); err != nil {
		t.Fatal(err)
	}
	if m := lastMessage(t, sb, anna.ID); m.Kind != "video" {
		t.Errorf("she got %+v", m)
	}
}
