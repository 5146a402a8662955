package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// shelfFile is a file that lies elsewhere.
type shelfFile struct {
	name    string
	content []byte
	size    int64 // what is told; 0 is that of content
	err     error // instead of the file
	torn    error // at its end
}

// attic has the files of a test. It counts what was opened and not closed.
type attic struct {
	mu     sync.Mutex
	files  map[string]shelfFile
	opened int
	open   int
}

func newAttic() *attic { return &attic{files: map[string]shelfFile{}} }

func (a *attic) put(id string, f shelfFile) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.files[id] = f
}

func (a *attic) File(ctx context.Context, id string) (io.ReadCloser, string, int64, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := a.files[id]
	if !ok {
		return nil, "", 0, &bot.Refusal{Kind: bot.Never, Err: errors.New("404")}
	}
	if f.err != nil {
		return nil, "", 0, f.err
	}
	a.opened++
	a.open++
	if f.size == 0 {
		f.size = int64(len(f.content))
	}
	return &lent{Reader: bytes.NewReader(f.content), ctx: ctx, torn: f.torn, attic: a}, f.name, f.size, nil
}

// lent is a file that is being read.
type lent struct {
	*bytes.Reader

	ctx   context.Context //nolint:containedctx // a body ends with its request, as those of net/http do
	torn  error
	attic *attic
	once  sync.Once
}

func (l *lent) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := l.Reader.Read(p)
	if l.torn != nil && errors.Is(err, io.EOF) {
		err = l.torn
	}
	return n, err
}

// WriteTo would pass by Read.
func (l *lent) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{l}) }

func (l *lent) Close() error {
	l.once.Do(func() {
		l.attic.mu.Lock()
		defer l.attic.mu.Unlock()
		l.attic.open--
	})
	return nil
}

// bridge is a bot between an attic and a Bot API on loopback.
type bridge struct {
	*attic

	sb *sandbox.Telegram
	tg *telegram.Telegram
}

func newBridge(t *testing.T, o sandbox.Options, around func(http.Handler) http.Handler) *bridge {
	t.Helper()
	b := &bridge{attic: newAttic(), sb: newSandbox(t, o)}
	var h http.Handler = b.sb
	if around != nil {
		h = around(h)
	}
	b.tg = behindWith(t, h, b.attic)
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.open != 0 {
			t.Errorf("%d files were not closed", b.open)
		}
	})
	b.sb.Say(anna, "/start")
	return b
}

func (b *bridge) carry(what, id string) error {
	return carry(b.tg, flows.Attach{Chat: anna.ID, What: what, File: flows.FileAtMattermost + id})
}

// wantLast checks what she got last, and what the bot can fetch of it.
func (b *bridge) wantLast(t *testing.T, what string, content []byte) {
	t.Helper()
	m := lastMessage(t, b.sb, anna.ID)
	got, err := b.tg.Download(t.Context(), b.sb.FileID(anna.ID, m.ID))
	if err != nil && !errors.Is(err, telegram.ErrFileLarge) {
		t.Fatal(err)
	}
	if m.Kind != what || !m.FromBot || err == nil && !bytes.Equal(got, content) {
		t.Fatalf("she got a %s with %d bytes, want a %s with %d", m.Kind, len(got), what, len(content))
	}
}

func TestAFileFromElsewhereIsUploadedAsWhatItIs(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, nil)
	for what, method := range attachable() {
		content := bytes.Repeat([]byte(what), 50_000)
		for id, size := range map[string]int64{"told-" + what: 0, "untold-" + what: -1} {
			b.put(id, shelfFile{name: "план.bin", content: content, size: size})
			if err := b.carry(what, id); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			b.wantLast(t, what, content)
		}
		if b.sb.Count(method) != 2 {
			t.Errorf("%s made %d calls of %s", what, b.sb.Count(method), method)
		}
	}
}

