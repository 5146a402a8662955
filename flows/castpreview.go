package flows

import "wecan/i18n"

// PreviewCast is what people of a language read of an announcement, who are of a site and
// have not said their name. When they read nothing, without is the verdict that says why.
func (d *Definitions) PreviewCast(c Cast, lang i18n.Lang, site string) (m Send, without string) {
	for _, w := range c.Words {
		if w.Lang == lang {
			return Send{Text: w.Text}, ""
		}
	}
	return Send{Text: c.Words[0].Text}, ""
}
