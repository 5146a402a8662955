package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// demoCommand is the service with a Telegram and a store of its own.
type demoCommand struct {
	logFlags        `embed:""`
	programmeFlags  `embed:""`
	mattermostFlags `embed:""`

	Pseudo bool   `help:"Offer two more languages, English that looks foreign: en-XA with accents, ar-XB from right to left."`
	Listen string `placeholder:"ADDRESS" default:"127.0.0.1:8080" help:"Where the page is served; when the port is taken, the next free one."`
}

// demoBot is the demo's bot. Its secret is another one in each demo, so that no
// web site can guess the address of its Bot API.
const demoBot = 1000000001

// Run serves until ctx ends. Like serve it polls Telegram over HTTP; only that
// this Telegram is the sandbox, on the same port.
func (c *demoCommand) Run(ctx context.Context, p *invocation) error {
	set := settings{RedisURL: memoryURL, Bot: demoBot, StopBudget: 5 * time.Second, Journal: 20000}
	r := p.read()
	r.log(&set, "warn")
	r.programme(&set)
	r.newKey(&set)
	r.demoMattermost(&set, c.Listen)
	if host, _, err := net.SplitHostPort(c.Listen); err != nil || !isLoopback(host) {
		r.wrong("--listen is %q. The demo has no login, so set it to an address of this machine, as 127.0.0.1:8080.", c.Listen)
	}
	if err := r.err(); err != nil {
		return err
	}
	set.Token = telegram.Token(fmt.Sprintf("%d:%s", demoBot, rand.Text()))
	set.Pseudo, set.Trial, set.DemoChat = c.Pseudo, set.FlowsDir == "", true
	hangups := heedHangups()
	defer hangups.stop()
	words, err := p.words(&set, flows.ParseDraft)
	if err != nil {
		return err
	}
	d := &demoDesk{}
	l, err := listenNear(ctx, c.Listen)
	if err != nil {
		return err
	}
	set.APIURL = "http://" + l.Addr().String()
	chat, err := joinDemoChat(&set, words.defs.Programme, d.clock.Now) //nolint:contextcheck // it listens until it is stopped
	if err != nil {
		return err
	}
	defer chat.stop()
	pages := http.NewServeMux()
	s := &service{
		set: set, words: words, again: readAgain(set, loadDraft), hangups: hangups, log: newLog(&set, p.stderr),
		listener: l, fixed: hasFixedPort(c.Listen), pages: pages,
	}
	d.service, s.now = s, d.clock.Now
	world := sandbox.New(sandbox.Options{
		Token: string(set.Token), BotUsername: "wecan_demo_bot", BotName: words.defs.Programme.Organisation, Now: d.clock.Now,
	})
	team := &demoTeam{desk: d, world: world}
	d.town = &demoTown{desk: d, world: world, life: ctx}
	pages.Handle("/", sandbox.Page(world, sandbox.PageOptions{Office: d, Clock: d, Team: team, Town: d.town, Mattermost: chat.server}))
	pages.Handle("/bot"+string(set.Token)+"/", world)
	pages.Handle("/file/bot"+string(set.Token)+"/", world)
	s.ready = func() {
		d.open.Store(true)
		if err := chat.obey(s.mattermost.seal.CommandPath()); err != nil {
			fmt.Fprintf(p.stderr, "The command /wecan is not there: %v\n", err)
		}
		if chat.server == nil { // each demo has a path of its own, which only an administrator there can set
			fmt.Fprintf(p.stdout, "The request URL of the command /%s at Mattermost, for this demo: %s%s\n",
				demoChatWord, set.Mattermost.Callback, s.mattermost.seal.CommandPath())
		}
		if err := team.gather(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(p.stderr, "The team is not complete: %v\n", err)
		}
		fmt.Fprintf(p.stdout, "Open http://%s/ in a browser and chat with the bot; press Ctrl+C here to end it.\n", l.Addr())
		if beside := team.beside(); beside != "" {
			fmt.Fprintf(p.stdout, "With the phone of a navigator beside yours: http://%s/?%s\n", l.Addr(), beside)
		}
		if who := coordinatorAt(words.defs.Programme); who != "" && chat.server != nil {
			fmt.Fprintf(p.stdout, "As a coordinator at Mattermost, who plans sessions with /%s sessions: http://%s/?mattermost=%s\n", demoChatWord, l.Addr(), who)
		}
		if poster, err := posterOf(s); err == nil {
			fmt.Fprintf(p.stdout, "As somebody who scans a poster of %s: http://%s/?start=%s\n", poster.site, l.Addr(), poster.token)
		}
	}
	if err := s.run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// poster is what the demo shows of wecan link.
type poster struct{ site, token string }

// posterOf makes a link for the first site of the programme and its first
// cohort.
func posterOf(s *service) (poster, error) {
	programme := s.current.Load().defs.Programme
	site := programme.Sites[0]
	l := flows.Link{Site: site.ID}
	if len(programme.Cohorts) > 0 {
		l.Cohort = programme.Cohorts[0].ID
	}
	token, err := s.ids.Seal(l)
	return poster{site.Name, token}, err
}
