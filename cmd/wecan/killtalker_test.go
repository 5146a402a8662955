package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
)

// talker is one end of talks: somebody who asks for a person, or somebody of the
// team. She never says a thing twice, and answers a question once.
type talker struct {
	all   *talkers
	user  sandbox.User
	team  bool
	two   bool // of the team: she has two talks, and so writes by replies
	link  string
	plan  map[string]string // of somebody who asks: her answer to each step, an option or "=" and words
	given map[string]bool
	seen  int

	mu     sync.Mutex
	ready  bool           // joined, or somebody has her request
	cases  map[int]*aCase // of the team: by who asked
	wrote  map[int]int    // how many lines to whom; of somebody who asks to 0
	latest string
	whose  int
	tapped time.Time // when she tapped last
}

// aCase is a talk as somebody of the team sees it.
type aCase struct {
	reference string
	last      int // the newest line
}

// talkSaid finds what people said in a text.
var talkSaid = regexp.MustCompile(`(need|ask|nav)(\d+)(?:for(\d+))?(?:n(\d+))?`)

func askLine(a, n int) string    { return fmt.Sprintf("ask%dn%d", a, n) }
func navLine(b, a, n int) string { return fmt.Sprintf("nav%dfor%dn%d", b, a, n) }

func (t *talker) id() int { return int(t.user.ID) }

// live says what there is to say until all is said or ctx ends.
func (t *talker) live(ctx context.Context) {
	if t.team {
		t.all.tg.Say(t.user, "/start "+t.link)
	} else {
		t.all.tg.Say(t.user, "/question")
	}
	for ctx.Err() == nil {
		changed := t.all.tg.Changed(t.user.ID)
		t.read()
		if t.write(ctx) {
			continue
		}
		select {
		case <-changed:
		case <-time.After(50 * time.Millisecond): // what the other end sees changes too
		case <-ctx.Done():
		}
	}
}

// read looks at what is new.
func (t *talker) read() {
	for _, m := range t.all.tg.MessagesAfter(t.user.ID, t.seen) {
		t.seen = m.ID
		if m.FromBot {
			t.hear(m)
		}
	}
}

func (t *talker) hear(m sandbox.Message) {
	step, number := stepIn(m), reference.FindString(m.Text)
	line := talkSaid.FindStringSubmatch(m.Text)
	switch answer, asked := t.plan[step]; {
	case asked && !t.given[step]:
		t.given[step] = true
		if words, typed := strings.CutPrefix(answer, "="); typed {
			t.all.tg.Say(t.user, words)
			return
		}
		t.press(m, answer)
	case strings.Contains(m.Text, "What you write here now goes to"), strings.Contains(m.Text, "Welcome to the team"):
		t.mu.Lock()
		t.ready = true
		t.mu.Unlock()
	case t.team && step == "language":
		t.press(m, "en")
	case step == "card":
		t.press(m, "accept")
	case strings.Contains(m.Text, "For whom is this?"):
		t.chooses(m)
	case t.team && line != nil && line[1] != "nav":
		who, _ := strconv.Atoi(line[2]) // digits
		t.mu.Lock()
		if t.cases[who] == nil {
			t.cases[who] = &aCase{reference: number}
		}
		t.cases[who].last = m.ID
		t.mu.Unlock()
	}
}

// press taps an option, if it is still there.
func (t *talker) press(m sandbox.Message, option string) {
	if b, ok := optionOf(m, option); ok {
		t.mu.Lock()
		t.tapped = time.Now()
		t.mu.Unlock()
		_, _ = t.all.tg.Tap(t.user, m.ID, b.Data) // a copy's button may be gone
	}
}

// chooses says for whom it is what she wrote last.
func (t *talker) chooses(m sandbox.Message) {
	t.all.asked.Add(1)
	for _, row := range m.Buttons {
		if c := t.cases[t.whose]; c != nil && strings.HasSuffix(row[0].Text, c.reference) {
			_, _ = t.all.tg.Tap(t.user, m.ID, row[0].Data)
		}
	}
}

// stepIn is the step that a message asks, "" when it asks nothing.
func stepIn(m sandbox.Message) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 && slices.Contains([]string{"question", "alert", "team"}, parts[0]) {
				return parts[1]
			}
		}
	}
	return ""
}

// write says the next line, if there is one.
func (t *talker) write(ctx context.Context) bool {
	if !t.team {
		if !t.ready || t.wrote[0] == t.all.lines {
			return false
		}
		t.pause(ctx)
		t.all.tg.Say(t.user, askLine(t.id(), t.wrote[0]+1))
		t.mu.Lock()
		t.wrote[0]++
		t.mu.Unlock()
		return true
	}
	if t.two && t.latest != "" && !slices.Contains(t.all.read(t.whose), t.latest) {
		return false // she may be asked for whom it is
	}
	for _, who := range t.people() {
		if t.wrote[who] == t.all.lines {
			continue
		}
		t.pause(ctx)
		t.latest, t.whose = navLine(t.id(), who, t.wrote[who]+1), who
		if t.two {
			_, _ = t.all.tg.SayReply(t.user, t.latest, t.cases[who].last) // the bot deletes none of its messages
		} else {
			t.all.tg.Say(t.user, t.latest)
		}
		t.mu.Lock()
		t.wrote[who]++
		t.mu.Unlock()
		return true
	}
	return false
}

// people are those whom she helps, whoever has had the fewest lines first.
func (t *talker) people() (out []int) {
	for who := range t.cases {
		out = append(out, who)
	}
	slices.SortFunc(out, func(a, b int) int { return (t.wrote[a]-t.wrote[b])*10000 + a - b })
	return out
}

func (t *talker) pause(ctx context.Context) {
	select {
	case <-time.After(talkPause/2 + time.Duration((t.id()*7919+t.seen*31)%100)*talkPause/100):
	case <-ctx.Done():
	}
}

// said is all that she is to have written by now, by whom it was for.
func (t *talker) said(who int) (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := range t.wrote[who] {
		if t.team {
			out = append(out, navLine(t.id(), who, n+1))
		} else {
			out = append(out, askLine(t.id(), n+1))
		}
	}
	return out
}
