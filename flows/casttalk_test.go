package flows

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wecan/i18n"
)

// updateCasts says whether the transcripts are written anew: the flag is the one of the
// package outside.
func updateCasts() bool {
	update := flag.Lookup("update")
	return update != nil && update.Value.String() == "true"
}

// castTalker is a phone that gets announcements and taps.
type castTalker struct {
	t    *testing.T
	defs *Definitions
	ids  IDs
	a    Actor
	now  time.Time
	lang i18n.Lang
	last Send
	out  strings.Builder
}

func (c *castTalker) turn(what string, in Input, receipts ...Receipt) {
	c.t.Helper()
	c.now = c.now.Add(time.Second)
	r, err := c.defs.Step(Turn{Now: c.now, IDs: c.ids, Receipts: receipts}, c.a, in)
	if err != nil {
		c.t.Fatal(err)
	}
	c.a = r.Actor
	fmt.Fprintf(&c.out, "> %s\n", what)
	for _, e := range r.Effects {
		c.show(e)
	}
	if r.Verdict != "" {
		fmt.Fprintf(&c.out, "verdict %s\n", r.Verdict)
	}
}

func (c *castTalker) show(e Effect) {
	marks := strings.NewReplacer("\u2066", "⟦", "\u2067", "⟦", "\u2068", "⟦", "\u2069", "⟧")
	lines := func(head, text string, rows [][]Button) {
		fmt.Fprintf(&c.out, "%s\n", marks.Replace(head+strings.ReplaceAll(text, "\n", "\n    ")))
		for _, row := range rows {
			for _, b := range row {
				fmt.Fprintf(&c.out, "    [%s] %s%s\n", marks.Replace(b.Label), b.Data, b.URL)
			}
		}
	}
	switch e := e.(type) {
	case Send:
		lines("bot ", e.Text, e.Buttons)
		if strings.HasPrefix(e.Receipt, castMark) {
			c.last = e
		}
	case Attach:
		lines("file ", e.What, nil)
	case Edit:
		lines("edit ", e.Text, e.Buttons)
	case Answer:
		lines("notice ", e.Text, nil)
	case Delete:
		fmt.Fprintf(&c.out, "deleted %d %v\n", e.Message, e.More)
	case Tell:
		var news CastNews
		if json.Unmarshal(e.Data, &news) == nil {
			fmt.Fprintf(&c.out, "news %s %s %d\n", news.What, news.Button, news.N)
		}
	case Play, Enclose, Commands, Post, Repost, React, Page:
	}
}

func (c *castTalker) tell(what string, cast Cast) {
	cast.Until = c.now.Add(72 * time.Hour)
	data, _ := json.Marshal(cast)
	c.turn(what, Told{From: c.ids.Of(KindBroadcast, cast.Reference), Name: ToldCast, Data: data})
}

// preview shows what people of her language would read.
func (c *castTalker) preview(cast Cast) {
	fmt.Fprintf(&c.out, "> preview %s\n", cmp.Or(cast.Missing, MissingLabel))
	m, without := c.defs.PreviewCast(cast, c.lang, "north")
	if without != "" {
		fmt.Fprintf(&c.out, "nothing: %s\n", without)
		return
	}
	c.show(m)
}

// tap taps the n-th button of the last announcement.
func (c *castTalker) tap(n int) {
	b := c.last.Buttons[n][0]
	c.turn("tap "+b.Label, Tap{Origin: Origin{Chat: castChat}, Query: "q", Message: 41, Data: b.Data, Shown: c.last.Buttons})
}

func castWords(texts ...string) []CastWords {
	var out []CastWords
	for i, lang := range []i18n.Lang{"en", "ar", "uk"} { // nobody has translated into Spanish
		out = append(out, CastWords{Lang: lang, Text: texts[i], Reviewed: true})
	}
	return out
}

