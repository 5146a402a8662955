package flows

import "wecan/i18n"

// PreviewCast is what people of a language read of an announcement, who are of a site and
// have not said their name. When they read nothing, without is the verdict that says why. Of
// a digest it is what those read who chose all kinds of events, as if none had begun.
func (d *Definitions) PreviewCast(c Cast, lang i18n.Lang, site string) (m Send, without string) {
	e, ok := d.Machines[KindPerson].(*engine)
	if !ok {
		return m, ""
	}
	p := &person{}
	p.Lang, p.Fields = lang, map[string]saved{fieldSite: {Value: site}}
	k := &talk{e: e, p: p}
	if c.Kind == CastDigest {
		return k.previewDigest(&c), ""
	}
	words, without := c.wordsFor(lang)
	if without != "" {
		return m, without
	}
	return Send{Text: k.castText(&c, words, lang), Buttons: k.castButtons(&c, words.Lang, lang, "")}, ""
}
