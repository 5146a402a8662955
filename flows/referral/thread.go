package referral

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
	"wecan/i18n"
)

// Thread is the machine of what stands of a referral at Mattermost: one card in a
// channel of its site, rewritten in place, and under it the talk of the person with
// whoever of the team works there. A referral has one, and it alone writes there. It
// is an actor of its own, so that a Mattermost that is away holds up nothing else.
//
// It decides nothing. The referral tells it what stands, and what is for somebody
// who works there as it would tell her phone; it tells the referral what she writes
// and taps, with her id. The card has no word and no name of the person; those come
// when somebody has taken it.
type Thread struct {
	programme *flows.Programme
	catalog   *i18n.Catalog
	langs     map[string]i18n.Lang // of the teams, by site
}

var _ flows.Loader = Thread{}

// NewThread makes the machine. A team reads the language of its site, where all that
// stands in a thread is translated into it, else English.
func NewThread(p *flows.Programme, c *i18n.Catalog) Thread {
	m := Thread{programme: p, catalog: c, langs: map[string]i18n.Lang{}}
	for _, s := range p.Sites {
		m.langs[s.ID] = i18n.English
		if s.Language != "" && m.reads(s.Language) {
			m.langs[s.ID] = s.Language
		}
	}
	return m
}

func (m Thread) reads(lang i18n.Lang) bool {
	return !slices.ContainsFunc(threadKeys(), func(key i18n.Key) bool { return m.catalog.State(lang, key) < i18n.Drafted })
}

// thread is the body of a thread.
type thread struct {
	Reference string   `json:"reference"`
	Seq       int      `json:"seq"`              // of the last thing that the referral told it
	Card      standing `json:"card"`             // as it was told last
	At        place    `json:"at,omitzero"`      // where its root stands
	Root      int      `json:"root,omitempty"`   // which one: each channel has its own
	Post      string   `json:"post,omitempty"`   // the root's id, once it is known
	Broken    bool     `json:"broken,omitempty"` // it was refused, and the referral was told
	Menu      string   `json:"menu,omitempty"`   // what is chosen on the card just now: a verb

	Was   map[string]rootAt `json:"was,omitempty"`   // where it stood before, by channel: coming back it goes on there
	Roots int               `json:"roots,omitempty"` // how many there are

	Name   string   `json:"name,omitempty"`   // of the person, once somebody here has it
	Marks  int      `json:"marks,omitempty"`  // the number of the last post
	Said   int      `json:"said,omitempty"`   // the number of the last thing that was passed on
	Passed []passed `json:"passed,omitempty"` // the last of those
	Heard  []string `json:"heard,omitempty"`  // taps and lookouts
	Warned []string `json:"warned,omitempty"` // whom it has told that what they write is not passed on
	Files  []string `json:"files,omitempty"`  // the marks of the last posts that bring files
	Lost   []int    `json:"lost,omitempty"`   // the last lines whose files could not be brought
}

// rootAt is a root that it does not stand under now.
type rootAt struct {
	Root int    `json:"root"`
	Post string `json:"post,omitempty"`
}

// passed is a post of the team's, or a part of one, that was told the referral.
type passed struct {
	Number int    `json:"n"`
	Post   string `json:"p"`
	Line   int    `json:"l,omitempty"` // what it became
	Fate   string `json:"f,omitempty"`
}

const (
	passedMost = 80
	warnedMost = 30
	filesMost  = 40
	lostMost   = 10
)

// writing is one turn of a thread while it is made.
type writing struct {
	thread

	m       Thread
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	members map[string][]byte
	reports []string
}

// memberPost is what is known of a post of the team's, by its id.
const memberPost = "post:"

// Members is the post that the input is about.
func (Thread) Members(in flows.Input) []string {
	told, ok := in.(flows.Told)
	if !ok || !slices.Contains([]string{toldWrote, toldRewrote, toldErased}, told.Name) {
		return nil
	}
	var w wrote
	if json.Unmarshal(told.Data, &w) != nil || w.Post == "" {
		return nil
	}
	return []string{memberPost + w.Post}
}

// Step makes one turn of a thread.
func (m Thread) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	w := &writing{m: m, t: t, a: &a, members: map[string][]byte{}}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &w.thread); err != nil {
			return flows.Result{}, fmt.Errorf("referral: read the thread: %w", err)
		}
	}
	w.learn(t.Receipts)
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("referral: a thread cannot be given a %T", in)
	}
	if err := w.told(told); err != nil {
		return flows.Result{}, err
	}
	return w.result()
}

// learn takes the root's id from what was posted since.
func (r *thread) learn(receipts []flows.Receipt) {
	for _, one := range receipts {
		if one.Name == rootReceipt(r.Root) && one.Post != "" {
			r.Post = one.Post
		}
		for channel, was := range r.Was {
			if one.Name == rootReceipt(was.Root) && one.Post != "" {
				r.Was[channel] = rootAt{was.Root, one.Post}
			}
		}
	}
}

func (w *writing) told(in flows.Told) error {
	switch {
	case in.Name == toldPosts:
		return w.posts(in)
	case in.Name == toldLookout && in.From.Kind() == flows.KindRoster:
		return w.lookout(in)
	case in.From != "":
		w.report("a thread was told something by somebody who has no part in it")
		return nil
	}
	switch in.Name {
	case flows.ToldUnposted:
		return w.unposted(in)
	case toldWrote, toldRewrote, toldErased:
		return w.hear(in)
	case toldTapped:
		return w.tapped(in)
	}
	return fmt.Errorf("referral: a thread cannot be told %q", in.Name)
}

// heard says whether something came before, and remembers it.
func (r *thread) heard(id string) bool {
	if slices.Contains(r.Heard, id) {
		return true
	}
	r.Heard = lastOf(append(r.Heard, id), heardMost)
	return false
}

func lastOf[T any](list []T, most int) []T { return list[max(0, len(list)-most):] }

func (w *writing) tell(name string, value any) {
	tell, err := flows.NewTell(w.t.IDs.Of(flows.KindReferral, w.Reference), name, value)
	if err != nil { // values of ours are always JSON
		w.report(err.Error())
		return
	}
	w.out = append(w.out, tell)
}

func (w *writing) report(words string) { w.reports = append(w.reports, words) }

// IndexThreads has the threads that stand somewhere and whose referrals are open.
const IndexThreads = "thread:open"

func (w *writing) result() (flows.Result, error) {
	if w.Reference != "" {
		body, err := json.Marshal(w.thread)
		if err != nil {
			return flows.Result{}, fmt.Errorf("referral: write the thread: %w", err)
		}
		w.a.Body, w.a.Index = body, nil
		if w.At.Channel != "" && !w.Broken && w.Card.Status != StatusClosed {
			w.a.Index = []string{IndexThreads}
		}
	}
	return flows.Result{Actor: *w.a, Effects: w.out, Members: w.members, Reports: w.reports}, nil
}
