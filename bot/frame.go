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
//	1 byte form (1), 2 bytes schema, 2 bytes count
//	per seen input 6 bytes of its id's SHA-256 and 2 bytes of when, the last at the end
//	per input of the last 16 the 8 bytes of its etag; then the actor
//
// By 6 bytes a new input is taken for one of a hundred old ones, and so passed
// over, once in 2.8 million million.
type frame struct {
	seen  []seenInput
	etags []uint64 // of the last of seen
	actor []byte   // JSON of flows.Actor
}

type seenInput struct {
	id uint64 // 48 bits
	at uint16 // seenUnits since seenFrom
}

const (
	frameForm  = 1
	frameHead  = 5
	seenSize   = 8
	etagSize   = 8
	etagsKept  = 16             // a reply that was lost is asked for again at once: few turns lie between
	seenAlways = 100            // the last ones are remembered however old they are
	seenFor    = 48 * time.Hour // twice as long as Telegram keeps an update
	seenMost   = 600            // so that the state keeps its limit; 5 KB

	seenUnit = 8 * time.Hour
	seenFrom = 946684800 // 2000 in Unix seconds; 16 bits reach to 2059
	idBits   = 48
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
	switch schema := binary.BigEndian.Uint16(data[1:]); {
	case schema > flows.Schema:
		return frame{}, fmt.Errorf("%w (its schema is %d, ours %d)", flows.ErrNewerSchema, schema, flows.Schema)
	case schema < schemaShortSeen:
		return decodeOldFrame(data)
	}
	n := int(binary.BigEndian.Uint16(data[3:]))
	rest := data[frameHead:]
	kept := min(n, etagsKept)
	if len(rest) < n*seenSize+kept*etagSize {
		return frame{}, errFrame
	}
	f := frame{seen: make([]seenInput, n, n+1), etags: make([]uint64, kept, kept+1)}
	for i := range f.seen {
		both := binary.BigEndian.Uint64(rest[i*seenSize:])
		f.seen[i] = seenInput{both >> 16, uint16(both)} //nolint:gosec // the lower 16 bits
	}
	rest = rest[n*seenSize:]
	for i := range f.etags {
		f.etags[i] = binary.BigEndian.Uint64(rest[i*etagSize:])
	}
	f.actor = rest[kept*etagSize:]
	return f, nil
}

func (f *frame) encode() []byte {
	out := make([]byte, frameHead, frameHead+len(f.seen)*seenSize+len(f.etags)*etagSize+len(f.actor))
	out[0] = frameForm
	binary.BigEndian.PutUint16(out[1:], flows.Schema)
	binary.BigEndian.PutUint16(out[3:], uint16(len(f.seen))) //nolint:gosec // at most seenMost
	for _, s := range f.seen {
		out = binary.BigEndian.AppendUint64(out, s.id<<16|uint64(s.at))
	}
	for _, etag := range f.etags {
		out = binary.BigEndian.AppendUint64(out, etag)
	}
	return append(out, f.actor...)
}

// committer is the etag that the input produced, if the actor has seen it; ""
// when that is long ago.
func (f *frame) committer(input string) (flows.Etag, bool) {
	id := seenID(input)
	for i := len(f.seen) - 1; i >= 0; i-- {
		if f.seen[i].id != id {
			continue
		}
		if at := i - (len(f.seen) - len(f.etags)); at >= 0 {
			return etagText(f.etags[at]), true
		}
		return "", true
	}
	return "", false
}

// remember adds an input and drops what is both old and not among the last.
func (f *frame) remember(input string, etag flows.Etag, now time.Time) {
	f.seen = append(f.seen, seenInput{seenID(input), seenAt(now) + 1}) // the end of its unit
	f.etags = append(f.etags, etagNumber(etag))
	if over := len(f.etags) - etagsKept; over > 0 {
		f.etags = f.etags[over:]
	}
	oldest := seenAt(now.Add(-seenFor))
	drop := 0
	for len(f.seen)-drop > seenAlways && (f.seen[drop].at < oldest || len(f.seen)-drop > seenMost) {
		drop++
	}
	f.seen = f.seen[drop:]
}

func seenAt(t time.Time) uint16 {
	return uint16(max(0, t.Unix()-seenFrom) / int64(seenUnit/time.Second)) //nolint:gosec // until 2059
}

func seenID(input string) uint64 {
	sum := sha256.Sum256([]byte(input))
	return binary.BigEndian.Uint64(sum[:]) >> (64 - idBits)
}

// schemaShortSeen is the first schema whose states hold the seen inputs as
// [frame] says. Before, each was 20 bytes: 8 of its id, 8 of its etag, 4 of when
// in Unix seconds.
const schemaShortSeen = 4

func decodeOldFrame(data []byte) (frame, error) {
	const size = 20
	n := int(binary.BigEndian.Uint16(data[3:]))
	rest := data[frameHead:]
	if len(rest) < n*size {
		return frame{}, errFrame
	}
	var f frame
	for i := range n {
		b := rest[i*size:]
		at := time.Unix(int64(binary.BigEndian.Uint32(b[16:])), 0)
		f.seen = append(f.seen, seenInput{binary.BigEndian.Uint64(b) >> (64 - idBits), seenAt(at) + 1})
		f.etags = append(f.etags, binary.BigEndian.Uint64(b[8:]))
	}
	f.etags = f.etags[max(0, n-etagsKept):]
	f.actor = rest[n*size:]
	return f, nil
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
func (f *frame) decodeActor(id flows.ActorID, now time.Time) (flows.Actor, error) {
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
