package bot

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"wecan/flows"
)

// JournalEntry is what the journal keeps of a turn: enough to make it again.
type JournalEntry struct {
	Input   string          `json:"id"`
	Trace   string          `json:"tr,omitempty"`
	Now     time.Time       `json:"now"`
	Seed    []byte          `json:"seed"`
	Defs    string          `json:"defs"`          // the definitions' hash
	Etag    flows.Etag      `json:"etag"`          // after the turn
	Before  json.RawMessage `json:"was,omitempty"` // the actor before, absent when it was new
	What    []byte          `json:"in"`            // the encoded input
	Did     [][]byte        `json:"did,omitempty"` // the encoded effects
	Receipt []flows.Receipt `json:"rc,omitempty"`

	// Withheld: what the turn was given and did is not kept. See [flows.Result].
	Withheld bool `json:"wh,omitempty"`
}

// journalEntry writes what [ReadJournalEntry] reads. The actor before is JSON
// already: it goes in as it is.
func journalEntry(t *turn, ft flows.Turn, before []byte, did [][]byte) ([]byte, error) {
	what, err := flows.EncodeInput(t.in.Input)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(JournalEntry{
		Input: t.in.ID, Trace: t.in.Trace, Now: ft.Now, Seed: ft.Seed[:], Defs: t.defs.Hash, Etag: t.etag,
		What: what, Receipt: ft.Receipts,
	})
	if err != nil {
		return nil, fmt.Errorf("bot: journal: %w", err)
	}
	size := len(head) + len(before) + 16
	for _, data := range did {
		size += base64.StdEncoding.EncodedLen(len(data)) + 3
	}
	out := append(make([]byte, 0, size), head[:len(head)-1]...)
	if len(before) > 0 {
		out = append(append(out, `,"was":`...), before...)
	}
	for i, data := range did {
		out = append(out, journalComma(i)...)
		out = append(base64.StdEncoding.AppendEncode(out, data), '"')
	}
	if len(did) > 0 {
		out = append(out, ']')
	}
	return append(out, '}'), nil
}

// journalComma is what stands before the i-th effect.
func journalComma(i int) string {
	if i == 0 {
		return `,"did":["`
	}
	return `,"`
}

// withheldEntry says that there was a turn, and nothing more.
func withheldEntry(t *turn, ft flows.Turn) ([]byte, error) {
	out, err := json.Marshal(JournalEntry{Input: t.in.ID, Trace: t.in.Trace, Now: ft.Now, Defs: t.defs.Hash, Etag: t.etag, Withheld: true})
	if err != nil {
		return nil, fmt.Errorf("bot: journal: %w", err)
	}
	return out, nil
}

// ReadJournalEntry reads what a turn wrote.
func ReadJournalEntry(data []byte) (JournalEntry, error) {
	var e JournalEntry
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("bot: journal: %w", err)
	}
	return e, nil
}

// ErrNotWhole is returned for a turn that read member fields, its own or what is
// [flows.Shared]: the journal does not keep them, because they may be large, and have
// to be forgotten in time.
var ErrNotWhole = errors.New("bot: the journal does not keep all that this turn read")

// Replay makes the turn again on the definitions given, and answers what it would
// leave. The same definitions give the same result. The error may be
// [ErrNotWhole].
func (e JournalEntry) Replay(id flows.ActorID, ids flows.IDs, defs *flows.Definitions) (flows.Result, error) {
	in, err := flows.DecodeInput(e.What)
	if err != nil {
		return flows.Result{}, err
	}
	if told, is := in.(flows.Told); is && told.Shared != nil {
		return flows.Result{}, ErrNotWhole
	}
	machine, err := defs.Machine(id)
	if err != nil {
		return flows.Result{}, err
	}
	if l, is := machine.(flows.Loader); is && len(l.Members(in)) > 0 {
		return flows.Result{}, ErrNotWhole
	}
	was := frame{actor: e.Before}
	actor, err := was.decodeActor(id, e.Now)
	if err != nil {
		return flows.Result{}, err
	}
	if timer, ok := in.(flows.Timer); ok {
		delete(actor.Timers, timer.Name)
	}
	ft := flows.Turn{Now: e.Now, IDs: ids, Receipts: e.Receipt}
	copy(ft.Seed[:], e.Seed)
	return defs.Step(ft, actor, in)
}

// panicPlace finds the function and line below the runtime's own frames.
func panicPlace(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") {
			for _, place := range lines[i+2:] {
				place = strings.TrimSpace(place)
				if strings.HasPrefix(place, "/") && !strings.Contains(place, "/runtime/") {
					place, _, _ = strings.Cut(place, " ")
					return place[strings.LastIndex(place, "/")+1:]
				}
			}
		}
	}
	return "an unknown place"
}
