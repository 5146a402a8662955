package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// page is a browser's page.
type page struct {
	t    *testing.T
	ctx  context.Context //nolint:containedctx // chromedp keeps the browser in it
	side string          // the phone that is used: "one" or "two"
}

// display is what the page is looked at on.
type display struct {
	name          string
	width, height int64
}

var (
	desktop  = display{"desktop", 1366, 768}
	handheld = display{"phone", 390, 780}
	narrow   = display{"narrow", 320, 568}
	tablet   = display{"tablet", 900, 700}
)

func openPage(t *testing.T, s display) *page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.UserDataDir(t.TempDir()),
	)
	browserCtx, cancelBrowser := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, cancel := chromedp.NewContext(browserCtx)
	limited, cancelLimit := context.WithTimeout(ctx, pageLife)
	t.Cleanup(func() { cancelLimit(); cancel(); cancelBrowser() })
	p := &page{t: t, ctx: limited, side: "one"}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.EmulateViewport(s.width, s.height), chromedp.Func(inFront)); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return p
}

// inFront has the page take itself for the one in front: another window, or a machine that is
// busy while the browser starts, would leave it without keys.
func inFront(ctx context.Context, target *chromedp.Target) error {
	_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return err
}

// browser finds Chromium under the names that systems give it.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
			if path := filepath.Join(dir, name); isFile(path) {
				return path
			}
		}
	}
	t.Fatal("there is no Chromium to look at the page with; run: make setup")
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path) //nolint:gosec // the developer's own PATH
	return err == nil && !info.IsDir()
}

func (p *page) visit(url string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate(url)); err != nil {
		p.t.Fatalf("visit: %v", err)
	}
	p.do(`window.mistakes = []; addEventListener("error", e => mistakes.push(e.message)); addEventListener("securitypolicyviolation", e => mistakes.push(e.violatedDirective))`)
}

// part is an element of the phone that is used.
func (p *page) part(selector string) string {
	return `document.querySelector(` + strconv.Quote("#"+p.side+" "+selector) + `)`
}

// show switches to what is named, where only one thing is in sight.
func (p *page) show(view string) {
	p.t.Helper()
	for _, way := range []string{`.switch [data-view="`, `.beside [data-beside="`} {
		one := `document.querySelector('` + way + view + `"]')`
		p.do(`if (` + one + `?.offsetParent) ` + one + `.click()`)
	}
	p.wait(`document.getElementById("` + view + `").offsetParent !== null`)
	if in := p.eval(`String([...document.querySelectorAll("main > section")].filter(s => s.offsetParent !== null).length)`); in != "3" && in != "1" {
		p.t.Errorf("%s of the page's parts are in sight at once", in)
	}
}

// press presses a key of the keyboard.
func (p *page) press(key string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(key)); err != nil {
		p.t.Fatalf("press %q: %v", key, err)
	}
}

func (p *page) eval(js string) string {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](js))
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", js, err, p.text())
	}
	return got
}

func (p *page) do(js string) {
	p.t.Helper()
	p.eval("{" + js + "\n}; \"done\"")
}

func (p *page) wait(condition string) {
	p.t.Helper()
	p.waitFor(patience, condition)
}

func (p *page) waitFor(patience time.Duration, condition string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); p.eval(`String(!!(`+condition+`))`) != "true"; time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.picture("failed")
			p.t.Fatalf("the page never shows: %s\n%s", condition, p.text())
		}
	}
}

func (p *page) text() string {
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](p.part(".log")+`.innerText`))
	if err != nil {
		return err.Error()
	}
	return got
}

func (p *page) waitText(text string) {
	p.t.Helper()
	p.wait(p.part(".log") + `.innerText.replace(/[\u200f\u2066-\u2069]/g, "").includes(` + strconv.Quote(text) + `)`)
}

// tap taps the newest button with that label.
func (p *page) tap(label string) {
	p.t.Helper()
	find := `[...` + p.part(".messages") + `.querySelectorAll("button")].reverse().find(b => !b.disabled && b.textContent.replace(/[\u200f\u2066-\u2069]/g, "").trim() === ` + strconv.Quote(label) + `)`
	p.wait(find)
	p.do(find + `.click()`)
}

// say types a message and sends it.
func (p *page) say(text string) {
	p.t.Helper()
	p.do(p.part(".field") + `.value = ` + strconv.Quote(text) + `; ` + p.part(".composer") + `.requestSubmit()`)
}

func (p *page) errors() []string {
	return strings.FieldsFunc(p.eval(`mistakes.join("\n")`), func(r rune) bool { return r == '\n' })
}

// settled waits until nothing moves but what moves for ever.
const settled = `Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)
  .map(a => a.finished.catch(() => {}))).then(() => "settled")`

func (p *page) picture(name string) {
	p.t.Helper()
	dir := os.Getenv("WECAN_SCREENSHOTS")
	if dir == "" {
		return
	}
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](settled, chromedp.EvalAwaitPromise)); err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil { //nolint:gosec // where the developer wants them
		p.t.Fatal(err)
	}
}
