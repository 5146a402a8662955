package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"wecan/bot"
	"wecan/bot/mattermost"
)

// mattermostSide is what joins the service with Mattermost; nil without one.
type mattermostSide struct {
	client    *mattermost.Client
	seal      *mattermost.Seal
	carrier   *mattermost.Carrier
	callbacks *mattermost.Callbacks
	hook      gate
}

// sealKey names the secret of the buttons among the ids that only this bot's secret
// can make: so no further secret has to be kept.
const sealKey = "buttons at Mattermost"

// joinMattermost makes sure that the server knows the bot. One that cannot be
// reached is no reason not to start: what is for it waits.
func (s *service) joinMattermost(ctx context.Context) error {
	set := s.set.Mattermost
	if set.URL == "" {
		return nil
	}
	m := &mattermostSide{}
	observe := func(event string) { s.meter.Count("mattermost_" + event) }
	var err error
	if m.client, err = mattermost.New(mattermost.Config{URL: set.URL, Token: set.Token, Observe: observe}); err != nil {
		return err
	}
	if m.seal, err = mattermost.NewSeal([]byte(s.ids.Of("seal", sealKey))); err != nil {
		return err
	}
	m.carrier, err = mattermost.NewCarrier(mattermost.CarrierConfig{
		Client: m.client, Seal: m.seal, Base: set.Callback, Files: filesOfPeople{s.telegram},
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
	s.mattermost = m
	return nil
}

// poster carries posts; nil where there is no Mattermost.
func (s *service) poster() bot.Poster {
	if s.mattermost == nil {
		return nil
	}
	return s.mattermost.carrier
}

// callbackRoute is where the server's callbacks come in.
func (m *mattermostSide) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.hook.ServeHTTP(w, r) }
