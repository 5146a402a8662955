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
// an answer that comes after that. What is only told, and never answered, has
// next in the place of the three.
type do struct {
	common
	action  string
	answer  map[string]exit
	late    map[string]exit
	after   time.Duration
	timeout exit
	next    exit
}

func readDo(l *flowReader, c common, f *fields) step {
	s := &do{common: c, action: f.get("do").text()}
	s.kind = "do." + s.action
	if v := f.get("save"); v.exists() {
		s.save = v.text()
		v.checkField(s.save)
	}
	s.next = l.exit(f.get("next"))
	s.answer = l.readAnswers(f.get("answer"))
	s.late = l.readAnswers(f.get("late"))
	if v := f.get("timeout"); v.exists() {
		t := v.fields("timeout")
		after, to := t.need("after"), t.need("go")
		t.rest("timeout")
		if after.exists() {
			s.after = after.longDuration(time.Second)
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
		problems.add(s.at, "there is no action %q; there are: %s", s.action, joined(slices.Sorted(maps.Keys(b.actions))))
		return
	}
	for _, name := range action.Needs {
		if !s.flow.knows(b, name) {
			problems.add(s.at, "%s needs the field %q: a step must save it, or uses must name it", s.action, name)
		}
	}
	for _, name := range action.Indexed {
		if saver := b.saver(s.flow, name); saver != nil && saver.base().private {
			problems.add(s.at, "%s puts the field %q into an index, which is not encrypted; so the step %q cannot be private, or the field must not be given",
				s.action, name, saver.base().id)
		}
	}
	if len(action.Answers) == 0 {
		b.checkTold(s, problems)
		return
	}
	if s.next.to != "" {
		problems.add(s.next.at, "%s is answered: say where each answer leads, not next", s.action)
	}
	if s.timeout.to == "" {
		problems.add(s.at, "the field \"timeout\" is missing: %s may not be answered in time", s.action)
	}
	s.checkTimeout(problems)
	for _, where := range []string{"answer", "late"} {
		said := s.answer
		if where == "late" {
			said = s.late
		}
		for _, name := range action.Answers {
			if _, ok := said[name]; !ok {
				problems.add(s.at, "%s may be answered with %q: say under %s where that leads", s.action, name, where)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(said)) {
			if !slices.Contains(action.Answers, name) {
				problems.add(said[name].at, "%s is never answered with %q", s.action, name)
			}
		}
	}
}

// checkTimeout looks at what follows when no answer came in time. The request
// is on its way still: who sends it once more without being asked, or deletes
// what the late answer will name, troubles people just when things are slow.
func (s *do) checkTimeout(problems *FileErrors) {
	seen := map[string]bool{}
	for todo := []string{s.timeout.to}; len(todo) > 0; todo = todo[1:] {
		at := s.flow.steps[todo[0]]
		if at == nil || seen[todo[0]] {
			continue
		}
		seen[todo[0]] = true
		switch at := at.(type) {
		case *do:
			if at == s {
				problems.add(s.timeout.at, "without an answer in time %s is sent again and again, and each time people read the same; go on to an end: left, since the late answer goes on from there", s.action)
			}
			continue
		case asker, *wait, *call:
			continue
		case *end:
			if at.outcome == outcomeErase {
				problems.add(s.timeout.at, "without an answer in time the answers are deleted at the step %q, but %s is sent, and its answer may come late; go on to an end: left", at.id, s.action)
			}
		}
		for _, e := range at.exits() {
			todo = append(todo, e.to)
		}
	}
}

// checkTold checks a do step that nobody answers.
func (b *Book) checkTold(s *do, problems *FileErrors) {
	if s.next.to == "" {
		problems.add(s.at, "the field \"next\" is missing: %s is never answered", s.action)
	}
	if len(s.answer) > 0 || len(s.late) > 0 || s.timeout.to != "" {
		problems.add(s.at, "%s is never answered: it has next, and neither answer nor timeout nor late", s.action)
	}
}

func (s *do) texts() []*text { return nil }

func (s *do) exits() []exit {
	out := []exit{s.timeout, s.next}
	for _, said := range []map[string]exit{s.answer, s.late} {
		for _, name := range slices.Sorted(maps.Keys(said)) {
			out = append(out, said[name])
		}
	}
	return out
}

// enter makes the request. Coming back to a step that still waits makes none.
func (s *do) enter(k *talk) (move, error) {
	f := k.top()
	if f.Wait != nil {
		k.sendText(textWaiting)
		return move{stay: true}, nil
	}
	action := k.e.book.actions[s.action]
	request, err := action.Do(Call{
		Turn: k.t, Person: k.a.ID, Language: k.p.Lang, Answers: k.answers(s.flow),
	})
	if err != nil {
		return move{}, err
	}
	if s.save != "" {
		k.p.save(s.save, saved{Value: request.Key})
	}
	f.Key = request.Key
	k.out = append(k.out, request.Tell)
	if len(action.Answers) == 0 {
		return next(s.next.to), nil
	}
	f.Wait = k.setTimer(k.t.Now.Add(s.after))
	f.Wait.From, f.Wait.Key = request.Tell.To, request.Key
	return move{stay: true}, nil
}

// frameAt is where a frame stands.
type frameAt struct{ strand, frame int }

// waiter finds the frame that fits.
func (k *talk) waiter(fits func(w *waiting) bool) (at frameAt, ok bool) {
	for i := range k.p.Strands {
		for j := range k.p.Strands[i].Stack {
			if w := k.p.Strands[i].Stack[j].Wait; w != nil && fits(w) {
				return frameAt{i, j}, true
			}
		}
	}
	return frameAt{}, false
}

// told handles what another actor tells: the answer to a request, in time or
// late, or something that begins a flow. What nobody waits for, such as a
// second copy of an answer, changes nothing.
func (k *talk) told(in Told, said telling) error {
	given := said.Given
	if at, ok := k.waiter(func(w *waiting) bool { return w.From != "" && w.From == in.From }); ok {
		f := &k.p.Strands[at.strand].Stack[at.frame]
		s, isDo := k.e.step(f.Flow, f.Step).(*do)
		to, known := exit{}, false
		if isDo {
			to, known = s.answer[in.Name]
		}
		switch {
		case known:
			delete(k.a.Timers, f.Wait.Timer)
			f.give(given)
			f.moveTo(to.to)
			return k.elsewhere(at.strand, k.walk)
		case isDo:
			k.hers = true // news from where she has just asked: she waits for it
		case !isDo: // a newer version has no such step
			delete(k.a.Timers, f.Wait.Timer)
			f.Wait = nil
		}
	}
	if done, err := k.toldLate(in, given); done || err != nil {
		return err
	}
	if flow := k.e.erases[in.Name]; flow != "" {
		k.toldErase(k.e.book.flows[flow])
		return nil
	}
	if flow := k.e.told[in.Name]; flow != "" {
		return k.outside(flow, said)
	}
	return nil
}

// toldLate takes an answer after its time: the flow goes on in a conversation
// of its own, whatever became of the one that asked.
func (k *talk) toldLate(in Told, given map[string]string) (done bool, err error) {
	at := slices.IndexFunc(k.p.Late, func(w waiting) bool { return w.From == in.From })
	if at < 0 {
		return false, nil
	}
	w := k.p.Late[at]
	s, ok := k.e.step(w.Flow, w.Step).(*do)
	if !ok {
		k.p.Late = slices.Delete(k.p.Late, at, at+1)
		return false, nil
	}
	to, known := s.late[in.Name]
	if !known {
		return false, nil
	}
	k.p.Late = slices.Delete(k.p.Late, at, at+1)
	f := frame{Flow: w.Flow, Step: to.to, Key: w.Key, Given: maps.Clone(w.Given), Trail: slices.Clone(w.Trail)}
	f.give(given)
	if at := k.find(w.Flow); at >= 0 { // she is in it still: it goes on from there
		old := k.p.Strands[at].top()
		f.Trail, f.Key = old.Trail, cmp.Or(f.Key, old.Key)
		k.p.Strands[at].Stack = []frame{f}
		return true, k.elsewhere(at, k.walk)
	}
	k.p.Strands = slices.Insert(k.p.Strands, 0, strand{Stack: []frame{f}})
	return true, k.elsewhere(0, k.walk)
}

// timer handles the end of a time: of the patience with a request, whose
// answer may still come, or of a wait.
func (k *talk) timer(in Timer) error {
	at, ok := k.waiter(func(w *waiting) bool { return w.Timer == in.Name && w.Due.Equal(in.Due) })
	if !ok {
		return nil
	}
	f := &k.p.Strands[at.strand].Stack[at.frame]
	w := *f.Wait
	switch s := k.e.step(f.Flow, f.Step).(type) {
	case *do:
		k.p.Late = append(k.p.Late, waiting{Flow: f.Flow, Step: f.Step, From: w.From, Key: w.Key, Given: maps.Clone(f.Given), Trail: slices.Clone(f.Trail)})
		if len(k.p.Late) > lateLimit {
			k.p.Late = k.p.Late[1:]
		}
		f.moveTo(s.timeout.to)
	case *wait:
		f.moveTo(s.next.to)
		if k.p.Blocked || k.p.Quiet {
			k.hold(at.strand)
			return nil
		}
	default: // a newer version has another step here: it is asked when she comes
		f.Wait = nil
		return nil
	}
	return k.elsewhere(at.strand, k.walk)
}
