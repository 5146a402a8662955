package bot_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/enrollment"
	"wecan/flows/event"
	"wecan/flows/referral"
	"wecan/flows/session"
	"wecan/i18n"
	"wecan/store"
)

const (
	storm = 12 * time.Second // while things break

	// And then everybody must be served: well after a lease of 8 s, a clock 40 s
	// off, and the longest pause between two tries. With a planted bug nobody
	// needs to wait that long.
	patience     = 300 * time.Second
	shortBugTime = 25 * time.Second
)

// simulate runs one plan and tells what went wrong.
func simulate(t *testing.T, p plan, defs simBook, key store.MasterKey) (wrong []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, p, defs.of(p), key)
		outside, closeOutside := context.WithCancel(t.Context())
		if p.webhook {
			go w.tg.Run(outside)
		}
		people := make([]*simPerson, p.people)
		wait := patience
		if p.bug != noBug && !p.bug.ofTalks() && !p.bug.ofSessions() && !p.bug.ofEvents() && !p.bug.ofDays() && !p.bug.ofCasts() {
			wait = shortBugTime
		}
		if w.day != nil {
			wait += time.Until(w.day.start.Add(dayClosing))
		}
		ctx, cancel := context.WithTimeout(t.Context(), storm+wait)
		var crowd, weather sync.WaitGroup
		for i := range people {
			people[i] = newPerson(w, i)
			crowd.Go(func() { people[i].live(ctx) })
		}
		if w.talks != nil {
			w.talks.live(ctx, &crowd)
		}
		if w.sessions != nil {
			w.sessions.live(ctx, &crowd)
		}
		if w.fest != nil {
			w.fest.live(ctx, &crowd)
		}
		if w.day != nil {
			w.day.live(ctx, &crowd)
		}
		if w.cast != nil {
			w.cast.live(ctx, &crowd)
		}
		w.weather(&weather)
		weather.Wait()
		crowd.Wait()
		cancel()
		if w.talks != nil {
			w.talks.later.Wait()
		}
		time.Sleep(25*time.Second + max(p.skew, -p.skew)) // timers of the flow and leases run out
		w.over.Store(true)
		w.behind.Wait()
		closeOutside()
		for _, l := range w.living {
			if err := l.finish(); err != nil {
				w.note("stop: " + err.Error())
			}
		}
		synctest.Wait()
		wrong = w.check(t.Context(), people)
		w.redis.Close()
		synctest.Wait()
	})
	return wrong
}

// weather starts the processes and does to them what the plan says.
func (w *world) weather(all *sync.WaitGroup) {
	for place := range w.plan.processes {
		w.start(place)
		all.Go(func() {
			began := time.Now()
			for crash := range w.plan.crashes {
				at := time.Duration(w.plan.hash("crash", place, crash)%uint64(storm/time.Millisecond)) * time.Millisecond / time.Duration(w.plan.crashes)
				time.Sleep(at)
				w.crashPlace(place, crash)
			}
			time.Sleep(storm - time.Since(began))
		})
	}
	if w.plan.skew != 0 {
		all.Go(func() { time.Sleep(storm / 2); w.jump(storm) })
	}
	all.Go(func() {
		time.Sleep(storm + storm/2)
		w.mu.Lock()
		w.calm = true
		w.mu.Unlock()
	})
}

// jump makes the clock of Redis jump, and back after that time. With several
// processes it stays back: a leap ahead ends leases early, and nothing can be
// promised about who sends.
func (w *world) jump(during time.Duration) {
	set := func() { w.redis.SetTime(time.Now().Add(w.plan.skew)) }
	for until := time.Now().Add(during); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		set()
	}
	if w.plan.processes == 1 {
		w.redis.SetTime(time.Time{})
		return
	}
	w.behind.Go(func() {
		for !w.over.Load() {
			set()
			time.Sleep(100 * time.Millisecond)
		}
	})
}

// crashPlace kills the process in a place and starts another there a little later.
func (w *world) crashPlace(place, crash int) {
	w.mu.Lock()
	var victim *simProcess
	for _, l := range w.living {
		if l.place == place {
			victim = l
		}
	}
	w.mu.Unlock()
	if victim == nil {
		return
	}
	victim.crash()
	time.Sleep(time.Duration(200+w.plan.hash("down", place, crash)%3000) * time.Millisecond)
	w.start(place)
}

