package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// process is a poller with its surroundings, as one process would have them.
type process struct {
	poller *telegram.Poller
	door   *door
	log    *transcript
	events *tally
	cancel context.CancelFunc
	ended  chan struct{}
	err    error

	mu      sync.Mutex
	dead    bool
	polling int // getUpdates under way
	most    int // of them at once
}

// launch starts a process inside a bubble. It ends with stop, or with the test.
func launch(t *testing.T, name string, g *gate, rt http.RoundTripper, f telegram.Turns, m telegram.Morgue) *process {
	t.Helper()
	p := &process{door: &door{gate: g, name: name}, log: &transcript{}, events: &tally{}, ended: make(chan struct{})}
	p.poller = telegram.NewPoller(telegram.PollerConfig{
		Telegram: client(t, p.watch(t, rt)),
		Intake: telegram.Intake{
			Mapper: telegram.Mapper{IDs: ids(t)}, Turns: f, Morgue: m, Log: p.log.logger(), Observe: p.events.observe,
		},
		Turnstile: p.door,
	})
	ctx, cancel := context.WithCancel(t.Context())
	p.cancel = cancel
	go func() {
		p.err = p.poller.Run(ctx)
		close(p.ended)
	}()
	return p
}

// stop asks the process to end, and says how long that took.
func (p *process) stop(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	p.cancel()
	<-p.ended
	if p.err != nil {
		t.Errorf("Run: %v", p.err)
	}
	return time.Since(began)
}

// kill cuts the process off, as kill -9 does: it reaches nobody any more.
func (p *process) kill() {
	p.mu.Lock()
	p.dead = true
	p.mu.Unlock()
	p.door.breakDown(errors.New("killed"))
	p.cancel()
}

// watch counts getUpdates and lets a killed process reach nobody.
func (p *process) watch(t *testing.T, rt http.RoundTripper) http.RoundTripper {
	t.Helper()
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		poll := strings.HasSuffix(r.URL.Path, "/getUpdates")
		p.mu.Lock()
		dead := p.dead
		if poll {
			p.polling++
			p.most = max(p.most, p.polling)
		}
		p.mu.Unlock()
		defer func() {
			p.mu.Lock()
			if poll {
				p.polling--
			}
			if p.most > 1 {
				t.Error("two getUpdates at once")
			}
			p.mu.Unlock()
		}()
		if dead {
			return nil, errors.New("killed")
		}
		return rt.RoundTrip(r)
	})
}

func (p *process) underWay() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.polling
}

func numbered(n int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("text %d", i)
	}
	return texts
}

func say(sb *sandbox.Telegram, texts ...string) {
	for _, text := range texts {
		sb.Say(anna, text)
	}
}

// The library's poller confirms an update when it enters a channel in memory.
func TestNothingIsConfirmedBeforeItIsHandled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		want := numbered(250)
		say(sb, want...)
		f := newTurns()
		f.before = func(_ context.Context, call int) error {
			if call <= 3 && sb.Pending() != len(want) {
				t.Errorf("call %d: %d updates pending, none of %d is handled", call, sb.Pending(), len(want))
			}
			if call <= 2 || call == 5 {
				return errors.New("down")
			}
			return nil
		}
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Minute)
		if !slices.Equal(f.texts(), want) {
			t.Errorf("committed %q", f.texts())
		}
		if f.repeats != 0 {
			t.Errorf("%d updates came again after they were handled", f.repeats)
		}
		if n := p.log.count("not committed"); n != 2 {
			t.Errorf("two outages were told %d times: %s", n, p.log)
		}
		if p.events.of(telegram.EventHandleFailed) != 3 || p.events.of(telegram.EventUpdateTaken) < len(want) {
			t.Errorf("events %v", p.events.n)
		}
		p.stop(t)
		if sb.Pending() != 0 {
			t.Errorf("%d updates pending", sb.Pending())
		}
	})
}

// Eight kills over 800 updates: a process dies right after a commit, before it
// could confirm, and the next one takes over when the lease has run out.
func TestKilledPollersLoseNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		want := numbered(800)
		stalled := make(chan struct{})
		next := 0
		f.after = func() {
			next++
			if next%2 == 1 && next < 16 {
				<-stalled // until it is killed
			}
		}
		var all []*process
		go func() {
			for i, text := range want {
				say(sb, text)
				if i%10 == 9 {
					time.Sleep(time.Second)
				}
			}
		}()
		for i := range 9 {
			p := launch(t, fmt.Sprint("p", i), g, sb.RoundTripper(), f, newMorgue())
			all = append(all, p)
			time.Sleep(20 * time.Second)
			if i < 8 {
				p.kill()
				stalled <- struct{}{}
			}
		}
		time.Sleep(2 * time.Minute)
		if got := f.texts(); !slices.Equal(got, want) {
			t.Errorf("%d of %d updates committed, or out of order", len(got), len(want))
		}
		if f.repeats == 0 {
			t.Error("nothing was confirmed late: the kills hit nothing")
		}
		all[8].stop(t)
		for _, p := range all {
			<-p.ended
		}
		if sb.Pending() != 0 {
			t.Errorf("%d updates pending", sb.Pending())
		}
	})
}

