package mattermost

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
)

// failure is an answer that is an error.
type failure struct {
	status int
	id     string // of the server's error, such as api.context.session_expired.app_error; "" when it is none of Mattermost's
	after  time.Duration

	// doubt is set when the server had lost its database: then it refuses what it
	// cannot look up, and all that its answer says is "not now".
	doubt bool
}

// Error shows the status and the server's own name for the error. Its message is
// left out: it may quote the request.
func (f *failure) Error() string {
	if f.id == "" {
		return fmt.Sprintf("the answer (HTTP %d) is not one of Mattermost's", f.status)
	}
	if f.doubt {
		return fmt.Sprintf("%d %s, while the server has no database", f.status, f.id)
	}
	return fmt.Sprintf("%d %s", f.status, f.id)
}

// kind is what the failure means for an effect; 0 means "not now".
//
// An answer that is none of Mattermost's comes from what stands before it, such as
// a proxy while the server is away. It says nothing about the effect.
func (f *failure) kind() bot.RefusalKind {
	switch {
	case f.status == http.StatusTooManyRequests:
		return bot.Slower
	case f.status == http.StatusRequestEntityTooLarge:
		return bot.Never
	case f.id == "", f.doubt:
		return 0
	case f.status == http.StatusUnauthorized:
		return bot.Barred
	case f.status == http.StatusRequestTimeout, f.status == http.StatusConflict, f.status == http.StatusTooEarly:
		return 0
	case f.status >= 400 && f.status < 500, f.status == http.StatusNotImplemented:
		return bot.Never
	}
	return 0
}

// Bounds of the wait after a 429: a server with a wrong clock or a proxy with a
// wrong idea must not stop everything for a day.
const (
	leastWait = time.Second
	mostWait  = 2 * time.Minute
)

var errorID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,120}$`)

// readFailure reads an answer of 300 and more.
func readFailure(resp *http.Response) *failure {
	f := &failure{status: resp.StatusCode, after: waitOf(resp.Header)}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil {
		return f
	}
	var said model.AppError
	if json.Unmarshal(body, &said) == nil && errorID.MatchString(said.Id) {
		f.id = said.Id
	}
	return f
}

// waitOf reads both headers of the server's limiter, in seconds.
func waitOf(h http.Header) time.Duration {
	for _, name := range []string{"Retry-After", "X-Ratelimit-Reset"} {
		if n, err := strconv.Atoi(h.Get(name)); err == nil && n >= 0 && n < 1<<30 {
			return min(max(time.Duration(n)*time.Second, leastWait), mostWait)
		}
	}
	return leastWait
}

// refusal makes the error of a call: a [*bot.Refusal] when the server said why,
// any other error for "not now".
func refusal(what string, err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return fmt.Errorf("mattermost: %s: %w", what, err)
	}
	named := fmt.Errorf("mattermost: %s: %w", what, f)
	kind := f.kind()
	if kind == 0 {
		return named
	}
	r := &bot.Refusal{Kind: kind, Err: named}
	if kind == bot.Slower {
		r.After = f.after
	}
	return r
}

// never refuses for good without a call.
func never(what string, err error) error {
	return &bot.Refusal{Kind: bot.Never, Err: fmt.Errorf("mattermost: %s: %w", what, err)}
}

// refusedFor says whether err is a refusal of that kind.
func refusedFor(err error, kind bot.RefusalKind) bool {
	var r *bot.Refusal
	return errors.As(err, &r) && r.Kind == kind
}

// statusOf is the HTTP status that an error comes from, 0 for none.
func statusOf(err error) int {
	var f *failure
	if errors.As(err, &f) && !f.doubt {
		return f.status
	}
	return 0
}

// netError is a failure of the network, told without addresses.
type netError struct {
	what string
	err  error // a context error or nil
}

func (e *netError) Error() string { return e.what }
func (e *netError) Unwrap() error { return e.err }

// networkCause tells why a request failed. The error of net/http quotes the
// address, which holds ids and names.
func networkCause(ctx context.Context, err error) error {
	var (
		dns       *net.DNSError
		errno     syscall.Errno
		timeout   net.Error
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &netError{what: "the call was given up", err: context.Canceled}
	case ctx.Err() != nil:
		return &netError{what: "no answer in time", err: context.DeadlineExceeded}
	case errors.As(err, &dns):
		return &netError{what: "the server's name cannot be resolved (DNS)"}
	case errors.As(err, &errno):
		return &netError{what: errno.Error()}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &netError{what: "the network timed out"}
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &record):
		return &netError{what: "the server's certificate is not to be trusted"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &netError{what: "the connection ended before the answer"}
	}
	return &netError{what: "the network failed"}
}
