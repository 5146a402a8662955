package mmserver

import "time"

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
	Status     int           // answer with this status and do nothing; 429 and 5xx are plain text, as those of a proxy
	RetryAfter int           // seconds, for 429 and 503: in Retry-After and X-Ratelimit-Reset
	Delay      time.Duration // do the work at once, answer this much later
	DropReply  bool          // do the work, then cut the connection without an answer
	Hold       <-chan struct{}
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

type faults struct {
	call  func(Call) Fault
	event func(username, event string) EventFault
}
