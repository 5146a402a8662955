package broadcast

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

// Walker is the machine that goes to the people of one partition for a broadcast. It has
// one page of them under way at a time: it tells each, and gets their verdicts with the
// next page. The broadcast calls it to work and halts it; it answers with numbers that
// only grow.
type Walker struct{}

// What a walker is told, and what it tells.
const (
	toldGo      = "go"      // its broadcast, with a call
	toldHalt    = "halt"    // its broadcast, with a halt
	toldNumbers = "numbers" // its broadcast, with numbers
)

// call tells a walker to work. Calls of a broadcast are numbered: an older one than it has
// had changes nothing.
type call struct {
	Reference string       `json:"reference"`
	Partition int          `json:"partition"`
	Call      int          `json:"call"`
	Job       int          `json:"job"`
	Pass      int          `json:"pass"` // called again for the same pass of a job it goes on where it was
	Do        flows.CastDo `json:"do"`
	Seq       int          `json:"seq"` // of the [flows.Cast] that people are told
	Before    time.Time    `json:"before"`
	Most      int          `json:"most"` // people on the first page
}

// halt tells a walker to stop what that call began.
type halt struct {
	Reference string `json:"reference"`
	Partition int    `json:"partition"`
	Call      int    `json:"call"`
}

// numbers are what came of it so far.
type numbers struct {
	Reference string         `json:"reference"`
	Partition int            `json:"partition"`
	N         int            `json:"n"` // ascending over all that this walker ever tells
	Job       int            `json:"job"`
	Call      int            `json:"call"` // the last one
	Run       int            `json:"run"`  // the call with which this walk began: the words are counted from there
	Do        flows.CastDo   `json:"do"`
	Words     map[string]int `json:"words,omitempty"`
	Over      bool           `json:"over,omitempty"`   // everybody was met
	Halted    bool           `json:"halted,omitempty"` // it waits for a further call
	Most      int            `json:"most"`             // the size of its pages
}

// walk is the body of a walker.
type walk struct {
	call

	Halt  int            `json:"halt,omitempty"` // the last call that was halted
	N     int            `json:"n"`
	Run   int            `json:"run"`
	Words map[string]int `json:"words,omitempty"`
	Told  time.Time      `json:"told,omitzero"` // when it told numbers
	Over  bool           `json:"over,omitempty"`

	After string          `json:"after,omitempty"` // behind whom it goes on, when those under way have been told
	Asked time.Time       `json:"asked,omitzero"`  // when it asked for a page; zero: none is under way
	Place string          `json:"place,omitempty"` // the [flows.Page.After] of that page
	For   int             `json:"for,omitempty"`   // the run that it was asked for
	Page  int             `json:"page,omitempty"`  // the number of the last page: receipts have it
	Under []flows.ActorID `json:"under,omitempty"` // who is being told, in the order of the receipts
	Went  int             `json:"went,omitempty"`  // how many of them got a message
	Tries int             `json:"tries,omitempty"` // how often they have been told
	Again []flows.ActorID `json:"again,omitempty"` // who must be told again: what came of it is not known
}

const (
	pageFirst   = 3                      // people on the first page of all: eight walkers take a second for theirs, at 25 a second
	pageSafe    = 6                      // as many as long as nothing has shown that messages go faster than that
	pageTime    = 450 * time.Millisecond // that a page is to take
	pageLong    = 700 * time.Millisecond
	numbersRest = time.Second // between two numbers
	triesMost   = 3           // of one person
)

// going is one turn of a walker while it is made.
type going struct {
	walk

	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	reports []string
}

// Step makes one turn of a walker.
func (Walker) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	g := &going{t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &g.walk); err != nil {
			return flows.Result{}, fmt.Errorf("broadcast: read the walker: %w", err)
		}
	}
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("broadcast: a walker cannot be given a %T", in)
	}
	g.learn()
	if err := g.told(told); err != nil {
		return flows.Result{}, err
	}
	var err error
	if a.Body, err = json.Marshal(g.walk); err != nil {
		return flows.Result{}, fmt.Errorf("broadcast: write the walker: %w", err)
	}
	return flows.Result{Actor: a, Effects: g.out, Reports: g.reports}, nil
}

func (g *going) told(in flows.Told) error {
	switch in.Name {
	case toldGo:
		return g.called(in)
	case toldHalt:
		return g.halted(in)
	case flows.ToldListed:
		return g.listed(in)
	}
	return fmt.Errorf("broadcast: a walker cannot be told %q", in.Name)
}

