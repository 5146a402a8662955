package mmserver

import "slices"

// journal remembers the last calls and counts all. It is guarded by Server.mu.
type journal struct {
	calls    []Call
	keep     int
	total    int
	routes   map[string]int
	statuses map[int]int
}

func newJournal(keep int) journal {
	return journal{keep: max(keep, 1), routes: map[string]int{}, statuses: map[int]int{}}
}

func (j *journal) add(c Call) {
	j.total++
	c.Number = j.total
	j.routes[c.Route]++
	j.statuses[c.Status]++
	if len(j.calls) == j.keep {
		j.calls = j.calls[1:]
	}
	j.calls = append(j.calls, c)
}

// Calls are the last requests to the REST API, in the order in which they were answered.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.calls)
}

// Count is how often a route was called since the start, as "POST /posts".
func (s *Server) Count(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.routes[route]
}

// CountStatus is how many requests were answered with a status since the start; 0 stands for cut connections.
func (s *Server) CountStatus(status int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.statuses[status]
}
