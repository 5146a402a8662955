package mattermost

import (
	"context"
	"time"
)

// EventKind is what happened to a post.
type EventKind string

// The kinds of events.
const (
	Posted    EventKind = "posted"
	Edited    EventKind = "edited"
	Deleted   EventKind = "deleted"
	Reacted   EventKind = "reacted"   // those during an outage are not read up
	Unreacted EventKind = "unreacted" // likewise
)

// Event is what somebody of the team did in a channel.
type Event struct {
	ID      string // the same event has the same one: the id of the input
	Kind    EventKind
	Channel string // ids
	Post    string
	Root    string // the thread's root post; "" when the post is none's reply
	User    string // who wrote the post, or who reacted
	Text    string // as it is now; "" for deletions and reactions
	Files   []File
	Emoji   string    // by its name, for reactions
	At      time.Time // by the server's clock: made, changed, deleted or reacted; zero where it does not tell
}

// File is a file of a post. Its bytes: [Client.File].
type File struct {
	ID   string
	Name string
	Mime string
	Size int64 // bytes; 0 when the server did not tell
}

// Sink takes events, those of several threads at the same time.
type Sink interface {
	// Take returns nil when the turn is committed. After an error the same event
	// comes again, and nothing else of its thread before it. An event may come again
	// after a restart, with the same id.
	Take(ctx context.Context, e Event) error
}

// Cursors keeps up to where a channel was read, by the server's clock.
type Cursors interface {
	// Get answers the zero time for a channel that was never read.
	Get(ctx context.Context, channelID string) (time.Time, error)
	Set(ctx context.Context, channelID string, t time.Time) error
}

// Threads knows the threads that are still of use.
type Threads interface {
	Open(ctx context.Context) ([]ThreadRef, error)
}

// ThreadRef is a thread.
type ThreadRef struct {
	Channel string // ids
	Root    string
	// Upto is when the newest post that was taken from it was made, by the server's
	// clock. Zero: as far as its channel was read.
	Upto time.Time
}
