package flows

import (
	"slices"
	"strings"
)

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

// checkCalls finds flows that are not there, circles of calls, and calls that
// lie too high above each other.
func (b *Book) checkCalls(problems *FileErrors) {
	for _, id := range b.order {
		for _, s := range b.calls(id) {
			circle := b.callsTo([]string{id, s.name}, id)
			switch {
			case b.flows[s.name] == nil:
				problems.add(s.at, "there is no flow %q to call", s.name)
			case isBuiltin(s.name):
				problems.add(s.at, "the flow %q is the engine's own and cannot be called", s.name)
			case circle != nil:
				b.checkCircle(s, circle, problems)
			default:
				b.checkDepth(s, problems)
			}
		}
	}
}

// checkCircle tells a circle once, where the first of its flows calls.
func (b *Book) checkCircle(s *call, circle []string, problems *FileErrors) {
	if first := slices.IndexFunc(b.order, func(id string) bool { return slices.Contains(circle, id) }); b.order[first] == s.flow.id {
		problems.add(s.at, "the flows call each other in a circle, %s; one of them must go on without the call", strings.Join(circle, " → "))
	}
}

func (b *Book) checkDepth(s *call, problems *FileErrors) {
	chain := b.deepest([]string{s.name})
	if len(chain) <= callDepth || len(slices.Compact(slices.Sorted(slices.Values(chain)))) < len(chain) { // a circle further up is told there
		return
	}
	problems.add(s.at, "this call leads to more than %d flows above each other, %s → %s; put some of them into one flow",
		callDepth, s.flow.id, strings.Join(chain, " → "))
}

// callsTo is how calls lead on from the end of a way to a flow, with that way
// in front; nil when they do not.
func (b *Book) callsTo(way []string, flow string) []string {
	seen := map[string]bool{}
	for ways := [][]string{way}; len(ways) > 0; ways = ways[1:] {
		last := ways[0][len(ways[0])-1]
		if last == flow {
			return ways[0]
		}
		if seen[last] {
			continue
		}
		seen[last] = true
		for _, s := range b.calls(last) {
			ways = append(ways, append(slices.Clone(ways[0]), s.name))
		}
	}
	return nil
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

// deepest are the most flows that can stand above each other, from the last of
// these on: at most one more than callDepth.
func (b *Book) deepest(stack []string) []string {
	most := stack
	if len(stack) > callDepth {
		return most
	}
	for _, s := range b.calls(stack[len(stack)-1]) {
		if deeper := b.deepest(append(slices.Clone(stack), s.name)); len(deeper) > len(most) {
			most = deeper
		}
	}
	return most
}
