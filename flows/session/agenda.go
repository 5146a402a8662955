package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// Agenda is the machine of agendas: the sessions of one person who takes part, what
// she said to each, and when she is told what. Its id is made of the reference of her
// application. It writes to nobody: it begins flows in her chat.
type Agenda struct{ Programme *flows.Programme }

var _ flows.Loader = Agenda{}

// What a person tells her agenda. All carry a wish.
const (
	toldSay     = "say"      // an answer to an invitation
	toldList    = "list"     // what is to come?
	toldOpen    = "open"     // one of that list: she wants to answer it
	toldFile    = "file"     // the same, or one session, as a calendar file
	toldFeed    = "feed"     // has she a private address for her calendar?
	toldFeedNew = "feed_new" // she wants one, or another one
	toldFeedOff = "feed_off" // she wants none
)

// memberItems is the member field with her sessions, read and written whole: they are
// some dozens.
const memberItems = "items"

// itemsMost is how many are kept. Of more those that begin last are left out, and
// reported.
const itemsMost = 150

// Members are needed by every turn.
func (Agenda) Members(flows.Input) []string { return []string{memberItems} }

// agenda is the body of an agenda.
type agenda struct {
	flows.Participation

	Queries int      `json:"queries,omitempty"` // the number of the last question to a session
	Feed    string   `json:"feed,omitempty"`    // the secret part of the address of her calendar, "" for none
	Said    int      `json:"said,omitempty"`    // the number of her last answer, to whichever session: of one that she left and came back to no number comes twice
	Heard   []string `json:"heard,omitempty"`   // her last wishes
	Past    []past   `json:"past,omitempty"`

	Phases flows.FactTold `json:"phases,omitzero"` // as she was told
}

// item is one session, as she knows it.
type item struct {
	Standing

	Others bool `json:"others,omitempty"` // it is for others now: it counts as cancelled until she is one of them

	Seq      int       `json:"seq,omitempty"` // of her last answer
	Answer   Answer    `json:"answer,omitempty"`
	Children int       `json:"children,omitempty"`
	Known    time.Time `json:"known"`           // since when it stands so, as far as she knows
	Asked    bool      `json:"asked,omitempty"` // her flow waits for what comes of her answer

	// As the session replied last.
	Number int   `json:"number,omitempty"`
	Place  Place `json:"place,omitempty"`
	Line   int   `json:"line,omitempty"`

	Done   time.Duration `json:"done,omitempty"`  // the last reminder that she had, so long before the start; 0 for none
	For    time.Time     `json:"for,omitzero"`    // of which start that was: one that moves and moves back reminds nobody twice
	Due    time.Duration `json:"due,omitempty"`   // the reminder for which the session is asked
	Query  string        `json:"query,omitempty"` // that question
	Again  time.Time     `json:"again,omitzero"`  // when it is asked once more
	Notice *notice       `json:"notice,omitempty"`
	Lifted time.Time     `json:"lifted,omitzero"` // when she is told that she has a place now
}

// notice is news that she is to be told.
type notice struct {
	Was  Plan      `json:"was"`            // what she knew
	Gone bool      `json:"gone,omitempty"` // she knew it as cancelled
	Due  time.Time `json:"due"`
}

// book is one turn of an agenda while it is made.
type book struct {
	agenda

	m       Agenda
	p       *flows.Programme
	t       flows.Turn
	a       *flows.Actor
	site    flows.Site
	items   []*item
	out     []flows.Effect
	reports []string
}

// Step makes one turn of an agenda.
func (m Agenda) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &book{m: m, p: m.Programme, t: t, a: &a}
	if err := k.read(); err != nil {
		return flows.Result{}, err
	}
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer: // what is due is done below
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("session: an agenda cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	if err := k.ring(); err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *book) read() error {
	if len(k.a.Body) > 0 {
		if err := json.Unmarshal(k.a.Body, &k.agenda); err != nil {
			return fmt.Errorf("session: read the agenda: %w", err)
		}
	}
	if err := readField(k.t.Members[memberItems], &k.items); err != nil {
		return err
	}
	k.settle()
	return nil
}

