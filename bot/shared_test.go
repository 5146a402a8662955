package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// shares is a stage whose script keeps words for all and tells people of them.
func (b *bench) shares(m member, words string, effects ...flows.Effect) *stage {
	s := b.stage(m)
	data, _ := json.Marshal(words) // a string is JSON
	s.defs.Machines[kindScript] = script{effects: effects, members: map[string][]byte{"words": data}}
	return s
}

func (b *bench) shared(chat int64, member string) flows.Tell {
	tell := word(b.ids, chat, "", true)
	tell.Data, tell.Shared = nil, &flows.Shared{Actor: b.ids.Of(kindScript, "one"), Member: member}
	return tell
}

// memberReads counts how often a member of the script is read.
type memberReads struct {
	bot.Store
	n *atomic.Int64
}

func (m memberReads) Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error) {
	if len(members) > 0 && id.Kind() == kindScript {
		m.n.Add(1)
	}
	return m.Store.Load(ctx, id, members)
}

// What is told to many is stored once and read once or so by a process. The journal of
// those who are told has only where it lies.
func TestWhatIsSharedIsReadForTheTurn(t *testing.T) {
	in(t, func(b *bench) {
		var mu sync.Mutex
		var heard []string
		m := member{hear: func(_ int64, in flows.Told) {
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, string(in.Data))
		}}
		var effects []flows.Effect
		for chat := range int64(50) {
			effects = append(effects, b.shared(chat+1, "words"))
		}
		verdict := "told-by-one-word"
		s := b.shares(m, verdict, append(effects, b.shared(99, "gone"))...)
		reads := atomic.Int64{}
		p := s.start(func(o *bot.Options) { o.Store = memberReads{o.Store, &reads} })
		s.nudge(p, 1)
		time.Sleep(time.Minute)
		s.nudge(p, 2)
		b.stop(p)
		for _, r := range s.played().Receipts {
			if r.Word != verdict && r.Name != "n99" {
				b.t.Errorf("%+v", r)
			}
		}
		if n := reads.Load(); n > 8+1 { // as many as are carried at once, and the one that is gone
			b.t.Errorf("read %d times", n)
		}
		if want := strings.Repeat(fmt.Sprintf(" %q", verdict), 50); strings.Join(sorted(heard), " ") != want { // the first is the one with no data
			b.t.Errorf("heard %q", heard)
		}
		store := s.store("reader")
		defer s.shut(store)
		turns, err := store.Journal(b.t.Context(), b.ids.Person(1))
		if err != nil || len(turns) != 1 || bytes.Contains(turns[0], []byte("told-by-one")) {
			b.t.Fatalf("%d turns in the journal, %v", len(turns), err)
		}
		entry, err := bot.ReadJournalEntry(turns[0])
		if err != nil || bytes.Contains(entry.What, []byte("told-by-one")) || !bytes.Contains(entry.What, []byte(`"words"`)) {
			b.t.Errorf("the journal has %s, %v", entry.What, err)
		}
		b.idle()
	})
}

// A process that takes the outbox over after a crash, and an input that was kept for
// an actor put aside, read it anew.
func TestWhatIsSharedOutlivesACrash(t *testing.T) {
	in(t, func(b *bench) {
		bad := b.shared(2, "bad") // no verdict: its actor is put aside
		s := b.stage(member{})
		members := map[string][]byte{"words": []byte(`"told"`), "bad": []byte(`"No verdict"`)}
		s.defs.Machines[kindScript] = script{effects: []flows.Effect{b.shared(1, "words"), bad, b.shared(3, "words")}, members: members}
		dry := &dryBucket{}
		dry.gone.Store(true)
		p := s.start(func(o *bot.Options) { dry.Store = o.Store; o.Store = dry })
		s.nudge(p, 1)
		time.Sleep(time.Second) // nobody was told yet
		b.kill(p)
		p = s.start(nil)
		p.Polled(false)
		time.Sleep(time.Minute)
		s.nudge(p, 2)
		b.stop(p)
		told := map[string]string{}
		for _, r := range s.played().Receipts {
			told[r.Name] = r.Word
		}
		if len(told) != 3 || told["n1"] != "told" || told["n3"] != "told" || told["n2"] != "" {
			b.t.Errorf("receipts %v", told)
		}
		store := s.store("reader")
		defer s.shut(store)
		letters, err := store.Dead(b.t.Context())
		if err != nil || len(letters) != 1 || bytes.Contains(letters[0].Payload, []byte("No verdict")) {
			b.t.Fatalf("dead letters %+v, %v", letters, err)
		}
		again, err := bot.Kept(b.ids.Person(2), letters)
		if err != nil || len(again) != 1 {
			b.t.Fatalf("kept %v, %v", again, err)
		}
		if told, _ := again[0].Input.(flows.Told); told.Shared == nil || told.Shared.Member != "bad" {
			b.t.Errorf("kept %+v", again[0].Input)
		}
		b.idle()
	})
}
