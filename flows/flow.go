package flows

import (
	"wecan/i18n"
)

// flow is one flow as its file says it.
type flow struct {
	id    string
	file  string
	at    place
	first string // the step it begins with

	command string // the command that begins it, without "/"
	start   bool   // /start begins it
	menu    *text  // the label of the button that begins it
	status  string // the say step that tells what was done, for /status

	steps map[string]step
	order []string // the ids of the steps as they stand in the file

	// saves names the step that gives each field its value.
	saves map[string]step
}

// step is one step of a flow. Each kind has a file of its own.
type step interface {
	base() *common
	// texts are what it may say, for translators and for the checks.
	texts() []*text
	// exits are the places it may lead to.
	exits() []exit
	// enter does the step when the person comes to it, or comes back to it
	// from a flow that lay above.
	enter(k *talk) (move, error)
}

// asker is a step that waits for the person's answer.
type asker interface {
	step
	// ask is the question as it is shown now.
	ask(k *talk) question
	// take judges an answer: the id of one of the question's options, or "" and
	// the cleaned text.
	take(k *talk, option, typed string) verdict
	// show is a saved value as the person reads it.
	show(k *talk, value string) string
}

// question is what an asker shows.
type question struct {
	text    string
	options []option // one button a row
}

type option struct{ id, label string }

// verdict is what an asker thinks of an answer.
type verdict struct {
	again string // not empty: the answer does not do; ask with these words
	value string // what is saved
	shown string // what the question shows as the answer, "" for nothing
	move  move
}

// common is what all kinds of steps have.
type common struct {
	id      string
	flow    *flow
	at      place
	kind    string
	private bool   // the answer does not stay on the screen
	save    string // the field it gives a value, or ""
	why     *text
	note    string
}

func (c *common) base() *common { return c }

// text is one text of a flow file.
type text struct {
	key     i18n.Key
	english string
	note    string
	names   []string // its placeholders
	at      place
	label   bool // it is a button's
}

// exit is a place a step may lead to.
type exit struct {
	to string
	at place
}

// move says where a step leads.
type move struct {
	to  string  // the next step, unless stay or end is set
	end outcome // the flow is left
	// stay waits at this step: for the person, or for another actor.
	stay bool
}

// next is where a step leads to.
func next(to string) move { return move{to: to} }

// outcome is how a flow is left.
type outcome string

// The outcomes a flow author can write after `end:`.
const (
	outcomeDone    outcome = "done"          // it is complete, /status tells it
	outcomeLeft    outcome = "left"          // it is over; all answers stay
	outcomeErase   outcome = "erase"         // it is over; its answers are deleted
	outcomeRestart outcome = "restart-below" // for a flow that lies above another: that one begins anew
	outcomeAbandon outcome = "erase-below"   // for a flow that lies above another: that one is over, its answers are deleted
)
