package mmserver

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// Options say how a [Server] is set up. The zero value is a server as it is installed, with bots, tokens and commands on.
type Options struct {
	// Now is the time that stands on posts. Default time.Now. It may run ahead of the real time, as when the demo lets a
	// day pass, and must never go back. Limits of time (30 s for an integration, 3 s for a dialog, 30 s for a pending id)
	// follow the real time whatever it says.
	Now func() time.Time

	// Transport carries taps, commands and dialog submissions to the integration. When nil they go over TCP, to loopback
	// addresses only: another host fails as one does that is not among AllowedUntrustedInternalConnections.
	Transport http.RoundTripper

	ActionTimeout time.Duration // how long an integration may take to answer; 30 s when 0
	DialogTimeout time.Duration // how long after a tap or a command a dialog may be opened; 3 s when 0
	PendingTime   time.Duration // how long a pending post id is remembered; 30 s when 0
	MaxFileSize   int64         // bytes; 100 MiB when 0

	// Settings changes the settings before the server begins; see [Server.Configure].
	Settings func(*model.Config)

	KeepCalls int          // how many calls [Server.Calls] remembers; 4096 when 0
	Logger    *slog.Logger // routes and statuses at debug level, never a text, name or token; nil: silent
}

// Server is one Mattermost server, its people and what they wrote. Make one with [New]. Its methods may be called
// concurrently. A user is named by id or user name, a channel by id or as "team/channel".
type Server struct {
	options   Options
	log       *slog.Logger
	transport http.RoundTripper
	mux       *http.ServeMux

	mu       sync.Mutex
	settings *model.Config
	users    map[string]*user    // by id
	tokens   map[string]string   // ids of users, by token
	teams    map[string]*team    // by id
	channels map[string]*channel // by id
	posts    map[string]*post    // by id, with deleted ones and copies of edited ones
	pending  map[string]pending  // by pending post id
	files    map[string]*file    // by id
	commands map[string]*model.Command
	hooks    map[string]*hook   // response_url's, by id
	triggers map[string]trigger // by trigger id
	hub      hub
	faults   faults
	journal  journal
	changed  chan struct{} // nil when nobody waits
	lines    lines

	cookieKey []byte // of cookies
}

// New makes a server without a user, team or channel. It listens after [Server.Start] or [Server.StartInside].
func New(o Options) *Server {
	s := &Server{
		options: withDefaults(o),
		users:   map[string]*user{}, tokens: map[string]string{}, teams: map[string]*team{}, channels: map[string]*channel{},
		posts: map[string]*post{}, pending: map[string]pending{}, files: map[string]*file{},
		commands: map[string]*model.Command{}, hooks: map[string]*hook{}, triggers: map[string]trigger{},
		cookieKey: make([]byte, 32),
	}
	_, _ = rand.Read(s.cookieKey) // it never fails
	s.log, s.transport = s.options.Logger, s.options.Transport
	s.settings = defaultSettings(s.options)
	s.hub = newHub()
	s.journal = newJournal(s.options.KeepCalls)
	s.mux = s.routes()
	return s
}

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ActionTimeout == 0 {
		o.ActionTimeout = 30 * time.Second
	}
	if o.DialogTimeout == 0 {
		o.DialogTimeout = model.InteractiveDialogTriggerTimeoutMilliseconds * time.Millisecond
	}
	if o.PendingTime == 0 {
		o.PendingTime = 30 * time.Second
	}
	if o.MaxFileSize == 0 {
		o.MaxFileSize = 100 << 20
	}
	if o.KeepCalls == 0 {
		o.KeepCalls = 4096
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Transport == nil {
		o.Transport = newLoopbackTransport()
	}
	return o
}

// Configure changes the server's settings, as an administrator does in the system console.
func (s *Server) Configure(change func(*model.Config)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s.settings)
}

func (s *Server) millis() int64 { return s.options.Now().UnixMilli() }

// touch tells those who wait for [Server.Changed]. The lock is held.
func (s *Server) touch() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// Changed is closed at the next change of anything: a post, an edit, a reaction, a dialog, a connection. Take it before
// looking, and no change is missed.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// Settings are those of the system console, for those who may not import the model.
type Settings = model.Config
