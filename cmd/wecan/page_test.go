package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestDemoPage does what a newcomer does after `make run`: opens the page,
// applies on one of the phones by tapping and typing, and looks at what the
// programme sees, in English and in Arabic, on a large and on a small screen.
// With WECAN_SCREENSHOTS set to a folder it leaves pictures there.
func TestDemoPage(t *testing.T) {
	link := startDemo(t)
	english := pageWalk{lang: "en", name: "Julia_*<b>", city: "Leipzig", dir: "ltr", received: "received", speaks: "say Arabic, Deutsch"}
	arabic := pageWalk{lang: "ar", name: "سلمى", city: "لايبزيغ", dir: "rtl", received: "وصل", speaks: "send voice"}
	user := 10
	for _, walk := range []pageWalk{english, arabic} {
		for _, s := range []display{desktop, handheld} {
			user += 2
			walk.one, walk.two = user, user+1
			t.Run(walk.lang+" "+s.name, func(t *testing.T) { walk.run(t, link, s) })
		}
	}
}

type pageWalk struct {
	lang, name, city, dir, received string
	speaks                          string // how she tells which languages she speaks
	one, two                        int
}

// answers are the shortest way through the form: a step, and the option to tap
// or the text to say. Which words stand on the buttons is the flows' business.
func (w pageWalk) answers() [][2]string {
	return [][2]string{
		{"language", w.lang},
		{"shared", "no"},
		{"notice", "begin"},
		{"site", "leipzig"},
		{"adult", "yes"},
		{"name", "say " + w.name},
		{"rule", "fits"},
		{"before", "no"},
		{"speak", w.speaks},
		{"reading", "well"},
		{"times", "+evening"},
		{"times", ".done"},
		{"childcare", "no"},
		{"gender", ".skip"},
	}
}

// answer answers a question of the phone that is used.
func (p *page) answer(step, what string) {
	p.t.Helper()
	text, says := strings.CutPrefix(what, "say ")
	kind, sends := strings.CutPrefix(what, "send ")
	option := what
	if says || sends {
		option = ""
	}
	find := `[...` + p.part(".messages") + `.querySelectorAll("[data-data]")].reverse().find(b => {
		const [, step, , option] = b.dataset.data.split("/");
		return step === ` + strconv.Quote(step) + ` && (option === ` + strconv.Quote(option) + ` || ` + strconv.FormatBool(says || sends) + `);
	})`
	p.wait(find)
	switch {
	case says:
		p.say(text)
	case sends:
		p.do(p.part(".attach") + `.click(); ` + p.part(`[data-kind="`+kind+`"]`) + `.click()`)
	default:
		p.do(find + `.click()`)
	}
}

