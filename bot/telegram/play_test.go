package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// shelf keeps file ids as the store does.
type shelf struct {
	mu   sync.Mutex
	ids  map[string]string
	fail error
}

func newShelf() *shelf { return &shelf{ids: map[string]string{}} }

func (s *shelf) FileID(_ context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[name], s.fail
}

func (s *shelf) KeepFileID(_ context.Context, name, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" {
		delete(s.ids, name)
	} else if s.fail == nil {
		s.ids[name] = id
	}
	return s.fail
}

func (s *shelf) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for name, id := range s.ids {
		kind, _, _ := strings.Cut(name, ":")
		list = append(list, kind+" "+id)
	}
	return strings.Join(list, ", ")
}

// studio is a folder of recordings and a Telegram that counts uploads.
type studio struct {
	t       *testing.T
	sb      *sandbox.Telegram
	clips   fstest.MapFS
	shelf   *shelf
	mu      sync.Mutex
	uploads []string // the names under which files came
	loud    int      // calls for which the phone would ring
}

// tone is a quarter of a second of 440 Hz, made with opusenc --bitrate 12.
func tone(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("testdata/tone.ogg")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

const who, who3 = "ar/enrollment.who.ogg", "en/enrollment.who.mp3"

func newStudio(t *testing.T, o sandbox.Options) *studio {
	t.Helper()
	s := &studio{t: t, sb: newSandbox(t, o), shelf: newShelf(), clips: fstest.MapFS{
		who: {Data: tone(t)}, who3: {Data: []byte("ID3 a song")},
	}}
	s.sb.Say(anna, "/start")
	return s
}

// bot is one process.
func (s *studio) bot() *telegram.Telegram {
	s.t.Helper()
	next := s.sb.RoundTripper()
	tg, err := telegram.New(telegram.Config{
		Token: token, BaseURL: "http://sandbox.invalid", Clips: s.clips, FileIDs: s.shelf,
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			s.note(string(body))
			r.Body = io.NopCloser(bytes.NewReader(body))
			return next.RoundTrip(r)
		}),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return tg
}

func (s *studio) note(body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, rest, ok := strings.Cut(body, `filename="`); ok {
		name, _, _ := strings.Cut(rest, `"`)
		s.uploads = append(s.uploads, name)
	}
	if !strings.Contains(body, "disable_notification") {
		s.loud++
	}
}

func (s *studio) uploaded() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.uploads)
}

func (s *studio) effect(file string) flows.Play {
	clip := flows.NewClip(file, s.clips[file].Data)
	return flows.Play{Chat: anna.ID, Clip: clip.File, Sum: clip.Sum}
}

// plays carries a recording and wants so many uploads in all.
func (s *studio) plays(tg *telegram.Telegram, e flows.Play, uploads int) {
	s.t.Helper()
	before := len(s.sb.Messages(anna.ID))
	id, err := tg.Carry(s.t.Context(), e)
	if err != nil {
		s.t.Fatal(err)
	}
	m := lastMessage(s.t, s.sb, anna.ID)
	want := telegram.ClipKind(e.Clip)
	if len(s.sb.Messages(anna.ID)) != before+1 || m.ID != id || m.Kind != want || !m.FromBot || m.Text != "" {
		s.t.Fatalf("message %d is %+v; want the %s %d", len(s.sb.Messages(anna.ID)), m, want, id)
	}
	if n := s.uploaded(); n != uploads {
		s.t.Fatalf("%d uploads, want %d", n, uploads)
	}
}

func TestARecordingIsUploadedOnce(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	one, two := s.bot(), s.bot()
	s.plays(one, s.effect(who), 1)
	s.plays(one, s.effect(who), 1)
	s.plays(two, s.effect(who), 1) // another process learns the id from the store
	s.plays(two, s.effect(who), 1)
	s.plays(one, s.effect(who3), 2)
	s.plays(one, s.effect(who3), 2)
	s.shelf.ids = map[string]string{}
	s.plays(two, s.effect(who), 2) // and keeps it in memory
	if s.uploads[0] != "voice.ogg" || s.uploads[1] != "voice.mp3" || s.loud != 0 {
		t.Errorf("uploaded as %q; %d calls let the phone ring, the text behind does that", s.uploads, s.loud)
	}
	// The same in another language is the same file.
	s.clips["en/enrollment.who.oga"] = s.clips[who]
	s.plays(one, s.effect("en/enrollment.who.oga"), 2)
}

func TestAChangedRecordingIsUploadedAnew(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	tg := s.bot()
	old := s.effect(who)
	s.plays(tg, old, 1)
	s.clips[who] = &fstest.MapFile{Data: append(tone(t), 0)}
	s.plays(tg, old, 1) // what the turn decided can still be played
	s.plays(tg, s.effect(who), 2)
	s.plays(tg, s.effect(who), 2)
	// What was decided before the change and never uploaded plays what is there,
	// and is not kept as what it was.
	s.clips[who] = &fstest.MapFile{Data: append(tone(t), 1)}
	never := s.effect(who)
	s.clips[who] = &fstest.MapFile{Data: append(tone(t), 2)}
	s.plays(tg, never, 3)
	s.plays(tg, s.effect(who), 3)
	s.clips[who] = &fstest.MapFile{Data: append(tone(t), 1)}
	s.plays(tg, never, 4)
}

