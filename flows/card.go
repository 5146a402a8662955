package flows

import (
	"slices"
	"strings"

	"wecan/i18n"
)

// card is the emergency card of her site: the number for danger first, then a
// line for each other number. While her site is not known it has the first line
// alone, since a wrong number costs time; buttons lead to the sites' cards.
func (k *talk) card() string {
	site, ok := k.site()
	if !ok {
		return k.say(textCardDanger, arg("emergency", k.emergency()))
	}
	return k.cardOf(site)
}

func (k *talk) cardOf(site Site) string {
	lines := []string{k.say(textCardDanger, arg("emergency", unbroken(site.Emergency)))}
	for _, l := range site.Card {
		lines = append(lines, k.say(cardKey(l.Kind), arg("number", unbroken(l.Number)))+k.notes(l))
	}
	return strings.Join(lines, "\n")
}

// unbroken keeps a number on one line: in two halves it is easily dialled wrong.
func unbroken(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

// notes are what makes it easier to call.
func (k *talk) notes(l Line) string {
	var notes []string
	if l.Always {
		notes = append(notes, k.say(textCardAlways))
	}
	if l.Anonymous {
		notes = append(notes, k.say(textCardAnonymous))
	}
	if l.Languages > 1 {
		notes = append(notes, k.say(textCardLanguages))
	}
	if len(notes) == 0 {
		return ""
	}
	words := notes[len(notes)-1]
	for _, n := range slices.Backward(notes[:len(notes)-1]) {
		words = k.say(textList, arg("first", n), arg("rest", words))
	}
	return k.say(textCardNotes, arg("notes", words))
}

func cardKey(kind string) i18n.Key { return i18n.Key("system.card." + kind) }

// showCard sends the card, and nothing below it: her question waits behind a
// button. Without a site the others' cards are a tap away.
func (k *talk) showCard(site Site, known bool) {
	words, buttons := k.wholeCard(site, known)
	k.send(words, append(buttons, k.goOn()...))
}

// wholeCard is the card with what to know about it, and buttons for the cards of
// all sites when hers is not known, and for a person.
func (k *talk) wholeCard(site Site, known bool) (words string, buttons [][]Button) {
	words = k.card()
	if known {
		words = k.cardOf(site)
	}
	warning, used := k.e.catalog.Render(k.p.Lang, textEmergency)
	words += "\n\n" + warning + k.unchecked(textEmergency, used)
	if !known {
		for _, s := range k.e.programme.Sites {
			if len(s.Card) > 0 {
				buttons = append(buttons, []Button{{Label: k.say(siteKey(s.ID)), Data: tapData{card: s.ID}.String()}})
			}
		}
	}
	return words, append(buttons, []Button{{Label: k.say(textMenuPerson), Data: tapData{begin: beginPerson}.String()}})
}

// courses are the courses of her site, or all while hers is not known: name,
// dates and cost, a line each.
func (k *talk) courses() string {
	site, known := k.site()
	var lines []string
	for _, c := range k.e.programme.Courses {
		if known && site.Courses != nil && !slices.Contains(site.Courses, c.ID) {
			continue
		}
		lines = append(lines, k.say(textCourse,
			arg("course", k.say(courseKey(c.ID))), arg("from", k.day(c.From)), arg("until", k.day(c.Until)), arg("cost", k.say(courseKey(c.ID)+".cost"))))
	}
	if len(lines) == 0 {
		return "–"
	}
	return strings.Join(lines, "\n")
}

// rule is the funder's rule at her site.
func (k *talk) rule() string {
	site, ok := k.site()
	if !ok || site.Rule == "" {
		return "–"
	}
	return k.say(ruleKey(site.ID))
}