// TestSimulation runs many seeds; WECAN_SIM_SEEDS says how many and
// WECAN_SIM_SEED which is the first. A seed that fails is printed with its plan
// and fails again: make sim SEEDS=1 SEED=n.
func TestSimulation(t *testing.T) {
	seeds, first := setting(t, "WECAN_SIM_SEEDS", 60), setting(t, "WECAN_SIM_SEED", 1)
	defs, key := simDefinitions(t)
	for lane := range lanes {
		t.Run("lane"+strconv.Itoa(lane), func(t *testing.T) {
			t.Parallel()
			for i := lane; i < seeds; i += lanes {
				p := newPlan(uint64(first + i))
				if wrong := simulate(t, p, defs, key); len(wrong) > 0 {
					t.Errorf("seed %d failed: %+v", p.seed, p)
					for _, line := range wrong {
						t.Errorf("  %s", line)
					}
					t.Fatalf("again: make sim SEEDS=1 SEED=%d", p.seed)
				}
			}
		})
	}
}

const lanes = 4

// TestSimulationFindsPlantedBugs plants one fault per rule, and wants each found.
func TestSimulationFindsPlantedBugs(t *testing.T) {
	defs, key := simDefinitions(t)
	for b := noBug + 1; b < bugs; b++ {
		t.Run(b.String(), func(t *testing.T) {
			t.Parallel()
			const enough = 400
			for seed := range uint64(enough) {
				p := newPlan(seed + b.from())
				p.bug = b
				p.asks, p.board, p.away, p.sessions, p.event, p.day, p.cast = 0, 0, 0, b.ofSessions(), b.ofEvents(), b.ofDays(), b.ofCasts()
				if b.ofTalks() {
					p.asks, p.people = 2, 1
				}
				if b.ofEvents() || b.ofDays() || b.ofCasts() {
					p.people = 0
				}
				if b.ofBoard() {
					p.board = 1<<len(simTeam()) - 1
				}
				for _, line := range simulate(t, p, defs, key) {
					if strings.Contains(line, b.seenAs()) {
						t.Logf("found with seed %d: %.200s", p.seed, line)
						return
					}
				}
			}
			t.Errorf("not found in %d seeds", enough)
		})
	}
}

// simBook are the definitions by who of the team works at Mattermost: a bit for each. The
// last ones are for sessions and events: it is night when a simulation begins, and nobody sleeps.
type simBook []*flows.Definitions

func (b simBook) of(p plan) *flows.Definitions {
	if p.sessions || p.event || p.day || p.cast {
		return b[len(b)-1]
	}
	return b[p.board]
}

func simDefinitions(t *testing.T) (simBook, store.MasterKey) {
	t.Helper()
	var clips []flows.Clip
	for file, data := range simVoices() {
		clips = append(clips, flows.NewClip(file, data.Data))
	}
	programme := shortProgramme(t)
	var book simBook
	for board := range 1 << len(simTeam()) {
		book = append(book, tidied(t, definitionsFor(t, []byte(plan{board: board}.withBoard(string(programme))), clips...)))
	}
	awake := strings.Replace(string(programme), "sites:", `quiet: "22:00-22:01"`+"\nsites:", 1)
	book = append(book, tidied(t, definitionsFor(t, []byte(awake), clips...)))
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	return book, key
}

// shortProgramme is that of a form with few questions, testdata/short: the
// simulation wants many people, not long talks.
func shortProgramme(tb testing.TB) []byte {
	tb.Helper()
	programme, err := os.ReadFile("testdata/short/programme.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	return programme
}

// definitionsFor are those of the short form for a programme.
func definitionsFor(tb testing.TB, programme []byte, clips ...flows.Clip) *flows.Definitions {
	tb.Helper()
	book, err := flows.Parse(enrollment.Capability(), referral.Capability(), session.Capability(), event.Capability(), broadcast.Capability(), flows.Capability{
		Name: "short", Dir: "bot/testdata/short", Flows: os.DirFS("testdata/short"), Override: true, Words: shortWords(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", programme)
	if err != nil {
		tb.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...))
	if err != nil {
		tb.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p, clips...)
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

// shortWords are those of the long form's questions that the short one leaves out: the card of a referral has them.
func shortWords() []i18n.Source {
	return []i18n.Source{{Key: "question.topic.option.other", Text: "Something else"}, {Key: "question.safe.option.any", Text: "At any time"}}
}

// simVoices are recordings of some texts; the others are only read.
func simVoices() fstest.MapFS {
	voices := fstest.MapFS{}
	for _, file := range []string{"en/enrollment.language.ogg", "en/enrollment.who.ogg", "en/enrollment.name.ogg", "en/enrollment.review.ogg"} {
		voices[file] = &fstest.MapFile{Data: []byte(file)}
	}
	return voices
}

func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}
