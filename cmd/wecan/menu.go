package main

import (
	"slices"

	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/i18n"
)

// The menu beside the text field lists the bot's commands. Telegram shows it,
// so its words are set at Telegram at each start.

// menu is the list for one language; "" is for all others. With it goes what
// stands around the chat.
type menu struct {
	lang     string
	commands []flows.Command
	profile  telegram.Profile
}

// The texts around the chat. Somebody else may look at the phone, so they say no
// more than must be said.
const (
	profileDescription i18n.Key = "telegram.profile.description"
	profileShort       i18n.Key = "telegram.profile.short"
)

// menuSources are these texts, for translators.
func menuSources() []i18n.Source {
	const ref = "cmd/wecan/menu.go"
	return []i18n.Source{
		{Key: profileDescription, Text: "Free courses, and people who can help. This is a computer program, not a person. Tap Start to begin.", Note: "Stands in the empty chat before the first message, at most 512 characters. Telegram's own button below says “Start”. Somebody else may look at the phone.", Ref: ref},
		{Key: profileShort, Text: "Free courses, and people who can help.", Note: "Stands on the bot's page at Telegram, at most 120 characters. Somebody else may look at the phone.", Ref: ref},
	}
}

// menus are those to be set, English for everybody first. A language has one
// when Telegram knows its code (two letters) and any line is translated.
func (w *words) menus() []menu {
	var out []menu
	var more []string
	if w.trial {
		more = append(more, trialCommand)
	}
	for _, lang := range w.catalog.Languages() {
		m := menu{lang: string(lang)}
		list, translated := flows.CommandList(w.catalog, lang, more...)
		m.commands = list
		m.profile.Description, _ = w.catalog.Render(lang, profileDescription)
		m.profile.Short, _ = w.catalog.Render(lang, profileShort)
		if lang == i18n.English {
			m.lang = ""
		}
		if translated && flows.HasCommandCode(lang) {
			out = append(out, m)
		}
	}
	return slices.Clip(out)
}
