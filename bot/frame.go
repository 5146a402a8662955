package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// frame is what a commit's State holds: the inputs the actor has seen, and the
// actor. Its binary head is small and fast; the actor is JSON.
//
//	1 byte form (1), 2 bytes schema, 2 bytes count, per seen input
//	8 bytes of its id's SHA-256, 8 bytes etag, 4 bytes Unix seconds; then the actor
type frame struct {
	seen  []seenInput
	actor []byte // JSON of flows.Actor
}

type seenInput struct {
	id   uint64
	etag uint64
	at   uint32
}

const (
	frameForm  = 1
	frameHead  = 5
	seenSize   = 20
	seenAlways = 100            // the last ones are remembered however old they are
	seenFor    = 48 * time.Hour // twice as long as Telegram keeps an update
	seenMost   = 600            // so that the state keeps its limit; 12 KB
)

var errFrame = errors.New("bot: this state is damaged")

// decodeFrame reads a state; an empty one is a new actor's.
func decodeFrame(data []byte) (frame, error) {
	if len(data) == 0 {
		return frame{}, nil
	}
	if len(data) < frameHead || data[0] != frameForm {
		return frame{}, errFrame
	}
	if schema := binary.BigEndian.Uint16(data[1:]); schema > flows.Schema {
		return frame{}, fmt.Errorf("%w (its schema is %d, ours %d)", flows.ErrNewerSchema, schema, flows.Schema)
	}
	n := int(binary.BigEndian.Uint16(data[3:]))
	rest := data[frameHead:]
	if len(rest) < n*seenSize {
		return frame{}, errFrame
	}
	f := frame{seen: make([]seenInput, n, n+1)}
	for i := range f.seen {
		b := rest[i*seenSize:]
		f.seen[i] = seenInput{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint32(b[16:])}
	}
	f.actor = rest[n*seenSize:]
	return f, nil
}

func (f frame) encode() []byte {
	out := make([]byte, frameHead, frameHead+len(f.seen)*seenSize+len(f.actor))
	out[0] = frameForm
	binary.BigEndian.PutUint16(out[1:], flows.Schema)
	binary.BigEndian.PutUint16(out[3:], uint16(len(f.seen))) //nolint:gosec // at most seenMost
	for _, s := range f.seen {
		out = binary.BigEndian.AppendUint64(out, s.id)
		out = binary.BigEndian.AppendUint64(out, s.etag)
		out = binary.BigEndian.AppendUint32(out, s.at)
	}
	return append(out, f.actor...)
}

// committer is the etag that the input produced, if the actor has seen it.
func (f frame) committer(input string) (flows.Etag, bool) {
	id := seenID(input)
	for i := len(f.seen) - 1; i >= 0; i-- {
		if f.seen[i].id == id {
			return etagText(f.seen[i].etag), true
		}
	}
	return "", false
}

// remember adds an input and drops what is both old and not among the last.
func (f *frame) remember(input string, etag flows.Etag, now time.Time) {
	f.seen = append(f.seen, seenInput{seenID(input), etagNumber(etag), uint32(now.Unix())}) //nolint:gosec // until 2106
	oldest := uint32(max(0, now.Add(-seenFor).Unix()))                                      //nolint:gosec // as above
	drop := 0
	for len(f.seen)-drop > seenAlways && (f.seen[drop].at < oldest || len(f.seen)-drop > seenMost) {
		drop++
	}
	f.seen = f.seen[drop:]
}

func seenID(input string) uint64 {
	sum := sha256.Sum256([]byte(input))
	return binary.BigEndian.Uint64(sum[:])
}

func etagText(n uint64) flows.Etag {
	return flows.Etag(hex.EncodeToString(binary.BigEndian.AppendUint64(nil, n)))
}

func etagNumber(e flows.Etag) uint64 {
	b, err := hex.DecodeString(string(e))
	if err != nil || len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// decodeActor reads the actor of a frame; a new one is empty but for its id.
func (f frame) decodeActor(id flows.ActorID, now time.Time) (flows.Actor, error) {
	a := flows.Actor{ID: id, Created: now}
	if len(f.actor) == 0 {
		return a, nil
	}
	a.Created = time.Time{}
	if err := json.Unmarshal(f.actor, &a); err != nil {
		return a, fmt.Errorf("%w: %w", errFrame, err)
	}
	return a, nil
}

// encodeActor writes what decodeActor reads. The body is JSON already and goes in
// as it is.
func encodeActor(a flows.Actor) ([]byte, error) {
	body := a.Body
	a.Body = nil
	out, err := json.Marshal(a)
	if err != nil || len(body) == 0 {
		return out, err
	}
	out = append(out[:len(out)-1], `,"b":`...)
	out = append(out, body...)
	return append(out, '}'), nil
}

// memory is an actor as the last turn left it, decoded. Whoever makes a turn
// takes it away, since a machine changes it; a turn that comes to nothing leaves
// none.
type memory struct {
	etag  flows.Etag
	frame frame
	actor flows.Actor
	body  any // see flows.Result.Memory
}

// whole is nil for one whose actor was not decoded.
func (m *memory) whole() *memory {
	if m.etag == "" {
		return nil
	}
	return m
}

// recall takes what is remembered of the actor as that etag left it, nil for
// nothing.
func (m *mailbox) recall(etag flows.Etag) *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.memory
	m.memory = nil
	if was == nil || was.etag != etag || etag == "" {
		return nil
	}
	return was
}

// remind keeps it for the next turn.
func (m *mailbox) remind(mem *memory) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.memory = mem
}

// Inspect reads a stored state: the actor, and how many inputs it remembers.
// It is for tools that look at the store; turns use it too.
func Inspect(id flows.ActorID, state []byte) (a flows.Actor, seen int, err error) {
	f, err := decodeFrame(state)
	if err != nil {
		return flows.Actor{}, 0, err
	}
	a, err = f.decodeActor(id, time.Time{})
	return a, len(f.seen), err
}
