package flows

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// do asks another actor for something and waits for its answer.
//
//	submit:
//	  do: application.submit
//	  save: reference
//	  answer: {received: thanks, taken: submit}
//	  timeout: {after: 10s, go: slow}
//	  late: {received: thanks, taken: submit}
//
// It names what happens on every answer, when there is none in time, and on
// an answer that comes after that.
type do struct {
	common
	action  string
	answer  map[string]exit
	late    map[string]exit
	after   time.Duration
	timeout exit
}

// waitTimer is the name of the timer of a `do` step.
const waitTimer = "wait"

func readDo(l *flowReader, c common, f *fields) step {
	s := &do{common: c, action: f.get("do").text()}
	if v := f.get("save"); v.exists() {
		s.save = v.id(fieldLimit)
	}
	s.answer = l.readAnswers(f.need("answer"))
	s.late = l.readAnswers(f.need("late"))
	if v := f.need("timeout"); v.exists() {
		t := v.fields("timeout")
		after, to := t.need("after"), t.need("go")
		t.rest("timeout")
		if after.exists() {
			s.after = after.duration()
		}
		s.timeout = l.exit(to)
	}
	return s
}

func (l *flowReader) readAnswers(v value) map[string]exit {
	out := map[string]exit{}
	if !v.exists() {
		return out
	}
	for _, one := range v.fields("answers").list {
		out[one.name] = l.exit(one.value)
	}
	return out
}

// checkDo compares a do step with its action.
func (b *Book) checkDo(s *do, problems *FileErrors) {
	action, ok := b.actions[s.action]
	if !ok {
		problems.add(s.at, "there is no action %q", s.action)
		return
	}
	for _, name := range action.Needs {
		if s.flow.saves[name] == nil {
			problems.add(s.at, "%s needs the field %q, which no step saves", s.action, name)
		}
	}
	for _, said := range []map[string]exit{s.answer, s.late} {
		for _, name := range action.Answers {
			if _, ok := said[name]; !ok {
				problems.add(s.at, "%s may be answered with %q: say under answer and under late where that leads", s.action, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(said)) {
			if !slices.Contains(action.Answers, name) {
				problems.add(said[name].at, "%s is never answered with %q", s.action, name)
			}
		}
	}
}

func (s *do) texts() []*text { return nil }

func (s *do) exits() []exit {
	out := []exit{s.timeout}
	for _, said := range []map[string]exit{s.answer, s.late} {
		for _, name := range slices.Sorted(maps.Keys(said)) {
			out = append(out, said[name])
		}
	}
	return out
}

// enter makes the request. Coming back to a step that still waits makes none.
func (s *do) enter(k *talk) (move, error) {
	if w := k.p.Wait; w != nil && !w.Late && w.Flow == s.flow.id && w.Step == s.id {
		k.sendText(textWaiting)
		return move{stay: true}, nil
	}
	request, err := k.e.book.actions[s.action].Do(Call{
		Turn: k.t, Person: k.a.ID, Language: k.p.Lang, Answers: s.flow.answers(k.p),
	})
	if err != nil {
		return move{}, err
	}
	if s.save != "" {
		k.p.save(s.save, request.Key, 0)
	}
	due := k.t.Now.Add(s.after)
	k.a.SetTimer(waitTimer, due)
	k.p.Wait = &waiting{
		Flow: s.flow.id, Step: s.id, From: request.Tell.To, Key: request.Key, Due: k.a.Timers[waitTimer],
	}
	k.top().Key = request.Key
	k.out = append(k.out, request.Tell)
	return move{stay: true}, nil
}

// told handles the answer of the other actor. One that nobody waits for, such
// as a second copy, changes nothing.
func (k *talk) told(in Told) error {
	w := k.p.Wait
	if w == nil || in.From != w.From {
		return nil
	}
	s, ok := k.e.step(w.Flow, w.Step).(*do)
	if !ok { // a newer version has no such step
		k.stopWaiting()
		return nil
	}
	to, known := s.answer[in.Name]
	if w.Late {
		to, known = s.late[in.Name]
	}
	if !known {
		return nil
	}
	k.stopWaiting()
	return k.walkFrom(*w, to.to)
}

// timer handles the end of the patience: the flow goes on, and the answer may
// still come.
func (k *talk) timer(in Timer) error {
	w := k.p.Wait
	if in.Name != waitTimer || w == nil || w.Late || !in.Due.Equal(w.Due) {
		return nil
	}
	delete(k.a.Timers, waitTimer)
	w.Late = true
	s, ok := k.e.step(w.Flow, w.Step).(*do)
	if !ok {
		return nil
	}
	return k.walkFrom(*w, s.timeout.to)
}

func (k *talk) stopWaiting() {
	delete(k.a.Timers, waitTimer)
	k.p.Wait = nil
}

// walkFrom goes on with the flow that waited, under whatever the person opened
// above it. If that flow was left meanwhile, it is taken up for this.
func (k *talk) walkFrom(w waiting, to string) error {
	at := slices.IndexFunc(k.p.Stack, func(f frame) bool { return f.Flow == w.Flow })
	if at < 0 {
		k.p.Stack = slices.Insert(k.p.Stack, 0, frame{Flow: w.Flow})
		at = 0
	}
	f := &k.p.Stack[at]
	f.moveTo(to)
	f.Key = cmp.Or(w.Key, f.Key)
	above := slices.Clone(k.p.Stack[at+1:])
	k.p.Stack = k.p.Stack[:at+1]
	if err := k.walk(); err != nil {
		return err
	}
	k.p.Stack = append(k.p.Stack, above...)
	if len(above) > 0 {
		k.repeat()
	}
	return nil
}
