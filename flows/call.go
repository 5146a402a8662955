package flows

import "slices"

// call begins another flow and comes back when that is left.
//
//	skills:
//	  call: skills
//	  next: review
//	  left: review_without
//
// With left it goes there when the other flow did not end with done.
type call struct {
	common
	name string
	next exit
	left exit
}

// callDepth is how many flows may lie above each other in one conversation.
const callDepth = 8

func readCall(l *flowReader, c common, f *fields) step {
	v := f.get("call")
	s := &call{common: c, name: v.id(flowIDLimit), next: l.exit(f.need("next")), left: l.exit(f.get("left"))}
	s.kind = "call." + s.name
	return s
}

func (s *call) texts() []*text { return nil }
func (s *call) exits() []exit  { return []exit{s.next, s.left} }

// enter begins the other flow; on the way back to a review, only if it was not
// passed before.
func (s *call) enter(k *talk) (move, error) {
	f := k.top()
	if c := f.Change; c != nil && c.Step != s.id && slices.Contains(c.Was, s.id) {
		f.Trail = append(f.Trail, s.id)
		return next(s.next.to), nil
	}
	if f.Change != nil {
		f.Change.Fresh = true
	}
	return move{call: s.name}, nil
}

// checkCalls finds flows that are not there, and circles of calls.
func (b *Book) checkCalls(problems *FileErrors) {
	for _, id := range b.order {
		for _, s := range b.calls(id) {
			switch {
			case b.flows[s.name] == nil:
				problems.add(s.at, "there is no flow %q to call", s.name)
			case isBuiltin(s.name):
				problems.add(s.at, "the flow %q is the engine's own and cannot be called", s.name)
			case b.depth(s.name, 1) > callDepth:
				problems.add(s.at, "this call leads to more than %d flows above each other, or comes back to itself", callDepth)
			}
		}
	}
}

func (b *Book) calls(flow string) []*call {
	f := b.flows[flow]
	if f == nil {
		return nil
	}
	var out []*call
	for _, id := range f.order {
		if s, ok := f.steps[id].(*call); ok {
			out = append(out, s)
		}
	}
	return out
}

// depth is how many flows stand above each other from this one on.
func (b *Book) depth(flow string, n int) int {
	if n > callDepth {
		return n
	}
	deepest := n
	for _, s := range b.calls(flow) {
		deepest = max(deepest, b.depth(s.name, n+1))
	}
	return deepest
}