// walkerKey is what a walker's id is made of.
func walkerKey(reference string, partition int) string {
	return reference + "/" + strconv.Itoa(partition)
}

// mine says whether its broadcast says so.
func (g *going) mine(from flows.ActorID, reference string, partition int) bool {
	if from == g.t.IDs.Of(flows.KindBroadcast, reference) && g.a.ID == g.t.IDs.Of(flows.KindWalker, walkerKey(reference, partition)) {
		return true
	}
	g.reports = append(g.reports, "a walker was told something by whoever has no part in it")
	return false
}

// called begins a walk, or goes on with one.
func (g *going) called(in flows.Told) error {
	var c call
	if err := json.Unmarshal(in.Data, &c); err != nil {
		return fmt.Errorf("broadcast: read a call: %w", err)
	}
	if !g.mine(in.From, c.Reference, c.Partition) || c.Call <= g.Call {
		return nil
	}
	on := c.Job == g.Job && c.Pass == g.Pass && !g.Over
	if g.call = c; !on {
		g.Run, g.Words, g.After, g.Again, g.Over = c.Call, nil, "", nil, false
	}
	g.Tries = 0
	switch {
	case !g.Asked.IsZero(): // it goes on when the page that is under way has come
	case g.Call <= g.Halt:
		return g.tellNumbers(false, true)
	default:
		g.ask(nil)
	}
	return nil
}

// halted stops the walk at its next page.
func (g *going) halted(in flows.Told) error {
	var h halt
	if err := json.Unmarshal(in.Data, &h); err != nil {
		return fmt.Errorf("broadcast: read a halt: %w", err)
	}
	if g.mine(in.From, h.Reference, h.Partition) {
		g.Halt = max(g.Halt, h.Call)
	}
	return nil
}

// listed goes on with the next page.
func (g *going) listed(in flows.Told) error {
	var l flows.Listed
	if err := json.Unmarshal(in.Data, &l); err != nil {
		return fmt.Errorf("broadcast: read a page: %w", err)
	}
	if in.From != "" || g.Asked.IsZero() || l.Partition != g.Partition || l.After != g.Place {
		g.reports = append(g.reports, "a walker was brought a page that it had not asked for")
		return nil
	}
	g.settle()
	g.Asked = time.Time{}
	switch {
	case g.Call <= g.Halt:
		return g.tellNumbers(false, true)
	case len(g.Again) > 0: // the page is asked for anew behind them
		again := g.Again
		g.Again = nil
		g.ask(again)
	case g.For != g.Run: // it is of the walk before
		g.ask(nil)
	case l.End && len(l.IDs) == 0:
		g.Over = true
		return g.tellNumbers(true, false)
	default:
		g.After, g.Tries = l.Next, 0
		g.ask(l.IDs)
	}
	if g.t.Now.Sub(g.Told) >= numbersRest {
		return g.tellNumbers(false, false)
	}
	return nil
}

// ask tells people, and asks for the page behind them.
func (g *going) ask(people []flows.ActorID) {
	g.Page++
	g.Tries++
	g.Under, g.Went, g.Asked, g.Place, g.For = people, 0, g.t.Now, g.After, g.Run
	shared := &flows.Shared{Actor: g.t.IDs.Of(flows.KindBroadcast, g.Reference), Member: memberCast(g.Seq)}
	for i, id := range people {
		g.out = append(g.out, flows.Tell{
			To: id, Name: flows.ToldCast, Bulk: true, Shared: shared, Receipt: receiptOf(g.Page, i),
		})
	}
	g.out = append(g.out, flows.Page{
		Kind: flows.KindPerson, Partition: g.Partition, After: g.After, Before: g.Before, Most: min(max(g.Most, 1), flows.PageMost),
	})
}

func (g *going) tellNumbers(over, halted bool) error {
	g.N++
	g.Told = g.t.Now
	tell, err := flows.NewTell(g.t.IDs.Of(flows.KindBroadcast, g.Reference), toldNumbers, numbers{
		Reference: g.Reference, Partition: g.Partition, N: g.N, Job: g.Job, Call: g.Call, Run: g.Run, Do: g.Do,
		Words: g.Words, Over: over, Halted: halted, Most: g.Most,
	})
	if err != nil {
		return errors.Join(errors.New("broadcast: tell numbers"), err)
	}
	g.out = append([]flows.Effect{tell}, g.out...) // before the people: it need not wait for their tokens
	return nil
}
