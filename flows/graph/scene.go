package graph

import (
	"slices"
	"strconv"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// scene is a picture with all its parts, before and after they are arranged.
type scene struct {
	*Picture
	boxes  []*box
	arrows []*arrow
	rtl    bool
	width  float64 // of the arranged boxes
	height float64
}

// box is a step, or one of the places where the flow begins.
type box struct {
	id     string // of the step, "" where the flow begins
	number string // in the order of the file
	look   look
	lines  []line
	full   string // all its words
	marks  []string
	count  *Count // nil where nobody can stand

	completed string // at an end: how many completed the flow

	x, y, w, h float64 // the middle, once arranged
}

// line is one line of text.
type line struct {
	text  string
	small bool
}

// arrow is a way from one box to another. All ways between the same two are one
// arrow with several labels.
type arrow struct {
	from, to *box
	labels   []string
	late     bool // no way goes there in time

	lines      []string
	x, y, w, h float64 // the label's middle, once arranged
	points     []point
}

type point struct{ x, y float64 }

func newScene(p *Picture) *scene {
	s := &scene{Picture: p, rtl: i18n.RightToLeft(p.Lang)}
	byID := map[string]*box{}
	for i, step := range p.Flow.Steps {
		b := s.step(i+1, step)
		byID[step.ID] = b
	}
	steps := s.boxes
	s.boxes = nil
	if first := byID[p.Flow.First]; first != nil {
		s.begin(first, "It begins here", s.beginnings())
	}
	if status := byID[p.Flow.Triggers.Status]; status != nil {
		s.begin(status, "After it was completed", []string{"Command /status"})
	}
	s.boxes = append(s.boxes, steps...)
	for _, step := range p.Flow.Steps {
		for _, e := range step.Exits {
			if to := byID[e.To]; to != nil {
				s.way(byID[step.ID], to, s.wayLabel(step, e), isLate(e.When))
			}
		}
	}
	for _, a := range s.arrows {
		a.measure()
	}
	return s
}

// begin adds a place where the flow begins.
func (s *scene) begin(first *box, title string, how []string) {
	b := &box{look: look{title, "begin", shapePill, ink, false}, full: strings.Join(how, "; ")}
	for _, one := range how {
		b.add(one, false, 2)
	}
	b.measure()
	s.boxes = append(s.boxes, b)
	s.arrows = append(s.arrows, &arrow{from: b, to: first})
}

// beginnings are what the flow begins by.
func (s *scene) beginnings() []string {
	t := s.Flow.Triggers
	var out []string
	add := func(given bool, words string) {
		if given {
			out = append(out, words)
		}
	}
	add(t.Start, "The first contact (/start)")
	if t.Menu != "" {
		out = append(out, "Button: "+isolated(s.Label(t.Menu)))
	}
	add(t.Command != "", "Command /"+t.Command)
	add(t.Link != "", "A link that ends with ?start="+t.Link)
	add(t.Person, "Somebody wants to talk to a person")
	add(t.Told != "", "The bot is told: "+t.Told)
	for _, c := range s.Callers {
		out = append(out, "From the flow “"+c+"”")
	}
	if len(out) == 0 {
		out = []string{"The bot begins it itself"}
	}
	return out
}

// step adds a step of the flow.
func (s *scene) step(n int, o flows.OutlineStep) *box {
	b := &box{id: o.ID, number: strconv.Itoa(n), look: lookOf(o.Kind, o.Detail)}
	words := s.stepWords(o)
	b.full = words
	b.add(words, false, wordLines)
	if chosen := s.choices(o); chosen != "" {
		b.add(chosen, true, smallLines)
		b.full += " (" + chosen + ")"
	}
	if o.Private {
		b.marks = append(b.marks, "private")
	}
	if o.Optional {
		b.marks = append(b.marks, "optional")
	}
	s.counted(b, o)
	b.measure()
	s.boxes = append(s.boxes, b)
	return b
}

// counted gives the box its counts, where people can stand, or do.
func (s *scene) counted(b *box, o flows.OutlineStep) {
	if s.Counts == nil {
		return
	}
	if o.Kind == "end" && o.Detail == "done" {
		b.completed = strconv.Itoa(s.Counts.Completed) + " completed it"
	}
	unanswered := strings.HasPrefix(o.Kind, "do.") && !slices.ContainsFunc(o.Exits, func(e flows.OutlineExit) bool { return e.When != "" })
	if c := s.Counts.Steps[o.ID]; b.look.waits && !unanswered || c.Here > 0 {
		b.count = &c
	}
}

// stepWords are what stands in the box: what the bot says, or what it does.
func (s *scene) stepWords(o flows.OutlineStep) string {
	if o.Text != "" {
		return s.Label(o.Text)
	}
	kind, rest, _ := strings.Cut(o.Kind, ".")
	switch kind {
	case "end":
		return endWords(o.Detail)
	case "do":
		return strings.ReplaceAll(rest, ".", ": ")
	case "call":
		return "“" + rest + "”"
	case "branch":
		return "By what is known, with no question."
	}
	return o.Detail
}

// choices are what a question lets choose from, where that stands on no arrow.
func (s *scene) choices(o flows.OutlineStep) string {
	switch {
	case o.List != "":
		return "From the programme file: " + o.List
	case o.Kind == "ask.choices":
		return s.labels(o)
	}
	return ""
}

func (s *scene) labels(o flows.OutlineStep) string {
	var out []string
	for _, key := range o.Options {
		out = append(out, s.Label(key))
	}
	return strings.Join(out, " · ")
}

// wayLabel is what stands on an arrow.
func (s *scene) wayLabel(o flows.OutlineStep, e flows.OutlineExit) string {
	switch {
	case e.Label != "" && e.When != "":
		return s.Label(e.Label) + " " + isolated("(if "+plainCondition(e.When)+")")
	case e.Label != "":
		return s.Label(e.Label)
	case o.Kind == "branch" && e.When == "else":
		return "otherwise"
	case o.Kind == "branch":
		return "if " + plainCondition(e.When)
	case e.When == "left" && strings.HasPrefix(o.Kind, "call."):
		return "not completed"
	case strings.HasPrefix(o.Kind, "do.") && e.When != "":
		return answerLabel(e.When)
	case len(o.Exits) == 1 && o.Kind != "ask.choice" && o.Kind != "ask.yesno":
		return ""
	case strings.HasPrefix(o.Kind, "call."):
		return "completed"
	case o.Kind != "ask.choices" && len(o.Options) > 0:
		return s.labels(o)
	case o.Optional && o.List == "":
		return "skipped"
	}
	return ""
}

// What the outline writes about an answer that comes late, or does not come.
const (
	lateEnd   = ", late"
	noneBegin = "no answer in "
)

func isLate(when string) bool {
	return strings.HasSuffix(when, lateEnd) || strings.HasPrefix(when, noneBegin)
}

func answerLabel(when string) string {
	if name, ok := strings.CutSuffix(when, lateEnd); ok {
		return "late answer: " + name
	}
	if isLate(when) {
		return when
	}
	return "answer: " + when
}

// way adds a way to the arrow between two boxes.
func (s *scene) way(from, to *box, label string, late bool) {
	var a *arrow
	for _, other := range s.arrows {
		if other.from == from && other.to == to {
			a = other
		}
	}
	if a == nil {
		a = &arrow{from: from, to: to, late: true}
		s.arrows = append(s.arrows, a)
	}
	a.late = a.late && late
	if label != "" {
		a.labels = append(a.labels, label)
	}
}
