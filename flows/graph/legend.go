package graph

// entry is one line of the legend.
type entry struct {
	look  look
	words string
	mark  string // a sign alone
	line  string // an arrow: its dashes, "none" for a solid one
	bar   string // a bar of counts: its colour
}

// entries explain what is in this picture, and nothing else.
func (s *scene) entries() []entry {
	var out []entry
	seen := map[string]bool{}
	add := func(e entry) {
		if !seen[e.words] {
			seen[e.words] = true
			out = append(out, e)
		}
	}
	for _, b := range s.boxes {
		add(entry{look: b.look, words: b.look.words})
	}
	for _, b := range s.boxes {
		for _, mark := range b.marks {
			add(entry{mark: mark, words: markLegend(mark)})
		}
	}
	add(entry{line: "none", words: "The way on, by the button or the condition"})
	for _, a := range s.arrows {
		if a.late {
			add(entry{line: "6 4", words: "No answer in time, or a late one"})
		}
	}
	if s.Counts != nil {
		add(entry{bar: "#8795a1", words: "People who are at this step now"})
		add(entry{bar: alarm, words: "Those who have not been here for 3 days or more"})
	}
	return out
}

func markLegend(mark string) string {
	if mark == "optional" {
		return "Optional: can be skipped"
	}
	return "Private: the answer does not stay on the screen"
}

const (
	entryHeight = 26.0
	entryWidth  = 34.0 // of what stands before the words
)

// legend writes the entries in columns, and returns where it ends.
func (s *scene) legend(c *canvas, y, width float64) float64 {
	list := s.entries()
	column := 0.0
	for _, e := range list {
		column = max(column, entryWidth+textWidth(e.words, smallSize)+18)
	}
	columns := max(1, int(width/column))
	rows := (len(list) + columns - 1) / columns
	c.open("g", "data-legend", "")
	for i, e := range list {
		x, top := margin+float64(i/rows)*column, y+float64(i%rows)*entryHeight
		e.draw(c, x, top)
		c.write(e.words, x+entryWidth, top+16, style{size: smallSize, colour: dark})
	}
	c.close("g")
	return y + float64(rows)*entryHeight
}

func (e entry) draw(c *canvas, x, y float64) {
	switch {
	case e.line != "":
		c.leaf("path", "d", pathOf("M", x, y+12.0, "H", x+25), "fill", "none", "stroke", "#5b6875", "stroke-width", "1.6", "marker-end", "url(#point)",
			"stroke-dasharray", e.line)
	case e.bar != "":
		c.leaf("rect", "x", num(x), "y", num(y+9), "width", "26", "height", "5", "rx", "2.5", "fill", e.bar)
	case e.mark != "":
		c.sign(e.mark, dark, x+5, y+4)
	default:
		small := &box{look: e.look, x: x + 13, y: y + 12, w: 22, h: 22}
		small.icon(c)
	}
}

// icon is a box so small that only its sign is in it.
func (b *box) icon(c *canvas) {
	colour := b.look.paint.edge
	if b.look.sign == "begin" {
		colour = "#ffffff"
	}
	c.leaf("rect", "x", num(b.x-b.w/2), "y", num(b.y-b.h/2), "width", num(b.w), "height", num(b.h), "rx", "4", "fill", b.look.paint.ground,
		"stroke", b.look.paint.edge, "stroke-width", "1.2")
	c.open("g", "transform", "translate("+num(b.x-6.4)+" "+num(b.y-6.4)+") scale(0.8)")
	c.sign(b.look.sign, colour, 0, 0)
	c.close("g")
}
