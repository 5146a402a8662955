package telegram_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
)

var olena = sandbox.User{ID: 7_000_000_002, FirstName: "Olena", LanguageCode: "en"}

// attachable is each kind of file that can be passed on, and the method that
// sends it.
func attachable() map[string]string {
	return map[string]string{
		"voice": "sendVoice", "audio": "sendAudio", "photo": "sendPhoto", "document": "sendDocument", "video": "sendVideo",
		"video_note": "sendVideoNote", "animation": "sendAnimation", "sticker": "sendSticker",
	}
}

func TestAFileIsPassedOnAsWhatItIs(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(olena, "/start")
	calls := 0
	for what, method := range attachable() {
		file := sb.FileID(anna.ID, sb.SendMedia(anna, what))
		id, err := tg.Carry(t.Context(), flows.Attach{Chat: olena.ID, What: what, File: file, Receipt: "a"})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		calls++
		m := lastMessage(t, sb, olena.ID)
		if m.ID != id || m.Kind != what || !m.FromBot || m.Text != "" || sb.FileID(olena.ID, id) != file {
			t.Errorf("%s %s came as %+v with the file %s; Carry says %d", what, file, m, sb.FileID(olena.ID, id), id)
		}
		if sb.Count(method) != 1 || len(sb.Calls()) != calls {
			t.Errorf("%s made %d calls of %s, and %d in all", what, sb.Count(method), method, len(sb.Calls()))
		}
	}
}

// What a person sends in reply comes in with all that is needed to pass it on.
func TestWhatCameInCanBePassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f := newTurns()
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
		tg := client(t, sb.RoundTripper())
		sb.Say(olena, "/start")
		first := sb.Say(anna, "/start")
		if _, err := sb.SayReply(anna, "yes", first); err != nil {
			t.Fatal(err)
		}
		for what := range attachable() {
			sent, err := sb.SendFileReply(anna, what, "look", sandbox.File{}, first)
			if err != nil {
				t.Fatal(err)
			}
			if what == "photo" {
				if err := sb.EditOwn(anna, sent, "look here"); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(time.Minute)
		p.stop(t)
		kinds, replies, changed := map[string]bool{}, 0, ""
		for _, in := range f.committed {
			switch in := in.Input.(type) {
			case flows.Media:
				if in.Reply == first {
					kinds[in.What] = true
				}
				if err := carry(tg, flows.Attach{Chat: olena.ID, What: in.What, File: in.File.ID}); err != nil {
					t.Errorf("%s: %v", in.What, err)
				}
			case flows.Text:
				replies += in.Reply
			case flows.Edited:
				changed = in.Text
			case flows.Tap, flows.Reach, flows.Timer, flows.Told:
				t.Errorf("nobody did that: %T", in)
			}
		}
		if len(kinds) != len(attachable()) || replies != first || changed != "look here" {
			t.Errorf("the bot got %v in reply, %d and %q", kinds, replies, changed)
		}
	})
}

// Nothing but the id and the chat goes along: the file is at Telegram already,
// and the phone has rung for the text before it.
func TestAFileIsPassedOnQuietly(t *testing.T) {
	for what, method := range attachable() {
		var path, body string
		tg := client(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			data, err := io.ReadAll(r.Body)
			path, body = r.URL.Path, string(data)
			return reply(http.StatusOK, `{"ok":true,"result":{"message_id":5}}`), err
		}))
		if id, err := tg.Carry(t.Context(), flows.Attach{Chat: 7, What: what, File: "an id"}); err != nil || id != 5 {
			t.Fatalf("%s: %d, %v", what, id, err)
		}
		var names []string
		for _, part := range strings.Split(body, `name="`)[1:] {
			name, rest, _ := strings.Cut(part, `"`)
			_, value, _ := strings.Cut(rest, "\r\n\r\n")
			value, _, _ = strings.Cut(value, "\r\n")
			names = append(names, name+"="+value)
		}
		slices.Sort(names)
		want := []string{"chat_id=7", "disable_notification=true", what + "=an id"}
		slices.Sort(want)
		if !strings.HasSuffix(path, "/"+method) || !slices.Equal(names, want) {
			t.Errorf("%s: %s with %q, want %s with %q", what, path[strings.LastIndex(path, "/")+1:], names, method, want)
		}
	}
}

