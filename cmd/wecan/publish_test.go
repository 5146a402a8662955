package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// plot is a folder of flows, and a programme file, which are published.
type plot struct {
	*rig
	dir       string
	programme string
	running   *background
	people    []*gardener
}

// newPlot serves a folder with the flow garden, with a person at every question
// of it.
func newPlot(t *testing.T) *plot {
	t.Helper()
	p := &plot{rig: newRig(t, longPoll), dir: t.TempDir(), programme: writeProgramme(t)}
	p.write(t, "garden.yaml", gardenFlow)
	p.write(t, "skills.yaml", skillsFlow)
	p.lock(t)
	p.env = append(p.env, "WECAN_FLOWS="+p.dir, "WECAN_PROGRAMME="+p.programme)
	p.running = p.serve(t)
	var err error
	if p.people, err = gardeners(t.Context(), p.tg); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *plot) write(t *testing.T, name, text string) {
	t.Helper()
	//nolint:gosec // names are the test's own
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *plot) lock(t *testing.T) {
	t.Helper()
	if out, err := said(t, nil, "check", "--lock", "--flows="+p.dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// hangUp asks for the files to be read again, and waits for what comes of it.
func (p *plot) hangUp(t *testing.T, outcome string) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	p.running.log.await(t, outcome, p.running.ended)
}

// finish lets everybody go on to the end, and says who lost something.
func (p *plot) finish(t *testing.T) {
	t.Helper()
	for _, g := range p.people {
		at := g.until
		g.until = ""
		if err := g.goOn(t.Context()); err != nil {
			t.Errorf("at %s: %v", at, err)
			continue
		}
		if lost := g.lost(); lost != "" {
			t.Errorf("at %s: %s", at, lost)
		}
	}
	if _, body := get(t, "http://"+p.listen+"/metrics"); !strings.Contains(body, "\nwecan_parked_actors 0\n") {
		t.Error("somebody was parked")
	}
	p.running.stop(t)
	p.fair(t)
}

const published, stays = "the new definitions are published", "the new definitions are refused; the old ones stay"

// twos calls every step at which people stand by another name.
func twos(flow string) string {
	moved := []string{"skills: skills_2"}
	for _, id := range append(questions(), "send") {
		if strings.Contains(flow, "\n  "+id+": {") {
			moved = append(moved, id+": "+id+"_2")
		}
	}
	if strings.HasPrefix(flow, "flow: skills") {
		moved = moved[1:]
	}
	for _, line := range moved {
		id, _, _ := strings.Cut(line, ":")
		flow = strings.ReplaceAll(flow, "\n  "+id+": {", "\n  "+id+"_2: {")
		flow = regexp.MustCompile(`((?:next|yes|no|left|taken|\nfirst): )`+id+`\b`).ReplaceAllString(flow, "${1}"+id+"_2")
	}
	flow = strings.Replace(flow, "[name, site, days, kids, many, since]", "[name_2, site_2, days_2, kids_2, many_2, since_2]", 1)
	return flow + "moved: {" + strings.Join(moved, ", ") + "}\n"
}

// In the middle of every step of a flow a new version comes. Nobody loses an
// answer or says anything twice, and everybody comes to the end.
func TestPublishInTheMiddleOfEveryStep(t *testing.T) {
	words := regexp.MustCompile(`((?:text|say|again|label|submit): )"(\w+)`)
	for name, c := range map[string]struct {
		sees   string // what nobody saw before
		change func(t *testing.T, p *plot)
	}{
		"every step renamed": {"garden/name_2/", func(t *testing.T, p *plot) {
			t.Helper()
			p.write(t, "garden.yaml", twos(gardenFlow))
			p.write(t, "skills.yaml", twos(skillsFlow))
		}},
		"every text changed": {"So: Hello", func(t *testing.T, p *plot) {
			t.Helper()
			p.write(t, "garden.yaml", strings.Replace(words.ReplaceAllString(gardenFlow, `${1}"So: ${2}`), "So: All: ", "Everything: ", 1))
			p.write(t, "skills.yaml", words.ReplaceAllString(skillsFlow, `${1}"So: ${2}`))
		}},
		"options changed": {"Sunday", func(t *testing.T, p *plot) {
			t.Helper()
			p.write(t, "garden.yaml", strings.Replace(gardenFlow, `{mon: "Monday", wed: "Wednesday", fri: "Friday"}`, `{sun: "Sunday", sat: "Saturday", mon: "Monday, too"}`, 1))
		}},
		"a step put in": {"One more word.", func(t *testing.T, p *plot) {
			t.Helper()
			p.write(t, "garden.yaml", strings.NewReplacer("next: review, left: review", "next: more, left: more", "\n  review: {", "\n  more: {say: \"One more word.\", next: review}\n  review: {").Replace(gardenFlow))
		}},
		"the programme": {"Hello from A third club.", func(t *testing.T, p *plot) {
			t.Helper()
			const text = "organisation: A third club\nkeep: {months: 6}\nsites:\n" +
				"  roma: {name: Rome, time_zone: Europe/Rome, emergency: \"113\", person: \"team@example.org\"}\n" +
				"  leipzig: {name: Leipzig West, time_zone: Europe/Berlin, emergency: \"112\", person: \"team@example.org\"}\n"
			if err := os.WriteFile(p.programme, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlot(t)
			c.change(t, p)
			p.lock(t)
			p.hangUp(t, published)
			newcomer := newGardener(p.tg, 700, "")
			p.tg.Say(newcomer.user, "/garden")
			p.people = append(p.people, newcomer)
			p.finish(t)
			if seen := fmt.Sprint(newcomer.old, p.tg.Messages(700)); !strings.Contains(seen, c.sees) {
				t.Errorf("somebody who comes now does not see %q", c.sees)
			}
		})
	}
}

// A version that would strand somebody, or has any other mistake, is refused as
// a whole: the programme file that was changed with it too. Each problem stands
// in the log, the bot stays ready, and people go on as if nothing had been.
func TestPublishRefusesTheWhole(t *testing.T) {
	p := newPlot(t)
	gone := strings.NewReplacer("kids, many, since]", "many, since]", "next: kids", "next: many").Replace(gardenFlow)
	gone = regexp.MustCompile(`(?m)^  kids: .*\n`).ReplaceAllString(gone, "")
	p.write(t, "garden.yaml", strings.ReplaceAll(gone, ", {kids},", ","))
	const other = "organisation: A third club\nkeep: {months: 6}\nsites: {roma: {name: Rome, time_zone: Europe/Rome, emergency: \"113\", person: \"x@example.org\"}}\n"
	if err := os.WriteFile(p.programme, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	p.hangUp(t, stays)
	log := p.running.log.String()
	if want := filepath.Join(p.dir, "ids.lock"); !strings.Contains(log, want+":5:1: the step garden.kids is gone") {
		t.Errorf("the log does not say what is wrong:\n%s", log)
	}
	if status, body := get(t, "http://"+p.listen+"/readyz"); status != 200 {
		t.Errorf("/readyz is %d %s", status, body)
	}
	_, body := get(t, "http://"+p.listen+"/metrics")
	for _, want := range []string{"wecan_publish_refused 1", `wecan_events_total{event="publish_refused"} 1`} {
		if !strings.Contains(body, "\n"+want+"\n") {
			t.Errorf("%s is not there", want)
		}
	}
	newcomer := newGardener(p.tg, 700, "name")
	p.tg.Say(newcomer.user, "/garden")
	if err := newcomer.goOn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := p.tg.Messages(700)[1].Text; text != "Hello from Another Club." {
		t.Errorf("somebody who comes now is greeted with %q", text)
	}
	p.people = append(p.people, newcomer)
	p.finish(t)
}

// Whatever is wrong with the files, the bot goes on; and what is put right is
// published.
func TestPublishRefuses(t *testing.T) {
	p := newPlot(t)
	for i, c := range []struct {
		name, file, text, problem string
	}{
		{"no YAML", "garden.yaml", "flow: [", "garden.yaml:1:"},
		{"a broken lock file", "ids.lock", "<<<<<<<\n", "ids.lock:1:1: a line has"},
		{"a step not locked", "garden.yaml", strings.NewReplacer("next: name}", "next: more}", "\n  name:", "\n  more: {ask: yesno, text: \"More?\", yes: name, no: name}\n  name:").Replace(gardenFlow), "run: wecan check --lock --flows="},
		{"a translation", "po/ar.po", "nonsense", filepath.Join("po", "ar.po") + ":1"},
		{"a name", "garden.yml", gardenFlow, "ends in .yaml"},
	} {
		kept, err := os.ReadFile(filepath.Join(p.dir, c.file))
		if err := os.MkdirAll(filepath.Join(p.dir, "po"), 0o700); err != nil {
			t.Fatal(err)
		}
		p.write(t, c.file, c.text)
		p.running.log.forget()
		p.hangUp(t, stays)
		if log := p.running.log.String(); !strings.Contains(log, c.problem) {
			t.Errorf("%s: the log does not say %q:\n%s", c.name, c.problem, log)
		}
		if err != nil { // there was none
			if err := os.Remove(filepath.Join(p.dir, c.file)); err != nil {
				t.Fatal(err)
			}
		} else {
			p.write(t, c.file, string(kept))
		}
		if _, body := get(t, "http://"+p.listen+"/metrics"); !strings.Contains(body, fmt.Sprintf("{event=\"publish_refused\"} %d\n", i+1)) {
			t.Errorf("%s: it was not counted", c.name)
		}
	}
	away := p.dir + ".away"
	if err := os.Rename(p.dir, away); err != nil {
		t.Fatal(err)
	}
	p.running.log.forget()
	p.hangUp(t, stays)
	if err := os.Rename(away, p.dir); err != nil {
		t.Fatal(err)
	}
	if log := p.running.log.String(); !strings.Contains(log, "names a folder that cannot be read") {
		t.Errorf("without the folder the log says\n%s", log)
	}
	if err := os.Rename(p.programme, away); err != nil {
		t.Fatal(err)
	}
	p.running.log.forget()
	p.hangUp(t, stays)
	if err := os.Rename(away, p.programme); err != nil {
		t.Fatal(err)
	}
	if log := p.running.log.String(); !strings.Contains(log, "WECAN_PROGRAMME") {
		t.Errorf("without the programme file the log says\n%s", log)
	}
	p.hangUp(t, "nothing has changed; nothing is published")
	_, body := get(t, "http://"+p.listen+"/metrics")
	if !strings.Contains(body, "\nwecan_publish_refused 0\n") || strings.Count(body, "\nwecan_definitions_info{") != 1 {
		t.Error("the metrics do not tell that all is well again")
	}
	p.finish(t)
}

// A programme whose team works at Mattermost is refused as at the start, where no server
// is set up: nobody would read there what the bot writes.
func TestPublishRefusesAMattermostThatIsNotSetUp(t *testing.T) {
	p := newPlot(t)
	kept, err := os.ReadFile(p.programme)
	if err != nil {
		t.Fatal(err)
	}
	with := strings.Replace(string(kept), `person: "team@example.org"`, `person: "team@example.org", mattermost: {channel: help/leipzig}`, 1)
	if err := os.WriteFile(p.programme, []byte(with), 0o600); err != nil { //nolint:gosec // a folder of the test's own
		t.Fatal(err)
	}
	p.hangUp(t, stays)
	if log := p.running.log.String(); !strings.Contains(log, "help/leipzig at Mattermost, but WECAN_MATTERMOST_URL is missing") {
		t.Errorf("the log does not say what is missing:\n%s", log)
	}
	if err := os.WriteFile(p.programme, kept, 0o600); err != nil { //nolint:gosec // a folder of the test's own
		t.Fatal(err)
	}
	p.hangUp(t, "nothing has changed; nothing is published")
	p.finish(t)
}

// The demo reads its files again too, those of a draft as well.
func TestDemoReadsAgain(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "skills.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	draft := strings.Replace(skillsFlow, "first: can", "first: can\ntriggers: {command: skills}", 1)
	write(draft)
	d := launch(t, nil, "demo", "--listen=127.0.0.1:0", "--flows="+dir, "--log-level=info")
	d.says(t, "Open http://")
	write(strings.Replace(draft, "What can you do?", "What can you do well?", 1))
	d.signal(t, syscall.SIGHUP)
	d.says(t, published)
	write("flow: [")
	d.signal(t, syscall.SIGHUP)
	d.says(t, "skills.yaml:1:")
	d.says(t, stays)
	d.signal(t, os.Interrupt)
	if err := d.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// New words come to the menu beside the text field too.
func TestPublishedWordsComeToTheMenu(t *testing.T) {
	p := newPlot(t)
	p.menuIsSet(t, p.running)
	if err := os.MkdirAll(filepath.Join(p.dir, "po"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(t, "po/uk.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"+
		"msgctxt \"telegram.command.help\"\nmsgid \"See what you can do\"\nmsgstr \"Що можна робити\"\n")
	p.hangUp(t, published)
	user := sandbox.User{ID: 500, FirstName: "Test", LanguageCode: "uk"}
	late := time.After(patience)
	for {
		for _, c := range p.tg.Commands(user) {
			if c.Description == "Що можна робити" {
				p.finish(t)
				return
			}
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-late:
			t.Fatal("the menu was not set again")
		}
	}
}

// A translation of the operator's own is published too. When its file breaks,
// the log says where, and people go on reading the one before.
func TestPublishTranslation(t *testing.T) {
	p := newPlot(t)
	if err := os.MkdirAll(filepath.Join(p.dir, "po"), 0o700); err != nil {
		t.Fatal(err)
	}
	const head = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"garden.hello.text\"\nmsgid \"Hello from {org}.\"\n"
	reads := func(id int64, want string) {
		t.Helper()
		p.tg.Say(sandbox.User{ID: id, FirstName: "Test", LanguageCode: "uk"}, "/garden")
		late := time.After(patience)
		for {
			changed := p.tg.Changed(id)
			for _, m := range p.tg.Messages(id) {
				if m.FromBot && strings.Contains(m.Text, "Another Club") {
					if !strings.Contains(m.Text, want) {
						t.Errorf("she reads %q, not %q", m.Text, want)
					}
					return
				}
			}
			select {
			case <-changed:
			case <-late:
				t.Fatal("she reads nothing")
			}
		}
	}
	p.write(t, "po/uk.po", head+"msgstr \"Вітає {org}.\"\n")
	p.hangUp(t, published)
	reads(700, "Вітає")
	p.running.log.forget()
	p.write(t, "po/uk.po", head+"msgstr \"Добрий день від {орг}.\"\n")
	p.hangUp(t, stays)
	if log, want := p.running.log.String(), filepath.Join(p.dir, "po", "uk.po")+":6: garden.hello.text: "; !strings.Contains(log, want) {
		t.Errorf("the log does not say %q:\n%s", want, log)
	}
	reads(701, "Вітає")
	p.write(t, "po/uk.po", head+"msgstr \"Добрий день від {org}.\"\n")
	p.hangUp(t, published)
	reads(702, "Добрий день")
	p.finish(t)
}
