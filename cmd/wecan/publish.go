package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// hangups are the SIGHUPs that come to this process. Whoever looks after the
// bot sends one to have flows, translations and programme file read again; a
// terminal sends one to all that runs in it when it is closed.
type hangups struct {
	came     chan os.Signal
	terminal bool // the process began in a terminal, and was not told (by nohup) to outlive it
}

// heedHangups keeps a SIGHUP from ending the process from now on.
func heedHangups() *hangups {
	h := &hangups{came: make(chan os.Signal, 1), terminal: hasTerminal() && !signal.Ignored(syscall.SIGHUP)}
	signal.Notify(h.came, syscall.SIGHUP)
	return h
}

func (h *hangups) stop() { signal.Stop(h.came) }

// closed says whether the terminal has gone since the start.
func (h *hangups) closed() bool { return h.terminal && !hasTerminal() }

func hasTerminal() bool {
	f, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = f.Close() // nothing was written
	return true
}

// readAgain reads what the settings name as it is now.
func readAgain(set settings, load func(*settings) (*words, error)) func() (*words, error) {
	return func() (*words, error) {
		if set.ProgrammeFile != "" {
			data, err := os.ReadFile(set.ProgrammeFile)
			if err != nil {
				return nil, fmt.Errorf("WECAN_PROGRAMME names a file that cannot be read: %w", err)
			}
			set.Programme = append([]byte{}, data...)
		}
		return load(&set)
	}
}

// heed publishes at each SIGHUP until ctx ends. When it comes from a terminal
// that was closed, the service stops.
func (s *service) heed(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hangups.came:
			if s.hangups.closed() {
				s.log.InfoContext(ctx, "the terminal was closed")
				s.fail(nil)
				return
			}
			s.publish(ctx)
		}
	}
}

// What is counted of publishing.
const (
	eventPublished = "published"
	eventRefused   = "publish_refused"
)

// publish reads flows, translations and programme file again. With any problem
// in them all of it is refused: turns go on with what was published before.
func (s *service) publish(ctx context.Context) {
	before := s.current.Load()
	fresh, err := s.try()
	s.meter.refuse(err != nil)
	switch {
	case err != nil:
		n := 0
		for line := range strings.Lines(err.Error()) {
			s.log.ErrorContext(ctx, "not published", "problem", strings.TrimSpace(line))
			n++
		}
		s.meter.Count(eventRefused)
		s.log.ErrorContext(ctx, "the new definitions are refused; the old ones stay", "problems", n, "definitions", before.defs.Hash[:12])
	case fresh.defs.Hash == before.defs.Hash:
		s.log.InfoContext(ctx, "nothing has changed; nothing is published", "definitions", before.defs.Hash[:12])
	default:
		s.current.Store(fresh)
		s.runtime.Publish(fresh.defs)
		s.meter.define(fresh.defs.Hash)
		s.warnOfCards(ctx)
		s.meter.Count(eventPublished)
		s.log.InfoContext(ctx, "the new definitions are published", "definitions", fresh.defs.Hash[:12], "before", before.defs.Hash[:12])
		select {
		case s.renewed <- struct{}{}:
		default: // it is known already
		}
	}
}

// try reads them, and refuses what this process could not have started with: it has the
// settings of its start. Not even a defect of ours may end a bot that runs.
func (s *service) try() (fresh *words, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("wecan broke while it read the files; please report this: %v", v)
		}
	}()
	if fresh, err = s.again(); err != nil {
		return nil, err
	}
	return fresh, s.set.Mattermost.serves(fresh.defs.Programme)
}
