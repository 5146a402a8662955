package main

import (
	"fmt"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// The buttons of an announcement in a dialog: a line for each, and a box for "talk to a
// person", whose label we have in every language.

// castButtonHints show how a line is written.
const castButtonHints = "en=Yes ar=نعم; https://… en=Map ar=خريطة; WE-… en=Sign up ar=سجل"

// asksCastButtons are the buttons, as lines.
func (v *visit) asksCastButtons(p broadcast.Plan) []mattermost.Field {
	var lines []string
	person := false
	for _, b := range p.Buttons {
		if b.Do == flows.ButtonPerson {
			person = true
			continue
		}
		lines = append(lines, castButtonLine(b))
	}
	buttons := v.askCast(fieldButtons, mattermost.FieldLong, strings.Join(lines, "\n"))
	buttons.Optional, buttons.Hint, buttons.Help = true, strings.ReplaceAll(castButtonHints, "; ", "\n"), v.say("announce.help.buttons", "example", "en=Yes ar=نعم")
	return []mattermost.Field{buttons, ticked(v.askCast(fieldPerson, mattermost.FieldYes, ""), person)}
}

// castButtonLine is a button as it is written.
func castButtonLine(b flows.CastButton) string {
	parts := []string{}
	if to := b.URL + b.About; to != "" {
		parts = append(parts, to)
	}
	for _, l := range b.Labels {
		parts = append(parts, fmt.Sprintf("%s=%s", l.Lang, l.Text))
	}
	return strings.Join(parts, " ")
}

// readCastButtons takes them. A line that begins with a link opens that, one that begins
// with a number shows that event or session, and all others are answers.
func (v *visit) readCastButtons(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	var given buttonFlags
	for line := range strings.Lines(castText(f.Values[fieldButtons])) {
		line = strings.TrimSpace(line)
		first, rest := cutWord(line)
		_, number := flows.ParseReference(first)
		switch {
		case line == "":
		case strings.Contains(first, "://"):
			given.Link = append(given.Link, first+" "+inOneLanguage(rest, p.Words))
		case number:
			given.SignUp = append(given.SignUp, first+" "+inOneLanguage(rest, p.Words))
		default:
			given.Answer = append(given.Answer, inOneLanguage(line, p.Words))
		}
	}
	buttons, err := given.buttons(p.Words)
	if err != nil {
		return p, map[string]string{fieldButtons: v.say("announce.fault.buttons")}
	}
	if p.Buttons = buttons; f.Values[fieldPerson] == "true" {
		p.Buttons = append(p.Buttons, v.personButton(p.Words))
	}
	return p, nil
}

// inOneLanguage puts the language before a label where there is only one.
func inOneLanguage(label string, words []flows.CastWords) string {
	if len(words) != 1 || strings.Contains(label, "=") {
		return label
	}
	return string(words[0].Lang) + "=" + label
}

// keyPerson is the text of the menu for talking to a person.
const keyPerson i18n.Key = "system.menu.person"

// personButton leads to a person of the team.
func (v *visit) personButton(words []flows.CastWords) flows.CastButton {
	b := flows.CastButton{ID: "p1", Do: flows.ButtonPerson}
	for _, w := range words {
		label, _ := v.Catalog.Render(w.Lang, keyPerson)
		b.Labels = append(b.Labels, flows.CastWords{Lang: w.Lang, Text: cutTo(label, flows.CastLabelMost)})
	}
	return b
}
