package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime/multipart"
	"strings"
	"testing"
)

// answered is a message with what it replies to.
type answered struct {
	ID       int             `json:"message_id"`
	Text     string          `json:"text"`
	Caption  string          `json:"caption"`
	EditDate int64           `json:"edit_date"`
	Markup   json.RawMessage `json:"reply_markup"`
	From     struct {
		IsBot bool `json:"is_bot"`
	} `json:"from"`
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
	ReplyTo *answered `json:"reply_to_message"`
}

// newest is the message of the last update.
func newest(t *testing.T, tg *Telegram) answered {
	t.Helper()
	raw := must(t, tg, "getUpdates", "offset", "-1")
	var list []struct{ Message answered }
	if err := json.Unmarshal(raw, &list); err != nil || len(list) != 1 {
		t.Fatalf("updates %s: %v", raw, err)
	}
	fits(t, "Update", bytes.TrimSuffix(bytes.TrimPrefix(raw, []byte("[")), []byte("]")))
	return list[0].Message
}

// A reply carries the whole message that it is for, but not what that one
// replied to.
func TestAReplyBringsItsMessage(t *testing.T) {
	tg, sent := greeted(t, Options{})
	first, err := tg.SayReply(anna(), "Yes /help", sent)
	if err != nil {
		t.Fatal(err)
	}
	m := newest(t, tg)
	if m.ID != first || m.Text != "Yes /help" || m.ReplyTo == nil {
		t.Fatalf("the bot got %+v", m)
	}
	if to := m.ReplyTo; to.ID != sent || to.Text != "Sure?" || !to.From.IsBot || to.Chat.ID != anna().ID || len(to.Markup) == 0 || to.EditDate != 0 {
		t.Errorf("in reply to %+v", to)
	}
	if all := tg.Messages(anna().ID); all[len(all)-1].ReplyTo != sent {
		t.Errorf("she sees %+v", all[len(all)-1])
	}
	must(t, tg, "editMessageText", "chat_id", annaID(), "message_id", id(int64(sent)), "text", "Really?")

	// To her own message, which is a reply itself; with a file.
	second, err := tg.SendFileReply(anna(), "photo", "look", File{}, first)
	if err != nil {
		t.Fatal(err)
	}
	m = newest(t, tg)
	if m.ID != second || m.Caption != "look" || m.ReplyTo == nil || m.ReplyTo.ID != first || m.ReplyTo.From.IsBot || m.ReplyTo.ReplyTo != nil {
		t.Errorf("the bot got %+v in reply to %+v", m, m.ReplyTo)
	}
	if _, err := tg.SayReply(anna(), "and", sent); err != nil {
		t.Fatal(err)
	}
	if m = newest(t, tg); m.ReplyTo == nil || m.ReplyTo.Text != "Really?" || m.ReplyTo.EditDate == 0 {
		t.Errorf("in reply to %+v", m.ReplyTo)
	}

	// The bot is told too what its own reply is for.
	own := must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_parameters", `{"message_id":`+id(int64(first))+`}`)
	fits(t, "Message", own)
	var back answered
	if err := json.Unmarshal(own, &back); err != nil || back.ReplyTo == nil || back.ReplyTo.ID != first || back.ReplyTo.ReplyTo != nil {
		t.Errorf("sendMessage answers %s", own)
	}
}

