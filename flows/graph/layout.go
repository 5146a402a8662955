package graph

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dop251/goja"
)

// dagreSource is dagre, which arranges directed graphs in layers: see
// deploy/adr/0023.
//
//go:embed dagre/dagre.js
var dagreSource string

// bridge is what dagre needs of a browser, and how it is called: with the graph
// as JSON, which it answers with where all things stand.
const bridge = `
globalThis.structuredClone = (x) => JSON.parse(JSON.stringify(x));
function arrange(text) {
  const given = JSON.parse(text);
  const g = new dagre.graphlib.Graph({multigraph: true});
  g.setGraph({rankdir: "TB", nodesep: 44, edgesep: 24, ranksep: 40});
  given.nodes.forEach((n, i) => g.setNode(String(i), n));
  given.edges.forEach((e, i) => g.setEdge(String(e.from), String(e.to), {width: e.width, height: e.height, weight: e.weight, labelpos: "c"}, String(i)));
  dagre.layout(g);
  return JSON.stringify({
    graph: g.graph(),
    nodes: given.nodes.map((_, i) => g.node(String(i))),
    edges: given.edges.map((e, i) => g.edge(String(e.from), String(e.to), String(i))),
  });
}`

// What is given to dagre, and what comes back. X and Y are middles.
type (
	arrangement struct {
		Graph rect    `json:"graph"`
		Nodes []rect  `json:"nodes"`
		Edges []curve `json:"edges"`
	}
	rect struct {
		X      float64 `json:"x,omitempty"`
		Y      float64 `json:"y,omitempty"`
		Width  float64 `json:"width"`
		Height float64 `json:"height"`
	}
	curve struct {
		rect
		From   int `json:"from"`
		To     int `json:"to"`
		Weight int `json:"weight"`
		Points []struct {
			X float64 `json:"x"`
			Y float64 `json:"y"`
		} `json:"points,omitempty"`
	}
)

// arrange gives every box and arrow its place.
func (s *scene) arrange() error {
	given, index := arrangement{}, map[*box]int{}
	for i, b := range s.boxes {
		index[b] = i
		given.Nodes = append(given.Nodes, rect{Width: b.w + 2*s.loopWidth(b), Height: b.h})
	}
	for _, a := range s.outer() {
		weight := 1
		if index[a.to] == index[a.from]+1 { // the author's own order is the main way
			weight = 3
		}
		given.Edges = append(given.Edges, curve{rect: rect{Width: a.w, Height: a.h}, From: index[a.from], To: index[a.to], Weight: weight})
	}
	out, err := dagre(given)
	if err != nil {
		return err
	}
	if len(out.Nodes) != len(s.boxes) || len(out.Edges) != len(s.outer()) {
		return fmt.Errorf("graph: of %d boxes and %d arrows, %d and %d were arranged", len(s.boxes), len(s.outer()), len(out.Nodes), len(out.Edges))
	}
	s.width, s.height = out.Graph.Width, out.Graph.Height
	for i, b := range s.boxes {
		b.x, b.y = s.mirrored(out.Nodes[i].X), out.Nodes[i].Y
	}
	for i, a := range s.outer() {
		e := out.Edges[i]
		a.x, a.y = s.mirrored(e.X), e.Y
		for _, p := range e.Points {
			a.points = append(a.points, point{s.mirrored(p.X), p.Y})
		}
	}
	for _, a := range s.arrows {
		a.moor()
	}
	return nil
}

// dagre calls it, in an interpreter of its own that has neither clock nor
// chance.
func dagre(given arrangement) (arrangement, error) {
	var out arrangement
	text, err := json.Marshal(given)
	if err != nil {
		return out, fmt.Errorf("graph: write the graph: %w", err)
	}
	vm := goja.New()
	vm.SetTimeSource(func() time.Time { return time.Time{} })
	vm.SetRandSource(func() float64 { return 0 })
	if err := vm.Set("given", string(text)); err != nil {
		return out, fmt.Errorf("graph: hand over the graph: %w", err)
	}
	answer, err := vm.RunScript("dagre.js", dagreSource+bridge+"\narrange(given)")
	if err != nil {
		return out, fmt.Errorf("graph: arrange: %w", err)
	}
	if err := json.Unmarshal([]byte(answer.String()), &out); err != nil {
		return out, fmt.Errorf("graph: read the arrangement: %w", err)
	}
	return out, nil
}

// outer are the arrows that lead from one box to another. The others are loops,
// which stand beside their box.
func (s *scene) outer() []*arrow {
	var out []*arrow
	for _, a := range s.arrows {
		if a.from != a.to {
			out = append(out, a)
		}
	}
	return out
}

// loopRoom is what a loop needs beside its box.
const loopRoom = 34.0

func (s *scene) loopWidth(b *box) float64 {
	w := 0.0
	for _, a := range s.arrows {
		if a.from == b && a.to == b {
			w = max(w, loopRoom+a.w)
		}
	}
	return w
}

func (s *scene) mirrored(x float64) float64 {
	if s.rtl {
		return s.width - x
	}
	return x
}

// moor lets an arrow begin and end at straight edges of its boxes.
func (a *arrow) moor() {
	if a.from == a.to {
		b := a.from
		right := b.x + b.w/2
		a.points = []point{{right, b.y - b.h/4}, {right + loopRoom, b.y}, {right, b.y + b.h/4}}
		a.x, a.y = right+loopRoom+a.w/2, b.y
		return
	}
	n := len(a.points)
	if n < 3 {
		return
	}
	a.points[0] = a.from.edge(a.points[1])
	a.points[n-1] = a.to.edge(a.points[n-2])
}

// edge is where an arrow that comes from a point, or goes there, touches the
// box: above or below, and as straight as can be.
func (b *box) edge(p point) point {
	room := b.w/2 - 28
	x := min(max(p.x, b.x-room), b.x+room)
	if p.y < b.y {
		return point{x, b.y - b.h/2}
	}
	return point{x, b.y + b.h/2}
}
