package i18n

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What parses, is written so that it parses to the same, and so that writing it again changes nothing.
func FuzzParsePO(f *testing.F) {
	f.Add([]byte(fullPO))
	f.Add([]byte(arHeader + entry("a", "Hi {name}", `\"\\\303\251`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := parsePO("x.po", data)
		if err != nil {
			return
		}
		out := first.bytes()
		second, err := parsePO("x.po", out)
		if err != nil {
			t.Fatalf("what we wrote does not parse: %v\n%s", err, out)
		}
		if again := second.bytes(); !bytes.Equal(again, out) {
			t.Fatalf("written twice it differs:\n%s\n---\n%s", out, again)
		}
		if len(first.entries) != len(second.entries) {
			t.Fatalf("%d entries became %d", len(first.entries), len(second.entries))
		}
		for i, e := range first.entries {
			other := *second.entries[i]
			other.line, other.strLine = e.line, e.strLine
			if !reflect.DeepEqual(e, &other) {
				t.Fatalf("entry %d was %+v, is %+v", i, e, other)
			}
		}
	})
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte(arHeader+entry("a", "A", "x")+entry("gone", "G", "y")), "A {x}")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		sources := []Source{src("a", text), src("b", "B"), {Key: "n", Text: "{n} x", Plural: "{n} xs", Count: "n", Ref: "f:1"}}
		once, err := Merge(data, sources)
		if err != nil {
			return
		}
		twice, err := Merge(once, sources)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("merged twice it differs (%v):\n%s\n---\n%s", err, once, twice)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Ａıł ﻛﺘـﺎب ۱۲", "کِتَابٌ‌", "É\u0301\u0327\u200d", "কি", "1️⃣", "\xff", "ᏸꭰ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if long := foldAny(s); once != long {
			t.Fatalf("Fold(%+q) = %+q, the long way %+q", s, once, long)
		}
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%+q) = %+q, folded again %+q", s, once, twice)
		}
		if !utf8.ValidString(once) || strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Fatalf("Fold(%+q) = %+q", s, once)
		}
		if Digits(s); !Same(s, once) {
			t.Fatalf("%+q is not the same as its folded form %+q", s, once)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " a\r\nb\x00 ", "\u202eevil\u2069", "u\u0308\u200d", "\xff\xfe", "👩‍👩‍👧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if twice := Clean(once); twice != once {
			t.Fatalf("Clean(%+q) = %+q, cleaned again %+q", s, once, twice)
		}
		if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) || strings.TrimSpace(once) != once {
			t.Fatalf("Clean(%+q) = %+q", s, once)
		}
		for _, r := range once {
			if unicode.IsControl(r) && r != '\n' || isBidiControl(r) {
				t.Fatalf("Clean(%+q) = %+q keeps %U", s, once, r)
			}
		}
	})
}

// Whatever an argument holds, it stands in the text once and turns nothing outside itself.
func FuzzRender(f *testing.F) {
	c, err := Load(nil, []Source{src("a", "before {x} after")})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "{x}", "%d", "\u2069", "\u202e", "علي\n\nb", "\u2068a\u2069", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text, _ := c.Render("en", "a", Arg{Name: "x", Value: value})
		middle, okBefore := strings.CutPrefix(text, "before ")
		middle, okAfter := strings.CutSuffix(middle, " after")
		if !okBefore || !okAfter || !isolatesClosed(text) {
			t.Fatalf("the argument %+q gives %+q", value, text)
		}
		if withoutBidi(middle) != withoutBidi(value) && utf8.ValidString(value) {
			t.Fatalf("the argument %+q became %+q", value, middle)
		}
	})
}
