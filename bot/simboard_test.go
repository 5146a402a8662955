package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"wecan/flows"
	"wecan/flows/referral"
)

// simBoard is the Mattermost of a simulation: one channel, in memory. Its posts are
// those of the bot, which simposter_test.go carries, and those of the members, which
// simfeed_test.go brings to the processes.
type simBoard struct {
	w       *world
	machine referral.Thread
	members []*simMember

	awayFrom, awayUntil time.Time

	mu      sync.Mutex
	posts   []*boardPost
	log     []boardEvent           // what members wrote and changed, in order
	changed chan struct{}          // closed when anything happens
	calls   map[string]int         // by thread
	writing map[string]*simProcess // by thread
	threads map[string]int         // a number for each, in the order in which they appeared
	tapped  map[string]time.Time   // by reference: when a member first tapped that she takes it
	handed  int                    // the events that the processes have taken, from the first on
}

// boardPost is a post, with all that it ever said.
type boardPost struct {
	id, root, mark string
	author         string // "" for the bot
	effect         flows.Post
	text           string // of a member's, as it is now
	said           []string
	at             time.Time
	reactions      map[string]bool
}

// boardEvent is something that the bot is to hear of.
type boardEvent struct {
	post   *boardPost
	change int // 0: it was written
}

const (
	boardChannel = "help/utrecht"
)

func newBoard(w *world) *simBoard {
	b := &simBoard{
		w: w, machine: referral.NewThread(w.defs.Programme, w.defs.Catalog), changed: make(chan struct{}),
		calls: map[string]int{}, writing: map[string]*simProcess{}, threads: map[string]int{}, tapped: map[string]time.Time{},
	}
	b.awayFrom = time.Now().Add(time.Duration(w.plan.hash("away at", 0)%uint64(storm/time.Millisecond)) * time.Millisecond)
	b.awayUntil = b.awayFrom.Add(w.plan.away)
	return b
}

// atBoard says whether somebody of the team works at Mattermost, by her place in
// [simTeam].
func (p plan) atBoard(i int) bool { return p.board&(1<<i) != 0 }

// withBoard is a programme in which those of the team work at Mattermost.
func (p plan) withBoard(programme string) string {
	if p.board == 0 {
		return programme
	}
	site := `person: "utrecht@wecan.example"`
	programme = strings.Replace(programme, site, site+"\n    mattermost: {channel: "+boardChannel+"}", 1)
	for i, id := range simTeam() {
		if p.atBoard(i) {
			programme = strings.Replace(programme, id+": {", id+": {mattermost: "+id+", ", 1)
		}
	}
	return programme
}

// change does something to the board, and rings.
func (b *simBoard) change(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do()
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *simBoard) changes() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

// made finds a post of the bot by its mark. b.mu is held.
func (b *simBoard) made(mark string) *boardPost {
	i := slices.IndexFunc(b.posts, func(p *boardPost) bool { return p.author == "" && p.mark == mark })
	if i < 0 {
		return nil
	}
	return b.posts[i]
}

func (b *simBoard) byID(id string) *boardPost {
	i := slices.IndexFunc(b.posts, func(p *boardPost) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return b.posts[i]
}

// create makes a post of the bot. b.mu is held.
func (b *simBoard) create(e flows.Post, root string) string {
	if b.made(e.Mark) != nil {
		b.w.note("the post " + e.Mark + " was made twice")
	}
	p := b.add(boardPost{root: root, mark: e.Mark, effect: e})
	p.said = []string{posted(e)}
	return p.id
}

func (b *simBoard) add(p boardPost) *boardPost {
	p.id, p.at, p.reactions = fmt.Sprintf("post%d", len(b.posts)), time.Now(), map[string]bool{}
	b.posts = append(b.posts, &p)
	return &p
}

// write is what a member does: she writes under a card.
func (b *simBoard) write(author, root, text string) (id string) {
	b.change(func() {
		p := b.add(boardPost{root: root, author: author, text: text, said: []string{text}})
		b.log = append(b.log, boardEvent{post: p})
		id = p.id
	})
	return id
}

// edit changes a post of a member's.
func (b *simBoard) edit(id, text string) {
	b.change(func() {
		p := b.byID(id)
		p.text, p.said = text, append(p.said, text)
		b.log = append(b.log, boardEvent{p, len(p.said) - 1})
	})
}

// cards are the root posts as they are now.
func (b *simBoard) cards() (out []boardPost) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		if p.root == "" && p.author == "" && p.effect.Card != nil {
			out = append(out, *p)
		}
	}
	return out
}

// under are the posts under a root.
func (b *simBoard) under(root string) (out []boardPost) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		if p.root == root {
			out = append(out, *p)
		}
	}
	return out
}

// has says whether a card has a button.
func (p boardPost) has(verb string) bool {
	c := p.effect.Card
	return c != nil && slices.ContainsFunc(c.Buttons, func(b flows.PostButton) bool { return b.Verb == verb })
}

// posted are all the words of a post.
func posted(e flows.Post) string {
	out := []string{"@" + e.Mention, e.From, e.Text}
	if c := e.Card; c != nil {
		out = append(out, c.Title, c.Text)
		for _, f := range c.Fields {
			out = append(out, f.Title+": "+f.Text)
		}
		for _, button := range c.Buttons {
			out = append(out, "["+button.Label+"]")
		}
	}
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" || s == "@" }), " · ")
}

// tail is what stands under a card, for the report of a failing seed.
func (b *simBoard) tail(reference string) (out string) {
	for _, c := range b.cards() {
		if c.effect.Card.About != reference {
			continue
		}
		for _, p := range append([]boardPost{c}, b.under(c.id)...) {
			who := p.author
			if who == "" {
				who = "bot"
			}
			out += fmt.Sprintf("\n      %s %s %s %s %.120q", p.at.Format("05.000"), who, p.id, p.mark, p.said)
			for name := range p.reactions {
				out += " :" + name + ":"
			}
		}
	}
	return out
}
