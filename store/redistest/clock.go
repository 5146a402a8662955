package redistest

import (
	"errors"
	"io"
	"net"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// timeAnswer is what Redis answers to TIME: seconds and microseconds.
var timeAnswer = regexp.MustCompile(`\*2\r\n\$10\r\n(\d{10})\r\n\$\d\r\n\d+\r\n`)

// ShiftClock answers the URL of the same Redis with another clock: what it
// answers to TIME is later by so much, in whole seconds. What scripts see is not.
func (s *Server) ShiftClock(by time.Duration) string {
	s.tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(s.ctx(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.tb.Fatalf("redistest: %v", err)
	}
	var under sync.WaitGroup
	under.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			under.Go(func() { s.shift(c, by) })
		}
	})
	s.tb.Cleanup(func() { _ = l.Close(); s.stop(); under.Wait() })
	return "redis://" + l.Addr().String()
}

// shift carries one connection until either side ends it.
func (s *Server) shift(client net.Conn, by time.Duration) {
	defer func() { _ = client.Close() }()
	server, err := (&net.Dialer{}).DialContext(s.ctx(), "tcp", s.Addr)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, client) // its end is seen below
		_ = server.Close()
	}()
	buf := make([]byte, 64<<10) // an answer to TIME comes alone and in one piece
	for {
		n, err := server.Read(buf)
		out := timeAnswer.ReplaceAllFunc(buf[:n], func(answer []byte) []byte {
			at := timeAnswer.FindSubmatchIndex(answer)
			seconds, _ := strconv.ParseInt(string(answer[at[2]:at[3]]), 10, 64) // ten digits
			return append(append(append([]byte{}, answer[:at[2]]...), strconv.FormatInt(seconds+int64(by/time.Second), 10)...), answer[at[3]:]...)
		})
		if _, errWrite := client.Write(out); errors.Join(err, errWrite) != nil {
			return
		}
	}
}
