package broadcast

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"wecan/flows"
)

// share is what the walkers of one partition have counted for one job: a member field.
type share struct {
	N   int          `json:"n"` // of the last numbers
	Job int          `json:"job"`
	Run int          `json:"run"`
	Do  flows.CastDo `json:"do"`

	// Sent are the messages of earlier runs, Rest the people of the last whole run who
	// got none: each run meets all people again, and whoever has it says so.
	Sent  map[string]int `json:"sent,omitempty"`
	Rest  map[string]int `json:"rest,omitempty"`
	Words map[string]int `json:"words,omitempty"` // of this run
	Over  bool           `json:"over,omitempty"`
}

// memberShare is where a share stands. Counts, sending and mending have one each.
func memberShare(do flows.CastDo, partition int) string {
	track := "mend"
	switch do { //nolint:exhaustive // the others mend
	case flows.CastCount, flows.CastSend:
		track = string(do)
	}
	return track + "/" + strconv.Itoa(partition)
}

// take takes in newer numbers; false for old ones.
func (s *share) take(n numbers) bool {
	switch {
	case n.N <= s.N || n.Job < s.Job || n.Job == s.Job && n.Run < s.Run:
		return false
	case n.Job > s.Job:
		*s = share{Job: n.Job, Run: n.Run, Do: n.Do}
	case n.Run > s.Run:
		s.fold()
		s.Run = n.Run
	}
	s.N, s.Words, s.Over = n.N, n.Words, n.Over
	return true
}

// fold ends a run.
func (s *share) fold() {
	sum := s.sum()
	s.Sent, s.Rest = map[string]int{}, map[string]int{}
	for word, n := range sum {
		if isSent(word) {
			s.Sent[word] = n
		} else {
			s.Rest[word] = n
		}
	}
	s.Words, s.Over = nil, false
}

func isSent(word string) bool {
	w, _ := flows.LangOf(word)
	return w == flows.CastSent
}

// sum is how many people there are of each verdict, each by her last one.
func (s *share) sum() map[string]int {
	out := map[string]int{}
	have := 0
	for word, n := range s.Sent {
		out[word] += n
		have += n
	}
	whole := s.Over || len(s.Rest) == 0
	for word, n := range s.Words {
		switch {
		case isSent(word):
			out[word] += n
		case word == flows.CastHad && s.Do == flows.CastSend:
			if n > have { // sent, and a crash has taken the verdict
				out[flows.CastSent] += n - have
			}
		case word == flows.CastHad && whole: // also those whom an earlier run has mended
			out[word] += max(0, n-have)
		case whole:
			out[word] += n
		}
	}
	if !whole {
		for word, n := range s.Rest {
			out[word] += n
		}
	}
	return out
}

// numbers takes in how far a walker is.
func (k *making) numbers(in flows.Told) error {
	var n numbers
	if err := json.Unmarshal(in.Data, &n); err != nil {
		return fmt.Errorf("broadcast: read numbers: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindWalker, walkerKey(n.Reference, n.Partition)) || n.Reference != k.Reference {
		k.report("numbers that came from no walker of the announcement were dropped")
		return nil
	}
	if err := k.sharing(n); err != nil {
		return err
	}
	at := slices.IndexFunc(k.Workers, func(w worker) bool { return w.Partition == n.Partition && w.Call == n.Call })
	if at < 0 || !n.Over && !n.Halted {
		return nil
	}
	w := k.Workers[at]
	k.Workers = slices.Delete(k.Workers, at, at+1)
	j := k.job(w.Job)
	switch {
	case j == nil:
	case n.Halted:
		j.Todo.add(n.Partition)
	default:
		k.finished(j, n)
	}
	return nil
}

// job finds a job that is not given up.
func (k *making) job(no int) *job {
	for _, j := range []*job{k.Side, k.Send} {
		if j != nil && j.No == no {
			return j
		}
	}
	return nil
}

// finished notes what a walker leaves for a later pass, and how large its pages were.
func (k *making) finished(j *job, n numbers) {
	if n.Words[flows.CastLater] > 0 {
		j.Again.add(n.Partition)
	}
	if n.Words[flows.CastWaits] > 0 {
		j.Waits.add(n.Partition)
	}
	j.Most = min(max(n.Most, 1), flows.PageMost)
}

// sharing counts by how much the numbers of a partition have changed.
func (k *making) sharing(n numbers) error {
	name := memberShare(n.Do, n.Partition)
	var s share
	if err := k.read(name, &s); err != nil {
		return err
	}
	tally := k.tallyOf(n.Job)
	old := s.sum()
	if s.Job != n.Job {
		old = nil
	}
	if !s.take(n) {
		return nil
	}
	if tally != nil {
		for word, count := range old {
			tally.add(word, -count)
		}
		for word, count := range s.sum() {
			tally.add(word, count)
		}
	}
	return k.field(name, s)
}

// tallyOf is where a job is counted, nil for one that is given up.
func (k *making) tallyOf(no int) *Tally {
	switch j := k.job(no); {
	case j == nil:
		return nil
	case j.Do == flows.CastCount:
		return &k.Count
	case j.Do == flows.CastSend:
		return &k.Sent
	}
	return &k.Mended
}
