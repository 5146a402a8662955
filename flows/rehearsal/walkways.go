package rehearsal

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"wecan/flows"
	"wecan/i18n"
)

// waysOutNames are the commands that work in every state.
func waysOutNames() []string {
	return []string{"start", "menu", "back", "cancel", "language", "help", "person", "emergency", "stop", "status"}
}

// waysOut takes every way out, as a command and in words: all of them once for
// each kind of question, else one after the other. The buttons of the menu are
// those of a state of their own.
func (w *walker) waysOut(n *node) {
	kind := "all words " + w.kinds[n.view.At]
	whole := !w.classes[kind]
	w.classes[kind] = true
	w.turn++
	for _, name := range waysOutNames() {
		t := w.do(n, "> /"+name, write("/"+name))
		if t == nil {
			continue
		}
		if !said(t.out) {
			w.fault(n, FaultSilent, t.did, "the command is not answered")
		}
		w.goesOn(n, t)
		w.enter(t, false)
		if name == engineFlow {
			w.menuIsWhole(n, t)
		}
		words := w.words(name)
		for i, word := range words {
			if whole || i == w.turn%len(words) {
				w.inWords(n, t, word)
			}
		}
	}
}

// words are what she can write for a command.
func (w *walker) words(name string) []string {
	text, _ := w.defs.Catalog.Render(w.lang, i18n.Key("system.words."+name))
	var out []string
	for _, one := range strings.Split(text, "|") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// inWords writes a word for the command: it must do what that does, unless an
// option is called so, or the word is an answer.
func (w *walker) inWords(n *node, command *turned, word string) {
	t := w.do(n, "> "+word, write(word))
	if t == nil {
		return
	}
	if !w.isAnswered(t) {
		w.fault(n, FaultSilent, t.did, "the word is not answered")
	}
	switch {
	case slices.ContainsFunc(t.out, isPassedOn):
		return // words are for whoever she talks with; commands work by their slash
	case t.view.Shape == command.view.Shape && asks(t.out) == asks(command.out), slices.Contains(n.taps, t.view.Shape):
		return // it does what the command does, or an option is called so
	case n.view.Asked != nil && !strings.ContainsFunc(word, unicode.IsLetter):
		return // a number of an option, or the answer
	}
	w.goesOn(n, t)
	if !above(&n.view) && t.view.Shape != command.view.Shape {
		w.fault(n, FaultWrong, t.did, "the word does not do what %s does", command.did)
	}
}

func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// menuIsWhole looks for the buttons that every menu has.
func (w *walker) menuIsWhole(n *node, menu *turned) {
	want := []string{"person", "emergency", "language", "help", "stop"}
	if n.view.Own != nil && !n.view.Own.Aside {
		want = append(want, "go-on", "back", "cancel")
	}
	for _, option := range want {
		if !slices.ContainsFunc(menu.world.fresh(), func(b shownButton) bool {
			data, _ := parseData(b.button.Data)
			return data.of(menu.view.Asked) && data.option == option
		}) {
			w.fault(n, FaultStuck, menu.did, "the menu has no button for %s", option)
		}
	}
}

// goesOn looks whether her flow can be gone on with: a question of hers is
// asked, or one tap on what she sees leads to one. A question from outside must
// still take its answer.
func (w *walker) goesOn(n *node, t *turned) {
	own := n.view.Own
	if own == nil || len(t.world.held) > len(n.world.held) { // or an answer is on its way, and the question comes behind it
		return
	}
	if own.Aside {
		for _, b := range n.world.fresh() {
			if data, _ := parseData(b.button.Data); data.of(own) && data.option[0] != '.' {
				if again := w.quietly(n, t.world, "tap "+b.button.Label, tapOn(b)); again != nil && !said(again.out) && !edits(again.out) {
					w.fault(n, FaultStuck, t.did, "the question cannot be answered any more")
				}
				return
			}
		}
		return
	}
	if back(n, t) {
		return
	}
	buttons := t.world.fresh()
	slices.SortStableFunc(buttons, func(a, b shownButton) int { return leads(a) - leads(b) })
	for _, b := range buttons {
		if b.message <= n.world.message {
			continue // of an older message
		}
		if again := w.quietly(n, t.world, "tap "+b.button.Label, tapOn(b)); again != nil && back(n, again) {
			return
		}
	}
	w.fault(n, FaultStuck, t.did, "the question is not asked again, and no button below leads back to it")
}

// back says whether a question of her own flow was asked; or the one that she
// left, when that is one of the engine's, which leads back.
func back(n *node, t *turned) bool {
	a := t.view.Asked
	return asks(t.out) && a != nil && (!above(&t.view) || above(&n.view) && a.StepAt == n.view.Asked.StepAt)
}

// leads puts the buttons first that should lead back.
func leads(b shownButton) int {
	switch data, _ := parseData(b.button.Data); data.option {
	case goOn, "go-on", "continue":
		return 0
	}
	return 1
}

func edits(out []flows.Effect) bool {
	return slices.ContainsFunc(out, func(e flows.Effect) bool { _, ok := e.(flows.Edit); return ok })
}

// disturb does what people do by mistake: it is answered and changes nothing.
// Then she is away for days, and cannot be reached for a while.
func (w *walker) disturb(n *node) {
	w.changesNothing(n, "tap a button of long ago", tapOn(shownButton{message: 1, button: flows.Button{Data: "gone/step/0000/x"}}))
	for _, b := range n.world.seen {
		if data, ok := parseData(b.button.Data); b.gone && ok && data.flow != beginning && !data.of(n.view.Asked) && !data.of(n.view.Own) {
			w.changesNothing(n, "tap an old button: "+b.button.Label, tapOn(b))
			break
		}
	}
	whole := w.first("disturbed", &n.view)
	for _, what := range []string{"sticker", "voice", "photo"} {
		if what == "sticker" || whole && !w.wantsMedia(n) {
			w.changesNothing(n, "media: "+what, send(flows.Media{What: what}))
		}
	}
	if wrote := n.world.wrote; len(wrote) > 0 {
		w.changesNothing(n, "edited", func(world *World) ([]flows.Effect, error) {
			return world.Give(world.Person(), flows.Edited{Origin: world.origin(), Message: wrote[len(wrote)-1], Text: "zzzz"})
		})
	}
	if whole {
		w.away(n)
		w.unreachable(n)
	}
}

func (w *walker) wantsMedia(n *node) bool {
	if w.voiced[n.view.At] {
		return true
	}
	switch w.kinds[n.view.At] {
	case "ask.contact", "ask.location", "ask.photo", "ask.document", "ask.voice":
		return true
	}
	return false
}

func (w *walker) changesNothing(n *node, did string, do act) {
	t := w.do(n, did, do)
	if t == nil {
		return
	}
	if !w.isAnswered(t) {
		w.fault(n, FaultSilent, did, "it is not answered")
	}
	if t.view.Shape == n.view.Shape || n.view.New {
		return
	}
	if a := t.view.Asked; a == nil || n.view.Asked == nil || a.StepAt != n.view.Asked.StepAt || !w.wantsMedia(n) {
		w.fault(n, FaultWrong, did, "it changes something")
	}
}

// away lets days pass.
func (w *walker) away(n *node) {
	if next, err := n.world.NextTimer(); err != nil || !next.IsZero() {
		return
	}
	t := w.do(n, "> zzzz, four days later", func(world *World) ([]flows.Effect, error) {
		if _, err := world.Wake(4 * 24 * time.Hour); err != nil {
			return nil, err
		}
		return world.Give(world.Person(), world.Write("zzzz"))
	})
	if t == nil {
		return
	}
	if !w.isAnswered(t) {
		w.fault(n, FaultSilent, t.did, "it is not answered")
	}
	if slices.Contains(t.view.Flows, "return") {
		w.goesOn(n, t)
		w.enter(t, false)
	}
}

// unreachable is somebody who blocks the bot and comes back.
func (w *walker) unreachable(n *node) {
	t := w.do(n, "blocked, unblocked", func(world *World) ([]flows.Effect, error) {
		out, err := world.Give(world.Person(), flows.Reach{Origin: world.origin(), Blocked: true})
		if err != nil || len(out) > 0 {
			return out, err
		}
		return world.Give(world.Person(), flows.Reach{Origin: world.origin()})
	})
	if t != nil && n.view.Asked != nil && !n.view.Asked.Aside && !asks(t.out) {
		w.fault(n, FaultStuck, t.did, "her question is not asked again")
	}
}
