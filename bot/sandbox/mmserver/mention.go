package mmserver

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost-server/v6/model"
	"github.com/mattermost/mattermost-server/v6/shared/markdown"
)

// mentioned gives the ids of those whom a post notifies: members of the channel whom its text, or the pretext or text of a
// card, names outside of code. Titles and fields of cards name nobody. The lock is held.
func (s *Server) mentioned(author *user, c *channel, p *model.Post) []string {
	if p.IsSystemMessage() {
		return nil
	}
	keywords := s.keywords(c)
	texts := []string{p.Message}
	for _, card := range p.Attachments() {
		texts = append(texts, card.Pretext, card.Text)
	}
	var ids []string
	for _, t := range texts {
		for _, run := range plainRuns(t) {
			for _, word := range mentionWords(run) {
				ids = append(ids, named(word, keywords)...)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return id == author.Id })
}

// keywords are the words that notify the members of a channel, with those whom each notifies.
func (s *Server) keywords(c *channel) map[string][]string {
	words := map[string][]string{}
	for id := range c.members {
		u := s.users[id]
		all := []string{"@" + u.Username, "@channel", "@all"}
		if !u.away {
			all = append(all, "@here")
		}
		for _, key := range u.GetMentionKeys() {
			all = append(all, strings.ToLower(key))
		}
		for _, word := range all {
			words[word] = append(words[word], id)
		}
	}
	return words
}

// plainRuns are the parts of a Markdown text that are read for mentions. Code is not; a backslash before an @ hides nothing,
// and neither does a quotation.
func plainRuns(t string) []string {
	var runs []string
	var run strings.Builder
	end := func() {
		if run.Len() > 0 {
			runs = append(runs, run.String())
			run.Reset()
		}
	}
	markdown.Inspect(t, func(node any) bool {
		if plain, ok := node.(*markdown.Text); ok {
			run.WriteString(plain.Text)
			return false
		}
		end()
		return true
	})
	end()
	return runs
}

// mentionWords cuts a text into the words that may be a mention. U+200B is no letter, so it parts an @ from a name.
func mentionWords(t string) []string {
	words := strings.FieldsFunc(t, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(":.-_@", r)
	})
	return slices.DeleteFunc(words, func(word string) bool { return word[0] == ':' && word[len(word)-1] == ':' })
}

// named finds whom a word notifies: as it stands, then without points and dashes at its end, then by its parts. A keyword that
// is not plain ASCII also counts inside of a word.
func named(word string, keywords map[string][]string) []string {
	word = strings.ToLower(strings.TrimLeft(word, ":.-_"))
	for shorter := word; shorter != ""; shorter = shorter[:len(shorter)-1] {
		if ids := keywords[shorter]; ids != nil {
			return ids
		}
		if !strings.ContainsRune(".-:_", rune(shorter[len(shorter)-1])) {
			break
		}
	}
	var ids []string
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == '-' || r == ':' }) {
		ids = append(ids, keywords[part]...)
	}
	for keyword, who := range keywords {
		if strings.ContainsFunc(keyword, func(r rune) bool { return r > unicode.MaxASCII }) && strings.Contains(word, keyword) {
			ids = append(ids, who...)
		}
	}
	return ids
}