// What has arrived is not uploaded again, also when somebody is to get it once more.
func TestAFileFromElsewhereIsUploadedOnce(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, nil)
	b.sb.Say(olena, "/start")
	b.put("f", shelfFile{name: "a.pdf", content: []byte("a letter")})
	for range 3 {
		if err := b.carry("document", "f"); err != nil {
			t.Fatal(err)
		}
		b.wantLast(t, "document", []byte("a letter"))
	}
	if err := carry(b.tg, flows.Attach{Chat: olena.ID, What: "document", File: flows.FileAtMattermost + "f"}); err != nil || b.opened != 1 {
		t.Fatalf("%v; it was fetched %d times", err, b.opened)
	}
	// An id that Telegram has forgotten costs one try.
	b.sb.Lose(b.sb.FileID(anna.ID, lastMessage(t, b.sb, anna.ID).ID))
	checkRefusal(t, b.carry("document", "f"), 0, 0)
	if err := b.carry("document", "f"); err != nil || b.opened != 2 {
		t.Fatalf("%v; it was fetched %d times", err, b.opened)
	}
	b.wantLast(t, "document", []byte("a letter"))
}

func TestAPhotoThatIsNoneForTelegramGoesAsADocument(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, nil)
	large := bytes.Repeat([]byte("x"), 10<<20+1)
	b.put("large", shelfFile{name: "a.jpg", content: large})
	b.put("untold", shelfFile{name: "a.jpg", content: large, size: -1})
	for _, id := range []string{"large", "untold"} {
		if err := b.carry("photo", id); err != nil {
			t.Fatal(err)
		}
		b.wantLast(t, "document", large)
	}
	if n := b.sb.Count("sendPhoto"); n != 0 {
		t.Errorf("it was tried as a photo %d times", n)
	}
	var strip bytes.Buffer
	if err := png.Encode(&strip, image.NewGray(image.Rect(0, 0, 1000, 10))); err != nil {
		t.Fatal(err)
	}
	b.put("strip", shelfFile{name: "a.png", content: strip.Bytes()})
	checkRefusal(t, b.carry("photo", "strip"), 0, 0) // one call a try
	if err := b.carry("photo", "strip"); err != nil {
		t.Fatal(err)
	}
	b.wantLast(t, "document", strip.Bytes())
}

func TestAFileThatCanNeverComeIsRefused(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, nil)
	secret := errors.New("a private name")
	b.put("gone", shelfFile{err: &bot.Refusal{Kind: bot.Gone, Err: errors.New("403")}})
	b.put("empty", shelfFile{size: -1})
	b.put("large", shelfFile{size: telegram.UploadLimit + 1})
	b.put("longer than was told", shelfFile{content: make([]byte, telegram.UploadLimit+1), size: -1})
	for what, id := range map[string]string{"document": "nowhere", "photo": "gone", "voice": "empty", "video": "large", "audio": "longer than was told"} {
		checkRefusal(t, b.carry(what, id), bot.Never, 0)
	}
	b.put("f", shelfFile{content: []byte("x")})
	checkRefusal(t, b.carry("location", "f"), bot.Never, 0)
	checkRefusal(t, b.carry("photo", ""), bot.Never, 0)
	checkRefusal(t, carry(b.tg, flows.Attach{What: "photo", File: flows.FileAtMattermost + "f"}), bot.Never, 0)
	checkRefusal(t, carry(client(t, b.sb.RoundTripper()), flows.Attach{Chat: anna.ID, What: "photo", File: flows.FileAtMattermost + "f"}), bot.Never, 0)
	if m := lastMessage(t, b.sb, anna.ID); m.FromBot {
		t.Errorf("she got %+v", m)
	}
	// What refuses the bot elsewhere must not stop it at Telegram.
	for _, kind := range []bot.RefusalKind{bot.Barred, bot.Slower, bot.Needless} {
		b.put("f", shelfFile{err: &bot.Refusal{Kind: kind, Err: secret}})
		checkRefusal(t, b.carry("photo", "f"), 0, 0)
	}
}

