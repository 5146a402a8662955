package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// form is a machine small enough to reason about: it keeps every text and asks
// the next question. "panic", "fail", "tell", "wait" and the other words of
// [form.obey] do what they say.
type form struct{}

type formState struct {
	Answers  []string        `json:"a"`
	Told     []string        `json:"t,omitempty"`
	Receipts []flows.Receipt `json:"r,omitempty"`
	Blocked  bool            `json:"b,omitempty"`
	Lost     []int64         `json:"l,omitempty"` // the chats of refused messages
	Fired    []string        `json:"f,omitempty"`
}

func (form) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var s formState
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &s); err != nil {
			return flows.Result{}, err
		}
	}
	s.Receipts = append(s.Receipts, t.Receipts...)
	var effects []flows.Effect
	var reports []string
	switch in := in.(type) {
	case flows.Text:
		var err error
		if effects, err = (form{}).obey(t, &a, in); err != nil {
			return flows.Result{}, err
		}
		reports = reportsOf(in.Text)
		s.Answers = append(s.Answers, in.Text)
		effects = append(effects, flows.Send{
			Chat: in.Chat, Text: fmt.Sprintf("Q%d?", len(s.Answers)), Question: true, Receipt: "question", Unkey: in.Text == "unkey", Keys: keysOf(in.Text), Buttons: buttonsOf(in.Text),
		})
		a.Index = []string{"answers:" + strconv.Itoa(len(s.Answers))}
	case flows.Tap:
		s.Answers = append(s.Answers, in.Data)
		next := flows.Send{Chat: in.Chat, Text: fmt.Sprintf("Q%d?", len(s.Answers)), Question: true}
		switch in.Data {
		case "last":
			next = flows.Send{Chat: in.Chat, Text: "thanks"}
		case "why": // the same question again, with the same button
			next.Buttons = [][]flows.Button{{{Label: "?", Data: "why"}}}
		}
		effects = append(effects, flows.Answer{Query: in.Query}, next)
	case flows.Told:
		s.Told = append(s.Told, in.Name)
	case flows.Timer:
		s.Fired = append(s.Fired, in.Name)
	case flows.Reach:
		s.Blocked = in.Blocked
		if !in.Refused.IsZero() {
			s.Lost = append(s.Lost, in.Chat)
		}
	case flows.Media, flows.Edited:
	}
	body, err := json.Marshal(s)
	a.Body = body
	return flows.Result{Actor: a, Effects: effects, Reports: reports}, err
}

// obey does what the first word of a text says.
func (form) obey(t flows.Turn, a *flows.Actor, in flows.Text) ([]flows.Effect, error) {
	word, rest, _ := strings.Cut(in.Text, " ")
	switch word {
	case "panic":
		panic("secret words of a person")
	case "fail":
		return nil, errors.New("this step fails")
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return nil, err
		}
		a.SetTimer("wait", t.Now.Add(d))
	case "tell":
		return []flows.Effect{flows.Tell{To: t.IDs.Person(99), Name: rest}}, nil
	case "uncertain":
		return []flows.Effect{flows.Send{Chat: in.Chat, Text: "news " + rest, Once: flows.Uncertain}}, nil
	case "many": // one of many, which can be taken back
		return []flows.Effect{
			flows.Attach{Chat: in.Chat, What: "photo", File: rest, Receipt: "file:" + rest, Once: flows.Uncertain, Mark: "many"},
			flows.Send{Chat: in.Chat, Text: "many " + rest, Receipt: "many:" + rest, Once: flows.Uncertain, Mark: "many"},
		}, nil
	case "drop":
		return []flows.Effect{flows.Send{Chat: in.Chat, Text: "dropped " + rest, Drop: []string{rest}}}, nil
	case "info":
		return []flows.Effect{flows.Send{Chat: in.Chat, Text: "info " + rest}}, nil
	case "letter": // a question that comes before the one that stands open
		return []flows.Effect{flows.Send{Chat: in.Chat, Text: rest + "?", Question: true}}, nil
	case "voice":
		return []flows.Effect{flows.Play{Chat: in.Chat, Clip: rest, Sum: "s", Question: true, Receipt: "voice"}}, nil
	case "enclose":
		return []flows.Effect{flows.Enclose{Chat: in.Chat, Name: rest, Data: []byte("x"), Receipt: "file"}}, nil
	case "list":
		return []flows.Effect{flows.Commands{Chat: in.Chat, List: make([]flows.Command, len(strings.Fields(rest)))}}, nil
	case "file":
		hide := flows.Delete{Chat: in.Chat, Message: in.Message}
		return []flows.Effect{hide, hide, hide, flows.Attach{Chat: in.Chat, What: "document", File: rest}}, nil
	case "hide":
		return []flows.Effect{flows.Delete{Chat: in.Chat, Message: in.Message}}, nil
	}
	return nil, nil
}

// keysOf are the keys of the question after "key".
func keysOf(text string) [][]flows.Key {
	if text == "key" {
		return [][]flows.Key{{{Label: "k"}}}
	}
	return nil
}

// buttonsOf is the button of the question after "pick", and of the one after
// "end it", behind which nothing is asked.
func buttonsOf(text string) [][]flows.Button {
	switch text {
	case "pick":
		return [][]flows.Button{{{Label: "a", Data: "picked"}}}
	case "end it":
		return [][]flows.Button{{{Label: "a", Data: "last"}}}
	}
	return nil
}

