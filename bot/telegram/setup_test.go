package telegram_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

func TestIdentityAsksTelegram(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{BotUsername: "wecan_bot"})
	id, name, err := client(t, sb.RoundTripper()).Identity(t.Context())
	if err != nil || id != 1000000001 || name != "wecan_bot" {
		t.Errorf("%d %q %v", id, name, err)
	}

	other, err := telegram.New(telegram.Config{Token: "1000000001:another", Transport: sb.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = other.Identity(t.Context())
	var r *bot.Refusal
	if !errors.As(err, &r) || r.Kind != bot.Barred {
		t.Errorf("a wrong token: %v", err)
	}

	odd := client(t, roundTrip(func(*http.Request) (*http.Response, error) { return reply(200, `{"ok":true,"result":{"id":"x"}}`), nil }))
	if _, _, err := odd.Identity(t.Context()); err == nil {
		t.Error("an answer without a bot was taken")
	}
}

func TestCommandsStandInTheMenu(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	ctx := t.Context()
	hausa := sandbox.User{ID: 8, FirstName: "H", LanguageCode: "ha"}
	sb.Say(hausa, "/start")
	for _, set := range []error{
		tg.SetCommands(ctx, "", []flows.Command{{Name: "help", Description: "Get help"}}),
		tg.SetCommands(ctx, "uk", []flows.Command{{Name: "help", Description: "Допомога"}}),
		carried(t, tg, flows.Commands{Chat: hausa.ID, List: []flows.Command{{Name: "help", Description: "Taimako"}}}),
	} {
		if set != nil {
			t.Error(set)
		}
	}
	sees := func(user sandbox.User, want string) {
		t.Helper()
		if got := sb.Commands(user); len(got) != 1 || got[0].Description != want {
			t.Errorf("%q sees %v, want %q", user.LanguageCode, got, want)
		}
	}
	sees(anna, "Допомога")
	sees(hausa, "Taimako")
	sees(sandbox.User{ID: 9, LanguageCode: "fr"}, "Get help")
	if err := carried(t, tg, flows.Commands{Chat: hausa.ID}); err != nil { // her list goes; to take it away twice does no harm
		t.Error(err)
	}
	if err := carried(t, tg, flows.Commands{Chat: hausa.ID}); err != nil {
		t.Error(err)
	}
	sees(hausa, "Get help")
}

func carried(t *testing.T, tg *telegram.Telegram, e flows.Effect) error {
	t.Helper()
	_, err := tg.Carry(t.Context(), e)
	return err
}

func TestListsThatTelegramWouldRefuse(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	for _, e := range []flows.Commands{
		{List: []flows.Command{{Name: "help", Description: "Help"}}},
		{Chat: 7, List: []flows.Command{{Name: "Help", Description: "Help"}}},
		{Chat: 7, List: []flows.Command{{Name: "help", Description: strings.Repeat("a", 257)}}},
	} {
		var no *bot.Refusal
		if err := carried(t, tg, e); !errors.As(err, &no) || no.Kind != bot.Never {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if n := len(sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// setMyCommands takes two-letter languages only, 100 commands, names of 32.
func TestCommandsThatTelegramWouldRefuse(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	fine := []flows.Command{{Name: "help", Description: "Help"}}
	many := make([]flows.Command, 101)
	for i := range many {
		many[i] = fine[0]
	}
	for name, tc := range map[string]struct {
		lang     string
		commands []flows.Command
	}{
		"three letters":    {"ckb", fine},
		"a region":         {"pt-BR", fine},
		"none":             {"en", nil},
		"101":              {"en", many},
		"capital letter":   {"en", []flows.Command{{Name: "Help", Description: "Help"}}},
		"long name":        {"en", []flows.Command{{Name: strings.Repeat("a", 33), Description: "Help"}}},
		"no description":   {"en", []flows.Command{{Name: "help", Description: " "}}},
		"long description": {"en", []flows.Command{{Name: "help", Description: strings.Repeat("a", 257)}}},
	} {
		if err := tg.SetCommands(t.Context(), tc.lang, tc.commands); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if n := len(sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func TestSetWebhookRefusesAddressesThatAreNone(t *testing.T) {
	tg := client(t, newSandbox(t, sandbox.Options{}).RoundTripper())
	for _, bad := range []string{"", "bot.example.org", "ftp://x", "https://x?y=1", "https://x#y"} {
		if err := tg.SetWebhook(t.Context(), bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// What stands around the chat is set for each language, and only when it is otherwise: Telegram takes few changes.
func TestSetProfile(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	english := telegram.Profile{Description: "Free courses.", Short: "Courses"}
	ukrainian := telegram.Profile{Description: "Безкоштовні курси.", Short: "Курси"}
	sets := func() (n int) {
		for _, c := range sb.Calls() {
			if strings.HasPrefix(c.Method, "setMy") {
				n++
			}
		}
		return n
	}
	for round, want := range []int{4, 4} {
		if err := errors.Join(tg.SetProfile(t.Context(), "", english), tg.SetProfile(t.Context(), "uk", ukrainian)); err != nil {
			t.Fatal(err)
		}
		if n := sets(); n != want {
			t.Errorf("after round %d: %d changes, want %d", round+1, n, want)
		}
	}
	english.Short = "Free courses"
	if err := tg.SetProfile(t.Context(), "", english); err != nil || sets() != 5 {
		t.Errorf("after another short text: %d changes (%v)", sets(), err)
	}
	calls := len(sb.Calls())
	for name, err := range map[string]error{
		"long code":        tg.SetProfile(t.Context(), "fa-AF", english),
		"long description": tg.SetProfile(t.Context(), "", telegram.Profile{Description: strings.Repeat("a", 513)}),
		"long short text":  tg.SetProfile(t.Context(), "", telegram.Profile{Short: strings.Repeat("a", 121)}),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if n := len(sb.Calls()); n != calls {
		t.Errorf("%d calls were made for what Telegram would refuse", n-calls)
	}
}

// A name is changed only when it is otherwise, and that of a language can go
// again. None is ever set for a language only to be the same as the others'.
func TestSetName(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{BotName: "From BotFather"})
	tg := client(t, sb.RoundTripper())
	for i, c := range []struct {
		lang, name string
		changes    int // so far
		en, uk     string
	}{
		{"uk", "", 0, "From BotFather", "From BotFather"},
		{"", "From BotFather", 0, "From BotFather", "From BotFather"},
		{"", "Garden", 1, "Garden", "Garden"},
		{"", " Garden ", 1, "Garden", "Garden"},
		{"uk", "Сад", 2, "Garden", "Сад"},
		{"uk", "Сад", 2, "Garden", "Сад"},
		{"uk", "", 3, "Garden", "Garden"},
		{"uk", "", 3, "Garden", "Garden"},
	} {
		if err := tg.SetName(t.Context(), c.lang, c.name); err != nil {
			t.Fatal(err)
		}
		if n := sb.Count("setMyName"); n != c.changes {
			t.Errorf("step %d: %d changes, want %d", i, n, c.changes)
		}
		en, _, _ := sb.Profile("en")
		if uk, _, _ := sb.Profile("uk"); en != c.en || uk != c.uk {
			t.Errorf("step %d: it is called %q and %q", i, en, uk)
		}
	}
	calls := len(sb.Calls())
	for name, err := range map[string]error{
		"long code": tg.SetName(t.Context(), "fa-AF", "Garden"),
		"long name": tg.SetName(t.Context(), "uk", strings.Repeat("🌻", 33)),
		"no name":   tg.SetName(t.Context(), "", " "),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if n := len(sb.Calls()); n != calls {
		t.Errorf("%d calls were made for what Telegram would refuse", n-calls)
	}
}