// A file that breaks off where it lies is never half a file at the person's.
func TestAFileThatBreaksOffElsewhereComesLater(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, nil)
	content := bytes.Repeat([]byte("x"), 3<<20)
	for name, f := range map[string]shelfFile{
		"torn":        {content: content, torn: errors.New("10.0.0.1: reset"), size: 4 << 20},
		"torn untold": {content: content, torn: io.ErrUnexpectedEOF, size: -1},
		"torn large":  {content: bytes.Repeat(content, 4), torn: io.ErrUnexpectedEOF, size: -1},
		"short":       {content: content, size: 4 << 20},
		"long":        {content: content, size: 2 << 20},
	} {
		b.put("f"+name, f)
		err := b.carry("document", "f"+name)
		checkRefusal(t, err, 0, 0)
		if !strings.Contains(err.Error(), "broke off") || strings.Contains(err.Error(), "10.0.0.1") {
			t.Errorf("%s: %v", name, err)
		}
		if m := lastMessage(t, b.sb, anna.ID); m.FromBot {
			t.Fatalf("%s: she got %+v", name, m)
		}
		b.put("f"+name, shelfFile{content: content})
		if err := b.carry("document", "f"+name); err != nil {
			t.Fatal(err)
		}
		b.wantLast(t, "document", content)
		b.sb.Say(anna, "thanks")
	}
}

// What Telegram answers to an upload means what it means to any call; what it
// does not answer comes later.
func TestAnUploadThatIsNotTaken(t *testing.T) {
	var mu sync.Mutex
	var fault sandbox.Fault
	var cut int64 // after so many bytes
	b := newBridge(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault {
		mu.Lock()
		defer mu.Unlock()
		return fault
	}}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			after := cut
			mu.Unlock()
			if after > 0 {
				_, _ = io.CopyN(io.Discard, r.Body, after)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	content := bytes.Repeat([]byte("x"), 5<<20)
	b.put("f", shelfFile{name: "her letter.pdf", content: content})
	for _, c := range []struct {
		fault sandbox.Fault
		cut   int64
		kind  bot.RefusalKind
	}{
		{fault: sandbox.Fault{Status: 413}, kind: bot.Never},
		{fault: sandbox.Fault{Status: 429, RetryAfter: 7}, kind: bot.Slower},
		{fault: sandbox.Fault{Status: 401}, kind: bot.Barred},
		{fault: sandbox.Fault{Status: 403}, kind: bot.Gone},
		{fault: sandbox.Fault{Status: 400}, kind: bot.Never},
		{fault: sandbox.Fault{Status: 500}},
		{fault: sandbox.Fault{Status: 502}},
		{cut: 1},
		{cut: 2 << 20},
	} {
		mu.Lock()
		fault, cut = c.fault, c.cut
		mu.Unlock()
		err := b.carry("document", "f")
		var no *bot.Refusal
		if err == nil || errors.As(err, &no) != (c.kind != 0) || no != nil && no.Kind != c.kind {
			t.Errorf("%+v: %v", c, err)
		}
		if text := fmt.Sprint(err); strings.Contains(text, "sandbox-token") || strings.Contains(text, "letter") || strings.Contains(text, "://") {
			t.Errorf("the error tells too much: %s", text)
		}
	}
	mu.Lock()
	fault, cut = sandbox.Fault{}, 0
	mu.Unlock()
	if err := b.carry("document", "f"); err != nil {
		t.Fatal(err)
	}
	b.wantLast(t, "document", content)
	if n := len(b.sb.Messages(anna.ID)); n != 2 {
		t.Errorf("the chat has %d messages", n)
	}
}

// The page of a gateway that finds it too large says so by its status alone.
func TestAGatewayThatFindsAFileTooLarge(t *testing.T) {
	b := newBridge(t, sandbox.Options{}, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			_, _ = io.WriteString(w, "<html><h1>413 Request Entity Too Large</h1></html>")
		})
	})
	b.put("f", shelfFile{content: []byte("x")})
	checkRefusal(t, b.carry("video", "f"), bot.Never, 0)
}

