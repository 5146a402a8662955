package i18n

import (
	"strings"
	"testing"
)

// A message that has lost its context is that of the only text with its English, and gets the context back.
func TestMessageWithoutContext(t *testing.T) {
	sources := []Source{src("a", "Hi"), src("b", "Bye"), src("yes", "OK"), src("yes.too", "OK")}
	lost := func(id, str string) string { return "msgid \"" + id + "\"\nmsgstr \"" + str + "\"\n\n" }
	for _, tt := range []struct {
		name, po string
		key      Key
		shown    string
		merged   string // what stands in the merged file
	}{
		{"one", lost("Bye", "x"), "b", "x", "msgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\""},
		{"an empty one with the key", entry("b", "Bye", "") + lost("Bye", "x"), "b", "x", "msgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\""},
		{"one with the key", entry("b", "Bye", "y") + lost("Bye", "x"), "b", "y", "#~ msgid \"Bye\"\n#~ msgstr \"x\""},
		{"obsolete one with the key", "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"y\"\n\n" + lost("Bye", "x"), "b", "x", "msgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\""},
		{"two texts with its English", lost("OK", "x"), "yes", "OK", "#~ msgid \"OK\"\n#~ msgstr \"x\""},
		{"other English", lost("Byebye", "x"), "b", "Bye", "#~ msgid \"Byebye\"\n#~ msgstr \"x\""},
		{"context that is empty", strings.Replace(entry("b", "Bye", "x"), `"b"`, `""`, 1), "b", "Bye", "#~ msgctxt \"\"\n#~ msgid \"Bye\"\n#~ msgstr \"x\""},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			if got, _ := loaded(t, sources, map[string]string{"ar": arHeader + tt.po}).Render("ar", tt.key); withoutBidi(got) != tt.shown {
				t.Errorf("%s is shown as %q, want %q", tt.key, got, tt.shown)
			}
			merged, err := Merge([]byte(arHeader+tt.po), sources)
			if err != nil || !strings.Contains(string(merged)+"\n", tt.merged) {
				t.Errorf("merged (%v) it is\n%s\nwant in it\n%s", err, merged, tt.merged)
			}
			if again, err := Merge(merged, sources); err != nil || string(again) != string(merged) {
				t.Errorf("merged twice (%v) it is\n%s", err, again)
			}
			if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", merged)); !ok {
				t.Errorf("msgfmt refuses what is merged: %s", complaint)
			}
		})
	}
}

// Of two messages with one key, for different English, that counts which has a translation, and then which has today's English.
func TestTwoMessagesOfOneKey(t *testing.T) {
	sources := []Source{src("b", "Bye")}
	for _, tt := range []struct {
		name, po, shown string
		want            State
	}{
		{"today's last", entry("b", "Bye!", "old") + entry("b", "Bye", "new"), "new", Reviewed},
		{"today's first", entry("b", "Bye", "new") + entry("b", "Bye!", "old"), "new", Reviewed},
		{"today's without a translation", entry("b", "Bye", "") + entry("b", "Bye!", "old"), "Bye", Fuzzy},
	} {
		c := loaded(t, sources, map[string]string{"ar": arHeader + tt.po})
		if got, _ := c.Render("ar", "b"); withoutBidi(got) != tt.shown || c.State("ar", "b") != tt.want {
			t.Errorf("%s: it is %s and shown as %q, want %s and %q", tt.name, c.State("ar", "b"), got, tt.want, tt.shown)
		}
		merged, err := Merge([]byte(arHeader+tt.po), sources)
		if err != nil || strings.Count(string(merged), "msgctxt") != 1 || tt.want == Fuzzy != strings.Contains(string(merged), "#, fuzzy\n#| msgid \"Bye!\"\n") {
			t.Errorf("%s: merged (%v) it is\n%s", tt.name, err, merged)
		}
	}
}

// What a keyboard or an editor puts into a text unseen is not shown; Merge leaves the file as it is.
func TestTextsAreTidied(t *testing.T) {
	sources := []Source{src("b", "Bye\n")}
	for from, want := range map[string]string{"u\u0308\\n": "ü\n", "a\tb\\n": "a b\n", `a\tb\n`: "a b\n", `a\r\nb\r\n`: "a\nb\n"} {
		po := arHeader + "#: flow.yaml:1\n" + entry("b", `Bye\n`, from)
		if got, _ := loaded(t, sources, map[string]string{"ar": po}).Render("ar", "b"); withoutBidi(got) != want {
			t.Errorf("%q is shown as %q, want %q", from, got, want)
		}
		merged, err := Merge([]byte(po), sources)
		file, wrong := parsePO("po", []byte(po))
		if err != nil || wrong != nil || string(merged) != string(file.bytes()) {
			t.Errorf("%q: merged (%v, %v) it is\n%s", from, err, wrong, merged)
		}
	}
	c := loaded(t, sources, map[string]string{"ar": arHeader + entry("b", `Bye\n`, ` \n`)})
	if got := c.State("ar", "b"); got != Missing {
		t.Errorf("a translation of blanks is %s, want missing", got)
	}
}

// A header may name a country or a script, and no other language of ours.
func TestLanguageOfTheHeader(t *testing.T) {
	for header, want := range map[string]map[Lang]bool{
		"uk_UA": {"uk": true, "ru": false}, "es_MX": {"es": true}, "pt_BR": {"pt": true}, "fa_AF": {"fa-AF": true, "fa": false}, "fa": {"fa-AF": false}, "fa_IR": {"fa": true, "fa-AF": false},
		"zh_CN": {"zh-Hans": true}, "zh_Hans": {"zh-Hans": true}, "zh_TW": {"zh-Hans": false}, "zh": {"zh-Hans": true}, "AR": {"ar": true}, "arabic": {"ar": false}, "ku_Arab": {"ku": false}, "de_AT": {"de": true, "nl": false},
	} {
		for lang, fits := range want {
			if got := lang.named(header); got != fits {
				t.Errorf("Language: %s in %s.po: taken: %t, want %t", header, lang, got, fits)
			}
		}
	}
}

func TestKeysIn(t *testing.T) {
	po := strings.ReplaceAll(arHeader+entry("a", "A", "x")+"msgctxt\"b\" msgid \"B\" msgstr \"y\"\n#~ msgctxt \"c\"\n#~ msgid \"C\"\n#~ msgstr \"z\"\n", "\n", "\r\n")
	got := KeysIn([]byte(po))
	if len(got) != 2 || !got["a"] || !got["b"] || KeysIn([]byte("msgid")) != nil {
		t.Errorf("KeysIn = %v, want a and b, and none of a file that cannot be read", got)
	}
}
