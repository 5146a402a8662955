package sandbox

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func annaID() string { return id(anna().ID) }

// greeted is a Telegram in which Anna has written to the bot and the bot has sent her a text with a button.
func greeted(t *testing.T, o Options) (tg *Telegram, sent int) {
	t.Helper()
	tg = New(o)
	tg.Say(anna(), "/start")
	return tg, messageID(t, must(t, tg, "sendMessage", "chat_id", annaID(), "text", "Sure?", "reply_markup", oneButton))
}

func TestTheBotCannotWriteFirstOrToWhoBlockedIt(t *testing.T) {
	tg := New(Options{})
	tg.Changed(anna().ID) // to look at her phone is not to write
	refused(t, call(t, tg, "sendMessage", "chat_id", annaID(), "text", "x"), 403, "Forbidden: bot can't initiate conversation with a user")
	tg.Say(anna(), "/start")
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x")
	tg.Block(anna())
	refused(t, call(t, tg, "sendMessage", "chat_id", annaID(), "text", "x"), 403, "Forbidden: bot was blocked by the user")
	tg.Unblock(anna())
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x")
	refused(t, call(t, tg, "sendMessage", "chat_id", "-100", "text", "x"), 400, "chat not found")
	statuses := ""
	for _, u := range fetch(t, tg) {
		if u.Member != nil {
			statuses += u.Member.New.Status + " "
		}
	}
	if statuses != "kicked member " {
		t.Errorf("my_chat_member said %q", statuses)
	}
	if v := tg.Violations(); len(v) > 0 {
		t.Errorf("a person's choice is no violation: %q", v)
	}
}

func TestMessageIDsAreOneSequence(t *testing.T) {
	tg := New(Options{})
	first := tg.Say(anna(), "a")
	second := messageID(t, must(t, tg, "sendMessage", "chat_id", annaID(), "text", "b"))
	third := tg.Say(User{ID: 5}, "c")
	if second != first+1 || third != second+1 {
		t.Errorf("ids %d %d %d", first, second, third)
	}
}

func TestTextsAreStoredAsTelegramStoresThem(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", " \u202aa\u202b\u202c\u202d\u202e\u2067b\u2069\u2028c\u030a\td\re \n")
	if got := tg.Messages(anna().ID)[1].Text; got != "a\u2067b\u2069c de" {
		t.Errorf("stored %q", got)
	}
}

func TestHTMLIsStripped(t *testing.T) {
	got, err := stripHTML(`<b>a</b> <a href="https://example.org">b &amp; c</a> &#33; &nbsp; R&D`)
	if err != nil || got != "a b & c ! &nbsp; R&D" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"<b>", "</b>", "<b><i></b></i>", "<blink>x</blink>", "a < b"} {
		if got, err := stripHTML(bad); err == nil {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

func TestEditingWithoutMarkupTakesTheButtonsAway(t *testing.T) {
	tg, sent := greeted(t, Options{})
	edited := must(t, tg, "editMessageText", "chat_id", annaID(), "message_id", id(int64(sent)), "text", "✅ Yes")
	fits(t, "Message", edited)
	m := tg.Messages(anna().ID)[1]
	if m.Text != "✅ Yes" || m.Buttons != nil || !m.Edited || !strings.Contains(string(edited), "edit_date") {
		t.Errorf("got %+v, %s", m, edited)
	}
}

func TestEditsThatCannotBe(t *testing.T) {
	tg, sent := greeted(t, Options{})
	edit := func(params ...string) said {
		return call(t, tg, "editMessageText", append([]string{"chat_id", annaID()}, params...)...)
	}
	refused(t, edit("message_id", id(int64(sent)), "text", "Sure?", "reply_markup", oneButton), 400, "message is not modified")
	refused(t, edit("message_id", "99", "text", "x"), 400, "message to edit not found")
	refused(t, edit("message_id", "1", "text", "x"), 400, "message can't be edited")
	if v := tg.Violations(); len(v) > 0 {
		t.Errorf("these depend on the state and are no violations: %q", v)
	}
	refused(t, edit("text", "x"), 400, "message identifier is not specified")
	refused(t, call(t, tg, "editMessageReplyMarkup", "chat_id", annaID(), "message_id", id(int64(sent)), "reply_markup", oneButton), 400, "not modified")
	must(t, tg, "editMessageReplyMarkup", "chat_id", annaID(), "message_id", id(int64(sent)))
	if tg.Messages(anna().ID)[1].Buttons != nil {
		t.Error("the buttons stayed")
	}
}

func TestDeleting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg, sent := greeted(t, Options{})
		must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "1")
		if !tg.Messages(anna().ID)[0].Deleted {
			t.Error("the bot may delete what a person wrote")
		}
		refused(t, call(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "1"), 400, "message to delete not found")
		time.Sleep(48 * time.Hour)
		refused(t, call(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", id(int64(sent))), 400, "can't be deleted")
		dice := id(int64(tg.SendMedia(anna(), "dice")))
		refused(t, call(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", dice), 400, "can't be deleted")
		time.Sleep(24 * time.Hour)
		must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", dice)
	})
}

func TestAQueryIsAnsweredOnceAndInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		query := tap(t, tg)
		got := fetch(t, tg)
		if got[1].Query.ID != query || got[1].Query.Data != "yes" {
			t.Fatalf("got %+v", got[1].Query)
		}
		must(t, tg, "answerCallbackQuery", "callback_query_id", query, "text", "Done")
		if q, ok := tg.Query(query); !ok || !q.Answered || q.Text != "Done" {
			t.Errorf("the person sees %+v", q)
		}
		const old = "query is too old and response timeout expired or query ID is invalid"
		refused(t, call(t, tg, "answerCallbackQuery", "callback_query_id", query), 400, old)
		refused(t, call(t, tg, "answerCallbackQuery", "callback_query_id", "1"), 400, old)
		late := tap(t, tg)
		time.Sleep(151 * time.Second)
		refused(t, call(t, tg, "answerCallbackQuery", "callback_query_id", late), 400, old)
	})
}

func TestLimitsOfSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg, _ := greeted(t, Options{Limits: Limits{PerSecond: 4, Burst: 4, ChatPerSecond: 0.5, ChatBurst: 2}})
		must(t, tg, "sendMessage", "chat_id", annaID(), "text", "second of the burst")
		s := call(t, tg, "sendMessage", "chat_id", annaID(), "text", "third")
		refused(t, s, 429, "Too Many Requests: retry after 2")
		if s.Parameters.RetryAfter != 2 {
			t.Errorf("retry_after %d", s.Parameters.RetryAfter)
		}
		time.Sleep(2 * time.Second)
		must(t, tg, "sendMessage", "chat_id", annaID(), "text", "third")
		sent := 0
		for n := range int64(9) {
			tg.Say(User{ID: n + 1}, "hi")
			if call(t, tg, "sendMessage", "chat_id", id(n+1), "text", "x").OK {
				sent++
			}
		}
		if sent != 3 {
			t.Errorf("%d went out at once, want the burst of 4 less one", sent)
		}
	})
}

func TestReplyKeyboardsComeAndGo(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", `{"keyboard":[[{"text":"My number","request_contact":true}]]}`)
	if k := tg.Keyboard(anna().ID); len(k) != 1 || !k[0][0].Contact {
		t.Errorf("keyboard %+v", k)
	}
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", oneButton)
	if k := tg.Keyboard(anna().ID); len(k) != 1 {
		t.Error("inline buttons took the keys away")
	}
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", `{"remove_keyboard":true}`)
	if k := tg.Keyboard(anna().ID); k != nil {
		t.Errorf("keyboard %+v after it was removed", k)
	}
}

