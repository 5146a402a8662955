package flows

import (
	"slices"
	"strings"
)

// end leaves the flow: done, left, erase, no-weekly; and for the engine's own flows that
// lie above another one, restart-below, erase-below, quiet, no-news and news.
//
//	finish:
//	  end: done
type end struct {
	common
	outcome outcome
}

func readEnd(_ *flowReader, c common, f *fields) step {
	v := f.get("end")
	s := &end{common: c, outcome: outcome(v.text())}
	all := []string{string(outcomeDone), string(outcomeLeft), string(outcomeErase), string(outcomeNoWeekly)}
	if isBuiltin(c.flow.id) {
		all = append(all, string(outcomeRestart), string(outcomeAbandon), string(outcomeQuiet), string(outcomeNoNews), string(outcomeNews))
	}
	if !slices.Contains(all, string(s.outcome)) {
		v.fail("%q is no way to end; there are: %s", s.outcome, strings.Join(all, ", "))
	}
	return s
}

func (s *end) texts() []*text { return nil }
func (s *end) exits() []exit  { return nil }

func (s *end) enter(*talk) (move, error) { return move{end: s.outcome}, nil }
