package mmserver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

const integrationMost = 1 << 20 // bytes of an integration's answer

// asked is what an integration answered.
type asked struct {
	status int
	kind   string // its Content-Type
	body   []byte
}

var errUnreachable = errors.New("mmserver: the address is not among AllowedUntrustedInternalConnections")

// ask posts to an integration. It goes on when the client has gone, as on a real server, but not for longer than
// Options.ActionTimeout.
func (s *Server) ask(ctx context.Context, address, kind, authorization string, body []byte) (asked, error) {
	if !s.reachable(address) {
		return asked{}, errUnreachable
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.ActionTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return asked{}, err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "mattermost-"+s.version())
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	response, err := (&http.Client{Transport: s.transport}).Do(r)
	if err != nil {
		return asked{}, err
	}
	defer response.Body.Close() //nolint:errcheck // it is read, or of no interest
	data, err := io.ReadAll(io.LimitReader(response.Body, integrationMost))
	return asked{response.StatusCode, response.Header.Get("Content-Type"), data}, err
}

// newLoopbackTransport reaches this computer only, whatever an address says.
func newLoopbackTransport() http.RoundTripper {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	return &http.Transport{
		IdleConnTimeout: time.Minute,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
				return nil, &net.AddrError{Err: "the sandbox calls loopback addresses only", Addr: address}
			}
			return dialer.DialContext(ctx, network, address)
		},
	}
}
