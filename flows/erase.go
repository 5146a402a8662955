package flows

import (
	"cmp"
	"maps"
	"slices"
)

// erasure keeps what is deleted here and what is deleted elsewhere together, for
// a flow whose answers another actor has too:
//
//	erase: {do: application.forget, told: application.gone}
//
// Whenever the answers of the flow are deleted (by end: erase, or because she
// stops it), the action is done, so that what she reads about it is true. When
// the other actor says so, the answers are deleted here, whether she can be
// written to or not, and she is in that flow no more.
type erasure struct {
	action string // "" for none
	told   string // "" for nothing
	at     place
	toldAt place
}

func (f *flow) readErase(v value) {
	if !v.exists() {
		return
	}
	e := v.fields("erase")
	action, told := e.get("do"), e.get("told")
	e.rest("erase")
	f.erase = erasure{action.text(), told.text(), v.at, told.at}
}

// checkErase looks at what is done when answers are deleted: nobody waits then,
// and there may be nothing left to do it with.
func (b *Book) checkErase(f *flow, problems *FileErrors) {
	if _, known := b.tells[f.erase.told]; f.erase.told != "" && !known {
		problems.add(f.erase.toldAt, "nothing is told as %q; there are: %s", f.erase.told, cmp.Or(joined(slices.Sorted(maps.Keys(b.tells))), "none"))
	}
	if f.erase.action == "" {
		return
	}
	action, ok := b.actions[f.erase.action]
	switch {
	case !ok:
		problems.add(f.erase.at, "there is no action %q; there are: %s", f.erase.action, joined(slices.Sorted(maps.Keys(b.actions))))
	case len(action.Answers) > 0:
		problems.add(f.erase.at, "%s is answered, and whoever has deleted her answers waits for nothing: name an action that is only told", f.erase.action)
	}
	for _, name := range action.Needs {
		if !f.knows(b, name) {
			problems.add(f.erase.at, "%s needs the field %q: a step must save it, or uses must name it", f.erase.action, name)
		}
	}
}

// forget deletes the answers of a flow, here and where the flow says.
func (k *talk) forget(f *flow) error {
	defer k.p.forget(k.e.book, f)
	action, ok := k.e.book.actions[f.erase.action]
	if !ok {
		return nil
	}
	answers := k.known(f)
	if slices.ContainsFunc(action.Needs, func(name string) bool { return answers[name] == "" }) {
		return nil // nothing was ever sent
	}
	request, err := action.Do(Call{Turn: k.t, Person: k.a.ID, Language: k.p.Lang, Answers: answers})
	if err != nil {
		return err
	}
	k.out = append(k.out, request.Tell)
	return nil
}

// toldErase deletes the answers of a flow because another actor has deleted
// them. Nothing is said about it: who told it says what happened.
func (k *talk) toldErase(f *flow) {
	for at := k.find(f.id); at >= 0; at = k.find(f.id) {
		s := k.p.Strands[at]
		k.p.Strands = append(slices.Delete(k.p.Strands, at, at+1), s)
		k.retire()
		for i := range s.Stack {
			k.unwait(&s.Stack[i])
		}
		k.cut()
	}
	k.p.Late = slices.DeleteFunc(k.p.Late, func(w waiting) bool { return w.Flow == f.id })
	delete(k.p.Done, f.id)
	for name := range f.saves {
		delete(k.p.Fields, name)
	}
}
