package telegram_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

func TestCarryMakesOneRightCallPerEffect(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	ctx := t.Context()

	text := "\u2067שלום\u2069 a\u030a https://example.org <b>&</b>"
	id, err := tg.Carry(ctx, flows.Send{Chat: anna.ID, Text: text, Buttons: [][]flows.Button{
		{{Label: "✅ Leipzig", Data: strings.Repeat("ж", 32)}},
		{{Label: `"Map" <here>`, URL: "https://example.org/?a=1&b=2"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := lastMessage(t, sb, anna.ID)
	if m.ID != id || id == 0 {
		t.Errorf("the message has id %d, Carry says %d", m.ID, id)
	}
	// Telegram drops U+030A: only as one rune does the letter keep its ring.
	if want := "\u2067שלום\u2069 å https://example.org <b>&</b>"; m.Text != want {
		t.Errorf("text %q, want %q", m.Text, want)
	}
	if len(m.Buttons) != 2 || m.Buttons[0][0] != (sandbox.Button{Text: "✅ Leipzig", Data: strings.Repeat("ж", 32)}) ||
		m.Buttons[1][0] != (sandbox.Button{Text: `"Map" <here>`, URL: "https://example.org/?a=1&b=2"}) {
		t.Errorf("buttons %+v", m.Buttons)
	}

	query, err := sb.Tap(anna, id, strings.Repeat("ж", 32))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := tg.Carry(ctx, flows.Answer{Query: query, Text: "Thanks"}); err != nil || n != 0 {
		t.Errorf("answer: %d, %v", n, err)
	}
	if q, _ := sb.Query(query); !q.Answered || q.Text != "Thanks" || q.Alert {
		t.Errorf("query %+v", q)
	}

	// Without reply_markup the keyboard goes.
	if n, err := tg.Carry(ctx, flows.Edit{Chat: anna.ID, Message: id, Text: "✅ Leipzig"}); err != nil || n != 0 {
		t.Errorf("edit: %d, %v", n, err)
	}
	if m := lastMessage(t, sb, anna.ID); m.Text != "✅ Leipzig" || len(m.Buttons) != 0 {
		t.Errorf("after the edit: %+v", m)
	}
	if err := carry(tg, flows.Edit{Chat: anna.ID, Message: id, Text: "?", Buttons: [][]flows.Button{{}, {{Label: "a", Data: "b"}}}}); err != nil {
		t.Error(err)
	}
	if m := lastMessage(t, sb, anna.ID); len(m.Buttons) != 1 {
		t.Errorf("after the second edit: %+v", m)
	}
	if n := sb.Count("sendMessage") + sb.Count("editMessageText") + sb.Count("answerCallbackQuery"); n != 4 || len(sb.Calls()) != 4 {
		t.Errorf("%d calls for four effects", len(sb.Calls()))
	}
}

func TestCarryBringsKeysAndTakesThemAway(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	ask := flows.Send{Chat: anna.ID, Text: "Your number?", Keys: [][]flows.Key{
		{{Label: "📱 a\u030a", Request: flows.RequestContact}, {Label: "📍 Here", Request: flows.RequestPlace}}, {}, {{Label: "Rather not"}},
	}}
	if id, err := tg.Carry(t.Context(), ask); err != nil || id == 0 {
		t.Fatalf("%d, %v", id, err)
	}
	want := [][]sandbox.Key{{{Text: "📱 å", Contact: true}, {Text: "📍 Here", Location: true}}, {{Text: "Rather not"}}}
	if got := sb.Keyboard(anna.ID); !reflect.DeepEqual(got, want) {
		t.Errorf("keys %+v", got)
	}
	// Neither a plain message nor one with buttons takes them away.
	for _, e := range []flows.Send{{Chat: anna.ID, Text: "a"}, {Chat: anna.ID, Text: "a", Buttons: [][]flows.Button{{{Label: "a", Data: "b"}}}}} {
		if err := carry(tg, e); err != nil {
			t.Fatal(err)
		}
	}
	if got := sb.Keyboard(anna.ID); len(got) != 2 {
		t.Errorf("keys %+v", got)
	}
	if err := carry(tg, flows.Send{Chat: anna.ID, Text: "Thanks", Unkey: true}); err != nil {
		t.Fatal(err)
	}
	if got := sb.Keyboard(anna.ID); got != nil {
		t.Errorf("the keys stay: %+v", got)
	}
}

// What the phone does with the keys stands in fields that the sandbox does not
// look at.
func TestKeysAreAsTelegramWantsThem(t *testing.T) {
	var bodies []string
	tg := client(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		return reply(http.StatusOK, `{"ok":true,"result":{"message_id":5}}`), err
	}))
	for i, tc := range []struct {
		effect flows.Send
		want   string
	}{
		{
			flows.Send{Chat: 1, Text: "a", Keys: [][]flows.Key{{{Label: "p", Request: flows.RequestContact}}, {{Label: "g", Request: flows.RequestPlace}}, {{Label: "t"}}}},
			`{"keyboard":[[{"text":"p","request_contact":true}],[{"text":"g","request_location":true}],[{"text":"t"}]],` +
				`"is_persistent":true,"resize_keyboard":true,"one_time_keyboard":false}`,
		},
		{flows.Send{Chat: 1, Text: "a", Unkey: true}, `{"remove_keyboard":true}`},
		{flows.Send{Chat: 1, Text: "a", Unkey: true, Keys: [][]flows.Key{{}}, Buttons: [][]flows.Button{{}}}, `{"remove_keyboard":true}`},
	} {
		if err := carry(tg, tc.effect); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(bodies[i], tc.want) || strings.Count(bodies[i], "reply_markup") != 1 {
			t.Errorf("want %s in %s", tc.want, bodies[i])
		}
	}
	if err := carry(tg, flows.Send{Chat: 1, Text: "a", Keys: [][]flows.Key{{}}}); err != nil || strings.Contains(bodies[3], "reply_markup") {
		t.Errorf("%v, %s", err, bodies[3])
	}
}

func TestCarryDeletes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		tg := client(t, sb.RoundTripper())
		hers := sb.Say(anna, "/start")
		old := sb.Say(anna, "a secret")
		if id, err := tg.Carry(t.Context(), flows.Delete{Chat: anna.ID, Message: hers}); err != nil || id != 0 {
			t.Errorf("%d, %v", id, err)
		}
		if all := sb.Messages(anna.ID); !all[0].Deleted || all[1].Deleted {
			t.Errorf("messages %+v", all)
		}
		more := []int{sb.Say(anna, "one"), sb.Say(anna, "two"), 999}
		if _, err := tg.Carry(t.Context(), flows.Delete{Chat: anna.ID, Message: hers, More: more}); err != nil {
			t.Error(err)
		}
		if all := sb.Messages(anna.ID); all[1].Deleted || !all[2].Deleted || !all[3].Deleted {
			t.Errorf("messages %+v", all)
		}
		checkRefusal(t, carry(tg, flows.Delete{Chat: anna.ID, Message: hers, More: make([]int, 100)}), bot.Never, 0)
		checkRefusal(t, carry(tg, flows.Delete{Chat: anna.ID, Message: hers}), bot.Needless, 0)
		checkRefusal(t, carry(tg, flows.Delete{Chat: anna.ID, Message: 999}), bot.Needless, 0)
		time.Sleep(48 * time.Hour)
		checkRefusal(t, carry(tg, flows.Delete{Chat: anna.ID, Message: old}), bot.Needless, 0)
		sb.Block(anna)
		checkRefusal(t, carry(tg, flows.Delete{Chat: anna.ID, Message: old}), bot.Gone, 0)
	})
}

