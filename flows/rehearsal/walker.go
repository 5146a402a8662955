package rehearsal

import (
	"cmp"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/i18n"
)

// walker walks one flow in one language, breadth first.
type walker struct {
	defs    *flows.Definitions
	options WalkOptions
	flow    flows.Outline
	lang    i18n.Lang
	light   bool             // only to see how the flow ends: nothing is tried but answers
	enough  func(*node) bool // with light: the walk may stop at this state

	own    map[string]bool // the flow, those that it calls, and the engine's
	engine map[string]bool // the engine's own flows
	inMenu map[string]bool // those that the menu begins
	reads  []string        // the fields by which their conditions go
	kinds  map[flows.StepAt]string
	voiced map[flows.StepAt]bool // a voice answers there in the place of words

	always []string            // of these, those that decide something after the flow
	lives  map[string][]string // what [flows.Book.Live] says

	kindred map[string]string // by field and value, what [flows.Book.Kindred] says

	nodes   []*node
	index   map[string]int
	classes map[string]bool // what was tried once and need not be again
	turn    int             // which of the words for a command is tried next

	visited  map[flows.StepAt]bool
	faults   []Fault
	told     map[string]bool
	messages int
	full     bool
	judge    *judge
	script   strings.Builder
}

// node is one state.
type node struct {
	world  *World
	view   flows.View
	parent *node
	did    string   // in the parent
	next   []int    // where answers lead
	taps   []string // the shapes to which the buttons of the question lead
	ends   bool     // an answer leads out of the flow
}

// turned is what came of one thing that was done.
type turned struct {
	world *World
	view  flows.View
	out   []flows.Effect
	did   string
	from  *node
}

func newWalker(defs *flows.Definitions, job walkJob, o WalkOptions) *walker {
	w := &walker{
		defs: defs, options: o, lang: job.lang, own: map[string]bool{},
		engine: map[string]bool{}, inMenu: map[string]bool{}, index: map[string]int{}, classes: map[string]bool{},
		visited: map[flows.StepAt]bool{}, kinds: map[flows.StepAt]string{}, voiced: map[flows.StepAt]bool{}, kindred: map[string]string{}, lives: map[string][]string{},
		told: map[string]bool{}, judge: newJudge(defs, o.Expected),
		enough: func(*node) bool { return false },
	}
	calls := defs.Book.Calls(job.flow)
	for _, f := range defs.Book.Outlines() {
		if f.ID == job.flow {
			w.flow = f
		}
		for _, s := range f.Steps {
			w.kinds[flows.StepAt{Flow: f.ID, Step: s.ID}] = s.Kind
			if s.Voice {
				w.voiced[flows.StepAt{Flow: f.ID, Step: s.ID}] = true
			}
		}
		w.engine[f.ID], w.inMenu[f.ID] = f.Builtin, f.Triggers.Menu != ""
		if f.Builtin || slices.Contains(calls, f.ID) {
			w.own[f.ID] = true
			w.reads = append(w.reads, defs.Book.Reads(f.ID)...)
		}
	}
	slices.Sort(w.reads)
	w.reads = slices.Compact(w.reads)
	return w
}

// run walks. Its error is a fault of the walk itself.
func (w *walker) run() error {
	if err := w.begin(); err != nil {
		return err
	}
	limit := w.options.Limit
	if limit <= 0 {
		limit = walkStates
	}
	for i := 0; i < len(w.nodes); i++ {
		if len(w.nodes) > limit {
			w.full = true
			w.fault(w.nodes[i], FaultLarge, "", "the flow has more than %d states; the walk stops here", limit)
			break
		}
		w.explore(w.nodes[i])
		if w.light && w.enough(w.nodes[i]) {
			break
		}
		if !w.light {
			w.nodes[i].world = nil // what leads on from here was tried
		}
	}
	if !w.full && !w.light {
		w.findStuck()
	}
	return nil
}

