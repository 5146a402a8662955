package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wecan/bot"
	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/referral"
)

// threads joins what the team does at Mattermost with the actors of the threads. It
// reads the store, and changes nothing but by inputs.
type threads struct {
	desk    func() *desk // with the definitions of now
	turns   turns
	client  *mattermost.Client
	carrier *mattermost.Carrier

	mu    sync.Mutex
	roots map[string]string // root post → reference; a root keeps its mark for ever
}

var (
	_ mattermost.Taps     = (*threads)(nil)
	_ mattermost.Bindings = (*threads)(nil)
	_ mattermost.Sink     = (*threads)(nil)
	_ mattermost.Threads  = (*threads)(nil)
)

// read is the thread of a referral as it stands, with the actor for the machine.
func (x *threads) read(ctx context.Context, d *desk, id flows.ActorID) (referral.ThreadView, flows.Actor, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil || record.Etag == "" {
		return referral.ThreadView{}, flows.Actor{}, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return referral.ThreadView{}, a, err
	}
	view, err := referral.ReadThread(a, record.Receipts)
	return view, a, err
}

// Bound is for [mattermost.Bindings]. A card whose id the thread has not learned yet
// is found by its mark.
func (x *threads) Bound(ctx context.Context, about string) (channel, post string, ok bool, err error) {
	d := x.desk()
	view, _, err := x.read(ctx, d, d.ids.Of(flows.KindThread, about))
	if err != nil || view.Channel == "" {
		return "", "", false, err
	}
	channel, post, err = x.place(ctx, view.Channel, view.Root)
	return channel, post, post != "", err
}

// place are the ids of a channel and of a post in it; "" for a post that is not there.
func (x *threads) place(ctx context.Context, name string, of flows.PostRef) (channel, post string, err error) {
	channel, err = x.client.Channel(ctx, name)
	if err != nil || of.ID != "" {
		return channel, of.ID, err
	}
	post, _, err = x.carrier.Made(ctx, channel, of.Mark)
	return channel, post, err
}

// How long somebody who taps waits for the decision: with the rest of the way it
// must fit into the second that Mattermost is given.
const (
	decisionWait  = 500 * time.Millisecond
	decisionLooks = 25 * time.Millisecond
)

// Accept is for [mattermost.Taps]. Of several who tap at once the referral's turn
// takes one; the others are told who has it, if that is known soon enough.
func (x *threads) Accept(ctx context.Context, t mattermost.Tap) (whisper string, err error) {
	d := x.desk()
	id := d.ids.Of(flows.KindThread, t.About)
	view, a, err := x.read(ctx, d, id)
	if err != nil {
		return "", err
	}
	who, err := x.member(ctx, d, view.Site, t.User)
	if err != nil {
		return "", err
	}
	m, ok := d.defs.Machines[flows.KindThread].(referral.Thread)
	if !ok {
		return "", errors.New("there is no machine for threads")
	}
	if whisper, err = m.Whisper(a, who, t.Verb); err != nil || whisper != "" {
		return whisper, err
	}
	in, err := referral.NewTap(d.ids, t.About, who, t.Verb, t.ID)
	if err != nil {
		return "", err
	}
	if err := x.turns.Handle(ctx, in); err != nil || t.Verb != "accept" {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, decisionWait)
	defer cancel()
	for pause(ctx, decisionLooks) {
		view, a, err := x.read(ctx, d, id)
		if err != nil || view.Owner == who {
			return "", nil // the tap is kept; what comes of it stands on the card
		}
		if whisper, err := m.Whisper(a, who, t.Verb); err == nil && whisper != "" {
			return whisper, nil
		}
	}
	return "", nil
}

// Take is for [mattermost.Sink]. What is in no thread of ours is nobody's business.
func (x *threads) Take(ctx context.Context, e mattermost.Event) error {
	if e.Root == "" || e.Kind == mattermost.Reacted || e.Kind == mattermost.Unreacted {
		return nil
	}
	reference, err := x.referenceOf(ctx, e)
	if err != nil || reference == "" {
		return err
	}
	d := x.desk()
	view, _, err := x.read(ctx, d, d.ids.Of(flows.KindThread, reference))
	if err != nil || view.Channel == "" {
		return err
	}
	channel, root, err := x.place(ctx, view.Channel, view.Root)
	if err != nil || channel != e.Channel || root != e.Root {
		return err
	}
	who, err := x.member(ctx, d, view.Site, e.User)
	if err != nil {
		return err
	}
	in, err := threadInput(d.ids, reference, who, e)
	if err != nil {
		return err
	}
	return x.turns.Handle(ctx, in)
}

