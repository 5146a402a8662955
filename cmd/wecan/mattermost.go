package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wecan/bot"
	"wecan/bot/mattermost"
	"wecan/flows"
)

// mattermostSide is what joins the service with Mattermost; nil without one.
type mattermostSide struct {
	client    *mattermost.Client
	seal      *mattermost.Seal
	carrier   *mattermost.Carrier
	callbacks *mattermost.Callbacks
	observe   func(event string)
}

// sealKey names the secret of the buttons among the ids that only this bot's secret
// can make: so no further secret has to be kept.
const sealKey = "buttons at Mattermost"

// openMattermost makes the client, for those who need only that.
func (s *service) openMattermost() (err error) {
	set := s.set.Mattermost
	if err := set.serves(s.words.defs.Programme); err != nil || set.URL == "" {
		return err
	}
	m := &mattermostSide{observe: func(event string) { s.meter.Count("mattermost_" + event) }}
	if m.client, err = mattermost.New(mattermost.Config{URL: set.URL, Token: set.Token, Observe: m.observe}); err != nil {
		return err
	}
	s.mattermost = m
	return nil
}

// joinMattermost makes sure that the server knows the bot. One that cannot be
// reached is no reason not to start: what is for it waits.
func (s *service) joinMattermost(ctx context.Context) error {
	if s.mattermost == nil {
		return nil
	}
	m := s.mattermost
	var err error
	if m.seal, err = mattermost.NewSeal([]byte(s.ids.Of("seal", sealKey))); err != nil {
		return err
	}
	m.carrier, err = mattermost.NewCarrier(mattermost.CarrierConfig{
		Client: m.client, Seal: m.seal, Base: s.set.Mattermost.Callback, Files: filesOfPeople{s.telegram},
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err = m.client.Self(ctx)
	var refused *bot.Refusal
	switch {
	case errors.As(err, &refused) && refused.Kind == bot.Barred:
		return fmt.Errorf("%w; set WECAN_MATTERMOST_TOKEN to an access token of the bot's account", err)
	case err != nil:
		s.log.WarnContext(ctx, "Mattermost cannot be reached yet; trying again until it can", "error", err)
	}
	return nil
}

// poster carries posts.
func (s *service) poster() bot.Poster {
	if s.mattermost == nil {
		return noMattermost{}
	}
	return s.mattermost.carrier
}

// noMattermost refuses posts where no server is set up, such as those that were left
// when it was given up: so whoever is to read them is looked for elsewhere.
type noMattermost struct{}

var errNoMattermost = errors.New("no Mattermost server is set up; see WECAN_MATTERMOST_URL")

// Post is for [bot.Poster].
func (noMattermost) Post(context.Context, flows.Effect, bool) (string, error) {
	return "", &bot.Refusal{Kind: bot.Never, Err: errNoMattermost}
}

// hearTeam begins to take what the team does at Mattermost.
func (s *service) hearTeam(ctx context.Context, l *loops) error {
	m := s.mattermost
	if m == nil {
		return nil
	}
	desk := func() *desk { return &desk{store: s.store, ids: s.ids, defs: s.current.Load().defs} }
	x := &threads{desk: desk, turns: s.runtime, client: m.client, carrier: m.carrier}
	called := func(ctx context.Context) (string, error) { _, name, err := s.telegram.Identity(ctx); return name, err }
	team := &mmDesk{accounts: m.client, bot: called, courier: m.carrier, store: s.store, ids: s.ids, turns: s.runtime, words: s.current.Load, clock: s.now}
	var err error
	m.callbacks, err = mattermost.NewCallbacks(mattermost.CallbacksConfig{
		Seal: m.seal, Base: s.set.Mattermost.Callback, Commands: s.set.Mattermost.Commands,
		Bindings: taps{x, team}, Roles: team, Taps: taps{x, team}, Orders: team, Choices: team, Forms: team, Opener: m.client,
		Log: s.log, Observe: m.observe, Now: s.now,
	})
	if err != nil {
		return err
	}
	heard := mattermost.SocketConfig{
		Client: m.client, Sink: x, Cursors: cursors{s.store}, Threads: x,
		Channels: func() []string { return channelsOf(desk().defs.Programme) }, Log: s.log, Observe: m.observe,
	}
	if _, err := mattermost.NewSocket(heard); err != nil { // what is wrong with it is told at the start
		return err
	}
	s.teamHook.open(m.callbacks)
	l.begin(ctx, func(ctx context.Context) {
		alone(ctx, s.store, "mattermost", func(ctx context.Context) {
			if socket, err := mattermost.NewSocket(heard); err == nil {
				_ = socket.Run(ctx) // it ends with ctx only
			}
		})
	})
	return nil
}

// leaveMattermost takes no more callbacks, and waits for those under way.
func (s *service) leaveMattermost(ctx context.Context) {
	if s.mattermost == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, s.set.StopBudget/3)
	defer cancel()
	s.teamHook.close(ctx)
	if err := s.mattermost.callbacks.Drain(ctx); err != nil {
		s.log.WarnContext(ctx, "stopped before everything was done that was asked for at Mattermost", "error", err)
	}
}

// channelsOf are the channels of all sites.
func channelsOf(p *flows.Programme) []string {
	var out []string
	for _, site := range p.Sites {
		for _, name := range []string{site.Mattermost.Channel, site.Mattermost.Restricted} {
			if name != "" {
				out = append(out, name)
			}
		}
	}
	return out
}
