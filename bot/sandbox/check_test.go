package sandbox

import (
	"bytes"
	"mime/multipart"
	"strconv"
	"strings"
	"testing"
)

func TestTableIsWhole(t *testing.T) {
	table, err := readTable(tableText)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.methods) < 150 || len(table.types) < 300 {
		t.Errorf("%d methods and %d types: the table is not the Bot API", len(table.methods), len(table.types))
	}
	send := table.methods["sendmessage"]
	if len(send.required) != 2 || send.fields["reply_markup"].typ.kind != kindUnion {
		t.Errorf("sendMessage was read wrongly: %+v", send)
	}
}

func TestTableRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, text := range []string{"m send a=Unknown", "x y", "m", "u A", "t A b"} {
		if _, err := readTable(text); err == nil {
			t.Errorf("table %q was accepted", text)
		}
	}
}

const oneButton = `{"inline_keyboard":[[{"text":"Yes","callback_data":"yes"}]]}`

func TestGoodRequestsPass(t *testing.T) {
	for name, params := range map[string][]string{
		"plain":           {"text", "Hello"},
		"buttons":         {"text", "Hello", "reply_markup", oneButton},
		"two bytes short": {"text", "Hello", "reply_markup", `{"inline_keyboard":[[{"text":"Yes","callback_data":"` + strings.Repeat("x", 64) + `"}]]}`},
		"library's copy_text": {
			"text", "Hello", "reply_markup",
			`{"inline_keyboard":[[{"text":"Yes","callback_data":"yes","copy_text":{"text":""}},{"text":"Web","url":"https://example.org","copy_text":{"text":""}}]]}`,
		},
		"copy":           {"text", "Hello", "reply_markup", `{"inline_keyboard":[[{"text":"Copy","copy_text":{"text":"abc"}}]]}`},
		"reply keyboard": {"text", "Hello", "reply_markup", `{"keyboard":[[{"text":"My number","request_contact":true}]],"resize_keyboard":true}`},
		"remove":         {"text", "Hello", "reply_markup", `{"remove_keyboard":true}`},
		"null markup":    {"text", "Hello", "reply_markup", "null"},
		"flags":          {"text", "Hello", "protect_content", "true", "disable_notification", "1"},
		"nested number":  {"text", "Hello", "reply_parameters", `{"message_id":"1"}`},
		"longest":        {"text", strings.Repeat("😀", 2048)},
		"html":           {"text", "<b>Hi</b> &lt;you&gt;", "parse_mode", "HTML"},
	} {
		t.Run(name, func(t *testing.T) {
			tg := New(Options{})
			tg.Say(anna(), "/start")
			result := must(t, tg, "sendMessage", append([]string{"chat_id", strconv.FormatInt(anna().ID, 10)}, params...)...)
			fits(t, "Message", result)
			if v := tg.Violations(); len(v) > 0 {
				t.Errorf("violations: %q", v)
			}
		})
	}
}

