package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// Limits of the Bot API's setMyCommands.
const (
	commandsLimit    = 100
	descriptionLimit = 256
)

var (
	commandName  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	twoLetters   = regexp.MustCompile(`^[a-z]{2}$`)
	errLongCode  = errors.New("telegram: setMyCommands takes two-letter languages only; set the commands of the chat instead")
	errNoCommand = errors.New("telegram: there is no command to set")
)

// SetCommands sets the commands for a language, or with "" for everybody whose
// language has none. Telegram takes two-letter languages only: for another
// one there is [flows.Commands].
func (t *Telegram) SetCommands(ctx context.Context, lang string, commands []flows.Command) error {
	if lang != "" && !twoLetters.MatchString(lang) {
		return errLongCode
	}
	list, err := botCommands(commands)
	if err != nil {
		return err
	}
	_, err = t.call(ctx, "setMyCommands", func(ctx context.Context) error {
		_, err := t.api.SetMyCommands(ctx, &api.SetMyCommandsParams{Commands: list, LanguageCode: lang})
		return err
	})
	return err
}

// listCommands sets the list of one private chat, or takes it away.
func (t *Telegram) listCommands(ctx context.Context, e flows.Commands) error {
	if e.Chat == 0 {
		return t.never("setMyCommands", errNoChat)
	}
	scope := &models.BotCommandScopeChat{ChatID: e.Chat} // only the library itself writes its type
	if len(e.List) == 0 {
		_, err := t.call(ctx, "deleteMyCommands", func(ctx context.Context) error {
			_, err := t.api.DeleteMyCommands(ctx, &api.DeleteMyCommandsParams{Scope: scope})
			return err
		})
		return err
	}
	list, err := botCommands(e.List)
	if err != nil {
		return t.never("setMyCommands", err)
	}
	_, err = t.call(ctx, "setMyCommands", func(ctx context.Context) error {
		_, err := t.api.SetMyCommands(ctx, &api.SetMyCommandsParams{Commands: list, Scope: scope})
		return err
	})
	return err
}

// botCommands checks a list as Telegram does.
func botCommands(commands []flows.Command) ([]models.BotCommand, error) {
	switch {
	case len(commands) == 0:
		return nil, errNoCommand
	case len(commands) > commandsLimit:
		return nil, fmt.Errorf("telegram: %d commands, Telegram takes at most %d", len(commands), commandsLimit)
	}
	var out []models.BotCommand
	for _, c := range commands {
		description := clean(c.Description)
		switch n := units(description); {
		case !commandName.MatchString(c.Name):
			return nil, fmt.Errorf("telegram: command %q: a name has 1 to 32 of a-z 0-9 _", c.Name)
		case strings.TrimSpace(description) == "" || n > descriptionLimit:
			return nil, fmt.Errorf("telegram: command %q: the description has %d characters, it needs 1 to %d", c.Name, n, descriptionLimit)
		}
		out = append(out, models.BotCommand{Command: c.Name, Description: description})
	}
	return out, nil
}

// Profile is what stands around a chat, for one language.
type Profile struct {
	Description string // in the empty chat; at most 512 characters, Bot API setMyDescription
	Short       string // on the bot's page and in links; at most 120 characters, Bot API setMyShortDescription
}

// Limits of the Bot API's setMyDescription and setMyShortDescription.
const (
	profileLimit = 512
	shortLimit   = 120
)

// SetProfile sets what stands around a chat for a language, or with "" for
// everybody whose language has none. It asks first and sets only what is
// otherwise: Telegram refuses for hours after a few changes, and a service may
// start often.
func (t *Telegram) SetProfile(ctx context.Context, lang string, p Profile) error {
	if lang != "" && !twoLetters.MatchString(lang) {
		return errLongCode
	}
	for text, limit := range map[string]int{p.Description: profileLimit, p.Short: shortLimit} {
		if n := units(clean(text)); n > limit {
			return fmt.Errorf("telegram: a text around the chat has %d characters, Telegram takes at most %d", n, limit)
		}
	}
	if err := t.setDescription(ctx, lang, clean(p.Description)); err != nil {
		return err
	}
	return t.setShort(ctx, lang, clean(p.Short))
}

