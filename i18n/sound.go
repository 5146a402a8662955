package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sound reduces a name in Latin, Cyrillic, Arabic, Ethiopic or Bengali letters to how its consonants sound, coarsely: those
// that are mixed up between scripts have one letter (b for b, p, v, f; k for k, g, ch, kh; t for t, d; s for s, z, sh, ts), vowels
// and what is as weak as them none. "Leipzig", "Лейпциг" and "لايبزيغ" are all "lbsk". Names that are alike need not be the
// same name: compare only with the few that can be meant.
func Sound(name string) string {
	s := latinSpelling.Replace(Fold(name))
	var b strings.Builder
	last := rune(0)
	for i, r := range s {
		sound := soundOf(r)
		if r == 'c' {
			sound = 'k'
			if next, _ := utf8.DecodeRuneInString(s[i+1:]); next == 'e' || next == 'i' || next == 'y' {
				sound = 's'
			}
		}
		if sound != 0 && sound != last {
			b.WriteRune(sound)
		}
		if sound != 0 || unicode.IsSpace(r) {
			last = sound
		}
	}
	return b.String()
}

// latinSpelling writes with one letter what Latin letters together stand for. The longer ones come first.
var latinSpelling = strings.NewReplacer("sch", "s", "tsch", "s", "sh", "s", "ch", "k", "gh", "k", "kh", "k", "ph", "b", "th", "t",
	"zh", "s", "tz", "s", "ts", "s", "cz", "s", "qu", "k", "x", "ks", "gn", "n", "тс", "ц")

func soundOf(r rune) rune {
	switch {
	case r >= 0x1200 && r < 0x1360:
		return ethiopicSound(r)
	case strings.ContainsRune("bpvfwбпвфبپفڤপফবভ", r):
		return 'b'
	case strings.ContainsRune("kgqгкхكقگغخجকখগঘ", r):
		return 'k'
	case strings.ContainsRune("tdдтتطدضذثٹڈټډটঠডঢতথদধৎ", r):
		return 't'
	case strings.ContainsRune("szжзсцшщчسصزشژظچচছজঝশষস", r):
		return 's'
	case strings.ContainsRune("lлلল", r):
		return 'l'
	case strings.ContainsRune("mмمম", r):
		return 'm'
	case strings.ContainsRune("nнنںڼনণঞঙং", r):
		return 'n'
	case strings.ContainsRune("rрرڑړর", r):
		return 'r'
	}
	return 0
}

// ethiopicSound reads a syllable by its row: eight syllables of the script share a consonant and stand together.
func ethiopicSound(r rune) rune {
	const rows = ".l.msrssk" + "kkkbbts..nn.kk" + "kk..ss.tts" + "kkktsbssbb"
	if at := int(r-0x1200) / 8; at < len(rows) && rows[at] != '.' {
		return rune(rows[at])
	}
	return 0
}

// script is the script of a name's first letter.
func script(s string) *unicode.RangeTable {
	for _, r := range s {
		for _, table := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Ethiopic, unicode.Bengali} {
			if unicode.Is(table, r) {
				return table
			}
		}
	}
	return nil
}
