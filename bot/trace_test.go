package bot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// loggedLines is a log that a test can read.
type loggedLines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *loggedLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *loggedLines) to(o *bot.Options) {
	o.Log = slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// lines are the lines with this message.
func (l *loggedLines) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []map[string]any
	for line := range strings.Lines(l.buf.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m["msg"] == message {
			out = append(out, m)
		}
	}
	return out
}

func TestATraceLeadsFromTheUpdateToItsEffects(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var before, after loggedLines
		p := b.start("a", before.to)
		p.out.fail = func(int, flows.Effect) error { return errors.New("no network") }
		one := b.say("tell mina")
		one.Trace = "u1"
		handle(t, p, one)
		synctest.Wait()
		b.kill(p)
		q := b.start("a", after.to) // another process sends it
		q.Polled(false)
		time.Sleep(time.Second)
		b.stop(q)
		equal(t, "sent", q.out.sent(), []string{"Q1?"})

		turns := append(before.lines(t, "turn"), after.lines(t, "turn")...)
		if len(turns) != 2 || turns[0]["trace"] != "u1" || turns[1]["trace"] != "u1" || turns[1]["actor"] != string(b.ids.Person(99)) {
			t.Errorf("the update's turn and the turn of the actor it told: %v", turns)
		}
		calls := after.lines(t, "call")
		if len(calls) != 1 || calls[0]["trace"] != "u1" || calls[0]["kind"] != "send" {
			t.Errorf("the calls after the crash: %v", calls)
		}
		if id, _ := calls[0]["effect"].(string); !strings.HasPrefix(id, turns[0]["etag"].(string)) {
			t.Errorf("the effect %s is not of the turn %v", id, turns[0])
		}
		for _, text := range []string{"mina", "Q1"} {
			if strings.Contains(before.buf.String()+after.buf.String(), text) {
				t.Errorf("the log holds %q", text)
			}
		}
	})
}

func TestATraceIsToldWithWhatCanNeverBeSent(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var log loggedLines
		p := b.start("a", log.to)
		p.out.fail = func(int, flows.Effect) error { return &bot.Refusal{Kind: bot.Never, Err: errors.New("400")} }
		one := b.say("one")
		one.Trace = "u1"
		handle(t, p, one)
		b.stop(p)
		if lines := log.lines(t, "an effect can never be carried out; see: wecan dead"); len(lines) != 1 || lines[0]["trace"] != "u1" {
			t.Errorf("loggedLines %v", lines)
		}
		// The dead letter holds the effect and nothing else: it may be sent again.
		s := b.store("reader")
		defer b.shut(s)
		dead, err := s.Dead(t.Context())
		if err != nil || len(dead) != 1 {
			t.Fatalf("dead %v %v", dead, err)
		}
		if e, err := flows.DecodeEffect(dead[0].Payload); err != nil || e.(flows.Send).Text != "Q1?" {
			t.Errorf("the dead letter is %v, %v", e, err)
		}
	})
}

// Half an effect must not be sent as the whole one: its chat would be no chat.
func TestAnEffectThatCannotBeReadIsADeadLetter(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		b.stop(p)
		s := b.store("tool")
		rec, err := s.Load(t.Context(), b.ids.Person(7), nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &flows.Commit{Base: rec, Etag: "00000000000000ff", State: rec.State, Effects: []flows.OutboxEntry{
			{ID: "00000000000000ff00", Appended: time.Now(), Effect: []byte(`send{"t":1}`)},
			{ID: "00000000000000ff01", Appended: time.Now(), Effect: []byte(`song{}`)},
		}}
		if _, err := s.Commit(t.Context(), c, ""); err != nil {
			t.Fatal(err)
		}
		b.shut(s)
		q := b.start("tool", nil) // whose lease it is
		q.Polled(false)
		time.Sleep(time.Second)
		equal(t, "sent", q.out.sent(), nil)
		if dead, err := q.store.Dead(t.Context()); err != nil || len(dead) != 2 {
			t.Errorf("dead %v %v", dead, err)
		}
		b.stop(q)
		b.idle()
	})
}
