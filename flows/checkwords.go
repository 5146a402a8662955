package flows

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"wecan/i18n"
)

// writtenCommand is a slash and a word, at the beginning of a word. What
// goes on with a slash is a path; so are the parts of an address, since a letter
// or a slash stands in front of them.
var writtenCommand = regexp.MustCompile(`(?:^|[\s("'“‘«„])/([A-Za-z][A-Za-z0-9_]*)`)

// checkCommands finds commands in texts that nothing answers to: whoever taps
// one reads that it is not known.
func (b *Book) checkCommands(problems *FileErrors) {
	known := b.knownCommands()
	for _, id := range b.order {
		for _, t := range b.flows[id].allTexts() {
			checkCommandsIn(t.english+"\n"+t.plural, known, t.at, problems)
		}
	}
}

// knownCommands are those of the engine and of the flows.
func (b *Book) knownCommands() map[string]bool {
	known := map[string]bool{}
	for name := range engineCommands() {
		known[name] = true
	}
	for _, id := range b.order {
		known[b.flows[id].command] = true
	}
	return known
}

func checkCommandsIn(words string, known map[string]bool, at place, problems *FileErrors) {
	for _, name := range commandsIn(words) {
		if known[strings.ToLower(name)] {
			continue
		}
		if near := nearestCommand(name, known); near != "" {
			problems.add(at, "nothing answers to the command /%s; write /%s, or give a flow the command", name, near)
		} else {
			problems.add(at, "nothing answers to the command /%s; correct it, or give a flow the command", name)
		}
	}
}

func commandsIn(s string) []string {
	var out []string
	for _, m := range writtenCommand.FindAllStringSubmatchIndex(s, -1) {
		if rest := s[m[3]:]; strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "-") || len(rest) > 1 && rest[0] == '.' && isID(strings.ToLower(rest[1:2])) {
			continue // a path, or a file
		}
		out = append(out, s[m[2]:m[3]])
	}
	return out
}

// nearestCommand is the one that was meant, "" for none.
func nearestCommand(name string, known map[string]bool) string {
	for _, other := range slices.Sorted(maps.Keys(known)) {
		if _, near := i18n.Near(name, other); near && other != "" {
			return other
		}
	}
	return ""
}
