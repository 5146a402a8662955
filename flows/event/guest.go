package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Guest is the machine of guests: all events of one person, enrolled or not. Its id is
// made of hers, so people who share a phone are one guest. It writes to nobody: it begins
// flows in her chat.
type Guest struct{ Programme *flows.Programme }

var _ flows.Loader = Guest{}

// memberItems is the member field with her events, read and written whole: they are few.
const memberItems = "items"

// Limits of what a guest keeps.
const (
	itemsMost = 40 // events that she has signed up for
	partsMost = 12 // applications of those who use her phone
	heardMost = 20 // wishes that are known again when a copy comes late
)

// Members are needed by every turn.
func (Guest) Members(flows.Input) []string { return []string{memberItems} }

// guest is the body of a guest.
type guest struct {
	Person   flows.ActorID         `json:"person"`
	Lang     i18n.Lang             `json:"lang,omitempty"`      // hers, when she last wished something
	Site     string                `json:"site,omitempty"`      // hers, if she has said it
	Last     string                `json:"last,omitempty"`      // the event that she signed up for last
	LastWork string                `json:"last_work,omitempty"` // the event to which she handed in last
	Parts    []flows.Participation `json:"parts,omitempty"`
	Said     int                   `json:"said,omitempty"`    // the number of her last wish, to whichever event
	Queries  int                   `json:"queries,omitempty"` // the number of the last question
	Heard    []string              `json:"heard,omitempty"`   // her last wishes

	Told flows.FactTold `json:"told,omitzero"` // the events where she has a place, as she was told
}

// kept is the member field.
type kept struct {
	Items     []*item    `json:"items,omitempty"`
	Inquiries []*inquiry `json:"inquiries,omitempty"`
}

