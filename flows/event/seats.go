package event

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"wecan/flows"
)

// request is what a guest tells an event: a wish of hers, or a question.
type request struct {
	Guest     flows.ActorID         `json:"guest"`
	Person    flows.ActorID         `json:"person"`
	Reference string                `json:"reference"`
	N         int                   `json:"n,omitempty"`   // her arrival number, as far as she knows
	Seq       int                   `json:"seq,omitempty"` // of her wishes, ascending; 0 for a question
	Parts     []flows.Participation `json:"parts,omitempty"`
	Site      string                `json:"site,omitempty"`
	Form      Form                  `json:"form,omitzero"`
	Door      int                   `json:"door,omitempty"`  // of here: the number that she wrote
	Mark      Mark                  `json:"mark,omitempty"`  // of rate
	Said      string                `json:"said,omitempty"`  // the same
	Place     bool                  `json:"place,omitempty"` // of leave and decline: it is about her place, which there is only until the end; not: all of her is to go
	Query     string                `json:"query,omitempty"` // the reply carries it again
	Heard     int                   `json:"heard,omitempty"` // of due: the offer of which she was told just now; there is nothing to reply

	// About what is handed in: see works.go.
	Team   string  `json:"team,omitempty"`   // the code of her team
	Hand   int     `json:"hand,omitempty"`   // of what she hands in, ascending
	Choice int     `json:"choice,omitempty"` // of her votes, ascending
	Work   Work    `json:"work,omitzero"`
	No     int     `json:"no,omitempty"`     // of which work
	After  int     `json:"after,omitempty"`  // behind which work a page begins
	Prizes []prize `json:"prizes,omitempty"` // which works the event looks at, when it asks itself

	// About somebody else there: see meet.go.
	Other int    `json:"other,omitempty"` // her arrival number
	Meet  int    `json:"meet,omitempty"`  // of what is said about introductions, ascending
	Say   string `json:"say,omitempty"`   // to an ask: yes, no or never
	Name  string `json:"name,omitempty"`  // that the other may see

	looks bool // the claim of its key was loaded
}

// enrolled says whether she is.
func (r request) enrolled() bool {
	return slices.ContainsFunc(r.Parts, func(p flows.Participation) bool { return p.In })
}

// reply is what a guest hears.
type reply struct {
	Standing

	Number   int       `json:"number"` // of replies of this event, ascending
	Seq      int       `json:"seq"`    // of her last wish that was heard
	N        int       `json:"n,omitempty"`
	Seat     Seat      `json:"seat,omitempty"`
	Line     int       `json:"line,omitempty"`    // on the waiting list, from 1
	Until    time.Time `json:"until,omitzero"`    // until when a place is kept for her
	Offer    int       `json:"offer,omitempty"`   // the number of the last offer to her
	Refused  refusal   `json:"refused,omitempty"` // of that wish
	Query    string    `json:"query,omitempty"`
	In       bool      `json:"in,omitempty"`       // she is there
	Counted  bool      `json:"counted,omitempty"`  // at least one is
	Rated    bool      `json:"rated,omitempty"`    // she has said how it was
	Children int       `json:"children,omitempty"` // that she brings
	Paper    *paper    `json:"paper,omitempty"`    // about what is handed in
	Work     int       `json:"work,omitempty"`     // under which number hers stands; [noWork] for none, 0 where nobody looked
	Works    int       `json:"works,omitempty"`    // how many were handed in
	Alone    bool      `json:"alone,omitempty"`    // nobody else has the number that she wrote for a friend's
}

// refusal is why a wish changed nothing.
type refusal string

const (
	refusedClosed refusal = "closed" // it is not possible, or not possible any more, or not for her
	refusedFull   refusal = "full"   // no more numbers are given
	refusedEarly  refusal = "early"  // here: the doors are not open yet
	refusedWrong  refusal = "wrong"  // here: it is another number
	refusedTries  refusal = "tries"  // here: too many were wrong
	refusedOver   refusal = "over"   // leave, decline: it is over, so how it was stays
)

// arrival is the member field of a guest.
type arrival struct {
	N   int `json:"n,omitempty"` // 0: she has none
	Seq int `json:"q,omitempty"` // of her newest wish, while she has no number
}

// comer is whoever a turn is about.
type comer struct {
	entry

	n int // her arrival number, 0 for none
}

