package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/i18n"
)

// person is the body of a person's actor: everything the engine knows between
// two turns. Names are short because it is written with every turn.
type person struct {
	Chat    int64            `json:"c,omitempty"`
	Lang    i18n.Lang        `json:"l,omitempty"` // guessed until Sure
	Sure    bool             `json:"k,omitempty"` // she chose the language herself
	Blocked bool             `json:"b,omitempty"` // she cannot be written to
	Missed  bool             `json:"m,omitempty"` // something did not reach her while she was blocked
	Back    int64            `json:"u,omitempty"` // when she last took her block of the bot away, Unix ms
	Stack   []frame          `json:"s,omitempty"` // where she is; the last is what she sees
	Fields  map[string]saved `json:"a,omitempty"` // her answers
	Wait    *waiting         `json:"w,omitempty"`
	// Done are the flows she completed, each with the key of what it asked for,
	// such as the application's reference.
	Done map[string]string `json:"d,omitempty"`
}

// frame is a place in a flow.
type frame struct {
	Flow   string   `json:"f"`
	Step   string   `json:"s"`
	Trail  []string `json:"t,omitempty"` // the questions answered on the way, for /back
	Return string   `json:"r,omitempty"` // the review to come back to after changing one answer
	Fails  int      `json:"n,omitempty"` // answers to this question that did not do
	Key    string   `json:"k,omitempty"` // of what the flow asked for
	Open   *open    `json:"o,omitempty"` // the question, once it was asked
}

// open is a question that was asked and not answered.
type open struct {
	Nonce   string `json:"n"`           // in its buttons' data, so that a tap names the question it answers
	Message int    `json:"m,omitempty"` // its newest message, once the receipt has come
	// Shown are the options as they were shown, id and label. A label that is
	// a language's own name is left out.
	Shown [][2]string `json:"o,omitempty"`
}

// saved is one answer.
type saved struct {
	Value   string `json:"v"`
	Message int    `json:"m,omitempty"` // the message it was typed in
}

// waiting is a `do` step that was not answered yet.
type waiting struct {
	Flow string    `json:"f"`
	Step string    `json:"s"`
	From ActorID   `json:"a"` // who will answer
	Key  string    `json:"k,omitempty"`
	Late bool      `json:"l,omitempty"` // the time is over, and the flow went on
	Due  time.Time `json:"d,omitzero"`
}

func readPerson(body json.RawMessage) (*person, error) {
	p := &person{}
	if len(body) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(body, p); err != nil {
		return nil, fmt.Errorf("flows: read the person's state: %w", err)
	}
	return p, nil
}

func (p *person) save(field, value string, message int) {
	if p.Fields == nil {
		p.Fields = map[string]saved{}
	}
	p.Fields[field] = saved{value, message}
}

// forget deletes the answers a flow saved, and how she came here.
func (p *person) forget(f *flow) {
	for name := range f.saves {
		delete(p.Fields, name)
	}
	delete(p.Fields, fieldLink)
}

// moveTo goes to a step that was not asked yet.
func (f *frame) moveTo(step string) {
	f.Step, f.Fails, f.Open = step, 0, nil
}

// has says whether an option was shown.
func (o *open) has(id string) bool {
	return o != nil && slices.ContainsFunc(o.Shown, func(s [2]string) bool { return s[0] == id })
}
