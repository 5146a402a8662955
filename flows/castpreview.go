package flows

import "wecan/i18n"

// PreviewCast is what people of a language read of an announcement, who are of a site and
// have not said their name. When they read nothing, without is the verdict that says why.
func (d *Definitions) PreviewCast(c Cast, lang i18n.Lang, site string) (m Send, without string) {
	words, without := c.wordsFor(lang)
	e, ok := d.Machines[KindPerson].(*engine)
	if without != "" || !ok {
		return m, without
	}
	p := &person{}
	p.Lang, p.Fields = lang, map[string]saved{fieldSite: {Value: site}}
	k := &talk{e: e, p: p}
	return Send{Text: k.castText(&c, words, lang), Buttons: k.castButtons(&c, words.Lang, lang, "")}, ""
}
