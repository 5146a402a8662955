package flows

import (
	"slices"
	"time"

	"wecan/i18n"
)

// flow is one flow as its file says it.
type flow struct {
	id    string
	file  string
	at    place
	first string // the step it begins with

	triggers
	erase  erasure
	secret bool // the journal keeps nothing of it

	steps  map[string]step
	broken map[string]bool // steps that could not be read, told already
	order  []string        // the ids of the steps as they stand in the file

	// saves names the step that gives each field its value, uses the fields of
	// other flows that it reads.
	saves map[string]step
	uses  []string

	// moved says where people go on who are at a step that is gone or became
	// another one: from a step of this flow, or "flow.step", or "flow.*".
	moved map[string]exit
}

// triggers are what begins a flow.
type triggers struct {
	command string // the command, without "/"
	link    string // the payload of a deep link
	start   bool   // /start
	person  bool   // "talk to a person"
	menu    *text  // the label of the button
	chat    string // the button stands in chats: of those who help, or of those who ask
	told    string // what another actor tells the person
	toldAt  place
	gives   []string        // what it is told besides
	again   bool            // it can be begun again after it was done
	nudge   []time.Duration // so long after she was here last she is reminded of it
	status  string          // the say step that tells what was done, for /status
}

// step is one step of a flow. Each kind has a file of its own.
type step interface {
	base() *common
	// texts are what it may say, for translators and for the checks.
	texts() []*text
	// exits are the places it may lead to.
	exits() []exit
	// enter does the step when the person comes to it, or comes back to it.
	enter(k *talk) (move, error)
}

// asker is a step that waits for the person's answer.
type asker interface {
	step
	// asked is what questions of flow authors have in common; nil for a
	// question of the engine's own kind.
	asked() *prompt
	// ask is the question as it is shown now.
	ask(k *talk) question
	// take judges an answer.
	take(k *talk, r reply) verdict
	// show is a saved value as the person reads it.
	show(k *talk, value string) string
	// route is where a saved value leads; "" is an answer that was skipped.
	route(k *talk, value string) move
}

// question is what an asker shows.
type question struct {
	text    string
	options []option   // one button a row
	request KeyRequest // asked with keys in the place of the phone's keyboard
	links   [][]Button // below the options, and left there when it is answered
}

type option struct{ id, label string }

// verdict is what an asker thinks of an answer.
type verdict struct {
	again  string   // not empty: the answer does not do; ask with these words
	offers []option // with again: what she may have meant, as buttons
	picked []string // not nil: of several options these are chosen now, and the question stays
	value  string   // what is saved
	skip   bool     // nothing is saved, on purpose
	shown  string   // what the question shows as the answer, "" for nothing
	move   move
	then   func(k *talk) error // done in the place of move
}

// common is what all kinds of steps have.
type common struct {
	id      string
	flow    *flow
	at      place
	kind    string // as ids.lock keeps it
	private bool   // the answer does not stay on the screen
	careful bool   // it is about safety or law
	save    string // the field it gives a value, or ""
	note    string
}

func (c *common) base() *common { return c }

// text is one text of a flow file.
type text struct {
	key     i18n.Key
	english string
	plural  string // with count: english is for one, this for all others
	count   string // the placeholder that decides
	note    string
	names   []string // its placeholders
	at      place
	label   bool // it is a button's
	careful bool // who reads a translation that nobody checked is told so
}

// exit is a place a step may lead to.
type exit struct {
	to string
	at place
}

// move says where a step leads.
type move struct {
	to   string  // the next step, unless one of the others is set
	call string  // a flow is called
	end  outcome // the flow is left
	stay bool    // it waits at this step: for the person, another actor, a time
}

// next is where a step leads to.
func next(to string) move { return move{to: to} }

// outcome is how a flow is left.
type outcome string

// The outcomes a flow author can write after `end:`; the last three are for the
// engine's own flows, which lie above another one.
const (
	outcomeDone     outcome = "done"          // it is complete, /status tells it
	outcomeLeft     outcome = "left"          // it is over; all answers stay
	outcomeErase    outcome = "erase"         // it is over; its answers are deleted
	outcomeRestart  outcome = "restart-below" // the flow below begins anew
	outcomeAbandon  outcome = "erase-below"   // the flow below is over, its answers are deleted
	outcomeQuiet    outcome = "quiet"         // she gets no more messages that she did not ask for
	outcomeNoWeekly outcome = "no-weekly"     // she gets no more events of the week
	outcomeNoNews   outcome = "no-news"       // she gets no more announcements that are only information
	outcomeNews     outcome = "news"          // she gets them again
)

// knows says whether a name can stand in the flow's texts and conditions.
func (f *flow) knows(b *Book, name string) bool {
	return f.saves[name] != nil || slices.Contains(f.uses, name) || slices.Contains(f.given(b), name)
}

// given are the names of what the flow is told: when it begins, and by the
// answers to what it asks for.
func (f *flow) given(b *Book) []string {
	out := slices.Clone(f.gives)
	for _, id := range f.order {
		if s, ok := f.steps[id].(*do); ok {
			out = append(out, b.actions[s.action].Gives...)
		}
	}
	return out
}

// saver is the step that gives a field its value: one of the flow, or of
// another flow whose answers it uses.
func (b *Book) saver(f *flow, name string) step {
	if s := f.saves[name]; s != nil {
		return s
	}
	if !slices.Contains(f.uses, name) {
		return nil
	}
	var found step
	for _, id := range b.order {
		if s := b.flows[id].saves[name]; s != nil && (found == nil || s.base().kind != "set") {
			found = s
		}
	}
	return found
}
