package graph

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// canvas collects the SVG.
type canvas struct{ b strings.Builder }

// open begins an element. Attributes are pairs of a name and a value.
func (c *canvas) open(name string, attrs ...string) {
	c.b.WriteByte('<')
	c.b.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		c.b.WriteByte(' ')
		c.b.WriteString(attrs[i])
		c.b.WriteString(`="`)
		c.text(attrs[i+1])
		c.b.WriteByte('"')
	}
	c.b.WriteByte('>')
}

func (c *canvas) close(name string) { c.b.WriteString("</" + name + ">\n") }

func (c *canvas) leaf(name string, attrs ...string) {
	c.open(name, attrs...)
	c.close(name)
}

// words writes an element that holds text.
func (c *canvas) words(name, text string, attrs ...string) {
	c.open(name, attrs...)
	c.text(text)
	c.close(name)
}

// text writes words in such a way that they are never taken for markup.
// Characters that XML cannot have become U+FFFD.
func (c *canvas) text(s string) {
	_ = xml.EscapeText(&c.b, []byte(s)) // a strings.Builder never fails
}

// num writes a length. A tenth of a pixel is as exact as can be seen.
func num(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

// pathOf joins letters and numbers into the data of a path.
func pathOf(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case float64:
			b.WriteByte(' ')
			b.WriteString(num(p))
		}
	}
	return b.String()
}

// sign draws a sign with its upper left corner at a point.
func (c *canvas) sign(name, colour string, x, y float64) {
	c.leaf("path", "d", signPath(name), "transform", "translate("+num(x)+" "+num(y)+")", "fill", "none", "stroke", colour, "stroke-width", "1.5",
		"stroke-linejoin", "round", "stroke-linecap", "round")
}

// style is how a text is written.
type style struct {
	size   float64
	colour string
	bold   bool
	anchor string // start, middle, end; of a text from right to left the start is on the right
	rtl    bool
}

func (c *canvas) write(text string, x, y float64, s style) {
	attrs := []string{"x", num(x), "y", num(y), "font-size", num(s.size), "fill", s.colour}
	if s.bold {
		attrs = append(attrs, "font-weight", "600")
	}
	if s.anchor != "" && s.anchor != "start" {
		attrs = append(attrs, "text-anchor", s.anchor)
	}
	if s.rtl {
		attrs = append(attrs, "direction", "rtl")
	}
	c.words("text", text, attrs...)
}
