package rehearsal

import (
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
)

// deadSteps are the steps of the flows that were walked which nobody came to,
// in any language. Of those that lead to each other only the first is told, and
// none that lies behind a step with a fault: once that is mended, the next walk
// tells.
func (p *plan) deadSteps(o WalkOptions, jobs []walkJob, walkers []*walker, faults []Fault) []Fault {
	visited := map[flows.StepAt]bool{}
	scope := map[string]bool{}
	for i, w := range walkers {
		if w.full {
			return nil // it says so itself
		}
		for at := range w.visited {
			visited[at] = true
		}
		for _, flow := range w.defs.Book.Calls(jobs[i].flow) {
			scope[flow] = true
		}
	}
	told := p.behind(faults)
	var out []Fault
	for _, at := range p.deadFirst(visited) {
		if told[at] || engineEnd(at) || !scope[at.Flow] && (!p.engines[at.Flow] || o.Flow != "") || o.Flow != "" && at.Flow != o.Flow {
			continue
		}
		if p.unchosen(at) {
			p.spread(at, told)
			continue
		}
		f := Fault{Kind: FaultDead, At: at, Text: "nobody ever comes to this step" + p.neverTrue(at)}
		f.Place = p.place(&f)
		out = append(out, f)
		p.spread(at, told)
	}
	return out
}

// The answer that has somebody get the events of the week, and what conditions call that.
const (
	weeklyField = "weekly"
	weeklyFact  = "weekly_on"
)

// unchosen says whether only who gets the events of the week comes to a step of the
// engine's own flows, and none of the flows lets people choose them.
func (p *plan) unchosen(at flows.StepAt) bool {
	if !p.engines[at.Flow] || !strings.Contains(p.neverTrue(at), weeklyFact) {
		return false
	}
	return !slices.ContainsFunc(p.flows, func(f flows.Outline) bool {
		return slices.ContainsFunc(f.Steps, func(s flows.OutlineStep) bool {
			return s.Kind == "set" && slices.Contains(strings.Split(s.Detail, ", "), weeklyField)
		})
	})
}

// deadFirst are the steps that nobody came to, those first that a step leads to
// which somebody was at.
func (p *plan) deadFirst(visited map[flows.StepAt]bool) []flows.StepAt {
	entered := map[flows.StepAt]bool{}
	for at := range visited {
		for _, to := range p.leadsTo(at) {
			entered[to] = true
		}
	}
	var first, others []flows.StepAt
	for _, f := range p.flows {
		for _, s := range f.Steps {
			switch at := (flows.StepAt{Flow: f.ID, Step: s.ID}); {
			case visited[at]:
			case entered[at]:
				first = append(first, at)
			default:
				others = append(others, at)
			}
		}
	}
	return append(first, others...)
}

// neverTrue names the conditions under which the only ways lead to a step; "" where
// another way does.
func (p *plan) neverTrue(at flows.StepAt) string {
	out := ""
	for _, f := range p.flows {
		if f.ID != at.Flow {
			continue
		}
		for _, s := range f.Steps {
			for _, e := range s.Exits {
				switch {
				case e.To != at.Step:
				case e.Line == 0:
					return ""
				default:
					out += fmt.Sprintf("; look at the condition %s (%s:%d)", e.When, f.File, e.Line)
				}
			}
		}
	}
	return out
}

// behind are the steps after those at which something keeps people from going
// on.
func (p *plan) behind(faults []Fault) map[flows.StepAt]bool {
	out := map[flows.StepAt]bool{}
	for _, f := range faults {
		if !slices.Contains([]string{FaultBroken, FaultStuck, FaultSilent, FaultWrong}, f.Kind) || p.engines[f.At.Flow] {
			continue
		}
		if f.At.Step != "" {
			p.spread(f.At, out)
			continue
		}
		for _, flow := range p.flows { // it did not even begin
			if first := (flows.StepAt{Flow: flow.ID, Step: flow.First}); flow.ID == f.At.Flow {
				out[first] = true
				p.spread(first, out)
			}
		}
	}
	return out
}

// spread adds all steps that a step leads to.
func (p *plan) spread(from flows.StepAt, to map[flows.StepAt]bool) {
	for _, next := range p.leadsTo(from) {
		if !to[next] {
			to[next] = true
			p.spread(next, to)
		}
	}
}

// leadsTo are the steps right behind one, and where a called flow begins.
func (p *plan) leadsTo(at flows.StepAt) []flows.StepAt {
	s := p.steps[at]
	var out []flows.StepAt
	for _, e := range s.Exits {
		out = append(out, flows.StepAt{Flow: at.Flow, Step: e.To})
	}
	if called, ok := strings.CutPrefix(s.Kind, "call."); ok {
		for _, f := range p.flows {
			if f.ID == called {
				out = append(out, flows.StepAt{Flow: f.ID, Step: f.First})
			}
		}
	}
	return out
}
