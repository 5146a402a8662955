package graph

// arrow draws the line of an arrow. Its title says where it leads.
func (s *scene) arrow(c *canvas, a *arrow) {
	if len(a.points) < 2 {
		return
	}
	attrs := []string{"d", a.path(), "fill", "none", "stroke", "#5b6875", "stroke-width", "1.6", "marker-end", "url(#point)"}
	if a.late {
		attrs = append(attrs, "stroke-dasharray", "6 4")
	}
	c.open("g", "data-from", a.from.id, "data-to", a.to.id)
	c.leaf("path", attrs...)
	c.close("g")
}

// path goes through all points, upright at each of them, so that it never lies
// on the boxes beside it.
func (a *arrow) path() string {
	p := a.points
	if a.from == a.to {
		out := p[1].x + 14
		return pathOf("M", p[0].x, p[0].y, "C", out, p[0].y, out, p[2].y, p[2].x, p[2].y)
	}
	parts := []any{"M", p[0].x, p[0].y}
	for i := 1; i < len(p); i++ {
		from, to := p[i-1], p[i]
		middle := (from.y + to.y) / 2
		parts = append(parts, "C", from.x, middle, to.x, middle, to.x, to.y)
	}
	return pathOf(parts...)
}

// label writes what stands on an arrow, on a light ground over the line.
func (s *scene) label(c *canvas, a *arrow) {
	if len(a.lines) == 0 {
		return
	}
	c.open("g", "data-label", a.from.id+" "+a.to.id)
	c.leaf("rect", "x", num(a.x-a.w/2), "y", num(a.y-a.h/2), "width", num(a.w), "height", num(a.h), "rx", "4", "fill", ground, "fill-opacity", "0.94")
	y := a.y - a.h/2
	for _, l := range a.lines {
		y += smallLine
		c.write(l, a.x, y-1, style{size: smallSize, colour: dark, anchor: "middle", rtl: rightToLeft(l, s.rtl)})
	}
	c.close("g")
}
