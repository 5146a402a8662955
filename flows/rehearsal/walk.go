package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"wecan/flows"
	"wecan/i18n"
)

// WalkOptions narrow a [Walk] down. The zero value walks everything.
type WalkOptions struct {
	Flow  string    // only this flow, with those that it calls
	Lang  i18n.Lang // only this language
	Limit int       // states of one flow in one language; 0 is 4000
	Show  bool      // keep each message as it was sent, in Walked.Transcript

	// Expected says whether a language should have a text; nil: all should. Where
	// it should not, English is no fault.
	Expected func(i18n.Lang, i18n.Key) bool
}

// walkStates is how many states one flow may have in one language. Beyond it
// the walk would take minutes, and something that nobody bounded is counted.
const walkStates = 4000

// Walked is what a [Walk] found.
type Walked struct {
	Languages, Flows, States, Messages int
	Faults                             []Fault
	Transcript                         []string // with Show, one for each flow and language
}

// Kinds of faults, for those who sort them.
const (
	FaultBroken       = "broken"       // an error, a panic or a report of the engine, or a limit that is not kept
	FaultSilent       = "silent"       // what she did was not answered
	FaultStuck        = "stuck"        // there is no way on
	FaultWrong        = "wrong"        // something else happened than what it was for
	FaultText         = "text"         // a text that does not read right
	FaultUntranslated = "untranslated" // a text that her language does not have
	FaultDead         = "dead"         // a step that nobody ever comes to
	FaultLarge        = "large"        // more states than can be walked
)

// Fault is one problem that a walk met, the first time that it met it.
type Fault struct {
	Kind string
	At   flows.StepAt // where she stood; empty for what belongs to no step
	Lang i18n.Lang    // "" for all
	Did  string       // what was done there
	Text string
	Way  []string // everything that was done up to there
}

// String is one line.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(cmp.Or(f.At.Flow, "-"))
	if f.At.Step != "" {
		b.WriteString("." + f.At.Step)
	}
	if f.Lang != "" {
		b.WriteString(" [" + string(f.Lang) + "]")
	}
	if f.Did != "" {
		b.WriteString(", " + f.Did)
	}
	return b.String() + ": " + strings.Join(strings.Fields(f.Text), " ")
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
	for i := range jobs {
		next <- i
	}
	close(next)
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := gather(walkers)
	out.Languages, out.Flows = len(langs), countFlows(jobs, walkers)
	out.Faults = append(out.Faults, deadSteps(defs, o, jobs, walkers)...)
	for _, gap := range defs.Catalog.Missing() {
		if !slices.Contains(before, gap) {
			out.Faults = append(out.Faults, Fault{Kind: FaultText, Text: gapText(gap)})
		}
	}
	return out, nil
}

func gapText(gap i18n.Gap) string {
	if gap.Placeholder == "" {
		return fmt.Sprintf("the text %s is shown, but there is none", gap.Key)
	}
	return fmt.Sprintf("nothing that fits fills the placeholder {%s} of %s", gap.Placeholder, gap.Key)
}

// walkJob is one flow in one language.
type walkJob struct {
	flow string
	lang i18n.Lang
}

// planWalk lists the jobs, and says what cannot be walked.
func planWalk(defs *flows.Definitions, o WalkOptions) (langs []i18n.Lang, jobs []walkJob, err error) {
	for _, lang := range defs.Catalog.Languages() {
		if o.Lang == "" || o.Lang == lang {
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

// engineEnd is where the menu's file says it ends, and that of the people on a phone. It never comes to that: all that
// can be chosen leads elsewhere.
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

// gather joins what the walkers found. Each fault is told once: a text that is
// missing in a language for the whole language.
func gather(walkers []*walker) *Walked {
	out := &Walked{}
	told := map[string]bool{}
	for _, w := range walkers {
		out.States += len(w.nodes)
		out.Messages += w.messages
		if w.options.Show {
			out.Transcript = append(out.Transcript, w.script.String())
		}
		for _, f := range w.faults {
			key := f.Kind + string(f.Lang) + f.Text
			if f.Kind != FaultUntranslated {
				key += f.At.Flow + "." + f.At.Step
			}
			if !told[key] {
				told[key] = true
				out.Faults = append(out.Faults, f)
			}
		}
	}
	return out
}

// countFlows counts those that the walks were in.
func countFlows(jobs []walkJob, walkers []*walker) int {
	flowsSeen := map[string]bool{}
	for i, w := range walkers {
		flowsSeen[jobs[i].flow] = true
		for at := range w.visited {
			flowsSeen[at.Flow] = true
		}
	}
	return len(flowsSeen)
}

// neverTrue names the condition under which the only ways lead to a step that
// nobody comes to; "" where another way does.
func neverTrue(f flows.Outline, step string) string {
	out := ""
	for _, s := range f.Steps {
		for _, e := range s.Exits {
			switch {
			case e.To != step:
			case e.Line == 0:
				return ""
			default:
				out += fmt.Sprintf("; look at the condition %s (%s:%d)", e.When, f.File, e.Line)
			}
		}
	}
	return out
}

// deadSteps are the steps of the flows that were walked which nobody came to,
// in any language.
func deadSteps(defs *flows.Definitions, o WalkOptions, jobs []walkJob, walkers []*walker) []Fault {
	visited := map[flows.StepAt]bool{}
	scope := map[string]bool{}
	for i, w := range walkers {
		for at := range w.visited {
			visited[at] = true
		}
		if w.full {
			return nil // it says so itself
		}
		for _, flow := range defs.Book.Calls(jobs[i].flow) {
			scope[flow] = true
		}
	}
	var out []Fault
	for _, f := range defs.Book.Outlines() {
		if f.Builtin && o.Flow == "" {
			scope[f.ID] = true
		}
		if !scope[f.ID] || o.Flow != "" && f.ID != o.Flow {
			continue
		}
		for _, s := range f.Steps {
			if at := (flows.StepAt{Flow: f.ID, Step: s.ID}); !visited[at] && !engineEnd(at) {
				out = append(out, Fault{
					Kind: FaultDead, At: at,
					Text: fmt.Sprintf("nobody ever comes to this step (%s:%d)%s", f.File, s.Line, neverTrue(f, s.ID)),
				})
			}
		}
	}
	return out
}
