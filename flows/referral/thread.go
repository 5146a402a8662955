package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	case toldReplied:
		return w.replied(in)
	}
	return fmt.Errorf("referral: a thread cannot be told %q", in.Name)
}

// posts does what the referral tells: first what is for the people where it stands,
// then, where it moves, what is for those there.
func (w *writing) posts(in flows.Told) error {
	var p postings
	if err := json.Unmarshal(in.Data, &p); err != nil {
		return fmt.Errorf("referral: read what a thread is told: %w", err)
	}
	if w.t.IDs.Of(flows.KindReferral, p.Reference) != in.From || w.t.IDs.Of(flows.KindThread, p.Reference) != w.a.ID {
		return errors.New("referral: a thread was told something of another referral")
	}
	if p.Seq <= w.Seq {
		return nil
	}
	w.Reference, w.Seq = p.Reference, p.Seq
	if p.Card.Try > w.Card.Try { // the referral knows that the last one was refused: there is nothing to take leave of
		w.Broken, w.At = false, place{}
	}
	if w.Broken {
		return nil
	}
	if p.Card.Channel == w.At.Channel {
		w.stand(p.Card)
	}
	for _, one := range p.Posts {
		if one.Channel == p.Card.Channel {
			w.stand(p.Card)
		}
		if one.Channel != "" && one.Channel == w.At.Channel && !w.Broken {
			if err := w.show(one); err != nil {
				return err
			}
		}
	}
	w.stand(p.Card)
	return nil
}

// stand has the card say what is so now, where it may stand now.
func (w *writing) stand(card standing) {
	if w.Broken {
		return
	}
	w.turnOver(card)
	moved := card.Channel != w.At.Channel
	w.Card.Try = card.Try
	switch {
	case moved && w.At.Channel != "":
		w.Menu = ""
		w.leave()
		fallthrough
	case moved:
		w.At, w.Card, w.Passed = card.place, card, nil
		w.settle()
	case w.At.Channel != "" && w.changed(card):
		w.Card, w.Menu = card, ""
		w.repost()
	default:
		w.Card = card
	}
}

// settle writes a root where it has come to, or goes on under the one that it has
// there.
func (w *writing) settle() {
	was, back := w.Was[w.At.Channel]
	switch {
	case w.At.Channel == "":
		w.Root, w.Post = 0, ""
	case back:
		w.Root, w.Post = was.Root, was.Post
		w.repost()
	default:
		w.Roots++
		w.Root, w.Post = w.Roots, ""
		w.post()
	}
}

// turnOver forgets, when it is somebody else's, what belonged to the talk with
// whoever had it.
func (w *writing) turnOver(card standing) {
	if was, is := w.Card.Owner, card.Owner; was != nil && (is == nil || is.ID != was.ID || is.Here != was.Here) || card.Channel == "" {
		w.Name, w.Warned = "", nil
	}
}

func (w *writing) changed(card standing) bool {
	a, errA := json.Marshal(w.Card)
	b, errB := json.Marshal(card)
	return errA != nil || errB != nil || string(a) != string(b)
}

// allowed says whether what stands may be read there: by the programme file of
// today, whatever the referral was told when it was asked.
func (w *writing) allowed() bool {
	site, _ := w.m.programme.Site(w.At.Site)
	return !w.Card.Restricted || site.Mattermost.Restricted == w.At.Channel
}

// unposted hears that Mattermost does not take something, and never will. What is
// lost is told the referral, which goes on without it. Of a file that could not be
// brought it is told in the thread.
func (w *writing) unposted(in flows.Told) error {
	var u flows.Unposted
	if err := json.Unmarshal(in.Data, &u); err != nil {
		return fmt.Errorf("referral: read what was refused: %w", err)
	}
	mine := w.Reference + "/" + strconv.Itoa(w.Root)
	rest, ok := strings.CutPrefix(u.Mark, mine)
	maps.DeleteFunc(w.Was, func(_ string, was rootAt) bool { // it cannot go on there
		return u.Kind != "react" && u.Mark == rootMark(w.Reference, was.Root)
	})
	switch {
	case w.Reference == "" || w.Broken || w.At.Channel == "":
	case strings.HasPrefix(u.Mark, w.Reference+"/"+markLookout):
		w.report("a lead or coordinator could not be told in her channel at Mattermost that a referral waits")
	case u.Kind == "react" || !ok || rest == "" || rest[0] >= '0' && rest[0] <= '9': // of a root that it had before
	case slices.Contains(w.Files, u.Mark):
		w.Files = slices.DeleteFunc(w.Files, func(mark string) bool { return mark == u.Mark })
		w.notice("", w.say(wordFileLost))
	default:
		w.breakOff("Mattermost refuses what stands there of a referral; it goes on without")
	}
	return nil
}

// breakOff ends what stands there, and tells the referral so.
func (w *writing) breakOff(why string) {
	w.Broken = true
	w.report(why)
	w.tell(toldUnposted, map[string]int{"try": w.Card.Try})
}

// lookout tells a lead or a coordinator that somebody waits: in the thread, or where
// she does not read that, in her channel.
func (w *writing) lookout(in flows.Told) error {
	var l lookout
	if err := json.Unmarshal(in.Data, &l); err != nil {
		return fmt.Errorf("referral: read who must be told: %w", err)
	}
	if w.t.IDs.Of(flows.KindThread, l.Reference) != w.a.ID || w.t.IDs.Of(flows.KindRoster, l.Site) != in.From {
		return errors.New("referral: a thread was told to look out for another referral")
	}
	if w.heard(toldLookout + l.Key) {
		return nil
	}
	w.Reference = l.Reference
	r := w.m.reader(l.Site)
	key := keyOthers
	if l.Given["state"] == "nobody" {
		key = keyNobody
	}
	var args []i18n.Arg
	for name, value := range l.Given {
		args = append(args, i18n.Arg{Name: name, Value: r.Heard(value)})
	}
	words := r.Say(key, args...)
	if l.Channel == w.At.Channel && !w.Broken {
		w.notice(l.User, words)
		return nil
	}
	w.Marks++
	w.out = append(w.out, flows.Post{
		Channel: l.Channel, Mark: w.Reference + "/" + markLookout + strconv.Itoa(w.Marks), Mention: l.User, Text: words,
	})
	return nil
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
