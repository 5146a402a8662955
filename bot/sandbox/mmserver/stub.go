package mmserver

import (
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"
)

type (
	post    struct{}
	pending struct{}
	file    struct{}
	hook    struct{}
	dialog  struct{}
	hub     struct{}
	socket  struct{ token string }
	journal struct{}
	lines   struct{}
)

func newHub() hub                             { return hub{} }
func (h *hub) cut(func(*socket) bool)         {}
func newJournal(int) journal                  { return journal{} }
func (s *Server) routes() *http.ServeMux      { return http.NewServeMux() }
func newLoopbackTransport() http.RoundTripper { return nil }
func defaultSettings(Options) *model.Config   { return nil }

func (s *Server) systemPost(*channel, *user, string, string) {}

// ServeHTTP is the REST API and the WebSocket, for a server that somebody else listens for.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }
