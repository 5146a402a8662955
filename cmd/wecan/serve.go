package main

import (
	"context"
	"errors"

	"wecan/flows"
)

// serveCommand is the service itself.
type serveCommand struct {
	logFlags        `embed:""`
	programmeFlags  `embed:""`
	storeFlags      `embed:""`
	serviceFlags    `embed:""`
	mattermostFlags `embed:""`

	Ephemeral bool `help:"Allow WECAN_REDIS_URL=memory:, which loses everything when the process ends."`
}

// Help is shown by --help.
func (serveCommand) Help() string {
	return "Each setting is a flag, an environment variable, a file that the variable with _FILE behind its name points to, or a line NAME=VALUE of " +
		"the file that --config names. The first of these that has it wins. At SIGHUP flows, translations and programme file are read again: " +
		"with a problem in them they are refused, and the old ones stay."
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, p *invocation) error {
	var set settings
	r := p.read()
	r.log(&set, "info")
	r.programme(&set)
	r.store(&set)
	r.service(&set)
	r.mattermost(&set)
	if set.RedisURL == memoryURL && !c.Ephemeral {
		r.wrong("WECAN_REDIS_URL is memory:, which loses everything when the process ends. Set it to where Redis is, or say --ephemeral.")
	}
	if err := r.err(); err != nil {
		return err
	}
	hangups := heedHangups()
	defer hangups.stop()
	words, err := p.words(&set, flows.Parse)
	if err != nil {
		return err
	}
	log := newLog(&set, p.stderr)
	if set.Programme == nil {
		log.WarnContext(ctx, "this is the example programme; set WECAN_PROGRAMME to the file of your organisation")
	}
	if n := len(words.strays()); n > 0 {
		log.WarnContext(ctx, "some files of WECAN_AUDIO are never played; see: wecan check", "files", n)
	}
	l, err := listenOn(ctx, set.Listen)
	if err != nil {
		return err
	}
	s := &service{
		set: set, words: words, again: readAgain(set, loadWords), hangups: hangups, log: log, listener: l, fixed: hasFixedPort(set.Listen),
	}
	if err := s.run(ctx); err != nil && (ctx.Err() == nil || !errors.Is(err, context.Canceled)) {
		return err
	}
	return nil
}
