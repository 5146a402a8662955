package mmserver

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// Call is one request to the REST API.
type Call struct {
	Number  int    // from 1
	Route   string // as "POST /posts" or "PUT /posts/{post}/patch"
	User    string // the user name of whoever asked; "" without a valid token
	Channel string // the id of the channel it was about, where the request says so
	Post    string // the id of the post it was about, where the path says so
	Status  int    // as answered; 0: the connection was cut after the work was done
	Reason  string // the id of the error; "" for none
	At      time.Time
}

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Status     int             // answer with this status and do nothing; 429 and 5xx are plain text, as those of a proxy
	RetryAfter int             // seconds, for 429 and 503: in Retry-After and X-Ratelimit-Reset
	Delay      time.Duration   // do the work at once, answer this much later
	DropReply  bool            // do the work, then cut the connection without an answer
	Hold       <-chan struct{} // do the work only when this is closed; nil: at once
}

// EventFault is what goes wrong with one event on its way to one connection. The zero value is nothing.
type EventFault struct {
	Drop  bool // it gets a number, and is not sent
	Twice bool // it is sent twice, with two numbers
}

// OnCall sets what decides, per call with a valid token, what goes wrong; nil for nothing. It is called concurrently, knows of
// the call all but the outcome, and must not call back.
func (s *Server) OnCall(decide func(Call) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.call = decide
}

// OnEvent sets what decides, per event and receiver, what goes wrong; nil for nothing. It is called with the user name and
// the event's kind, such as "posted", and must not call back.
func (s *Server) OnEvent(decide func(username, event string) EventFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.event = decide
}

// LoseDatabase makes the server answer as one whose database is away, as measured at 6.7.2: it goes on serving, and refuses what it
// cannot look up. While it remembers who has which token some calls get 400, 403 and 404 that say nothing about
// them; later it takes each token for a wrong one.
func (s *Server) LoseDatabase(remembers bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.away, s.faults.forgot = true, !remembers
}

// FindDatabase ends what LoseDatabase began.
func (s *Server) FindDatabase() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.away, s.faults.forgot = false, false
}

// away is the answer of a server without its database; nil when it has it, or needs none for the answer.
func (s *Server) away(route string, r *http.Request) *model.AppError {
	s.mu.Lock()
	away, forgot := s.faults.away, s.faults.forgot
	s.mu.Unlock()
	var given model.Post
	switch {
	case !away, route == "GET /system/ping":
		return nil
	case forgot:
		return fail(http.StatusUnauthorized, idSession)
	case route == "GET /channels/{channel}", route == "GET /users/{user}" && r.PathValue("user") != model.Me:
		return nil // it remembers them
	case route == "POST /posts" && json.NewDecoder(r.Body).Decode(&given) == nil && given.RootId != "":
		return fail(http.StatusBadRequest, idRoot)
	case route == "PUT /posts/{post}/patch", route == "POST /reactions":
		return forbidden()
	case route == "GET /teams/name/{team}/channels/name/{name}":
		return fail(http.StatusNotFound, "app.team.get_by_name.app_error")
	}
	return fail(http.StatusInternalServerError, "app.post.get.app_error")
}

type faults struct {
	away, forgot bool // the database is away; and who has which token is not known any more

	call  func(Call) Fault
	event func(username, event string) EventFault
}
