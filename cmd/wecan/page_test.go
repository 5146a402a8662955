package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestDemoPage does what a newcomer does after `make run`: opens the page and
// applies, in English and in Arabic, by tapping and typing. With
// WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestDemoPage(t *testing.T) {
	link := startDemo(t)
	for _, walk := range []pageWalk{
		{
			lang: "en", user: 11, choose: "English", begin: "✅ Yes, start", name: "Julia_*<b>", city: "Leipzig", send: "✅ Send",
			asksName: "What name should we use", thanks: "Your application for Leipzig has arrived", dir: "ltr",
		},
		{
			lang: "ar", user: 12, choose: "العربية", begin: "✅ نعم، لنبدأ", name: "سلمى", city: "لايبزيغ", send: "✅ إرسال",
			asksName: "بأي اسم نخاطبك", thanks: "وصل طلبك", dir: "rtl",
		},
	} {
		t.Run(walk.lang, func(t *testing.T) { walk.run(t, link) })
	}
}

type pageWalk struct {
	lang, choose, begin, name, city, send string
	asksName, thanks, dir                 string
	user                                  int
}

func (w pageWalk) run(t *testing.T, link string) {
	t.Helper()
	p := openPage(t)
	p.visit(fmt.Sprintf("%s?ui=%s&user=%d", link, w.lang, w.user))
	p.wait(`document.documentElement.dir === ` + strconv.Quote(w.dir))
	p.wait(`!document.getElementById("start").disabled && document.getElementById("start").offsetParent !== null`)
	p.do(`document.getElementById("start").click()`)
	p.tap(w.choose)
	p.tap(w.begin)
	p.waitText(w.asksName)
	p.picture("name-" + w.lang)
	p.say(w.name)
	p.tap(w.city)
	p.waitText(w.name)
	p.tap(w.send)
	p.waitText(w.thanks)
	p.picture("done-" + w.lang)
	if number := regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`).FindString(p.text()); number == "" {
		t.Errorf("no reference number on the page:\n%s", p.text())
	}
	if got := p.eval(`[...document.querySelectorAll("#log button")].filter(b => !b.disabled).map(b => b.textContent).join("|")`); strings.Contains(got, w.send) {
		t.Errorf("the question still has its buttons: %s", got)
	}
	if wide := p.eval(`String(document.documentElement.scrollWidth <= innerWidth)`); wide != "true" {
		t.Error("the page scrolls sideways")
	}
	if len(p.errors()) > 0 {
		t.Errorf("errors on the page: %v", p.errors())
	}
}

// startDemo runs the demo command in this process and answers its link.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &lines{arrived: make(chan struct{}, 100)}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"demo", "--listen", "127.0.0.1:0"}, nil, out, out) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("demo: %v", err)
		}
	})
	form := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	for deadline := time.After(30 * time.Second); ; {
		if link := form.FindString(out.String()); link != "" {
			return link
		}
		select {
		case <-out.arrived:
		case err := <-ended:
			ended <- nil
			t.Fatalf("demo ended: %v\n%s", err, out.String())
		case <-deadline:
			t.Fatalf("demo prints no link:\n%s", out.String())
		}
	}
}

// lines is a writer that says when something came.
type lines struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	arrived chan struct{}
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.arrived <- struct{}{}:
	default:
	}
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// page is a browser's page.
type page struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it
}

func openPage(t *testing.T) *page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(400, 860), chromedp.UserDataDir(t.TempDir()),
	)
	browserCtx, cancelBrowser := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, cancel := chromedp.NewContext(browserCtx)
	limited, cancelLimit := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(func() { cancelLimit(); cancel(); cancelBrowser() })
	p := &page{t: t, ctx: limited}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return p
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
	p.eval(js + `; "done"`)
}

func (p *page) wait(condition string) {
	p.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); p.eval(`String(!!(`+condition+`))`) != "true"; time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.picture("failed")
			p.t.Fatalf("the page never shows: %s\n%s", condition, p.text())
		}
	}
}

func (p *page) text() string {
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.getElementById("log").innerText`))
	if err != nil {
		return err.Error()
	}
	return got
}

func (p *page) waitText(text string) {
	p.t.Helper()
	p.wait(`document.getElementById("log").innerText.replace(/[\u2066-\u2069]/g, "").includes(` + strconv.Quote(text) + `)`)
}

// tap taps the newest button with that label.
func (p *page) tap(label string) {
	p.t.Helper()
	find := `[...document.querySelectorAll("#log button")].reverse().find(b => !b.disabled && b.textContent.replace(/[\u2066-\u2069]/g, "").trim() === ` + strconv.Quote(label) + `)`
	p.wait(find)
	p.do(find + `.click()`)
}

// say types a message and sends it.
func (p *page) say(text string) {
	p.t.Helper()
	p.do(`document.getElementById("text").value = ` + strconv.Quote(text) + `; document.getElementById("composer").requestSubmit()`)
}

func (p *page) errors() []string {
	return strings.FieldsFunc(p.eval(`mistakes.join("\n")`), func(r rune) bool { return r == '\n' })
}

func (p *page) picture(name string) {
	p.t.Helper()
	dir := os.Getenv("WECAN_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil { //nolint:gosec // where the developer wants them
		p.t.Fatal(err)
	}
}
