package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// pipes makes the frequent calls over connections of its own, with fasthttp: the
// client of net/http needs two goroutines more for each call and about twice the
// computing time (measured, with TLS and without: deploy/performance.md). It
// speaks HTTP/1.1 only.
type pipes struct {
	client *fasthttp.HostClient
	root   string

	mu   sync.Mutex
	open map[*pipe]bool
}

const (
	pipesMost = 512
	// pipeIdle is less than the time after which servers close an idle
	// connection, so that no call meets one that is just closing.
	pipeIdle = 15 * time.Second
	// dialTime is less than a call has, so that one without a connection ends as such.
	dialTime = 5 * time.Second
)

// newPipes is nil where the frequent calls must go another way: through a
// proxy, which only net/http knows.
func newPipes(root string) *pipes {
	u, err := url.Parse(root)
	if err != nil {
		return nil
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); proxy != nil || err != nil {
		return nil
	}
	p := &pipes{root: root, open: map[*pipe]bool{}}
	p.client = &fasthttp.HostClient{
		Addr: address(u), IsTLS: u.Scheme == "https",
		TLSConfig:                     &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(64)},
		Dial:                          p.dial,
		MaxConns:                      pipesMost,
		MaxConnWaitTimeout:            dialTime,
		MaxIdleConnDuration:           pipeIdle,
		MaxIdemponentCallAttempts:     1, // when to try again is decided elsewhere
		MaxResponseBodySize:           answerLimit,
		NoDefaultUserAgentHeader:      true,
		DisableHeaderNamesNormalizing: true,
		DisablePathNormalizing:        true,
	}
	return p
}

func address(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// pipe is a connection that can be closed from outside.
type pipe struct {
	net.Conn
	of *pipes
}

func (p *pipes) dial(addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: dialTime}).Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	made := &pipe{Conn: conn, of: p}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[made] = true
	return made, nil
}

// Close is called by fasthttp when it is done with the connection.
func (c *pipe) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// abort ends all calls that are under way.
func (p *pipes) abort() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Conn.Close()
	}
}

// post is as [Telegram.post]. A context that is cancelled, which happens when
// the process ends, ends all calls under way; one whose time is over only this.
func (p *pipes) post(ctx context.Context, method string, data []byte, patience time.Duration) (status int, body []byte, err error) {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	req.SetRequestURI(p.root + method)
	req.Header.SetMethod(fasthttp.MethodPost)
	req.Header.SetContentType("application/json")
	req.SetBodyRaw(data)
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) {
			p.abort()
		}
	})
	defer stop()
	until := time.Now().Add(patience)
	if sooner, ok := ctx.Deadline(); ok && sooner.Before(until) {
		until = sooner
	}
	err = p.client.DoDeadline(req, resp, until)
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return 0, nil, errTooLong
	case err != nil:
		return 0, nil, pipeCause(ctx, err)
	}
	return resp.StatusCode(), append([]byte{}, resp.Body()...), nil
}

// pipeCause tells why a call failed, as networkCause does.
func pipeCause(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, fasthttp.ErrTimeout):
		return &netError{what: "no answer in time", err: context.DeadlineExceeded}
	case errors.Is(err, fasthttp.ErrConnectionClosed):
		return &netError{what: "the connection ended before the answer"}
	}
	return networkCause(ctx, err)
}
