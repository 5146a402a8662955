package rehearsal

import (
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// begin enters the states in which the flow begins: by each of its triggers,
// for somebody new and, where it uses what other flows asked, for those who
// went through these.
func (w *walker) begin() error {
	bases, err := w.bases()
	if err != nil {
		return err
	}
	for _, base := range bases {
		if w.flow.ID == engineFlow {
			w.beginNothing(base)
			continue
		}
		w.beginFlow(base)
	}
	if t := w.flow.Triggers; t.Told != "" && !w.light {
		w.beginBetween(bases[0])
	}
	if len(w.nodes) == 0 {
		w.fault(bases[0], FaultWrong, "", "the flow cannot be walked: nothing that begins it leads to a state of it")
	}
	return nil
}

// bases are the people who begin the flow.
func (w *walker) bases() ([]*node, error) {
	var out []*node
	times := w.times()
	for _, now := range times {
		base, err := w.newcomer(now)
		if err != nil {
			return nil, err
		}
		out = append(out, base)
	}
	if w.light {
		return out, nil
	}
	for _, flow := range w.defs.Book.Providers(w.flow.ID) {
		more, err := w.completed(flow)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// newcomer is somebody who did nothing yet. She has chosen her language, unless
// the flow itself asks for it.
func (w *walker) newcomer(now time.Time) (*node, error) {
	world, err := NewWorld(w.defs)
	if err != nil {
		return nil, err
	}
	world.Lang, world.sparing, world.hold = string(w.lang), true, true
	if !now.IsZero() {
		world.Now = now
	}
	root := &node{world: world}
	if w.flow.Triggers.Told == "" && w.flow.ID != engineFlow && w.asksLanguage() {
		if t := w.quietly(root, world, "> /language", write("/language")); t != nil && t.view.Lang == w.lang {
			return root, nil // her telephone speaks it
		}
	}
	t := w.quietly(root, world, "> /language", write("/language"))
	if t == nil {
		return root, nil
	}
	next := &node{world: t.world, view: t.view, parent: nil, did: "> /language"}
	for _, b := range t.world.fresh() {
		if data, ok := parseData(b.button.Data); ok && data.option == string(w.lang) {
			if t = w.quietly(next, t.world, "tap "+b.button.Label, tapOn(b)); t != nil {
				t.world.forget()
				return &node{world: t.world, view: t.view, parent: next, did: t.did}, nil
			}
		}
	}
	w.fault(root, FaultWrong, "> /language", "the language cannot be chosen")
	return next, nil
}

// asksLanguage says whether the flow asks for the language.
func (w *walker) asksLanguage() bool {
	for _, f := range w.defs.Book.Outlines() {
		if w.own[f.ID] && !f.Builtin && slices.ContainsFunc(f.Steps, func(s flows.OutlineStep) bool { return s.Kind == "ask.language" }) {
			return true
		}
	}
	return false
}

// times are when the flow is begun: as always, and around each day that a
// condition compares today with.
func (w *walker) times() []time.Time {
	out := []time.Time{{}}
	if !slices.Contains(w.reads, "today") {
		return out
	}
	for _, c := range w.defs.Book.Constants("today") {
		if day, err := time.Parse(time.DateOnly, c); err == nil {
			out = append(out, day.Add(-14*time.Hour), day.Add(34*time.Hour))
		}
	}
	return out
}

// completedMost bounds how many people of one other flow begin this one.
const (
	completedMost   = 20
	completedStates = 1000
)

// hasDone says whether she has completed a flow and is in nothing.
func hasDone(n *node, flow string) bool {
	return len(n.view.Flows) == 0 && len(n.view.Owed) == 0 && slices.Contains(n.view.Done, flow)
}

// hasLeft says whether she is in nothing, and has an answer by which this flow
// goes, of a flow that is never done: one that only marks something.
func (w *walker) hasLeft(n *node) bool {
	return len(n.view.Flows) == 0 && len(n.view.Owed) == 0 && len(n.view.Done) == 0 &&
		slices.ContainsFunc(w.flow.Uses, func(field string) bool { return n.view.Answers[field] != "" })
}

// completed are people who went through another flow, one for each way in
// which this flow's conditions tell their answers apart.
func (w *walker) completed(flow string) ([]*node, error) {
	other := newWalker(w.defs, walkJob{flow, w.lang}, w.options)
	other.light = true
	other.options.Limit = completedStates
	other.reads, other.always = append(other.reads, w.reads...), w.reads
	if len(w.reads) == 0 {
		other.enough = func(n *node) bool { return hasDone(n, flow) }
	}
	if err := other.run(); err != nil {
		return nil, err
	}
	var out []*node
	seen := map[string]bool{}
	for _, n := range other.nodes {
		if !hasDone(n, flow) && !w.hasLeft(n) || len(out) == completedMost {
			continue
		}
		key := ""
		for _, name := range w.reads {
			key += "|" + w.kin(name, n.view.Answers[name])
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, &node{world: n.world, view: n.view, parent: n.parent, did: n.did})
		}
	}
	return out, nil
}

// beginNothing enters the states of somebody who is in nothing.
func (w *walker) beginNothing(base *node) {
	for _, text := range []string{"/menu", "/language", "/stop", "/help"} {
		w.enter(w.do(base, "> "+text, write(text)), false)
	}
}

// beginFlow begins it in each way that it can be begun.
func (w *walker) beginFlow(base *node) {
	t := w.flow.Triggers
	if t.Chat != "" {
		w.beginInChat(base)
		return
	}
	if t.Start {
		w.started(base, "/start")
		w.startedBySeal(base, "")
		if slices.Contains(w.reads, "link") {
			for _, c := range w.defs.Book.Constants("link") {
				w.started(base, "/start "+c)
			}
		}
	}
	if t.Link != "" {
		w.startedBySeal(base, t.Link)
	}
	for _, text := range []string{after("/", t.Command), after("/start ", t.Link)} {
		if text != "" {
			w.started(base, text)
		}
	}
	if t.Person {
		w.started(base, "/person")
	}
	if t.Menu != "" {
		w.startedByMenu(base)
	}
	if t.Told != "" {
		for _, given := range w.defs.Givens(w.flow.ID, base.world.Now) {
			w.begun(w.do(base, fmt.Sprintf("told: %s %v", t.Told, given), told(t.Told, given)))
		}
	}
}

func after(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (w *walker) started(base *node, text string) { w.begun(w.do(base, "> "+text, write(text))) }

// startedBySeal begins it by a link as wecan makes it, for the first site: a
// poster's, or with a flow one that leads to that.
func (w *walker) startedBySeal(base *node, flow string) {
	for _, site := range w.defs.Programme.Sites[:1] {
		link := flows.Link{Site: site.ID, Flow: flow}
		if cohorts := w.defs.Programme.Cohorts; len(cohorts) > 0 {
			link.Cohort = cohorts[0].ID
		}
		if token, err := base.world.IDs().Seal(link); err == nil {
			w.started(base, "/start "+token)
		}
	}
	if flow == "" {
		return
	}
	about := flows.Link{Flow: flow, About: flows.LinkAbout(aReference)}
	if token, err := base.world.IDs().Seal(about); err == nil {
		w.started(base, "/start "+token)
	}
}

// aReference stands for what a link is about.
const aReference = "WE-4K7M-9QQ"

// startedByMenu begins it by its button.
func (w *walker) startedByMenu(base *node) {
	t := w.do(base, "> /menu", write("/menu"))
	if t == nil {
		return
	}
	menu := &node{world: t.world, view: t.view, parent: base, did: t.did}
	label := w.defs.LabelOf(w.lang, w.flow.Triggers.Menu)
	for _, b := range t.world.fresh() {
		if b.button.Label == label {
			w.begun(w.do(menu, "tap "+label, tapOn(b)))
			return
		}
	}
	if !slices.Contains(base.view.Done, w.flow.ID) {
		w.fault(menu, FaultWrong, "> /menu", "the menu has no button %q", label)
	}
}

// beginInChat begins it where two people talk: by its button, and by its command.
func (w *walker) beginInChat(base *node) {
	t := w.do(base, "a talk is opened", chatWith(w.flow.Triggers.Chat == "helps"))
	if t == nil {
		return
	}
	talk := &node{world: t.world, view: t.view, parent: base, did: t.did}
	if command := w.flow.Triggers.Command; command != "" {
		w.started(talk, "/"+command)
	}
	label := w.defs.LabelOf(w.lang, w.flow.Triggers.Menu)
	for _, b := range t.world.fresh() {
		if b.button.Label == label {
			w.begun(w.do(talk, "tap "+label, tapOn(b)))
			return
		}
	}
	w.fault(talk, FaultWrong, t.did, "the talk has no button %q", label)
}

// begun enters the state, and finds that it is none of the flow.
func (w *walker) begun(t *turned) {
	if t == nil {
		return
	}
	if !slices.ContainsFunc(t.world.steps, func(at flows.StepAt) bool { return at.Flow == w.flow.ID }) &&
		!slices.Contains(t.from.view.Done, w.flow.ID) {
		w.fault(t.from, FaultWrong, t.did, "this does not begin the flow")
	}
	w.enter(t, true)
}

// beginBetween begins a flow that another actor begins while she is asked
// something else: her question must be the last thing that she reads.
func (w *walker) beginBetween(base *node) {
	t := w.quietly(base, base.world, "> /start", write("/start"))
	if t == nil || t.view.Asked == nil || t.view.Asked.Flow == w.flow.ID {
		return
	}
	between := &node{world: t.world, view: t.view, parent: base, did: t.did}
	for _, given := range w.defs.Givens(w.flow.ID, base.world.Now) {
		t := w.do(between, "told: "+w.flow.Triggers.Told, told(w.flow.Triggers.Told, given))
		if t == nil || !said(t.out) {
			continue
		}
		last, _ := t.out[len(t.out)-1].(flows.Send)
		if !last.Question || t.view.Asked == nil || t.view.Asked.StepAt != between.view.Asked.StepAt {
			w.fault(between, FaultStuck, t.did, "her question is not asked again below")
		}
	}
}