// Link previews would fetch, and show, pages that nobody asked for.
func TestCarryTurnsLinkPreviewsOff(t *testing.T) {
	var bodies []string
	tg := client(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, string(body))
		if r.ContentLength != int64(len(body)) {
			t.Errorf("content length %d of %d bytes", r.ContentLength, len(body))
		}
		return reply(http.StatusOK, `{"ok":true,"result":{"message_id":5}}`), nil
	}))
	for _, e := range []flows.Effect{flows.Send{Chat: 1, Text: "a"}, flows.Edit{Chat: 1, Message: 5, Text: "a"}} {
		if err := carry(tg, e); err != nil {
			t.Fatal(err)
		}
	}
	for _, body := range bodies {
		if !strings.Contains(body, `{"is_disabled":true}`) || strings.Contains(body, "reply_markup") || strings.Contains(body, "parse_mode") {
			t.Errorf("request %s", body)
		}
	}
	if err := carry(tg, flows.Send{Chat: 1, Text: "a", Buttons: [][]flows.Button{{{Label: "a", Data: "b"}}}}); err != nil {
		t.Fatal(err)
	}
	// The library's own buttons carry an empty copy_text, an action more.
	if body := bodies[2]; strings.Contains(body, "copy_text") || !strings.Contains(body, `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`) {
		t.Errorf("request %s", body)
	}
}

