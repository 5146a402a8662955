package flows

import (
	"crypto/sha256"
	"encoding/hex"

	"wecan/i18n"
)

// Telegram lists a bot's commands beside the text field. It keeps one list for
// each language of two letters, which the bot sets when it starts, and shows the
// one of the phone's language. Whoever has chosen a language for which Telegram
// has no such code gets a list of her own, in her chat alone.

// Command is one line of that list.
type Command struct {
	Name        string `json:"n"` // 1–32 of a-z 0-9 _, without the slash (Bot API BotCommand)
	Description string `json:"d"` // 1–256 characters
}

// listedCommands are the lines in English, in their order.
func listedCommands() []Command {
	return []Command{
		{"join", "Apply for the programme"},
		{"status", "See your application"},
		{"back", "Go back one question"},
		{"emergency", "See emergency numbers"},
		{"language", "Change the language"},
		{"help", "See what you can do"},
		{"cancel", "Stop and delete your answers"},
	}
}

// CommandKey is the key of a command's line.
func CommandKey(name string) i18n.Key { return i18n.Key("telegram.command." + name) }

func commandSources() []i18n.Source {
	var out []i18n.Source
	for _, c := range listedCommands() {
		out = append(out, i18n.Source{
			Key: CommandKey(c.Name), Text: c.Description, Ref: "flows/menulist.go",
			Note: "A line of the menu of commands, at most 256 characters. Stands behind /" + c.Name + ".",
		})
	}
	return out
}

// CommandList is the list in a language, with more commands behind it, whose
// lines the catalogue has by [CommandKey]. translated is false when every line
// fell back to English.
func CommandList(catalog *i18n.Catalog, lang i18n.Lang, more ...string) (list []Command, translated bool) {
	var names []string
	for _, c := range listedCommands() {
		names = append(names, c.Name)
	}
	for _, name := range append(names, more...) {
		text, used := catalog.Render(lang, CommandKey(name))
		list = append(list, Command{name, text})
		translated = translated || used == lang || used != i18n.English
	}
	return list, translated
}

// HasCommandCode says whether Telegram keeps a list for a language: it takes
// codes of two letters and no others (Bot API setMyCommands, language_code).
func HasCommandCode(lang i18n.Lang) bool { return len(lang) == 2 }

// chatList is the list of commands for the chats of one language.
type chatList struct {
	list []Command
	mark string // of its words, in the state of those who have it
}

// chatLists are those of the languages that need one.
func chatLists(catalog *i18n.Catalog, langs []i18n.Lang) map[i18n.Lang]chatList {
	out := map[i18n.Lang]chatList{}
	for _, lang := range langs {
		list, translated := CommandList(catalog, lang)
		if HasCommandCode(lang) || !translated {
			continue
		}
		h := sha256.New()
		for _, c := range list {
			h.Write([]byte(c.Name + "\x00" + c.Description + "\x00"))
		}
		out[lang] = chatList{list, hex.EncodeToString(h.Sum(nil)[:4])}
	}
	return out
}

// What stands for the mark of a list that was taken away again, and of one of
// which nobody knows whether it arrived.
const (
	listGone    = "-"
	listUnknown = "?"
)

// unsureOfList: a call was refused, and it may have been that one.
func (k *talk) unsureOfList() {
	if k.p.List != "" {
		k.p.List = listUnknown
	}
}

// listCommands sets the list of her chat when it is not the one that it should
// be: she chose such a language, left it for another, or its words have changed.
// Somebody new on a shared phone chooses first.
func (k *talk) listCommands() {
	if k.p.Blocked || k.p.Chat == 0 || !k.p.Sure {
		return
	}
	want := k.e.lists[k.p.Lang]
	switch {
	case want.mark == k.p.List, want.mark == "" && k.p.List == listGone:
		return
	case want.mark == "":
		k.p.List = listGone
	default:
		k.p.List = want.mark
	}
	k.out = append(k.out, Commands{Chat: k.p.Chat, List: want.list})
}
