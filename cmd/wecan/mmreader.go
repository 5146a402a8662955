package main

import (
	"cmp"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/i18n"
)

// mmReader tells somebody of the team at Mattermost, in her language, what stands.
type mmReader struct {
	flows.Reader

	word string // of the command, as she wrote it
}

const (
	mmKeys      = "mattermost.command."
	defaultWord = "/wecan"
)

// newMMReader speaks the first language of hers in which we have all that a command
// answers, else English.
func newMMReader(w *words, c referral.Colleague, word string) mmReader {
	r := mmReader{flows.Reader{Catalog: w.catalog, Programme: w.defs.Programme, Lang: i18n.English, Zone: time.UTC}, word}
	for _, lang := range c.Languages {
		if lang == i18n.English || mmSpeaks(w.catalog, lang) {
			r.Lang = lang
			break
		}
	}
	if site, ok := w.defs.Programme.Site(c.Site); ok {
		r.Zone = site.Zone
	}
	if r.word == "" {
		r.word = defaultWord
	}
	return r
}

func mmSpeaks(c *i18n.Catalog, lang i18n.Lang) bool {
	for _, s := range mattermostSources() {
		if c.State(lang, s.Key) < i18n.Drafted {
			return false
		}
	}
	return true
}

// say is one of the texts of commands. Their arguments come as names and values.
func (r mmReader) say(key string, args ...string) string {
	var list []i18n.Arg
	for i := 0; i+1 < len(args); i += 2 {
		list = append(list, i18n.Arg{Name: args[i], Value: args[i+1]})
	}
	return r.Say(i18n.Key(mmKeys+key), list...)
}

// usage is how a command is written.
func (r mmReader) usage(one right) string {
	return strings.TrimSpace(r.word + " " + one.verb + " " + one.usage)
}

// option is an answer of the sign-up for an event in words.
func (r mmReader) option(question, id string) string {
	return r.Say(i18n.Key("signup." + question + ".option." + id))
}

// since is a moment by the clock of her site.
func (r mmReader) since(t time.Time) string {
	local := t.In(r.Zone)
	return r.say("moment", "day", i18n.DayOfMonth(r.Lang, local), "hour", local.Format("15:04"))
}

func (r mmReader) site(id string) string { return r.Say(i18n.Key("programme.site." + id)) }

func (r mmReader) colour(c *referral.Case) string {
	words := r.Say(i18n.Key("referral.colour." + string(c.Colour)))
	if c.Overdue {
		words += " ⏰"
	}
	return words
}

const typedMost = 30 // characters of what somebody typed that come back to her

// line is a referral in a list, by the text for where it stands. No word of the
// person's is in it, also where she has typed the name of a language.
func (r mmReader) line(key string, c *referral.Case, args ...string) string {
	return r.say(key, append([]string{
		"colour", r.colour(c), "number", c.Reference, "language", cmp.Or(c.Tongue, r.Say("referral.field.othertongue")),
		"topic", r.Say(i18n.Key("question.topic.option." + c.Topic)), "since", r.since(c.Received),
	}, args...)...)
}

// cutTo is at most so many characters of a text.
func cutTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// answer is a text for her alone.
func answer(lines ...string) mattermost.Answer {
	return mattermost.Answer{Text: strings.Join(lines, "\n")}
}
