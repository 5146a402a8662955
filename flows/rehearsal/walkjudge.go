package rehearsal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"wecan/flows"
	"wecan/i18n"
)

// look judges what she sees after something was done.
func (w *walker) look(t *turned) {
	if w.light {
		return
	}
	w.record(t)
	for _, e := range t.out {
		switch e := e.(type) {
		case flows.Send:
			w.messages++
			var labels []string
			for _, row := range e.Buttons {
				for _, b := range row {
					labels = append(labels, b.Label)
				}
			}
			for _, row := range e.Keys {
				for _, k := range row {
					labels = append(labels, k.Label)
				}
			}
			if lang, head, rest := w.whose(t, e.Text); lang != "" {
				w.read(t, t.view.Lang, head, nil)
				w.read(t, lang, rest, labels)
			} else {
				w.read(t, t.view.Lang, e.Text, labels)
			}
			if e.Question {
				w.choosable(t)
			}
		case flows.Edit: // the question as it was asked, also when the answer changes the language
			w.messages++
			var labels []string
			for _, row := range e.Buttons {
				for _, b := range row {
					labels = append(labels, b.Label)
				}
			}
			if t.from.view.Lang == t.view.Lang {
				w.read(t, t.view.Lang, e.Text, labels)
			}
		case flows.Answer:
			if e.Text != "" {
				w.read(t, t.view.Lang, e.Text, nil)
			}
		case flows.Delete, flows.Play, flows.Tell:
		}
	}
}

// isAnswered says whether she sees that what she did was taken.
func (w *walker) isAnswered(t *turned) bool {
	for _, e := range t.out {
		switch e := e.(type) {
		case flows.Send, flows.Edit:
			return true
		case flows.Answer:
			if e.Text != "" {
				return true
			}
		case flows.Delete, flows.Play, flows.Tell:
		}
	}
	return false
}

// choosable finds a question with options of which none is shown.
func (w *walker) choosable(t *turned) {
	a := t.view.Asked
	if a == nil {
		return
	}
	switch w.kinds[a.StepAt] {
	case "ask.choice", "ask.choices":
		for _, o := range a.Options {
			if !strings.HasPrefix(o[0], ".") {
				return
			}
		}
		w.fault(t.from, FaultStuck, t.did, "the question %s.%s has no option to choose", a.Flow, a.Step)
	}
}

// read judges a message and its labels.
func (w *walker) read(t *turned, lang i18n.Lang, text string, labels []string) {
	for _, v := range w.judge.text(lang, text, false) {
		w.fault(t.from, v.kind, t.did, "%s", v.text)
	}
	alike := map[string]string{}
	for _, label := range labels {
		for _, v := range w.judge.text(lang, label, true) {
			w.fault(t.from, v.kind, t.did, "%s", v.text)
		}
		folded := i18n.Fold(bare(label))
		if folded == "" {
			folded = label
		}
		if other, double := alike[folded]; double {
			w.fault(t.from, FaultText, t.did, "two buttons of one message read alike: %q and %q", other, label)
		}
		alike[folded] = label
	}
}

// whose is the language of a message for somebody else on the phone, below the
// line that says for whom; "" for a message to the one who is here.
func (w *walker) whose(t *turned, text string) (lang i18n.Lang, head, rest string) {
	const somebody = "\u0000"
	begins, _ := w.defs.Catalog.Render(t.view.Lang, "system.profile.for", i18n.Arg{Name: "name", Value: somebody})
	begins, _, _ = strings.Cut(begins, somebody)
	head, rest, two := strings.Cut(text, "\n")
	if !two || len(t.view.Others) == 0 || !strings.HasPrefix(text, begins) {
		return "", "", ""
	}
	for _, lang := range t.view.Others {
		if len(w.judge.text(lang, rest, false)) == 0 {
			return lang, head, rest
		}
	}
	return t.view.Others[0], head, rest
}

// judge reads texts in the languages that they should be in.
type judge struct {
	defs    *flows.Definitions
	wants   func(i18n.Lang, i18n.Key) bool
	known   map[i18n.Lang]*tongue
	reading map[string][]voice
}

// voice is what is wrong with a text.
type voice struct {
	kind, text string
	key        i18n.Key // of the message, for what is not translated
}

// tongue is what a language says, and what shows that it does not.
type tongue struct {
	own     string          // every text of the language
	lines   map[string]bool // the same, each by itself
	foreign []foreign
	labels  map[string]bool // names of languages: they stand in their own script
}

