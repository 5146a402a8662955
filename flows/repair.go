package flows

import (
	"cmp"
	"maps"
	"slices"
)

// repair finds a place for somebody whose flow changed under her, by what the
// new version says under moved. A step that only has another name is the one
// she was at: its question stays open. A step that is gone without a word leads
// to the flow's first question, a flow that is gone is left. The answers stay.
func (k *talk) repair() {
	k.repairKept()
	for i := range k.p.Strands {
		stack := k.p.Strands[i].Stack
		for j := range stack {
			k.repairFrame(&stack[j])
		}
		stack = slices.DeleteFunc(stack, func(f frame) bool {
			gone := k.e.step(f.Flow, f.Step) == nil
			if gone {
				k.unwait(&f)
			}
			return gone
		})
		if n := len(stack); n > 0 && stack[n-1].Called { // what it called is gone
			stack[n-1].moveTo(k.e.book.flows[stack[n-1].Flow].question())
		}
		k.p.Strands[i].Stack = stack
	}
	k.p.Strands = slices.DeleteFunc(k.p.Strands, func(s strand) bool {
		return len(s.Stack) == 0 || k.e.step(s.top().Flow, s.top().Step) == nil
	})
}

// repairKept follows new names in what is kept of flows that she is not in.
func (k *talk) repairKept() {
	for i := range k.p.Late {
		if to, ok := k.e.book.renames[stepAt{k.p.Late[i].Flow, k.p.Late[i].Step}]; ok {
			k.p.Late[i].Flow, k.p.Late[i].Step = to.flow, to.step
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.p.Done)) {
		to, ok := k.e.book.moved[id+".*"]
		if ok && k.e.book.flows[id] == nil {
			k.p.Done[to.flow] = cmp.Or(k.p.Done[to.flow], k.p.Done[id])
			delete(k.p.Done, id)
		}
	}
}

func (k *talk) repairFrame(f *frame) {
	from := stepAt{f.Flow, f.Step}
	if to, ok := k.e.book.renames[from]; ok && k.e.step(from.flow, from.step) == nil {
		f.Flow, f.Step = to.flow, to.step
	}
	k.repairWay(f, from.flow)
	moved := k.e.book.movedFrom(f.Flow, f.Step)
	flow := k.e.book.flows[f.Flow]
	switch s := k.e.step(f.Flow, f.Step); {
	case s != nil && (f.Open == nil || f.Open.Kind == s.base().kind) && (f.Wait == nil || isWaiter(s)):
		return
	case s != nil && moved.flow == "": // the same step, of another kind: it is asked anew
		k.unwait(f)
		f.moveTo(f.Step)
		return
	case moved.flow != "":
		k.unwait(f)
		f.Flow = moved.flow
		f.moveTo(moved.step)
	case flow != nil:
		k.unwait(f)
		f.moveTo(flow.question())
		f.Trail = nil
	default:
		return
	}
	f.Change = nil
	f.Trail = slices.DeleteFunc(f.Trail, func(id string) bool { return k.e.step(f.Flow, id) == nil })
}

// repairWay follows new names in the way that led to a place of the flow that
// was called was.
func (k *talk) repairWay(f *frame, was string) {
	step := func(id string) string {
		if to, ok := k.e.book.renames[stepAt{was, id}]; ok && k.e.step(was, id) == nil && to.flow == f.Flow {
			return to.step
		}
		return id
	}
	steps := func(list []string) []string {
		for i := range list {
			list[i] = step(list[i])
		}
		return slices.DeleteFunc(list, func(id string) bool { return k.e.step(f.Flow, id) == nil })
	}
	f.Trail = steps(f.Trail)
	if c := f.Change; c != nil {
		c.Review, c.Step, c.Was = step(c.Review), step(c.Step), steps(c.Was)
		if _, ok := k.e.step(f.Flow, c.Review).(*review); !ok {
			f.Change = nil
		}
	}
}

// question is the first question of a flow, "" when it asks nothing.
func (f *flow) question() string {
	for _, id := range f.order {
		if _, ok := f.steps[id].(asker); ok {
			return id
		}
	}
	return ""
}

// unwait takes away the timer of a step that waited.
func (k *talk) unwait(f *frame) {
	if f.Wait != nil {
		delete(k.a.Timers, f.Wait.Timer)
	}
}

func isWaiter(s step) bool {
	switch s.(type) {
	case *do, *wait:
		return true
	}
	return false
}

// stepAt names a step of a flow.
type stepAt struct{ flow, step string }

// StepAt names a step of a flow.
type StepAt struct{ Flow, Step string }

// movedFrom is where people at a step go on that is gone or another one now.
func (b *Book) movedFrom(flow, step string) stepAt {
	for _, name := range []string{flow + "." + step, flow + ".*"} {
		if to, ok := b.moved[name]; ok {
			return to
		}
	}
	return stepAt{}
}

// isAt says whether a frame is at a step, by the name it has or by an older one.
func (b *Book) isAt(at stepAt, f *frame) bool {
	here := stepAt{f.Flow, f.Step}
	return at == here || b.renames[at] == here
}

// arrive asks a question to which a new version brought her, and which she was
// never asked.
func (k *talk) arrive() {
	at := slices.IndexFunc(k.p.Strands, func(s strand) bool { return s.top().Open == nil && !s.Held && k.askerOf(&s) != nil })
	if at >= 0 {
		k.raise(at)
		k.resume()
	}
}
