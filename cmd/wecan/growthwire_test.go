//go:build growth

package main

import (
	"bytes"
	"context"
	"net"
	"strconv"
	"sync/atomic"
	"testing"

	"wecan/store"
	"wecan/store/redistest"
)

// onWire counts the commands that cross the network. A script is one, whatever
// it does inside.
type onWire struct{ commands, writes atomic.Int64 }

func (w *onWire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return &countedConn{Conn: c, on: w}, err
}

// countedConn reads what is written as Redis does: "*2", then each argument as
// its length and its bytes.
type countedConn struct {
	net.Conn
	on   *onWire
	args int    // of the command, still to come
	skip int    // bytes of the argument, still to come
	line []byte // a head that is not complete yet
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.on.writes.Add(1)
	c.read(b)
	return c.Conn.Write(b)
}

func (c *countedConn) read(b []byte) {
	for len(b) > 0 {
		if c.skip > 0 {
			n := min(c.skip, len(b))
			c.skip, b = c.skip-n, b[n:]
			continue
		}
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			c.line = append(c.line, b...)
			return
		}
		c.line = append(c.line, b[:end]...)
		b = b[end+1:]
		c.head(string(bytes.TrimSuffix(c.line, []byte{'\r'})))
		c.line = c.line[:0]
	}
}

func (c *countedConn) head(line string) {
	n, err := strconv.Atoi(line[min(1, len(line)):])
	if err != nil || n < 0 {
		panic("the count of commands has lost its place")
	}
	if c.args == 0 {
		c.on.commands.Add(1)
		c.args = n
		return
	}
	c.args--
	c.skip = n + len("\r\n")
}

// countedStore is a store that counts what it sends.
func countedStore(t *testing.T, server *redistest.Server, key store.MasterKey, owner string) (*store.Store, *onWire) {
	t.Helper()
	w := &onWire{}
	s, err := store.Open(t.Context(), store.Options{URL: server.URL, Bot: demoBot, Owner: owner, Key: key, Dial: w.dial})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, w
}
