package mmserver

import (
	"fmt"
	"strings"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	sentMost  = 128             // events kept after they were sent, for a connection that lost them
	queueMost = 256             // events that wait for a connection; one more ends it for good
	goneMost  = 5 * time.Minute // how long a connection can be resumed
)

// hub has the connections, those too that were lost and may be resumed. It is guarded by Server.mu.
type hub struct {
	sockets map[string]*socket // by connection id
}

func newHub() hub { return hub{sockets: map[string]*socket{}} }

// socket is what one connection id has to get.
type socket struct {
	id    string
	token string
	user  *user // nil until it is known whose it is
	next  int64 // the number of the next event
	sent  []*model.WebSocketEvent
	queue []any    // events and answers not sent yet
	line  *carrier // nil while nobody is connected
	gone  time.Time
}

// add keeps what is to be sent. Whoever reads too slowly loses the connection, and can not resume it.
func (h *hub) add(c *socket, message any) {
	if len(c.queue) >= queueMost {
		h.forget(c)
		return
	}
	c.queue = append(c.queue, message)
	if c.line != nil {
		c.line.wake()
	}
}

func (h *hub) forget(c *socket) {
	delete(h.sockets, c.id)
	if c.line != nil {
		c.line.end()
	}
}

// cut ends connections. They can be resumed unless their token has gone.
func (h *hub) cut(which func(*socket) bool) {
	for _, c := range h.sockets {
		if c.line != nil && which(c) {
			c.line.end()
		}
	}
}

// forgetAll is what the end of the process does.
func (h *hub) forgetAll() {
	for _, c := range h.sockets {
		h.forget(c)
	}
}

// publish sends an event to those whom it is for. The lock is held.
func (s *Server) publish(e *model.WebSocketEvent) {
	for _, c := range s.hub.sockets {
		if c.user == nil || !s.concerns(c.user, e.GetBroadcast()) {
			continue
		}
		if c.line == nil && time.Since(c.gone) > goneMost {
			s.hub.forget(c)
			continue
		}
		s.hub.add(c, e)
	}
}

func (s *Server) concerns(u *user, b *model.WebsocketBroadcast) bool {
	if b.UserId != "" {
		return b.UserId == u.Id
	}
	c := s.channels[b.ChannelId]
	return c != nil && c.members[u.Id]
}

// take gives the next message for a connection in bytes, and nil when there is none. An event gets its number now. With more than one
// the event is to be sent as often, under the numbers given. The lock is held.
func (s *Server) take(c *socket) (frames [][]byte, any bool) {
	if len(c.queue) == 0 {
		return nil, false
	}
	message := c.queue[0]
	c.queue = c.queue[1:]
	e, isEvent := message.(*model.WebSocketEvent)
	if !isEvent {
		return [][]byte{[]byte(text(message))}, true
	}
	var fault EventFault
	if s.faults.event != nil && e.EventType() != model.WebsocketEventHello {
		fault = s.faults.event(c.user.Username, e.EventType())
	}
	frame := c.number(e)
	if fault.Drop {
		return nil, true
	}
	frames = [][]byte{frame}
	if fault.Twice {
		frames = append(frames, c.number(e))
	}
	return frames, true
}

// number gives an event its number and keeps it for a while.
func (c *socket) number(e *model.WebSocketEvent) []byte {
	e = e.SetSequence(c.next)
	c.next++
	c.sent = append(c.sent, e)
	if len(c.sent) > sentMost {
		c.sent = c.sent[1:]
	}
	return frameOf(e)
}

func frameOf(e *model.WebSocketEvent) []byte {
	data, err := e.ToJSON()
	if err != nil {
		panic(err) // it is made of strings
	}
	return data
}

// resume finds the connection that a client lost and says what it missed. Without one to resume the client gets a new one, which
// begins with a hello. The lock is held.
func (s *Server) resume(u *user, token, id string, number int64) (c *socket, missed [][]byte) {
	c = s.hub.sockets[id]
	if c == nil || c.user != u || c.line == nil && time.Since(c.gone) > goneMost || c.line != nil && !c.line.ended() {
		return s.connect(u, token), nil
	}
	first := c.next - int64(len(c.sent))
	switch {
	case number == 0:
		c.next, c.sent = 0, nil // as a real server does: no hello, and the count begins anew
	case number == c.next:
	case number >= first && number < c.next:
		for _, e := range c.sent[number-first:] {
			missed = append(missed, frameOf(e))
		}
	default:
		delete(s.hub.sockets, c.id)
		c.id, c.sent, c.next = model.NewId(), nil, 0
		s.hub.sockets[c.id] = c
		c.queue = append([]any{s.hello(c)}, c.queue...)
	}
	return c, missed
}

// connect makes a new connection for a user. The lock is held.
func (s *Server) connect(u *user, token string) *socket {
	c := &socket{id: model.NewId()}
	s.hub.sockets[c.id] = c
	s.welcome(c, u, token)
	return c
}

// welcome notes whose a connection is and says hello. The lock is held.
func (s *Server) welcome(c *socket, u *user, token string) {
	c.user, c.token = u, token
	s.hub.add(c, s.hello(c))
}

func (s *Server) hello(c *socket) *model.WebSocketEvent {
	e := model.NewWebSocketEvent(model.WebsocketEventHello, "", "", c.user.Id, nil)
	e.Add("server_version", s.version())
	e.Add("connection_id", c.id)
	return e
}

// reply answers what a client asked on its connection.
func (s *Server) reply(c *socket, r *model.WebSocketRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.Action == model.WebsocketAuthenticationChallenge:
		if c.user != nil {
			return
		}
		token := fmt.Sprint(r.Data["token"])
		u := s.users[s.tokens[token]]
		if u == nil {
			c.line.end() // a bad token gets no word, only the end
			return
		}
		s.welcome(c, u, token)
		s.hub.add(c, model.NewWebSocketResponse(model.StatusOk, r.Seq, nil))
		s.touch()
	case r.Seq <= 0:
		s.hub.add(c, model.NewWebSocketError(r.Seq, fail(400, "api.web_socket_router.bad_seq.app_error")))
	case c.user == nil:
		s.hub.add(c, model.NewWebSocketError(r.Seq, fail(401, "api.web_socket_router.not_authenticated.app_error")))
	case r.Action == "ping":
		s.hub.add(c, model.NewWebSocketResponse(model.StatusOk, r.Seq, map[string]any{
			"text": "pong", "version": model.CurrentVersion, "server_time": s.millis(), "node_id": "",
		}))
	case strings.HasPrefix(r.Action, "user_"):
		s.hub.add(c, model.NewWebSocketResponse(model.StatusOk, r.Seq, nil))
	default:
		s.hub.add(c, model.NewWebSocketError(r.Seq, fail(500, "api.web_socket_router.bad_action.app_error")))
	}
}