// foreign is the English of a message that this language should say otherwise.
type foreign struct {
	key     i18n.Key
	english string // its longest part between placeholders
	missing bool   // the language does not have it
}

func newJudge(defs *flows.Definitions, wants func(i18n.Lang, i18n.Key) bool) *judge {
	if wants == nil {
		wants = func(i18n.Lang, i18n.Key) bool { return true }
	}
	return &judge{defs: defs, wants: wants, known: map[i18n.Lang]*tongue{}, reading: map[string][]voice{}}
}

// shortest is how many letters of English are a text and no coincidence.
const shortest = 4

func (j *judge) tongue(lang i18n.Lang) *tongue {
	if t := j.known[lang]; t != nil {
		return t
	}
	t := &tongue{labels: map[string]bool{}, lines: map[string]bool{}}
	j.known[lang] = t
	for _, l := range j.defs.Catalog.Languages() {
		t.labels[i18n.Endonym(l)] = true
	}
	if lang == i18n.English {
		return t
	}
	var all strings.Builder
	for _, s := range append(j.defs.Book.Sources(), j.defs.Programme.Sources()...) {
		shown, used := j.defs.Catalog.Render(lang, s.Key, unfilled(s)...)
		if used != i18n.English {
			all.WriteString(shown + "\n")
			t.lines[bare(shown)] = true
		}
		for _, english := range []string{s.Text, s.Plural} {
			part := longest(english)
			if countLetters(part) > 0 {
				t.foreign = append(t.foreign, foreign{s.Key, part, used == i18n.English})
			}
		}
	}
	t.own = all.String()
	return t
}

// unfilled fills the placeholders with nothing that matters.
func unfilled(s i18n.Source) []i18n.Arg {
	var out []i18n.Arg
	for _, text := range []string{s.Text, s.Plural} {
		names, err := i18n.Placeholders(text)
		if err != nil {
			continue
		}
		for _, name := range names {
			out = append(out, i18n.Arg{Name: name, Value: "2"})
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\{[A-Za-z][A-Za-z0-9_.]*\}`)

func longest(english string) string {
	best := ""
	for _, part := range placeholder.Split(english, -1) {
		if part = bare(part); len(part) > len(best) {
			best = part
		}
	}
	return best
}

func countLetters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// text answers what is wrong with a text in a language.
func (j *judge) text(lang i18n.Lang, text string, label bool) []voice {
	key := string(lang) + "|" + text
	if out, ok := j.reading[key]; ok {
		return out
	}
	t := j.tongue(lang)
	var out []voice
	if found := placeholder.FindString(text); found != "" {
		out = append(out, voice{kind: FaultText, text: fmt.Sprintf("a placeholder is left in: %q", text)})
	}
	if !label || !t.labels[text] {
		foreign := t.englishIn(text, lang)
		for _, v := range foreign {
			if v.kind != FaultUntranslated || j.wants(lang, v.key) {
				out = append(out, v)
			}
		}
		if len(foreign) == 0 && i18n.RightToLeft(lang) {
			for _, line := range strings.Split(text, "\n") {
				if beginsLeft(line) {
					out = append(out, voice{kind: FaultText, text: fmt.Sprintf("the line begins with a left-to-right letter: %q", line)})
				}
			}
		}
	}
	j.reading[key] = out
	return out
}

// englishIn finds messages in English. Where several have the same English, one
// that the language does not have is the one that is shown.
func (t *tongue) englishIn(text string, lang i18n.Lang) []voice {
	var found []foreign
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = bare(lines[i])
	}
	for _, f := range t.foreign {
		long := countLetters(f.english) >= shortest && !strings.Contains(t.own, f.english) && hasWords(text, f.english)
		if long || slices.Contains(lines, f.english) && !t.lines[f.english] {
			found = append(found, f)
		}
	}
	var out []voice
	for _, f := range found {
		switch {
		case f.missing:
			out = append(out, voice{FaultUntranslated, fmt.Sprintf("%s is not translated: %q", f.key, f.english), f.key})
		case !slices.ContainsFunc(found, func(o foreign) bool { return o.missing && strings.Contains(o.english, f.english) }):
			out = append(out, voice{FaultText, fmt.Sprintf("%s is shown in English, though %s has it: %q", f.key, lang, text), f.key})
		}
	}
	return out
}
