package i18n

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
)

// laidOutRight asks another's work where a line begins.
func laidOutRight(tb testing.TB, line string) bool {
	tb.Helper()
	var p bidi.Paragraph
	if _, err := p.SetString(line); err != nil {
		tb.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		tb.Fatal(err)
	}
	first := order.Run(0)
	return first.Direction() == bidi.RightToLeft
}

func TestLinesBeginOnTheRight(t *testing.T) {
	const same = ""
	for _, tt := range []struct{ english, arabic, values, want string }{
		{"{label}: {answer}", same, "label=الاسم|answer=Amina", "\u200F\u2068الاسم\u2069: \u2068Amina\u2069"},
		{"{day} {month} {year}", same, "day=31|month=ديسمبر|year=2027", "\u200F\u206831\u2069 \u2068ديسمبر\u2069 \u20682027\u2069"},
		{"{first}, {rest}", "{first}، {rest}", "first=صباحًا|rest=مساءً", "\u200F\u2068صباحًا\u2069، \u2068مساءً\u2069"},
		{"✅ {answer}", same, "answer=Jena", "\u200F✅ \u2068Jena\u2069"},
		{"{n}", same, "n=12", "\u200F\u206812\u2069"},
		{"🆘 Help", "🆘 مساعدة", "", "\u200F🆘 مساعدة"},
		{"🆘 Help, {name}", "🆘 مساعدة، {name}", "name=علي", "\u200F🆘 مساعدة، \u2068علي\u2069"},
		{
			"{card}. To talk: {person}", "{card}\n\nللتحدث: {person}", "card=خطر: 112\nعنف: 016|person=a@b.example",
			"\u200F\u2068خطر: 112\u2069\n\u200F\u2068عنف: 016\u2069\n\nللتحدث: \u2068a@b.example\u2069",
		},
		{"Hello {name}!", "أهلا {name}!", "name=Amina", "أهلا \u2068Amina\u2069!"},
		{"👤 {name} is here", "👤 {name} هنا", "name=Amina", "👤 \u2068Amina\u2069 هنا"},
		{"Hello", "أهلا", "", "أهلا"},
	} {
		arabic := tt.arabic
		if arabic == same {
			arabic = tt.english
		}
		english := src("a", tt.english)
		c := loaded(t, []Source{english}, map[string]string{"ar": arHeader + entry("a", tt.english, strings.ReplaceAll(arabic, "\n", `\n`))})
		var args []Arg
		for pair := range strings.SplitSeq(tt.values, "|") {
			name, value, _ := strings.Cut(pair, "=")
			args = append(args, Arg{Name: name, Value: value})
		}
		got, _ := c.Render("ar", "a", args...)
		if got != tt.want {
			t.Errorf("%q: %+q, want %+q", arabic, got, tt.want)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if line != "" && !laidOutRight(t, line) {
				t.Errorf("the line %+q is laid out from left to right", line)
			}
		}
		if got, _ := c.Render("en", "a", args...); strings.Contains(got, rlm) {
			t.Errorf("the English %+q has the mark", got)
		}
	}
}

// A name that nobody translates begins on the right among its neighbours, and keeps the order
// of its words.
func TestOwnLine(t *testing.T) {
	for _, c := range []struct {
		lang       Lang
		name, want string
	}{
		{"ar", "Spring 2027", "\u200FSpring 2027"},
		{"ar", "ربيع 2027", "ربيع 2027"},
		{"ar", "2027", "\u200F2027"},
		{"en", "Spring 2027", "Spring 2027"},
		{"en", "ربيع 2027", "ربيع 2027"},
	} {
		if got := OwnLine(c.lang, c.name); got != c.want {
			t.Errorf("%q in %s: %q", c.name, c.lang, got)
		}
	}
}