func TestBadRequestsAreRefusedAndCounted(t *testing.T) {
	button := func(fields string) []string {
		return []string{"chat_id", "7000000001", "text", "x", "reply_markup", `{"inline_keyboard":[[{` + fields + `}]]}`}
	}
	for name, c := range map[string]struct {
		method string
		params []string
		words  string
	}{
		"unknown parameter":   {"sendMessage", []string{"chat_id", "7000000001", "text", "x", "colour", "red"}, `"colour"`},
		"missing parameter":   {"sendMessage", []string{"text", "x"}, `"chat_id" is required`},
		"integer":             {"getUpdates", []string{"offset", "soon"}, "offset: must be an integer"},
		"boolean":             {"sendMessage", []string{"chat_id", "7000000001", "text", "x", "protect_content", "maybe"}, "true or false"},
		"no JSON":             {"sendMessage", []string{"chat_id", "7000000001", "text", "x", "reply_markup", "{"}, "reply_markup"},
		"unknown inner field": {"sendMessage", button(`"text":"a","callback_data":"b","colour":"red"`), "reply_markup.inline_keyboard[0][0].colour"},
		"missing label":       {"sendMessage", button(`"callback_data":"b"`), "inline_keyboard[0][0].text: is required"},
		"number for a string": {"sendMessage", button(`"text":5,"callback_data":"b"`), "inline_keyboard[0][0].text: must be a string"},
		"empty label":         {"sendMessage", button(`"text":" ","callback_data":"b"`), "non-empty"},
		"65 bytes":            {"sendMessage", button(`"text":"a","callback_data":"` + strings.Repeat("я", 32) + `x"`), "BUTTON_DATA_INVALID"},
		"no action":           {"sendMessage", button(`"text":"a"`), "Text buttons are unallowed"},
		"empty copy alone":    {"sendMessage", button(`"text":"a","copy_text":{"text":""}`), "Text buttons are unallowed"},
		"two actions":         {"sendMessage", button(`"text":"a","callback_data":"b","url":"https://example.org"`), "exactly one"},
		"bad url":             {"sendMessage", button(`"text":"a","url":"javascript:alert(1)"`), "is invalid"},
		"empty text":          {"sendMessage", []string{"chat_id", "7000000001", "text", " \n\u202a"}, "message text is empty"},
		"long text":           {"sendMessage", []string{"chat_id", "7000000001", "text", strings.Repeat("😀", 2048) + "!"}, "message is too long"},
		"open tag":            {"sendMessage", []string{"chat_id", "7000000001", "text", "<b>x", "parse_mode", "HTML"}, "can't parse entities"},
		"bad utf8":            {"sendMessage", []string{"chat_id", "7000000001", "text", "\xff"}, "UTF-8"},
		"union":               {"setMyCommands", []string{"commands", "[]", "scope", `{"type":"chat"}`}, "scope.chat_id: is required in BotCommandScopeChat"},
		"command":             {"setMyCommands", []string{"commands", `[{"command":"Help!","description":"x"}]`}, "BOT_COMMAND_INVALID"},
		"101 commands":        {"setMyCommands", []string{"commands", manyCommands(101)}, "BOT_COMMANDS_TOO_MUCH"},
		"three letters":       {"setMyCommands", []string{"commands", "[]", "language_code", "ckb"}, "language code"},
		"long answer":         {"answerCallbackQuery", []string{"callback_query_id", "1", "text", strings.Repeat("x", 201)}, "MESSAGE_TOO_LONG"},
		"secret":              {"setWebhook", []string{"url", "http://127.0.0.1:1", "secret_token", "with space"}, "secret token"},
		"chat action":         {"sendChatAction", []string{"chat_id", "7000000001", "action", "dancing"}, "action"},
	} {
		t.Run(name, func(t *testing.T) {
			tg := New(Options{})
			tg.Say(anna(), "/start")
			refused(t, call(t, tg, c.method, c.params...), 400, c.words)
			if v := tg.Violations(); len(v) != 1 || !strings.HasPrefix(v[0], c.method+": ") {
				t.Errorf("violations: %q", v)
			}
			if n := len(tg.Messages(anna().ID)); n != 1 {
				t.Errorf("%d messages: a refused call was applied", n)
			}
		})
	}
}

func manyCommands(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,{"command":"c` + strconv.Itoa(i) + `","description":"x"}`)
	}
	return "[" + b.String()[1:] + "]"
}

func TestEveryBodyFormIsRead(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("chat_id", "7000000001")
	_ = form.WriteField("text", "multipart")
	_ = form.WriteField("reply_markup", oneButton)
	_ = form.Close()
	for _, s := range []said{
		post(t, tg, "sendMessage", form.FormDataContentType(), body.String()),
		post(t, tg, "sendMessage", "application/json", `{"chat_id":7000000001,"text":"json","reply_markup":`+oneButton+`}`),
		post(t, tg, "SENDMESSAGE", "application/json; charset=utf-8", `{"chat_id":"7000000001","text":"string id","entities":null}`),
		post(t, tg, "sendMessage?chat_id=7000000001&text=query", "", ""),
		post(t, tg, "getMe", "multipart/form-data; boundary=x", ""),
	} {
		if !s.OK {
			t.Errorf("%d %s", s.Code, s.Description)
		}
	}
	if n := len(tg.Messages(anna().ID)); n != 5 {
		t.Errorf("%d messages, want 5", n)
	}
}

func TestAFileIsTakenOnlyWhereOneBelongs(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	send := func(method, field string) said {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("chat_id", "7000000001")
		if w, err := form.CreateFormFile(field, "a.ogg"); err == nil {
			_, _ = w.Write([]byte("OggS"))
		}
		_ = form.Close()
		return post(t, tg, method, form.FormDataContentType(), body.String())
	}
	s := send("sendVoice", "voice")
	if !s.OK {
		t.Fatalf("%d %s", s.Code, s.Description)
	}
	fits(t, "Message", s.Result)
	refused(t, send("sendMessage", "text"), 400, "not a file")
	refused(t, send("sendVoice", "picture"), 400, `no parameter "picture"`)
}

func TestMethodsThatAreNotThereSaySo(t *testing.T) {
	tg := New(Options{})
	refused(t, call(t, tg, "sendDice", "chat_id", "1"), 501, "sendDice")
	refused(t, call(t, tg, "sendDice"), 400, "chat_id")
	refused(t, call(t, tg, "sendLove"), 404, "Not Found")
}
