package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"wecan/i18n"
)

// lintUnheard finds what is told and begins no flow: people never read it. A
// flow that stands in for a built-in one has lost its trigger, mostly.
func (d *Definitions) lintUnheard(problems *FileErrors) {
	heard, begun := map[string]bool{}, false
	for _, id := range d.Book.order {
		heard[d.Book.flows[id].told] = true
		begun = begun || d.Book.flows[id].start
	}
	for _, name := range slices.Sorted(maps.Keys(d.Book.tells)) {
		if _, id, _ := strings.Cut(name, "."); !heard[name] && d.Book.flows[id] != nil {
			problems.add(d.Book.flows[id].at, "nothing hears what is told as %q, so people never read it; write told: %s under triggers", name, name)
		}
	}
	if f := d.Book.flows[d.Programme.Selection.Flow]; f != nil && !begun {
		problems.add(f.at, "no flow begins with /start, which is what everybody sends first; write start: true under triggers")
	}
}

// lintTried tries the ways through each flow. It finds flows that people begin and that may
// be over before they have said a word: who taps or writes and reads nothing thinks that
// the bot is broken. And it finds flows with more ways than are tried, here and by [Parse].
func (d *Definitions) lintTried(problems *FileErrors) {
	d.Book.sure = map[string][2][]string{}
	defer func() { d.Book.sure = nil }()
	for _, id := range d.Book.order {
		f := d.Book.flows[id]
		if isBuiltin(id) {
			continue
		}
		t := d.Book.newTrial(f)
		if found := false; f.isBegun() {
			t.over = func(_ outcome, m *moment) {
				if !found && f.isSilent(m) {
					found = true
					problems.add(f.steps[m.step].base().at, "whoever begins the flow %q may read nothing at all, on the way %s; put a say in front of the end", id, m.way())
				}
			}
		}
		if t.run(); t.isPartial() {
			problems.add(f.at, "the flow %q has more ways than are tried, so what is missing on one of them may not be found; make a part of it a flow of its own, and call that", id)
		}
	}
}

// isBegun says whether people begin the flow themselves.
func (f *flow) isBegun() bool {
	return f.command != "" || f.link != "" || f.menu != nil || f.start || f.person
}

// isSilent says whether nothing was said, asked, called or sent on the way.
func (f *flow) isSilent(m *moment) bool {
	for ; m != nil; m = m.from {
		switch f.steps[m.step].(type) {
		case *branch, *set, *end:
		default:
			return false
		}
	}
	return true
}

// lintCommands finds commands that a translation has in the place of the
// English ones: nothing answers to them.
func (d *Definitions) lintCommands(lang i18n.Lang, poFile func(i18n.Lang, i18n.Source) string, problems *FileErrors) {
	if lang == i18n.English {
		return
	}
	known := d.Book.knownCommands()
	for _, s := range append(d.Book.Sources(), d.Programme.Sources()...) {
		words, used := d.Catalog.Render(lang, s.Key, asNamed(s)...)
		if used != lang {
			continue
		}
		for _, name := range commandsIn(words) {
			if !known[strings.ToLower(name)] {
				problems.add(place{file: cmp.Or(poFile(lang, s), PoFile(lang, s))}, "%s: nothing answers to the command /%s; write it as in the English text", s.Key, name)
			}
		}
	}
}
