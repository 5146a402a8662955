package sandbox

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Sizes of what a bot says about itself.
const (
	maxCommands    = 100
	maxCommandText = 256
	maxName        = 64
	maxDescription = 512
	maxShort       = 120
)

// Command is one line of the bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// profile is what the bot says about itself, by language; "" is for everyone else. It is guarded by Telegram.mu.
type profile struct {
	commands                        map[audience][]Command
	names, descriptions, shortTexts map[string]string
}

// audience is who sees a list of commands.
type audience struct {
	scope    string // "default", "all_private_chats", "chat" …
	chatID   string // with the scopes of one chat
	language string // two letters, or "" for all
}

func newProfile() profile {
	return profile{
		commands: map[audience][]Command{},
		names:    map[string]string{}, descriptions: map[string]string{}, shortTexts: map[string]string{},
	}
}

var (
	commandName  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageCode = regexp.MustCompile(`^[a-z]{2}$`)
)

// language checks language_code: two letters or nothing, not any IETF tag.
func language(args arguments) (string, *apiError) {
	code := args.text("language_code")
	if code != "" && !languageCode.MatchString(code) {
		return "", violation("invalid language code specified")
	}
	return code, nil
}

func audienceOf(args arguments) (audience, *apiError) {
	code, err := language(args)
	if err != nil {
		return audience{}, err
	}
	a := audience{scope: "default", language: code}
	scope, ok := args["scope"].(map[string]any)
	if !ok {
		return a, nil
	}
	a.scope, _ = scope["type"].(string)
	if chatID, ok := scope["chat_id"]; ok {
		a.chatID, _ = numeral(chatID)
	}
	if userID, ok := scope["user_id"]; ok {
		user, _ := numeral(userID)
		a.chatID += "/" + user
	}
	return a, nil
}

// setMyCommands is https://core.telegram.org/bots/api#setmycommands.
func (t *Telegram) setMyCommands(args arguments) (any, *apiError) {
	a, err := audienceOf(args)
	if err != nil {
		return nil, err
	}
	list, _ := args["commands"].([]any)
	if len(list) > maxCommands {
		return nil, violation("BOT_COMMANDS_TOO_MUCH")
	}
	commands := make([]Command, 0, len(list))
	for _, item := range list {
		object, _ := item.(map[string]any)
		name, _ := object["command"].(string)
		text, _ := object["description"].(string)
		name, text = strings.TrimPrefix(clean(name), "/"), clean(text)
		switch {
		case !commandName.MatchString(name):
			return nil, violation("BOT_COMMAND_INVALID")
		case text == "" || units(text) > maxCommandText:
			return nil, violation("BOT_COMMAND_DESCRIPTION_INVALID")
		case slices.ContainsFunc(commands, func(c Command) bool { return c.Command == name }):
			return nil, violation("BOT_COMMAND_INVALID")
		}
		commands = append(commands, Command{name, text})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.profile.commands[a] = commands
	if len(commands) == 0 {
		delete(t.profile.commands, a)
	}
	t.touchAudience(a)
	return true, nil
}

func (t *Telegram) deleteMyCommands(args arguments) (any, *apiError) {
	a, err := audienceOf(args)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.profile.commands, a)
	t.touchAudience(a)
	return true, nil
}

func (t *Telegram) getMyCommands(args arguments) (any, *apiError) {
	a, err := audienceOf(args)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Concat([]Command{}, t.profile.commands[a]), nil
}

// touchAudience tells those who see that list of commands. The lock is held.
func (t *Telegram) touchAudience(a audience) {
	if id, err := strconv.ParseInt(a.chatID, 10, 64); err == nil {
		if c := t.chats[id]; c != nil {
			c.touch()
		}
		return
	}
	t.touchAll()
}

// touchAll tells all who watch a chat that the bot's profile changed.
func (t *Telegram) touchAll() {
	for _, c := range t.chats {
		c.touch()
	}
}

// Commands is the menu a person sees: the one for her chat, then for private chats, then for all, each in her language
// before the one for everybody (https://core.telegram.org/bots/api#determining-list-of-commands).
func (t *Telegram) Commands(u User) []Command {
	code, _, _ := strings.Cut(strings.ToLower(u.LanguageCode), "-")
	id := strconv.FormatInt(u.ID, 10)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range []audience{
		{"chat", id, code},
		{"chat", id, ""},
		{"all_private_chats", "", code},
		{"all_private_chats", "", ""},
		{"default", "", code},
		{"default", "", ""},
	} {
		if list, ok := t.profile.commands[a]; ok {
			return slices.Clone(list)
		}
	}
	return nil
}

// Profile is what a person reads about the bot before she presses Start, in her language.
func (t *Telegram) Profile(languageCode string) (name, description, short string) {
	code, _, _ := strings.Cut(strings.ToLower(languageCode), "-")
	t.mu.Lock()
	defer t.mu.Unlock()
	pick := func(texts map[string]string) string {
		if text := texts[code]; text != "" {
			return text
		}
		return texts[""]
	}
	if name = pick(t.profile.names); name == "" {
		name = t.bot.FirstName
	}
	return name, pick(t.profile.descriptions), pick(t.profile.shortTexts)
}

// setText keeps a name or description; an empty one removes it.
func (t *Telegram) setText(args arguments, field string, texts map[string]string, longest int) (any, *apiError) {
	code, err := language(args)
	if err != nil {
		return nil, err
	}
	text := clean(args.text(field))
	if units(text) > longest {
		return nil, violation("%s is too long: at most %d characters", strings.ReplaceAll(field, "_", " "), longest)
	}
	if field == "name" && code == "" && text == "" { // TDLib, setBotName: the name for everybody must not be empty
		return nil, violation("name is empty: only that of a language can be removed")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	texts[code] = text
	if field == "name" && code == "" && text != "" {
		t.bot.FirstName = text
	}
	t.touchAll()
	return true, nil
}

func (t *Telegram) getText(args arguments, field string, texts map[string]string) (any, *apiError) {
	code, err := language(args)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	text := texts[code]
	if field == "name" && text == "" { // a language without a name has that of everybody
		text = t.bot.FirstName
	}
	return map[string]string{field: text}, nil
}

func (t *Telegram) getMe() (any, *apiError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return wireSelf{wireUser: t.bot, CanJoinGroups: true}, nil
}