// settle finds her site: of one that is gone the first one's clock counts.
func (k *book) settle() {
	k.site = k.p.Sites[0]
	if site, ok := k.p.Site(k.Site); ok {
		k.site = site
	}
}

func (k *book) told(in flows.Told) error {
	switch in.Name {
	case flows.ToldParticipation:
		return k.takesPart(in)
	case toldComing:
		return k.coming(in)
	case toldNow:
		return k.replied(in)
	case toldSay, toldList, toldOpen, toldFile, toldFeed, toldFeedNew, toldFeedOff:
		return k.wished(in)
	}
	return fmt.Errorf("session: an agenda cannot be told %q", in.Name)
}

// takesPart takes how she takes part. At another site all begins anew. Who has left is
// forgotten; her places become free.
func (k *book) takesPart(in flows.Told) error {
	var now flows.Participation
	if err := json.Unmarshal(in.Data, &now); err != nil {
		return fmt.Errorf("session: read how somebody takes part: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindApplication, now.Reference) || k.t.IDs.Of(flows.KindAgenda, now.Reference) != k.a.ID {
		k.reports = append(k.reports, "how somebody takes part was told to an agenda that is not hers")
		return nil
	}
	if now.Seq <= k.Seq {
		return nil
	}
	was := k.Participation
	k.Participation = now
	if !now.In || was.In && was.Site != now.Site {
		k.Past = nil
	}
	var err error
	for _, i := range k.items {
		if !i.Plan.concerns(now) {
			err = errors.Join(err, k.leave(i))
			k.left(i)
		}
	}
	k.items = slices.DeleteFunc(k.items, func(i *item) bool { return !i.Plan.concerns(now) })
	if was.In && (!now.In || was.Site != now.Site) {
		gone := was
		gone.In, gone.Seq = false, now.Seq
		err = errors.Join(err, k.tell(k.t.IDs.Of(flows.KindCalendar, was.Site), toldHere, gone))
	}
	if now.In {
		err = errors.Join(err, k.tell(k.t.IDs.Of(flows.KindCalendar, now.Site), toldHere, now))
	} else {
		k.Feed = ""
	}
	k.settle()
	return err
}

// leave gives back what she has at a session, also at one that is cancelled: it may
// come back without her. She has not said no herself, unless she has.
func (k *book) leave(i *item) error {
	if !i.Answer.comes() && i.Place == PlaceNone || i.over(k.t.Now) {
		return nil
	}
	said := i.Answer
	i.Answer, i.Children = AnswerOff, 0
	err := k.sendAnswer(i)
	if said != AnswerOff {
		i.Answer = AnswerNone
	}
	return err
}

// coming takes sessions that the calendar tells.
func (k *book) coming(in flows.Told) error {
	var c coming
	if err := json.Unmarshal(in.Data, &c); err != nil {
		return fmt.Errorf("session: read what is to come: %w", err)
	}
	if !k.In || in.From != k.t.IDs.Of(flows.KindCalendar, k.Site) {
		return nil // she has left, or come from elsewhere, since
	}
	for _, s := range c.Sessions {
		if err := k.take(s); err != nil {
			return err
		}
	}
	return nil
}

// take takes how a session stands.
func (k *book) take(s Standing) error {
	at := slices.IndexFunc(k.items, func(i *item) bool { return i.Reference == s.Reference })
	if at < 0 {
		if s.Plan.concerns(k.Participation) && !s.Cancelled && !s.over(k.t.Now) {
			if i := k.fresh(s); i != nil {
				k.items = append(k.items, i)
			}
		}
		return nil
	}
	i := k.items[at]
	others := !s.Plan.concerns(k.Participation)
	if s.Rev < i.Rev || s.Rev == i.Rev && (others || !i.Others) {
		return nil
	}
	was := i.Standing
	if i.Others = others; others { // it is for others now: for her it is cancelled
		s.Cancelled, s.Plan = true, was.Plan
	}
	i.Standing, i.Known = s, k.t.Now
	if !s.Plan.Start.Equal(was.Plan.Start) || s.Cancelled {
		i.Due, i.Query, i.Again = 0, "", time.Time{}
	}
	k.note(i, was) // before she leaves: it depends on what she has said
	if others {
		return k.leave(i)
	}
	return nil
}

// replied takes the reply of a session. It comes after an answer of hers, before a
// reminder, or when a place has become free.
func (k *book) replied(in flows.Told) error {
	var r reply
	if err := json.Unmarshal(in.Data, &r); err != nil {
		return fmt.Errorf("session: read the reply of a session: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindSession, r.Reference) {
		k.reports = append(k.reports, "a reply that did not come from its session was dropped")
		return nil
	}
	if err := k.take(r.Standing); err != nil {
		return err
	}
	at := slices.IndexFunc(k.items, func(i *item) bool { return i.Reference == r.Reference })
	if at < 0 {
		return k.giveBack(r)
	}
	i := k.items[at]
	if r.Number > i.Number && r.Seq >= i.Seq {
		was := i.Place
		i.Number, i.Place, i.Line = r.Number, r.Place, r.Line
		if r.Late {
			i.Answer, i.Children = AnswerNone, 0
		}
		if err := k.stood(i, was, r.Late); err != nil {
			return err
		}
	}
	if i.Query != "" && i.Query == r.Query {
		return k.remind(i)
	}
	return nil
}

// giveBack gives back a place at what is not for her any more. A session that was over
// when she left may have been moved ahead since: it knows her still.
func (k *book) giveBack(r reply) error {
	if r.Place == PlaceNone || r.over(k.t.Now) || r.Plan.concerns(k.Participation) {
		return nil
	}
	return k.sendAnswer(&item{Standing: r.Standing, Answer: AnswerOff})
}

func (k *book) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// result is what the turn leaves.
func (k *book) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Reports: k.reports}
	if k.Reference == "" { // nobody has told that she takes part
		return out, nil
	}
	k.prune()
	k.setTimer()
	k.tellPhases()
	out.Effects = k.out
	out.Actor.Timers = k.a.Timers
	var err error
	if out.Actor.Body, err = json.Marshal(k.agenda); err != nil {
		return out, fmt.Errorf("session: write the agenda: %w", err)
	}
	data, err := json.Marshal(k.items)
	if err != nil {
		return out, fmt.Errorf("session: write the agenda's sessions: %w", err)
	}
	if string(data) != string(k.t.Members[memberItems]) && (len(k.items) > 0 || len(k.t.Members[memberItems]) > 0) {
		out.Members = map[string][]byte{memberItems: data}
	}
	return out, nil
}

