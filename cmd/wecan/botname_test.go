package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
)

// call writes the plot's programme file with a name for the bot, or with ""
// without one.
func (p *plot) call(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(p.programme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if strings.HasPrefix(text, "bot_name:") {
		_, text, _ = strings.Cut(text, "\n")
	}
	if name != "" {
		text = "bot_name: \"" + name + "\"\n" + text
	}
	//nolint:gosec // the file is the test's own
	if err := os.WriteFile(p.programme, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// until waits for what comes to Telegram by itself.
func (r *rig) until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// called waits until the bot has a name on the phones of each language.
func (r *rig) called(t *testing.T, names map[string]string) {
	t.Helper()
	for lang, name := range names {
		r.until(t, lang+" "+name, func() bool {
			got, _, _ := r.tg.Profile(lang)
			return got == name
		})
	}
}

const gardenIn = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" +
	"msgctxt \"programme.bot_name\"\nmsgid \"Garden\"\nmsgstr \"Сад\"\n\n" +
	"msgctxt \"telegram.command.help\"\nmsgid \"See what you can do\"\nmsgstr \"Що можна робити\"\n"

// Without a name in the programme file the bot keeps the one that it has.
// With one it has that in each language, and once the line is gone again no
// phone shows another name than the rest.
func TestTheNameOfTheBot(t *testing.T) {
	p := newPlot(t)
	first, _, _ := p.tg.Profile("en")
	asked := func() int { return p.tg.Count("getMyName") }
	p.until(t, "it asks for the names", func() bool { return asked() >= 2*4 }) // of 4 languages, and of everybody each time
	p.called(t, map[string]string{"en": first, "uk": first})
	if n := p.tg.Count("setMyName"); n != 0 {
		t.Errorf("without a name in the file it was set %d times", n)
	}

	if err := os.MkdirAll(filepath.Join(p.dir, "po"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(t, "po/uk.po", gardenIn)
	p.call(t, "Garden")
	p.hangUp(t, published)
	p.called(t, map[string]string{"en": "Garden", "ar": "Garden", "uk": "Сад"}) // the Arabic of the example is of another name
	if n := p.tg.Count("setMyName"); n != 2 {
		t.Errorf("the name was set %d times, want 2", n)
	}

	p.running.stop(t)
	before := asked()
	p.running = p.serve(t)
	p.until(t, "it asks for the names again", func() bool { return asked() >= before+1+1+3*2 })
	if n := p.tg.Count("setMyName"); n != 2 {
		t.Errorf("after another start the name was set %d times, want 2", n)
	}

	p.call(t, "")
	p.hangUp(t, published)
	p.called(t, map[string]string{"en": "Garden", "ar": "Garden", "uk": "Garden"}) // until somebody gives it another at Telegram
	p.finish(t)
}

// Telegram refuses another name for an hour: the bot runs, everything else is
// set, and new words come through meanwhile. It does not ask again in between.
func TestARefusedNameHoldsNothingUp(t *testing.T) {
	p := &plot{rig: newRig(t, longPoll), dir: t.TempDir(), programme: writeProgramme(t)}
	p.later.Store("setMyName")
	p.write(t, "garden.yaml", gardenFlow)
	p.write(t, "skills.yaml", skillsFlow)
	p.lock(t)
	p.call(t, "Garden")
	p.env = append(p.env, "WECAN_FLOWS="+p.dir, "WECAN_PROGRAMME="+p.programme)
	p.running = p.serve(t)
	p.running.log.await(t, "the bot's name could not be set; trying again", p.running.ended)
	for _, lang := range []string{"en", "ar", "es", "uk"} {
		name, long, short := p.tg.Profile(lang)
		if name == "Garden" || long == "" || short == "" {
			t.Errorf("%s: it is called %q and described as %q and %q", lang, name, long, short)
		}
	}
	if err := os.MkdirAll(filepath.Join(p.dir, "po"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(t, "po/uk.po", gardenIn)
	p.hangUp(t, published)
	p.until(t, "the menu", func() bool {
		return slices.ContainsFunc(p.tg.Commands(sandbox.User{ID: 500, FirstName: "Test", LanguageCode: "uk"}), func(c sandbox.Command) bool { return c.Description == "Що можна робити" })
	})
	p.until(t, "the name is tried once more", func() bool { return p.tg.Count("setMyName") == 2 })
	p.later.Store("")
	p.running.stop(t)
	p.running = p.serve(t)
	p.called(t, map[string]string{"en": "Garden", "uk": "Сад"})
	p.running.stop(t)
	p.fair(t)
}

// The example's name is translated, and no translation of it is taken for one
// of another name.
func TestTheExampleHasANeutralName(t *testing.T) {
	w := wordsOf(t, settings{})
	names := w.defs.BotNames()
	for _, want := range []flows.BotName{{Name: "WE CAN"}, {Lang: "ar", Name: "وي كان"}, {Lang: "es"}, {Lang: "uk", Name: "Ві Кен"}} {
		if !slices.Contains(names, want) {
			t.Errorf("%+v is not among %+v", want, names)
		}
	}
}

// What Telegram refuses is asked again when Telegram says, and otherwise after
// a second, and then less and less often.
func TestInsistWaitsAsLongAsItIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want time.Duration
	}{
		"refused for an hour": {fmt.Errorf("setMyName: %w", &bot.Refusal{Kind: bot.Slower, After: time.Hour, Err: os.ErrDeadlineExceeded}), 2 * time.Hour},
		"refused for a blink": {&bot.Refusal{Kind: bot.Slower, After: time.Millisecond, Err: os.ErrDeadlineExceeded}, 3 * time.Second},
		"out of reach":        {os.ErrDeadlineExceeded, 3 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, begun, tries := &service{log: slog.New(slog.DiscardHandler)}, time.Now(), 0
			s.insist(t.Context(), pauseLast, "no", func(context.Context) error {
				if tries++; tries == 3 {
					return nil
				}
				return c.err
			})
			if took := time.Since(begun); took != c.want {
				t.Errorf("%s: it took %v, want %v", name, took, c.want)
			}
		})
	}
}
