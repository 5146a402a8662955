package sandbox

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"slices"
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
		"voice", "photo", "sticker", "document", "location", "contact", "other contact", "unknown contact", "video", "video_note", "audio", "animation", "dice",
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
		if field := `"` + kind[strings.LastIndex(kind, " ")+1:] + `":`; !strings.Contains(string(raw), field) {
			t.Errorf("no update carries %s", field)
		}
	}
	for field, n := range map[string]int{
		`"user_id":7000000001`: 1, `"user_id":7000000002`: 1, `"user_id"`: 2, // the third has no Telegram
		`"latitude":51.3397,"longitude":12.3731`: 1,
		`"duration":4,"mime_type":"audio/ogg"`:   1,
		`"width":1280,"height":960`:              1,
		`"width":90,"height":67`:                 1,
		`"file_name":"document.pdf"`:             1,
		`"caption"`:                              0,
		`"file_size":8966,"duration":4`:          1,
	} {
		if got := strings.Count(string(raw), field); got != n {
			t.Errorf("%s is sent %d times, want %d", field, got, n)
		}
	}
	ids := regexp.MustCompile(`"file_id":"([^"]+)"`).FindAllStringSubmatch(string(raw), -1)
	slices.SortFunc(ids, func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	if n := len(ids); n != 12 || len(slices.CompactFunc(ids, slices.Equal[[]string])) != n-1 { // an animation is a document too
		t.Errorf("%d files, each with an id of its own: %q", n, ids)
	}
}

func TestCaptionsGoWithWhatHasOne(t *testing.T) {
	tg := New(Options{})
	tg.SendCaptioned(anna(), "photo", " \u202elook ")
	tg.SendCaptioned(anna(), "voice", strings.Repeat("a", 1025))
	tg.SendCaptioned(anna(), "location", "here")
	all := tg.Messages(anna().ID)
	if all[0].Text != "look" || len(all[1].Text) != 1024 || all[2].Text != "" || all[0].Kind != "photo" || all[2].Kind != "location" {
		t.Errorf("got %+v", all)
	}
	raw := string(must(t, tg, "getUpdates"))
	if !strings.Contains(raw, `"caption":"look"`) || strings.Contains(raw, `"text"`) || strings.Count(raw, `"caption"`) != 2 {
		t.Errorf("updates %s", raw)
	}
}

// Some phones send a number with a plus, some without.
func TestNumbersComeInTwoForms(t *testing.T) {
	tg := New(Options{})
	tg.SendMedia(User{ID: 2}, "contact")
	tg.SendMedia(User{ID: 3}, "contact")
	raw := string(must(t, tg, "getUpdates"))
	if !strings.Contains(raw, `"phone_number":"+4915550100002"`) || !strings.Contains(raw, `"phone_number":"4915550100003"`) {
		t.Errorf("updates %s", raw)
	}
}

func TestPressingKeys(t *testing.T) {
	tg := New(Options{})
	if _, err := tg.Press(anna(), "Yes"); !errors.Is(err, ErrNoKey) {
		t.Errorf("no keys are there, yet: %v", err)
	}
	tg.Say(anna(), "/start")
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x", "reply_markup", threeKeys)
	for label, want := range map[string]Message{
		"My number": {Kind: "contact"}, "Here": {Kind: "location"}, "Yes": {Kind: "text", Text: "Yes"},
	} {
		id, err := tg.Press(anna(), label)
		last := tg.Messages(anna().ID)
		if m := last[len(last)-1]; err != nil || m.ID != id || m.Kind != want.Kind || m.Text != want.Text || m.FromBot {
			t.Errorf("%s: %v, %+v", label, err, m)
		}
	}
	raw := string(must(t, tg, "getUpdates"))
	if !strings.Contains(raw, `"user_id":7000000001`) || !strings.Contains(raw, `"latitude"`) || strings.Contains(raw, "My number") {
		t.Errorf("updates %s", raw)
	}
	if _, err := tg.Press(anna(), "No"); !errors.Is(err, ErrNoKey) {
		t.Errorf("no such key, yet: %v", err)
	}
	tg.Block(anna())
	if _, err := tg.Press(anna(), "Yes"); !errors.Is(err, ErrNoKey) {
		t.Errorf("blocked: %v", err)
	}
	tg.Unblock(anna())
	if _, err := tg.Press(anna(), "Yes"); err != nil {
		t.Errorf("the keys come back: %v", err)
	}
}

const threeKeys = `{"keyboard":[[{"text":"My number","request_contact":true},{"text":"Here","request_location":true}],[{"text":"Yes"}]]}`

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
