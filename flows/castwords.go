package flows

import (
	"slices"
	"strings"
	"unicode/utf16"

	"wecan/i18n"
)

// wordsFor are the words that somebody of a language reads. Without any, the verdict says
// what becomes of her.
func (c *Cast) wordsFor(lang i18n.Lang) (words CastWords, without string) {
	if len(c.Words) == 0 {
		return words, CastNoWords
	}
	for _, near := range []i18n.Lang{lang, base(lang)} {
		at := slices.IndexFunc(c.Words, func(w CastWords) bool { return w.Lang == near })
		if at == 0 || at > 0 && (c.Kind != CastSafety || c.Words[at].Reviewed) {
			return c.Words[at], ""
		}
	}
	switch c.Missing {
	case MissingWait:
		return words, CastWaits
	case MissingLeave:
		return words, CastNoWords
	case MissingLabel:
	}
	return c.Words[0], ""
}

// base is a language without its place or script: fa of fa-AF.
func base(lang i18n.Lang) i18n.Lang {
	tag, _, _ := strings.Cut(string(lang), "-")
	return i18n.Lang(tag)
}

// messageMost is how long a message may be, in UTF-16 units (Bot API sendMessage: text).
const messageMost = 4096

// castText is the whole message: who writes, in which language if it is not hers, and the
// words, each line in its own direction. Names may have made it too long: then it is cut.
func (k *talk) castText(c *Cast, words CastWords, lang i18n.Lang) string {
	r := Reader{Catalog: k.e.catalog, Programme: k.e.programme, Lang: lang}
	from := textCastFrom
	switch c.Kind {
	case CastProgramme:
		from = textCastProgramme
	case CastSafety:
		from = textCastSafety
	case CastInformation, CastDigest:
	}
	head := r.Say(from, arg("org", k.e.programme.Organisation))
	if base(words.Lang) != base(lang) {
		head += "\n" + r.Say(textCastLabel, arg("language", i18n.Endonym(words.Lang)))
	}
	text := head + "\n\n" + i18n.Isolate(lang, k.castFilled(words))
	for most := messageMost; utf16Length(text) > messageMost; most -= 16 {
		text = shorten(text, most)
	}
	return text
}

// castNameMost is how much of a name stands in an announcement, in characters.
const castNameMost = 30

// castFilled are the words with her name and place. Who has not said them reads neutral
// words, in the language of the announcement.
func (k *talk) castFilled(words CastWords) string {
	r := Reader{Catalog: k.e.catalog, Programme: k.e.programme, Lang: words.Lang}
	name := r.Say(textCastName)
	if called := k.called(&k.p.profile, 1); called != k.say(textProfile, arg("number", "1")) {
		name = shorten(strings.TrimPrefix(called, personSign), castNameMost)
	}
	place := r.Say(textCastPlace)
	if site, ok := k.site(); ok {
		place = r.Say(siteKey(site.ID))
	}
	return strings.NewReplacer("{name}", i18n.Isolate(words.Lang, name), "{site}", i18n.Isolate(words.Lang, place)).Replace(words.Text)
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// castButtons are the buttons below it, in the language of the words; what is ours is in
// hers. chosen is the answer that she gave, "" for none.
func (k *talk) castButtons(c *Cast, words, hers i18n.Lang, chosen string) [][]Button {
	tap := func(do, id, about string) string {
		if c.Do == CastTest {
			do, about = tapTest, ""
		}
		return castTap{ref: c.Reference, do: do, id: id, about: about}.String()
	}
	var out [][]Button
	for _, b := range c.Buttons {
		one := Button{Label: castLabel(b.labelIn(words), b.ID == chosen)}
		if b.Do == ButtonLink {
			one.URL = b.URL
		} else {
			one.Data = tap(tapOf(b.Do), b.ID, b.About)
		}
		out = append(out, []Button{one})
	}
	if c.Kind == CastInformation || c.Kind == CastDigest {
		r := Reader{Catalog: k.e.catalog, Programme: k.e.programme, Lang: hers}
		out = append(out, []Button{{Label: r.Say(textCastStop), Data: tap(tapStop, string(c.Kind), "")}})
	}
	return out
}

// labelIn is a button's label in a language, or as it was written.
func (b *CastButton) labelIn(lang i18n.Lang) string {
	for _, near := range []i18n.Lang{lang, base(lang)} {
		for _, l := range b.Labels {
			if l.Lang == near {
				return l.Text
			}
		}
	}
	if len(b.Labels) == 0 {
		return b.ID
	}
	return b.Labels[0].Text
}

// castChosen stands before the label of the answer that she chose.
const castChosen = "✅ "

func castLabel(label string, chosen bool) string {
	label = strings.TrimPrefix(label, castChosen)
	if chosen {
		return castChosen + label
	}
	return label
}
