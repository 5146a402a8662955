package bot_test

import (
	"encoding/json"
	"maps"

	"wecan/flows"
	"wecan/i18n"
)

// inCasts has announcements go to the partitions where there are people, and plants what is
// wrong with them.
func (w *world) inCasts(defs *flows.Definitions) *flows.Definitions {
	out := *defs
	out.Machines = maps.Clone(defs.Machines)
	bad := func(kind flows.Kind) badMachine { return badMachine{out.Machines[kind], w.plan.bug} }
	few := fewPartitions{badMachine: badMachine{badBroadcast{bad(flows.KindBroadcast)}, w.plan.bug}}
	for n := range castPartitions {
		few.all = append(few.all, w.partition(n))
	}
	out.Machines[flows.KindBroadcast] = few
	if w.plan.bug.ofCasts() {
		out.Machines[flows.KindWalker] = badWalker{bad(flows.KindWalker)}
		out.Machines[flows.KindPerson] = badHearer{bad(flows.KindPerson)}
	}
	return &out
}

// badWalker forgets where it stands, or goes on elsewhere.
type badWalker struct{ badMachine }

func (m badWalker) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	after := func(body *json.RawMessage, place string) {
		if len(*body) > 0 {
			*body = changed(*body, func(f map[string]any) { f["after"] = place })
		}
	}
	if m.bug == bugPageSkipped && told.Name == "go" {
		after(&a.Body, "999999999999999 z")
	}
	r, err := m.Machine.Step(t, a, in)
	if m.bug == bugNoCursor && err == nil {
		after(&r.Actor.Body, "")
	}
	return r, err
}

// badBroadcast counts wrongly, and forgets.
type badBroadcast struct{ badMachine }

func (m badBroadcast) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	if m.bug == bugHadCounts && told.Name == "numbers" {
		told.Data = changed(told.Data, func(f map[string]any) {
			words, _ := f["words"].(map[string]any)
			if had, ok := words[flows.CastHad]; ok && f["do"] == string(flows.CastSend) {
				words[flows.LangVerdict(flows.CastSent, "fr")] = had
			}
		})
		in = told
	}
	r, err := m.Machine.Step(t, a, in)
	switch {
	case m.bug == bugTwiceCounted && told.Name == "numbers", m.bug == bugNewsLost && told.Name == flows.ToldCastNews:
		r.Members = nil
	case m.bug == bugOldWords && told.Name == "correct":
		for name, data := range r.Members {
			var c flows.Cast
			if json.Unmarshal(data, &c) == nil && c.Do == flows.CastSend {
				c.Words = []flows.CastWords{{Lang: i18n.English, Text: "Notice 0. Notice 1.", Reviewed: true}}
				r.Members[name], _ = json.Marshal(c) // it has been JSON
			}
		}
	}
	return r, err
}

// badHearer is somebody who gets what she must not.
type badHearer struct{ badMachine }

func (m badHearer) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	if told.Name == flows.ToldCast && len(a.Body) > 0 && (m.bug == bugDeafToStop || m.bug == bugForgetsCast) {
		t.Memory = nil
		a.Body = changed(a.Body, func(f map[string]any) {
			casts, _ := f["ca"].(map[string]any)
			if m.bug == bugForgetsCast {
				delete(casts, "h")
				return
			}
			delete(f, "q")
			delete(casts, "o")
		})
	}
	r, err := m.Machine.Step(t, a, in)
	for i, e := range r.Effects {
		if s, ok := e.(flows.Send); ok && m.bug == bugSentAgain {
			s.Once = flows.Repeat
			r.Effects[i] = s
		}
	}
	return r, err
}
