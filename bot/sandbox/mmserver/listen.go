package mmserver

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// insideURL is where a server in memory seems to be.
const insideURL = "http://mattermost.invalid"

// lines are the connections to the server, under what serves them.
type lines struct {
	mu     sync.Mutex
	url    string
	addr   string // of the first Start, so that the next one is there too
	inside bool
	server *http.Server
	served chan struct{} // closed when the server has ended
	calls  chan net.Conn // in memory
	open   map[*line]bool
	away   bool
}

// line is a connection that can be cut.
type line struct {
	net.Conn

	of *lines
}

func (l *line) Close() error {
	l.of.mu.Lock()
	delete(l.of.open, l)
	l.of.mu.Unlock()
	return l.Conn.Close()
}

// Start listens on a loopback port, the same one again after a [Server.Stop], and returns the server's address as
// "http://127.0.0.1:8065".
func (s *Server) Start() (url string, err error) { return s.StartAt("") }

// StartAt is [Server.Start] at an address, as "127.0.0.1:8065".
func (s *Server) StartAt(address string) (url string, err error) {
	l := &s.lines
	l.mu.Lock()
	if address == "" {
		address = l.addr
	}
	if address == "" {
		address = "127.0.0.1:0"
	}
	l.mu.Unlock()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return "", err
	}
	address = listener.Addr().String()
	s.listen(listener, "http://"+address)
	l.mu.Lock()
	l.addr = address
	l.mu.Unlock()
	return s.URL(), nil
}

// StartInside listens in memory only: reach it with [Server.DialContext]. Called inside a testing/synctest bubble, all of the
// server lives in it.
func (s *Server) StartInside() (url string) {
	s.lines.mu.Lock()
	s.lines.inside = true
	s.lines.calls = make(chan net.Conn)
	s.lines.mu.Unlock()
	s.listen(&insideListener{calls: s.lines.calls, done: make(chan struct{})}, insideURL)
	return s.URL()
}

// insideListener hands out the ends of pipes.
type insideListener struct {
	calls chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (i *insideListener) Accept() (net.Conn, error) {
	select {
	case c := <-i.calls:
		return c, nil
	case <-i.done:
		return nil, net.ErrClosed
	}
}

func (i *insideListener) Close() error {
	i.once.Do(func() { close(i.done) })
	return nil
}

func (i *insideListener) Addr() net.Addr { return &net.UnixAddr{Name: "mmserver", Net: "memory"} }

// counted keeps book of what a listener accepts, and turns callers down while the network is away.
type counted struct {
	net.Listener

	lines *lines
}

func (c counted) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l := &line{Conn: conn, of: c.lines}
		c.lines.mu.Lock()
		away := c.lines.away
		if !away {
			c.lines.open[l] = true
		}
		c.lines.mu.Unlock()
		if !away {
			return l, nil
		}
		_ = conn.Close() // that is the answer
	}
}

func (s *Server) listen(listener net.Listener, url string) {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	l := &s.lines
	l.mu.Lock()
	l.url, l.server, l.served, l.open = url, server, served, map[*line]bool{}
	l.mu.Unlock()
	s.Configure(func(c *settings) {
		if *c.ServiceSettings.SiteURL == "" {
			*c.ServiceSettings.SiteURL = url
		}
	})
	go func() {
		defer close(served)
		if err := server.Serve(counted{listener, l}); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("listening ended", "error", err)
		}
	}()
}

// URL is where the server listens, or listened last.
func (s *Server) URL() string {
	s.lines.mu.Lock()
	defer s.lines.mu.Unlock()
	return s.lines.url
}

// Stop is the end of the server's process: connections are cut, and what a real server keeps in memory only is forgotten, which is
// sockets to be resumed and pending post ids. Users, posts and files stay for the next [Server.Start].
func (s *Server) Stop() {
	l := &s.lines
	l.mu.Lock()
	server, served := l.server, l.served
	l.server = nil
	l.mu.Unlock()
	if server == nil {
		return
	}
	_ = server.Close() // the listener alone can fail, and it is closed then as well
	l.hangUp()
	<-served
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hub.forgetAll()
	clear(s.pending)
	s.touch()
}

// hangUp cuts all connections, those too that became WebSockets.
func (l *lines) hangUp() {
	l.mu.Lock()
	var open []*line
	for one := range l.open {
		open = append(open, one)
	}
	l.mu.Unlock()
	for _, one := range open {
		_ = one.Close() // the other side may have closed it
	}
}

// Away says whether the network to the server is gone: connections are cut and new ones fail, but the server lives on and
// its sockets can be resumed.
func (s *Server) Away(away bool) {
	s.lines.mu.Lock()
	s.lines.away = away
	s.lines.mu.Unlock()
	if away {
		s.lines.hangUp()
	}
}

// Cut ends the WebSocket connections of a user, or of all when the name is empty, without a word. They can be resumed.
func (s *Server) Cut(username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hub.cut(func(c *socket) bool { return username == "" || c.user != nil && c.user.Username == username })
}

// Freeze leaves the WebSocket connections of a user open, and sends and reads nothing on them any more, as when a network
// swallows all. Those that are opened later work.
func (s *Server) Freeze(username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.hub.sockets {
		if c.line != nil && c.user != nil && c.user.Username == username {
			c.line.freeze()
		}
	}
}

// DialContext opens a connection to the server, whatever the address; for http.Transport and websocket.Dialer. While the
// server is stopped or away it is refused.
func (s *Server) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	l := &s.lines
	l.mu.Lock()
	calls, inside, address, served, down := l.calls, l.inside, l.addr, l.served, l.server == nil || l.away
	l.mu.Unlock()
	switch {
	case down:
		return nil, refused()
	case !inside:
		return (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	near, far := net.Pipe()
	select {
	case calls <- far:
		return near, nil
	case <-served:
		return nil, refused()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func refused() error { return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED} }
