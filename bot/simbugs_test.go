package bot_test

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/store"
)

// bug is a fault planted in one rule, to see that the simulation finds it.
type bug int

const (
	noBug            bug = iota
	bugConfirmEarly      // an update is confirmed before its turn is committed
	bugForgetSeen        // an input that comes again is taken for a new one
	bugLastWriteWins     // a stale etag is not a conflict
	bugNoOutbox          // effects are not part of the commit
	bugSharedOwner       // a living process's lease is taken over
	bugNoAck             // what was sent is not acknowledged

	// Faults of sessions.
	bugDeaf     // nobody hears that a session is cancelled
	bugNoPlaces // more people have a place than there are

	// Faults of events.
	bugOverbooked // places that are taken are forgotten
	bugPassedBy   // who waits first is passed by
	bugKept       // a place that is offered is kept for ever

	// Faults of the day of a hackathon.
	bugTwoTeams      // a team never hears that somebody has left
	bugBigTeam       // a team takes in too many
	bugNameShown     // a name is shown that was to be hidden
	bugWordsEarly    // somebody is written to before she has agreed
	bugAgreedLost    // what people agreed to is forgotten when somebody joins
	bugLineLost      // a line is not brought
	bugDoorForgotten // who came is forgotten
	bugDeafEar       // what people say about it is forgotten
	bugLateWork      // work is taken after the deadline
	bugWorkLost      // work that has a receipt is lost
	bugTwoVotes      // who votes anew has two votes
	bugOwnVote       // people can vote for their own work
	bugWrongResult   // the result is not what was counted
	bugToldAgain     // people are told again what they were told
	bugUntold        // nobody is told that she can vote

	// Faults of announcements.
	bugSentAgain    // what is uncertain is sent again
	bugPageSkipped  // who stands on the page behind a halt is left out
	bugTwiceCounted // a verdict counts twice
	bugNoCursor     // where a walk stands is not kept
	bugHadCounts    // who has it already counts as one to whom it was sent
	bugDeafToStop   // who has stopped it gets it
	bugForgetsCast  // somebody forgets that she has it
	bugOldWords     // who gets it after a correction gets the old words
	bugNewsLost     // what somebody says of it is not remembered
	bugPassedOver   // who could not be called counts as called

	// Faults of referrals and talks.
	bugTwoOwners  // who accepts later gets it too
	bugEarlyWords // the card of a request shows its words
	bugNoReplies  // what somebody replies to is not looked at
	bugNoGaps     // lines that could not be brought are not brought later
	bugNoEnd      // an offer stands for ever

	// Faults of the way to and from Mattermost.
	bugNoMarks   // a post is made without a look for its mark
	bugGivesUp   // a call without an answer counts as made
	bugMovesOn   // a post of a member's counts as taken before it is
	bugNamesCard // a card shows the words of the request
	bugs
)

// ofBoard says whether the fault is found where a team works at Mattermost.
func (b bug) ofBoard() bool { return b >= bugNoMarks }

// ofSessions says whether the fault is in sessions.
func (b bug) ofSessions() bool { return b == bugDeaf || b == bugNoPlaces }

// ofEvents says whether the fault is in events.
func (b bug) ofEvents() bool { return b >= bugOverbooked && b <= bugKept }

// ofDays says whether the fault is in the day of a hackathon.
func (b bug) ofDays() bool { return b >= bugTwoTeams && b <= bugUntold }

// ofCasts says whether the fault is in announcements.
func (b bug) ofCasts() bool { return b >= bugSentAgain && b <= bugPassedOver }

// ofTalks says whether the fault is in referrals and talks.
func (b bug) ofTalks() bool { return b >= bugTwoOwners }

