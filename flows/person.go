package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// person is the body of a person's actor: everything the engine knows between
// two turns. Names are short because it is written with every turn.
type person struct {
	Chat    int64 `json:"c,omitempty"`
	Blocked bool  `json:"b,omitempty"`  // she cannot be written to
	Missed  bool  `json:"m,omitempty"`  // something did not reach her while she was blocked
	Back    int64 `json:"u,omitempty"`  // when she last took her block of the bot away, Unix ms
	Seen    int64 `json:"n,omitempty"`  // when she last wrote or tapped, Unix s
	Last    int   `json:"la,omitempty"` // the greatest number of a message that she wrote, or tapped on
	Quiet   bool  `json:"q,omitempty"`  // she wants no messages that she did not ask for
	Keys    bool  `json:"y,omitempty"`  // a reply keyboard stands on her phone

	List string `json:"h,omitempty"` // the mark of her chat's list of commands, "" for none: see [talk.listCommands]

	Cast castState `json:"ca,omitzero"` // announcements

	// Log are the numbers of the last messages of both sides, each as what it
	// adds to the one before, so that they can be cleared.
	Log []int `json:"e,omitempty"`

	profile

	// Others are the other people who use this phone.
	Others []profile `json:"o,omitempty"`
}

// profile is what one of the people who share a phone does and has told.
type profile struct {
	Lang i18n.Lang `json:"l,omitempty"` // guessed until Sure
	Sure bool      `json:"k,omitempty"` // she chose the language herself

	// Strands are her conversations, the one she is in at the end.
	Strands []strand `json:"s,omitempty"`

	Fields map[string]saved `json:"a,omitempty"` // her answers

	// Late are the requests that were not answered in time, and may be yet.
	Late []waiting `json:"w,omitempty"`

	// Chats are her talks with other people, and Talk the reference of the one
	// that what she types is for while nothing is asked. Vague: the one she was in
	// has ended, so that she must say for which the next is. Unsent is what she
	// wrote before that was clear.
	Chats  []chat   `json:"t,omitempty"`
	Talk   string   `json:"v,omitempty"`
	Vague  bool     `json:"g,omitempty"`
	Unsent []unsent `json:"z,omitempty"`

	// Done are the flows she completed, each with the key of what it asked for,
	// such as the application's reference.
	Done map[string]string `json:"d,omitempty"`
}

// strand is one conversation: a flow, above it those that it called. What she
// sees is the last one.
type strand struct {
	Stack []frame `json:"f"`

	// Aside: it came from outside, and she has not taken it up. What she types
	// is not meant for it, unless it is the label of one of its buttons.
	Aside bool `json:"o,omitempty"`

	// Held: it came while she could not be written to or wanted to hear
	// nothing. It begins when she is back.
	Held bool `json:"h,omitempty"`

	// Until is when what is held back is for naught, Unix s; 0 for never.
	Until int64 `json:"u,omitempty"`

	// Quiet: she has begun to talk with somebody since, and it waits.
	Quiet bool `json:"q,omitempty"`
}

// strandLimit is how many conversations are kept at a time. The oldest that
// came from outside makes place.
const strandLimit = 8

// frame is a place in a flow.
type frame struct {
	Flow   string            `json:"f"`
	Step   string            `json:"s"`
	Trail  []string          `json:"t,omitempty"` // the questions answered on the way, for /back
	Fails  int               `json:"n,omitempty"` // answers to this question that did not do
	Key    string            `json:"k,omitempty"` // of what the flow asked for
	Given  map[string]string `json:"g,omitempty"` // what the flow was told: when it began, and by answers
	Nudges int               `json:"u,omitempty"` // how often she was reminded of it; -1: she does not want that
	Called bool              `json:"c,omitempty"` // a flow that it called lies above
	Open   *open             `json:"o,omitempty"` // the question, once it was asked
	Wait   *waiting          `json:"w,omitempty"` // what it waits for instead
	Change *change           `json:"r,omitempty"` // an answer is changed at the review
}

