package bot_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// The crowd is a broadcast made small: walkers go over all people, page by page,
// and tell each; she decides herself whether she gets a message.

const kindWalker flows.Kind = "walker"

// walker goes over every partition that leaves its number, divided by how many
// walkers there are.
type walker struct{}

type walkerState struct {
	Partition int            `json:"p"`
	Step      int            `json:"s"`
	Most      int            `json:"m"`
	Before    time.Time      `json:"b"`
	Words     map[string]int `json:"w,omitempty"` // verdicts
	Pages     int            `json:"n"`
	Over      bool           `json:"o"`
	Paused    bool           `json:"x"`
}

func (walker) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	s := walkerState{Words: map[string]int{}}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &s); err != nil {
			return flows.Result{}, err
		}
	}
	for _, r := range t.Receipts {
		s.Words[r.Word]++
	}
	var effects []flows.Effect
	told, _ := in.(flows.Told)
	switch told.Name {
	case "go":
		if err := json.Unmarshal(told.Data, &s); err != nil {
			return flows.Result{}, err
		}
		effects = append(effects, s.page(""))
	case "plain": // tell somebody, in order with everything else
		effects = append(effects, flows.Tell{To: t.IDs.Person(5000), Name: "news", Receipt: "plain"})
	case flows.ToldListed:
		var l flows.Listed
		if err := json.Unmarshal(told.Data, &l); err != nil {
			return flows.Result{}, err
		}
		s.Pages++
		effects = s.walk(l)
	}
	body, err := json.Marshal(s)
	a.Body = body
	return flows.Result{Actor: a, Effects: effects}, err
}

func (s *walkerState) page(after string) flows.Effect {
	return flows.Page{Kind: flows.KindPerson, Partition: s.Partition, After: after, Before: s.Before, Most: s.Most}
}

// walk tells those on a page, and asks for the next one.
func (s *walkerState) walk(l flows.Listed) (effects []flows.Effect) {
	for i, id := range l.IDs {
		effects = append(effects, flows.Tell{To: id, Name: "news", Bulk: true, Receipt: fmt.Sprintf("%d/%d", l.Partition, s.Pages*1000+i)})
	}
	next := l.Next
	if l.End {
		s.Partition += s.Step
		next = ""
	}
	if s.Partition < flows.Partitions {
		return append(effects, s.page(next))
	}
	if !s.Over { // one page more, for the receipts of the last people
		s.Over = true
		return append(effects, flows.Page{Kind: "nobody", Before: s.Before, Most: 1})
	}
	return nil
}

// member keeps her chat, answers what she writes, and wants what she is told
// unless her number is one of those that want nothing.
type member struct {
	photo   bool // comes first
	willing func(chat int64) bool
	hear    func(chat int64, in flows.Told)
}

type memberState struct {
	Chat int64 `json:"c"`
	Got  int   `json:"g"`
}

func (h member) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var s memberState
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &s); err != nil {
			return flows.Result{}, err
		}
	}
	out := flows.Result{}
	switch in := in.(type) {
	case flows.Media: // she comes
		s.Chat = in.Chat
	case flows.Text:
		s.Chat = in.Chat
		out.Effects = append(out.Effects, flows.Send{Chat: in.Chat, Text: "reply to " + in.Text})
	case flows.Told:
		if h.hear != nil {
			h.hear(s.Chat, in)
		}
		out.Verdict = "opted-out"
		if in.Name == "word" {
			_ = json.Unmarshal(in.Data, &out.Verdict)
		} else if h.willing == nil || h.willing(s.Chat) {
			s.Got++
			out.Verdict = flows.VerdictSent
			if h.photo {
				out.Effects = append(out.Effects, flows.Attach{Chat: s.Chat, What: "photo", File: "id", Once: flows.Uncertain})
			}
			out.Effects = append(out.Effects, flows.Send{Chat: s.Chat, Text: fmt.Sprint("news for ", s.Chat), Once: flows.Uncertain})
		}
	case flows.Tap, flows.Edited, flows.Reach, flows.Timer:
	}
	body, err := json.Marshal(s)
	a.Body = body
	out.Actor = a
	return out, err
}

func crowdDefinitions(m member) *flows.Definitions {
	return &flows.Definitions{Hash: "crowd", Machines: map[flows.Kind]flows.Machine{flows.KindPerson: m, kindWalker: walker{}}}
}

// come makes people, numbered from 1.
func come(tb testing.TB, r *bot.Runtime, ids flows.IDs, people int) {
	tb.Helper()
	for from := 0; from < people; from += 500 {
		var ins []flows.Incoming
		for chat := int64(from) + 1; chat <= int64(min(from+500, people)); chat++ {
			ins = append(ins, flows.Incoming{
				ID: fmt.Sprint("come:", chat), To: ids.Person(chat), Trace: "t",
				Input: flows.Media{Origin: flows.Origin{Chat: chat}, What: "sticker"},
			})
		}
		if err := r.Handle(tb.Context(), ins...); err != nil {
			tb.Fatal(err)
		}
	}
}

// walks starts a walker at a partition.
func walks(tb testing.TB, r *bot.Runtime, ids flows.IDs, first, step, most int) {
	tb.Helper()
	tell, err := flows.NewTell(ids.Of(kindWalker, strconv.Itoa(first)), "go", walkerState{
		Partition: first, Step: step, Most: most, Before: time.Now().Add(time.Millisecond).UTC(), Words: map[string]int{},
	})
	if err != nil {
		tb.Fatal(err)
	}
	in := flows.Incoming{ID: fmt.Sprint("go:", first), To: tell.To, Trace: "w", Input: flows.Told{Name: "go", Data: tell.Data}}
	if err := r.Handle(tb.Context(), in); err != nil {
		tb.Fatal(err)
	}
}

// walked reads a walker.
func walked(tb testing.TB, s bot.Store, ids flows.IDs, first int) (w walkerState) {
	tb.Helper()
	rec, err := s.Load(tb.Context(), ids.Of(kindWalker, strconv.Itoa(first)), nil)
	if err != nil {
		tb.Fatal(err)
	}
	a, _, err := bot.Inspect(rec.ID, rec.State)
	if err == nil && len(a.Body) > 0 {
		err = json.Unmarshal(a.Body, &w)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// clockwork notes when which text was sent, by whatever process.
type clockwork struct {
	mu    sync.Mutex
	texts []string
	at    []time.Time
}

func (c *clockwork) note(e flows.Effect) {
	if s, ok := e.(flows.Send); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.texts, c.at = append(c.texts, s.Text), append(c.at, time.Now())
	}
}

func (c *clockwork) sent() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.texts...)
}

// busiest is the most that was sent within a second, whichever.
func (c *clockwork) busiest() (most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := 0
	for i, at := range c.at {
		for at.Sub(c.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// took is from the first to the last.
func (c *clockwork) took() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.at) == 0 {
		return 0
	}
	return c.at[len(c.at)-1].Sub(c.at[0])
}