func TestCarryRefusesWhatBreaksALimitWithoutACall(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	button := func(b flows.Button) flows.Effect {
		return flows.Send{Chat: anna.ID, Text: "secret words", Buttons: [][]flows.Button{{b}}}
	}
	var hundred [][]flows.Button
	for range 101 {
		hundred = append(hundred, []flows.Button{{Label: "a", Data: "b"}})
	}
	keys := func(k ...flows.Key) flows.Send {
		return flows.Send{Chat: anna.ID, Text: "secret words", Keys: [][]flows.Key{{{Label: "fine"}}, k}}
	}
	both, three := keys(), keys()
	both.Unkey, three.Buttons = true, [][]flows.Button{{}, {{Label: "a", Data: "b"}}}
	for name, e := range map[string]flows.Effect{
		"key without label":    keys(flows.Key{Label: "fine"}, flows.Key{Label: " \n", Request: flows.RequestContact}),
		"key for the unknown":  keys(flows.Key{Label: "secret", Request: "secret"}),
		"101 keys":             keys(slices.Repeat([]flows.Key{{Label: "secret"}}, 100)...),
		"keys and their end":   both,
		"keys and buttons":     three,
		"buttons and the end":  flows.Send{Chat: anna.ID, Text: "secret", Unkey: true, Buttons: [][]flows.Button{{{Label: "a", Data: "b"}}}},
		"delete of nothing":    flows.Delete{Chat: anna.ID},
		"delete nowhere":       flows.Delete{Message: 5},
		"no chat":              flows.Send{Text: "secret words"},
		"no text":              flows.Send{Chat: anna.ID, Text: " \n"},
		"4097 characters":      flows.Send{Chat: anna.ID, Text: strings.Repeat("a", 4097)},
		"2049 emoji":           flows.Send{Chat: anna.ID, Text: strings.Repeat("😀", 2049)},
		"no label":             button(flows.Button{Label: " ", Data: "secret"}),
		"no action":            button(flows.Button{Label: "secret"}),
		"two actions":          button(flows.Button{Label: "secret", Data: "a", URL: "https://example.org"}),
		"65 bytes of data":     button(flows.Button{Label: "secret", Data: strings.Repeat("ж", 32) + "a"}),
		"script address":       button(flows.Button{Label: "secret", URL: "javascript:secret"}),
		"address without host": button(flows.Button{Label: "secret", URL: "https:///secret"}),
		"101 buttons":          flows.Send{Chat: anna.ID, Text: "secret words", Buttons: hundred},
		"edit of nothing":      flows.Edit{Chat: anna.ID, Text: "secret words"},
		"answer to nothing":    flows.Answer{Text: "secret words"},
		"long answer":          flows.Answer{Query: "1", Text: strings.Repeat("a", 201)},
		"tell":                 flows.Tell{To: "person.x", Name: "secret"},
		"nil":                  nil,
	} {
		err := carry(tg, e)
		var r *bot.Refusal
		if !errors.As(err, &r) || r.Kind != bot.Never {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error quotes what was to be sent: %v", name, err)
		}
	}
	if n := len(sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
	for _, text := range []string{strings.Repeat("a", 4096), strings.Repeat("😀", 2048), "\xff broken"} {
		if err := carry(tg, flows.Send{Chat: anna.ID, Text: text}); err != nil {
			t.Errorf("%.10q…: %v", text, err)
		}
	}
}

func TestCarrySaysWhatARefusalMeans(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		answer string
		want   bot.RefusalKind // 0: not now
		after  time.Duration
	}{
		"too many":                {429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, bot.Slower, 7 * time.Second},
		"too many, no time given": {429, `{"ok":false,"error_code":429,"description":"Too Many Requests"}`, bot.Slower, time.Second},
		"blocked":                 {403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, bot.Gone, 0},
		"deactivated":             {403, `{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}`, bot.Gone, 0},
		"never started":           {403, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, bot.Gone, 0},
		"no such chat":            {400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, bot.Never, 0},
		"no such chat, 404":       {404, `{"ok":false,"error_code":404,"description":"Not Found: chat not found"}`, bot.Never, 0},
		"group moved":             {400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}`, bot.Never, 0},
		"too large":               {413, `{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`, bot.Never, 0},
		"same text":               {400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified: specified new message content and reply markup are exactly the same"}`, bot.Needless, 0},
		"old query":               {400, `{"ok":false,"error_code":400,"description":"Bad Request: query is too old and response timeout expired or query ID is invalid"}`, bot.Needless, 0},
		"edit of a deleted one":   {400, `{"ok":false,"error_code":400,"description":"Bad Request: message to edit not found"}`, bot.Needless, 0},
		"delete of a deleted one": {400, `{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}`, bot.Needless, 0},
		"delete of an old one":    {400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted"}`, bot.Needless, 0},
		"too old for everyone":    {400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted for everyone"}`, bot.Needless, 0},
		"edit of a keyed one":     {400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be edited"}`, bot.Never, 0},
		"revoked token":           {401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, bot.Barred, 0},
		"unknown token":           {404, `{"ok":false,"error_code":404,"description":"Not Found"}`, bot.Barred, 0},
		"conflict":                {409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`, 0, 0},
		"server error":            {500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, 0, 0},
		"bad gateway, HTML":       {502, "<html><body><h1>502 Bad Gateway</h1></body></html>", 0, 0},
		"404 of a proxy":          {404, "<html>not found</html>", 0, 0},
		"broken JSON":             {200, `{"ok":true,"resu`, 0, 0},
		"odd JSON":                {200, `{"ok":"yes"}`, 0, 0},
		"nothing":                 {200, ``, 0, 0},
		"redirect":                {302, ``, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			tg := client(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				calls++
				resp := reply(tc.status, tc.answer)
				resp.Header.Set("Location", "https://elsewhere.example"+r.URL.Path)
				return resp, nil
			}))
			err := carry(tg, flows.Send{Chat: 1, Text: "secret"})
			checkRefusal(t, err, tc.want, tc.after)
			if calls != 1 {
				t.Errorf("%d calls: Carry never repeats", calls)
			}
		})
	}
}

func checkRefusal(t *testing.T, err error, want bot.RefusalKind, after time.Duration) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	var r *bot.Refusal
	var kind bot.RefusalKind
	var wait time.Duration
	if errors.As(err, &r) {
		kind, wait = r.Kind, r.After
	}
	if kind != want || wait != after {
		t.Errorf("kind %v after %v, want %v after %v: %v", kind, wait, want, after, err)
	}
	if text := err.Error(); strings.Contains(text, "secret") || strings.Contains(text, "sandbox-token") || strings.Contains(text, "://") {
		t.Errorf("the error tells too much: %v", err)
	}
}

// The same against the sandbox, whose wordings were written by somebody else.
func TestCarryUnderstandsTheSandbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault sandbox.Fault
		sb := newSandbox(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault { return fault }})
		tg := client(t, sb.RoundTripper())
		sb.Say(anna, "/start")
		send := flows.Send{Chat: anna.ID, Text: "secret", Buttons: [][]flows.Button{{{Label: "a", Data: "b"}}}}
		id, err := tg.Carry(t.Context(), send)
		if err != nil {
			t.Fatal(err)
		}
		query, err := sb.Tap(anna, id, "b")
		if err != nil {
			t.Fatal(err)
		}

		for _, tc := range []struct {
			fault sandbox.Fault
			want  bot.RefusalKind
			after time.Duration
		}{
			{sandbox.Fault{Status: 429, RetryAfter: 12}, bot.Slower, 12 * time.Second},
			{sandbox.Fault{Status: 502}, 0, 0},
			{sandbox.Fault{Status: 500}, 0, 0},
			{sandbox.Fault{Status: 401}, bot.Barred, 0},
			{sandbox.Fault{DropReply: true}, 0, 0},
		} {
			fault = tc.fault
			checkRefusal(t, carry(tg, send), tc.want, tc.after)
		}
		if n := len(sb.Messages(anna.ID)); n != 3 {
			t.Errorf("%d messages: /start, the first and the one whose reply was dropped are 3", n)
		}
		fault = sandbox.Fault{}

		same := flows.Edit{Chat: anna.ID, Message: id, Text: "secret", Buttons: send.Buttons}
		checkRefusal(t, carry(tg, same), bot.Needless, 0)
		checkRefusal(t, carry(tg, flows.Edit{Chat: anna.ID, Message: 9999, Text: "secret"}), bot.Needless, 0)
		checkRefusal(t, carry(tg, flows.Send{Chat: 12345, Text: "secret"}), bot.Gone, 0)
		time.Sleep(151 * time.Second)
		checkRefusal(t, carry(tg, flows.Answer{Query: query}), bot.Needless, 0)
		sb.Block(anna)
		checkRefusal(t, carry(tg, send), bot.Gone, 0)
	})
}

