package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// frames takes frames of the connection that are there already.
func (s *Socket) frames(ctx context.Context, self string, raws [][]byte) error {
	b := &batch{upto: map[string]int64{}}
	for _, raw := range raws {
		if err := s.frame(ctx, self, raw, b); err != nil {
			return err
		}
	}
	return s.takeBatch(ctx, b)
}

// frame takes one frame. An event is left in the batch, and whatever comes before
// something else is taken before it.
func (s *Socket) frame(ctx context.Context, self string, raw []byte, b *batch) error {
	ev := readFrame(raw)
	if ev == nil {
		s.c.Observe(EventUnreadable) // if it was an event, the next one's number tells
		return nil
	}
	if !ev.IsValid() {
		return nil // the answer to the challenge
	}
	if ev.EventType() == model.WebsocketEventHello {
		if err := s.takeBatch(ctx, b); err != nil {
			return err
		}
		return s.hello(ctx, self, ev)
	}
	switch n := ev.GetSequence(); {
	case n < s.next:
		s.c.Observe(EventRepeat)
		return nil
	case n > s.next:
		s.c.Observe(EventSocketGap)
		s.behind = true
	}
	s.next = ev.GetSequence() + 1
	if s.behind {
		if err := s.takeBatch(ctx, b); err != nil {
			return err
		}
		if err := s.catchUp(ctx, self); err != nil {
			return err
		}
	}
	e, upto, ok := eventOf(ev, self, s.connection)
	if _, ours := s.wanted[e.Channel]; !ok || !ours {
		s.c.Observe(EventIgnored)
		return nil
	}
	b.events = append(b.events, e)
	b.upto[e.Channel] = max(b.upto[e.Channel], upto)
	return nil
}

// hello begins a connection. Only one that the server does not know again is
// greeted, so there is something to read up.
func (s *Socket) hello(ctx context.Context, self string, ev *model.WebSocketEvent) error {
	id, _ := ev.GetData()["connection_id"].(string)
	if id == "" || id != s.connection {
		s.behind = true
	}
	s.connection, s.next = id, ev.GetSequence()+1
	s.c.Observe(EventSocketOpen)
	if !s.behind {
		return nil
	}
	return s.catchUp(ctx, self)
}

// readFrame is nil for what is no frame of the server. It survives whatever shape
// the library does not expect.
func readFrame(raw []byte) (ev *model.WebSocketEvent) {
	defer func() {
		if recover() != nil {
			ev = nil
		}
	}()
	ev, err := model.WebSocketEventFromJSON(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	return ev
}

// eventOf makes an event of a frame; upto is how far the channel is read with it, in the
// server's milliseconds, 0 when it does not tell. It is false for what is none of ours to take.
func eventOf(ev *model.WebSocketEvent, self, connection string) (e Event, upto int64, ok bool) {
	switch ev.EventType() {
	case model.WebsocketEventPosted, model.WebsocketEventPostEdited, model.WebsocketEventPostDeleted:
		var p model.Post
		if text, is := ev.GetData()["post"].(string); !is || json.Unmarshal([]byte(text), &p) != nil || !byPeople(&p, self) {
			return Event{}, 0, false
		}
		switch ev.EventType() {
		case model.WebsocketEventPosted:
			return postedEvent(&p), p.UpdateAt, true
		case model.WebsocketEventPostEdited:
			return editedEvent(&p), p.UpdateAt, p.EditAt > 0
		}
		return deletedEvent(&p), p.DeleteAt, true
	case model.WebsocketEventReactionAdded, model.WebsocketEventReactionRemoved:
		return reactionOf(ev, self, connection)
	}
	return Event{}, 0, false
}

func reactionOf(ev *model.WebSocketEvent, self, connection string) (e Event, upto int64, ok bool) {
	var r model.Reaction
	text, is := ev.GetData()["reaction"].(string)
	if !is || json.Unmarshal([]byte(text), &r) != nil || ev.GetBroadcast() == nil ||
		r.UserId == self || !model.IsValidId(r.UserId) || !model.IsValidId(r.PostId) {
		return Event{}, 0, false
	}
	e = Event{
		Kind: Reacted, Channel: ev.GetBroadcast().ChannelId, Post: r.PostId, User: r.UserId, Emoji: r.EmojiName, At: moment(r.CreateAt),
	}
	when := e.At.String()
	if ev.EventType() == model.WebsocketEventReactionRemoved {
		// The server does not tell when. The number of the event tells it from the next one.
		e.Kind, e.At = Unreacted, time.Time{}
		when = connection + strconv.FormatInt(ev.GetSequence(), 10)
	}
	e.ID = inputID(string(e.Kind), r.PostId, r.UserId, r.EmojiName, when)
	return e, 0, true
}

// byPeople leaves out our own posts, those of the system and of integrations, and
// the copies that the server keeps of edited ones.
func byPeople(p *model.Post, self string) bool {
	if !model.IsValidId(p.Id) || !model.IsValidId(p.ChannelId) || !model.IsValidId(p.UserId) || p.UserId == self || p.OriginalId != "" {
		return false
	}
	if p.Type != model.PostTypeDefault && p.Type != model.PostTypeMe {
		return false
	}
	for _, prop := range []string{"from_webhook", "from_bot", "from_plugin"} {
		if v, there := p.GetProp(prop).(string); there && strings.EqualFold(v, "true") {
			return false
		}
	}
	return true
}

func postedEvent(p *model.Post) Event {
	e := bare(Posted, p, p.CreateAt)
	e.Text, e.Files = p.Message, filesOf(p)
	return e
}

func editedEvent(p *model.Post) Event {
	e := bare(Edited, p, p.EditAt)
	e.ID = inputID(string(Edited), p.Id, moment(p.EditAt).String())
	e.Text, e.Files = p.Message, filesOf(p)
	return e
}

func deletedEvent(p *model.Post) Event { return bare(Deleted, p, max(p.DeleteAt, p.UpdateAt)) }

func bare(kind EventKind, p *model.Post, at int64) Event {
	return Event{
		ID: inputID(string(kind), p.Id), Kind: kind, Channel: p.ChannelId, Post: p.Id, Root: p.RootId, User: p.UserId, At: moment(at),
	}
}

// filesOf lists the files of a post, with what the server says about them where it
// does.
func filesOf(p *model.Post) []File {
	about := map[string]*model.FileInfo{}
	if p.Metadata != nil {
		for _, f := range p.Metadata.Files {
			if f != nil {
				about[f.Id] = f
			}
		}
	}
	var files []File
	for _, id := range p.FileIds {
		if !model.IsValidId(id) {
			continue
		}
		f := File{ID: id}
		if a := about[id]; a != nil {
			f.Name, f.Mime, f.Size = a.Name, a.MimeType, a.Size
		}
		files = append(files, f)
	}
	return files
}

func moment(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