// One update that does not decode stops the library's poller for ever.
func TestBadUpdatesAmongGoodOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, m := newTurns(), newMorgue()
		push := func(raw string) int64 { return sb.Push([]byte(raw)) }
		var bad []string
		say(sb, "one")
		bad = append(bad, fmt.Sprint("update/", push(`{"message":"secret"}`)))
		say(sb, "two")
		bad = append(bad, fmt.Sprint("update/", push(`{"message":{"message_id":"secret","chat":{"id":1,"type":"private"}}}`)))
		push(`{"update_id":"secret"}`)
		push(`{"update_id":-5}`)
		push(`null`)
		push(`17`)
		push(`[]`)
		say(sb, "three", "four")
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, m)
		time.Sleep(time.Minute)
		push(`"last"`)
		time.Sleep(time.Minute)
		say(sb, "five")
		time.Sleep(time.Minute)
		if want := []string{"one", "two", "three", "four", "five"}; !slices.Equal(f.texts(), want) || f.repeats != 0 {
			t.Errorf("committed %q, %d repeats", f.texts(), f.repeats)
		}
		got := m.ids()
		for _, id := range bad {
			if !slices.Contains(got, id) {
				t.Errorf("%s was not put aside: %q", id, got)
			}
		}
		if len(got) != 8 {
			t.Errorf("%d were put aside, want 8: %q", len(got), got)
		}
		for _, d := range m.dead {
			if strings.Contains(d.Reason, "secret") || len(d.Payload) == 0 {
				t.Errorf("letter %+v", d)
			}
		}
		if strings.Contains(p.log.String(), "secret") {
			t.Errorf("log %s", p.log)
		}
		p.stop(t)
		if sb.Pending() != 0 {
			t.Errorf("%d updates pending", sb.Pending())
		}
	})
}

// Without the morgue nothing may be passed over.
func TestBadUpdateIsNotConfirmedBeforeItIsBuried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, m := newTurns(), newMorgue()
		m.fail = errors.New("down")
		sb.Push([]byte(`{"message":"x"}`))
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, m)
		time.Sleep(time.Minute)
		if sb.Pending() != 1 {
			t.Error("it was confirmed")
		}
		m.mu.Lock()
		m.fail = nil
		m.mu.Unlock()
		time.Sleep(time.Minute)
		p.stop(t)
		if sb.Pending() != 0 || len(m.ids()) != 1 {
			t.Errorf("%d pending, %q buried", sb.Pending(), m.ids())
		}
	})
}

// An update that is not even JSON breaks the whole answer.
func TestAnswerThatBreaksOffInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, m := newTurns(), newMorgue()
		say(sb, "one", "two")
		id := sb.Push([]byte(`{"message":"x"}`)) + 1
		sb.Push(fmt.Appendf(nil, `{"update_id":%d,"message":{oops`, id))
		say(sb, "three")
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, m)
		time.Sleep(5 * time.Minute)
		if want := []string{"one", "two", "three"}; !slices.Equal(f.texts(), want) || f.repeats != 0 {
			t.Errorf("committed %q, %d repeats", f.texts(), f.repeats)
		}
		if !slices.Contains(m.ids(), fmt.Sprint("update/", id)) {
			t.Errorf("buried %q, not %d", m.ids(), id)
		}
		p.stop(t)
		if sb.Pending() != 0 {
			t.Errorf("%d updates pending", sb.Pending())
		}
	})
}

// What the poller passes over without handling it: groups, other kinds.
func TestWhatIsNoneOfOursIsConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f := newTurns()
		sb.Push([]byte(`{"message":{` + head + group + `,"text":"a"}}`))
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Minute)
		if sb.Pending() != 0 || f.calls != 0 || p.events.of(telegram.EventUpdateIgnored) != 1 {
			t.Errorf("%d pending, %d turns, events %v", sb.Pending(), f.calls, p.events.n)
		}
		p.stop(t)
	})
}

func TestTapsAndBlocksArriveAsInputs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f := newTurns()
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
		tg := client(t, sb.RoundTripper())
		first := sb.Say(anna, "/start")
		asked, err := tg.Carry(t.Context(), flows.Send{Chat: anna.ID, Text: "?", Buttons: [][]flows.Button{{{Label: "Yes", Data: "y"}}}})
		if err != nil {
			t.Fatal(err)
		}
		query, err := sb.Tap(anna, asked, "y")
		if err != nil {
			t.Fatal(err)
		}
		voice := sb.SendMedia(anna, "voice")
		if err := sb.EditOwn(anna, first, "/help"); err != nil {
			t.Fatal(err)
		}
		sb.Block(anna)
		sb.Unblock(anna)
		time.Sleep(time.Minute)
		p.stop(t)
		her := flows.Origin{Chat: anna.ID, Lang: "uk"}
		want := []flows.Input{
			flows.Text{Origin: her, Message: first, Text: "/start"},
			flows.Tap{Origin: her, Query: query, Message: asked, Data: "y"},
			flows.Media{Origin: her, Message: voice, What: "voice"},
			flows.Edited{Origin: her, Message: first, Text: "/help"},
			flows.Reach{Origin: her, Blocked: true},
			flows.Reach{Origin: her},
		}
		if len(f.committed) != len(want) {
			t.Fatalf("%d inputs: %+v", len(f.committed), f.committed)
		}
		for i, in := range f.committed {
			if m, ok := in.Input.(flows.Media); ok {
				if m.File.ID == "" || m.File.Seconds == 0 || m.File.Size == 0 {
					t.Errorf("a voice message without its file: %+v", m)
				}
				m.File = flows.File{} // of the sandbox's making
				in.Input = m
			}
			if !reflect.DeepEqual(in.Input, want[i]) || in.To != ids(t).Person(anna.ID) {
				t.Errorf("input %d: %#v, want %#v", i, in, want[i])
			}
		}
	})
}
