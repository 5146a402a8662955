package main

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox/mmserver"
)

// threadTalker is somebody of the team at Mattermost. She accepts what she is asked
// to, and writes all her lines under it, each once.
type threadTalker struct {
	kills *threadKills
	n     int
	name  string // of her account
	as    *mmserver.Person

	mu      sync.Mutex
	threads map[int]*aThread // by who asked
	tapped  map[string]time.Time
	owned   map[string]bool // threads whose talk is hers, by their roots
}

// aThread is a talk in a thread.
type aThread struct {
	root  string
	wrote int
}

func (t *threadTalker) first() string { return talkName(t.n) }

func (t *threadTalker) mine() map[int]*aThread {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.threads)
}

// said are her lines for somebody.
func (t *threadTalker) said(who int) (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one := t.threads[who]; one != nil {
		for n := range one.wrote {
			out = append(out, navLine(t.n, who, n+1))
		}
	}
	return out
}

// live looks at the channel, as a person would, until ctx ends.
func (t *threadTalker) live(ctx context.Context) {
	t.tapped, t.owned = map[string]time.Time{}, map[string]bool{}
	for ctx.Err() == nil {
		changed := t.kills.mm.Changed()
		t.look(ctx)
		t.write()
		select {
		case <-changed:
		case <-time.After(talkPause):
		case <-ctx.Done():
		}
		select { // she writes no faster than the others
		case <-time.After(talkPause/2 + time.Duration(t.n%7)*talkPause/14):
		case <-ctx.Done():
		}
	}
}

// look taps Accept where she is mentioned, until it is hers, and finds out who asked.
func (t *threadTalker) look(ctx context.Context) {
	for _, p := range t.kills.posts() {
		switch {
		case p.root == "" || !p.ours || t.has(p.root):
		case strings.Contains(p.text, "@"+t.name+" ") && strings.Contains(p.text, "Can you take this request"):
			if at := t.tapped[p.root]; time.Since(at) > time.Second {
				t.tapped[p.root] = time.Now()
				_, _ = t.as.Tap(ctx, p.root, "accept") // the program may be dead: she taps again
			}
		case strings.Contains(p.text, t.first()+", what you write under this card now goes to the person"):
			t.owned[p.root] = true
		case t.owned[p.root]:
			if said := talkSaid.FindStringSubmatch(p.text); said != nil && said[1] == "need" {
				who, _ := strconv.Atoi(said[2]) // digits
				t.mu.Lock()
				t.threads[who] = &aThread{root: p.root}
				t.mu.Unlock()
			}
		}
	}
}

func (t *threadTalker) has(root string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(t.mine())), func(one *aThread) bool { return one.root == root })
}

// write says the next line to whoever has had the fewest.
func (t *threadTalker) write() {
	who := 0
	for id, one := range t.mine() {
		if one.wrote < t.kills.all.lines && (who == 0 || one.wrote < t.threads[who].wrote || one.wrote == t.threads[who].wrote && id < who) {
			who = id
		}
	}
	if who == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.threads[who]
	if _, err := t.as.Reply(one.root, navLine(t.n, who, one.wrote+1)); err == nil {
		one.wrote++
	}
}
