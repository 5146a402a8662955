package rehearsal

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// How fast somebody goes who reads slowly, in a language or on a phone that is
// new to her. These are assumptions, for comparing flows and for a promise on
// the safe side: adults read texts such as these silently at 138 (Arabic) to
// 228 (English) words a minute (the International Reading Speed Texts,
// Trauzettel-Klosinski and Dietz, 2012), and people who type on a phone need a
// third of a second for a letter.
const (
	paceWords  = 100             // read in a minute, those on buttons too
	paceTap    = 2 * time.Second // to find a button and tap it
	paceLetter = time.Second     // to type a letter
)

// Pace is what it takes to go through a flow in one language, on the way that
// takes the least time: from its beginning to the last thing that she does
// before it is done. What she is told then, she need not read in that time.
type Pace struct {
	Flow    string
	Lang    i18n.Lang
	Taps    int
	Typed   int           // answers that she writes
	Letters int           // of these
	Words   int           // that she reads: texts, and buttons that say something else
	Time    time.Duration // at the assumed speed
	Way     []string      // what she does
	unread  int           // words that she reads before she does the next thing
	known   []string      // buttons that she has read before
}

// String is one line for people who write flows.
func (p Pace) String() string {
	return fmt.Sprintf("%s [%s], the shortest way: taps %d, answers typed %d, words read %d, minutes %d:%02d (at %d words a minute)",
		p.Flow, p.Lang, p.Taps, p.Typed, p.Words, int(p.Time.Minutes()), int(p.Time.Seconds())%60, paceWords)
}

// time is how long it took, with some more words.
func (p *Pace) time(more int) time.Duration {
	return time.Duration(p.Words+more)*time.Minute/paceWords + time.Duration(p.Taps)*paceTap + time.Duration(p.Letters)*paceLetter
}

// Paces finds the shortest way through each flow that people begin themselves
// and that can be done, with /start or its command, in each language. It takes
// Flow, Lang and Limit of the options; a flow with more states than the limit
// has no pace. Answers of other actors take no time.
func Paces(defs *flows.Definitions, o WalkOptions) ([]Pace, error) {
	_, jobs, err := planWalk(defs, o)
	if err != nil {
		return nil, err
	}
	var out []Pace
	for _, job := range jobs {
		w := newWalker(defs, job, o)
		if t := w.flow.Triggers; !t.Start && t.Command == "" || w.flow.ID == engineFlow {
			continue
		}
		p, found, err := w.pace()
		if err != nil {
			return nil, err
		}
		if found {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Pace) int { return cmp.Compare(a.Flow, b.Flow) })
	return out, nil
}

// pace goes from state to state, always on from the one that is reached soonest.
func (w *walker) pace() (Pace, bool, error) {
	w.light = true
	base, err := w.newcomer(time.Time{})
	if err != nil {
		return Pace{}, false, err
	}
	text := "/start"
	if !w.flow.Triggers.Start {
		text = "/" + w.flow.Triggers.Command
	}
	first := &reached{pace: Pace{Flow: w.flow.ID, Lang: w.lang}}
	first.node = base
	queue := soonest{first.after(w.quietly(base, base.world, "> "+text, write(text)), "")}
	seen := map[string]bool{}
	limit := cmp.Or(max(w.options.Limit, 0), walkStates)
	born := 0
	for len(queue) > 0 {
		r, _ := heap.Pop(&queue).(*reached)
		if r == nil {
			continue
		}
		if hasDone(r.node, w.flow.ID) {
			return r.pace, true, nil
		}
		key := w.key(&turned{world: r.node.world, view: r.node.view})
		if seen[key] || len(seen) >= limit || !w.inside(&r.node.view) {
			continue
		}
		seen[key] = true
		for _, next := range w.onward(r) {
			if next != nil {
				born++
				next.born = born
				heap.Push(&queue, next)
			}
		}
	}
	return Pace{}, false, nil
}

// onward are the states to which answers lead.
func (w *walker) onward(r *reached) []*reached {
	var out []*reached
	n := r.node
	if len(n.view.Owed) > 0 {
		return append(out, r.after(w.quietly(n, n.world, "the answer comes", release), ""))
	}
	a := n.view.Asked
	for _, b := range n.world.fresh() {
		if data, _ := parseData(b.button.Data); data.of(a) && isAnswer(data) {
			out = append(out, r.after(w.quietly(n, n.world, "tap: "+b.button.Label, tapOn(b)), ""))
		}
	}
	if a == nil || a.Aside {
		return out
	}
	for _, s := range w.defs.Samples(a.StepAt, n.view.Answers, n.world.Now) {
		if s.Good {
			out = append(out, r.after(w.quietly(n, n.world, describe(s), give(s)), s.Text))
		}
	}
	return out
}

// reached is a state, and what it took to come there.
type reached struct {
	node *node
	pace Pace
	born int // which of those that are reached at once comes first
}

// soon is when everything up to there is read.
func (r *reached) soon() time.Duration { return r.pace.time(r.pace.unread) }

// after is the state that something led to, nil for none. typed is what she
// wrote.
func (r *reached) after(t *turned, typed string) *reached {
	if t == nil {
		return nil
	}
	p := r.pace
	p.Way = append(slices.Clip(p.Way), t.did)
	if taps := strings.HasPrefix(t.did, "tap: ") || strings.HasPrefix(t.did, "media: "); taps || typed != "" {
		if taps {
			p.Taps++
		} else {
			p.Typed, p.Letters = p.Typed+1, p.Letters+utf8.RuneCountInString(typed)
		}
		p.Words, p.unread = p.Words+p.unread, 0
	}
	for _, e := range t.out {
		if s, ok := e.(flows.Send); ok {
			p.read(s)
		}
	}
	p.Time = p.time(0)
	return &reached{node: &node{world: t.world, view: t.view, parent: r.node, did: t.did}, pace: p}
}

// read counts the words that somebody reads who wants to go on: not what is on
// the buttons Menu and Why, nor what the text says too, as a review does, and
// what is on a button only the first time, as Yes and No.
func (p *Pace) read(s flows.Send) {
	p.unread += wordsIn(s.Text)
	for _, row := range s.Buttons {
		for _, b := range row {
			label := bare(plain(b.Label))
			data, known := parseData(b.Data)
			if known && !isAnswer(data) || strings.Contains(plain(s.Text), label) || slices.Contains(p.known, label) {
				continue
			}
			p.unread += wordsIn(label)
			p.known = append(slices.Clip(p.known), label)
		}
	}
}

// wordsIn counts what stands between spaces and has a letter or a digit.
func wordsIn(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// soonest is a heap of what is reached, that with the least time first.
type soonest []*reached

func (s soonest) Len() int { return len(s) }
func (s soonest) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].soon(), s[j].soon()), cmp.Compare(s[i].born, s[j].born)) < 0
}
func (s soonest) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push and Pop are container/heap's.
func (s *soonest) Push(x any) {
	if r, ok := x.(*reached); ok {
		*s = append(*s, r)
	}
}

// Pop takes the last.
func (s *soonest) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
