package sandbox

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestCommandsAreMarkedInUTF16(t *testing.T) {
	for text, want := range map[string][]Entity{
		"/start":                 {{"bot_command", 0, 6}},
		"/start abc":             {{"bot_command", 0, 6}},
		"مرحبا /help":            {{"bot_command", 6, 5}},
		"😀 /help@sandbox_bot ok": {{"bot_command", 3, 17}},
		"a/b":                    nil,
		"/":                      nil,
		"1 / 2":                  nil,
		"/привет":                nil,
		"/help/me":               nil,
		"//help":                 nil,
		"، /a ,/b":               {{"bot_command", 2, 2}, {"bot_command", 6, 2}},
	} {
		if got := commands(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestEveryUpdateFitsTheBotAPI(t *testing.T) {
	tg, sent := greeted(t, Options{})
	own := tg.Say(anna(), "/help me")
	if err := tg.EditOwn(anna(), own, "/help you"); err != nil {
		t.Fatal(err)
	}
	if _, err := tg.Tap(anna(), sent, "yes"); err != nil {
		t.Fatal(err)
	}
	kinds := []string{
		"voice", "photo", "sticker", "document", "location", "contact", "other contact", "video", "video_note", "audio", "animation", "dice",
	}
	for _, kind := range kinds {
		tg.SendMedia(anna(), kind)
	}
	tg.Block(anna())
	tg.Unblock(anna())
	tg.Say(User{ID: 9}, "no name, no language")
	raw := must(t, tg, "getUpdates")
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	if want := 4 + len(kinds) + 3; len(list) != want {
		t.Errorf("%d updates, want %d", len(list), want)
	}
	for _, update := range list {
		fits(t, "Update", update)
	}
	for _, kind := range kinds {
		if field := `"` + strings.TrimPrefix(kind, "other ") + `":`; !strings.Contains(string(raw), field) {
			t.Errorf("no update carries %s", field)
		}
	}
	if !strings.Contains(string(raw), `"user_id":7000000001`) || strings.Count(string(raw), `"user_id"`) != 1 {
		t.Error("her own contact must carry her id, somebody else's none")
	}
}

func TestTapNeedsTheButton(t *testing.T) {
	tg, sent := greeted(t, Options{})
	for _, try := range []struct {
		message int
		data    string
	}{{sent, "no"}, {sent, ""}, {sent - 1, "yes"}, {99, "yes"}} {
		if _, err := tg.Tap(anna(), try.message, try.data); !errors.Is(err, ErrNoButton) {
			t.Errorf("tap %+v: %v", try, err)
		}
	}
	must(t, tg, "editMessageReplyMarkup", "chat_id", annaID(), "message_id", id(int64(sent)))
	if _, err := tg.Tap(anna(), sent, "yes"); !errors.Is(err, ErrNoButton) {
		t.Errorf("the button is gone, yet: %v", err)
	}
}

func TestEditOwnNeedsAnOwnText(t *testing.T) {
	tg, sent := greeted(t, Options{})
	for _, n := range []int{sent, 99} {
		if err := tg.EditOwn(anna(), n, "x"); !errors.Is(err, ErrNoMessage) {
			t.Errorf("message %d: %v", n, err)
		}
	}
	if err := tg.EditOwn(anna(), 1, "/start"); err == nil {
		t.Error("an edit that changes nothing was accepted")
	}
}

func TestLongTextsGoInPieces(t *testing.T) {
	tg := New(Options{})
	if n := tg.Say(anna(), strings.Repeat("😀", 2048)+"end"); n != 2 {
		t.Errorf("last id %d, want 2", n)
	}
	if got := tg.Messages(anna().ID)[1].Text; got != "end" {
		t.Errorf("second piece %q", got)
	}
	if tg.Say(anna(), "\u202a ") != 0 {
		t.Error("an empty text was sent")
	}
}

func TestChangedClosesAtEachChange(t *testing.T) {
	tg := New(Options{})
	changes := map[string]func(){
		"1 say":    func() { tg.Say(anna(), "/start") },
		"2 send":   func() { must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", oneButton) },
		"3 tap":    func() { _, _ = tg.Tap(anna(), 2, "yes") },
		"4 answer": func() { must(t, tg, "answerCallbackQuery", "callback_query_id", tg.chats[anna().ID].queries[0].ID) },
		"5 edit":   func() { must(t, tg, "editMessageText", "chat_id", annaID(), "message_id", "2", "text", "y") },
		"6 delete": func() { must(t, tg, "deleteMessage", "chat_id", annaID(), "message_id", "2") },
		"7 typing": func() { must(t, tg, "sendChatAction", "chat_id", annaID(), "action", "typing") },
		"8 menu":   func() { must(t, tg, "setMyCommands", "commands", "[]") },
		"9 block":  func() { tg.Block(anna()) },
	}
	for _, name := range sortedKeys(changes) {
		changed := tg.Changed(anna().ID)
		select {
		case <-changed:
			t.Fatalf("%s: closed too early", name)
		default:
		}
		changes[name]()
		select {
		case <-changed:
		default:
			t.Errorf("%s: not closed", name)
		}
	}
}

func TestPeopleAreThoseWhoWrote(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "x")
	tg.Say(User{ID: 5, FirstName: "Bo"}, "x")
	tg.Changed(6)
	if p := tg.People(); len(p) != 2 || p[0].FirstName != "Bo" || p[1] != anna() {
		t.Errorf("got %+v", p)
	}
}
