package flows

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"wecan/i18n"
)

// Clip is a recorded voice that says a text, for people who do not read it.
// The recordings of a folder are handed to [Compile]; nothing here opens them.
type Clip struct {
	// File is its path in the folder, <language>/<flow>.<step>.ogg for what a
	// step says or asks, and <language>/<flow>.<step>.why.ogg for why it asks.
	File string

	// Sum is of its content: a recording that changed is another one.
	Sum string
}

// NewClip is the recording in a file with that content.
func NewClip(file string, data []byte) Clip {
	sum := sha256.Sum256(data)
	return Clip{File: file, Sum: hex.EncodeToString(sum[:16])}
}

// Language is the language it speaks, as the folder says.
func (c Clip) Language() i18n.Lang {
	lang, _, _ := strings.Cut(c.File, "/")
	return i18n.Lang(lang)
}

// Name is what it says: flow.step or flow.step.why.
func (c Clip) Name() string {
	base := path.Base(c.File)
	return strings.TrimSuffix(base, path.Ext(base))
}

// Parts of a step that can be spoken. What is said again after an answer that
// did not do cannot: it goes with the answer.
const (
	partText = ".text"
	partWhy  = ".why"
)

// Spoken are the names of all texts of a flow that a [Clip] can say, in the
// order of the flow.
func (b *Book) Spoken(flow string) []string {
	f := b.flows[flow]
	if f == nil {
		return nil
	}
	var out []string
	for _, id := range f.order {
		for _, t := range f.steps[id].texts() {
			if name := spoken(t.key); name != "" && !t.label {
				out = append(out, name)
			}
		}
	}
	return out
}

// Flows are the ids of all flows.
func (b *Book) Flows() []string { return slices.Clone(b.order) }

// spoken is the name of a text that can be spoken, "" for the others.
func spoken(key i18n.Key) string {
	if name, ok := strings.CutSuffix(string(key), partText); ok {
		return name
	}
	if strings.HasSuffix(string(key), partWhy) {
		return string(key)
	}
	return ""
}

// clipAt finds the recording of a text for people of a language.
type clipAt struct {
	lang i18n.Lang
	key  i18n.Key
}

// voices finds for every language and text the recording to play: the
// language's own, or else that of the language in which the text is shown.
func voices(book *Book, catalog *i18n.Catalog, clips []Clip) map[clipAt]Clip {
	if len(clips) == 0 {
		return nil
	}
	there := map[string]Clip{}
	at := func(lang i18n.Lang, name string) string { return string(lang) + "/" + name }
	for _, c := range clips {
		there[at(c.Language(), c.Name())] = c
	}
	out := map[clipAt]Clip{}
	for _, lang := range catalog.Languages() {
		for _, id := range book.order {
			for _, t := range book.flows[id].allTexts() {
				name := spoken(t.key)
				if name == "" {
					continue
				}
				_, shown := catalog.Render(lang, t.key, asNamed(t.source())...)
				if c := cmp.Or(there[at(lang, name)], there[at(shown, name)]); c.File != "" {
					out[clipAt{lang, t.key}] = c
				}
			}
		}
	}
	return out
}

// play lets the recording of a text be heard before the message that was just
// sent with it. Who cannot be written to hears nothing either.
func (k *talk) play(t *text, asks bool) {
	c, ok := k.e.voices[clipAt{k.p.Lang, t.key}]
	if !ok || k.p.Blocked || k.p.Chat == 0 {
		return
	}
	last := len(k.out) - 1
	k.out = slices.Insert(k.out, last, Effect(Play{Chat: k.p.Chat, Clip: c.File, Sum: c.Sum, Question: asks, Receipt: receiptSaid}))
}

// unspoken takes recordings away that would say something to somebody else.
func unspoken(out []Effect, since int) []Effect {
	return append(out[:since], slices.DeleteFunc(out[since:], func(e Effect) bool { _, is := e.(Play); return is })...)
}