func TestAnIDThatIsRefusedIsForgotten(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	e := s.effect(who)
	s.shelf.ids["voice:"+e.Sum] = "of another bot"
	tg := s.bot()
	// Not now: one call per try. The next one uploads.
	checkRefusal(t, carry(tg, e), 0, 0)
	if got := s.shelf.all(); got != "" {
		t.Errorf("the store keeps %s", got)
	}
	s.plays(tg, e, 1)
	s.plays(tg, e, 1)
	s.plays(s.bot(), e, 1)

	// In memory too, also when the store does not forget.
	s.shelf.ids["audio:"+s.effect(who3).Sum] = "nonsense"
	s.shelf.fail = errors.New("the store is away")
	tg = s.bot()
	s.plays(tg, s.effect(who3), 2) // what cannot be read is uploaded
	s.plays(tg, s.effect(who3), 2)
}

// When the store cannot forget, the refused id must not come back from it.
func TestARefusedIDDoesNotComeBack(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	e := s.effect(who)
	s.shelf.ids["voice:"+e.Sum] = "nonsense"
	tg := s.bot()
	checkRefusal(t, carry(tg, e), 0, 0)
	s.shelf.ids["voice:"+e.Sum] = "nonsense"
	s.plays(tg, e, 1)
}

// A refusal that is not about the file says nothing about its id.
func TestARefusalForAnotherReasonKeepsTheID(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	tg := s.bot()
	s.plays(tg, s.effect(who), 1)
	s.sb.Block(anna)
	checkRefusal(t, carry(tg, s.effect(who)), bot.Gone, 0)
	s.sb.Unblock(anna)
	s.plays(tg, s.effect(who), 1)

	answer := ""
	e := s.effect(who)
	mute, err := telegram.New(telegram.Config{
		Token: token, Clips: s.clips, FileIDs: s.shelf,
		Transport: roundTrip(func(*http.Request) (*http.Response, error) { return reply(400, answer), nil }),
	})
	if err != nil {
		t.Fatal(err)
	}
	for words, kept := range map[string]bool{
		"Bad Request: VOICE_MESSAGES_FORBIDDEN": true, "Bad Request: chat not found": true,
		"Bad Request: wrong file identifier/HTTP URL specified": false,
	} {
		s.shelf.ids["voice:"+e.Sum] = "an id"
		answer = `{"ok":false,"error_code":400,"description":"` + words + `"}`
		_ = carry(mute, e)
		if got := s.shelf.all() != ""; got != kept {
			t.Errorf("%s: kept %v, want %v", words, got, kept)
		}
		if mute, err = telegram.New(telegram.Config{
			Token: token, Clips: s.clips, FileIDs: s.shelf,
			Transport: roundTrip(func(*http.Request) (*http.Response, error) { return reply(400, answer), nil }),
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyWhoNeedARecordingAtOnceWaitForOneUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault {
			return sandbox.Fault{Delay: time.Second}
		}})
		tg := s.bot()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := carry(tg, s.effect(who)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := s.uploaded(); n != 1 || len(s.sb.Messages(anna.ID)) != 21 {
			t.Errorf("%d uploads, %d messages", n, len(s.sb.Messages(anna.ID)))
		}
	})
}

func TestWhatCannotBePlayedIsRefusedWithoutACall(t *testing.T) {
	s := newStudio(t, sandbox.Options{})
	s.clips["en/a.empty.ogg"] = &fstest.MapFile{}
	s.clips["en/a.large.ogg"] = &fstest.MapFile{Data: make([]byte, telegram.ClipLimit+1)}
	tg := s.bot()
	for name, e := range map[string]flows.Play{
		"no chat":      {Clip: who, Sum: "x"},
		"no such file": {Chat: anna.ID, Clip: "en/a.b.ogg", Sum: "x"},
		"a text":       {Chat: anna.ID, Clip: "en/secret.txt", Sum: "x"},
		"outside":      {Chat: anna.ID, Clip: "../secret.ogg", Sum: "x"},
		"empty":        s.effect("en/a.empty.ogg"),
		"too large":    s.effect("en/a.large.ogg"),
	} {
		t.Run(name, func(t *testing.T) {
			var r *bot.Refusal
			if err := carry(tg, e); !errors.As(err, &r) || r.Kind != bot.Never {
				t.Errorf("%v", err)
			}
		})
	}
	none := client(t, s.sb.RoundTripper()) // has no folder
	checkRefusal(t, carry(none, s.effect(who)), bot.Never, 0)
	if n := len(s.sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// An upload that has no answer again and again must not hold the texts up: the
// recording is left out for a minute, then one tries again.
func TestAnUploadWithoutAnAnswerIsGivenUpForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault sandbox.Fault
		s := newStudio(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault { return fault }})
		tg := s.bot()
		fault = sandbox.Fault{Status: 502}
		for range 2 {
			checkRefusal(t, carry(tg, s.effect(who)), 0, 0)
		}
		fault = sandbox.Fault{Status: 429, RetryAfter: 3} // an answer: Telegram is there
		checkRefusal(t, carry(tg, s.effect(who)), bot.Slower, 3*time.Second)
		fault = sandbox.Fault{Delay: time.Minute}
		for range 3 {
			checkRefusal(t, carry(tg, s.effect(who)), 0, 0)
		}
		fault = sandbox.Fault{}
		calls := len(s.sb.Calls())
		for range 5 {
			checkRefusal(t, carry(tg, s.effect(who)), bot.Never, 0)
		}
		if n := len(s.sb.Calls()); n != calls {
			t.Errorf("%d calls while it rests", n-calls)
		}
		s.plays(tg, s.effect(who3), s.uploaded()+1) // others are not affected
		time.Sleep(time.Minute)
		s.plays(tg, s.effect(who), s.uploaded()+1)
		// With an id it is as small a call as a text's: it waits for the network as they do.
		fault = sandbox.Fault{Status: 502}
		for range 10 {
			checkRefusal(t, carry(tg, s.effect(who)), 0, 0)
		}
		time.Sleep(time.Minute)
	})
}