func (b bug) String() string {
	return [...]string{
		"none", "confirm before commit", "forget seen inputs", "last write wins", "no outbox", "shared owner", "no acks",
		"deaf to cancellations", "no end of places",
		"taken places forgotten", "first in line passed by", "kept for ever",
		"in two teams", "big team", "name shown", "words before consent", "consent lost", "line lost", "door forgotten", "deaf ear",
		"late work", "work lost", "two votes", "own vote", "wrong result", "told again", "untold",
		"sent again", "page skipped", "verdict counted twice", "no cursor", "had counts as sent", "deaf to stop",
		"cast forgotten", "old words", "news lost", "passed over",
		"two owners", "early words", "no replies", "no gaps", "no end of offers",
		"no marks", "gives up", "moves on", "names on cards",
	}[b]
}

// from is a seed near which the fault shows: where many do not show it, that saves time.
func (b bug) from() uint64 {
	switch b { //nolint:exhaustive // the others are found at once
	case bugNoReplies:
		return 48
	case bugForgetSeen:
		return 32
	case bugPageSkipped, bugMovesOn:
		return 24
	case bugOldWords:
		return 15
	case bugDeafToStop, bugGivesUp:
		return 10
	case bugAgreedLost:
		return 9
	case bugSentAgain:
		return 8
	case bugPassedOver:
		return 7
	case bugToldAgain:
		return 6
	case bugTwoVotes, bugPassedBy:
		return 4
	case bugTwoTeams, bugLateWork, bugNoCursor, bugNoPlaces:
		return 3
	case bugNoMarks, bugKept, bugBigTeam:
		return 2
	}
	return 1
}

// inTurns plants what is wrong with taking inputs.
func (b bug) inTurns(handle func(context.Context, ...flows.Incoming) error) func(context.Context, ...flows.Incoming) error {
	if b == bugConfirmEarly {
		return func(ctx context.Context, ins ...flows.Incoming) error {
			go func() { _ = handle(ctx, ins...) }()
			return nil
		}
	}
	if b == bugForgetSeen {
		return func(ctx context.Context, ins ...flows.Incoming) error {
			for i := range ins {
				ins[i].ID += rand.Text()
			}
			return handle(ctx, ins...)
		}
	}
	return handle
}

// inStore plants what is wrong with keeping.
func (b bug) inStore(s *store.Store) bot.Store {
	if b == bugLastWriteWins || b == bugNoOutbox || b == bugNoAck {
		return &badStore{Store: s, bug: b}
	}
	return s
}

// inCalls plants what is wrong with calling.
func (b bug) inCalls(tg *telegram.Telegram) bot.Carrier {
	if b == bugPassedOver {
		return badCarrier{tg}
	}
	return tg
}

// badCarrier does not say that there was no connection.
type badCarrier struct{ bot.Carrier }

func (c badCarrier) Carry(ctx context.Context, e flows.Effect) (int, error) {
	message, err := c.Carrier.Carry(ctx, e)
	if errors.Is(err, bot.ErrNotCalled) {
		err = errCut
	}
	return message, err
}

type badStore struct {
	*store.Store
	bug bug
}

func (s *badStore) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	if s.bug == bugNoAck {
		c.Acks = nil
	}
	effects := c.Effects
	if s.bug == bugNoOutbox {
		c.Effects = nil // sent by the process, if it lives: the store never hears of it
	}
	done, err := s.Store.Commit(ctx, c, held)
	c.Effects = effects
	if err != nil {
		return done, err
	}
	if s.bug == bugNoOutbox && !done.Conflict && len(effects) > 0 {
		done.Lease.Token, done.Waiting = "nobody's", len(effects)
		done.Lease.Until = time.Now().AddDate(100, 0, 0)
	}
	if s.bug == bugLastWriteWins && done.Conflict && done.Record.Etag != c.Etag {
		c.Base.Etag = done.Record.Etag
		return s.Store.Commit(ctx, c, held)
	}
	return done, nil
}

func (s *badStore) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	if s.bug == bugNoOutbox {
		return flows.Outbox{}, nil
	}
	if s.bug == bugNoAck {
		b := *a
		b.Done = nil
		box, err := s.Store.Ack(ctx, &b)
		if a.Known > 0 {
			box.Entries = nil // else what is sent comes back at once, and no time ever passes
		}
		return box, err
	}
	return s.Store.Ack(ctx, a)
}