// tellPhases tells her phone in which phases her sessions are, for announcements. It is
// told when the agenda next has a turn: after the last session of a phase that is when she
// is reminded of another.
func (k *book) tellPhases() {
	var phases []string
	for _, i := range k.items {
		if k.In && i.Plan.Phase != "" && !i.Cancelled && !i.Others {
			phases = append(phases, i.Plan.Phase)
		}
	}
	if tell, news := k.Phases.Tell(k.Person, flows.FactPhases, k.Reference, phases); news {
		k.out = append(k.out, tell)
	}
}

// prune forgets what is over. What is cancelled stays until then: it may come back.
func (k *book) prune() {
	k.items = slices.DeleteFunc(k.items, func(i *item) bool {
		gone := i.Notice == nil && i.over(k.t.Now)
		if gone && k.missed(i) {
			k.reports = append(k.reports, "a reminder of a session that is over was dropped")
		}
		if gone {
			k.bury(i)
		}
		return gone
	})
	slices.SortStableFunc(k.items, func(a, b *item) int { return a.Plan.Start.Compare(b.Plan.Start) })
	if len(k.items) > itemsMost {
		k.items = k.items[:itemsMost]
		k.reports = append(k.reports, "somebody has more sessions than are kept: the last ones were left out")
	}
}
