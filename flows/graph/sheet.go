package graph

import (
	"fmt"
	"strconv"
	"strings"

	"wecan/i18n"
)

const (
	ground = "#fbfcfd"
	margin = 28.0
	least  = 640.0 // the width of the narrowest sheet

	// fonts are those that most systems have; the generic name at the end is
	// always there, and takes letters from wherever they are.
	fonts = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Ethiopic', 'Noto Sans Bengali', Arial, 'Noto Color Emoji', sans-serif"
)

// draw puts the title, the legend, the flow and the table below each other.
func (s *scene) draw() []byte {
	inner := max(s.width, least)
	body := &canvas{}
	y := s.heading(body, margin)
	y = s.legend(body, y, inner)
	y += 14
	body.open("g", "transform", "translate("+num(margin+(inner-s.width)/2)+" "+num(y)+")")
	for _, a := range s.arrows {
		s.arrow(body, a)
	}
	for _, b := range s.boxes {
		s.box(body, b)
	}
	for _, a := range s.arrows {
		s.label(body, a)
	}
	body.close("g")
	y += s.height + margin
	if s.Counts != nil {
		y = s.table(body, y) + margin
	}

	c := &canvas{}
	w, h := num(inner+2*margin), num(y)
	c.open("svg", "xmlns", "http://www.w3.org/2000/svg", "xml:lang", string(s.Lang), "lang", string(s.Lang), "width", w, "height", h,
		"viewBox", "0 0 "+w+" "+h, "role", "group", "aria-labelledby", "title description", "font-family", fonts)
	c.words("title", s.title(), "id", "title", "lang", "en")
	c.words("desc", s.description(), "id", "description")
	c.open("defs")
	c.open("marker", "id", "point", "viewBox", "0 0 10 10", "refX", "9", "refY", "5", "markerWidth", "7", "markerHeight", "7", "orient", "auto")
	c.leaf("path", "d", "M0 0L10 5L0 10z", "fill", "#5b6875")
	c.close("marker")
	c.close("defs")
	c.leaf("rect", "width", w, "height", h, "fill", ground)
	c.b.WriteString(body.b.String())
	c.close("svg")
	return []byte(c.b.String())
}

func (s *scene) title() string { return "The flow “" + s.Flow.ID + "”" }

func (s *scene) heading(c *canvas, y float64) float64 {
	c.write(s.title(), margin, y+18, style{size: 22, colour: dark, bold: true})
	under := fmt.Sprintf("%d steps, in %s.", len(s.Flow.Steps), isolated(i18n.Endonym(s.Lang)))
	if s.Counts != nil {
		under += " People counted on " + s.Counts.At.UTC().Format("2 January 2006 at 15:04 UTC") + "."
	}
	c.write(under, margin, y+40, style{size: textSize, colour: faint})
	return y + 56
}

// description tells the whole flow in words, for who cannot see the picture.
func (s *scene) description() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d steps.", len(s.Flow.Steps))
	for _, one := range s.boxes {
		b.WriteString("\n" + s.told(one))
	}
	if s.Counts != nil {
		fmt.Fprintf(&b, "\nIn the flow now: %d; completed: %d.", s.Counts.In.Here, s.Counts.Completed)
	}
	return b.String()
}

// told is a box in words, with the ways that lead on from it.
func (s *scene) told(b *box) string {
	var out strings.Builder
	if b.id != "" {
		out.WriteString(b.number + " " + b.id + ". ")
	}
	out.WriteString(b.look.words)
	for _, mark := range b.marks {
		out.WriteString(", " + markWords(mark))
	}
	out.WriteString(": " + isolated(b.full))
	if b.count != nil {
		out.WriteString(" Here now: " + strconv.Itoa(b.count.Here) + ", for 3 days or more: " + strconv.Itoa(b.count.Away) + ".")
	}
	for _, a := range s.arrows {
		if a.from != b {
			continue
		}
		out.WriteString(" → " + a.to.number + " " + a.to.id)
		if len(a.labels) > 0 {
			out.WriteString(" (" + isolated(strings.Join(a.labels, "; ")) + ")")
		}
	}
	return out.String()
}
