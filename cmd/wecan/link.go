package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/i18n"
)

// linkCommand makes the links that posters and leaflets carry.
type linkCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`
	storeFlags     `embed:""`

	TelegramAPIURL *string `name:"telegram-api-url" setting:"" placeholder:"URL" help:"The Bot API server; default https://api.telegram.org."`

	Site   string `placeholder:"ID" help:"The site of the programme file that whoever comes by the link is not asked for."`
	Cohort string `placeholder:"ID" help:"The cohort of the programme file that is noted with the application."`
	Flow   string `placeholder:"ID" help:"What the link begins; default: what /start begins."`
	Event  string `placeholder:"REFERENCE" help:"Leads to this event, as WE-4K7M-9Q2; not together with --flow."`
	Lang   string `placeholder:"TAG" help:"The language in which the first question is asked, as ar; default: that of the person's phone."`
	Bot    string `placeholder:"NAME" help:"The bot's user name; default: Telegram is asked."`
	PNG    string `name:"png" placeholder:"FILE" help:"Write a QR code for printing to this file too."`
	Size   int    `placeholder:"PIXELS" default:"1200" help:"Width and height of the picture, 200 to 10000; default 1200, which is 10 cm in good print."`
}

// Help is shown by --help.
func (linkCommand) Help() string {
	return "The link shows nobody what it says, and nobody can make one or change it without the key. The same words give the same link each time. " +
		"It works for this bot and this Redis only, as long as the master key is kept or rotated. Before a poster is printed, scan it once."
}

// Run prints the link. It changes nothing and may run beside the service.
func (c *linkCommand) Run(ctx context.Context, p *invocation) error {
	if c.PNG != "" && (c.Size < qrLeast || c.Size > qrMost) {
		return fmt.Errorf("--size is %d; choose %d to %d pixels", c.Size, qrLeast, qrMost)
	}
	t, err := readTools(p, true)
	if err != nil {
		return err
	}
	link, err := c.says(t.words)
	if err != nil {
		return err
	}
	if err := t.open(ctx, p); err != nil {
		return err
	}
	defer t.close()
	token, err := t.ids.Seal(link)
	if err != nil {
		return err
	}
	name, err := c.botName(ctx, p, t)
	if err != nil {
		return err
	}
	address := deepLink(name, token)
	if c.PNG != "" {
		if err := writeQR(c.PNG, address, c.Size); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(p.stdout, address)
	return err
}

// deepLink is the address that begins a chat (Bot API, deep linking).
func deepLink(bot, token string) string { return "https://t.me/" + bot + "?start=" + token }

// says finds what the flags name, or tells what there is.
func (c *linkCommand) says(w *words) (flows.Link, error) {
	l := flows.Link{Site: c.Site, Cohort: c.Cohort}
	programme := w.defs.Programme
	if err := (wanted{site: c.Site, cohort: c.Cohort}).check(programme); err != nil {
		return l, err
	}
	if c.Event != "" {
		return c.about(w, l)
	}
	if c.Flow != "" {
		var names []string
		for _, o := range w.defs.Book.Outlines() {
			switch begun := o.Triggers.Menu != "" || o.Triggers.Command != "" || o.Triggers.Link != ""; {
			case o.ID == c.Flow && o.Triggers.Start:
				return c.speaks(w, l) // the default needs no room in the link
			case begun && !o.Builtin:
				names = append(names, o.ID)
			}
		}
		if !slices.Contains(names, c.Flow) {
			return l, fmt.Errorf("--flow is %q; these can begin with a link: %s", c.Flow, strings.Join(names, ", "))
		}
		l.Flow = c.Flow
	}
	return c.speaks(w, l)
}

// flowEvent is the flow that shows the event which a link is about.
const flowEvent = "event_link"

// about adds the event. Whether there is one is not asked: a poster may be printed
// before the event is planned, and the page says what has become of it.
func (c *linkCommand) about(w *words, l flows.Link) (flows.Link, error) {
	reference, ok := flows.ParseReference(c.Event)
	switch {
	case !ok:
		return l, fmt.Errorf("--event is %q, which is no number of an event, or has a mistake in it; write it as WE-4K7M-9Q2", c.Event)
	case c.Flow != "" && c.Flow != flowEvent:
		return l, errors.New("--event leads to the event, and --flow to something else; leave one of them out")
	}
	l.Flow, l.About = flowEvent, flows.LinkAbout(reference)
	return c.speaks(w, l)
}

// eventAddress is the address that leads to an event, of a bot with that user name.
func eventAddress(ids flows.IDs, bot, reference string) (string, error) {
	token, err := ids.Seal(flows.Link{Flow: flowEvent, About: flows.LinkAbout(reference)})
	return deepLink(bot, token), err
}

// speaks adds the language.
func (c *linkCommand) speaks(w *words, l flows.Link) (flows.Link, error) {
	if c.Lang == "" {
		return l, nil
	}
	lang, err := drawnIn(w.catalog, c.Lang)
	if err != nil {
		return l, err
	}
	if only := w.defs.Programme.Languages; only != nil && !slices.Contains(only, lang) {
		return l, fmt.Errorf("--lang is %q; the programme file offers: %s", c.Lang, joinLanguages(only))
	}
	l.Lang = lang
	return l, nil
}

func joinLanguages(langs []i18n.Lang) string {
	var names []string
	for _, l := range langs {
		names = append(names, string(l))
	}
	return strings.Join(names, ", ")
}

// botNameForm is a user name as Telegram has them.
var botNameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// botName is the bot's user name, as it was given or as Telegram says.
func (c *linkCommand) botName(ctx context.Context, p *invocation, t *tools) (string, error) {
	if c.Bot != "" {
		name := strings.TrimPrefix(c.Bot, "@")
		if !botNameForm.MatchString(name) {
			return "", fmt.Errorf("--bot is %q; write the bot's user name, as wecan_bot", c.Bot)
		}
		return name, nil
	}
	r := p.read()
	url := r.address("WECAN_TELEGRAM_API_URL", telegram.DefaultBaseURL)
	if err := r.err(); err != nil {
		return "", err
	}
	tg, err := telegram.New(telegram.Config{Token: t.set.Token, BaseURL: url})
	if err != nil {
		return "", err
	}
	defer tg.Close()
	_, name, err := tg.Identity(ctx)
	if err != nil {
		return "", fmt.Errorf("Telegram does not tell the bot's user name (%w); say it with --bot", err)
	}
	return name, nil
}

// writeQR writes the picture. It shows no secret: it hangs on walls.
func writeQR(file, text string, size int) error {
	picture, err := qrPNG(text, size)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil { //nolint:gosec // made to be shown
		return fmt.Errorf("write the QR code: %w", err)
	}
	return nil
}
