package flows

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// Kind is what an actor is.
type Kind string

// The kinds of actors. A kind is part of an actor's id and so of key names:
// never rename one.
const (
	KindPerson      Kind = "person"
	KindApplication Kind = "application"
	KindIntake      Kind = "intake" // the places of one site
	KindReferral    Kind = "referral"
	KindRoster      Kind = "roster" // the team of one site
	KindRecord      Kind = "record" // the safeguarding record of a referral
	KindThread      Kind = "thread" // what stands of a referral at Mattermost; its id is made of the referral's reference
	KindDigest      Kind = "digest" // what one site is told at Mattermost in the morning
	KindSession     Kind = "session"
	KindCalendar    Kind = "calendar" // who takes part at one site, and the sessions there
	KindAgenda      Kind = "agenda"   // the sessions of one person who takes part; its id is made of her application's reference
	KindEvent       Kind = "event"
	KindGuest       Kind = "guest"     // the events of one person, also of one who takes no part; its id is made of hers
	KindListing     Kind = "listing"   // which events there are
	KindBroadcast   Kind = "broadcast" // an announcement to many
	KindWalker      Kind = "walker"    // goes to the people of one partition for a broadcast; its id is made of the broadcast's reference, a slash and the partition
	KindBulletin    Kind = "bulletin"  // what stands of a broadcast at Mattermost; its id is made of the broadcast's reference
	KindTeam        Kind = "team"      // who works together at an event; its id is made of the event's reference and the team's number
)

// Schema is the version of everything a turn writes. Raise it whenever a field
// is added to or changes meaning in a stored state: a process that meets a
// higher number than its own leaves that actor alone, so that an old replica
// never drops what it does not know. The same goes for a timer of an actor that
// had none: an old replica would take it for a defect, and put the actor aside.
// That was 12: a count of an announcement has "later-ar", which an old replica would
// take for nobody, and ask for one approval where two are needed.
const Schema = 12

// Partitions is the number of partitions the actors are spread over. It is
// part of every key name: never change it.
const Partitions = 256

// ActorID names one actor: its kind, a dot, and 26 characters that tell
// nothing about the person behind it. See [IDs].
type ActorID string

// Kind is the kind the id was made for, "" if the id is malformed.
func (id ActorID) Kind() Kind {
	kind, _, ok := strings.Cut(string(id), ".")
	if !ok {
		return ""
	}
	return Kind(kind)
}

// Partition is the partition the actor lives in, 0 to Partitions-1.
func (id ActorID) Partition() int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash's Write never fails
	return int(h.Sum32() % Partitions)
}

// IDs makes actor ids: an HMAC over the bot's id, the kind and a key such as
// the chat's number, so that the names of keys identify nobody to whoever
// reads them without the secret.
type IDs struct {
	secret []byte
	bot    int64
}

// NewIDs takes the secret (at least 16 bytes) and the bot's id (the number
// before the colon of its token): the same person is another actor to another
// bot.
func NewIDs(secret []byte, bot int64) (IDs, error) {
	if len(secret) < 16 {
		return IDs{}, fmt.Errorf("flows: the secret of actor ids has %d bytes, it needs at least 16", len(secret))
	}
	return IDs{secret: secret, bot: bot}, nil
}

// Person is the id of the person who writes from a private chat.
func (s IDs) Person(chat int64) ActorID {
	return s.Of(KindPerson, strconv.FormatInt(chat, 10))
}

// Of is the id of the actor of that kind that key names, for example an
// application's reference.
func (s IDs) Of(kind Kind, key string) ActorID {
	mac := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(mac, "%d|%s|%s", s.bot, kind, key)
	sum := mac.Sum(nil)[:16]
	return ActorID(string(kind) + "." + idEncoding.EncodeToString(sum))
}

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Actor is one actor between two turns. A [Machine] gets its own copy and may
// change it freely.
type Actor struct {
	ID      ActorID   `json:"-"`
	Created time.Time `json:"c"` // when its first turn was made

	// Timers are what the actor waits for, by name: at or after that time it
	// gets a [Timer] input with this name and exactly this time. A machine
	// removes a timer by deleting it; an input for a timer that is gone or was
	// moved is dropped before it reaches the machine.
	Timers map[string]time.Time `json:"t,omitempty"`

	// Index lists the indexes the actor stands in, for example
	// "application:site:leipzig". Indexes are not encrypted: never one that
	// tells health, status, faith or gender.
	Index []string `json:"i,omitempty"`

	// Body is the machine's own state as json.Marshal writes it. All of an actor's state
	// together stays under [StateLimit].
	Body json.RawMessage `json:"b,omitempty"`
}

// StateLimit is the largest encoded state of an actor, in bytes. What grows
// without a bound (a roster, a transcript) lives in members: see [Result].
const StateLimit = 32 << 10

// NextTimer is the earliest timer, the zero time if there is none.
func (a *Actor) NextTimer() time.Time {
	var next time.Time
	for _, due := range a.Timers {
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next
}

// SetTimer sets or moves a timer. Times are kept to the millisecond, as the
// store keeps them.
func (a *Actor) SetTimer(name string, due time.Time) {
	if a.Timers == nil {
		a.Timers = map[string]time.Time{}
	}
	a.Timers[name] = due.UTC().Truncate(time.Millisecond)
}
