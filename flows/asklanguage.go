package flows

import (
	"slices"

	"wecan/i18n"
)

// askLanguage asks for the person's language. The buttons are the languages'
// own names, the guessed one first. A person who chose hers before is not
// asked again, unless `always: true`.
//
//	language:
//	  ask: language
//	  text: "Which language is best for you?"
//	  next: who
type askLanguage struct {
	prompt
	always bool
}

func readAskLanguage(_ *flowReader, p prompt, f *fields) step {
	s := &askLanguage{prompt: p, always: f.get("always").boolean()}
	s.needNext(f)
	if s.private || s.optional {
		f.fail("a language cannot be private or optional: it is what everything is written in")
	}
	return s
}

func (s *askLanguage) enter(k *talk) (move, error) {
	if k.p.Sure && !s.always {
		return next(s.next.to), nil
	}
	k.ask(s)
	return move{stay: true}, nil
}

func (s *askLanguage) ask(k *talk) question {
	q := question{text: k.render(s.flow, s.text)}
	guessed := k.p.Lang
	if slices.Contains(k.e.langs, guessed) {
		q.options = append(q.options, option{string(guessed), k.e.endonyms[guessed]})
	}
	for _, l := range k.e.langs {
		if l != guessed {
			q.options = append(q.options, option{string(l), k.e.endonyms[l]})
		}
	}
	return q
}

func (s *askLanguage) take(k *talk, r reply) verdict {
	lang := i18n.Lang(r.option)
	if r.option == "" {
		lang, _ = k.e.catalog.ByName(r.typed)
	}
	if !slices.Contains(k.e.langs, lang) {
		return s.refuse(k, k.say(textPick))
	}
	return verdict{value: string(lang), shown: k.e.endonyms[lang], move: next(s.next.to)}
}

func (s *askLanguage) show(k *talk, value string) string { return k.e.endonyms[i18n.Lang(value)] }
