package flows

import (
	"encoding/json"

	"wecan/i18n"
)

// View is where a person stands, for tools that try flows out.
type View struct {
	Shape   string // see [Shape]
	Place   string // the shape without Stops, with of each way only the step before: one step back is all that a person can go at a time
	Lang    i18n.Lang
	New     bool // she never began anything
	Sure    bool // she chose the language herself
	Quiet   bool
	Blocked bool
	Stops   []CastKind  // the kinds of announcements that she wants no more
	Others  []i18n.Lang // the languages of the other people on the phone

	Flows []string // every flow she is in, those that were called too, from the bottom up
	Steps []StepAt // where she stands in each of them
	At    StepAt   // the step she sees; empty when she is in no flow
	Asked *Asked   // the question there; nil when it waits for something else
	Own   *Asked   // the question of her own flow: below the engine's own flow, if she is in one of those
	Owed  []Owed
	Done  []string

	// Given and Answers are what her flows were told, and what she answered.
	Given, Answers map[string]string
}

// Asked is an open question.
type Asked struct {
	StepAt
	Nonce   string      // in its buttons' data
	Options [][2]string // as they were shown, id and label; a language's own name is left out
	Picked  []string    // of several, those chosen up to now
	Fails   int
	Aside   bool // it came from outside, and she has not taken it up
	Changes bool // an answer is changed at the review
}

// Owed is a request of hers that was not answered yet.
type Owed struct {
	StepAt
	From ActorID // who will answer
	Late bool    // the time for it is over
}

// Inspect reads the body of a person's actor. keep is as for [Shape]. That a
// flow was completed which only others call makes no other shape.
func (b *Book) Inspect(body json.RawMessage, keep func(field string) bool) (View, error) {
	p, err := readPerson(body)
	if err != nil {
		return View{}, err
	}
	v := View{
		Lang: p.Lang, New: !p.Sure && len(p.Strands) == 0, Sure: p.Sure, Quiet: p.Quiet, Blocked: p.Blocked, Stops: p.Cast.Off,
		Given: map[string]string{}, Answers: map[string]string{},
	}
	for i := range p.Strands {
		v.addStrand(&p.Strands[i])
	}
	for i := range p.Others {
		v.Others = append(v.Others, p.Others[i].Lang)
	}
	for _, w := range p.Late {
		v.Owed = append(v.Owed, Owed{StepAt{w.Flow, w.Step}, w.From, true})
	}
	for name, s := range p.Fields {
		if !s.Skipped {
			v.Answers[name] = s.Value
		}
	}
	for flow := range p.Done {
		v.Done = append(v.Done, flow)
		if f := b.flows[flow]; f != nil && f.status == "" && f.menu == nil && f.command == "" && f.told == "" && !f.start && !f.person {
			delete(p.Done, flow)
		}
	}
	if v.Shape, err = p.shape(keep); err != nil {
		return v, err
	}
	for i := range p.Strands {
		for j := range p.Strands[i].Stack {
			f := &p.Strands[i].Stack[j]
			f.Trail = f.Trail[max(0, len(f.Trail)-1):]
			if f.Change != nil {
				f.Change.Was = f.Change.Was[max(0, len(f.Change.Was)-1):]
			}
		}
	}
	p.Cast = castState{} // where that makes a difference, see Stops
	v.Place, err = p.written()
	return v, err
}

func (v *View) addStrand(s *strand) {
	for i := range s.Stack {
		f := &s.Stack[i]
		v.Flows, v.Steps = append(v.Flows, f.Flow), append(v.Steps, StepAt{f.Flow, f.Step})
		for name, value := range f.Given {
			v.Given[name] = value
		}
		if f.Wait != nil && f.Wait.From != "" {
			v.Owed = append(v.Owed, Owed{StepAt{f.Flow, f.Step}, f.Wait.From, false})
		}
	}
	f := s.top()
	v.At, v.Asked = StepAt{f.Flow, f.Step}, nil
	if o := f.Open; o != nil && !s.Held && !s.Quiet {
		v.Asked = &Asked{
			StepAt: v.At, Nonce: o.Nonce, Options: o.Shown, Picked: o.Picked, Fails: f.Fails, Aside: s.Aside, Changes: f.Change != nil,
		}
	}
	if !isBuiltin(s.Stack[0].Flow) {
		v.Own = v.Asked
	}
}

// Chat is the chat of a person, by the body of her actor, for what somebody of the team
// has sent to herself; 0 when she never wrote. It identifies her: it is neither shown nor
// logged.
func (b *Book) Chat(body json.RawMessage) (int64, error) {
	p, err := readPerson(body)
	if err != nil {
		return 0, err
	}
	return p.Chat, nil
}
