package graph

import "strings"

// look is how a kind of step is shown.
type look struct {
	words string // what kind it is, for a person
	sign  string // see signs
	shape shape
	paint paint
	waits bool // people stand at it: it waits for them, for another actor or a time
}

type shape int

// The outlines of boxes. Their upper and lower edges are straight, where arrows
// come and go.
const (
	shapeBox    shape = iota // a question
	shapeBubble              // what the bot says
	shapePoints              // pointed at both sides: a decision
	shapeDouble              // lines at both sides: another flow
	shapeCut                 // cut corners: the bot does something
	shapePill                // where it begins and ends
)

// paint are the colours of a box: its ground, and its edge, which the sign and
// the heading have too. The grounds are light, and the edges dark enough to be
// read on them (WCAG contrast 4.5 and more).
type paint struct{ ground, edge string }

// No colour stands for something that shape and sign do not tell as well.
var (
	blue   = paint{"#eaf2fc", "#1f5fa8"}
	yellow = paint{"#fff8e1", "#8a5a00"}
	violet = paint{"#f4ecfb", "#6b3fa0"}
	green  = paint{"#e8f6ec", "#1e6b3a"}
	slate  = paint{"#eef1f4", "#44525f"}
	orange = paint{"#fdefe6", "#a04412"}
	ink    = paint{"#22303c", "#22303c"}
)

// lookOf is the look of a kind of step, as ids.lock has it.
func lookOf(kind, detail string) look {
	name, rest, _ := strings.Cut(kind, ".")
	switch name {
	case "say":
		return look{"Message", "say", shapeBubble, blue, false}
	case "ask":
		return look{"Question: " + answerWords(rest), rest, shapeBox, yellow, true}
	case "review":
		return look{"Check, change and send", name, shapeBox, yellow, true}
	case "branch":
		return look{"The bot decides", name, shapePoints, violet, false}
	case "set":
		return look{"The bot notes", name, shapeCut, green, false}
	case "do":
		return look{"The bot passes it on", name, shapeCut, green, true}
	case "call":
		return look{"Another flow, and back", name, shapeDouble, slate, true}
	case "wait":
		return look{"Time passes", name, shapeCut, orange, true}
	case "end":
		return endLook(detail)
	}
	return look{kind, "", shapeBox, slate, true}
}

// answerWords are what a question asks for.
func answerWords(kind string) string {
	switch kind {
	case "text":
		return "words"
	case "choice":
		return "one button"
	case "choices":
		return "several buttons"
	case "yesno":
		return "yes or no"
	case "number":
		return "a number"
	case "date":
		return "a day"
	case "contact":
		return "a phone number"
	case "location":
		return "a place"
	case "photo":
		return "a photo"
	case "document":
		return "a file"
	case "voice":
		return "a voice message"
	case "language":
		return "the language"
	case "menu":
		return "what to do"
	}
	return kind
}

func endLook(outcome string) look {
	if outcome == "done" {
		return look{"The end: completed", "done", shapePill, green, false}
	}
	return look{"The end", "end", shapePill, slate, false}
}

// endWords are what becomes of the answers at an end.
func endWords(outcome string) string {
	switch outcome {
	case "done":
		return "The answers are kept."
	case "left":
		return "Not completed. The answers are kept."
	case "erase":
		return "The answers are deleted."
	case "restart-below":
		return "The flow below begins again."
	case "erase-below":
		return "The flow below is over, its answers are deleted."
	case "quiet":
		return "No more messages."
	}
	return outcome
}