// fault notes one, the first time.
func (w *walker) fault(at *node, kind, did, format string, args ...any) {
	w.note(at, Fault{Kind: kind, Lang: w.lang, Did: did, Text: fmt.Sprintf(format, args...)})
}

// broken notes an error.
func (w *walker) broken(at *node, did string, err error) {
	own := cmp.Or(w.below(at), at.view.At)
	w.note(at, Fault{Kind: FaultBroken, Lang: w.lang, Did: did, Text: err.Error(), cause: causeOf(own, err)})
}

func (w *walker) note(at *node, f Fault) {
	if at != nil && f.At.Flow == "" {
		f.At = at.view.At
	}
	if f.At.Flow == "" {
		f.At.Flow = w.flow.ID
	}
	key := f.same()
	if w.light || w.told[key] {
		return
	}
	w.told[key] = true
	if at != nil {
		f.Way, f.below = at.way(), w.below(at)
	}
	w.faults = append(w.faults, f)
}

// below is the step of her own flow while one of the engine's lies above it.
func (w *walker) below(n *node) flows.StepAt {
	if !w.engine[n.view.At.Flow] {
		return flows.StepAt{}
	}
	for _, at := range slices.Backward(n.view.Steps) {
		if !w.engine[at.Flow] {
			return at
		}
	}
	return flows.StepAt{}
}

func (n *node) way() []string {
	var out []string
	for ; n != nil; n = n.parent {
		out = append(out, n.did)
	}
	slices.Reverse(out)
	return out
}

// do makes one thing happen in a copy of the world, and judges what came of
// it. It answers nil where the engine failed.
func (w *walker) do(from *node, did string, act func(*World) ([]flows.Effect, error)) *turned {
	t := w.quietly(from, from.world, did, act)
	if t != nil {
		w.look(t)
	}
	return t
}

// quietly is do for a world that goes on from a state, without a judgement.
func (w *walker) quietly(from *node, world *World, did string, act func(*World) ([]flows.Effect, error)) *turned {
	t := &turned{world: world.Clone(), did: did, from: from}
	err := safely(func() (err error) {
		if t.out, err = act(t.world); err != nil {
			return err
		}
		more, err := w.settle(t.world)
		t.out = append(t.out, more...)
		return err
	})
	for _, at := range t.world.steps {
		w.visited[at] = true
	}
	if err != nil {
		w.broken(from, did, err)
		return nil
	}
	if t.view, err = w.defs.Book.Inspect(t.world.body, nothing); err != nil {
		w.broken(from, did, err)
		return nil
	}
	for _, r := range t.world.reports[len(world.reports):] {
		w.broken(from, did, fmt.Errorf("the engine reports: %s", r))
	}
	return t
}

func nothing(string) bool { return false }

// safely turns a panic into an error, which says where.
func safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v, in %s", p, panicking())
		}
	}()
	return do()
}

// panicking is where our code was when it panicked: function and line.
func panicking() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	below := false
	for {
		frame, more := frames.Next()
		if below && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s, %s:%d", frame.Function, path.Base(frame.File), frame.Line)
		}
		below = below || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}

// settle delivers what she told actors that will not answer her.
func (w *walker) settle(world *World) ([]flows.Effect, error) {
	if len(world.held) == 0 {
		return nil, nil
	}
	v, err := w.defs.Book.Inspect(world.body, nothing)
	if err != nil {
		return nil, err
	}
	var kept []posted
	var out []flows.Effect
	queue := world.held
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if slices.ContainsFunc(v.Owed, func(o flows.Owed) bool { return o.From == p.tell.To }) {
			kept = append(kept, p)
			continue
		}
		world.held = nil
		more, err := world.turn(p.tell.To, flows.Told{From: p.from, Name: p.tell.Name, Data: p.tell.Data})
		if err != nil {
			return out, err
		}
		out = append(out, more...)
		queue = append(queue, world.held...)
	}
	world.held = kept
	return out, nil
}
