package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// charsetHeader is the header of a file in another charset.
func charsetHeader(charset string) string {
	return strings.Replace(arHeader, "charset=UTF-8", "charset="+charset, 1)
}

func inCharset(t *testing.T, charset, text string) string {
	t.Helper()
	enc, _ := charsetNamed(charset)
	out, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatalf("%s: %v", charset, err)
	}
	return out
}

// A file is read in its charset, and Merge writes it as UTF-8, and says so.
func TestPOCharsets(t *testing.T) {
	for charset, text := range map[string]string{
		"CP1256": "وداعا", "ISO-8859-6": "وداعا", "KOI8-U": "їжак", "cp1251": "Їжак №", "windows-1251": "Їжак №", "CP866": "ёж", "ISO-8859-5": "ёж",
		"ISO-8859-1": "adiós, señor", "iso-8859-15": "5 €", "ISO_8859-9": "İyi", "latin1": "déjà", "ISO8859-2": "łoś", "CP1252": "“sí”", "CP850": "è",
		"GB2312": "再见", "GBK": "再見", "GB18030": "再见 ✋",
	} {
		t.Run(charset, func(t *testing.T) {
			po := charsetHeader(charset) + "# " + inCharset(t, charset, text) + "\n" + entry("b", "Bye", inCharset(t, charset, text))
			if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(po))); !ok {
				t.Errorf("msgfmt refuses it: %s", complaint)
			}
			sources := []Source{src("b", "Bye")}
			if got, _ := loaded(t, sources, map[string]string{"ar": po}).Render("ar", "b"); withoutBidi(got) != text {
				t.Errorf("it is shown as %q, want %q", got, text)
			}
			merged, err := Merge([]byte(po), sources)
			if err != nil {
				t.Fatal(err)
			}
			want := arHeader + "# " + text + "\n#: flow.yaml:1\n" + entry("b", "Bye", text)
			if got := string(merged) + "\n"; got != want {
				t.Errorf("merged it is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A note alone tells nothing about the charset: it is that of the header.
func TestPOCharsetOfANote(t *testing.T) {
	note := "# " + inCharset(t, "KOI8-U", "їжак") + "\n"
	merged, err := Merge([]byte(charsetHeader("KOI8-U")+note+entry("b", "Bye", "x")), []Source{src("b", "Bye")})
	if err != nil || !strings.Contains(string(merged), "\n# їжак\n") {
		t.Errorf("merged (%v) it is\n%s", err, merged)
	}
}

// The line ends of an old Mac and of Windows are line ends, also behind a note.
func TestPOLineEnds(t *testing.T) {
	sources := []Source{src("a", "Hi"), src("b", "Bye")}
	po := arHeader + "# note\n#: flow.yaml:1\n" + entry("a", "Hi", "x") + "# note\n#: flow.yaml:1\n" + strings.TrimSuffix(entry("b", "Bye", "y"), "\n")
	for _, end := range []string{"\r", "\r\n", "\r\r\n"} {
		merged, err := Merge([]byte(strings.ReplaceAll(po, "\n", end)), sources)
		if err != nil || string(merged) != po {
			t.Errorf("%q: merged (%v) it is\n%s", end, err, merged)
		}
	}
}

// A file in UTF-8 whose header names another charset is read as UTF-8. Merge mends the header, whatever it says.
func TestPOCharsetOfTheHeaderWrong(t *testing.T) {
	sources := []Source{src("b", "Bye ✋")}
	for from, to := range map[string]string{
		"charset=UTF-8": "charset=ISO-8859-1", "=UTF-8": "=CHARSET", "t=UTF-8": "t=utf8", "; charset=UTF-8": "", "UTF-8": "klingon",
		"\"Content-Type: text/plain; charset=UTF-8\\n\"\n": "",
	} {
		for _, note := range []string{"# so sagt José\n", "# so sagt Jos\xe9\n"} {
			header := strings.Replace(arHeader, from, to, 1)
			po := header + note + entry("b", "Bye ✋", "وداعا ✋")
			if got, _ := loaded(t, sources, map[string]string{"ar": po}).Render("ar", "b"); withoutBidi(got) != "وداعا ✋" {
				t.Errorf("%s: it is shown as %q", to, got)
			}
			merged, err := Merge([]byte(po), sources)
			if err != nil || !strings.Contains(string(merged), "\"Content-Type: text/plain; charset=UTF-8\\n\"\n") || strings.Count(string(merged), "harset") != 1 || !strings.Contains(string(merged), "José") {
				t.Errorf("%s: merged (%v) it is\n%s", to, err, merged)
			}
		}
	}
}

// Bytes that are not UTF-8 are read in notes and in the header, where gettext does not look, and nothing is lost.
func TestPOBytesOfAnOldEditor(t *testing.T) {
	const after = "#: flow.yaml:1\nmsgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\"\n"
	for from, to := range map[string]string{
		"# Jos\xe9\n": "# José\n", "# \x80 \x81 \xc3\n": "# € \u0081 Ã\n", "#. Jos\xe9\n": "", "#, x\xe9\n": "#, xé\n", "# Żó\xb3\n": "# Żó³\n",
	} {
		merged, err := Merge([]byte(arHeader+from+after), []Source{src("b", "Bye")})
		want := arHeader + to + after
		if strings.HasPrefix(from, "#,") {
			want = arHeader + "#: flow.yaml:1\n" + to + strings.TrimPrefix(after, "#: flow.yaml:1\n")
		}
		if err != nil || string(merged) != want {
			t.Errorf("%q: merged (%v) it is\n%s\nwant\n%s", from, err, merged, want)
		}
	}
	header := strings.Replace(arHeader, "Last-Translator: ", "Last-Translator: Jos\xe9", 1)
	merged, err := Merge([]byte("# \xe9\n"+header+after), []Source{src("b", "Bye")})
	if err != nil || !strings.HasPrefix(string(merged), "# é\n") || !strings.Contains(string(merged), "Last-Translator: José\\n") {
		t.Errorf("the header is (%v)\n%s", err, merged)
	}
}

// Our tables have the letters that gettext has: a byte that is none is refused by both.
func TestMsgfmtOnCharsets(t *testing.T) {
	takes := func(charset, text string) (theirs, ours bool) {
		po := charsetHeader(charset) + entry("b", "Bye", text)
		_, _, theirs = gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(po)))
		_, err := parsePO("ar.po", []byte(po))
		return theirs, err == nil
	}
	for _, charset := range slices.Sorted(maps.Keys(gettextCharsets())) {
		table, ok := gettextCharsets()[charset].(*charmap.Charmap)
		if !ok {
			continue
		}
		letters := ""
		for b := 0x80; b < 0x100; b++ {
			switch r := table.DecodeByte(byte(b)); {
			case r != utf8.RuneError && !unicode.IsControl(r):
				letters += string([]byte{byte(b)})
			case b >= 0xa0 || strings.HasPrefix(charset, "CP"):
				if theirs, ours := takes(charset, "x"+string([]byte{byte(b)})+"x"); theirs || ours {
					t.Errorf("%s: the byte %#x is no letter; msgfmt takes it: %t, we: %t", charset, b, theirs, ours)
				}
			}
		}
		if theirs, ours := takes(charset, letters); !theirs || !ours {
			t.Errorf("%s: msgfmt takes its letters: %t, we: %t", charset, theirs, ours)
		}
	}
	for _, tt := range []struct {
		charset, text string
		want          bool
	}{
		{"ASCII", "é", false},
		{"US-ASCII", "x", true},
		{"GB2312", "\xc4\xe3", true},
		{"GB2312", "\x81\x40", false},
		{"GBK", "\x81\x40", true},
		{"GBK", "\xff\xff", false},
		{"GBK", "你好吗", false},
		{"GB18030", "\x81\x30\x81\x30", true},
		{"CHARSET", "x", true},
		{"SHIFT_JIS", "x", true},
		{"UTF-8", "\xe9", false},
	} {
		if theirs, ours := takes(tt.charset, tt.text); theirs != tt.want || ours != tt.want {
			t.Errorf("%s %q: msgfmt takes it: %t, we: %t, want %t", tt.charset, tt.text, theirs, ours, tt.want)
		}
	}
}

// What gettext reads as placeholders of C we read as such, as long as the flag is there.
func TestMsgfmtOnFlagsOfOthers(t *testing.T) {
	sources := []Source{src("b", "Bye")}
	for _, tt := range []struct {
		flag, english, text string
		want                bool
	}{
		{"c-format", "Bye", "x", true},
		{"c-format", "Bye", "x %", false},
		{"c-format", "Bye %", "x", true},
		{"c-format", "100% free", "100 % gratis", true},
		{"c-format", "100% free", "100% d", false},
		{"c-format", "100% free", "100", false},
		{"c-format", "%d", "%i", true},
		{"c-format", "%d", "%u", false},
		{"c-format", "%s %d", "%2$d %1$s", true},
		{"c-format", "%s %d", "%2$d", false},
		{"c-format", "%s", "%1$s %1$s", true},
		{"c-format", "%s", "%1$s %s", false},
		{"c-format", "%s", "%0$s", false},
		{"c-format", "%*d", "%d", false},
		{"c-format", "%.*f", "%.*f", true},
		{"c-format", "%m", "x %%", true},
		{"c-format", "%c", "%lc", false},
		{"c-format", "%C %S", "%lc %ls", true},
		{"c-format", "%qd %Ld", "%lld %lld", true},
		{"c-format", "%hd", "%hhd", false},
		{"c-format", "%Lf", "%g", false},
		{"c-format", "%x", "%o", true},
		{"c-format", "%'d %d", "%d %Id", true},
		{"c-format", "%Id", "%s", true},
		{"c-format", "%<PRId64>", "%<PRIi64>", true},
		{"c-format", "%<PRId64>", "%d", false},
		{"c-format", "x", "%b", false},
		{"c-format", "%p %n", "%p %n", true},
		{"c-format", "%p", "%n", false},
		{"c-format", "%jd %td", "%jd %zd", false},
		{"c-format", "%@", "x", true},
		{"objc-format", "%@", "x", false},
		{"objc-format", "%@ %d", "%2$d %1$@", true},
		{"possible-c-format", "%d", "x", false},
		{"impossible-c-format", "%d", "x", true},
		{"no-c-format", "%d", "x", true},
		{"c-format, no-c-format", "%d", "x", true},
		{"no-c-format, c-format", "%d", "x", false},
		{"klingon-format", "%d", "x", true},
		{"fuzzy, c-format", "%d", "x", true},
		{"python-format", "Bye {n}", "x", true},
		{"java-format", "it's 5%", "x", true},
		{"lisp-format", "Bye %s", "x", true},
		{"python-format", "%s", "x", false},
		{"possible-qt-format", "%1", "x", false},
		{"java-format", "{0}", "x", false},
		{"lisp-format", "~A", "x", false},
		{"possible-python-brace-format", "{n}", "x", false},
		{"python-brace-format, no-python-brace-format", "{n}", "x", true},
		{"no-python-brace-format, python-brace-format", "{n}", "x", false},
	} {
		for _, key := range []string{"b", "unknown"} {
			if key == "b" && strings.Contains(tt.english, "{") {
				continue // ours in any case
			}
			po := arHeader + fmt.Sprintf("#, %s\nmsgctxt %q\nmsgid %q\nmsgstr %q\n", tt.flag, key, tt.english, tt.text)
			_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(po)))
			if sources[0].Text = tt.english; strings.Contains(tt.english, "{") {
				sources[0].Text = "Bye"
			}
			_, err := Load(tree(map[string]string{"ar": po}), sources)
			if theirs != tt.want || (err == nil) != tt.want {
				t.Errorf("%s: %q, %q: msgfmt takes it: %t, we: %v, want %t\n%s", tt.flag, tt.english, tt.text, theirs, err, tt.want, complaint)
			}
		}
	}
}
