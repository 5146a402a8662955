package mmserver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	authTime  = 5 * time.Second // within which a client must say who it is
	pongTime  = 100 * time.Second
	pingEvery = pongTime * 6 / 10
	writeTime = 30 * time.Second
)

// carrier is the WebSocket under a connection id, for as long as it lasts.
type carrier struct {
	ws    *websocket.Conn
	work  chan struct{} // holds one when something waits to be sent
	done  chan struct{}
	once  sync.Once
	still chan struct{} // closed when nothing is sent or read any more, though the connection stays
	stop  sync.Once
}

func (l *carrier) wake() {
	select {
	case l.work <- struct{}{}:
	default:
	}
}

// end closes the connection without a closing frame, which clients see as code 1006.
func (l *carrier) end() {
	l.once.Do(func() {
		close(l.done)
		_ = l.ws.Close() // the other side may have closed it
	})
}

func (l *carrier) ended() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

func (l *carrier) freeze() { l.stop.Do(func() { close(l.still) }) }

func (l *carrier) frozen() bool {
	select {
	case <-l.still:
		return true
	default:
		return false
	}
}

// serveSocket is GET /websocket. A token in the header says whose it is, and only then a lost connection can be resumed; else the
// client has five seconds to say it with an authentication_challenge.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	token := bearer(r)
	u := s.owner(token)
	id := r.URL.Query().Get("connection_id")
	number, err := strconv.ParseInt(r.URL.Query().Get("sequence_number"), 10, 64)
	ws, failure := upgrader.Upgrade(w, r, nil)
	if failure != nil {
		return // it has answered
	}
	if u != nil && id != "" && (!model.IsValidId(id) || err != nil || number < 0) {
		_ = ws.Close()
		return
	}
	line := &carrier{ws: ws, work: make(chan struct{}, 1), done: make(chan struct{}), still: make(chan struct{})}
	c, missed := s.join(u, token, id, number, line)
	var writer sync.WaitGroup
	writer.Go(func() { s.write(c, line, missed) })
	s.read(c, line)
	line.end()
	writer.Wait()
	s.part(c, line)
}

// join puts a new WebSocket under a connection id, of its own or one to be resumed.
func (s *Server) join(u *user, token, id string, number int64, line *carrier) (c *socket, missed [][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case u == nil:
		c = &socket{id: model.NewId()}
		s.hub.sockets[c.id] = c
	case id != "":
		c, missed = s.resume(u, token, id, number)
	default:
		c = s.connect(u, token)
	}
	c.line = line
	line.wake()
	s.touch()
	return c, missed
}

// part leaves the connection id for a later try to resume it. Nobody can resume one without an owner.
func (s *Server) part(c *socket, line *carrier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.line != line {
		return
	}
	c.line, c.gone = nil, time.Now()
	if c.user == nil || s.tokens[c.token] == "" {
		delete(s.hub.sockets, c.id)
	}
	s.touch()
}

func (s *Server) write(c *socket, line *carrier, missed [][]byte) {
	defer line.end()
	for _, frame := range missed {
		if line.send(websocket.TextMessage, frame) != nil {
			return
		}
	}
	ping, auth := time.NewTicker(pingEvery), time.NewTimer(authTime)
	defer ping.Stop()
	defer auth.Stop()
	for {
		select {
		case <-line.work:
			if !s.flush(c, line) {
				return
			}
		case <-ping.C:
			if line.send(websocket.PingMessage, nil) != nil {
				return
			}
		case <-auth.C:
			if !s.known(c) {
				return
			}
		case <-line.done:
			return
		}
	}
}

// flush sends all that waits, and says false when the connection is lost.
func (s *Server) flush(c *socket, line *carrier) bool {
	for {
		s.mu.Lock()
		if c.line != line {
			s.mu.Unlock()
			return false
		}
		frames, more := s.take(c)
		s.mu.Unlock()
		if !more {
			return true
		}
		for _, frame := range frames {
			if line.send(websocket.TextMessage, frame) != nil {
				return false
			}
		}
	}
}

// send writes one frame. On a frozen line it is lost, as in the buffers of a dead network.
func (l *carrier) send(kind int, data []byte) error {
	if l.frozen() {
		return nil
	}
	if err := l.ws.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	return l.ws.WriteMessage(kind, data)
}

func (s *Server) known(c *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.user != nil
}

func (s *Server) read(c *socket, line *carrier) {
	alive := func() error { return line.ws.SetReadDeadline(time.Now().Add(pongTime)) }
	line.ws.SetReadLimit(model.SocketMaxMessageSizeKb)
	line.ws.SetPongHandler(func(string) error { return alive() })
	line.ws.SetPingHandler(func(data string) error {
		if line.frozen() {
			return nil
		}
		if err := alive(); err != nil {
			return err
		}
		_ = line.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeTime)) // the next read tells
		return nil
	})
	if alive() != nil {
		return
	}
	for {
		_, data, err := line.ws.ReadMessage()
		if err != nil {
			return
		}
		var r model.WebSocketRequest
		if line.frozen() {
			continue
		}
		if json.Unmarshal(data, &r) != nil {
			return
		}
		s.reply(c, &r)
	}
}
