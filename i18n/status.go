package i18n

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// Languages lists the languages that have a catalogue, English first, in the order in which they are offered.
func (c *Catalog) Languages() []Lang { return slices.Clone(c.langs) }

// Status counts, for each language of Languages and in that order, how far its translation is.
func (c *Catalog) Status() []Status {
	out := make([]Status, 0, len(c.langs))
	for _, l := range c.langs {
		out = append(out, c.tongues[l].status)
	}
	return out
}

// State says how far the translation of one message into exactly this language is. A safety text that is not Reviewed goes
// out in English, with a line that says so. A key that no source has is Missing in every language.
func (c *Catalog) State(lang Lang, key Key) State {
	t := c.tongues[cmp.Or(lang, English)]
	switch {
	case t == nil:
		return Missing
	case t.messages[key] != nil:
		return t.messages[key].state
	case t.fuzzy[key]:
		return Fuzzy
	}
	return Missing
}

// Hash identifies everything that Render can show, as 64 hexadecimal digits: two catalogues with the same hash give the
// same texts. Notes, references and the order of the sources make no difference.
func (c *Catalog) Hash() string { return c.hash }

func (c *Catalog) sum(list []Source) string {
	h := sha256.New()
	put := func(values ...string) {
		var size [8]byte
		for _, v := range values { // with their lengths, so that no two lists of texts run together
			binary.BigEndian.PutUint64(size[:], uint64(len(v)))
			h.Write(size[:])
			h.Write([]byte(v))
		}
	}
	put("i18n 1")
	for _, l := range c.langs {
		put("language", string(l))
		for i := range list {
			m := c.tongues[l].messages[list[i].Key]
			if m == nil {
				continue
			}
			put("message", string(list[i].Key), m.count, m.state.String())
			put(m.texts...)
			if m.count != "" {
				put(m.plurals.rule)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// String returns the word for the state.
func (s State) String() string {
	switch s {
	case Missing:
		return "missing"
	case Fuzzy:
		return "fuzzy"
	case Drafted:
		return "drafted"
	case Reviewed:
		return "reviewed"
	}
	return "unknown"
}

// Texts are the texts of a message in exactly this language, one for each plural form, with their placeholders; nil when it
// is not there or not shown.
func (c *Catalog) Texts(lang Lang, key Key) []string {
	t := c.tongues[cmp.Or(lang, English)]
	if t == nil || t.messages[key] == nil {
		return nil
	}
	return slices.Clone(t.messages[key].texts)
}
