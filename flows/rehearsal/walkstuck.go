package rehearsal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// findStuck finds states from which no answer and no waiting ever leads out of
// the flow. Whatever leads only to such a state is stuck too: it tells of the
// last, and of a circle once.
func (w *walker) findStuck() {
	out := w.leadsOut()
	known := make([]bool, len(w.nodes)) // what leads to one that was told
	var above []*node
	for i := range w.nodes {
		if out[i] || known[i] {
			continue
		}
		circle := w.inOrder(w.deepest(i))
		for at := range w.leadTo(circle) {
			known[at] = true
		}
		hers := slices.IndexFunc(circle, func(at int) bool { return !w.engine[w.nodes[at].view.At.Flow] })
		if hers < 0 {
			above = append(above, w.nodes[circle[0]])
			continue
		}
		w.stuck(w.nodes[circle[hers]], circle)
	}
	if !slices.ContainsFunc(w.faults, func(f Fault) bool { return !w.engine[f.At.Flow] }) {
		for _, n := range above { // else it is so because she cannot go on below
			w.stuck(n, nil)
		}
	}
}

// inOrder has states in the order in which somebody comes to their steps.
func (w *walker) inOrder(states []int) []int {
	met := func(i int) int {
		return slices.IndexFunc(w.nodes, func(n *node) bool { return n.view.At == w.nodes[i].view.At })
	}
	slices.SortStableFunc(states, func(a, b int) int { return met(a) - met(b) })
	return states
}

// stuck tells of one, unless something broke there.
func (w *walker) stuck(n *node, circle []int) {
	var steps []string
	for _, i := range circle {
		at := w.nodes[i].view.At
		if slices.ContainsFunc(w.faults, func(f Fault) bool { return f.At == at && (f.Kind == FaultBroken || f.Kind == FaultWrong) }) {
			return
		}
		if name := at.Flow + "." + at.Step; !w.engine[at.Flow] && !slices.Contains(steps, name) {
			steps = append(steps, name)
		}
	}
	f := Fault{Kind: FaultStuck, Lang: w.lang, Text: "no answer leads to an end of the flow from here", cause: fmt.Sprint("no end ", n.view.At)}
	switch {
	case len(n.next) == 0:
		f.Text += ": there is none that it takes"
	case len(steps) > 1:
		f.Text += ", only round by " + strings.Join(steps, ", ")
	}
	w.note(n, f)
}

// leadsOut says of each state whether some way leads from it out of the flow.
func (w *walker) leadsOut() []bool {
	var ends []int
	for i, n := range w.nodes {
		if n.ends || len(n.view.Flows) == 0 || !slices.Contains(n.view.Flows, w.flow.ID) {
			ends = append(ends, i)
		}
	}
	out := make([]bool, len(w.nodes))
	for i := range w.leadTo(ends) {
		out[i] = true
	}
	return out
}

// leadTo are the states from which a way leads to one of these, themselves too.
func (w *walker) leadTo(these []int) map[int]bool {
	before := make([][]int, len(w.nodes))
	for i, n := range w.nodes {
		for _, to := range n.next {
			before[to] = append(before[to], i)
		}
	}
	return closure(these, func(i int) []int { return before[i] })
}

// deepest are the states, in order, that a state without a way out leads to
// at last, and that lead to nothing but each other.
func (w *walker) deepest(from int) []int {
	behind := func(i int) map[int]bool {
		return closure([]int{i}, func(i int) []int { return w.nodes[i].next })
	}
	circle := behind(from)
	for again := true; again; {
		again = false
		for _, i := range slices.Sorted(maps.Keys(circle)) {
			if less := behind(i); len(less) < len(circle) {
				circle, again = less, true
				break
			}
		}
	}
	return slices.Sorted(maps.Keys(circle))
}

// closure is everything that can be come to from some states.
func closure(from []int, next func(int) []int) map[int]bool {
	out := map[int]bool{}
	queue := slices.Clone(from)
	for _, i := range from {
		out[i] = true
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, to := range next(i) {
			if !out[to] {
				out[to] = true
				queue = append(queue, to)
			}
		}
	}
	return out
}
