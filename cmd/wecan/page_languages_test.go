package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// TestPageLanguages applies in languages of both directions, and looks at each
// message as it is drawn. With WECAN_SCREENSHOTS set to a folder it leaves
// pictures there.
func TestPageLanguages(t *testing.T) {
	link := demoPrints(t, `http://127\.0\.0\.1:\d+/`, "--pseudo")
	for i, w := range []pageWalk{
		{lang: "ar", name: "سلمى", speaks: "say العربية, English"},
		{lang: "uk", name: "Юля_*<b>", speaks: "say العربية, English"},
		{lang: "ar-XB", name: "Юля_*<b> +49 151 2345678", speaks: "say العربية, English"},
		{lang: "en-XA", name: strings.Repeat("سلمى_*<b>👩🏽‍🌾", 6), speaks: "say العربية, English"},
	} {
		t.Run(w.lang, func(t *testing.T) {
			p := openPage(t, handheld)
			ui, _, _ := strings.Cut(w.lang, "-")
			p.visit(fmt.Sprintf("%s?ui=%s&one=%d", link, ui, 60+i))
			p.wait(p.part(".start") + `.offsetParent !== null`)
			p.do(p.part(".start") + `.click()`)
			rtl := i18n.RightToLeft(i18n.Lang(w.lang))
			for n, a := range append(w.answers(), [2]string{"review", ".submit"}) {
				p.wait(p.part(`[data-data*="/` + a[0] + `/"]`))
				p.picture(fmt.Sprintf("language-%s-%02d-%s", w.lang, n, a[0]))
				p.answer(a[0], a[1])
			}
			p.waitText("WE-")
			p.say("/emergency")
			p.waitText("112")
			p.picture("language-" + w.lang + "-emergency")
			p.directions(rtl)
			p.drawn()
			p.inOrder(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`)
			p.inOrder(`\+?[0-9][0-9 .:/]*[0-9]`)
			p.do(p.part(".menu") + `.click()`)
			commands := 7
			if flows.HasCommandCode(i18n.Lang(w.lang)) {
				commands++ // the demo's own /try
			}
			p.wait(p.part(".commands") + `.querySelectorAll("button").length === ` + strconv.Itoa(commands))
			p.picture("language-" + w.lang + "-commands")
			// The pseudo-locales have no code of two letters, so their list is the one of this chat.
			if got, want := p.eval(p.part(".commands")+`.innerText`), commandsIn(t, w.lang); !strings.Contains(got, want) {
				t.Errorf("the list of commands is\n%s\nwant %s", got, want)
			}
			if got := p.errors(); len(got) > 0 {
				t.Errorf("errors on the page: %v", got)
			}
		})
	}
}

// commandsIn is the line for /help in a language.
func commandsIn(t *testing.T, lang string) string {
	t.Helper()
	w := wordsOf(t, settings{Pseudo: true})
	text, _ := w.catalog.Render(i18n.Lang(lang), "telegram.command.help")
	return text
}

// TestPageScripts draws a message in languages whose scripts are hard, with
// everything that could jump in it: a date, an hour, a number, a phone number,
// and a name in another script.
func TestPageScripts(t *testing.T) {
	lexicon, err := i18n.Words()
	if err != nil {
		t.Fatal(err)
	}
	const key = i18n.Key("sample")
	const english = "{tongue}: {word}\n{day}, {hour}\n{time}\n{sum}\n☎️ {phone}\n{name} – {site}\n{day} {phone}."
	source := i18n.Source{Key: key, Text: english, Ref: "sample:1"}
	day := time.Date(2027, 12, 31, 18, 5, 0, 0, time.UTC)
	p, sb, _ := setStage(t, display{"scripts", 400, 620}, "en")
	p.do(p.part(".start") + `.click()`)
	p.wait(p.part(".composer") + `.offsetParent !== null`)
	for _, lang := range []i18n.Lang{"fa-AF", "ur", "ti", "bn", "ps"} {
		words := lexicon.List(lang, "person")
		if len(words) == 0 {
			words = lexicon.List(lang, "help")
		}
		if len(words) == 0 {
			t.Fatalf("%s has no words", lang)
		}
		// The words of the language stand in the text itself, so that it begins and ends as a translation would.
		text := strings.NewReplacer("{tongue}", i18n.Endonym(lang), "{word}", strings.Join(words, ", ")).Replace(english)
		po := fmt.Sprintf("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt %q\nmsgid %q\nmsgstr %q\n", key, shortened(english), shortened(text))
		source.Text = shortened(english)
		catalog, err := i18n.Load(fstest.MapFS{"po/" + string(lang) + ".po": {Data: []byte(po)}}, []i18n.Source{source})
		if err != nil {
			t.Fatal(err)
		}
		arg := func(name, value string) i18n.Arg { return i18n.Arg{Name: name, Value: value} }
		said, used := catalog.Render(lang, key,
			arg("day", i18n.Weekday(lang, day)), arg("hour", i18n.Clock(day, time.UTC, nil, "Roma")), arg("time", i18n.Duration(lang, 3, i18n.Weeks)),
			arg("sum", i18n.Figure(lang, "-1234567.5")), arg("phone", "+49 151 2345678"), arg("name", "Юля_*<b>"), arg("site", "Leipzig"))
		if used != lang || len(catalog.Missing()) > 0 {
			t.Fatalf("%s: %q in %s, missing %v", lang, said, used, catalog.Missing())
		}
		botSays(t, sb, 41, said)
		p.wait(`[...document.querySelectorAll("#one .text")].at(-1).innerText.includes(` + strconv.Quote(words[0]) + `)`)
		p.direction(i18n.RightToLeft(lang))
		p.picture("script-" + string(lang))
	}

	p.drawn()
	p.inOrder(`\+49 151 2345678`)
	p.inOrder(`[0-9][0-9.,:\u00a0]*[0-9]`)
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// shortened leaves the first line's words to the translation alone.
func shortened(s string) string { return strings.TrimPrefix(s, "{tongue}: {word}\n") }
