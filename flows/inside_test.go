package flows

import (
	"strings"
	"testing"
)

func TestParseCommand(t *testing.T) {
	for text, want := range map[string]string{
		"/help": "help|", "/help@wecan_bot": "help|", "/START a_b-1": "start|a_b-1", " /start  x ": "start|x",
		"/start\nx": "start|x", "/": "|", "/ help": "|help", "/مساعدة": "|", "\u200f/help": "help|",
		"help": "no", "مساعدة /help": "no", "a/b": "no", "": "no", "/" + strings.Repeat("x", 33): "|",
	} {
		got := "no"
		if c, ok := parseCommand(text); ok {
			got = c.name + "|" + c.payload
		}
		if got != want {
			t.Errorf("%q was read as %q, want %q", text, got, want)
		}
	}
}

// The longest ids that a flow may have fit into a button's data.
func TestTapDataFits(t *testing.T) {
	long := tapData{
		flow: strings.Repeat("f", flowIDLimit), step: strings.Repeat("s", stepIDLimit),
		nonce: strings.Repeat("0", nonceSize), option: strings.Repeat("o", optionIDLimit),
	}
	if n := len(long.String()); n > 64 {
		t.Errorf("%d bytes", n)
	}
	if got, ok := parseTap(long.String()); !ok || got != long {
		t.Errorf("read back as %+v", got)
	}
	for _, bad := range []string{
		"", "/", "a/b/0000", "a/b/000/c", "a/b/0000/", "a/b/0000/.", "A/b/0000/c", "a/b/00i0/c", ".begin/", ".begin/A", "a/b/0000/c/d",
		"a/b/0000/" + strings.Repeat("o", optionIDLimit+1), "a/b/0000/c\x00",
	} {
		if got, ok := parseTap(bad); ok {
			t.Errorf("%q was read as %+v", bad, got)
		}
	}
}

func FuzzParseTap(f *testing.F) {
	f.Add("enrollment/site/k3f9/leipzig")
	f.Add(".begin/enrollment")
	f.Add("a/b/0000/.why")
	f.Add("a/b/0000/zh-Hans")
	f.Fuzz(func(t *testing.T, data string) {
		d, ok := parseTap(data)
		if ok && d.String() != data {
			t.Errorf("%q was read as %+v, which is %q", data, d, d.String())
		}
	})
}

// The engine's own texts keep the rules that flows must keep.
func TestSystemTextsArePlain(t *testing.T) {
	var problems FileErrors
	v := value{r: &reader{file: "texts.go", problems: &problems}}
	for _, s := range systemSources() {
		before := len(problems)
		checkEnglish(v, s.Text)
		if s.Note == "" {
			t.Errorf("%s has no note for translators", s.Key)
		}
		if len(problems) > before {
			t.Errorf("%s: %s", s.Key, problems[before].Text)
		}
	}
}