func TestReplyKeyboardsGoWithTheirMessage(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	send := func() string {
		return id(int64(messageID(t, must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", threeKeys))))
	}
	first, second := send(), send()
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", first)
	if tg.Keyboard(anna().ID) == nil {
		t.Error("the keys of a later message went too")
	}
	must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", second)
	if tg.Keyboard(anna().ID) != nil {
		t.Error("the keys outlived their message")
	}
}

func TestMessagesWithKeysCannotBeEdited(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	for _, markup := range []string{threeKeys, `{"remove_keyboard":true}`, `{"force_reply":true}`} {
		sent := id(int64(messageID(t, must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", markup))))
		refused(t, call(t, tg, "editMessageText", "chat_id", annaID(), "message_id", sent, "text", "y"), 400, "message can't be edited")
	}
}

func TestTypingEndsWithTheMessageOrAfterFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg, _ := greeted(t, Options{})
		must(t, tg, "sendChatAction", "chat_id", annaID(), "action", "typing")
		if tg.Action(anna().ID) != "typing" {
			t.Error("nothing is shown")
		}
		time.Sleep(6 * time.Second)
		if a := tg.Action(anna().ID); a != "" {
			t.Errorf("%q is still shown", a)
		}
	})
}

func TestReplies(t *testing.T) {
	tg, sent := greeted(t, Options{})
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_parameters", `{"message_id":`+id(int64(sent))+`}`)
	if m := tg.Messages(anna().ID)[2]; m.ReplyTo != sent {
		t.Errorf("got %+v", m)
	}
	refused(t, call(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_parameters", `{"message_id":77}`), 400, "message to be replied not found")
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_parameters", `{"message_id":77,"allow_sending_without_reply":true}`)
}

func TestTheMenuFollowsScopeAndLanguage(t *testing.T) {
	tg := New(Options{})
	set := func(name string, params ...string) {
		must(t, tg, "setMyCommands", append([]string{"commands", `[{"command":"` + name + `","description":"x"}]`}, params...)...)
	}
	sees := func(want string, u User) {
		t.Helper()
		if list := tg.Commands(u); len(list) != 1 || list[0].Command != want {
			t.Errorf("sees %v, want %s", list, want)
		}
	}
	set("all")
	set("arabic", "language_code", "ar")
	set("private", "scope", `{"type":"all_private_chats"}`)
	sees("private", User{ID: 1, LanguageCode: "ar-EG"})
	must(t, tg, "deleteMyCommands", "scope", `{"type":"all_private_chats"}`)
	sees("arabic", User{ID: 1, LanguageCode: "ar-EG"})
	set("hers", "scope", `{"type":"chat","chat_id":1}`)
	sees("hers", User{ID: 1, LanguageCode: "ar"})
	sees("all", User{ID: 2, LanguageCode: "ckb"})
	if got := string(must(t, tg, "getMyCommands", "language_code", "ar")); got != `[{"command":"arabic","description":"x"}]` {
		t.Errorf("got %s", got)
	}
}

func TestTheBotDescribesItself(t *testing.T) {
	tg := New(Options{BotUsername: "wecan_bot"})
	must(t, tg, "setMyName", "name", "WeCan")
	must(t, tg, "setMyDescription", "description", "Hello")
	must(t, tg, "setMyDescription", "description", "مرحبا", "language_code", "ar")
	must(t, tg, "setMyShortDescription", "short_description", "Hi")
	refused(t, call(t, tg, "setMyShortDescription", "short_description", strings.Repeat("x", 121)), 400, "too long")
	name, long, short := tg.Profile("ar-SY")
	if name != "WeCan" || long != "مرحبا" || short != "Hi" {
		t.Errorf("got %q %q %q", name, long, short)
	}
	must(t, tg, "setMyName", "name", "نستطيع", "language_code", "ar")
	if name, _, _ = tg.Profile("ar-SY"); name != "نستطيع" {
		t.Errorf("in Arabic it is called %q", name)
	}
	must(t, tg, "setMyName", "language_code", "ar")
	if name, _, _ = tg.Profile("ar-SY"); name != "WeCan" {
		t.Errorf("after its Arabic name went it is called %q", name)
	}
	refused(t, call(t, tg, "setMyName", "name", ""), 400, "name is empty")
	refused(t, call(t, tg, "setMyName", "name", strings.Repeat("x", 65)), 400, "too long")
	refused(t, call(t, tg, "setMyName", "name", "x", "language_code", "ckb"), 400, "language code")
	for _, code := range []string{"", "ar"} {
		if got := string(must(t, tg, "getMyName", "language_code", code)); got != `{"name":"WeCan"}` {
			t.Errorf("getMyName %q: %s", code, got)
		}
	}
	me := must(t, tg, "getMe")
	fits(t, "User", me)
	if !strings.Contains(string(me), `"username":"wecan_bot"`) || !strings.Contains(string(me), `"first_name":"WeCan"`) {
		t.Errorf("getMe: %s", me)
	}
}

// A file goes out by its id again, as the kind that it is, and only by an id
// that the bot was told.
func TestAFileIsSentAgainByItsID(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	const chat = "7000000001"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("chat_id", chat)
	if w, err := form.CreateFormFile("audio", "a.mp3"); err == nil {
		_, _ = w.Write([]byte("ID3"))
	}
	_ = form.Close()
	first := post(t, tg, "sendAudio", form.FormDataContentType(), body.String())
	fits(t, "Message", first.Result)
	var m struct {
		Audio struct {
			ID string `json:"file_id"`
		}
	}
	if err := json.Unmarshal(first.Result, &m); err != nil || m.Audio.ID == "" {
		t.Fatalf("%s: %v", first.Result, err)
	}
	if again := call(t, tg, "sendAudio", "chat_id", chat, "audio", m.Audio.ID); !again.OK || !bytes.Contains(again.Result, []byte(m.Audio.ID)) {
		t.Errorf("%d %s %s", again.Code, again.Description, again.Result)
	}
	refused(t, call(t, tg, "sendVoice", "chat_id", chat, "voice", m.Audio.ID), 400, "can't use file of type audio as voice")
	refused(t, call(t, tg, "sendVoice", "chat_id", chat, "voice", "made-up"), 400, "wrong file identifier")
	refused(t, call(t, New(Options{}), "sendAudio", "chat_id", chat, "audio", m.Audio.ID), 400, "wrong file identifier")
	if all := tg.Messages(anna().ID); len(all) != 3 || all[2].Kind != "audio" || !all[2].FromBot {
		t.Errorf("messages %+v", all)
	}
}