func threadInput(ids flows.IDs, reference, who string, e mattermost.Event) (flows.Incoming, error) {
	switch e.Kind {
	case mattermost.Posted:
		var files []referral.PostFile
		for _, f := range e.Files {
			files = append(files, referral.PostFile{ID: f.ID, Mime: f.Mime, Size: f.Size})
		}
		return referral.NewPost(ids, reference, who, e.Post, e.Text, files)
	case mattermost.Edited:
		return referral.NewEdit(ids, reference, who, e.Post, e.Text, e.ID)
	case mattermost.Deleted:
		return referral.NewDeletion(ids, reference, who, e.Post)
	case mattermost.Reacted, mattermost.Unreacted:
	}
	return flows.Incoming{}, fmt.Errorf("nothing is done with an event of the kind %q", e.Kind)
}

// rootsMost is how many roots are remembered.
const rootsMost = 10_000

// referenceOf is the referral whose thread an event is in, "" for none.
func (x *threads) referenceOf(ctx context.Context, e mattermost.Event) (string, error) {
	x.mu.Lock()
	reference, known := x.roots[e.Root]
	x.mu.Unlock()
	if known {
		return reference, nil
	}
	mark, err := x.carrier.MarkOf(ctx, e.Channel, e.Root)
	var refused *bot.Refusal
	if errors.As(err, &refused) && refused.Kind == bot.Never {
		mark, err = "", nil
	}
	if err != nil {
		return "", err
	}
	reference, _ = flows.ParseReference(referral.ReferenceOf(mark))
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.roots == nil || len(x.roots) >= rootsMost {
		x.roots = map[string]string{}
	}
	x.roots[e.Root] = reference
	return reference, nil
}

// Open is for [mattermost.Threads]: those that stand somewhere and whose referrals
// are open.
func (x *threads) Open(ctx context.Context) ([]mattermost.ThreadRef, error) {
	d := x.desk()
	var out []mattermost.ThreadRef
	err := d.store.Indexed(ctx, referral.IndexThreads, func(id flows.ActorID) error {
		view, _, err := x.read(ctx, d, id)
		if err != nil || view.Channel == "" {
			return err
		}
		channel, root, err := x.place(ctx, view.Channel, view.Root)
		var refused *bot.Refusal
		switch {
		case errors.As(err, &refused) && refused.Kind == bot.Never:
			return nil // the channel is gone: there is nothing to read
		case err != nil:
			return err
		case root != "":
			out = append(out, mattermost.ThreadRef{Channel: channel, Root: root})
		}
		return nil
	})
	return out, err
}

// member is the id of whoever of a site's team has an account, "" for nobody.
func (x *threads) member(ctx context.Context, d *desk, site, userID string) (string, error) {
	name, err := x.client.UserName(ctx, userID)
	var refused *bot.Refusal
	switch {
	case errors.As(err, &refused) && refused.Kind == bot.Never:
		return "", nil
	case err != nil:
		return "", err
	}
	team, err := d.colleagues(ctx, site)
	c, _ := accountOf(team, name)
	return c.ID, err
}

// cursors are for [mattermost.Cursors].
type cursors struct{ store cursorKeeper }

type cursorKeeper interface {
	Cursor(ctx context.Context, name string) (time.Time, error)
	SetCursor(ctx context.Context, name string, t time.Time) error
}

// Get is for [mattermost.Cursors].
func (c cursors) Get(ctx context.Context, channel string) (time.Time, error) {
	return c.store.Cursor(ctx, "mattermost:"+channel)
}

// Set is for [mattermost.Cursors].
func (c cursors) Set(ctx context.Context, channel string, t time.Time) error {
	return c.store.SetCursor(ctx, "mattermost:"+channel, t)
}
