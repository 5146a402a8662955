package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestPageTrial goes through the demo's own flow on the page: what keys share,
// and what is sent as a file.
func TestPageTrial(t *testing.T) {
	link := startDemo(t)
	for i, c := range []struct {
		lang   string
		screen display
		phone  string // what the bot says it took
	}{
		{"en", desktop, "✅ +49"},
		{"ar", handheld, "✅ +49"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			p := openPage(t, c.screen)
			p.visit(fmt.Sprintf("%s?ui=%s&one=%d&two=%d", link, c.lang, 102+2*i, 103+2*i))
			p.wait(p.part(".start") + `.offsetParent !== null`)
			p.do(p.part(".start") + `.click()`)
			p.answer("language", c.lang)
			p.wait(p.part(`[data-data*="/shared/"]`))
			p.do(p.part(".menu") + `.click()`)
			p.do(`[...document.querySelectorAll("#one .commands button")].find(b => b.textContent.includes("/try")).click()`)
			p.wait(p.part(".keyboard button"))
			p.sound("asked for a number")
			p.picture(c.lang + "-" + c.screen.name + "-trial-contact")
			share := `[...document.querySelectorAll("#one .keyboard button")]`
			p.do(share + `[0].click()`)
			p.waitText(c.phone)
			p.wait(share + `.length > 0 && ` + share + `[0].innerText.includes("📍")`)
			p.picture(c.lang + "-" + c.screen.name + "-trial-place")
			p.do(share + `[0].click()`)
			p.wait(p.part(".map"))
			// What does not fit would be asked again, so each question stands for an
			// answer that was taken. (Whether the one before is marked as answered depends
			// on who is quicker: nobody on a real phone answers within a millisecond.)
			for _, send := range [][2]string{{"picture", "photo"}, {"paper", "document"}, {"sound", "voice"}} {
				p.wait(p.part(".keyboard") + `.hidden && ` + p.part(`[data-data^="trial/`+send[0]+`/"]`))
				p.do(p.part(".attach") + `.click(); ` + p.part(`[data-kind="`+send[1]+`"]`) + `.click()`)
			}
			p.waitText("/join")
			p.sound("after the trial")
			p.picture(c.lang + "-" + c.screen.name + "-trial-done")
			if n := strings.Count(p.text(), "✅"); n < 3 {
				t.Errorf("%d of the language, the number and the place are confirmed:\n%s", n, p.text())
			}
			if got := p.errors(); len(got) > 0 {
				t.Errorf("errors on the page: %v", got)
			}
		})
	}
}
