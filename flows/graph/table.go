package graph

import "strconv"

// The columns of the table, from its left edge.
const (
	columnWords = 40.0
	columnHere  = 500.0 // their right edges
	columnAway  = 640.0
	rowHeight   = 24.0
)

// table writes the counts below the picture, and returns where it ends.
func (s *scene) table(c *canvas, y float64) float64 {
	c.open("g", "data-table", "")
	y = s.row(c, y, row{"", "Who stands where", "here now", "3 days or more", true, false})
	for _, b := range s.boxes {
		if b.count == nil {
			continue
		}
		words := b.id
		if b.full != "" {
			words = shorten(b.full, textSize, columnHere-columnWords-90)
		}
		y = s.row(c, y, row{b.number, words, strconv.Itoa(b.count.Here), strconv.Itoa(b.count.Away), false, b.count.Away > 0})
	}
	in := s.Counts.In
	y = s.row(c, y, row{"", "In this flow, in all", strconv.Itoa(in.Here), strconv.Itoa(in.Away), true, in.Away > 0})
	if gone := s.gone(); gone.Here > 0 {
		y = s.row(c, y, row{"", "At steps that this flow no longer has", strconv.Itoa(gone.Here), strconv.Itoa(gone.Away), false, gone.Away > 0})
	}
	y = s.row(c, y, row{"", "Completed", strconv.Itoa(s.Counts.Completed), "", true, false})
	if n := s.Counts.Unread; n > 0 {
		y = s.row(c, y, row{"", "Could not be read, and are not counted", strconv.Itoa(n), "", false, true})
	}
	c.close("g")
	return y
}

// gone are the people at steps that are not in the picture.
func (s *scene) gone() Count {
	var out Count
	for id, c := range s.Counts.Steps {
		if !s.has(id) {
			out.Here += c.Here
			out.Away += c.Away
		}
	}
	return out
}

func (s *scene) has(id string) bool {
	for _, b := range s.boxes {
		if b.id == id {
			return true
		}
	}
	return false
}

type row struct {
	number, words, here, away string
	bold, alarm               bool
}

func (s *scene) row(c *canvas, y float64, r row) float64 {
	base := y + 17
	how := style{size: textSize, colour: dark, bold: r.bold}
	words := how
	x := margin + columnWords
	if words.rtl = rightToLeft(r.words, false); words.rtl {
		x = margin + columnHere - 90
	}
	c.write(r.number, margin+24, base, style{size: textSize, colour: faint, anchor: "end"})
	c.write(r.words, x, base, words)
	how.anchor = "end"
	c.write(r.here, margin+columnHere, base, how)
	if r.alarm {
		how.colour = alarm
	}
	c.write(r.away, margin+columnAway, base, how)
	c.leaf("path", "d", pathOf("M", margin, y+rowHeight, "H", margin+columnAway), "stroke", "#d5dce3", "stroke-width", "1")
	return y + rowHeight
}
