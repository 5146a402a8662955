package main

import (
	"context"
	"sync"
	"testing"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// fleet is some processes of the bot on one Redis, kept running, with a Telegram on
// loopback that posts to them in turn and a ledger of every message on the way.
type fleet struct {
	t         *testing.T
	tg        *sandbox.Telegram
	redis     *redistest.Server
	book      *ledger
	bots      []*keeper
	programme []byte
}

// newFleet makes it of so many processes with the programme in that file. Nothing runs
// yet: what is there at the start may be written before [fleet.begin].
func newFleet(t *testing.T, processes int, file string, programme []byte, o sandbox.Options, more ...string) *fleet {
	t.Helper()
	f := &fleet{t: t, tg: sandbox.New(o), redis: redistest.Start(t, redistest.Durable()...), book: newLedger(), programme: programme}
	way := func(int) *road { return &road{tg: f.tg, ledger: f.book} }
	f.bots = keep(t, f.redis.URL, processes, true, way, append(more, "WECAN_PROGRAMME="+file)...)
	return f
}

// begin has all of it run until the end of the test, and waits until every process lives.
func (f *fleet) begin() {
	f.t.Helper()
	ctx, cancel := context.WithCancel(f.t.Context())
	f.t.Cleanup(cancel)
	go f.tg.Run(ctx)
	for _, b := range f.bots {
		b.begin()
		f.t.Cleanup(b.end)
	}
	for _, b := range f.bots {
		b.awaitLife()
	}
}

// each does something with all processes at once.
func (f *fleet) each(do func(*keeper)) {
	var all sync.WaitGroup
	for _, b := range f.bots {
		all.Go(func() { do(b) })
	}
	all.Wait()
}

// desk gives orders as a command does: beside the processes that serve.
func (f *fleet) desk(do func(flows.IDs, *bot.Runtime, *store.Store)) {
	f.t.Helper()
	atDesk(f.t, f.bots[0].env, f.programme, do)
}

// end stops all processes, and wants that Telegram was called by its rules and that what
// is stored is consistent.
func (f *fleet) end() {
	f.t.Helper()
	f.each((*keeper).end)
	for _, v := range f.tg.Violations() {
		f.t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	f.bots[0].audit()
}
