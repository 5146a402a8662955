package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"wecan/bot"
	"wecan/flows"
)

// script is a machine that does once what a test has written down, and keeps what
// it hears: the receipts of each turn and the pages.
type script struct {
	effects []flows.Effect
	members map[string][]byte // that it writes then
}

type scriptState struct {
	Begun    bool            `json:"b"`
	Receipts []flows.Receipt `json:"r,omitempty"`
	Pages    []flows.Listed  `json:"p,omitempty"`
	Turns    int             `json:"t"`
}

func (m script) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	var s scriptState
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &s); err != nil {
			return flows.Result{}, err
		}
	}
	s.Turns++
	s.Receipts = append(s.Receipts, t.Receipts...)
	out := flows.Result{}
	if told, _ := in.(flows.Told); told.Name == flows.ToldListed {
		var l flows.Listed
		if err := json.Unmarshal(told.Data, &l); err != nil {
			return flows.Result{}, err
		}
		s.Pages = append(s.Pages, l)
	} else if !s.Begun {
		s.Begun = true
		out.Effects, out.Members = m.effects, m.members
	}
	body, err := json.Marshal(s)
	a.Body = body
	out.Actor = a
	return out, err
}

const kindScript flows.Kind = "script"

// stage is a bench with one actor that plays a script, and members.
type stage struct {
	*bench

	defs *flows.Definitions
}

func (b *bench) stage(m member, effects ...flows.Effect) *stage {
	return &stage{b, &flows.Definitions{Hash: "stage", Machines: map[flows.Kind]flows.Machine{
		flows.KindPerson: m, kindScript: script{effects: effects},
	}}}
}

func (s *stage) start(change func(*bot.Options)) *process {
	s.t.Helper()
	p := s.bench.start("a", func(o *bot.Options) {
		o.BulkRate = 1000
		o.Carrier = carrierFunc(func(context.Context, flows.Effect) (int, error) { return 1, nil })
		if change != nil {
			change(o)
		}
	})
	p.Publish(s.defs)
	return p
}

func (s *stage) actor() flows.ActorID { return s.ids.Of(kindScript, "one") }

// nudge makes the script's next turn.
func (s *stage) nudge(p *process, n int) {
	s.t.Helper()
	handle(s.t, p, flows.Incoming{ID: fmt.Sprint("nudge:", n), To: s.actor(), Trace: "n", Input: flows.Told{Name: "nudge"}})
}

