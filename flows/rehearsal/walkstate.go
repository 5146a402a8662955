package rehearsal

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"wecan/flows"
)

// key tells two states apart.
func (w *walker) key(t *turned) string {
	var b strings.Builder
	b.WriteString(t.view.Place)
	b.WriteString(w.stops(&t.view))
	live := w.live(&t.view)
	for _, name := range w.reads {
		if value, ok := t.view.Answers[name]; ok && live[name] {
			fmt.Fprintf(&b, "|%s=%s", name, w.kin(name, value))
		}
		if value, ok := t.view.Given[name]; ok {
			fmt.Fprintf(&b, "|given %s=%s", name, value)
		}
	}
	for _, p := range t.world.held {
		fmt.Fprintf(&b, "|%s %s", p.tell.To.Kind(), p.tell.Name)
	}
	return b.String()
}

// stops are the announcements that she does not want, where that makes a difference: in
// the engine's own flows.
func (w *walker) stops(v *flows.View) string {
	if w.flow.ID != engineFlow || len(v.Stops) == 0 {
		return ""
	}
	return fmt.Sprint(" without ", v.Stops)
}

// live are the fields that still decide something, from wherever she is or could
// begin.
func (w *walker) live(v *flows.View) map[string]bool {
	out := map[string]bool{}
	for _, name := range w.always {
		out[name] = true
	}
	add := func(at flows.StepAt, passing bool) {
		key := fmt.Sprint(at, passing)
		list, ok := w.lives[key]
		if !ok {
			list = w.defs.Book.Live(at, passing)
			w.lives[key] = list
		}
		for _, name := range list {
			out[name] = true
		}
	}
	add(flows.StepAt{Flow: w.flow.ID, Step: w.flow.First}, false)
	for _, at := range v.Steps {
		add(at, v.Own != nil && v.Own.Changes)
	}
	for _, o := range v.Owed {
		add(o.StepAt, false)
	}
	return out
}

func (w *walker) kin(field, value string) string {
	key := field + "=" + value
	out, ok := w.kindred[key]
	if !ok {
		out = w.defs.Kindred(field, value, w.reads)
		w.kindred[key] = out
	}
	return out
}

// enter notes the state that something led to. answer says that it was an
// answer, or what comes by itself: by such ways the flow must come to an end.
func (w *walker) enter(t *turned, answer bool) {
	if t == nil {
		return
	}
	if answer && t.from != nil && !slices.ContainsFunc(t.view.Flows, func(f string) bool { return f == w.flow.ID }) {
		t.from.ends = true
	}
	if !w.inside(&t.view) {
		if answer && t.from != nil && t.view.Lang != w.lang {
			t.from.ends = true // it goes on in another walk
		}
		return
	}
	key := w.key(t)
	i, known := w.index[key]
	if !known {
		if !w.worthwhile(&t.view) {
			return
		}
		i = len(w.nodes)
		w.index[key] = i
		t.world.forget()
		n := &node{world: t.world, view: t.view, parent: t.from, did: t.did}
		w.nodes = append(w.nodes, n)
		if w.remembers() && len(t.view.Flows) == 0 && len(t.view.Owed) == 0 && !t.view.Quiet {
			w.beginFlow(n)
		}
	}
	if answer && t.from != nil && !slices.Contains(t.from.next, i) {
		t.from.next = append(t.from.next, i)
	}
}

// remembers says whether the flow goes another way for those who went through
// it before: then they begin it once more.
func (w *walker) remembers() bool {
	return !w.light && w.flow.Triggers.Again && w.flow.Triggers.Told != "" && slices.ContainsFunc(w.flow.Steps, func(s flows.OutlineStep) bool {
		return s.Save != "" && slices.Contains(w.reads, s.Save)
	})
}

// inside says whether a state belongs to this walk. Others were looked at when
// something led there: another language and another flow have walks of their
// own, and after an answer that did not do the question is the same one.
func (w *walker) inside(v *flows.View) bool {
	switch {
	case w.light && v.Own != nil && v.Own.Changes, v.Lang != w.lang, v.Blocked, v.Quiet && len(v.Flows) > 0:
		return false
	case v.Asked != nil && (v.Asked.Fails > 0 || !w.fewPicked(v.Asked)), v.Own != nil && (v.Own.Fails > 0 || !w.fewPicked(v.Own)):
		return false
	}
	return !slices.ContainsFunc(v.Flows, func(f string) bool { return !w.own[f] })
}

// worthwhile keeps the engine's other flows than the menu from being walked
// above every state: how each is left is tried once for each question below.
func (w *walker) worthwhile(v *flows.View) bool {
	if !above(v) || v.At.Flow == engineFlow {
		return true
	}
	return w.first(fmt.Sprint("above ", v.Own != nil && v.Own.Changes), v)
}

// fewPicked bounds what is tried of several options: each alone, the first two,
// three and so on up to all, and of up to four every combination, in the order
// in which they are shown.
func (w *walker) fewPicked(a *flows.Asked) bool {
	if len(a.Picked) < 2 {
		return true
	}
	var at []int
	for _, id := range a.Picked {
		at = append(at, slices.IndexFunc(a.Options, func(o [2]string) bool { return o[0] == id }))
	}
	if !sort.IntsAreSorted(at) {
		return false
	}
	options := 0
	for _, o := range a.Options {
		if !strings.HasPrefix(o[0], ".") {
			options++
		}
	}
	return options <= 4 && !a.Changes || at[len(at)-1] == len(at)-1
}

// forget drops what a copy of the world need not carry on: buttons that are
// gone, but for a few to tap.
func (w *World) forget() {
	gone := 0
	for _, b := range w.seen {
		if b.gone {
			gone++
		}
	}
	w.seen = slices.DeleteFunc(w.seen, func(b shownButton) bool {
		if b.gone {
			gone--
		}
		return b.gone && gone >= goneKept
	})
	w.reports = nil
	if n := len(w.wrote); n > goneKept {
		w.wrote = w.wrote[n-goneKept:]
	}
}

const goneKept = 4