// One person gets announcements and does all that she can, in each language.
func TestCastTranscripts(t *testing.T) {
	for _, lang := range []i18n.Lang{"en", "ar", "es", "uk"} {
		t.Run(string(lang), func(t *testing.T) {
			c := castTalkerIn(t, lang)
			news := Cast{
				Reference: "WE-AAAA-AAA", Seq: 1, Do: CastSend, Kind: CastInformation,
				File:  &CastFile{What: "photo", ID: "f"},
				Words: castWords("Hello {name}, free bicycles in {site}.\nSaturday, 10:00.", "مرحبا {name}، دراجات مجانية في {site}.\nالسبت، 10:00.", "Вітаємо, {name}! Безкоштовні велосипеди, {site}.\nСубота, 10:00."),
				Buttons: []CastButton{
					{ID: "yes", Do: ButtonAnswer, Labels: castWords("I come", "سآتي", "Прийду")},
					{ID: "no", Do: ButtonAnswer, Labels: castWords("Not me", "لن آتي", "Не прийду")},
					{ID: "map", Do: ButtonLink, URL: "https://example.org", Labels: castWords("Map", "خريطة", "Мапа")},
					{ID: "ask", Do: ButtonPerson, Labels: castWords("Ask", "سؤال", "Питання")},
				},
			}
			c.preview(news)
			for _, missing := range []CastMissing{MissingWait, MissingLeave} {
				if seen := news; lang == "es" { // the others read their own words
					seen.Missing = missing
					c.preview(seen)
				}
			}
			test := news
			test.Do = CastTest
			c.tell("test", test)
			c.tell("announcement", news)
			c.turn("receipts", Timer{}, Receipt{Name: ".cast/WE-AAAA-AAA/f", Message: 40}, Receipt{Name: ".cast/WE-AAAA-AAA", Message: 41})
			c.tell("again", news)
			c.tap(0)
			c.tap(1)
			c.tap(1)
			c.turn("a reply", Text{Origin: Origin{Chat: castChat}, Message: 50, Text: "Is it free?", Reply: 41})
			c.tap(3)
			fixed := news
			fixed.Seq, fixed.Do = 2, CastCorrect
			fixed.Words = castWords("Sunday.", "الأحد.", "Неділя.")
			c.tell("correction", fixed)
			c.tap(4)
			other := news
			other.Reference, other.File = "WE-BBBB-BBB", nil
			c.tell("another, which she has stopped", other)
			other.Kind = CastProgramme
			c.tell("for those who take part", other)
			safety := Cast{Reference: "WE-CCCC-CCC", Seq: 1, Do: CastSend, Kind: CastSafety, Words: castWords("The centre is closed.", "المركز مغلق.", "Центр зачинено.")}
			c.now = c.now.Add(12 * time.Hour)
			c.tell("safety, by night", safety)
			fixed.Seq, fixed.Do = 3, CastDelete
			c.tell("deletion", fixed)
			c.turn("/stop", Text{Origin: Origin{Chat: castChat}, Message: 60, Text: "/stop"})
			c.compare()
		})
	}
}

func castTalkerIn(t *testing.T, lang i18n.Lang) *castTalker {
	t.Helper()
	defs := castDefinitions(t)
	sources := append(defs.Book.Sources(), defs.Programme.Sources()...)
	catalog, err := i18n.Load(i18n.Files, sources)
	if err != nil {
		t.Fatal(err)
	}
	if defs, err = Compile(defs.Book, catalog, defs.Programme); err != nil {
		t.Fatal(err)
	}
	ids, _ := NewIDs([]byte("0123456789abcdef"), 1)
	c := &castTalker{t: t, defs: defs, ids: ids, lang: lang, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	p := &person{Chat: castChat, profile: profile{Lang: lang, Sure: true}}
	p.save(fieldSite, saved{Value: "north"})
	c.a = Actor{ID: ids.Person(castChat), Created: c.now}
	c.a.Body, _ = json.Marshal(p)
	return c
}

func (c *castTalker) compare() {
	name := filepath.Join("testdata", "cast."+string(c.lang)+".txt")
	if updateCasts() {
		if err := os.WriteFile(name, []byte(c.out.String()), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		c.t.Fatal(err)
	}
	if got := c.out.String(); got != string(want) {
		c.t.Errorf("the transcript %s is another now; look at it, and write it anew with -update:\n%s", name, got)
	}
}
