package flows

import (
	"strings"
	"unicode/utf16"

	"wecan/i18n"
)

// The bot's name stands in the list of chats and in every notice of a new
// message, where others see it too: on a shared phone, on a locked screen. It
// must not tell what the bot is for.

// botNameLimit is the most that Telegram takes, in UTF-16 code units (64
// characters, Bot API setMyName).
const botNameLimit = 64

// BotNameKey is the key of the name. It stands at Telegram, and never in a chat.
const BotNameKey i18n.Key = "programme.bot_name"

// BotName is the bot's name for the phones of one language.
type BotName struct {
	Lang i18n.Lang // two letters; "" for everybody whose language has no name of its own
	Name string    // 1–64 characters; "": the language has no name of its own
}

// BotNames are the names that Telegram is to have. Without a name in the
// programme file nothing is said of the one for everybody, and no language has
// its own: what was set before, from a file with a name, must not stay on some
// phones. A language in which the name is the same has no own one either, for
// then all change together when somebody changes it at Telegram.
func (d *Definitions) BotNames() []BotName {
	var out []BotName
	name := d.Programme.BotName
	if name != "" {
		out = append(out, BotName{Name: name})
	}
	for _, lang := range d.Catalog.Languages() {
		if !HasCommandCode(lang) { // setMyName takes the same codes
			continue
		}
		own := BotName{Lang: lang}
		if in := botName(d.Catalog, lang); name != "" && in != name {
			own.Name = in
		}
		out = append(out, own)
	}
	return out
}

// botName is the name in a language. It stands alone: the mark that gives a line
// in a chat its direction has no place in it.
func botName(catalog *i18n.Catalog, lang i18n.Lang) string {
	text, _ := catalog.Render(lang, BotNameKey)
	return oneLine(strings.Trim(text, "\u200f"))
}

// oneLine leaves single spaces between words. Telegram keeps names so, and what
// it keeps is compared with what is wanted.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (p *Programme) readBotName(v value) {
	if !v.exists() {
		return
	}
	p.BotName, p.botNameAt = oneLine(p.words(v)), v.at
	if n := botNameUnits(p.BotName); n > botNameLimit {
		v.fail("a bot's name has at most %d characters; this has %d", botNameLimit, n)
	}
}

// checkBotName finds translations of the name that Telegram would refuse.
func (p *Programme) checkBotName(catalog *i18n.Catalog, problems *FileErrors) {
	if p.BotName == "" {
		return
	}
	for _, lang := range catalog.Languages() {
		if n := botNameUnits(botName(catalog, lang)); n > botNameLimit {
			problems.add(place{file: string(lang) + ".po"}, "%s has %d characters; a bot's name has at most %d", BotNameKey, n, botNameLimit)
		}
	}
}

// botNameUnits counts as Telegram does.
func botNameUnits(name string) int { return len(utf16.Encode([]rune(name))) }
