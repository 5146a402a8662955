package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// answerLimit bounds the answer to a call, in bytes. Answers have a few
// kilobytes.
const answerLimit = 4 << 20

// wire is the one way to the Bot API: the library's calls and getUpdates go
// through it. It is the library's HttpClient.
type wire struct{ client *http.Client }

func newWire(transport http.RoundTripper) *wire {
	if transport == nil {
		transport = pooled()
	}
	return &wire{client: &http.Client{
		Transport: transport,
		// A redirect would hand the token in the path to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// No Timeout: each call has its own through its context, and a long
		// poll is longer than the others.
	}}
}

func pooled() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // somebody replaced it on purpose
	}
	t = t.Clone()
	t.MaxIdleConns = 512
	t.MaxIdleConnsPerHost = 512
	t.DisableCompression = true // answers are short, and to offer it costs more than it saves
	t.IdleConnTimeout = 90 * time.Second
	t.DialContext = (&net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = dialTime
	// Without pings a dead HTTP/2 connection takes every call with it until the
	// kernel gives it up, a quarter of an hour later.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// answer is the form of every answer of the Bot API.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// outcome is what a call came to, beside what the library makes of it.
type outcome struct {
	ok      bool
	message int
}

type outcomeKey struct{}

// Do makes a call of the library's. The library writes a request's body
// through a pipe from a goroutine; reading it to its end first makes sure that
// this goroutine ends whatever becomes of the call, and sends the body with a
// length and in one piece.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	if err != nil {
		return nil, errors.New("the request could not be written")
	}
	if len(body) == 0 {
		req.Header.Del("Content-Type") // a multipart form without an end is none
	}
	setBody(req, body)
	status, data, err := w.exchange(req, answerLimit)
	if err != nil {
		return nil, err
	}
	result, err := readAnswer(status, data)
	if err != nil {
		return nil, err
	}
	if got, ok := req.Context().Value(outcomeKey{}).(*outcome); ok {
		got.ok = true
		got.message = messageID(result)
	}
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{},
		Body:       io.NopCloser(bytes.NewReader(data)),
		Request:    req,
	}, nil
}

func setBody(req *http.Request, body []byte) {
	req.ContentLength = int64(len(body))
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
}

// errTooLong is returned with the beginning of an answer that is longer than
// the limit.
var errTooLong = errors.New("the answer is too long")

// exchange sends the request and reads the whole answer. Its errors name no
// address, because the address holds the token.
func (w *wire) exchange(req *http.Request, limit int64) (status int, body []byte, err error) {
	resp, err := w.begin(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return 0, nil, networkCause(req.Context(), err)
	}
	if int64(len(body)) > limit {
		return resp.StatusCode, body[:limit], errTooLong
	}
	return resp.StatusCode, body, nil
}

// begin sends the request and reads the head of the answer. Whoever calls closes
// its body.
func (w *wire) begin(req *http.Request) (*http.Response, error) {
	resp, err := w.client.Do(req) //nolint:gosec // the operator sets the address; see checkBase
	if err != nil {
		return nil, networkCause(req.Context(), err)
	}
	return resp, nil
}

// readAnswer takes the result out of an answer. Anything but "ok" is a
// [*failure].
func readAnswer(status int, body []byte) (json.RawMessage, error) {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, &failure{status: status}
	}
	if !a.OK {
		return nil, &failure{
			status:      status,
			code:        a.ErrorCode,
			description: a.Description,
			after:       time.Duration(a.Parameters.RetryAfter) * time.Second,
		}
	}
	return a.Result, nil
}

// messageID is the id of the message in a result, 0 if it is none.
func messageID(result json.RawMessage) int {
	var m struct {
		ID int `json:"message_id"`
	}
	if json.Unmarshal(result, &m) != nil {
		return 0
	}
	return m.ID
}

// post makes a call with parameters that are JSON already.
func (t *Telegram) post(ctx context.Context, method string, data []byte, limit int64) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.root+method, http.NoBody)
	if err != nil {
		return 0, nil, errors.New("telegram: the request could not be made") // err holds the address
	}
	req.Header.Set("Content-Type", "application/json")
	setBody(req, data)
	return t.wire.exchange(req, limit)
}