// slow is a bot whose Bot API answers in no time but what fault says, in virtual
// time.
func slow(t *testing.T, fault func(method string) sandbox.Fault) *bridge {
	t.Helper()
	b := &bridge{attic: newAttic()}
	b.sb = newSandbox(t, sandbox.Options{Fault: func(method string, _ int64) sandbox.Fault { return fault(method) }})
	tg, err := telegram.New(telegram.Config{
		Token: token, BaseURL: "http://sandbox.invalid", Transport: b.sb.RoundTripper(), Elsewhere: b.attic,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.tg = tg
	b.sb.Say(anna, "/start")
	b.put("f", shelfFile{content: []byte("a letter")})
	return b
}

// try carries as a runtime does, which has ten seconds for each call.
func (b *bridge) try() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := b.tg.Carry(ctx, flows.Attach{Chat: anna.ID, What: "document", File: flows.FileAtMattermost + "f"})
	return err
}

// tries says for how long an effect would wait in its place, trying every five
// seconds, and what ends it; an hour when nothing does.
func (b *bridge) tries() (waited time.Duration, err error) {
	began := time.Now()
	for time.Since(began) < time.Hour {
		err = b.try()
		var no *bot.Refusal
		if err == nil || errors.As(err, &no) {
			return time.Since(began), err
		}
		time.Sleep(5 * time.Second)
	}
	return time.Since(began), err
}

// One file must not keep her from hearing anything else.
func TestAFileThatDoesNotComeIsGivenUpAfterAMinute(t *testing.T) {
	for name, c := range map[string]struct {
		file  shelfFile
		fault sandbox.Fault
	}{
		"Mattermost is away":       {file: shelfFile{err: errors.New("no route")}},
		"it breaks off each time":  {file: shelfFile{content: []byte("a"), size: 5}},
		"Telegram is too slow":     {fault: sandbox.Fault{Delay: time.Minute}},
		"Telegram stumbles on it":  {fault: sandbox.Fault{Status: 500}},
		"its connection ends here": {fault: sandbox.Fault{DropReply: true}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				fault := c.fault
				b := slow(t, func(method string) sandbox.Fault {
					mu.Lock()
					defer mu.Unlock()
					if method == "getMe" {
						return sandbox.Fault{}
					}
					return fault
				})
				if c.file.err != nil || c.file.content != nil {
					b.put("f", c.file)
				}
				for range 2 { // somebody may have it tried again
					waited, err := b.tries()
					checkRefusal(t, err, bot.Never, 0)
					if waited < time.Minute || waited > 90*time.Second {
						t.Errorf("it was given up after %v", waited)
					}
				}
				mu.Lock()
				fault = sandbox.Fault{}
				mu.Unlock()
				b.put("f", shelfFile{content: []byte("a letter")})
				if err := b.try(); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		})
	}
}

// While Telegram is away nothing comes through, so nothing is the file's fault,
// and nobody tries the large call.
func TestAFileWaitsWhileTelegramIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := true
		var mu sync.Mutex
		b := slow(t, func(string) sandbox.Fault {
			mu.Lock()
			defer mu.Unlock()
			if away {
				return sandbox.Fault{Status: 502}
			}
			return sandbox.Fault{}
		})
		waited, err := b.tries()
		if checkRefusal(t, err, 0, 0); waited < time.Hour {
			t.Errorf("it was given up after %v: %v", waited, err)
		}
		if n := b.sb.Count("sendDocument"); n > 15 {
			t.Errorf("it was uploaded %d times meanwhile", n)
		}
		mu.Lock()
		away = false
		mu.Unlock()
		if err := b.try(); err != nil {
			t.Error(err)
		}
	})
}

// Of what comes by chance between two failures nothing stays.
func TestAnAnswerEndsTheCountOfFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		fault := sandbox.Fault{Status: 500}
		b := slow(t, func(method string) sandbox.Fault {
			mu.Lock()
			defer mu.Unlock()
			if method == "getMe" {
				return sandbox.Fault{}
			}
			return fault
		})
		for range 8 {
			checkRefusal(t, b.try(), 0, 0)
			time.Sleep(5 * time.Second)
		}
		mu.Lock()
		fault = sandbox.Fault{Status: 429, RetryAfter: 30}
		mu.Unlock()
		checkRefusal(t, b.try(), bot.Slower, 30*time.Second)
		time.Sleep(30 * time.Second)
		mu.Lock()
		fault = sandbox.Fault{Status: 500}
		mu.Unlock()
		for range 8 {
			checkRefusal(t, b.try(), 0, 0)
			time.Sleep(5 * time.Second)
		}
	})
}
