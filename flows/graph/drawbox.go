package graph

import (
	"strconv"
)

// dark is the colour of words, faint that of what is less important.
const (
	dark  = "#1b2733"
	faint = "#55626e"
	alarm = "#a3260f"
)

// box draws one box with all that stands in it. Its title is shown by a browser
// when the pointer rests on it, and read by a screen reader.
func (s *scene) box(c *canvas, b *box) {
	left, top := b.x-b.w/2, b.y-b.h/2
	c.open("g", "data-step", b.id, "role", "img")
	c.words("title", s.told(b))
	b.outline(c, left, top)
	s.head(c, b, left, top)
	y := top + headHeight
	for _, l := range b.lines {
		y += l.height()
		s.line(c, b, l, y-4)
	}
	if b.id != "" {
		b.foot(c, left, top+b.h)
	}
	if b.count != nil {
		s.bar(c, b)
	}
	if b.completed != "" {
		c.write(b.completed, left+boxPad+6, top+b.h-10, style{size: smallSize, colour: b.look.paint.edge, bold: true})
	}
	c.close("g")
}

func (s *scene) head(c *canvas, b *box, left, top float64) {
	colour := b.look.paint.edge
	if b.look.sign == "begin" {
		colour = "#ffffff"
	}
	c.sign(b.look.sign, colour, left+boxPad, top+9)
	c.write(b.look.words, left+boxPad+22, top+22, style{size: smallSize, colour: colour, bold: true})
}

func (s *scene) line(c *canvas, b *box, l line, y float64) {
	how := style{size: textSize, colour: dark, rtl: rightToLeft(b.full, s.rtl)}
	if l.small {
		how.size, how.colour = smallSize, faint
	}
	if b.look.sign == "begin" {
		how.colour, how.rtl = "#ffffff", false
	}
	x := b.x - b.w/2 + boxPad
	if how.rtl {
		x = b.x + b.w/2 - boxPad
	}
	c.write(l.text, x, y, how)
}

// foot has the number and the id of the step, as authors call it, and the marks
// of a private and of an optional question.
func (b *box) foot(c *canvas, left, bottom float64) {
	if b.count != nil || b.completed != "" {
		bottom -= barHeight
	}
	name := b.number + " · " + shorten(b.id, smallSize, 110)
	c.write(name, left+boxPad, bottom-8, style{size: smallSize, colour: faint})
	x := left + b.w - boxPad
	for _, mark := range b.marks {
		words := markWords(mark)
		x -= textWidth(words, smallSize)
		c.write(words, x, bottom-8, style{size: smallSize, colour: b.look.paint.edge})
		x -= signSize + 3
		c.sign(mark, b.look.paint.edge, x, bottom-20)
		x -= 8
	}
}

func markWords(mark string) string {
	if mark == "optional" {
		return "optional"
	}
	return "private"
}

// bar has the counts of the step, with a bar that is as long, measured by the
// fullest step, as many people stand here; its dark part are those who are away.
func (s *scene) bar(c *canvas, b *box) {
	left, top := b.x-b.w/2+boxPad, b.y+b.h/2-barHeight+2
	full := b.w - 2*boxPad
	share := full / float64(max(1, s.fullest()))
	c.leaf("rect", "x", num(left), "y", num(top), "width", num(full), "height", "5", "rx", "2.5", "fill", "#ffffff")
	c.leaf("rect", "x", num(left), "y", num(top), "width", num(share*float64(b.count.Here)), "height", "5", "rx", "2.5", "fill", "#8795a1")
	c.leaf("rect", "x", num(left), "y", num(top), "width", num(share*float64(b.count.Away)), "height", "5", "rx", "2.5", "fill", alarm)
	here := strconv.Itoa(b.count.Here) + " here now"
	c.write(here, left, top+19, style{size: smallSize, colour: dark, bold: b.count.Here > 0})
	if b.count.Away > 0 {
		c.write(strconv.Itoa(b.count.Away)+" for 3+ days", left+full, top+19, style{size: smallSize, colour: alarm, bold: true, anchor: "end"})
	}
}

// fullest is how many people stand at the step with the most.
func (s *scene) fullest() int {
	most := 0
	for _, c := range s.Counts.Steps {
		most = max(most, c.Here)
	}
	return most
}

// outline draws the shape of the box.
func (b *box) outline(c *canvas, l, t float64) {
	r, d := l+b.w, t+b.h
	const cut = 12.0
	fill := []string{"fill", b.look.paint.ground, "stroke", b.look.paint.edge, "stroke-width", "1.5"}
	path := func(data string) { c.leaf("path", append([]string{"d", data}, fill...)...) }
	rect := func(radius float64) {
		c.leaf("rect", append([]string{"x", num(l), "y", num(t), "width", num(b.w), "height", num(b.h), "rx", num(radius)}, fill...)...)
	}
	switch b.look.shape {
	case shapeBox:
		rect(5)
	case shapePill:
		rect(22)
	case shapeBubble: // a little tail at the lower left
		path(pathOf("M", l+14, t, "H", r-14, "Q", r, t, r, t+14, "V", d-14, "Q", r, d, r-14, d, "H", l+20, "L", l-6, d+5, "L", l, d-16, "V", t+14, "Q", l, t, l+14, t, "Z"))
	case shapePoints:
		path(pathOf("M", l, t, "H", r, "L", r+cut, b.y, "L", r, d, "H", l, "L", l-cut, b.y, "Z"))
	case shapeCut:
		path(pathOf("M", l+cut, t, "H", r, "V", d-cut, "L", r-cut, d, "H", l, "V", t+cut, "Z"))
	case shapeDouble:
		rect(2)
		path(pathOf("M", l+5, t, "V", d, "M", r-5, t, "V", d))
	}
}