// A time-out may still have sent, so it must not be a refusal.
func TestCallsHaveATimeoutOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault { return sandbox.Fault{Delay: time.Minute} }})
		tg := client(t, sb.RoundTripper())
		sb.Say(anna, "/start")
		began := time.Now()
		err := carry(tg, flows.Send{Chat: anna.ID, Text: "secret"})
		checkRefusal(t, err, 0, 0)
		if took := time.Since(began); took != 10*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, took)
		}
		if n := len(sb.Messages(anna.ID)); n != 2 {
			t.Errorf("%d messages: the call was carried out", n)
		}
	})
}

// The library writes each request through a pipe, from a goroutine: it must
// end whatever becomes of the call. synctest fails on one that stays.
func TestNothingLeaksFromACallThatWasGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		hang := client(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		time.AfterFunc(time.Second, cancel)
		_, err := hang.Carry(ctx, flows.Send{Chat: 1, Text: "secret"})
		checkRefusal(t, err, 0, 0)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}

		// A server may answer before it has read the request.
		rude := client(t, roundTrip(func(*http.Request) (*http.Response, error) {
			return reply(http.StatusOK, `{"ok":true,"result":{"message_id":5}}`), nil
		}))
		if id, err := rude.Carry(t.Context(), flows.Send{Chat: 1, Text: strings.Repeat("a", 4000)}); err != nil || id != 5 {
			t.Errorf("%d, %v", id, err)
		}
	})
}

