package i18n

import (
	"cmp"
	"maps"
	"slices"
)

// Gap is a fault in the program that Render met: a key that no source has, or (Placeholder set) a message for which the
// argument was missing, or for a counting placeholder was no whole number.
type Gap struct {
	Key         Key
	Placeholder string
}

// gapLimit bounds the list of gaps: keys come from the program, but the list must not grow with a fault in it.
const gapLimit = 1000

// Render returns the text of a message in lang, or in the nearest language that has it: fa-AF → fa → en. used is the
// language of the text. Arguments are put in as they are, once, and isolated where the direction of the text needs it; a line
// of a right-to-left text that would begin on the left gets a right-to-left mark (U+200F). What the chat's markup needs is
// the adapter's work.
//
// A key that no source has comes back in brackets that nobody overlooks, ⟦like.this⟧, and an argument that is not there
// leaves its {placeholder}. Both are faults in the program and are kept for Missing. A text without plural takes less than 1 µs.
func (c *Catalog) Render(lang Lang, key Key, args ...Arg) (text string, used Lang) {
	m := c.message(lang, key)
	if m == nil {
		c.report(Gap{Key: key})
		return "⟦" + string(key) + "⟧", English
	}
	form := &m.forms[0]
	if m.count != "" {
		form = c.form(m, key, args)
	}
	text, absent := form.fill(m.tongue.rtl, args)
	if absent != "" {
		c.report(Gap{Key: key, Placeholder: absent})
	}
	return text, m.tongue.lang
}

// Find is Render for a key and arguments that come from elsewhere, such as a message that another version has stored: what
// is missing is no fault of the program, and ok is false.
func (c *Catalog) Find(lang Lang, key Key, args ...Arg) (text string, ok bool) {
	m := c.message(lang, key)
	if m == nil {
		return "", false
	}
	form := &m.forms[0]
	if m.count != "" {
		value, _ := find(args, m.count)
		if _, whole := Digits(value); !whole {
			return "", false
		}
		form = c.form(m, key, args)
	}
	text, absent := form.fill(m.tongue.rtl, args)
	return text, absent == ""
}

// form chooses the plural form, by the rules of the language in which the message was found.
func (c *Catalog) form(m *message, key Key, args []Arg) *template {
	last := len(m.forms) - 1
	value, _ := find(args, m.count)
	n, ok := Digits(value)
	if !ok {
		c.report(Gap{Key: key, Placeholder: m.count})
		return &m.forms[last]
	}
	return &m.forms[m.plurals.form(n, len(m.forms))]
}

// message walks the chain of languages.
func (c *Catalog) message(lang Lang, key Key) *message {
	for l := lang; l != "" && l != English; l = l.parent() {
		if t := c.tongues[l]; t != nil {
			if m := t.messages[key]; m != nil {
				return m
			}
		}
	}
	return c.english.messages[key]
}

func (c *Catalog) report(g Gap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.gaps) < gapLimit {
		c.gaps[g] = true
	}
}

// Missing lists the faults that Render has met since Load, each once, sorted, at most 1000. Tests expect it to be empty;
// a running service shows its length.
func (c *Catalog) Missing() []Gap {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.SortedFunc(maps.Keys(c.gaps), func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Placeholder, b.Placeholder))
	})
}
