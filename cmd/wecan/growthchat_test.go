//go:build growth

package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// chats is a carrier without a network: whatever the bot sends reaches whoever
// sits at that chat, before the call returns, as with Telegram.
type chats struct {
	mu       sync.Mutex
	at       map[int64]chan received
	messages atomic.Int64 // sent so far, and the number of the last one
}

type received struct {
	number int
	flows.Send
}

func newChats() *chats { return &chats{at: map[int64]chan received{}} }

// Carry makes no call.
func (c *chats) Carry(_ context.Context, e flows.Effect) (int, error) {
	n := int(c.messages.Add(1))
	if s, ok := e.(flows.Send); ok {
		c.mu.Lock()
		to := c.at[s.Chat]
		c.mu.Unlock()
		if to != nil {
			to <- received{n, s}
		}
	}
	return n, nil
}

// sit opens a chat. It has room for all that one input is answered.
func (c *chats) sit(chat int64) chan received {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at[chat] = make(chan received, 16)
	return c.at[chat]
}

func (c *chats) rise(chat int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.at, chat)
}

// engine is a runtime in this process with the embedded flows.
type engine struct {
	*bot.Runtime
	store *store.Store
	ids   flows.IDs
	chats *chats
	seq   atomic.Int64 // of updates

	redisCPU func() time.Duration
}

func newEngine(t *testing.T, s *store.Store, change func(*bot.Options)) *engine {
	t.Helper()
	w := wordsOf(t, settings{})
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	e := &engine{store: s, ids: ids, chats: newChats()}
	o := bot.Options{Store: s, IDs: ids, Carrier: e.chats, Tick: time.Hour} // ticks are measured by themselves
	if change != nil {
		change(&o)
	}
	e.Runtime = bot.New(o, w.defs)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.seq.Store(500_000_000) // nine digits, as with a bot in use: a state keeps the last ones
	return e
}

func (e *engine) stop(t *testing.T) {
	t.Helper()
	if err := e.Stop(time.Minute); err != nil {
		t.Error(err)
	}
}

// chatter is a person who applies on an engine, by the ids of the buttons.
type chatter struct {
	e     *engine
	chat  int64
	lang  string
	name  string
	until string        // the step at which she stops; "" applies to the end
	think time.Duration // before each answer

	heard  chan received
	asked  []string
	last   int             // the number of the last message
	number string          // of her application
	took   []time.Duration // from each input to its commit
}

func (e *engine) chatter(n int64) *chatter {
	return &chatter{e: e, chat: n, lang: []string{"en", "ar", "es", "uk"}[n%4], name: []string{"Amina", "Олександра", "José", "محمد علي"}[n/4%4]}
}

// apply goes the whole way.
func (c *chatter) apply(ctx context.Context) error {
	c.heard = c.e.chats.sit(c.chat)
	defer c.e.chats.rise(c.chat)
	if err := c.say(ctx, "/start"); err != nil {
		return err
	}
	for c.number == "" {
		m, err := c.wait(ctx)
		if err != nil {
			return err
		}
		if at := strings.Index(m.Text, "WE-"); at >= 0 {
			c.number = m.Text[at : at+len("WE-4K7M-9Q2")]
			break
		}
		stop, err := c.answer(ctx, m)
		if err != nil {
			return err
		}
		if stop {
			return nil
		}
	}
	return nil
}

func (c *chatter) wait(ctx context.Context) (received, error) {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case m := <-c.heard:
		c.last = max(c.last, m.number)
		return m, nil
	case <-late.C:
		return received{}, fmt.Errorf("person %d waits in vain after %v", c.chat, c.asked)
	case <-ctx.Done():
		return received{}, ctx.Err()
	}
}

// answer answers a question once. It is true when she stops there.
func (c *chatter) answer(ctx context.Context, m received) (stop bool, err error) {
	var data []string
	for _, row := range m.Buttons {
		for _, b := range row {
			data = append(data, b.Data)
		}
	}
	step, tap, words := formAnswer(data, c.lang, c.name, c.asked)
	switch {
	case tap == "" && words == "":
		return false, nil
	case step == c.until:
		return true, nil
	}
	c.asked = append(c.asked, step)
	if tap != "" {
		return false, c.bring(ctx, flows.Tap{Origin: c.origin(), Query: "q", Message: m.number, Data: tap})
	}
	return false, c.say(ctx, words)
}

func (c *chatter) origin() flows.Origin { return flows.Origin{Chat: c.chat, Lang: c.lang} }

func (c *chatter) say(ctx context.Context, text string) error {
	return c.bring(ctx, flows.Text{Origin: c.origin(), Message: c.last + 1, Text: text})
}

func (c *chatter) bring(ctx context.Context, in flows.Input) error {
	if c.think > 0 {
		time.Sleep(c.think)
	}
	n := c.e.seq.Add(1)
	began := time.Now()
	err := c.e.Handle(ctx, flows.Incoming{ID: fmt.Sprintf("update:%d", 1e8+n), To: c.e.ids.Person(c.chat), Trace: fmt.Sprint("u", n), Input: in})
	c.took = append(c.took, time.Since(began))
	return err
}
