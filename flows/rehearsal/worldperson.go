package rehearsal

import (
	"fmt"
	"strconv"
	"strings"

	"wecan/flows"
)

// Write is what she writes, as an input.
func (w *World) Write(text string) flows.Input {
	return flows.Text{Origin: w.origin(), Message: w.nextMessage(), Text: text}
}

// Media is something she sends without text: a voice message, a photo, a
// contact. The number in the chat is set here.
func (w *World) Media(m flows.Media) flows.Input {
	m.Origin, m.Message = w.origin(), w.nextMessage()
	return m
}

// Wrote is how many messages she has written, those without text among them.
func (w *World) Wrote() int { return len(w.wrote) }

// Tap is a tap on the newest button of that label, as it is or as a transcript
// shows it, one that still stands if there is one; or on the oldest that ever
// stood.
func (w *World) Tap(label string, oldest bool) (flows.Input, error) {
	var found *shownButton
	for i := range w.seen {
		b := &w.seen[i]
		if plain(b.button.Label) != plain(label) || b.button.Data == "" {
			continue
		}
		if found == nil || !oldest && (found.gone || !b.gone) {
			found = b
		}
	}
	if found == nil {
		return nil, fmt.Errorf("rehearsal: no button says %q", label)
	}
	return w.tap(found), nil
}

// plain is a label as it is typed: without the invisible signs of direction, and
// without what stands for them in a transcript.
func plain(label string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u200F\u2066\u2067\u2068\u2069⇐⟦⟧", r) {
			return -1
		}
		return r
	}, label)
}

func (w *World) tap(b *shownButton) flows.Input {
	w.taps++
	tap := flows.Tap{Origin: w.origin(), Query: "q" + strconv.Itoa(w.taps), Message: b.message, Data: b.button.Data}
	if flows.KeepsButtons(tap.Data) {
		for _, other := range w.seen {
			if other.message == b.message && !other.gone {
				tap.Shown = append(tap.Shown, []flows.Button{other.button})
			}
		}
	}
	return tap
}

// Standing are the buttons that can be tapped now, the newest message's last.
func (w *World) Standing() []flows.Button {
	var out []flows.Button
	for _, b := range w.seen {
		if !b.gone {
			out = append(out, b.button)
		}
	}
	return out
}

func (w *World) origin() flows.Origin { return flows.Origin{Chat: w.Chat, Lang: w.Lang} }

func (w *World) nextMessage() int {
	w.message++
	w.wrote = append(w.wrote, w.message)
	return w.message
}

// AnyTap is a tap on one of the buttons that ever stood in the chat, the one
// that pick(number of buttons) says; false while there is none.
func (w *World) AnyTap(pick func(n int) int) (flows.Input, bool) {
	if len(w.seen) == 0 {
		return nil, false
	}
	return w.tap(&w.seen[pick(len(w.seen))]), true
}
