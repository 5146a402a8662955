package broadcast

import (
	"maps"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Tally is what came of going to all people.
type Tally struct {
	Began time.Time `json:"began,omitzero"`
	Ended time.Time `json:"ended,omitzero"` // zero: it is not over

	// Words are how many people there are of each verdict, as flows/cast.go names them:
	// "sent-ar", "outside". "sent" alone is of those of whom a crash has left open in
	// which language they read it, [WordAside] of those who have been put aside.
	Words map[string]int `json:"words,omitempty"`
}

// WordAside is for people of whom there is no verdict: see "wecan dead".
const WordAside = "aside"

// Of is how many people there are of a verdict, in all languages.
func (t Tally) Of(word string) (n int) {
	for verdict, count := range t.Words {
		if w, _ := flows.LangOf(verdict); w == word {
			n += count
		}
	}
	return n
}

// Langs is how many of them read which language.
func (t Tally) Langs(word string) map[i18n.Lang]int {
	out := map[i18n.Lang]int{}
	for verdict, count := range t.Words {
		if w, lang := flows.LangOf(verdict); w == word {
			out[lang] += count
		}
	}
	return out
}

// Went is to how many it was sent, by language: less those of whom n says that it did
// not go out, was refused, or may not have gone out.
func (t Tally) Went(n News) map[i18n.Lang]int {
	out := t.Langs(flows.CastSent)
	for _, what := range []flows.CastWhat{flows.CastBarred, flows.CastRefused, flows.CastRetracted, flows.CastUncertain} {
		for lang, count := range n[what] {
			out[lang] -= count
		}
	}
	maps.DeleteFunc(out, func(_ i18n.Lang, count int) bool { return count == 0 })
	return out
}

// People are all who were asked.
func (t Tally) People() (n int) {
	for _, count := range t.Words {
		n += count
	}
	return n
}

// Reach is how many a count says it is for: at once, later, or when there is a
// translation.
func (t Tally) Reach() int {
	return t.Of(flows.CastWould) + t.Of(flows.CastLater) + t.Of(flows.CastWaits)
}

func (t Tally) clone() Tally {
	t.Words = maps.Clone(t.Words)
	return t
}

// add counts by how much a word has changed.
func (t *Tally) add(word string, n int) {
	if n == 0 {
		return
	}
	if t.Words == nil {
		t.Words = map[string]int{}
	}
	if t.Words[word] += n; t.Words[word] == 0 {
		delete(t.Words, word)
	}
}

// News is what people did with it, and what became of their messages: how many
// people, by language. One person counts once for each.
type News map[flows.CastWhat]map[i18n.Lang]int

// Of is how many in all languages.
func (n News) Of(what flows.CastWhat) (all int) {
	for _, count := range n[what] {
		all += count
	}
	return all
}

// Langs are the languages that occur in it, sorted.
func (n News) Langs() []i18n.Lang {
	all := map[i18n.Lang]bool{}
	for _, counts := range n {
		for lang := range counts {
			all[lang] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
