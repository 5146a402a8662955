package mattermost

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattermost/mattermost-server/v6/shared/markdown"
)

// nasty is what people may write, or have been sent.
var nasty = []string{
	"@olena", "@channel", "@all @here", "> @olena", `\@olena`, "(@olena)", "@olena@amir", "a@channel.org", "**@olena**", "`@olena`", "@\u200bolena",
	"https://x.org/@olena", "<@olena>", "<!channel>", "<!here|@here>", "[@olena](https://x.org)", "~town-square", "#hashtag", "\u2424> @olena\u2424# x",
	"# heading", "> quote", "* item\n* item", "- item", "1. one\n2. two", "---", "text\n===", "text\n---", "    code", "\tcode", "```\ncode\n```", "~~~\ncode\n~~~",
	"| a | b |\n|---|---|\n| c | d |", "a | b\n--|--\nc | d", "*em* _em_ **strong** __strong__ ~~gone~~ ***x***", "snake_case_name and 2*3*4",
	"![x](https://x.org/a.png)", "[x](javascript:alert(1))", "[x]: https://x.org\n\n[x]", "<https://x.org>", "<b>bold</b>", "&lt;b&gt; &#64;olena",
	":white_check_mark: :smile:", "at 10:30:45", `back\slash \* \\`, "$x$ $$y$$", "a\r\n> b\rc\u2028> d\u0085# e", "x\x00y\x1bz\xffq",
	"https://x.org/a_b_c?d=*e*&f=[g]#h_i.", "see (https://x.org/a_b).", "Привіт, *Юля*", "مرحبا @olena", "     \u00a0    x",
}

// TestSafe: the server itself finds nothing but plain text in it, and mentions nobody.
func TestSafe(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, text := range nasty {
			safe := Safe(text)
			if what := formatted(safe); what != "" {
				t.Errorf("%q has become %q, in which there is a %s", text, safe, what)
			}
			if got, want := bare2(shown(safe)), bare2(clean(text)); got != want {
				t.Errorf("%q is shown as %q", text, got)
			}
			id, err := w.server.As("amir").Post(berlin, safe)
			w.must(err)
			if got := w.server.Notified(id); len(got) != 0 {
				t.Errorf("%q notifies %v", text, got)
			}
		}
	})
}

// formatted names the first thing in a text that the server's own parser takes for
// more than text; web addresses are allowed to be links.
func formatted(text string) (what string) {
	markdown.Inspect(text, func(node interface{}) bool {
		switch n := node.(type) {
		case nil, *markdown.Document, *markdown.Paragraph, *markdown.Text, *markdown.SoftLineBreak, *markdown.HardLineBreak, *markdown.Autolink:
		case *markdown.BlockQuote:
			what = "quote"
		case *markdown.List, *markdown.ListItem:
			what = "list"
		case *markdown.FencedCode, *markdown.IndentedCode, *markdown.CodeSpan:
			what = "piece of code"
		case *markdown.InlineLink, *markdown.InlineImage, *markdown.ReferenceLink, *markdown.ReferenceImage:
			what = "link with other words"
		default:
			_ = n
			what = "something"
		}
		return what == ""
	})
	return what
}

// shown is what a reader sees: the backslashes are taken away.
func shown(safe string) string {
	return strings.NewReplacer(`\*`, "*", `\_`, "_", "\\`", "`", `\[`, "[", `\]`, "]").Replace(safe)
}

func bare2(s string) string { return strings.ReplaceAll(s, apart, "") }

func TestBold(t *testing.T) {
	for in, want := range map[string]string{
		"Юля:": "**Юля:**", " a\n b*:": `**a b\*:**`, "": "", " \n": "", "@all:": "**@" + apart + "all:**",
	} {
		if got := bold(in); got != want {
			t.Errorf("bold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSafe(f *testing.F) {
	for _, text := range nasty {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		safe := Safe(text)
		if bare2(shown(safe)) != bare2(clean(text)) && !strings.Contains(text, `\`) {
			t.Errorf("%q is shown as %q", text, shown(safe))
		}
		for i, r := range safe {
			next, _ := utf8.DecodeRuneInString(safe[i+utf8.RuneLen(r):])
			if r == '@' && next != '\u200b' {
				t.Errorf("%q holds an @ with %q behind it", safe, next)
			}
		}
		if what := formatted(safe); what != "" {
			t.Errorf("%q has become %q, in which there is a %s", text, safe, what)
		}
		parts := Split(safe, 50)
		for _, p := range parts {
			if utf8.RuneCountInString(p) > 50 {
				t.Errorf("a part of %q has more than 50 characters", safe)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(strings.Join(parts, "\n")) != squeeze(safe) {
			t.Errorf("%q was split into %q", safe, parts)
		}
	})
}
