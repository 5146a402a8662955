package mmserver

import (
	"context"
	"net"
)

// Start listens on a loopback port, the same one again after a [Server.Stop], and returns the server's address as
// "http://127.0.0.1:8065".
func (s *Server) Start() (url string, err error) { return s.StartAt("127.0.0.1:0") }

// StartAt is [Server.Start] at an address.
func (s *Server) StartAt(address string) (url string, err error) { return "", nil }

// StartInside listens in memory only: reach it with [Server.DialContext]. Called inside a testing/synctest bubble, all of the
// server lives in it.
func (s *Server) StartInside() (url string) { return "" }

// URL is where the server listens, or listened last.
func (s *Server) URL() string { return "" }

// Stop is the end of the server's process: connections are cut, and what a real server keeps in memory only is forgotten, which is
// sockets to be resumed and pending post ids. Users, posts and files stay for the next [Server.Start].
func (s *Server) Stop() {}

// Away says whether the network to the server is gone: connections are cut and new ones fail, but the server lives on and
// its sockets can be resumed.
func (s *Server) Away(away bool) {}

// Cut ends the WebSocket connections of a user, or of all when the name is empty, without a word. They can be resumed.
func (s *Server) Cut(username string) {}

// Freeze leaves the WebSocket connections of a user open, and sends and reads nothing on them any more, as when a network
// swallows all. Those that are opened later work.
func (s *Server) Freeze(username string) {}

// DialContext opens a connection to the server, whatever the address; for http.Transport and websocket.Dialer.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return nil, nil
}