// asked hears a guest, and replies how she stands. Of somebody whose arrival number is
// not the one that she told the entry is not loaded yet: the event asks itself once more.
func (k *meeting) asked(in flows.Told) error {
	r, ok, err := k.readRequest(in)
	if err != nil || !ok {
		return err
	}
	var a arrival
	if _, err := k.read(memberGuest(r.Guest), &a); err != nil {
		return err
	}
	if a.N != 0 && a.N != r.N {
		r.N = a.N
		return k.tell(k.a.ID, in.Name, r)
	}
	g := comer{n: a.N, entry: entry{Guest: r.Guest, Person: r.Person, Seq: a.Seq}}
	if g.n != 0 {
		if _, err := k.read(memberArrival(g.n), &g.entry); err != nil {
			return err
		}
	}
	was := g
	k.settle(g.n, &g.entry)
	switch {
	case in.Name == toldDue && r.Heard > 0:
		k.heard(g.n, r.Heard)
		return nil
	case in.Name == toldMate:
		return k.mated(r, was, &g)
	case isWorks(in.Name):
		return k.answerWorks(in.Name, r, was, &g)
	case isMeet(in.Name):
		return k.answerMeet(in.Name, r, was, &g)
	}
	why := refusal("")
	if in.Name != toldDue && k.Reference == "" || k.Forgot {
		why = refusedClosed
	} else if in.Name != toldDue && r.Seq > g.Seq {
		g.Seq = r.Seq
		why = k.apply(in.Name, r, &g)
		g.Why = why
	}
	if err := k.keep(was, &g); err != nil {
		return err
	}
	return k.reply(&g, r, why)
}

// answerWorks answers a request about what is handed in: at once, or in the turn in which
// the event asks itself.
func (k *meeting) answerWorks(name string, r request, was comer, g *comer) error {
	p, err := k.works(name, r, g)
	if err != nil {
		return err
	}
	if g.n != 0 {
		err = k.keep(was, g)
	}
	if err != nil || p == nil {
		return err
	}
	return k.replyWith(g, r, "", p)
}

// apply does what she wishes.
func (k *meeting) apply(what string, r request, g *comer) refusal {
	switch what {
	case toldLeave, toldDecline:
		if r.Place && !k.Cancelled && k.over(k.t.Now) {
			return refusedOver
		}
		k.leave(g)
		return ""
	case toldAccept:
		return k.accept(g)
	case toldHere:
		return k.here(g, r.Door)
	case toldRate:
		return k.rate(g, r.Mark, r.Said)
	}
	return k.sign(r, g)
}

// sign signs her up. Who has signed up before changes her answers, and keeps what she has.
func (k *meeting) sign(r request, g *comer) refusal {
	if k.Cancelled || !k.t.Now.Before(k.Plan.Start) {
		return refusedClosed
	}
	form := k.asks(r.Form)
	switch g.Seat {
	case SeatPlaced:
		g.Form = form
	case SeatOffered:
		g.Form = form
		k.take(g)
	case SeatWaiting:
		g.Form = form
		k.want(g)
		k.sit(g)
	case SeatNone, SeatSilent, SeatLeft:
		if !k.opens(k.t.Now) || !k.Plan.mayCome(r.Parts, r.Site) {
			return refusedClosed
		}
		return k.arrive(g, form, r.enrolled())
	}
	return ""
}

// asks leaves out of a sign-up what this event does not ask for: it may be an answer to
// another one.
func (k *meeting) asks(f Form) Form {
	if k.Plan.TeamMax == 0 {
		f.Joins, f.Alone, f.Idea, f.Friend = false, false, "", 0
	}
	f.Friend = max(0, f.Friend)
	if !k.Plan.Childcare {
		f.Children = 0
	}
	f.Women = f.Women && k.Plan.reserves(GroupWomen)
	f.Among = f.Among && k.Plan.TeamMax > 0 && k.Plan.WomenTeams
	f.Parents = f.Parents && k.Plan.reserves(GroupParents)
	return f
}

// unpaired says whether nobody else has the number that somebody wrote for a friend's.
func (k *meeting) unpaired(friend, own int) (bool, error) {
	if k.Plan.TeamMax == 0 {
		return false, nil
	}
	var e entry
	found := false
	if friend > 0 && friend != own {
		var err error
		if found, err = k.read(memberArrival(friend), &e); err != nil {
			return false, err
		}
		k.settle(friend, &e)
	}
	return !found || e.Seat == SeatNone || e.Seat == SeatLeft, nil
}

// accept is a yes to an offer. After its end a place is hers if there is one, else she is
// the last on the list.
func (k *meeting) accept(g *comer) refusal {
	switch {
	case k.Cancelled || !k.t.Now.Before(k.Plan.Start):
		return refusedClosed
	case g.Seat == SeatOffered:
		k.take(g)
	case g.Seat == SeatSilent:
		return k.arrive(g, g.Form, g.Enrolled)
	case g.Seat == SeatNone || g.Seat == SeatLeft:
		return refusedClosed
	}
	return ""
}

// arrive gives her the next arrival number, and a place if there is one for her.
func (k *meeting) arrive(g *comer, form Form, enrolled bool) refusal {
	if k.Arrived >= arrivalsMost || g.Times >= timesMost {
		return refusedFull
	}
	if g.n != 0 {
		k.unwant(g.n)
		g.Times++
	}
	if k.Arrived++; k.Arrived == 1 {
		k.First = k.t.Now
	}
	g.n, g.Seat, g.Pool, g.Offer = k.Arrived, SeatWaiting, "", 0
	g.Form, g.Enrolled = form, enrolled
	k.Wait.set(g.n, true)
	k.want(g)
	k.sit(g)
	return ""
}

// leave takes her out of whatever she has. What remains tells old wishes from new ones.
func (k *meeting) leave(g *comer) {
	if g.n == 0 {
		return
	}
	if g.Seat == SeatPlaced || g.Seat == SeatOffered {
		k.Used[g.Pool]--
	}
	k.withdraws(g)
	k.drop(g.n)
	k.Wait.set(g.n, false)
	k.unwant(g.n)
	g.entry = entry{Guest: g.Guest, Person: g.Person, Seq: g.Seq, Hand: g.Hand, Choice: g.Choice, Seat: SeatLeft, Times: g.Times}
}

// take gives her the place that is kept for her.
func (k *meeting) take(g *comer) {
	k.drop(g.n)
	k.unwant(g.n)
	g.Seat = SeatPlaced
}

// keep writes what has changed of her.
func (k *meeting) keep(was comer, g *comer) error {
	if g.Seat == SeatPlaced { // a place that was hers without an answer is noted with this
		k.drop(g.n)
	}
	switch {
	case k.Reference == "" || reflect.DeepEqual(was, *g):
		return nil
	case g.n == 0: // she left before she came, or was refused: what is older counts no more
		return k.field(memberGuest(g.Guest), arrival{Seq: g.Seq})
	case was.n != g.n:
		if err := k.field(memberGuest(g.Guest), arrival{N: g.n}); err != nil {
			return err
		}
		if was.n != 0 {
			k.fields[memberArrival(was.n)] = nil
		}
	}
	k.count(was.entry, -1)
	k.count(g.entry, 1)
	return k.field(memberArrival(g.n), g.entry)
}

// count adds an entry to the numbers, or takes it away.
func (k *meeting) count(e entry, by int) {
	k.rates(e, by)
	switch e.Seat {
	case SeatPlaced:
		k.Children += by * e.Form.Children
		if k.isIn(&e) {
			k.In += by
		}
	case SeatSilent:
		k.Silent += by
	case SeatLeft:
		k.Left += by
	case SeatNone, SeatWaiting, SeatOffered:
	}
}

func (k *meeting) reply(g *comer, r request, why refusal) error { return k.replyWith(g, r, why, nil) }

func (k *meeting) replyWith(g *comer, r request, why refusal, p *paper) error {
	k.Next++
	out := reply{
		Standing: k.Standing, Number: k.Next, Seq: max(g.Seq, r.Seq), N: g.n, Seat: g.Seat, Offer: g.Offer, Refused: cmp.Or(why, g.Why), Query: r.Query,
		In: k.isIn(&g.entry), Counted: k.In > 0, Rated: k.rated(&g.entry), Children: g.Form.Children, Paper: p, Works: len(k.Works) - k.Dropped.count(),
	}
	if r.Form.Friend != 0 && why == "" {
		var err error
		if out.Alone, err = k.unpaired(r.Form.Friend, g.n); err != nil {
			return err
		}
	}
	if r.looks {
		var c claim
		if _, err := k.read(memberClaim(r.key()), &c); err != nil {
			return err
		}
		if out.Work = c.No; c.No == 0 {
			out.Work = noWork
		}
	}
	switch g.Seat { //nolint:exhaustive // the others have neither
	case SeatWaiting:
		out.Line = k.line(g.n)
	case SeatOffered:
		out.Until = k.offer(g.n).until()
	}
	return k.tell(g.Guest, toldNow, out)
}