// reportsOf are the reports of a text: "report a b" makes two.
func reportsOf(text string) []string {
	if list, ok := strings.CutPrefix(text, "report "); ok {
		return strings.Fields(list)
	}
	return nil
}

func (form) Apology(_ flows.Actor, in flows.Input) []flows.Effect {
	if t, ok := in.(flows.Text); ok {
		return []flows.Effect{flows.Send{Chat: t.Chat, Text: "sorry"}}
	}
	return nil
}

// fakeCarrier notes what is carried; fail, when set, decides first.
type fakeCarrier struct {
	mu    sync.Mutex
	texts []string
	calls int
	fail  func(call int, e flows.Effect) error
	bell  chan struct{}
}

func newCarrier() *fakeCarrier { return &fakeCarrier{bell: make(chan struct{}, 1000)} }

func (c *fakeCarrier) Carry(_ context.Context, e flows.Effect) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	var err error
	if c.fail != nil {
		err = c.fail(c.calls, e)
	}
	if err != nil {
		return 0, err
	}
	switch e := e.(type) {
	case flows.Send:
		c.texts = append(c.texts, e.Text)
	case flows.Play:
		c.texts = append(c.texts, "play "+e.Clip)
	case flows.Attach:
		c.texts = append(c.texts, "attach "+e.File)
	case flows.Enclose:
		c.texts = append(c.texts, "enclose "+e.Name)
	case flows.Answer:
		c.texts = append(c.texts, "answer "+e.Query)
	case flows.Edit:
		c.texts = append(c.texts, "edit "+e.Text)
	case flows.Delete:
		c.texts = append(c.texts, "delete "+strconv.Itoa(e.Message))
	case flows.Commands:
		c.texts = append(c.texts, "commands "+strconv.Itoa(len(e.List)))
	case flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
		panic("what is not for Telegram reached its carrier")
	}
	c.bell <- struct{}{}
	return 1000 + c.calls, nil
}

func (c *fakeCarrier) sent() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.texts...)
}

// bench is one embedded Redis with as many processes as a test wants. It works
// inside a synctest bubble.
type bench struct {
	t     *testing.T
	redis *miniredis.Miniredis
	key   store.MasterKey
	ids   flows.IDs
	chat  int64
	next  int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, redis: miniredis.NewMiniRedis(), key: key, chat: 7}
	b.redis.ClockTTL(true)
	t.Cleanup(b.redis.Close)
	s := b.store("first")
	if b.ids, err = s.IDs(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) store(owner string) *store.Store {
	b.t.Helper()
	s, err := store.Open(b.t.Context(), store.Options{URL: "memory:", Embedded: b.redis, Bot: 1, Owner: owner, Key: b.key})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

type process struct {
	*bot.Runtime
	store *store.Store
	out   *fakeCarrier
}

// start starts a process; change, when not nil, may change its options.
func (b *bench) start(owner string, change func(*bot.Options)) *process {
	b.t.Helper()
	p := &process{store: b.store(owner), out: newCarrier()}
	o := bot.Options{Store: p.store, Carrier: p.out, IDs: b.ids}
	if change != nil {
		change(&o)
	}
	p.Runtime = bot.New(o, toyDefinitions())
	if err := p.Start(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return p
}

func toyDefinitions() *flows.Definitions {
	return &flows.Definitions{Hash: "toy", Machines: map[flows.Kind]flows.Machine{flows.KindPerson: form{}}}
}

// kill ends a process as kill -9 would.
func (b *bench) kill(p *process) {
	b.t.Helper()
	p.Kill()
	_ = p.store.Close()
}

func (b *bench) stop(p *process) {
	b.t.Helper()
	if err := p.Stop(5 * time.Second); err != nil {
		b.t.Error(err)
	}
	if err := p.store.Close(); err != nil {
		b.t.Error(err)
	}
}

func (b *bench) shut(s *store.Store) {
	if err := s.Close(); err != nil {
		b.t.Error(err)
	}
}

// say makes the next update of the bench's person.
func (b *bench) say(text string) flows.Incoming {
	b.next++
	return flows.Incoming{
		ID: fmt.Sprintf("update:%d", b.next), To: b.ids.Person(b.chat), Trace: "t",
		Input: flows.Text{Origin: flows.Origin{Chat: b.chat}, Message: b.next, Text: text},
	}
}

// state reads the person's state from the store.
func (b *bench) state(chat int64) formState {
	b.t.Helper()
	s := b.store("reader")
	defer b.shut(s)
	rec, err := s.Load(b.t.Context(), b.ids.Person(chat), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	a, _, err := bot.Inspect(rec.ID, rec.State)
	if err != nil {
		b.t.Fatal(err)
	}
	var fs formState
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &fs); err != nil {
			b.t.Fatal(err)
		}
	}
	return fs
}

// idle fails the test when anything is left to send.
func (b *bench) idle() {
	b.t.Helper()
	s := b.store("reader")
	defer b.shut(s)
	left, err := s.Unsent(b.t.Context(), time.Now().Add(1000*time.Hour), 100)
	if err != nil || len(left) > 0 {
		b.t.Errorf("unsent: %v %v", left, err)
	}
}