// What was carried out must not be repeated because the answer has a field of
// a kind that the library does not know.
func TestCarryBelievesOKBeforeTheLibrary(t *testing.T) {
	tg := client(t, roundTrip(func(*http.Request) (*http.Response, error) {
		return reply(http.StatusOK, `{"ok":true,"result":{"message_id":77,"date":"tomorrow","forward_origin":{"type":"new"}}}`), nil
	}))
	if id, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "a"}); err != nil || id != 77 {
		t.Errorf("%d, %v", id, err)
	}
}

func TestErrorsOfTheNetworkTellNoAddress(t *testing.T) {
	for _, cause := range []error{
		io.ErrUnexpectedEOF,
		errors.New(`malformed HTTP response "secret"`),
		&http.MaxBytesError{},
	} {
		tg := client(t, roundTrip(func(*http.Request) (*http.Response, error) { return nil, cause }))
		checkRefusal(t, carry(tg, flows.Send{Chat: 1, Text: "secret"}), 0, 0)
		_, _, err := tg.Identity(t.Context())
		checkRefusal(t, err, 0, 0)
	}
}

// Telegram quotes the request in some descriptions.
func TestDescriptionsKeepOnlyKnownWords(t *testing.T) {
	tg := client(t, roundTrip(func(*http.Request) (*http.Response, error) {
		return reply(400, `{"ok":false,"error_code":400,"description":"Bad Request: inline keyboard button URL 'secret +49 30 123' is invalid: BUTTON_URL_INVALID (Anna secret_name)"}`), nil
	}))
	err := carry(tg, flows.Send{Chat: 1, Text: "a"})
	checkRefusal(t, err, bot.Never, 0)
	if want := "never: telegram: sendMessage: 400 Bad Request: inline keyboard button URL … is invalid: BUTTON_URL_INVALID …"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestDescriptionsOfDeletionsAreKept(t *testing.T) {
	for _, words := range []string{
		"message to delete not found", "message can't be deleted for everyone",
		"phone number can be requested in private chats only", "location can be requested in private chats only",
	} {
		tg := client(t, roundTrip(func(*http.Request) (*http.Response, error) {
			return reply(400, `{"ok":false,"error_code":400,"description":"Bad Request: `+words+`"}`), nil
		}))
		if err := carry(tg, flows.Delete{Chat: 1, Message: 5}); err == nil || !strings.HasSuffix(err.Error(), "deleteMessage: 400 Bad Request: "+words) {
			t.Errorf("%q became %v", words, err)
		}
	}
}

func TestEventsAreCounted(t *testing.T) {
	var c tally
	answers := []string{
		`{"ok":true,"result":{"message_id":5}}`,
		`{"ok":false,"error_code":429,"parameters":{"retry_after":1}}`,
		`{"ok":false,"error_code":403}`, `{"ok":false,"error_code":400}`, `{"ok":false,"error_code":401}`, `-`,
		`{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`,
	}
	n := 0
	tg, err := telegram.New(telegram.Config{Token: token, Observe: c.observe, Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		n++
		return reply(200, answers[n-1]), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	for range answers {
		_ = carry(tg, flows.Send{Chat: 1, Text: "a"}) // each event is checked below
	}
	for _, event := range []string{
		telegram.EventCallOK, telegram.EventCallSlower, telegram.EventCallGone, telegram.EventCallNever,
		telegram.EventCallBarred, telegram.EventCallLater, telegram.EventCallNeedless,
	} {
		if c.of(event) != 1 {
			t.Errorf("%s was counted %d times", event, c.of(event))
		}
	}
}

func carry(tg *telegram.Telegram, e flows.Effect) error {
	_, err := tg.Carry(context.Background(), e)
	return err
}

func reply(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func lastMessage(t *testing.T, sb *sandbox.Telegram, chat int64) sandbox.Message {
	t.Helper()
	all := sb.Messages(chat)
	if len(all) == 0 {
		t.Fatal("no message")
	}
	return all[len(all)-1]
}
