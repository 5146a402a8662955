package rehearsal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
)

// explore tries everything that can happen in a state.
func (w *walker) explore(n *node) {
	all := w.first("state", &n.view) || !above(&n.view)
	w.tapAll(n, all)
	w.answerAll(n, all)
	w.wait(n)
	if w.light || !all {
		return // the engine's flows differ only in where their buttons lead back to
	}
	w.waysOut(n)
	w.disturb(n)
}

// above says whether one of the engine's flows lies above her own, or she is in
// nothing else.
func above(v *flows.View) bool { return v.Asked != v.Own }

// first is true once for each question, and each question below.
func (w *walker) first(what string, v *flows.View) bool {
	class := what + " " + v.At.Flow + "." + v.At.Step + w.stops(v)
	if own := v.Own; own != nil && above(v) {
		class += " " + own.Flow + "." + own.Step
	}
	first := !w.classes[class]
	w.classes[class] = true
	return first
}

// tapAll taps every button that stands, and each once more.
func (w *walker) tapAll(n *node, all bool) {
	languages := 0
	for _, b := range n.world.fresh() {
		data, _ := parseData(b.button.Data)
		hers := data.of(n.view.Asked)
		switch {
		case hers && w.kinds[flows.StepAt{Flow: data.flow, Step: data.step}] == "ask.language" && data.option != string(w.lang) && data.option[0] != '.':
			if languages++; languages > 1 {
				continue // all other languages have walks of their own
			}
		case w.light && !isAnswer(data), !all && !hers:
			continue
		}
		did := "tap " + b.button.Label
		t := w.do(n, did, tapOn(b))
		if t == nil {
			continue
		}
		if hers {
			n.taps = append(n.taps, t.view.Shape)
		}
		if !w.isAnswered(t) {
			w.fault(n, FaultSilent, did, "the tap is not answered")
		}
		if all && !w.light {
			w.tapAgain(t, b, data)
		}
		if hers && above(&n.view) && !slices.Contains([]string{"stop", "anew", "quiet"}, data.option) {
			w.goesOn(n, t)
		}
		w.enter(t, isAnswer(data))
	}
	w.pressAll(n)
}

// pressAll presses the keys in the place of her keyboard. One that shares
// something sends what the samples send.
func (w *walker) pressAll(n *node) {
	for _, row := range n.world.keys {
		for _, k := range row {
			if k.Request != flows.RequestNothing {
				continue
			}
			t := w.do(n, "press "+k.Label, write(k.Label))
			if t != nil && !w.isAnswered(t) {
				w.fault(n, FaultSilent, t.did, "the key is not answered")
			}
			w.enter(t, true)
		}
	}
}

// isAnswer says whether a button answers a question, in the place of leading
// away from it.
func isAnswer(d buttonData) bool {
	return d.flow != beginning && !slices.Contains([]string{".menu", ".why", ".person"}, d.option)
}

// tapAgain taps the same button once more: people do when nothing seems to
// happen. It must change nothing.
func (w *walker) tapAgain(first *turned, b shownButton, data buttonData) {
	if first.view.Asked != nil && first.view.Asked.Fails > 0 || data.flow == beginning && (data.option == engineFlow || data.option == goOn) || strings.HasSuffix(data.option, "menu") {
		return // these show the same once more
	}
	n := &node{world: first.world, view: first.view, parent: first.from, did: first.did}
	t := w.do(n, first.did+" twice", tapOn(b))
	switch {
	case t == nil:
	case !w.isAnswered(t):
		w.fault(first.from, FaultSilent, t.did, "the second tap is not answered")
	case t.view.Shape != first.view.Shape:
		w.fault(first.from, FaultWrong, t.did, "the second tap changes something")
	}
}

// answerAll gives the open question what it takes and what it does not take.
func (w *walker) answerAll(n *node, all bool) {
	a := n.view.Asked
	if a == nil || a.Aside {
		return
	}
	refused := 0
	for _, s := range w.defs.Samples(a.StepAt, n.view.Answers, n.world.Now) {
		switch {
		case s.Good:
			w.answerGood(n, s)
		case !w.light && all:
			w.answerBad(n, s, refused == 0)
			refused++
		}
	}
	if !w.light && !above(&n.view) {
		w.answerTyped(n)
	}
}

func (w *walker) answerGood(n *node, s flows.Sample) {
	t := w.do(n, describe(s), give(s))
	if t == nil {
		return
	}
	if t.view.Asked != nil && t.view.Asked.StepAt == n.view.Asked.StepAt && t.view.Asked.Fails > 0 {
		w.fault(n, FaultWrong, t.did, "the question does not take this answer")
		return
	}
	if !w.isAnswered(t) {
		w.fault(n, FaultSilent, t.did, "the answer is not answered")
	}
	w.enter(t, true)
}

