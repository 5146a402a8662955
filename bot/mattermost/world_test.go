package mattermost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

const (
	berlin = "refugio/berlin"
	reach  = "http://bot.invalid"
	secret = "a secret of sixteen bytes and more"
)

// world is a server in virtual time with the bot on it.
type world struct {
	t       *testing.T
	server  *mmserver.Server
	client  *Client
	seal    *Seal
	carrier *Carrier
	bot     string // its user id
	token   string
	channel string // the id of berlin
	calls   *http.ServeMux
	log     *bytes.Buffer
	events  *counter
}

// inWorld runs the test in a bubble of virtual time.
func inWorld(t *testing.T, test func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		time.Sleep(time.Second) // what comes now is after the joining
		test(w)
	})
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, calls: http.NewServeMux(), log: &bytes.Buffer{}, events: &counter{n: map[string]int{}}}
	s := mmserver.New(mmserver.Options{Transport: mmserver.Direct(w.calls)})
	w.server = s
	url := s.StartInside()
	t.Cleanup(s.Stop)
	w.bot, w.token = s.AddBot("wecan", "WeCan")
	s.AddUser(mmserver.User{Username: "olena", FirstName: "Olena"})
	s.AddUser(mmserver.User{Username: "amir", FirstName: "Amir"})
	s.AddUser(mmserver.User{Username: "root", Admin: true})
	w.channel = s.AddChannel(berlin, true)
	s.AddChannel("refugio/closed", true)
	w.must(s.Join(berlin, "wecan", "olena", "amir"))
	w.must(s.Join("refugio/closed", "olena"))
	w.client = w.dialled(url, w.token)
	var err error
	w.seal, err = NewSeal([]byte(secret))
	w.must(err)
	w.carrier = w.newCarrier(nil)
	return w
}

func (w *world) dialled(url, token string) *Client {
	w.t.Helper()
	transport := &http.Transport{DialContext: w.server.DialContext}
	c, err := New(Config{URL: url, Token: Token(token), Transport: transport, Dial: w.server.DialContext, Observe: w.events.add})
	w.must(err)
	w.t.Cleanup(c.Close)
	return c
}

// newCarrier is one of a process that has just begun.
func (w *world) newCarrier(files Files) *Carrier {
	w.t.Helper()
	c, err := NewCarrier(CarrierConfig{Client: w.client, Seal: w.seal, Base: reach, Files: files, MaxFile: 1 << 20})
	w.must(err)
	return c
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(&locked{w: w.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// put carries an effect and must succeed.
func (w *world) put(e flows.Effect) string {
	w.t.Helper()
	id, err := w.carrier.Post(w.t.Context(), e, true)
	w.must(err)
	return id
}

// texts are what stands in the channel.
func (w *world) texts() []string {
	var list []string
	for _, p := range w.server.Posts(berlin) {
		list = append(list, p.Message)
	}
	return list
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(event string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[event]++
}

func (c *counter) of(event string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[event]
}

// shelf is files at Telegram.
type shelf map[string]struct {
	name string
	data string
	size int64
	err  error
}

func (s shelf) Fetch(_ context.Context, f flows.PostFile) (io.ReadCloser, string, int64, error) {
	one, ok := s[f.ID]
	if !ok {
		return nil, "", 0, fmt.Errorf("telegram: %w", ErrNoFile)
	}
	if one.err != nil {
		return nil, "", 0, one.err
	}
	return io.NopCloser(strings.NewReader(one.data)), one.name, one.size, nil
}

var errAway = errors.New("away")

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
