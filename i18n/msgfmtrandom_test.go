package i18n

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestMsgfmtOnRandomFaults damages a part of a real file at random, and holds our check to gettext's: what msgfmt --check
// refuses we refuse. WECAN_PO_FAULTS says how many times, WECAN_PO_SEED with what luck.
func TestMsgfmtOnRandomFaults(t *testing.T) {
	sources := pluralSources(t)
	lines := slices.Concat(someMessages(t, "po/uk.po"), strings.SplitAfter(agedMessages, "\n"))
	whole := strings.Join(lines, "")
	if _, err := Load(tree(map[string]string{"uk": whole}), sources); err != nil {
		t.Fatalf("before any damage: %v", err)
	}
	tries, seed := numberIn("WECAN_PO_FAULTS", 150), numberIn("WECAN_PO_SEED", 1)
	random := rand.New(rand.NewPCG(uint64(seed), 1))
	refused := 0
	for range tries {
		po := damaged(random, lines)
		_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "uk.po", []byte(po)))
		if theirs {
			continue
		}
		refused++
		if _, err := Load(tree(map[string]string{"uk": po}), sources); err == nil {
			t.Errorf("we take what msgfmt refuses: %s\n%s", complaint, po)
		}
	}
	t.Logf("%d damaged files, msgfmt refuses %d, and so do we", tries, refused)
	if refused < tries/4 {
		t.Errorf("msgfmt refuses only %d of %d files", refused, tries)
	}
}

// agedMessages are such as a file gathers over the years, and the real one has not yet.
const agedMessages = `
# note
#. extracted
#: flow.yaml:3
#, fuzzy, python-brace-format
#| msgctxt "older"
#| msgid "Hello, {name}"
msgctxt "aged.fuzzy"
msgid "Hello {name}"
msgstr "Привіт {name}"

#, python-brace-format
#| msgid ""
#| "{n} cat\n"
#| msgid_plural "{n} cats"
msgctxt "aged.count"
msgid "{n} dog"
msgid_plural "{n} dogs"
msgstr[0] "{n} пес"
msgstr[1] "{n} пси"
msgstr[2] "{n} псів"

# kept
#, fuzzy, range: 0..5
#~| msgctxt "oldest"
#~| msgid "older"
#~ msgctxt "aged.gone"
#~ msgid ""
#~ "Old\n"
#~ "text"
#~ msgstr "давно"

#~ msgctxt "aged.gone.count"
#~ msgid "{n} cat"
#~ msgid_plural "{n} cats"
#~ msgstr[0] "{n} кіт"
#~ msgstr[1] "{n} коти"
#~ msgstr[2] "{n} котів"
`

func numberIn(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// pluralSources are those of bot.pot, with what counts in them.
func pluralSources(t *testing.T) []Source {
	t.Helper()
	data, err := os.ReadFile("po/bot.pot")
	if err != nil {
		t.Fatal(err)
	}
	file, err := parsePO("bot.pot", data)
	if err != nil {
		t.Fatal(err)
	}
	var out []Source
	for _, e := range file.entries {
		s := Source{Key: e.key(), Text: e.id, Plural: e.plural, Ref: "bot.pot:1"}
		if e.has.plural {
			names, err := Placeholders(e.plural)
			if err != nil || len(names) == 0 {
				t.Fatalf("%s: %v %v", e.key(), names, err)
			}
			s.Count = names[0]
			if slices.Contains(names, "count") { // a template does not say which one is the number
				s.Count = "count"
			}
		}
		out = append(out, s)
	}
	return out
}

// someMessages are the lines of a file's first messages and of those with a number.
func someMessages(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, message := range strings.SplitAfter(string(data), "\n\n") {
		if i < 20 || strings.Contains(message, "msgid_plural") {
			out = append(out, strings.SplitAfter(message, "\n")...)
		}
	}
	return slices.DeleteFunc(out, func(line string) bool { return line == "" })
}

// damaged does one thing to a file that must not be done: a character or a line is lost, comes in between, or stands elsewhere,
// or the end is missing.
func damaged(random *rand.Rand, lines []string) string {
	lines = slices.Clone(lines)
	i, j := random.IntN(len(lines)), random.IntN(len(lines))
	switch random.IntN(4) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines[i], lines[j] = lines[j], lines[i]
	case 2:
		lines[i] += lines[j]
	}
	s := strings.Join(lines, "")
	at := random.IntN(len(s))
	switch random.IntN(5) {
	case 0:
		return s[:at] + s[at+1:]
	case 1:
		signs := []string{
			`"`, `\`, "{", "}", "#", "~", "|", " ", "\n", "n", "x", "0", "[1]", "msgid", "msgstr", "msgctxt", `\n`, "\xff", "=", ";", "fuzzy", ",",
			"\f", "\r", "\t", "\\\n", "#~ ", "#| ", "#, ", "[", "]", `" "`, `"#"`, "msgid_plural", "c-format, %", "charset=ASCII", "\xe9", "é",
		}
		return s[:at] + signs[random.IntN(len(signs))] + s[at:]
	case 2:
		return s[:at]
	}
	return s
}