// change is the way from a review back to it.
type change struct {
	Review string   `json:"r"`
	Step   string   `json:"s,omitempty"` // the question to ask again; "" once it was answered
	Was    []string `json:"t,omitempty"` // the trail before: what stands there is not asked again
	Fresh  bool     `json:"f,omitempty"` // the answer led to a question that was not asked before
}

// open is a question that was asked and not answered.
type open struct {
	Nonce   string `json:"n"`           // in its buttons' data, so that a tap names the question it answers
	Message int    `json:"m,omitempty"` // its newest message, once the receipt has come
	After   int    `json:"a,omitempty"` // the last message that she had written, or tapped on, when it was asked: what has a smaller number answers something else
	Kind    string `json:"k,omitempty"` // of the step that asked, to find one that changed
	// Shown are the options as they were shown, id and label. A label that is
	// a language's own name is left out.
	Shown  [][2]string `json:"o,omitempty"`
	Picked []string    `json:"p,omitempty"` // of several, those chosen up to now
	Doubt  string      `json:"d,omitempty"` // a mark of the text that hardly is an answer: sent once more it is meant
}

// saved is one answer.
type saved struct {
	Value   string `json:"v,omitempty"`
	Message int    `json:"m,omitempty"` // the message it was typed in
	Skipped bool   `json:"x,omitempty"` // she chose not to answer
	Fixed   bool   `json:"f,omitempty"` // a set gave it, not she
}

// waiting is a step that waits: for the answer of another actor, or for a
// time.
type waiting struct {
	Flow  string            `json:"f,omitempty"` // set in person.Late only
	Step  string            `json:"s,omitempty"` // set in person.Late only
	From  ActorID           `json:"a,omitempty"` // who will answer
	Key   string            `json:"k,omitempty"`
	Given map[string]string `json:"g,omitempty"` // set in person.Late only
	Trail []string          `json:"r,omitempty"` // set in person.Late only: what was answered on the way there
	Timer string            `json:"t,omitempty"`
	Due   time.Time         `json:"d,omitzero"`
}

// lateLimit is how many requests may stand unanswered after their time. Of
// more the oldest is forgotten: its answer, should it come, says nothing.
const lateLimit = 8

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

func (p *person) save(field string, s saved) {
	if p.Fields == nil {
		p.Fields = map[string]saved{}
	}
	p.Fields[field] = s
}

// forget deletes the answers a flow saved, and how she came here. What a flow
// that she completed uses too stays.
func (p *person) forget(b *Book, f *flow) {
	for name := range f.saves {
		if !p.keeps(b, f, name) {
			delete(p.Fields, name)
		}
	}
	for _, name := range linkFields() {
		delete(p.Fields, name)
	}
}

func (p *person) keeps(b *Book, but *flow, field string) bool {
	for id := range p.Done {
		if f := b.flows[id]; f != nil && f != but && (f.saves[field] != nil || slices.Contains(f.uses, field)) {
			return true
		}
	}
	return false
}

// moveTo goes to a step that was not asked yet.
func (f *frame) moveTo(step string) {
	f.Step, f.Fails, f.Open, f.Wait, f.Called = step, 0, nil, nil, false
}

// give keeps what the flow was told.
func (f *frame) give(values map[string]string) {
	for name, value := range values {
		if f.Given == nil {
			f.Given = map[string]string{}
		}
		f.Given[name] = value
	}
}

// has says whether an option was shown. The sign of one that is turned on and
// off makes no difference.
func (o *open) has(id string) bool {
	return o != nil && slices.ContainsFunc(o.Shown, func(s [2]string) bool { return s[0] == strings.TrimLeft(id, "+-") })
}

// top is the frame of a strand that she sees.
func (s *strand) top() *frame { return &s.Stack[len(s.Stack)-1] }
