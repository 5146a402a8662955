package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"wecan/flows"
	"wecan/i18n"
)

// WalkOptions narrow a [Walk] down. The zero value walks everything.
type WalkOptions struct {
	Flow  string      // only this flow, with those that it calls
	Lang  i18n.Lang   // only this language
	Langs []i18n.Lang // only these
	Limit int         // states of one flow in one language; 0 is 8000
	Show  bool        // keep each message as it was sent, in Walked.Transcript

	// Expected says whether a language should have a text; nil: all should. Where
	// it should not, English is no fault.
	Expected func(i18n.Lang, i18n.Key) bool
}

// walkStates is how many states one flow may have in one language. Beyond it
// the walk would take minutes, and something that nobody bounded is counted. The form of an
// event, the largest, has 7,299.
const walkStates = 8000

// Walked is what a [Walk] found.
type Walked struct {
	Languages, States, Messages int

	// Flows counts those that were asked for: the one and those that it calls, or
	// all that the walk was in, the engine's own too.
	Flows int

	Faults     []Fault
	Transcript []string // with Show, one for each flow and language
}

// Walk goes through every flow in every language, on the real engine: from each
// state that a person can be in it tries every button and answers that do and
// do not do, lets the other actors answer in time, late and never, lets time
// pass, and takes every way out. States that differ only in answers by which no
// condition goes are one.
//
// The same definitions give the same result. It uses all processors.
func Walk(defs *flows.Definitions, o WalkOptions) (*Walked, error) {
	langs, jobs, err := planWalk(defs, o)
	if err != nil {
		return nil, err
	}
	before := defs.Catalog.Missing()
	walkers, err := walkAll(defs, jobs, o)
	if err != nil {
		return nil, err
	}
	out := &Walked{Languages: len(langs), Flows: countFlows(defs, o, jobs, walkers)}
	for _, w := range walkers {
		out.States += len(w.nodes)
		out.Messages += w.messages
		if o.Show {
			out.Transcript = append(out.Transcript, w.script.String())
		}
	}
	p := newPlan(defs)
	out.Faults = p.gather(walkers)
	out.Faults = append(out.Faults, p.deadSteps(o, jobs, walkers, out.Faults)...)
	for _, gap := range defs.Catalog.Missing() {
		if !slices.Contains(before, gap) {
			out.Faults = append(out.Faults, p.gapFault(gap))
		}
	}
	return out, nil
}

// walkAll walks the jobs on all processors, the largest flows first: one that
// begins last would leave the other processors without work.
func walkAll(defs *flows.Definitions, jobs []walkJob, o WalkOptions) ([]*walker, error) {
	steps := map[string]int{}
	for _, f := range defs.Book.Outlines() {
		steps[f.ID] = len(f.Steps)
	}
	size := func(job int) (n int) {
		for _, flow := range defs.Book.Calls(jobs[job].flow) {
			n += steps[flow]
		}
		return n
	}
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(b), size(a)) })

	walkers := make([]*walker, len(jobs))
	errs := make([]error, len(jobs))
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wait.Go(func() {
			for i := range next {
				walkers[i] = newWalker(defs, jobs[i], o)
				errs[i] = walkers[i].run()
			}
		})
	}
	for _, i := range order {
		next <- i
	}
	close(next)
	wait.Wait()
	return walkers, errors.Join(errs...)
}

// walkJob is one flow in one language.
type walkJob struct {
	flow string
	lang i18n.Lang
}

// planWalk lists the jobs, and says what cannot be walked.
func planWalk(defs *flows.Definitions, o WalkOptions) (langs []i18n.Lang, jobs []walkJob, err error) {
	for _, lang := range defs.Catalog.Languages() {
		if (o.Lang == "" || o.Lang == lang) && (o.Langs == nil || slices.Contains(o.Langs, lang)) {
			langs = append(langs, lang)
		}
	}
	if len(langs) == 0 {
		return nil, nil, fmt.Errorf("rehearsal: there is no language %q; there are: %v", o.Lang, defs.Catalog.Languages())
	}
	list := []string{}
	known := false
	for _, f := range defs.Book.Outlines() {
		known = known || f.ID == o.Flow
		if walks(defs, f, o.Flow) {
			list = append(list, f.ID)
		}
	}
	if o.Flow != "" && !known {
		return nil, nil, fmt.Errorf("rehearsal: there is no flow %q", o.Flow)
	}
	for _, lang := range langs {
		for _, flow := range list {
			jobs = append(jobs, walkJob{flow, lang})
		}
	}
	return langs, jobs, nil
}

// engineFlow stands for the engine's own flows, walked by somebody who is in
// nothing else. All of them lie above each other flow too.
const engineFlow = "menu"

// engineEnd is where the menu's file says it ends, and that of the people on a
// phone. It never comes to that: all that can be chosen leads elsewhere.
func engineEnd(at flows.StepAt) bool {
	return at.Step == "back" && (at.Flow == engineFlow || at.Flow == "profile")
}

// walks says whether a flow is walked by itself. One that nothing begins is
// walked as part of its callers.
func walks(defs *flows.Definitions, f flows.Outline, only string) bool {
	if f.Builtin {
		return f.ID == engineFlow && (only == "" || isEngineFlow(defs, only))
	}
	return begins(f.Triggers) && (only == "" || slices.Contains(defs.Book.Calls(f.ID), only))
}

func isEngineFlow(defs *flows.Definitions, id string) bool {
	return slices.ContainsFunc(defs.Book.Outlines(), func(f flows.Outline) bool { return f.ID == id && f.Builtin })
}

func begins(t flows.Triggers) bool {
	return t.Command != "" || t.Link != "" || t.Told != "" || t.Start || t.Person || t.Menu != ""
}

// countFlows is for [Walked.Flows]. On the way to a flow that others call, and
// from every question, the walk is in many more than one that was asked for.
func countFlows(defs *flows.Definitions, o WalkOptions, jobs []walkJob, walkers []*walker) int {
	if o.Flow != "" {
		return len(defs.Book.Calls(o.Flow))
	}
	seen := map[string]bool{}
	for i, w := range walkers {
		seen[jobs[i].flow] = true
		for at := range w.visited {
			seen[at.Flow] = true
		}
	}
	return len(seen)
}
