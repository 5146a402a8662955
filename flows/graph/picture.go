package graph

import (
	"wecan/flows"
	"wecan/i18n"
)

// Picture is what is drawn.
type Picture struct {
	Flow    flows.Outline
	Callers []string // the flows that call this one

	// Lang is the language of the words. One that is written from right to left
	// has its first way on the right.
	Lang  i18n.Lang
	Label func(i18n.Key) string // the words of a text; "" for none

	Counts *Counts // nil draws none
}

// SVG draws the picture. An error is one of the layout, for which nobody but a
// programmer can do anything.
func SVG(p Picture) ([]byte, error) {
	s := newScene(&p)
	if err := s.arrange(); err != nil {
		return nil, err
	}
	return s.draw(), nil
}
