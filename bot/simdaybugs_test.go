package bot_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"time"

	"wecan/flows"
)

// inDays plants what is wrong with the day of a hackathon.
func (b bug) inDays(defs *flows.Definitions) *flows.Definitions {
	if !b.ofDays() {
		return defs
	}
	out := *defs
	out.Machines = maps.Clone(defs.Machines)
	for kind, bad := range map[flows.Kind]func(badMachine) flows.Machine{
		flows.KindPerson: func(m badMachine) flows.Machine { return badVisitor{m} },
		flows.KindGuest:  func(m badMachine) flows.Machine { return badGuest{m} },
		flows.KindTeam:   func(m badMachine) flows.Machine { return badTeam{m} },
		flows.KindEvent:  func(m badMachine) flows.Machine { return badDay{m} },
	} {
		out.Machines[kind] = bad(badMachine{out.Machines[kind], b})
	}
	return &out
}

// badVisitor tells what she did not agree to.
type badVisitor struct{ badMachine }

var visitorName = regexp.MustCompile(`Zora[a-z]`)

func (m badVisitor) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	r, err := m.Machine.Step(t, a, in)
	for i, e := range r.Effects {
		if tell, ok := e.(flows.Tell); ok && tell.Name == "team_show" && m.bug == bugNameShown {
			tell.Data = changed(tell.Data, func(f map[string]any) {
				f["shows"], f["name"] = "yes", visitorName.FindString(string(r.Actor.Body))
			})
			r.Effects[i] = tell
		}
	}
	return r, err
}

// badGuest forgets.
type badGuest struct{ badMachine }

func (m badGuest) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	switch {
	case m.bug == bugToldAgain && told.Name == "hand":
		t.Members = maps.Clone(t.Members)
		t.Members["items"] = regexp.MustCompile(`"had":\{[^}]*\}`).ReplaceAll(t.Members["items"], []byte(`"had":{}`))
	case m.bug == bugUntold && told.Name == "now":
		told.Data = changed(told.Data, func(f map[string]any) { delete(f, "works") })
		in = told
	}
	r, err := m.Machine.Step(t, a, in)
	if m.bug == bugTwoTeams {
		r.Effects = without(r.Effects, "team.out", func(flows.Tell) bool { return true })
	}
	return r, err
}

// without are effects without some that are told.
func without(all []flows.Effect, name string, which func(flows.Tell) bool) (out []flows.Effect) {
	for _, e := range all {
		if tell, ok := e.(flows.Tell); !ok || tell.Name != name || !which(tell) {
			out = append(out, e)
		}
	}
	return out
}

// badTeam takes in too many, and knows no consent.
type badTeam struct{ badMachine }

func (m badTeam) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	enters := told.Name == "team.in" || told.Name == "team.make"
	switch {
	case m.bug == bugBigTeam && enters && len(a.Body) > 0:
		a.Body = changed(a.Body, func(f map[string]any) { f["most"] = 20 })
	case m.bug == bugAgreedLost && enters:
		a.Body = regexp.MustCompile(`"s":"(yes|no)",?`).ReplaceAll(a.Body, nil)
	}
	r, err := m.Machine.Step(t, a, in)
	switch {
	case err != nil:
	case m.bug == bugWordsEarly && enters:
		told.Name, told.Data = "team.name", changed(told.Data, func(f map[string]any) {
			seq, _ := f["seq"].(float64)
			f["seq"], f["shows"] = seq+1, "no"
		})
		more, err := m.Machine.Step(t, r.Actor, told)
		more.Effects = append(r.Effects, more.Effects...)
		return more, err
	case m.bug == bugLineLost && told.Name == flows.ToldChatSaid && strings.Contains(string(told.Data), "n1"):
		r.Effects = without(r.Effects, flows.ToldChatLine, func(l flows.Tell) bool { return strings.Contains(string(l.Data), "talk") })
	}
	return r, err
}

// badDay is an event that takes what it must not, and loses what it took.
type badDay struct{ badMachine }

func (m badDay) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, _ := in.(flows.Told)
	t.Members = maps.Clone(t.Members)
	switch {
	case m.bug == bugLateWork && told.Name == "submit":
		t.Now = t.Now.Add(-time.Minute)
	case m.bug == bugTwoVotes && told.Name == "vote":
		inFields(t.Members, "n/", func(f map[string]any) { delete(f, "v") })
	case m.bug == bugOwnVote && (told.Name == "idea" || told.Name == "vote"):
		inFields(t.Members, "s/", func(f map[string]any) { f["n"] = 0 })
		told.Data = changed(told.Data, func(f map[string]any) { delete(f, "team") })
		in = told
	}
	r, err := m.Machine.Step(t, a, in)
	switch {
	case m.bug == bugDoorForgotten && told.Name == "here":
		inFields(r.Members, "n/", func(f map[string]any) { delete(f, "in") })
	case m.bug == bugDeafEar && told.Name == "rate":
		inFields(r.Members, "n/", func(f map[string]any) { delete(f, "d") })
	case m.bug == bugWorkLost && told.Name == "submit":
		maps.DeleteFunc(r.Members, func(name string, _ []byte) bool { return strings.HasPrefix(name, "s/") })
	case m.bug == bugWrongResult && told.Name == "results":
		r.Effects = counted(r.Effects)
	}
	return r, err
}

// inFields changes member fields.
func inFields(fields map[string][]byte, kind string, change func(map[string]any)) {
	for name, data := range fields {
		if strings.HasPrefix(name, kind) && len(data) > 0 {
			fields[name] = changed(data, change)
		}
	}
}

var votesOfWork = regexp.MustCompile(`"votes":\d`)

// counted are replies in which each work has nine votes.
func counted(all []flows.Effect) (out []flows.Effect) {
	for _, e := range all {
		if tell, ok := e.(flows.Tell); ok {
			tell.Data = json.RawMessage(votesOfWork.ReplaceAll(tell.Data, []byte(`"votes":9`)))
			e = tell
		}
		out = append(out, e)
	}
	return out
}
