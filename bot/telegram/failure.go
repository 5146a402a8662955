package telegram

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"

	"wecan/bot"
)

// failure is an answer of the Bot API that is not "ok", or an answer that is
// none of the Bot API's (then code is 0).
type failure struct {
	status      int    // of HTTP
	code        int    // error_code
	description string // as Telegram sent it: never show it, see [plainWords]
	after       time.Duration
}

// Error shows the code and the known words of the description.
func (f *failure) Error() string {
	if f.code == 0 {
		return fmt.Sprintf("the answer (HTTP %d) is not one of the Bot API", f.status)
	}
	return fmt.Sprintf("%d %s", f.code, plainWords(f.description))
}

func (f *failure) says(phrases ...string) bool {
	d := strings.ToLower(f.description)
	for _, p := range phrases {
		if strings.Contains(d, p) {
			return true
		}
	}
	return false
}

// kind is what the failure means for an effect; 0 means "not now".
func (f *failure) kind() bot.RefusalKind {
	switch {
	case f.code == http.StatusTooManyRequests:
		return bot.Slower
	case f.barred():
		return bot.Barred
	case f.code == http.StatusForbidden:
		return bot.Gone
	case f.code == http.StatusConflict, f.code == http.StatusRequestTimeout:
		return 0
	case f.code == http.StatusBadRequest && f.says(
		"message is not modified", "message_not_modified",
		"query is too old", "query id is invalid", "query_id_invalid",
		"message to edit not found",
		"message to delete not found", "message can't be deleted"):
		return bot.Needless
	case f.code >= 400 && f.code < 500:
		return bot.Never
	}
	return 0
}

// barred says whether the bot itself was refused. Telegram answers 401 to a
// revoked token and a bare 404 to one it never gave; a 404 with more words is
// about something in the request.
func (f *failure) barred() bool {
	return f.code == http.StatusUnauthorized ||
		f.code == http.StatusNotFound && strings.EqualFold(f.description, "not found")
}

// wait is how long Telegram wants us to wait after a 429.
func (f *failure) wait() time.Duration { return max(f.after, time.Second) }

// refusal makes the error of a call: a [*bot.Refusal] when Telegram said why,
// any other error for "not now".
func refusal(method string, err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return fmt.Errorf("telegram: %s: %w", method, cause(err))
	}
	named := fmt.Errorf("telegram: %s: %w", method, f)
	kind := f.kind()
	if kind == 0 {
		return named
	}
	r := &bot.Refusal{Kind: kind, Err: named}
	if kind == bot.Slower {
		r.After = f.wait()
	}
	return r
}

// netError is a failure of the network, told without addresses and without
// what the other side sent.
type netError struct {
	what string
	err  error // a context error, [bot.ErrNotCalled] or nil
}

func (e *netError) Error() string { return e.what }
func (e *netError) Unwrap() error { return e.err }

// cause takes out of a library's error what may be shown.
func cause(err error) error {
	var n *netError
	if errors.As(err, &n) {
		return n
	}
	return errors.New("the call could not be made")
}

// networkCause tells why a request failed. The error of net/http quotes the
// address, with the token in it, and sometimes the answer.
func networkCause(ctx context.Context, err error) error {
	var (
		errno   syscall.Errno
		timeout net.Error
		record  tls.RecordHeaderError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &netError{what: "the call was given up", err: context.Canceled}
	case unconnected(err):
		return &netError{what: whyUnconnected(err), err: bot.ErrNotCalled}
	case ctx.Err() != nil:
		return &netError{what: "no answer in time", err: context.DeadlineExceeded}
	case errors.As(err, &errno):
		return &netError{what: errno.Error()}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &netError{what: "the network timed out"}
	case errors.As(err, &record):
		return &netError{what: "the server does not speak TLS"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &netError{what: "the connection ended before the answer"}
	}
	return &netError{what: "the network failed"}
}

// unconnected says whether a request has failed before there was a connection to send it
// on.
func unconnected(err error) bool {
	var (
		dns *net.DNSError
		op  *net.OpError
	)
	return errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || untrusted(err) ||
		errors.Is(err, fasthttp.ErrDialTimeout) || errors.Is(err, fasthttp.ErrTLSHandshakeTimeout) || errors.Is(err, fasthttp.ErrNoFreeConns)
}

func untrusted(err error) bool {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

func whyUnconnected(err error) string {
	var (
		dns   *net.DNSError
		errno syscall.Errno
	)
	switch {
	case errors.As(err, &dns):
		return "the server's name cannot be resolved (DNS)"
	case untrusted(err):
		return "the server's certificate is not to be trusted"
	case errors.As(err, &errno):
		return errno.Error()
	case errors.Is(err, fasthttp.ErrNoFreeConns):
		return "all connections are busy"
	}
	return "there is no connection to the server"
}