// item is one event, as she knows it.
type item struct {
	Standing

	Seq   int       `json:"seq,omitempty"`   // of her last wish
	Asked string    `json:"asked,omitempty"` // that wish, while her flow waits for what comes of it
	Known time.Time `json:"known,omitzero"`  // since when it stands so, as far as she knows

	// As the event replied last.
	Number int       `json:"number,omitempty"`
	N      int       `json:"n,omitempty"`
	Seat   Seat      `json:"seat,omitempty"`
	Line   int       `json:"line,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	Offer  int       `json:"offer,omitempty"`

	In      bool `json:"in,omitempty"`      // she is there
	Counted bool `json:"counted,omitempty"` // it is known of at least one
	Rated   bool `json:"rated,omitempty"`   // she has said how it was

	Children int `json:"children,omitempty"` // that she brings

	Done   time.Duration `json:"done,omitempty"`  // the last reminder that she had, so long before the start; 0 for none
	For    time.Time     `json:"for,omitzero"`    // of which start that was
	Due    time.Duration `json:"due,omitempty"`   // the reminder for which the event is asked
	Query  string        `json:"query,omitempty"` // that question
	Again  time.Time     `json:"again,omitzero"`  // when it is asked once more
	Notice *notice       `json:"notice,omitempty"`
	Call   *call         `json:"call,omitempty"`
	Told   int           `json:"told,omitempty"` // the number of the last offer that she was told of

	Had     map[string]time.Time `json:"had,omitempty"` // the moments that she had, and at which time each was due
	Moment  *asking              `json:"moment,omitempty"`
	Team    string               `json:"team,omitempty"`    // the code of her team there, "" for none
	Handing string               `json:"handing,omitempty"` // the name of what she handed in last, while her flow waits for what comes of it
	Voting  string               `json:"voting,omitempty"`  // the same of her vote
	Work    int                  `json:"work,omitempty"`    // under which number hers stands; [noWork] for none, 0: not known
	Works   int                  `json:"works,omitempty"`   // how many were handed in

	Met   *acquaintances `json:"met,omitempty"`   // introductions: see meetguest.go
	Among bool           `json:"among,omitempty"` // she wants to be in a team of women only
	Crew  *crew          `json:"crew,omitempty"`  // how she stands with the teams, if she asked
}

// notice is a change that she is to be told.
type notice struct {
	Was  Plan      `json:"was"`            // what she knew
	Gone bool      `json:"gone,omitempty"` // she knew it as cancelled
	Due  time.Time `json:"due"`
}

// call is news about her place that she is to be told.
type call struct {
	Kind string    `json:"kind"`
	Due  time.Time `json:"due"`
}

// diary is one turn of a guest while it is made.
type diary struct {
	guest
	kept

	p       *flows.Programme
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	reports []string
	paper   *paper // of the reply that is taken
	alone   bool   // that reply says that nobody has the number of her friend
}

// Step makes one turn of a guest.
func (m Guest) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &diary{p: m.Programme, t: t, a: &a}
	if err := k.read(); err != nil {
		return flows.Result{}, err
	}
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer: // what is due is done below
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("event: a guest cannot be given a %T", in)
	}
	if err == nil {
		err = k.ring()
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *diary) read() error {
	if len(k.a.Body) > 0 {
		if err := json.Unmarshal(k.a.Body, &k.guest); err != nil {
			return fmt.Errorf("event: read the guest: %w", err)
		}
	}
	if data := k.t.Members[memberItems]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.kept); err != nil {
			return fmt.Errorf("event: read the guest's events: %w", err)
		}
	}
	return nil
}

func (k *diary) told(in flows.Told) error {
	switch in.Name {
	case flows.ToldParticipation:
		return k.takesPart(in)
	case toldNow:
		return k.replied(in)
	case toldAre:
		return k.listed(in)
	case toldTeamNow:
		return k.teamStands(in)
	case toldMet:
		return k.met(in)
	}
	if _, is := starts()[in.Name]; is {
		return k.wished(in)
	}
	switch in.Name {
	case toldList, toldOpen, toldBegin, toldSign, toldAccept, toldDecline, toldLeave, toldHere, toldRate, toldFile, toldForget, toldMeet, toldMeetSay,
		toldHand, toldSubmit, toldIdeas, toldIdea, toldVote, toldResults,
		toldMake, toldJoin, toldLeaveTeam, toldShow, toldTalk:
		return k.wished(in)
	}
	return fmt.Errorf("event: a guest cannot be told %q", in.Name)
}

// site is where an event is: of one that is gone the first one's clock counts.
func (k *diary) site(i *item) flows.Site {
	if site, ok := k.p.Site(i.Plan.Site); ok {
		return site
	}
	return k.p.Sites[0]
}

func (k *diary) item(reference string) *item {
	at := slices.IndexFunc(k.Items, func(i *item) bool { return i.Reference == reference })
	if at < 0 {
		return nil
	}
	return k.Items[at]
}

// takesPart takes how somebody on this phone takes part. What is for those who are
// enrolled is left by whoever is not any more.
func (k *diary) takesPart(in flows.Told) error {
	var now flows.Participation
	if err := json.Unmarshal(in.Data, &now); err != nil {
		return fmt.Errorf("event: read how somebody takes part: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindApplication, now.Reference) || GuestOf(k.t.IDs, now.Person) != k.a.ID {
		k.reports = append(k.reports, "how somebody takes part was told to a guest who is not her")
		return nil
	}
	k.Person = now.Person
	at := slices.IndexFunc(k.Parts, func(p flows.Participation) bool { return p.Reference == now.Reference })
	switch {
	case at < 0:
		k.Parts = append(k.Parts, now)
		k.Parts = k.Parts[max(0, len(k.Parts)-partsMost):]
	case now.Seq <= k.Parts[at].Seq:
		return nil
	default:
		k.Parts[at] = now
	}
	var err error
	for _, i := range k.Items {
		if i.Seat.engaged() && k.excluded(i) && !i.over(k.t.Now) { // what is over stays as it was
			err = errors.Join(err, k.send(toldLeave, i, wish{Place: true}))
		}
	}
	return err
}

// excluded says whether an event is for those who are enrolled, and she is not any more.
func (k *diary) excluded(i *item) bool {
	return i.Plan.Open == OpenEnrolled && !i.Plan.mayCome(k.Parts, k.Site)
}

// parts are those of her applications that count, as events are told.
func (k *diary) parts() []flows.Participation {
	var out []flows.Participation
	for _, p := range k.Parts {
		if p.In {
			out = append(out, flows.Participation{In: true, Site: p.Site, Track: p.Track, Cohort: p.Cohort})
		}
	}
	return out
}

// send tells an event a wish.
func (k *diary) send(what string, i *item, w wish) error {
	k.Said++
	i.Seq = k.Said
	return k.tell(k.t.IDs.Of(flows.KindEvent, i.Reference), what, request{
		Guest: k.a.ID, Person: k.Person, Reference: i.Reference, N: i.N, Seq: i.Seq, Parts: k.parts(), Site: k.Site, Form: w.Form, Door: w.Door, Mark: w.Mark, Said: w.Said, Place: w.Place,
	})
}

// query asks an event how it stands with her.
func (k *diary) query(reference string, n int, query string) error {
	r := request{Guest: k.a.ID, Person: k.Person, Reference: reference, N: n, Query: query}
	if i := k.item(reference); i != nil {
		r.Team = i.Team
	}
	return k.tell(k.t.IDs.Of(flows.KindEvent, reference), toldDue, r)
}

func (k *diary) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// result is what the turn leaves.
func (k *diary) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Reports: k.reports}
	if k.Person == "" { // nobody is known by it
		return out, nil
	}
	k.prune()
	k.setTimer()
	k.tellEvents()
	out.Effects = k.out
	var err error
	if k.a.Body, err = json.Marshal(k.guest); err != nil {
		return out, fmt.Errorf("event: write the guest: %w", err)
	}
	out.Actor = *k.a
	data, err := json.Marshal(k.kept)
	if err != nil {
		return out, fmt.Errorf("event: write the guest's events: %w", err)
	}
	if was := string(k.t.Members[memberItems]); string(data) != was && (was != "" || string(data) != "{}") {
		out.Members = map[string][]byte{memberItems: data}
	}
	return out, nil
}

// tellEvents tells her phone where she has a place or waits for one, for announcements.
func (k *diary) tellEvents() {
	var events []string
	for _, i := range k.Items {
		if i.Seat.engaged() && !i.over(k.t.Now) {
			events = append(events, i.Reference)
		}
	}
	if tell, news := k.Told.Tell(k.Person, flows.FactEvents, "", events); news {
		k.out = append(k.out, tell)
	}
}

// Of what is over a guest keeps the last ones for a while: they may be planned anew, and
// people have their places there. Later an event takes no new plan.
const (
	pastKept = 14 * 24 * time.Hour
	pastMost = 20
)

// prune forgets what is long over, and what she has nothing to do with.
func (k *diary) prune() {
	past := 0
	k.Items = slices.DeleteFunc(k.Items, func(i *item) bool {
		switch {
		case i.Asked != "" || i.Notice != nil || i.Call != nil || i.Handing != "" || i.Voting != "":
			return false
		case !i.Seat.engaged():
			return true
		case !i.over(k.t.Now):
			return false
		}
		if k.missed(i) {
			k.reports = append(k.reports, "a reminder of an event that is over was dropped")
			i.had(noneLeft)
		}
		past++
		i.forgetTeam(k.t.Now)
		return k.t.Now.After(i.Plan.End().Add(pastKept))
	})
	slices.SortStableFunc(k.Items, func(a, b *item) int { return a.Plan.Start.Compare(b.Plan.Start) })
	k.Items = slices.DeleteFunc(k.Items, func(i *item) bool { // the oldest come first
		gone := past > pastMost && i.Asked == "" && i.Notice == nil && i.Call == nil && i.over(k.t.Now)
		if gone {
			past--
		}
		return gone
	})
}

// coming counts the events that are not over.
func (k *diary) coming() int {
	n := 0
	for _, i := range k.Items {
		if !i.over(k.t.Now) {
			n++
		}
	}
	return n
}