func (w pageWalk) run(t *testing.T, link string, s display) {
	t.Helper()
	p := openPage(t, s)
	p.visit(fmt.Sprintf("%s?ui=%s&one=%d&two=%d", link, w.lang, w.one, w.two))
	p.wait(`document.documentElement.dir === ` + strconv.Quote(w.dir))
	p.wait(p.part(".start") + `.offsetParent !== null`)
	p.wait(p.part(".frame") + `.dir === ` + strconv.Quote(w.dir))
	p.picture(w.lang + "-" + s.name + "-start")
	p.sound("before the first message")
	p.do(p.part(".start") + `.click()`)
	for _, a := range w.answers() {
		p.answer(a[0], a[1])
		if a[0] == "times" {
			p.picture(w.lang + "-" + s.name + "-question")
		}
	}
	p.answer("review", ".submit")
	p.waitText("WE-")
	number := regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`).FindString(p.text())
	if number == "" {
		t.Errorf("no reference number on the page:\n%s", p.text())
	}
	if got := p.eval(`[...document.querySelectorAll("#one [data-data]")].map(b => b.dataset.data).join("|")`); strings.Contains(got, ".submit") {
		t.Errorf("the question still has its buttons: %s", got)
	}
	p.sound("after applying")
	p.picture(w.lang + "-" + s.name + "-done")
	p.attachAll()
	p.sound("with files")
	p.picture(w.lang + "-" + s.name + "-files")
	w.begins(p)
	w.programme(p, s, number)
	w.nudged(p, s)
	w.menus(p, s)
	p.sound("at the end")
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// attachAll sends one of everything that the attach menu makes up.
func (p *page) attachAll() {
	p.t.Helper()
	count := func() int {
		n, _ := strconv.Atoi(p.eval(`String(document.querySelectorAll("#" + ` + strconv.Quote(p.side) + ` + " .mine").length)`))
		return n
	}
	for _, kind := range []string{"photo", "voice", "document", "location", "contact", "sticker", "video"} {
		before := count()
		p.do(p.part(".attach") + `.click(); ` + p.part(`[data-kind="`+kind+`"]`) + `.click()`)
		p.wait(`document.querySelectorAll("#" + ` + strconv.Quote(p.side) + ` + " .mine").length === ` + strconv.Itoa(before+1))
	}
}

// programme looks at the application from the other side.
func (w pageWalk) programme(p *page, s display, number string) {
	p.t.Helper()
	p.show("programme")
	line := `document.querySelector('[data-reference="` + number + `"]')`
	p.wait(line)
	p.wait(line + `.closest(".application").querySelector(".chip").textContent === ` + strconv.Quote(w.received))
	p.picture(w.lang + "-" + s.name + "-list")
	p.do(line + `.click()`)
	p.wait(`document.getElementById("dossier-title")?.textContent === ` + strconv.Quote(w.name))
	p.wait(`document.activeElement.id === "dossier-title"`)
	p.wait(`[...document.querySelectorAll("#dossier dd")].some(d => d.textContent === ` + strconv.Quote(w.city) + `)`)
	p.wait(`document.querySelectorAll("#dossier .points li").length === 1`) // she was in no course before, which sorts her up
	p.picture(w.lang + "-" + s.name + "-dossier")
	said := `document.querySelectorAll("#one .message:not(.mine)").length`
	heard, err := strconv.Atoi(p.eval(`String(` + said + `)`))
	if err != nil {
		p.t.Fatal(err)
	}
	w.decide(p, s)
	w.listen(p, s)
	before, err := time.Parse(time.RFC3339, p.eval(`document.getElementById("now").dateTime`))
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(`document.querySelector('#clock [data-seconds="86400"]').click()`)
	p.wait(`document.getElementById("passed").textContent !== "" && !document.querySelector("#clock [aria-disabled]")`)
	after, err := time.Parse(time.RFC3339, p.eval(`document.getElementById("now").dateTime`))
	if err != nil || after.Sub(before) < 24*time.Hour || after.Sub(before) > 25*time.Hour {
		p.t.Errorf("a day brought the clock from %v to %v (%v)", before, after, err)
	}
	p.sound("with an application")
	p.do(`document.querySelector("#dossier .back").click()`)
	p.wait(`document.activeElement.dataset.reference === ` + strconv.Quote(number))
	p.show("one")
	p.wait(said + ` > ` + strconv.Itoa(heard)) // she was told, at once or when the night was over
	p.picture(w.lang + "-" + s.name + "-told")
	p.say("/status")
	p.wait(`document.querySelectorAll("#one .day").length === 2`) // yesterday and today
	p.wait(`[...document.querySelectorAll("#one .message:not(.mine)")].at(-1).innerText.includes(` + strconv.Quote(number) + `)`)
}

// listen plays her voice answer, if she has sent one. Who listens is known from
// the decision.
func (w pageWalk) listen(p *page, s display) {
	p.t.Helper()
	open := `document.querySelector('[data-open="languages"]')`
	if kind := p.eval(`String(!!` + open + `)`); kind != strconv.FormatBool(strings.HasPrefix(w.speaks, "send")) {
		p.t.Fatalf("there is something to listen to: %s", kind)
	} else if kind != "true" {
		return
	}
	p.do(open + `.click()`)
	p.wait(`document.querySelector("#dossier audio")?.duration > 3.9`)
	p.wait(`document.querySelectorAll("#dossier .history li").length === 3`)
	if got := p.eval(`document.querySelector("#dossier .history li:last-child").innerText`); !strings.Contains(got, "Ana") {
		p.t.Errorf("who listened is shown as %q", got)
	}
	p.picture(w.lang + "-" + s.name + "-listened")
}

// begins lets the other person begin, and leave it at that.
func (w pageWalk) begins(p *page) {
	p.t.Helper()
	p.side = "two"
	p.show("two")
	p.do(p.part(".start") + `.click()`)
	p.answer("language", w.lang)
	p.answer("shared", "no")
	p.wait(p.part(`[data-data*="/notice/"]`))
	p.side = "one"
}

// nudged waits until the other person is reminded: after a day or, when that is
// at night or on a holiday, a little later.
func (w pageWalk) nudged(p *page, s display) {
	p.t.Helper()
	days := `document.querySelectorAll("#two .day").length`
	for range 4 {
		if p.eval(`String(`+days+`)`) != "1" {
			break
		}
		p.show("programme")
		p.do(`document.getElementById("passed").textContent = ""; document.querySelector('#clock [data-seconds="86400"]').click()`)
		p.wait(`document.getElementById("passed").textContent !== "" && !document.querySelector("#clock [aria-disabled]")`)
	}
	p.show("two")
	p.wait(days + ` > 1`)
	p.picture(w.lang + "-" + s.name + "-nudged")
	p.show("one")
}

// decide puts the application on the reserve list. She is told within a day,
// whatever the hour.
func (w pageWalk) decide(p *page, s display) {
	p.t.Helper()
	p.do(`document.getElementById("verb-reserve").click()`)
	p.fill("decide-by", "Ana")
	p.do(`document.getElementById("decide-send").click()`)
	p.wait(`document.querySelector('#dossier .chip[data-status="reserve"]') && document.querySelectorAll("#dossier .history li").length === 2`)
	if got := p.eval(`document.querySelector("#dossier .history li:last-child").innerText`); !strings.Contains(got, "Ana") {
		p.t.Errorf("the decision is shown as %q", got)
	}
	inSight := func(part string) string {
		return `(() => { const r = document.querySelector("` + part + `").getBoundingClientRect(); return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; })()`
	}
	p.wait(`document.getElementById("office-status").textContent !== ""`)
	p.wait(inSight("#office-status"))
	if p.eval(`String(!!document.querySelector("#dossier .tells"))`) == "true" { // at night: when she hears of it
		p.wait(inSight("#dossier .tells"))
	}
	p.picture(w.lang + "-" + s.name + "-decided")
}

// menus opens what can be opened, and closes it with the keyboard.
func (w pageWalk) menus(p *page, s display) {
	p.t.Helper()
	for _, name := range []string{".menu", ".attach"} {
		p.do(p.part(name) + `.focus()`)
		p.press("\r")
		p.wait(p.part(name) + `.getAttribute("aria-expanded") === "true" && document.activeElement.closest(".popup")`)
		if name == ".attach" {
			p.picture(w.lang + "-" + s.name + "-attach")
		}
		p.press("\x1b")
		p.wait(`document.activeElement === ` + p.part(name) + ` && ` + p.part(name) + `.getAttribute("aria-expanded") === "false"`)
	}
	p.do(`document.getElementById("settings").click()`)
	p.wait(`document.querySelectorAll("#languages a").length === 4 && document.querySelector("#languages a").offsetParent !== null`)
	p.sound("with the settings open")
	p.do(`document.querySelector('#colours [value="dark"]').click()`)
	p.wait(`getComputedStyle(document.body).backgroundColor === "rgb(14, 19, 18)"`)
	p.picture(w.lang + "-" + s.name + "-settings-dark")
	p.do(`document.getElementById("settings").click()`)
	p.sound("in dark colours")
	p.picture(w.lang + "-" + s.name + "-dark")
	p.do(`document.querySelector('#colours [value=""]').click()`)
}

// startDemo runs the demo command in this process and answers its link.
func startDemo(t *testing.T) string {
	t.Helper()
	return demoPrints(t, `http://127\.0\.0\.1:\d+/`)
}

// demoPrints runs the demo command in this process and answers what it prints
// in a form.
func demoPrints(t *testing.T, pattern string, flags ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &lines{arrived: make(chan struct{}, 100)}
	ended := make(chan error, 1)
	go func() {
		ended <- runWith(ctx, append([]string{"demo", "--listen", "127.0.0.1:0"}, flags...), nil, out, out, readOnce)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("demo: %v", err)
		}
	})
	form := regexp.MustCompile(pattern)
	for deadline := time.After(patience); ; {
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
