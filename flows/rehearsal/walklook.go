package rehearsal

import (
	"slices"
	"strconv"
	"strings"

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
			labels := labelsOf(e.Buttons)
			for _, row := range e.Keys {
				for _, k := range row {
					labels = append(labels, label{text: k.Label})
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
			if t.from.view.Lang == t.view.Lang {
				w.read(t, t.view.Lang, e.Text, labelsOf(e.Buttons))
			}
		case flows.Answer:
			if e.Text != "" {
				w.read(t, t.view.Lang, e.Text, nil)
			}
		case flows.Enclose:
			w.messages++
			if e.Text != "" {
				w.read(t, t.view.Lang, e.Text, nil)
			}
		case flows.Attach, flows.Commands, flows.Delete, flows.Play, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
		}
	}
}

// label stands on a button, or on a key, which has no data.
type label struct{ text, data string }

func labelsOf(rows [][]flows.Button) []label {
	var out []label
	for _, row := range rows {
		for _, b := range row {
			out = append(out, label{b.Label, b.Data})
		}
	}
	return out
}

// read judges a message and its labels.
func (w *walker) read(t *turned, lang i18n.Lang, text string, labels []label) {
	w.judged(t, lang, text, false)
	alike := map[string]label{}
	for _, l := range labels {
		w.judged(t, lang, l.text, true)
		folded := w.judge.folded(l.text)
		if other, double := alike[folded]; double {
			w.alike(t, other, l)
		}
		alike[folded] = l
	}
}

func (w *walker) judged(t *turned, lang i18n.Lang, text string, isLabel bool) {
	for _, v := range w.judge.text(lang, text, isLabel) {
		w.note(t.from, Fault{Kind: v.kind, Lang: t.view.Lang, Did: t.did, Text: v.text})
	}
}

// alike tells of two labels, once for each question that has them, and where
// that question or the label in the menu stands.
func (w *walker) alike(t *turned, first, second label) {
	f := Fault{Kind: FaultText, Lang: t.view.Lang, Did: t.did}
	f.Text = "two buttons of one message read alike: " + strconv.Quote(first.text) + " and " + strconv.Quote(second.text)
	var owners []string
	for _, l := range []label{first, second} {
		data, ok := parseData(l.data)
		data.option = strings.TrimLeft(data.option, "+-")
		switch {
		case !ok:
			owners = append(owners, l.text)
			continue
		case data.flow == beginning, data.flow == engineFlow && w.inMenu[data.option]:
			f.At, f.Did = flows.StepAt{Flow: data.option}, ""
		case !w.engine[data.flow]:
			f.At, f.Did = flows.StepAt{Flow: data.flow, Step: data.step}, ""
		}
		owners = append(owners, strings.Join([]string{data.flow, data.step, data.option}, "/"))
	}
	slices.Sort(owners)
	f.cause = "alike " + strings.Join(owners, " ")
	w.note(t.from, f)
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

// isAnswered says whether she sees that what she did was taken, or waits for an actor:
// what that answers, and what she reads when it does not, is walked too.
func (w *walker) isAnswered(t *turned) bool {
	if t.from != nil && len(t.view.Owed) > len(t.from.view.Owed) {
		return true
	}
	for _, e := range t.out {
		switch e := e.(type) {
		case flows.Send, flows.Enclose, flows.Edit:
			return true
		case flows.Answer:
			if e.Text != "" {
				return true
			}
		case flows.Tell:
			if isPassedOn(e) {
				return true
			}
		case flows.Attach, flows.Commands, flows.Delete, flows.Play, flows.Post, flows.Repost, flows.React, flows.Page:
		}
	}
	return false
}

// isPassedOn says whether it brings what she wrote to whoever she talks with, who
// will answer.
func isPassedOn(e flows.Effect) bool {
	tell, is := e.(flows.Tell)
	return is && tell.Name == flows.ToldChatSaid
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
