package mattermost

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	// frameMost bounds a frame, in bytes. The largest post has 16,383 characters and
	// 800,000 of props.
	frameMost = 16 << 20

	// queueMost is how many events may wait to be taken.
	queueMost = 4096

	writeWithin = 10 * time.Second
)

var (
	errFull = errors.New("mattermost: more events came than could be taken")
	errLong = errors.New("mattermost: an event is too long")
)

// line is one connection. frames is closed at its end; then err says why.
type line struct {
	conn   *websocket.Conn
	frames chan []byte
	err    error
	stop   func() bool
	done   chan struct{}
}

// dial opens a connection, or resumes the last one.
func (s *Socket) dial(ctx context.Context) (*line, error) {
	c := s.c.Client
	q := url.Values{}
	if s.connection != "" {
		q.Set("connection_id", s.connection)
		q.Set("sequence_number", strconv.FormatInt(s.next, 10))
	}
	address := "ws" + strings.TrimPrefix(c.base, "http") + api + "/websocket"
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	d := websocket.Dialer{NetDialContext: c.dial, Proxy: http.ProxyFromEnvironment, HandshakeTimeout: c.timeout}
	conn, resp, err := d.DialContext(ctx, address, http.Header{"Authorization": {"Bearer " + string(c.token)}})
	if resp != nil && resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	if err != nil {
		if errors.Is(err, websocket.ErrBadHandshake) && resp != nil {
			return nil, s.whyNot(ctx, refusal("open a WebSocket", readFailure(resp)))
		}
		return nil, refusal("open a WebSocket", networkCause(ctx, err))
	}
	l := &line{conn: conn, frames: make(chan []byte, queueMost), done: make(chan struct{})}
	l.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	l.live(2*s.c.Ping + s.c.Ping/2)
	// Before it reads the header the server asks nobody; after it, it does not mind.
	challenge := &model.WebSocketRequest{
		Seq: 1, Action: model.WebsocketAuthenticationChallenge, Data: map[string]any{"token": string(c.token)},
	}
	_ = conn.SetWriteDeadline(time.Now().Add(writeWithin))
	if err := conn.WriteJSON(challenge); err != nil {
		l.stop()
		_ = conn.Close()
		return nil, refusal("open a WebSocket", networkCause(ctx, err))
	}
	go l.read(ctx)
	go l.ping(s.c.Ping)
	return l, nil
}

// live gives the connection up when nothing at all was heard for that long, not
// even the answer to a ping: half-open ones look alive for hours.
func (l *line) live(silence time.Duration) {
	heard := func() { _ = l.conn.SetReadDeadline(time.Now().Add(silence)) }
	heard()
	l.conn.SetReadLimit(frameMost)
	l.conn.SetPongHandler(func(string) error { heard(); return nil })
	l.conn.SetPingHandler(func(data string) error {
		heard()
		err := l.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
		if errors.Is(err, websocket.ErrCloseSent) {
			return nil
		}
		return err
	})
}

func (l *line) ping(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-t.C:
			if l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)) != nil {
				_ = l.conn.Close()
				return
			}
		}
	}
}

// read queues frames, so that the server never waits for a turn. When the queue is
// full the connection ends: what comes after is asked for again.
func (l *line) read(ctx context.Context) {
	defer close(l.done)
	defer close(l.frames)
	defer func() { _ = l.conn.Close() }()
	for {
		kind, frame, err := l.conn.ReadMessage()
		if err != nil {
			l.err = closedBy(ctx, err)
			return
		}
		if kind != websocket.TextMessage {
			continue
		}
		select {
		case l.frames <- frame:
		default:
			l.err = errFull
			return
		}
	}
}

// closedBy tells why without the words of the other side.
func closedBy(ctx context.Context, err error) error {
	var closed *websocket.CloseError
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		return errLong
	case errors.As(err, &closed):
		return errors.New("mattermost: the WebSocket was closed (" + strconv.Itoa(closed.Code) + ")")
	}
	return refusal("WebSocket", networkCause(ctx, err))
}

func (l *line) close() {
	l.stop()
	_ = l.conn.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
	_ = l.conn.Close()
	<-l.done
}
