package flows

import (
	"slices"
	"time"
)

// This file chooses which conversation a turn goes on with. The last strand is
// the one that she is in; the others wait below for their turn.

// strand is the conversation she is in; nil when there is none.
func (k *talk) strand() *strand {
	if len(k.p.Strands) == 0 {
		return nil
	}
	return &k.p.Strands[len(k.p.Strands)-1]
}

// top is the place she sees; nil when there is none.
func (k *talk) top() *frame {
	if s := k.strand(); s != nil {
		return s.top()
	}
	return nil
}

// asker is the question she is at; nil when there is none, or when it is one
// from outside that she has not taken up, or one that waits while she talks with
// somebody.
func (k *talk) asker() asker {
	if s := k.strand(); s != nil && !s.Aside && !s.Held && !s.Quiet {
		return k.askerOf(s)
	}
	return nil
}

func (k *talk) askerOf(s *strand) asker {
	f := s.top()
	a, _ := k.e.step(f.Flow, f.Step).(asker)
	return a
}

// push begins a flow in a conversation of its own, above the others.
func (k *talk) push(flow string) error {
	k.add(strand{Stack: []frame{{Flow: flow, Step: k.e.book.flows[flow].first}}})
	return k.walk()
}

// add puts a conversation above the others.
func (k *talk) add(s strand) {
	k.p.Strands = append(k.p.Strands, s)
	for len(k.p.Strands) > strandLimit {
		at := slices.IndexFunc(k.p.Strands, func(s strand) bool { return s.Aside })
		k.p.Strands = slices.Delete(k.p.Strands, max(at, 0), max(at, 0)+1)
	}
}

// aside begins one of the engine's own flows above the others. There is at
// most one of them at a time.
func (k *talk) aside(flow string) error {
	k.dropAsides()
	return k.push(flow)
}

// dropAsides leaves the engine's own flows, and takes their buttons away.
func (k *talk) dropAsides() {
	for s := k.strand(); s != nil && isBuiltin(s.Stack[0].Flow); s = k.strand() {
		k.dropStrand()
	}
}

func (k *talk) dropStrand() {
	k.retire()
	k.cut()
}

// cut takes the conversation she is in away.
func (k *talk) cut() { k.p.Strands = k.p.Strands[:len(k.p.Strands)-1] }

// find is the place of the conversation in which a flow stands, -1 for none.
func (k *talk) find(flow string) int {
	return slices.IndexFunc(k.p.Strands, func(s strand) bool {
		return slices.ContainsFunc(s.Stack, func(f frame) bool { return f.Flow == flow })
	})
}

// raise makes a conversation the one she is in.
func (k *talk) raise(at int) {
	s := k.p.Strands[at]
	s.Aside, s.Quiet = false, false
	k.p.Strands = append(slices.Delete(k.p.Strands, at, at+1), s)
}

// resume goes on with the conversation that lies on top now: its question is
// asked again, so that it is the last thing she reads.
func (k *talk) resume() {
	if s := k.asker(); s != nil {
		k.ask(s)
	}
}

// elsewhere does something in another conversation than the one she is in, and
// comes back to it. What is said there must not make her answer to the wrong
// question: hers is asked again below it.
func (k *talk) elsewhere(at int, do func() error) error {
	focus := k.asker()
	if at == len(k.p.Strands)-1 {
		return do()
	}
	below := k.p.Strands[at]
	k.p.Strands = slices.Delete(k.p.Strands, at, at+1)
	mine := k.p.Strands
	k.p.Strands = []strand{below}
	said := len(k.out)
	if err := do(); err != nil {
		return err
	}
	back := k.p.Strands
	if focus == nil { // nothing is asked: it is the one she is in now
		k.p.Strands = slices.Concat(mine, back)
		return nil
	}
	for i := range back {
		back[i].Aside = k.askerOf(&back[i]) != nil
	}
	k.p.Strands = append(append(slices.Clone(mine[:len(mine)-1]), back...), mine[len(mine)-1])
	if k.spoke(said) {
		k.ask(focus)
	}
	return nil
}

// spoke says whether anything was sent since then.
func (k *talk) spoke(since int) bool {
	return slices.ContainsFunc(k.out[since:], func(e Effect) bool { _, ok := e.(Send); return ok })
}

// outside begins a flow that she did not ask for.
func (k *talk) outside(flow string, said telling) error {
	if k.stale(said.Until) {
		return nil
	}
	if len(k.e.book.flows[flow].nudge) > 0 {
		if done, err := k.goOnIn(flow); done || err != nil {
			return err
		}
	}
	s := strand{Aside: true, Stack: []frame{{Flow: flow, Step: k.e.book.flows[flow].first, Given: said.Given}}}
	if k.p.Blocked || k.p.Chat == 0 || k.p.Quiet && !k.hers {
		s.Held, s.Until = true, unixOf(said.Until)
		k.p.Strands = slices.Insert(k.p.Strands, 0, s)
		return nil
	}
	return k.beginOutside(s)
}

// stale says whether news come too late to be of use.
func (k *talk) stale(until time.Time) bool {
	if until.IsZero() || k.t.Now.Before(until) {
		return false
	}
	k.report("news that came too late were dropped")
	return true
}

// unixOf is a moment in Unix seconds, 0 for none.
func unixOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// goOnIn asks again where she stands in a form, which is what she is reminded of:
// it is not begun twice.
func (k *talk) goOnIn(flow string) (done bool, err error) {
	at := k.find(flow)
	switch {
	case k.waitsIn(flow):
		k.sendText(textWaiting)
		return true, nil
	case at < 0 || k.p.Strands[at].Held:
		return false, nil
	}
	s := k.askerOf(&k.p.Strands[at])
	if s == nil {
		return false, nil
	}
	return true, k.elsewhere(at, func() error {
		k.ask(s)
		return nil
	})
}

func (k *talk) beginOutside(s strand) error {
	k.p.Strands = slices.Insert(k.p.Strands, 0, s)
	for len(k.p.Strands) > strandLimit {
		at := slices.IndexFunc(k.p.Strands[1:], func(s strand) bool { return s.Aside }) + 1
		k.p.Strands = slices.Delete(k.p.Strands, at, at+1)
	}
	return k.elsewhere(0, func() error {
		if err := k.walk(); err != nil {
			return err
		}
		if s := k.strand(); s != nil {
			s.Aside = true
		}
		return nil
	})
}

// hold keeps a conversation back, below all others.
func (k *talk) hold(at int) {
	s := k.p.Strands[at]
	s.Held = true
	k.p.Strands = slices.Insert(slices.Delete(k.p.Strands, at, at+1), 0, s)
}

// held begins what was held back until she was there.
func (k *talk) held() error {
	for {
		at := slices.IndexFunc(k.p.Strands, func(s strand) bool { return s.Held })
		if at < 0 || k.p.Blocked {
			return nil
		}
		s := k.p.Strands[at]
		s.Held = false
		k.p.Strands = slices.Delete(k.p.Strands, at, at+1)
		if k.e.book.flows[s.Stack[0].Flow] == nil || s.Until != 0 && k.stale(time.Unix(s.Until, 0)) {
			continue
		}
		s.Until = 0
		if err := k.beginOutside(s); err != nil {
			return err
		}
	}
}