func TestRepliesThatCannotBe(t *testing.T) {
	tg, sent := greeted(t, Options{})
	other := tg.Say(User{ID: 9}, "of somebody else")
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", id(int64(sent)))
	before := tg.Pending()
	for name, to := range map[string]int{"deleted": sent, "of another chat": other, "none": 0, "not there": 99} {
		if n, err := tg.SayReply(anna(), "x", to); !errors.Is(err, ErrNoMessage) || n != 0 {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		if n, err := tg.SendFileReply(anna(), "voice", "", File{}, to); !errors.Is(err, ErrNoMessage) || n != 0 {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	if _, err := tg.SayReply(User{ID: 10}, "x", other); !errors.Is(err, ErrNoMessage) || tg.Pending() != before {
		t.Errorf("somebody without a chat: %v; %d updates more", err, tg.Pending()-before)
	}
}

// What was replied to and deleted since is not told any more.
func TestAReplyOutlivesItsMessage(t *testing.T) {
	tg, sent := greeted(t, Options{})
	own, err := tg.SayReply(anna(), "yes", sent)
	if err != nil {
		t.Fatal(err)
	}
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", id(int64(sent)))
	if _, err := tg.SayReply(anna(), "and", own); err != nil {
		t.Fatal(err)
	}
	if err := tg.EditOwn(anna(), own, "no"); err != nil {
		t.Fatal(err)
	}
	raw := must(t, tg, "getUpdates", "offset", "-1")
	if !strings.Contains(string(raw), `"text":"no"`) || strings.Contains(string(raw), "reply_to_message") {
		t.Errorf("the edited reply: %s", raw)
	}
}

// Of a long text the first piece is the reply.
func TestALongReply(t *testing.T) {
	tg, sent := greeted(t, Options{})
	last, err := tg.SayReply(anna(), strings.Repeat("a", maxText)+"end", sent)
	if err != nil {
		t.Fatal(err)
	}
	all := tg.Messages(anna().ID)
	if n := len(all); n != 4 || all[n-1].ID != last || all[n-1].ReplyTo != 0 || all[n-2].ReplyTo != sent {
		t.Errorf("got %+v", all[2:])
	}
}

// A caption can be changed, and taken away.
func TestEditOwnChangesACaption(t *testing.T) {
	tg := New(Options{})
	photo := tg.SendCaptioned(anna(), "photo", "lok")
	sticker := tg.SendMedia(anna(), "sticker")
	for _, caption := range []string{"look", ""} {
		if err := tg.EditOwn(anna(), photo, caption); err != nil {
			t.Fatal(err)
		}
		raw := string(must(t, tg, "getUpdates", "offset", "-1"))
		fits(t, "Update", []byte(strings.Trim(raw, "[]")))
		if !strings.Contains(raw, `"edited_message"`) || strings.Contains(raw, `"caption"`) != (caption != "") || !strings.Contains(raw, caption) ||
			strings.Contains(raw, `"text"`) || !strings.Contains(raw, `"edit_date"`) || !strings.Contains(raw, `"photo"`) {
			t.Errorf("%q: %s", caption, raw)
		}
	}
	if err := tg.EditOwn(anna(), sticker, "x"); !errors.Is(err, ErrNoMessage) {
		t.Errorf("a sticker: %v", err)
	}
	if err := tg.EditOwn(anna(), photo, strings.Repeat("a", maxCaption+1)); err == nil {
		t.Error("a caption that is too long was taken")
	}
}

// sendable is each kind of file that a bot sends, and the method for it.
func sendable() map[string]string {
	return map[string]string{
		"voice": "sendVoice", "audio": "sendAudio", "photo": "sendPhoto", "document": "sendDocument", "video": "sendVideo",
		"video_note": "sendVideoNote", "animation": "sendAnimation", "sticker": "sendSticker",
	}
}

// What a person sent goes to somebody else by its id, as the kind that it is.
func TestAFileOfAPersonIsSentOnByItsID(t *testing.T) {
	bo := User{ID: 9, FirstName: "Bo"}
	for kind, method := range sendable() {
		tg := New(Options{})
		tg.Say(bo, "/start")
		file := tg.FileID(anna().ID, tg.SendMedia(anna(), kind))
		got := must(t, tg, method, "chat_id", "9", kind, file)
		fits(t, "Message", got)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(got, &fields); err != nil || !bytes.Contains(fields[kind], []byte(`"`+file+`"`)) {
			t.Errorf("%s answers %s", method, got)
		}
		all := tg.Messages(9)
		if m := all[len(all)-1]; m.Kind != kind || !m.FromBot || m.ID != messageID(t, got) || tg.FileID(9, m.ID) != file {
			t.Errorf("%s: she sees %+v with the file %s", method, m, tg.FileID(9, m.ID))
		}
		if v := tg.Violations(); len(v) > 0 {
			t.Errorf("%s: violations %q", method, v)
		}

		other := "photo"
		if kind == other {
			other = "voice"
		}
		wrong := tg.FileID(anna().ID, tg.SendMedia(anna(), other))
		refused(t, call(t, tg, method, "chat_id", "9", kind, wrong), 400, "can't use file of type "+other+" as "+kind)
		refused(t, call(t, tg, method, "chat_id", "9", kind, "made-up"), 400, "wrong file identifier/HTTP URL specified")
		refused(t, call(t, tg, method, "chat_id", "77", kind, file), 403, "can't initiate conversation")
		tg.Block(bo)
		refused(t, call(t, tg, method, "chat_id", "9", kind, file), 403, "blocked by the user")
		tg.Unblock(bo)
		tg.Lose(file)
		refused(t, call(t, tg, method, "chat_id", "9", kind, file), 400, "wrong file identifier")
		if v := tg.Violations(); len(v) > 0 {
			t.Errorf("%s: what is no mistake of the bot counts as one: %q", method, v)
		}
		refused(t, call(t, tg, method, "chat_id", "9"), 400, `parameter "`+kind+`" is required`)
		refused(t, call(t, tg, method, "chat_id", "9", kind, file, "colour", "red"), 400, `"colour"`)
		refused(t, call(t, tg, method, "chat_id", "9", kind, ""), 400, "there is no "+kind)
		if v := tg.Violations(); len(v) != 3 {
			t.Errorf("%s: %d violations of three: %q", method, len(v), v)
		}
		if n := len(tg.Messages(9)); n != 2 {
			t.Errorf("%s: %d messages after all that", method, n)
		}
	}
}

// Captions have the kinds that the Bot API gives them; a round video and a
// sticker have none.
func TestCaptionsOfWhatTheBotSends(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	for kind, method := range sendable() {
		file := tg.FileID(anna().ID, tg.SendMedia(anna(), kind))
		s := call(t, tg, method, "chat_id", annaID(), kind, file, "caption", "look")
		if hasCaption(kind) {
			all := tg.Messages(anna().ID)
			if m := all[len(all)-1]; !s.OK || m.Text != "look" || !strings.Contains(string(s.Result), `"caption":"look"`) {
				t.Errorf("%s: %+v, %s", method, m, s.Result)
			}
			continue
		}
		refused(t, s, 400, `has no parameter "caption"`)
	}
}

// A photo goes whole, whichever of its sizes is named.
func TestAnySizeOfAPhotoSendsItWhole(t *testing.T) {
	tg := New(Options{})
	file := tg.FileID(anna().ID, tg.SendMedia(anna(), "photo"))
	for _, size := range []string{"", "-x", "-s"} {
		sent := must(t, tg, "sendPhoto", "chat_id", annaID(), "photo", file+size)
		if got := tg.FileID(anna().ID, messageID(t, sent)); got != file || !strings.Contains(string(sent), `"`+file+`-s"`) {
			t.Errorf("%q became %q: %s", size, got, sent)
		}
	}
	refused(t, call(t, tg, "sendPhoto", "chat_id", annaID(), "photo", file+"-z"), 400, "wrong file identifier")
}

// A file keeps its name and its kind of content when it is sent on.
func TestADocumentKeepsItsName(t *testing.T) {
	tg := New(Options{})
	sent := tg.SendFile(anna(), "document", "", File{Name: "CV.txt", Mime: "text/plain", Content: []byte("her words")})
	got := string(must(t, tg, "sendDocument", "chat_id", annaID(), "document", tg.FileID(anna().ID, sent)))
	if !strings.Contains(got, `"mime_type":"text/plain","file_name":"CV.txt"`) || !strings.Contains(got, `"file_size":9`) {
		t.Errorf("sendDocument answers %s", got)
	}
}

// Telegram fetches what an address names, but no round videos.
func TestARoundVideoHasNoAddress(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	const address = "https://example.org/a.mp4"
	must(t, tg, "sendVideo", "chat_id", annaID(), "video", address)
	refused(t, call(t, tg, "sendVideoNote", "chat_id", annaID(), "video_note", address), 400, "wrong file identifier/HTTP URL specified")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("chat_id", annaID())
	if w, err := form.CreateFormFile("video_note", "a.mp4"); err == nil {
		_, _ = w.Write([]byte("round"))
	}
	_ = form.Close()
	s := post(t, tg, "sendVideoNote", form.FormDataContentType(), body.String())
	fits(t, "Message", s.Result)
	if !s.OK || !strings.Contains(string(s.Result), `"length":240`) {
		t.Errorf("an upload: %s %s", s.Description, s.Result)
	}
}
