package flows

import (
	"slices"

	"wecan/i18n"
)

// lintTaken finds buttons of authors that are called as a word for a command: who
// writes it means the command, and would choose the button. Greetings and words
// that begin something do no harm: nobody who is asked a question means them.
func (d *Definitions) lintTaken(lang i18n.Lang, problems *FileErrors) {
	words := d.commandWords(lang)
	for _, id := range d.Book.order {
		f := d.Book.flows[id]
		if isBuiltin(id) {
			continue
		}
		for _, one := range d.ownLabels(f) {
			label, used := d.Catalog.Render(lang, one.key)
			if used != lang || d.besideAlike(lang, f, one.key, label) {
				continue
			}
			if command := words[i18n.Fold(bare(label))]; command != "" {
				problems.add(one.at, "in %s the button %q (%s) is a word for /%s too: who writes it would choose the button; call it otherwise", lang, label, one.key, command)
			}
		}
	}
}

// besideAlike says whether a button of the engine beside it reads so:
// [Definitions.lintOptions] tells that.
func (d *Definitions) besideAlike(lang i18n.Lang, f *flow, key i18n.Key, label string) bool {
	beside := []i18n.Key{textMenu}
	if f.menu != nil && key == f.menu.key {
		beside = menuKeys()
	}
	return slices.ContainsFunc(beside, func(key i18n.Key) bool {
		words, _ := d.Catalog.Render(lang, key)
		return alike(label, words)
	})
}

// commandWords are a language's own words for commands, folded.
func (d *Definitions) commandWords(lang i18n.Lang) map[string]string {
	out := map[string]string{}
	for _, command := range wordCommands() {
		text, used := d.Catalog.Render(lang, wordsKey(command))
		if used != lang || command == wordHello || command == "start" {
			continue
		}
		for _, word := range splitWords(text) {
			out[i18n.Fold(bare(word))] = command
		}
	}
	return out
}

// ownLabels are the buttons that the author of a flow named.
func (d *Definitions) ownLabels(f *flow) []labelled {
	var out []labelled
	if f.menu != nil {
		out = append(out, labelled{key: f.menu.key, at: f.menu.at})
	}
	for _, id := range f.order {
		switch s := f.steps[id].(type) {
		case *askChoice:
			out = append(out, d.optionLabels(&s.options)...)
		case *askMany:
			out = append(out, d.optionLabels(&s.options)...)
		case *review:
			out = append(out, labelled{key: s.submit.key, at: s.submit.at})
		}
	}
	return out
}

// lintDone finds flows that people begin and can do once only, and that have
// nothing to tell whoever begins them once more.
func (d *Definitions) lintDone(problems *FileErrors) {
	for _, id := range d.Book.order {
		f := d.Book.flows[id]
		if isBuiltin(id) || f.again || f.status != "" || !f.isBegun() {
			continue
		}
		at := slices.IndexFunc(f.order, func(step string) bool {
			s, ok := f.steps[step].(*end)
			return ok && s.outcome == outcomeDone
		})
		if at >= 0 {
			problems.add(f.steps[f.order[at]].base().at, "the flow %q ends with done, so nobody can begin it again: write again: true under triggers, or the step that /status shows under status", id)
		}
	}
}
