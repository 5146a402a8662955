package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// What is told by where it lies reaches everybody once and in order on every store, also
// when a process was killed that had told some and could not say so: the next one tells
// all of it again.
func TestWhatIsSharedOnEveryStore(t *testing.T) {
	for name, at := range map[string]func() store.Options{
		"memory": func() store.Options {
			return store.Options{URL: "memory:", Embedded: miniredis.NewMiniRedis()}
		},
		"redis":   func() store.Options { return store.Options{URL: redistest.Start(t).URL} },
		"cluster": func() store.Options { return store.Options{URL: redistest.StartCluster(t).URL} },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSharing(t, at())
			first := s.start(func(one bot.Store) bot.Store { return deaf{one, s.deafened} })
			s.begin(first)
			s.await("an ack of the first process", s.deafened)
			first.Kill()
			if len(slices.Concat(s.heard()...)) == 0 {
				t.Error("nobody was told before the kill: the test shows nothing")
			}
			second := s.start(func(one bot.Store) bot.Store { return &tallied{Store: one, left: s.tells(), all: s.acked} })
			second.Polled(false)
			s.await("the acks of the second process", s.acked)
			if err := second.Stop(5 * time.Second); err != nil {
				t.Error(err)
			}
			s.judge()
		})
	}
}

// sharing is an actor that tells people of several words, as bulk tells and now and then one
// by itself.
type sharing struct {
	t    *testing.T
	at   store.Options
	ids  flows.IDs
	defs *flows.Definitions

	deafened, acked chan struct{}
}

const (
	sharedWords  = 6
	sharedPeople = 3 // so that several tells to one person could be under way at once
)

func newSharing(t *testing.T, at store.Options) *sharing {
	t.Helper()
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	at.Bot, at.Owner, at.Key = botID, "one", key
	s := &sharing{t: t, at: at, deafened: make(chan struct{}, 1), acked: make(chan struct{}, 1)}
	if s.ids, err = s.open().IDs(t.Context(), botID); err != nil {
		t.Fatal(err)
	}
	play := script{members: map[string][]byte{}}
	for n := range sharedWords {
		member := "words" + strconv.Itoa(n)
		play.members[member] = strconv.AppendQuote(nil, "told-"+strconv.Itoa(n))
		for chat := range int64(sharedPeople) {
			play.effects = append(play.effects, s.tell(chat+1, member, true))
		}
		if aloneToo(n) {
			play.effects = append(play.effects, s.tell(1, member, false)) // those behind it wait for it
		}
	}
	s.defs = &flows.Definitions{Hash: "sharing", Machines: map[flows.Kind]flows.Machine{
		flows.KindPerson: listener{}, kindScript: play,
	}}
	return s
}

// aloneToo says whether the first is told a word once more, alone.
func aloneToo(word int) bool { return word%2 == 1 }

// tells is how often the script tells somebody.
func (*sharing) tells() int { return sharedWords*sharedPeople + sharedWords/2 }

func (s *sharing) tell(chat int64, member string, bulk bool) flows.Effect {
	return flows.Tell{To: s.ids.Person(chat), Name: "word", Bulk: bulk, Shared: &flows.Shared{Actor: s.ids.Of(kindScript, "one"), Member: member}}
}

func (s *sharing) open() *store.Store {
	s.t.Helper()
	one, err := store.Open(s.t.Context(), s.at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = one.Close() })
	return one
}

// start starts a process whose store has a fault.
func (s *sharing) start(fault func(bot.Store) bot.Store) *bot.Runtime {
	s.t.Helper()
	carry := carrierFunc(func(context.Context, flows.Effect) (int, error) { return 1, nil })
	r := bot.New(bot.Options{Store: fault(s.open()), Carrier: carry, IDs: s.ids, BulkRate: 1000}, s.defs)
	if err := r.Start(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(r.Kill)
	return r
}

// begin has people come, and the script tell them.
func (s *sharing) begin(r *bot.Runtime) {
	s.t.Helper()
	come(s.t, r, s.ids, sharedPeople)
	to := s.ids.Of(kindScript, "one")
	if err := r.Handle(s.t.Context(), flows.Incoming{ID: "go", To: to, Trace: "t", Input: flows.Told{Name: "go"}}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sharing) await(what string, bell <-chan struct{}) {
	s.t.Helper()
	select {
	case <-bell:
	case <-time.After(time.Minute):
		s.t.Fatalf("waited a minute for %s; heard was %v", what, s.heard())
	}
}

// heard is what each has heard, as it is stored.
func (s *sharing) heard() (all [][]string) {
	s.t.Helper()
	look := s.open()
	for chat := range int64(sharedPeople) {
		record, err := look.Load(s.t.Context(), s.ids.Person(chat+1), nil)
		if err != nil {
			s.t.Fatal(err)
		}
		a, _, err := bot.Inspect(record.ID, record.State)
		var words []string
		if err == nil && len(a.Body) > 0 {
			err = json.Unmarshal(a.Body, &words)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, words)
	}
	return all
}

// judge says who did not hear all of it once and in order. The first hears some
// twice: with the others and alone.
func (s *sharing) judge() {
	s.t.Helper()
	for n, got := range s.heard() {
		var want []string
		for word := range sharedWords {
			one := fmt.Sprintf("%q", fmt.Sprint("told-", word))
			if want = append(want, one); n == 0 && aloneToo(word) {
				want = append(want, one)
			}
		}
		if !slices.Equal(got, want) {
			s.t.Errorf("number %d has heard %v", n+1, got)
		}
	}
}

// listener is somebody who keeps all that she is told.
type listener struct{}

func (listener) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var words []string
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &words); err != nil {
			return flows.Result{}, err
		}
	}
	if told, is := in.(flows.Told); is {
		words = append(words, string(told.Data))
	}
	var err error
	a.Body, err = json.Marshal(words)
	return flows.Result{Actor: a, Verdict: flows.VerdictSent}, err
}

// deaf is a store that hears of nothing that was carried.
type deaf struct {
	bot.Store
	rings chan<- struct{}
}

func (m deaf) Ack(ctx context.Context, _ *flows.Ack) (flows.Outbox, error) {
	select {
	case m.rings <- struct{}{}:
	default:
	}
	<-ctx.Done()
	return flows.Outbox{}, ctx.Err()
}

// tallied rings when so many effects are known to be carried.
type tallied struct {
	bot.Store
	mu   sync.Mutex
	left int
	all  chan<- struct{}
}

func (c *tallied) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	box, err := c.Store.Ack(ctx, a)
	if err != nil {
		return box, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left -= len(a.Done); c.left == 0 {
		c.all <- struct{}{}
	}
	return box, nil
}
