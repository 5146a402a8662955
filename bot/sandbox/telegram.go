package sandbox

import (
	"cmp"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultToken is the token of a Telegram whose Options name none.
const DefaultToken = "1000000001:sandbox-token-that-opens-nothing-00"

// Options say how a [Telegram] is set up. The zero value is a patient Telegram without limits and faults.
type Options struct {
	Token       string // of the bot, "<bot id>:<secret>"; DefaultToken when empty
	BotUsername string // without @; "sandbox_bot" when empty
	BotName     string // BotUsername when empty
	Seed        uint64 // where update ids and query ids start; the same seed gives the same ids
	Limits      Limits

	// Now is the time that stands on messages and decides how old one is. Default time.Now. It may run ahead of the real
	// time, as when the demo lets a day pass, and must never go back. How long an update or a tap waits, long polls and
	// limits follow the real time whatever it says.
	Now func() time.Time

	// Fault decides, per call that passed the check, what goes wrong. chatID is 0 for methods without one. It is called
	// concurrently and must not call back.
	Fault func(method string, chatID int64) Fault

	// Transport carries webhook deliveries. When nil they go over TCP, to loopback addresses only.
	Transport http.RoundTripper

	KeepCalls int          // how many calls [Telegram.Calls] remembers; 4096 when 0
	Logger    *slog.Logger // methods and statuses at debug level, never a text, name or token; nil: silent
}

// Limits are how fast the bot may send, as token buckets. Zero means no limit.
type Limits struct {
	PerSecond, Burst         float64 // all chats together
	ChatPerSecond, ChatBurst float64 // each chat
}

// TelegramLimits are what Telegram grants a bot in private chats: about 30 messages a second in all and one a second to
// one chat, where a short burst passes (https://core.telegram.org/bots/faq#broadcasting-to-users).
func TelegramLimits() Limits {
	return Limits{PerSecond: 30, Burst: 30, ChatPerSecond: 1, ChatBurst: 5}
}

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Status     int           // answer with this status and do not apply the call; 502, 503 and 504 are HTML pages
	RetryAfter int           // seconds, for 429 and 5xx
	Delay      time.Duration // apply the call at once, answer this much later
	DropReply  bool          // apply the call, then cut the connection without an answer
}

// Telegram is one bot's Bot API and the people who chat with the bot. Make one with [New].
type Telegram struct {
	token     string
	path      string // "/bot<token>/"
	api       *table
	fault     func(method string, chatID int64) Fault
	transport http.RoundTripper
	log       *slog.Logger
	limits    Limits
	now       func() time.Time // of the people; see Options.Now

	mu      sync.Mutex
	random  *rand.Rand
	bot     wireUser
	chats   map[int64]*chat
	files   map[string]*stored // by their ids
	paths   map[string]*stored // those that the bot asked for, by the name in their file_path
	lastID  int                // message ids: one ascending sequence for both sides
	bucket  bucket
	profile profile
	queries queries
	updates updates
	poll    polling
	hook    *webhook // nil: no webhook is set
	wakeRun chan struct{}
	journal journal
}

// New makes a Telegram whose bot nobody has written to yet.
func New(o Options) *Telegram {
	token := cmp.Or(o.Token, DefaultToken)
	id, _, _ := strings.Cut(token, ":")
	botID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		botID = 1000000001
	}
	username := cmp.Or(o.BotUsername, "sandbox_bot")
	log := o.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	transport := o.Transport
	if transport == nil {
		transport = newLoopbackTransport()
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	random := rand.New(rand.NewPCG(o.Seed, 0x7e1e62a3)) //nolint:gosec // ids, not secrets, and they must repeat
	return &Telegram{
		token: token, path: "/bot" + token + "/", api: botAPI(),
		fault: o.Fault, transport: transport, log: log, limits: o.Limits, now: now,
		random:  random,
		bot:     wireUser{ID: botID, IsBot: true, FirstName: cmp.Or(o.BotName, username), Username: username},
		chats:   map[int64]*chat{},
		files:   map[string]*stored{},
		paths:   map[string]*stored{},
		profile: newProfile(),
		queries: queries{byID: map[string]*query{}},
		updates: newUpdates(random),
		journal: newJournal(cmp.Or(o.KeepCalls, 4096)),
	}
}

// BotUsername is the bot's name in t.me links, without @.
func (t *Telegram) BotUsername() string { return t.bot.Username }

// User is a person with a Telegram account, as the bot gets to know her. Use the same ID for the same person; name and
// language may change between two calls, as they may on a phone.
type User struct {
	ID           int64
	FirstName    string
	LanguageCode string // an IETF tag; empty when her client reports none
}

// chat is the private chat of one person with the bot.
type chat struct {
	user       User
	started    bool // she has written to the bot
	blocked    bool
	messages   []*message // ids ascend
	bucket     bucket
	queries    []*query // her last taps, for the page
	keyboard   [][]Key
	keyedBy    int // the message that brought the keyboard; 0 without one
	action     string
	actionEnds time.Time
	changed    chan struct{} // nil when nobody waits
}

// touch tells those who wait that the chat changed.
func (c *chat) touch() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// chat gives the chat of u, whose name and language are taken over. The lock is held.
func (t *Telegram) chat(u User) *chat {
	c := t.chats[u.ID]
	if c == nil {
		c = &chat{}
		t.chats[u.ID] = c
	}
	if u.FirstName = cleanLine(u.FirstName); u.FirstName == "" {
		u.FirstName = cmp.Or(c.user.FirstName, "Person "+strconv.FormatInt(u.ID, 10))
	}
	c.user = u
	return c
}

// reachable finds the chat a method is about, or says as Telegram does why the bot cannot write there. The lock is held.
func (t *Telegram) reachable(args arguments) (*chat, *apiError) {
	id, ok := args["chat_id"].(int64)
	if !ok || id <= 0 {
		if text, isText := args["chat_id"].(string); isText && text == "" {
			return nil, violation("chat_id is empty")
		}
		return nil, badRequest("chat not found")
	}
	switch c := t.chats[id]; {
	case c == nil || !c.started:
		return nil, &apiError{code: http.StatusForbidden, description: "Forbidden: bot can't initiate conversation with a user"}
	case c.blocked:
		return nil, &apiError{code: http.StatusForbidden, description: "Forbidden: bot was blocked by the user"}
	default:
		return c, nil
	}
}