func (s *stage) played() (st scriptState) {
	s.t.Helper()
	store := s.store("reader")
	defer s.shut(store)
	rec, err := store.Load(s.t.Context(), s.actor(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	a, _, err := bot.Inspect(rec.ID, rec.State)
	if err == nil && len(a.Body) > 0 {
		err = json.Unmarshal(a.Body, &st)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

// word has a member return a verdict.
func word(ids flows.IDs, chat int64, verdict string, bulk bool) flows.Tell {
	data, _ := json.Marshal(verdict) // a string is JSON
	return flows.Tell{To: ids.Person(chat), Name: "word", Data: data, Bulk: bulk, Receipt: fmt.Sprint("n", chat)}
}

// What came of a tell stands in the teller's next turn, whatever it is.
func TestAVerdictComesBackWithTheNextTurn(t *testing.T) {
	for _, bulk := range []bool{false, true} {
		t.Run(fmt.Sprint("bulk ", bulk), func(t *testing.T) {
			in(t, func(b *bench) {
				var effects []flows.Effect
				want := []flows.Receipt{}
				for i, verdict := range []string{"sent", "opted-out", "", "a-word-of-twenty-char"[:20], "seen", "Two words", "a-word-of-twenty-one-c", "semi;colon"} {
					effects = append(effects, word(b.ids, int64(i+1), verdict, bulk))
					if !flows.GoodVerdict(verdict) {
						verdict = "" // its actor is put aside
					}
					want = append(want, flows.Receipt{Name: fmt.Sprint("n", i+1), Word: verdict})
				}
				quiet := word(b.ids, 99, "sent", bulk)
				quiet.Receipt = "" // nobody asks
				s := b.stage(member{}, append(effects, quiet)...)
				p := s.start(nil)
				s.nudge(p, 1)
				time.Sleep(time.Minute)
				if n := s.played().Turns; n != 1 {
					b.t.Errorf("a verdict made %d turns more", n-1)
				}
				s.nudge(p, 2)
				b.stop(p)
				got := s.played().Receipts
				slices.SortFunc(got, func(a, b flows.Receipt) int { return compare(a.Name, b.Name) })
				if !slices.Equal(got, want) {
					b.t.Errorf("receipts %+v, want %+v", got, want)
				}
				b.idle()
			})
		})
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Told again after a crash she says nothing new: the verdict is that she has seen it.
func TestATellThatComesAgainIsSeen(t *testing.T) {
	in(t, func(b *bench) {
		turns := atomic.Int64{}
		m := member{hear: func(int64, flows.Told) { turns.Add(1) }}
		s := b.stage(m, word(b.ids, 1, "sent", true), word(b.ids, 2, "opted-out", true))
		p := s.start(func(o *bot.Options) { o.AckDelay = time.Hour })
		s.nudge(p, 1)
		time.Sleep(time.Second)
		b.kill(p) // both were told, and the store does not know
		p = s.start(nil)
		p.Polled(false)
		time.Sleep(time.Minute)
		s.nudge(p, 2)
		b.stop(p)
		for _, r := range s.played().Receipts {
			if r.Word != flows.VerdictSeen {
				b.t.Errorf("%+v", r)
			}
		}
		if n := len(s.played().Receipts); n != 2 || turns.Load() != 2 {
			b.t.Errorf("%d receipts, %d turns", n, turns.Load())
		}
	})
}

// A commit whose reply was lost is this turn's own: its verdict is what it said.
func TestAVerdictOutlivesALostReply(t *testing.T) {
	in(t, func(b *bench) {
		s := b.stage(member{}, word(b.ids, 1, "sent", true), word(b.ids, 2, "opted-out", true), word(b.ids, 3, "sent", false))
		p := s.start(func(o *bot.Options) { o.Store = &lossy{Store: o.Store, every: 2} })
		s.nudge(p, 1)
		time.Sleep(time.Minute)
		s.nudge(p, 2)
		b.stop(p)
		words := []string{}
		for _, r := range s.played().Receipts {
			words = append(words, r.Name+" "+r.Word)
		}
		equal(b.t, "receipts", sorted(words), []string{"n1 sent", "n2 opted-out", "n3 sent"})
	})
}

// Bulk tells that stand together may come in any order; everything else keeps its
// place, and each comes once.
func TestTheOrderAroundBulkTells(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		type step struct {
			to   int64
			bulk bool
		}
		var plan []step
		for range rapid.IntRange(1, 40).Draw(rt, "effects") {
			plan = append(plan, step{rapid.Int64Range(1, 12).Draw(rt, "to"), rapid.IntRange(0, 9).Draw(rt, "kind") > 1})
		}
		seed, lose := rapid.Uint64().Draw(rt, "seed"), rapid.IntRange(0, 4).Draw(rt, "replies lost, one of")
		var wrong []string
		in(t, func(b *bench) {
			var mu sync.Mutex
			var heard []string
			var effects []flows.Effect
			for i, st := range plan {
				effects = append(effects, flows.Tell{To: b.ids.Person(st.to), Name: strconv.Itoa(i), Bulk: st.bulk, Receipt: strconv.Itoa(i)})
			}
			slow := rand.New(rand.NewPCG(seed, 1))
			m := member{hear: func(_ int64, in flows.Told) {
				mu.Lock()
				if !slices.Contains(heard, in.Name) {
					heard = append(heard, in.Name)
				}
				d := time.Duration(slow.IntN(5)) * time.Millisecond
				mu.Unlock()
				time.Sleep(d)
			}}
			s := b.stage(m, effects...)
			p := s.start(func(o *bot.Options) {
				o.Tick = time.Minute
				if lose > 1 {
					o.Store = &lossy{Store: o.Store, every: int64(lose)}
				}
			})
			s.nudge(p, 1)
			time.Sleep(10 * time.Second)
			synctest.Wait()
			s.nudge(p, 2)
			b.stop(p)
			if len(heard) != len(plan) {
				wrong = append(wrong, fmt.Sprintf("%d of %d were heard", len(heard), len(plan)))
			}
			at := map[string]int{}
			for i, name := range heard {
				at[name] = i
			}
			for i := range plan {
				for j := range i {
					together := true
					for k := j; k <= i; k++ {
						together = together && plan[k].bulk
					}
					if !together && at[strconv.Itoa(j)] > at[strconv.Itoa(i)] {
						wrong = append(wrong, fmt.Sprintf("%d came before %d", i, j))
					}
				}
			}
			if n := len(s.played().Receipts); n != len(plan) {
				wrong = append(wrong, fmt.Sprintf("%d receipts of %d", n, len(plan)))
			}
			b.idle()
		})
		if len(wrong) > 0 {
			rt.Fatal(wrong)
		}
	})
}

// deadlyPage is a store whose process dies when it has read a page.
type deadlyPage struct {
	bot.Store
	reads *atomic.Int64
	die   func()
}

func (d *deadlyPage) Page(ctx context.Context, p flows.Page) (flows.Listed, error) {
	l, err := d.Store.Page(ctx, p)
	if d.reads.Add(1) == 1 && d.die != nil {
		d.die()
		return flows.Listed{}, errors.New("dead")
	}
	return l, err
}

// A process may die when it has read the page, or when the turn was made and
// nobody knows: the actor gets its page once.
func TestAPageComesOnce(t *testing.T) {
	for _, dies := range []string{"not at all", "after the read", "before the ack"} {
		t.Run(dies, func(t *testing.T) {
			in(t, func(b *bench) {
				ask := flows.Page{Kind: flows.KindPerson, Partition: b.ids.Person(1).Partition(), Before: time.Now().Add(time.Hour), Most: 10}
				s := b.stage(member{}, word(b.ids, 1, "sent", true), ask)
				reads := atomic.Int64{}
				p := s.start(func(o *bot.Options) {
					spoilt := &deadlyPage{Store: o.Store, reads: &reads}
					o.Store = spoilt
					switch dies {
					case "after the read":
						spoilt.die = func() { time.Sleep(time.Second) } // it is killed meanwhile
					case "before the ack":
						o.AckDelay = time.Hour
					}
				})
				s.nudge(p, 1)
				time.Sleep(100 * time.Millisecond)
				if dies != "not at all" {
					b.kill(p)
					p = s.start(func(o *bot.Options) { o.Store = &deadlyPage{Store: o.Store, reads: &reads} })
					p.Polled(false)
				}
				time.Sleep(time.Minute)
				s.nudge(p, 2)
				b.stop(p)
				got := s.played()
				want := map[string]int64{"not at all": 1, "after the read": 2, "before the ack": 2}[dies]
				if len(got.Pages) != 1 || reads.Load() != want {
					b.t.Fatalf("%d pages, read %d times", len(got.Pages), reads.Load())
				}
				if l := got.Pages[0]; !l.End || !slices.Equal(l.IDs, []flows.ActorID{b.ids.Person(1)}) {
					b.t.Errorf("the page is %+v", l)
				}
				b.idle()
			})
		})
	}
}

// A page that nobody can read is a dead letter, and what stands behind it goes on.
func TestAPageThatNobodyCanReadIsGivenUp(t *testing.T) {
	in(t, func(b *bench) {
		s := b.stage(member{}, flows.Page{Kind: flows.KindPerson, Before: time.Now(), Most: 1000}, word(b.ids, 1, "sent", true))
		p := s.start(nil)
		s.nudge(p, 1)
		time.Sleep(time.Second)
		s.nudge(p, 2)
		letters, err := p.store.Dead(b.t.Context())
		if err != nil || len(letters) != 1 || letters[0].Kind != "effect" {
			b.t.Errorf("dead letters %+v, %v", letters, err)
		}
		b.stop(p)
		if got := s.played(); len(got.Pages) != 0 || len(got.Receipts) != 1 {
			b.t.Errorf("%+v", got)
		}
		b.idle()
	})
}
