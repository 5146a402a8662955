package main

import (
	"slices"

	"wecan/bot/telegram"
	"wecan/i18n"
)

// The menu beside the text field lists the bot's commands. Telegram shows it,
// so its words are set at Telegram at each start.

// menu is the list for one language; "" is for all others. With it goes what
// stands around the chat.
type menu struct {
	lang     string
	commands []telegram.Command
	profile  telegram.Profile
}

func menuOrder() []string {
	return []string{"join", "status", "back", "emergency", "language", "help", "cancel"}
}

// The texts around the chat. Somebody else may look at the phone, so they say no
// more than must be said.
const (
	profileDescription i18n.Key = "telegram.profile.description"
	profileShort       i18n.Key = "telegram.profile.short"
)

func menuKey(command string) i18n.Key { return i18n.Key("telegram.command." + command) }

// menuSources are the menu's texts, for translators.
func menuSources() []i18n.Source {
	const ref = "cmd/wecan/menu.go"
	const note = "A line of the menu of commands, at most 256 characters. "
	return []i18n.Source{
		{Key: menuKey("join"), Text: "Apply for the programme", Note: note + "Stands behind /join.", Ref: ref},
		{Key: menuKey("status"), Text: "See your application", Note: note + "Stands behind /status.", Ref: ref},
		{Key: menuKey("back"), Text: "Go back one question", Note: note + "Stands behind /back.", Ref: ref},
		{Key: menuKey("emergency"), Text: "See emergency numbers", Note: note + "Stands behind /emergency.", Ref: ref},
		{Key: menuKey("language"), Text: "Change the language", Note: note + "Stands behind /language.", Ref: ref},
		{Key: menuKey("help"), Text: "See what you can do", Note: note + "Stands behind /help.", Ref: ref},
		{Key: profileDescription, Text: "Free courses, and people who can help. This is a computer program, not a person. Tap Start to begin.", Note: "Stands in the empty chat before the first message, at most 512 characters. Telegram's own button below says “Start”. Somebody else may look at the phone.", Ref: ref},
		{Key: profileShort, Text: "Free courses, and people who can help.", Note: "Stands on the bot's page at Telegram, at most 120 characters. Somebody else may look at the phone.", Ref: ref},
		{Key: menuKey("cancel"), Text: "Stop and delete your answers", Note: note + "Stands behind /cancel.", Ref: ref},
	}
}

// menus are those to be set, English for everybody first. A language has one
// when Telegram knows its code (two letters) and any line is translated.
func (w *words) menus() []menu {
	var out []menu
	order := menuOrder()
	if w.trial {
		order = append(order, trialCommand)
	}
	for _, lang := range w.catalog.Languages() {
		m := menu{lang: string(lang)}
		translated := false
		for _, name := range order {
			text, used := w.catalog.Render(lang, menuKey(name))
			m.commands = append(m.commands, telegram.Command{Name: name, Description: text})
			translated = translated || used == lang
		}
		m.profile.Description, _ = w.catalog.Render(lang, profileDescription)
		m.profile.Short, _ = w.catalog.Render(lang, profileShort)
		if lang == i18n.English {
			m.lang = ""
		}
		if translated && len(lang) == 2 {
			out = append(out, m)
		}
	}
	return slices.Clip(out)
}
