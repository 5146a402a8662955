package flows

import (
	"errors"
	"strconv"
	"time"
)

// Page asks for a page of the actors of a kind, for whoever has to go to all of
// them: its answer is an input, [ToldListed] with a [Listed]. Those that were
// created before a time are met once each, in the order of their creation, by
// asking for one page after the other: the first with an empty After, each further
// one with the Next of the page before, until its End. Actors are spread over
// [Partitions]; each has its own order.
//
// It is carried after all effects before it, bulk tells too ([Tell.Bulk]): what
// came of those is known to the turn that gets the page.
type Page struct {
	Kind      Kind      `json:"k"`
	Partition int       `json:"p"`           // 0 to Partitions-1
	After     string    `json:"a,omitempty"` // a [Listed.Next]
	Before    time.Time `json:"b"`
	Most      int       `json:"n"` // 1 to PageMost
}

// PageMost is how many actors a page has at most: each may cost its asker an
// effect and a receipt, all in one turn.
const PageMost = 100

// Fault says what is wrong with it, "" when nothing is. A faulty one is a dead
// letter: see [ErrBadPage].
func (p Page) Fault() string {
	switch {
	case p.Kind == "":
		return "a page of no kind"
	case p.Partition < 0 || p.Partition >= Partitions:
		return "a page of partition " + strconv.Itoa(p.Partition)
	case p.Most < 1 || p.Most > PageMost:
		return "a page of " + strconv.Itoa(p.Most)
	case p.Before.IsZero():
		return "a page without an end in time"
	}
	return ""
}

// ToldListed brings an actor the page that a [Page] of its own asked for. It comes
// from nobody: [Told.From] is "". Asked for once it comes once, however often the
// page had to be read.
const ToldListed = "listed"

// Listed is a page. Partition and After are those that were asked for.
type Listed struct {
	Partition int       `json:"p"`
	After     string    `json:"a,omitempty"`
	IDs       []ActorID `json:"i,omitempty"`
	Next      string    `json:"n,omitempty"` // what to ask for after, "" at the very beginning
	End       bool      `json:"e,omitempty"` // there are no more
}

// ErrBadPage is returned for a [Page] that nobody can read: it is faulty, or its
// After is no place in a list. To ask again does not help.
var ErrBadPage = errors.New("no such page")

func (Page) isEffect() {}
