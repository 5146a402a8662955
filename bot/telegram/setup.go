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
)

// Command is one entry of the menu beside the text field.
type Command struct {
	Name        string // 1–32 of a-z 0-9 _, without the slash
	Description string // 1–256 characters
}

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
// one call [Telegram.SetChatCommands] once the person has chosen it.
func (t *Telegram) SetCommands(ctx context.Context, lang string, commands []Command) error {
	if lang != "" && !twoLetters.MatchString(lang) {
		return errLongCode
	}
	return t.setCommands(ctx, &api.SetMyCommandsParams{LanguageCode: lang}, commands)
}

// SetChatCommands sets the commands of one private chat. They win over those
// of the language.
func (t *Telegram) SetChatCommands(ctx context.Context, chat int64, commands []Command) error {
	return t.setCommands(ctx, &api.SetMyCommandsParams{Scope: &models.BotCommandScopeChat{ChatID: chat}}, commands)
}

func (t *Telegram) setCommands(ctx context.Context, p *api.SetMyCommandsParams, commands []Command) error {
	switch {
	case len(commands) == 0:
		return errNoCommand
	case len(commands) > commandsLimit:
		return fmt.Errorf("telegram: %d commands, Telegram takes at most %d", len(commands), commandsLimit)
	}
	for _, c := range commands {
		description := clean(c.Description)
		switch n := units(description); {
		case !commandName.MatchString(c.Name):
			return fmt.Errorf("telegram: command %q: a name has 1 to 32 of a-z 0-9 _", c.Name)
		case strings.TrimSpace(description) == "" || n > descriptionLimit:
			return fmt.Errorf("telegram: command %q: the description has %d characters, it needs 1 to %d", c.Name, n, descriptionLimit)
		}
		p.Commands = append(p.Commands, models.BotCommand{Command: c.Name, Description: description})
	}
	_, err := t.call(ctx, "setMyCommands", func(ctx context.Context) error {
		_, err := t.api.SetMyCommands(ctx, p)
		return err
	})
	return err
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
