package flows

import "slices"

// repair finds a place for somebody whose flow changed under her, by what the
// new version says under moved. A step that is gone without a word is asked
// from the flow's beginning, a flow that is gone is left. The answers stay.
func (k *talk) repair() {
	for i := range k.p.Strands {
		stack := k.p.Strands[i].Stack
		for j := range stack {
			k.repairFrame(&stack[j])
		}
		k.p.Strands[i].Stack = slices.DeleteFunc(stack, func(f frame) bool {
			gone := k.e.book.flows[f.Flow] == nil
			if gone && f.Wait != nil {
				delete(k.a.Timers, f.Wait.Timer)
			}
			return gone
		})
	}
	k.p.Strands = slices.DeleteFunc(k.p.Strands, func(s strand) bool { return len(s.Stack) == 0 })
}

func (k *talk) repairFrame(f *frame) {
	moved := k.e.book.movedFrom(f.Flow, f.Step)
	flow := k.e.book.flows[f.Flow]
	switch s := k.e.step(f.Flow, f.Step); {
	case s != nil && (f.Open == nil || f.Open.Kind == s.base().kind) && (f.Wait == nil || isWaiter(s)):
		f.Trail = slices.DeleteFunc(f.Trail, func(id string) bool { return flow.steps[id] == nil })
		return
	case s != nil && moved.flow == "": // the same step, of another kind: it is asked anew
		k.unwait(f)
		f.moveTo(f.Step)
		return
	case moved.flow != "":
		k.unwait(f)
		if moved.flow != f.Flow {
			f.Trail = nil
		}
		f.Flow = moved.flow
		f.moveTo(moved.step)
	case flow != nil:
		k.unwait(f)
		f.moveTo(flow.first)
		f.Trail = nil
	default:
		return
	}
	f.Change = nil
	f.Trail = slices.DeleteFunc(f.Trail, func(id string) bool { return k.e.step(f.Flow, id) == nil })
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
