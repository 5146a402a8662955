package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
)

// telegramTrouble is for a Telegram that did not say who the bot is.
func telegramTrouble(err error, url string) remark {
	var refused *bot.Refusal
	if errors.As(err, &refused) && refused.Kind == bot.Barred {
		return remark{wrong, "telegram", "Telegram refuses the bot's token", "set WECAN_TELEGRAM_TOKEN_FILE to a file with what @BotFather shows for this bot"}
	}
	return remark{
		wrong, "telegram", fmt.Sprintf("it cannot be reached: %v", err),
		"see that this machine reaches " + url + ": its DNS, its firewall (port 443 going out), its certificates",
	}
}

func ofTelegram(f telegram.Facts) []remark {
	out := []remark{{state: fine, about: "telegram", says: "the token is that of @" + f.Username}}
	if f.Clock {
		out = append(out, ofClock("Telegram's clock", f.Ahead))
	}
	return out
}

const (
	errorFresh  = 15 * time.Minute // an older failure of the webhook is over
	pendingMany = 100              // updates: more than people send while a bot restarts
)

// ofWebhook compares how updates come with how they should. A bot that is ready has
// set this right at its start, so that a difference is somebody else's doing.
func ofWebhook(f telegram.Facts, public string, running bool, now time.Time) []remark {
	r := remark{state: fine, about: "webhook"}
	fresh := f.Hooked && !f.Failed.IsZero() && now.Sub(f.Failed) < errorFresh
	switch {
	case public == "" && !f.Hooked:
		r.says = "none; the bot polls"
	case public == "" && running:
		r.state, r.says = wrong, fmt.Sprintf("one is set to %s while this bot polls, so nothing comes here", f.Host)
		r.mend = "end what uses this bot's token besides, or give it a bot of its own; then restart wecan"
	case public == "":
		r.state, r.says = warning, fmt.Sprintf("one is set to %s; wecan serve takes it away when it starts", f.Host)
		r.mend = "see that nothing else uses this bot's token; to be reached by webhook set WECAN_TELEGRAM_WEBHOOK_URL"
	case !f.Ours && !running:
		r.state, r.says = warning, "it is not set yet; wecan serve sets it when it starts"
	case !f.Hooked:
		r.state, r.says = wrong, "none is set, although the bot runs: nothing comes here"
		r.mend = "end what uses this bot's token besides, by polling; then restart wecan"
	case !f.Ours:
		r.state, r.says = wrong, fmt.Sprintf("it is set to %s and not to this bot: nothing comes here", f.Host)
		r.mend = "end what uses this bot's token besides, or set WECAN_TELEGRAM_WEBHOOK_URL to what it should be; then restart wecan"
	case fresh:
		r.state, r.says = warning, fmt.Sprintf("Telegram could not deliver at %s: %s", f.Failed.UTC().Format(time.RFC3339), f.Failure)
		if f.Pending > 0 {
			r.state = wrong
		}
		r.mend = "see that the reverse proxy runs, has a certificate that everybody trusts, and passes /telegram/ on to WECAN_LISTEN"
	default:
		r.says = "Telegram posts to " + f.Host
	}
	return append([]remark{r}, ofPending(f.Pending)...)
}

func ofPending(n int) []remark {
	if n < pendingMany {
		return nil
	}
	return []remark{{
		warning, "updates", fmt.Sprintf("%d wait at Telegram, which keeps them for a day", n),
		"start the bot, if it does not run; if it does, see its log",
	}}
}

// ofService asks the bot that should serve here; running means that it has
// started whole.
func ofService(ctx context.Context, listen string) (running bool, out []remark) {
	if listen == "" {
		return false, []remark{{state: fine, about: "service", says: "WECAN_LISTEN is empty, so the bot cannot be asked"}}
	}
	status, line, err := askService(ctx, listen, readyPath)
	switch {
	case err != nil:
		return false, []remark{{warning, "service", "no bot serves here: " + err.Error(), "start it: systemctl start wecan, or wecan serve"}}
	case line == readyLine:
		return true, []remark{{state: fine, about: "service", says: "the bot runs here and is ready"}}
	case isReason(line):
		return false, []remark{{state: warning, about: "service", says: "the bot runs here and is not ready: " + line}}
	}
	return false, []remark{{
		wrong, "service", fmt.Sprintf("another program answers on %s (HTTP %d)", listen, status),
		"end it, or set WECAN_LISTEN to another address",
	}}
}
