package mattermost

import (
	"cmp"
	"context"
	"log/slog"
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
)

// catchUp reads what was missed: each channel from its cursor on, and then the
// threads that are still of use, because the server is known to leave posts out of
// the first.
func (s *Socket) catchUp(ctx context.Context, self string) error {
	from, err := s.sweep(ctx, self)
	if err != nil {
		return err
	}
	if err := s.readThreads(ctx, self, from); err != nil {
		return err
	}
	s.behind = false
	s.c.Observe(EventCaughtUp)
	return nil
}

// sweep reads each channel and answers from when on, by channel.
func (s *Socket) sweep(ctx context.Context, self string) (map[string]int64, error) {
	from := map[string]int64{} // by channel
	for _, name := range s.c.Channels() {
		id, err := s.c.Client.Channel(ctx, name)
		if err == nil {
			from[id], err = s.readChannel(ctx, self, id)
		}
		switch {
		case refusedFor(err, bot.Never):
			s.c.Client.forget(name)
			s.c.Log.LogAttrs(ctx, slog.LevelWarn, "a channel cannot be read; see: wecan doctor", slog.Any("error", err))
		case err != nil:
			return nil, err
		}
	}
	for id := range s.wanted {
		if _, still := from[id]; !still {
			delete(s.wanted, id)
		}
	}
	return from, nil
}

// upto is up to when a channel was taken, by the server's clock, in milliseconds.
type upto struct {
	noted int64 // as the [Cursors] know it
	read  int64 // up to where it was read: what came since came by WebSocket only
}

// readChannel takes what is new in a channel and moves its cursor. It answers where it
// began: where it was read last, not where the last event was, so that one which
// the server never sent is found too.
func (s *Socket) readChannel(ctx context.Context, self, channel string) (from int64, err error) {
	u, known := s.wanted[channel]
	if !known {
		if u.noted, err = s.firstCursor(ctx, channel); err != nil {
			return 0, err
		}
		u.read = u.noted
	}
	posts, err := s.c.Client.newer(ctx, channel, u.read-overlap)
	if err != nil {
		return 0, err
	}
	if err := s.takePosts(ctx, self, posts, u.read); err != nil {
		return 0, err
	}
	newest := u.noted
	for _, p := range posts {
		newest = max(newest, p.UpdateAt, p.CreateAt, p.DeleteAt)
	}
	s.wanted[channel] = upto{noted: u.noted, read: newest}
	s.moveCursor(ctx, channel, newest)
	return u.read, nil
}

// firstCursor is where to begin in a channel. What was written in it before we came the
// first time is not for us.
func (s *Socket) firstCursor(ctx context.Context, channel string) (int64, error) {
	at, err := s.c.Cursors.Get(ctx, channel)
	if err != nil || !at.IsZero() {
		return at.UnixMilli(), err
	}
	newest, err := s.c.Client.lastPost(ctx, channel)
	if err != nil {
		return 0, err
	}
	newest += overlap // what is read again ends just before what comes next
	return newest, s.c.Cursors.Set(ctx, channel, moment(newest))
}

// readThreads compares the open threads with what was taken of them.
func (s *Socket) readThreads(ctx context.Context, self string, from map[string]int64) error {
	threads, err := s.c.Threads.Open(ctx)
	if err != nil {
		return err
	}
	for _, t := range threads {
		since, ours := from[t.Channel]
		if !ours {
			continue
		}
		if !t.Upto.IsZero() {
			since = min(since, t.Upto.UnixMilli())
		}
		list, err := s.c.Client.thread(ctx, t.Root)
		if refusedFor(err, bot.Never) {
			continue // it was deleted: whoever writes to it is told
		}
		if err != nil {
			return err
		}
		posts := ordered(list)
		posts = slices.DeleteFunc(posts, func(p *model.Post) bool {
			return p.ChannelId != t.Channel || max(p.CreateAt, p.UpdateAt, p.DeleteAt) <= since-overlap
		})
		if err := s.takePosts(ctx, self, posts, since); err != nil {
			return err
		}
	}
	return nil
}

// takePosts takes what happened to posts since the channel was read up to from,
// in the order in which it happened.
func (s *Socket) takePosts(ctx context.Context, self string, posts []*model.Post, from int64) error {
	var events []Event
	for _, p := range posts {
		if byPeople(p, self) {
			events = append(events, s.eventsOf(p, from)...)
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Post, b.Post))
	})
	return s.takeAll(ctx, events)
}

// eventsOf tells what happened to a post, from how it is now. A post that was made and
// changed while nobody listened is one that was made with its last words.
func (s *Socket) eventsOf(p *model.Post, from int64) []Event {
	lately := from - overlap
	if p.DeleteAt > 0 {
		return []Event{deletedEvent(p)}
	}
	made, changed := postedEvent(p), editedEvent(p)
	var events []Event
	known := s.seen.has(made.ID)
	if p.CreateAt > lately && !known {
		events = append(events, made)
		if p.CreateAt > from && p.EditAt > 0 {
			s.seen.add(changed.ID)
		}
	}
	if p.EditAt > lately && !s.seen.has(changed.ID) {
		events = append(events, changed)
	}
	return events
}

// moveCursor notes that a channel was taken up to then. Where that fails, more is
// read again after a restart.
func (s *Socket) moveCursor(ctx context.Context, channel string, to int64) {
	u := s.wanted[channel]
	if to <= u.noted {
		return
	}
	if err := s.c.Cursors.Set(ctx, channel, moment(to)); err != nil {
		s.c.Log.LogAttrs(ctx, slog.LevelWarn, "up to where Mattermost was read could not be noted", slog.Any("error", err))
		return
	}
	u.noted = to
	s.wanted[channel] = u
}
