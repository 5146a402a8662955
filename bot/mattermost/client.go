package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"wecan/bot"
)

// Config is what [New] needs. URL and Token must be set.
type Config struct {
	URL   string // of the server, as people open it: https://chat.example.org
	Token Token  // of the bot account

	// Transport carries the requests; nil is one of its own with limits.
	Transport http.RoundTripper

	// Dial opens the connections of the transport and of the [Socket]; nil is the
	// usual way.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// CallTimeout bounds each call, but that of a file; 0 is 10 seconds.
	CallTimeout time.Duration
	// FileTimeout bounds the call that brings or fetches a file; 0 is 2 minutes.
	FileTimeout time.Duration

	// Observe is called with the name of each countable event; nil for none.
	// See the Event constants. It must be quick and safe for concurrent use.
	Observe func(event string)
}

// Client makes calls to the server. Each has a time-out of its own. An error of a
// call is a [*bot.Refusal] when the server said why, any other for "not now". It is safe for
// concurrent use.
type Client struct {
	http    *http.Client
	dial    func(ctx context.Context, network, addr string) (net.Conn, error)
	base    string // without a slash at the end
	token   Token
	timeout time.Duration
	files   time.Duration
	observe func(event string)

	mu       sync.Mutex
	channels map[string]known // "team/channel" → id
	names    map[string]known // user id → user name
	self     string           // the bot's own id, "" until it was asked for
}

// bodyLimit bounds an answer, in bytes: 1,000 posts of the greatest size would be more, but
// nobody has them.
const bodyLimit = 32 << 20

// New checks the configuration. It makes no call.
func New(c Config) (*Client, error) {
	base, err := checkBase(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Token == "" || strings.ContainsAny(string(c.Token), " \r\n\t") {
		return nil, errors.New("mattermost: the bot's access token is missing or has spaces in it; set WECAN_MATTERMOST_TOKEN")
	}
	if c.Dial == nil {
		c.Dial = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	if c.Transport == nil {
		c.Transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: c.Dial, ForceAttemptHTTP2: true,
			MaxIdleConns: 16, MaxIdleConnsPerHost: 16, MaxConnsPerHost: 32, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		}
	}
	if c.CallTimeout <= 0 {
		c.CallTimeout = 10 * time.Second
	}
	if c.FileTimeout <= 0 {
		c.FileTimeout = 2 * time.Minute
	}
	if c.Observe == nil {
		c.Observe = func(string) {}
	}
	return &Client{
		// A redirect would carry the token to somebody else.
		http: &http.Client{Transport: c.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		dial: c.Dial, base: base, token: c.Token, timeout: c.CallTimeout, files: c.FileTimeout, observe: c.Observe,
		channels: map[string]known{}, names: map[string]known{},
	}, nil
}

func checkBase(base string) (string, error) {
	base = strings.TrimRight(base, "/")
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("mattermost: the server's address must look like https://chat.example.org; set WECAN_MATTERMOST_URL")
	}
	return base, nil
}

// Format hides the token.
func (c *Client) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "(mattermost)") }

// Close gives idle connections back. Calls may still be made afterwards.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// call makes one call of the API with JSON both ways; in and out may be nil.
func (c *Client) call(ctx context.Context, what, method, path string, in, out any) error {
	return c.request(ctx, what, method, api+path, in, out)
}

const api = "/api/v4"

func (c *Client) request(ctx context.Context, what, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return never(what, err)
		}
		body = bytes.NewReader(raw)
	}
	resp, err := c.send(ctx, what, method, path, "application/json", body, 0)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, bodyLimit))
	if err == nil && out != nil && json.Unmarshal(raw, out) != nil {
		err = errors.New("the answer cannot be read")
	} else if err != nil {
		err = networkCause(ctx, err)
	}
	if err != nil {
		err = refusal(what, err)
	}
	c.observe(callEvent(err))
	return err
}

// send makes the request; its error is that of the call. The caller closes the
// body of the answer. size is the body's length, 0 when net/http knows it.
func (c *Client) send(ctx context.Context, what, method, path, kind string, body io.Reader, size int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, never(what, errors.New("the request cannot be made"))
	}
	if size > 0 {
		req.ContentLength = size
	}
	req.Header.Set("Authorization", "Bearer "+string(c.token))
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		err = refusal(what, networkCause(ctx, err))
		c.observe(callEvent(err))
		return nil, err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		f := readFailure(resp)
		_ = resp.Body.Close()
		if k := f.kind(); k == bot.Never || k == bot.Barred {
			f.doubt = c.sick(ctx)
		}
		err = refusal(what, f)
		c.observe(callEvent(err))
		return nil, err
	}
	return resp, nil
}
