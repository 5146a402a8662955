package graph

// All sizes are pixels at the size at which the picture is drawn.
const (
	boxWidth   = 264.0
	boxPad     = 12.0
	textSize   = 14.0
	smallSize  = 12.0
	lineHeight = 19.0
	smallLine  = 17.0
	headHeight = 28.0 // of the sign and the kind
	footHeight = 22.0 // of the number, the id and the marks
	barHeight  = 28.0 // of the counts

	wordLines  = 4 // lines of a step's words
	smallLines = 2
	wayLines   = 3 // lines of one label of an arrow
	wayWidth   = 150.0
)

// add wraps a text into the box.
func (b *box) add(text string, small bool, most int) {
	size := textSize
	if small {
		size = smallSize
	}
	for _, one := range wrap(text, size, boxWidth-2*boxPad, most) {
		b.lines = append(b.lines, line{one, small})
	}
}

// measure works out the size of a box.
func (b *box) measure() {
	b.w, b.h = boxWidth, headHeight+boxPad/2
	for _, l := range b.lines {
		b.h += l.height()
	}
	if b.id != "" {
		b.h += footHeight
	}
	if b.count != nil || b.completed != "" {
		b.h += barHeight
	}
}

func (l line) height() float64 {
	if l.small {
		return smallLine
	}
	return lineHeight
}

// measure wraps the labels of an arrow and works out their size.
func (a *arrow) measure() {
	for _, label := range a.labels {
		a.lines = append(a.lines, wrap(label, smallSize, wayWidth, wayLines)...)
	}
	if len(a.lines) == 0 {
		return
	}
	for _, l := range a.lines {
		a.w = max(a.w, textWidth(l, smallSize)+boxPad)
	}
	a.h = float64(len(a.lines))*smallLine + 6
}
