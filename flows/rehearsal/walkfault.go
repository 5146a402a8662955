package rehearsal

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// Kinds of faults, for those who sort them.
const (
	FaultBroken       = "broken"       // an error, a panic or a report of the engine, or a limit that is not kept
	FaultSilent       = "silent"       // what she did was not answered
	FaultStuck        = "stuck"        // there is no way on
	FaultWrong        = "wrong"        // something else happened than what it was for
	FaultText         = "text"         // a text that does not read right
	FaultUntranslated = "untranslated" // a text that her language does not have
	FaultDead         = "dead"         // a step that nobody ever comes to
	FaultLarge        = "large"        // more states than can be walked
)

// Fault is one problem that a walk met, the first time that it met it.
type Fault struct {
	Kind  string
	At    flows.StepAt // where she stood, or the question that is at fault; empty for what belongs to no step
	Lang  i18n.Lang    // the first that shows it; "" for all
	Also  []i18n.Lang  // the others that show it
	Did   string       // what was done there
	Text  string
	Place string   // file:line of the step to look at; "" for none
	Way   []string // everything that was done up to there

	// cause is alike for what is one fault though it is met in other words, in
	// another language or at another step; "" for where she stood and the text.
	cause string
	below flows.StepAt // her own step, when she stood in one of the engine's flows above it
}

// textLimit is the most characters of a fault's text that are printed: that of
// a message which is too long has thousands.
const textLimit = 300

// String is one line.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(cmp.Or(f.At.Flow, "-"))
	if f.At.Step != "" {
		b.WriteString("." + f.At.Step)
	}
	if f.Lang != "" {
		b.WriteString(" [" + string(f.Lang) + "]")
	}
	if f.Did != "" {
		b.WriteString(", " + f.Did)
	}
	text := []rune(strings.Join(strings.Fields(f.Text), " "))
	if len(text) > textLimit {
		text = append(text[:textLimit], '…')
	}
	b.WriteString(": " + string(text))
	if f.Place != "" {
		b.WriteString(" (" + f.Place + ")")
	}
	for i, lang := range f.Also {
		b.WriteString([]string{"; also in: ", ", "}[min(i, 1)] + string(lang))
	}
	return b.String()
}

// same is alike for what is one fault.
func (f *Fault) same() string {
	switch {
	case f.cause != "":
		return f.Kind + " " + f.cause
	case f.Kind == FaultUntranslated:
		return f.Kind + " " + f.Text
	}
	return fmt.Sprint(f.Kind, " ", f.At, " ", f.Text)
}

var number = regexp.MustCompile(`0x[0-9a-f]+|[0-9]+`)

// causeOf is what an error tells of its cause. What the engine fails with names
// the step by itself; a message that breaks a limit is told once for each step,
// whatever it says in which language.
func causeOf(at flows.StepAt, err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if limit, ok := err.(*limitError); ok { //nolint:errorlint // it is never wrapped
		rule, _, _ := strings.Cut(strings.TrimPrefix(limit.Error(), "rehearsal: "), ":")
		return fmt.Sprint(at, " ", number.ReplaceAllString(rule, "#"))
	}
	return number.ReplaceAllString(text, "#")
}

// plan is where what is walked stands in the files.
type plan struct {
	flows   []flows.Outline
	steps   map[flows.StepAt]flows.OutlineStep
	files   map[string]string
	menus   map[string]int  // the lines of the labels in the menu
	engines map[string]bool // the engine's own flows
}

func newPlan(defs *flows.Definitions) *plan {
	p := &plan{
		flows: defs.Book.Outlines(), steps: map[flows.StepAt]flows.OutlineStep{}, files: map[string]string{}, menus: map[string]int{}, engines: map[string]bool{},
	}
	for _, f := range p.flows {
		p.files[f.ID], p.menus[f.ID], p.engines[f.ID] = f.File, f.Triggers.MenuLine, f.Builtin
		for _, s := range f.Steps {
			p.steps[flows.StepAt{Flow: f.ID, Step: s.ID}] = s
		}
	}
	return p
}

// place is file:line of a step, or for a flow of its label in the menu. What is not translated
// is mended elsewhere.
func (p *plan) place(f *Fault) string {
	file := p.files[f.At.Flow]
	switch s, ok := p.steps[f.At]; {
	case file == "" || f.Kind == FaultUntranslated:
		return ""
	case ok:
		return fmt.Sprintf("%s:%d", file, s.Line)
	case p.menus[f.At.Flow] > 0:
		return fmt.Sprintf("%s:%d", file, p.menus[f.At.Flow])
	}
	return file
}

// gather joins what the walkers found: one fault is told once, in the first
// language that shows it, and not again from the engine's flows that lie above
// the question which has it.
func (p *plan) gather(walkers []*walker) []Fault {
	var all []*Fault
	at := map[string]*Fault{}
	below := map[string][]flows.StepAt{}
	for _, w := range walkers {
		for i := range w.faults {
			f := w.faults[i]
			key := f.same()
			below[key] = append(below[key], f.below)
			first := at[key]
			switch {
			case first == nil:
				at[key] = &f
				all = append(all, &f)
			case f.Lang != first.Lang && !slices.Contains(first.Also, f.Lang):
				first.Also = append(first.Also, f.Lang)
			case f.Lang == first.Lang && p.engines[first.At.Flow] && !p.engines[f.At.Flow]:
				f.Also = first.Also
				*first = f // it is her own flow's
			}
		}
	}
	var out []Fault
	for _, f := range all {
		if p.engines[f.At.Flow] && p.fromBelow(all, f, below[f.same()]) {
			continue
		}
		slices.Sort(f.Also)
		f.Place = cmp.Or(f.Place, p.place(f))
		out = append(out, *f)
	}
	return out
}

// fromBelow says whether all that stood below have the fault themselves.
func (p *plan) fromBelow(all []*Fault, f *Fault, below []flows.StepAt) bool {
	for _, own := range below {
		if !slices.ContainsFunc(all, func(o *Fault) bool { return o.At == own && o.Kind == f.Kind && o.Text == f.Text }) {
			return false
		}
	}
	return true
}

// gapFault is a text that is shown and cannot be. Its key names the step.
func (p *plan) gapFault(gap i18n.Gap) Fault {
	f := Fault{Kind: FaultText, Text: fmt.Sprintf("the text %s is shown, but there is none", gap.Key)}
	if gap.Placeholder != "" {
		f.Text = fmt.Sprintf("nothing that fits fills the placeholder {%s} of %s", gap.Placeholder, gap.Key)
	}
	if parts := strings.Split(string(gap.Key), "."); len(parts) > 2 {
		if at := (flows.StepAt{Flow: parts[0], Step: parts[1]}); p.steps[at].ID != "" {
			f.At = at
			f.Place = p.place(&f)
		}
	}
	return f
}