func (t *Telegram) setDescription(ctx context.Context, lang, text string) error {
	var is models.BotDescription
	if _, err := t.call(ctx, "getMyDescription", func(ctx context.Context) (err error) {
		is, err = t.api.GetMyDescription(ctx, &api.GetMyDescriptionParams{LanguageCode: lang})
		return err
	}); err != nil || is.Description == text {
		return err
	}
	_, err := t.call(ctx, "setMyDescription", func(ctx context.Context) error {
		_, err := t.api.SetMyDescription(ctx, &api.SetMyDescriptionParams{Description: text, LanguageCode: lang})
		return err
	})
	return err
}

func (t *Telegram) setShort(ctx context.Context, lang, text string) error {
	var is models.BotShortDescription
	if _, err := t.call(ctx, "getMyShortDescription", func(ctx context.Context) (err error) {
		is, err = t.api.GetMyShortDescription(ctx, &api.GetMyShortDescriptionParams{LanguageCode: lang})
		return err
	}); err != nil || is.ShortDescription == text {
		return err
	}
	_, err := t.call(ctx, "setMyShortDescription", func(ctx context.Context) error {
		_, err := t.api.SetMyShortDescription(ctx, &api.SetMyShortDescriptionParams{ShortDescription: text, LanguageCode: lang})
		return err
	})
	return err
}

// nameLimit is that of the Bot API's setMyName.
const nameLimit = 64

var (
	errNameCode = errors.New("telegram: setMyName takes two-letter languages only")
	errNoName   = errors.New("telegram: a bot has a name for everybody; only that of a language can be taken away")
)

// SetName sets the bot's name, at most 64 characters, for a language, or with ""
// for everybody whose language has none. An empty name takes that of a language
// away. Like [Telegram.SetProfile] it asks first and changes only what is
// otherwise.
func (t *Telegram) SetName(ctx context.Context, lang, name string) error {
	name = strings.TrimSpace(clean(name))
	switch n := units(name); {
	case lang != "" && !twoLetters.MatchString(lang):
		return errNameCode
	case lang == "" && n == 0:
		return errNoName
	case n > nameLimit:
		return fmt.Errorf("telegram: the bot's name has %d characters, Telegram takes at most %d", n, nameLimit)
	}
	is, err := t.name(ctx, lang)
	if err != nil || is == name {
		return err
	}
	if name == "" {
		// Of a language without a name Telegram tells the one for everybody.
		if others, err := t.name(ctx, ""); err != nil || is == others {
			return err
		}
	}
	_, err = t.call(ctx, "setMyName", func(ctx context.Context) error {
		_, err := t.api.SetMyName(ctx, &api.SetMyNameParams{Name: name, LanguageCode: lang})
		return err
	})
	return err
}

// name is the bot's name as the phones of a language show it.
func (t *Telegram) name(ctx context.Context, lang string) (string, error) {
	var is models.BotName
	_, err := t.call(ctx, "getMyName", func(ctx context.Context) (err error) {
		is, err = t.api.GetMyName(ctx, &api.GetMyNameParams{LanguageCode: lang})
		return err
	})
	return is.Name, err
}

// webhookConnections is how many updates Telegram may post at the same time
// (1–100, setWebhook max_connections).
const webhookConnections = 40

// SetWebhook tells Telegram to post updates to public plus [WebhookPath].
// public is where this bot is reached from outside, such as
// "https://bot.example.org".
func (t *Telegram) SetWebhook(ctx context.Context, public string) error {
	u, err := url.Parse(public)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("telegram: the public address must look like https://bot.example.org")
	}
	_, err = t.call(ctx, "setWebhook", func(ctx context.Context) error {
		_, err := t.api.SetWebhook(ctx, &api.SetWebhookParams{
			URL:            strings.TrimRight(public, "/") + WebhookPath(t.token),
			MaxConnections: webhookConnections,
			AllowedUpdates: allowed(),
			SecretToken:    WebhookSecret(t.token),
		})
		return err
	})
	return err
}

// DeleteWebhook ends posting; updates that wait stay. A poller cannot work
// while a webhook is set.
func (t *Telegram) DeleteWebhook(ctx context.Context) error {
	_, err := t.call(ctx, "deleteWebhook", func(ctx context.Context) error {
		_, err := t.api.DeleteWebhook(ctx, &api.DeleteWebhookParams{})
		return err
	})
	return err
}