func TestWhatCannotBePassedOnIsRefusedWithoutACall(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	for name, e := range map[string]flows.Attach{
		"no chat":      {What: "photo", File: "secret"},
		"no file":      {Chat: anna.ID, What: "photo"},
		"nothing":      {Chat: anna.ID, File: "secret"},
		"a place":      {Chat: anna.ID, What: "location", File: "secret"},
		"a dice":       {Chat: anna.ID, What: "dice", File: "secret"},
		"in capitals":  {Chat: anna.ID, What: "Photo", File: "secret"},
		"a live photo": {Chat: anna.ID, What: "live_photo", File: "secret"},
	} {
		t.Run(name, func(t *testing.T) { checkRefusal(t, carry(tg, e), bot.Never, 0) })
	}
	if n := len(sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func TestAFileThatIsNotPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault sandbox.Fault
		sb := newSandbox(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault { return fault }})
		tg := client(t, sb.RoundTripper())
		sb.Say(olena, "/start")
		for what, method := range attachable() {
			file := sb.FileID(anna.ID, sb.SendMedia(anna, what))
			e := flows.Attach{Chat: olena.ID, What: what, File: file}
			for _, c := range []struct {
				fault sandbox.Fault
				want  bot.RefusalKind // 0: not now
				after time.Duration
			}{
				{sandbox.Fault{Status: 429, RetryAfter: 12}, bot.Slower, 12 * time.Second},
				{sandbox.Fault{Status: 500}, 0, 0},
				{sandbox.Fault{Status: 502}, 0, 0},
				{sandbox.Fault{Status: 401}, bot.Barred, 0},
				{sandbox.Fault{Delay: time.Minute}, 0, 0},
			} {
				fault = c.fault
				checkRefusal(t, carry(tg, e), c.want, c.after)
			}
			fault = sandbox.Fault{}
			other := "photo"
			if what == other {
				other = "voice"
			}
			checkRefusal(t, carry(tg, flows.Attach{Chat: olena.ID, What: other, File: file}), bot.Never, 0)
			checkRefusal(t, carry(tg, flows.Attach{Chat: olena.ID, What: what, File: "of another bot"}), bot.Never, 0)
			checkRefusal(t, carry(tg, flows.Attach{Chat: 12345, What: what, File: file}), bot.Gone, 0)
			sb.Block(olena)
			checkRefusal(t, carry(tg, e), bot.Gone, 0)
			sb.Unblock(olena)
			if !sb.Lose(file) {
				t.Fatalf("%s: there is no %s", what, file)
			}
			err := carry(tg, e) // an old file that Telegram has forgotten
			if checkRefusal(t, err, bot.Never, 0); !strings.Contains(err.Error(), ": "+method+": ") {
				t.Errorf("%s: the log does not say that it was %s: %v", what, method, err)
			}
		}
	})
}

// People can forbid voice messages; then it is never sent, and she is not gone.
func TestAVoiceMessageThatSheForbids(t *testing.T) {
	for _, words := range []string{"VOICE_MESSAGES_FORBIDDEN", "user restricted receiving of voice messages", "wrong remote file identifier specified: Wrong padding"} {
		tg := client(t, roundTrip(func(*http.Request) (*http.Response, error) {
			return reply(400, `{"ok":false,"error_code":400,"description":"Bad Request: `+words+`"}`), nil
		}))
		checkRefusal(t, carry(tg, flows.Attach{Chat: 7, What: "voice", File: "secret"}), bot.Never, 0)
	}
}