// answerBad gives an answer that does not do. The third time a person must be
// offered, and the question can still be answered.
func (w *walker) answerBad(n *node, s flows.Sample, thrice bool) {
	at := n
	for i := range 3 {
		t := w.do(at, describe(s), give(s))
		switch {
		case t == nil:
			return
		case above(&n.view) && !above(&t.view):
			return // the menu lets her answer the question below
		case t.view.Asked == nil || t.view.Asked.StepAt != n.view.Asked.StepAt || t.view.Asked.Fails == 0:
			w.fault(at, FaultWrong, t.did, "the question takes this answer, or goes away")
			return
		case !asks(t.out):
			w.fault(at, FaultSilent, t.did, "the question is not asked again")
			return
		case !thrice:
			return
		case i == 2:
			w.offered(t)
		}
		at = &node{world: t.world, view: t.view, parent: at, did: t.did}
	}
	for _, good := range w.defs.Samples(n.view.Asked.StepAt, n.view.Answers, n.world.Now) {
		if good.Good {
			if t := w.do(at, describe(good), give(good)); t != nil && t.view.Asked != nil && t.view.Asked.StepAt == n.view.Asked.StepAt && t.view.Asked.Fails > 2 {
				w.fault(at, FaultWrong, t.did, "after three answers that do not do it takes none any more")
			}
			return
		}
	}
}

// offered looks for the button that brings a person, and taps it.
func (w *walker) offered(t *turned) {
	at := &node{world: t.world, view: t.view, parent: t.from, did: t.did}
	label, _ := w.defs.Catalog.Render(t.view.Lang, "system.menu.person")
	for _, row := range t.world.keys {
		for _, k := range row {
			if k.Label == label {
				return
			}
		}
	}
	for _, b := range t.world.fresh() {
		if data, _ := parseData(b.button.Data); data.of(t.view.Asked) && strings.TrimPrefix(data.option, ".") == "person" {
			if p := w.do(at, "tap "+b.button.Label, tapOn(b)); p != nil && !w.isAnswered(p) {
				w.fault(at, FaultSilent, p.did, "the tap is not answered")
			}
			return
		}
	}
	w.fault(t.from, FaultStuck, t.did+" three times", "no person is offered")
}

// answerTyped types the first and the last option, and the number of the
// first: each must do what a tap does.
func (w *walker) answerTyped(n *node) {
	a := n.view.Asked
	if w.kinds[a.StepAt] == "ask.choices" {
		return // typed, one is the whole answer
	}
	var options []shownButton
	for _, b := range n.world.fresh() {
		if data, _ := parseData(b.button.Data); data.of(a) && data.option[0] != '.' {
			options = append(options, b)
		}
	}
	if len(options) == 0 {
		return
	}
	w.sameAsTap(n, options[0], options[0].button.Label)
	w.sameAsTap(n, options[0], "١")
	w.sameAsTap(n, options[len(options)-1], options[len(options)-1].button.Label)
}

func (w *walker) sameAsTap(n *node, b shownButton, text string) {
	t := w.do(n, "> "+text, write(text))
	tapped := w.quietly(n, n.world, "tap "+b.button.Label, tapOn(b))
	if t != nil && tapped != nil && t.view.Shape != tapped.view.Shape {
		w.fault(n, FaultWrong, "> "+text, "typed, it does not do what a tap on %q does", b.button.Label)
	}
}

// wait lets the actors answer what they owe, in every way that they can, and
// lets time pass.
func (w *walker) wait(n *node) {
	for _, o := range n.view.Owed {
		w.enter(w.do(n, "the answer comes", release), true)
		for _, name := range w.defs.Book.Endings(o.StepAt, o.Late) {
			for _, given := range w.defs.Brought(o.StepAt, n.world.Now) {
				w.enter(w.do(n, "the answer is "+name, answered(o.From, name, given)), true)
			}
		}
	}
	next, err := n.world.NextTimer()
	switch {
	case err != nil:
		w.broken(n, "", err)
	case !next.IsZero():
		w.enter(w.do(n, "time passes until "+next.Format(time.DateTime), ring), true)
	}
}

func describe(s flows.Sample) string {
	switch {
	case s.Media == nil:
		text := []rune(s.Text)
		if len(text) > 40 {
			return fmt.Sprintf("> %s… (%d characters)", string(text[:40]), len(text))
		}
		return "> " + s.Text
	case s.Media.File.ID != "":
		return fmt.Sprintf("media: %s %d %s", s.Media.What, s.Media.File.Size, s.Media.File.Mime)
	}
	return "media: " + s.Media.What
}

func give(s flows.Sample) act {
	if s.Media != nil {
		return send(*s.Media)
	}
	return write(s.Text)
}
