package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"wecan/i18n"
)

// Limits of Telegram that a translation can break.
const (
	messageLimit = 4096 // UTF-16 units, Bot API sendMessage
	noticeLimit  = 200  // characters, Bot API answerCallbackQuery
)

// Compile makes the behaviour of all actors from flows, translations and
// programme. The catalogue must have been loaded with the sources of both. The
// error is of type [FileErrors] and names every translation that does not fit
// where it is shown. clips are the recordings that there are; those of no text
// are never played.
func Compile(book *Book, catalog *i18n.Catalog, programme *Programme, clips ...Clip) (*Definitions, error) {
	if err := checkTranslations(book, catalog, programme); err != nil {
		return nil, err
	}
	lexicon, err := i18n.Words()
	if err != nil {
		return nil, err
	}
	e := &engine{
		book: book, catalog: catalog, programme: programme,
		langs: offered(catalog, programme), endonyms: map[i18n.Lang]string{}, lexicon: lexicon, words: newWords(catalog, lexicon), yesno: newYesNo(catalog, lexicon),
		commands: map[string]string{}, links: map[string]string{}, told: map[string]string{}, erases: map[string]string{},
		voices: voices(book, catalog, clips),
	}
	e.lists = chatLists(catalog, e.langs)
	for _, l := range e.langs {
		e.endonyms[l] = i18n.Endonym(l)
	}
	for _, id := range book.order {
		e.begins(book.flows[id])
		if book.flows[id].secret {
			e.secrets = append(e.secrets, book.flows[id])
		}
	}
	machines := maps.Clone(book.machines)
	machines[KindPerson] = e
	for _, bind := range book.binds {
		maps.Copy(machines, bind(book, programme, catalog))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "flows 1 %s %s %s %q", book.hash, catalog.Hash(), programme.Hash(), clips))
	return &Definitions{
		Hash: hex.EncodeToString(sum[:]), Machines: machines, Book: book, Catalog: catalog, Programme: programme,
	}, nil
}

// offered are the languages that people can choose: those of the programme
// file that are translated, or all.
func offered(catalog *i18n.Catalog, programme *Programme) []i18n.Lang {
	all := catalog.Languages()
	if programme.Languages == nil {
		return all
	}
	offers := append(slices.Clone(programme.Languages), i18n.Accented, i18n.Mirrored) // whoever asks for these wants to see them
	return slices.DeleteFunc(offers, func(l i18n.Lang) bool { return !slices.Contains(all, l) })
}

// begins notes what begins a flow.
func (e *engine) begins(f *flow) {
	if f.command != "" {
		e.commands[f.command] = f.id
	}
	if f.link != "" {
		e.links[f.link] = f.id
	}
	if f.told != "" {
		e.told[f.told] = f.id
	}
	if f.erase.told != "" {
		e.erases[f.erase.told] = f.id
	}
	if f.start {
		e.start = f.id
	}
	if f.person {
		e.person = f.id
	}
}

// checkLists finds lists that flows offer and the programme file does not have.
func checkLists(book *Book, programme *Programme, problems *FileErrors) {
	for _, id := range book.order {
		f := book.flows[id]
		for _, step := range f.order {
			var o *options
			switch s := f.steps[step].(type) {
			case *askChoice:
				o = &s.options
			case *askMany:
				o = &s.options
			default:
				continue
			}
			if o.list == "" {
				continue
			}
			if programme.listed(o.list) == nil && !slices.Contains(maybeLists(), o.list) {
				names := []string{listSites, listCourses, listTracks, listCohorts}
				for _, l := range programme.Lists {
					names = append(names, l.ID)
				}
				problems.add(o.at, "the programme file has no list %q; there are: %s", o.list, joined(names))
			}
		}
	}
}

// checkCompared finds options of the programme file that conditions and fixed
// values name and that are not there.
func checkCompared(b *Book, p *Programme, problems *FileErrors) {
	listOf := func(f *flow, field string) string {
		switch s := b.saver(f, field).(type) {
		case *askChoice:
			return s.list
		case *askMany:
			return s.list
		}
		return ""
	}
	check := func(f *flow, at place, field, text string) {
		if list := listOf(f, field); list != "" && text != "" && !slices.Contains(p.listed(list), text) {
			problems.add(at, "%q is not in the list %s of the programme file", text, list)
		}
	}
	for _, c := range p.conditions() {
		for _, one := range c.texts {
			if c.flow != nil && one.whole() {
				check(c.flow, c.at, one.field, one.text)
			}
		}
	}
	for _, id := range b.order {
		f := b.flows[id]
		for _, step := range f.order {
			for _, c := range conditionsOf(f.steps[step]) {
				for _, one := range c.texts {
					if one.whole() {
						check(f, c.at, one.field, one.text)
					}
				}
			}
			if s, ok := f.steps[step].(*set); ok {
				for _, v := range s.values {
					if v.calc == nil {
						check(f, v.at, v.name, v.value)
					}
				}
			}
		}
	}
}

func checkTranslations(book *Book, catalog *i18n.Catalog, programme *Programme) error {
	var problems FileErrors
	checkLists(book, programme, &problems)
	programme.compile(book, &problems)
	programme.checkWords(book, &problems)
	programme.checkBotName(catalog, &problems)
	checkCompared(book, programme, &problems)
	labels := buttonKeys(book, programme)
	for _, lang := range catalog.Languages() {
		for _, s := range append(book.Sources(), programme.Sources()...) {
			shown, used := catalog.Render(lang, s.Key, asNamed(s)...)
			if used != lang {
				continue
			}
			at := place{file: "po/" + string(lang) + ".po"}
			n := utf8.RuneCountInString(shown)
			switch {
			case labels[s.Key] && n > labelLimit:
				problems.add(at, "%s has %d characters; a button shows at most %d", s.Key, n, labelLimit)
			case (s.Key == textClosed || s.Key == textBegun) && n > noticeLimit:
				problems.add(at, "%s has %d characters; a notice has at most %d", s.Key, n, noticeLimit)
			case len(utf16.Encode([]rune(shown))) > messageLimit/2: // the rest is for what people wrote
				problems.add(at, "%s is too long for a message", s.Key)
			}
		}
	}
	return problems.err()
}

// asNamed fills each placeholder with its own name, to see the text whole; the
// one that counts with a number.
func asNamed(s i18n.Source) []i18n.Arg {
	var out []i18n.Arg
	for _, text := range []string{s.Text, s.Plural} {
		names, err := i18n.Placeholders(text)
		if err != nil {
			continue
		}
		for _, name := range names {
			if name == s.Count {
				out = append(out, arg(name, "2"))
			} else {
				out = append(out, arg(name, name))
			}
		}
	}
	return out
}

func (f *flow) allTexts() []*text {
	out := presentTexts(f.menu)
	for _, id := range f.order {
		out = append(out, f.steps[id].texts()...)
	}
	return out
}

func arg(name, value string) i18n.Arg { return i18n.Arg{Name: name, Value: value} }
