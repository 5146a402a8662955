package i18n

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// codeAliases names our language for codes that x/text's matcher leaves without one: varieties of Arabic, Dari and the
// Kurdish languages under their own ISO 639-3 codes.
func codeAliases() map[string]Lang {
	return map[string]Lang{
		"prs": "fa-AF", "pes": "fa", "pbt": "ps", "pbu": "ps", "pst": "ps", "pnb": "ur",
		"kmr": "ku", "ku-arab": "ckb", "sdh": "ckb", "als": "sq", "aln": "sq", "cmn": "zh-Hans", "mo": "ro",
		"arb": "ar", "arz": "ar", "ary": "ar", "apc": "ar", "ajp": "ar", "acm": "ar", "afb": "ar", "aeb": "ar", "arq": "ar",
		"ayl": "ar", "apd": "ar", "ars": "ar", "acq": "ar", "ayn": "ar", "acw": "ar", "ayp": "ar", "shu": "ar",
	}
}

// neverAnother reports languages for which the matcher's neighbour must not be offered first: it would be the language of
// the state their speakers may have fled. They choose from the list. Ukrainian needs no place here: for it the matcher has
// no neighbour that is likely enough, and a test watches that it is never Russian.
func neverAnother(base string) bool {
	switch base {
	case "ku", "kmr", "ckb", "sdh", "zza", "ug", "bo":
		return true
	}
	return false
}

// guesser matches codes of languages against those the catalogue has.
type guesser struct {
	langs   []Lang
	matcher language.Matcher
	aliases map[string]Lang
}

func newGuesser(langs []Lang) *guesser {
	tags := make([]language.Tag, len(langs))
	for i, l := range langs {
		tags[i] = language.Make(string(l))
	}
	return &guesser{langs: langs, matcher: language.NewMatcher(tags), aliases: codeAliases()}
}

// Guess names the language of the catalogue that fits the language_code of a Telegram user (IETF tag, Bot API User). It is
// a guess, often by region (an Uzbek phone gives Russian): offer it first, and let the person confirm. false: no idea, show
// the list.
func (c *Catalog) Guess(telegramCode string) (Lang, bool) {
	g := c.guesser
	code := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(telegramCode), "_", "-"))
	for part := code; part != ""; part = string(Lang(part).parent()) {
		if alias, ok := g.aliases[part]; ok {
			return g.has(alias)
		}
	}
	tag, err := language.Parse(code)
	if err != nil {
		return "", false
	}
	// The index, never the tag: the tag that comes back carries extensions of its own.
	_, index, confidence := g.matcher.Match(tag)
	if confidence < language.High {
		return "", false // the matcher names a neighbour even then: Tigrinya for Amharic
	}
	found := g.langs[index]
	base, _ := tag.Base()
	if own, _ := language.Make(string(found)).Base(); own != base && neverAnother(base.String()) {
		return "", false
	}
	return found, true
}

// has finds an alias in the catalogue, or the language it falls back to; for Persian also Dari, which its speakers read.
func (g *guesser) has(lang Lang) (Lang, bool) {
	for l := lang; l != ""; l = l.parent() {
		if slices.Contains(g.langs, l) {
			return l, true
		}
	}
	if lang == "fa" && slices.Contains(g.langs, "fa-AF") {
		return "fa-AF", true
	}
	return "", false
}

// ByName names the language that somebody typed: its own name, its name in another of our languages ("Arabisch", "арабська",
// "árabe") or its code, in any case and with or without marks. Two-letter codes are also words ("so", "it", "es"): where an
// answer is expected, look at the answer first.
func (c *Catalog) ByName(typed string) (Lang, bool) {
	lang, ok := c.names[nameKey(typed)]
	return lang, ok
}

// nameKey folds a name and its punctuation: "fa_AF", "Af-Soomaali", "العربية.".
func nameKey(s string) string {
	return strings.Join(strings.FieldsFunc(Fold(s), func(r rune) bool { return strings.ContainsRune(" -_.,!?()/؟،", r) }), " ")
}

// languageNames collects every name by which a language of the catalogue may be called. The names of our own table win over
// those that x/text has, and these over those of a newer CLDR. No name is that of two languages; a test watches this.
func languageNames(g *guesser) map[string]Lang {
	names := map[string]Lang{}
	for _, row := range languageTable {
		if lang, ok := g.has(row.lang); ok {
			for _, name := range append([]string{string(row.lang), row.endonym}, row.names...) {
				if key := nameKey(name); names[key] == "" {
					names[key] = lang
				}
			}
		}
	}
	for _, in := range languageTable {
		namer := display.Tags(language.Make(string(in.lang)))
		if namer == nil {
			continue
		}
		for _, row := range languageTable {
			key := nameKey(namer.Name(language.Make(string(row.lang))))
			if lang, ok := g.has(row.lang); ok && key != "" && names[key] == "" {
				names[key] = lang
			}
		}
	}
	for _, in := range languageTable {
		for _, row := range languageTable {
			key := nameKey(dateTable()[in.lang].Names[row.lang])
			if lang, ok := g.has(row.lang); ok && key != "" && names[key] == "" {
				names[key] = lang
			}
		}
	}
	return names
}

// Named names a language that somebody typed, of all that we know, also of those the catalogue has no translation for: see
// [Catalog.ByName].
func Named(typed string) (Lang, bool) {
	lang, ok := knownNames()[nameKey(typed)]
	return lang, ok
}

// AllNamed reads languages that somebody typed, with commas or the like between them: each by its name, as [Named] reads it, or by
// its code. It is false when one is none; then those before it are answered.
func AllNamed(typed string) (langs []Lang, ok bool) {
	for _, one := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;،؛/·", r) || unicode.IsControl(r) }) {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		lang, known := Named(one)
		if code := Lang(strings.ToLower(one)); !known && Endonym(code) != string(code) {
			lang, known = code, true
		}
		if !known {
			return langs, false
		}
		langs = append(langs, lang)
	}
	return langs, true
}

var knownNames = sync.OnceValue(func() map[string]Lang { return languageNames(newGuesser(Known())) })
