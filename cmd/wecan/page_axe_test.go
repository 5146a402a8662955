package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// axe is the checker of accessibility that is kept beside the sandbox's tests;
// see the NOTICE there.
const axe = "../../bot/sandbox/testdata/axe/axe.min.js"

// sound checks what is on the screen now: nothing scrolls sideways, what can be
// touched is large enough, and axe finds no serious or critical fault.
func (p *page) sound(when string) {
	p.t.Helper()
	if p.eval(`String(document.documentElement.scrollWidth <= innerWidth)`) != "true" {
		p.t.Errorf("%s: the page scrolls sideways", when)
	}
	if p.eval(`String(document.documentElement.scrollHeight <= innerHeight || innerWidth > 704 && innerWidth < 1088)`) != "true" {
		p.t.Errorf("%s: the page is higher than the screen, as only a tablet's may be", when)
	}
	if small := p.eval(smallTargets); small != "" {
		p.t.Errorf("%s: too small to touch: %s", when, small)
	}
	if p.eval(`String(typeof axe === "object")`) != "true" {
		source, err := os.ReadFile(filepath.FromSlash(axe))
		if err != nil {
			p.t.Fatal(err)
		}
		p.do(string(source))
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](axeRun, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: axe: %v", when, err)
	}
	for line := range strings.Lines(found) {
		if strings.HasPrefix(line, "serious") || strings.HasPrefix(line, "critical") {
			p.t.Errorf("%s: axe: %s", when, strings.TrimSpace(line))
		} else {
			p.t.Logf("%s: axe: %s", when, strings.TrimSpace(line))
		}
	}
}

const axeRun = `(async () => {
  await ` + settled + `; // colours that fade in have no contrast yet
  const still = new CSSStyleSheet(); // what comes while it looks does not fade in
  still.replaceSync("*, ::before, ::after { animation: none !important; transition: none !important; }");
  document.adoptedStyleSheets.push(still);
  const found = await axe.run(document, {resultTypes: ["violations"]}).finally(() => document.adoptedStyleSheets.pop());
  return found.violations.map(v => v.impact + " " + v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + (n.any[0]?.message || "")).join("; ")).join("\n");
})()`

// Buttons, fields and links of the page are 44 by 44 at least, but for those in
// running text and the pencil, whose sensitive field is larger than its look.
const smallTargets = `[...document.querySelectorAll("button, select, input, textarea, summary, .popup a, .buttons a")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".text, .note") && e.type !== "radio" && e.type !== "checkbox" && !e.closest("dialog:not([open])"))
  .filter(e => { const r = e.getBoundingClientRect(); return r.height < 43.5 || r.width < 43.5; })
  .map(e => (e.className || e.id || e.tagName) + " " + Math.round(e.getBoundingClientRect().width) + "x" + Math.round(e.getBoundingClientRect().height)).join(", ")`
