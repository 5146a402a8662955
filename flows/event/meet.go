package event

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// After a lab people can see each other again, if both want it. She asks for somebody by
// the number that this person has at the event, and leaves a sentence how she can be
// reached. The other reads that only when she has said yes; then each reads the other's.
// Who says no is mentioned to nobody: whoever asks was told before that then no answer
// comes. All of it stands in the entries, and is forgotten with them.

const (
	meetsMost     = 5                // people for whom somebody asks at one event
	broughtMost   = 10               // asks that are brought to one person; of more she does not hear
	strangersMost = 10               // numbers that nobody has, then she can ask for no more
	meetAfter     = rateAfter        // so long after the end people are asked
	meetPause     = 90 * time.Minute // and so long after they were asked how it was
	meetUntil     = 7 * 24 * time.Hour
	meetTold      = 3 * 24 * time.Hour // what both wanted in time is told so much later at most
)

// Introduces says whether people are asked after the end whom they would like to see again.
func (p Plan) Introduces() bool {
	return p.Meet == optionYes || p.Meet == "" && p.Kind == KindLab
}

func meetFirst(p Plan) time.Time { return p.End().Add(meetAfter) }

// meetLast is until when somebody can be asked for, and say yes. Zero where nobody can.
func meetLast(p Plan) time.Time {
	if !p.Introduces() {
		return time.Time{}
	}
	return p.End().Add(meetUntil)
}

// meetsOn says whether that is possible at a moment.
func (p Plan) meetsOn(now time.Time) bool { return now.After(p.End()) && now.Before(meetLast(p)) }

// meets are the introductions of one arrival.
type meets struct {
	Out     []meet `json:"o,omitempty"` // whom she asked for
	Brought int    `json:"b,omitempty"` // how many asks were brought to her
	Shut    bool   `json:"x,omitempty"` // she wants to hear of no more
	Wrong   int    `json:"w,omitempty"` // numbers that nobody has
	Seq     int    `json:"q,omitempty"` // of the newest of these
}

// meet is one ask. The sentence and the name go when it has been answered with yes.
type meet struct {
	N     int       `json:"n"` // for whom
	Seq   int       `json:"q"` // of the newest ask
	Words string    `json:"w,omitempty"`
	Name  string    `json:"m,omitempty"` // if the other may see it
	State meetState `json:"s,omitempty"`
	Heard int       `json:"h,omitempty"` // of the newest answer
}

// meetState is how an ask stands. It is stored: never rename one.
type meetState string

const (
	meetKept    meetState = ""        // it was brought to nobody: she hears of no more
	meetBrought meetState = "brought" // it was brought, and not answered
	meetYes     meetState = "yes"
	meetNo      meetState = "no"
)

func (m *meets) of(n int) *meet {
	at := slices.IndexFunc(m.Out, func(one meet) bool { return one.N == n })
	if at < 0 {
		return nil
	}
	return &m.Out[at]
}

// Stages of what a guest is told about one person. They only grow.
const (
	stageAsks   = 1 // somebody asks for her
	stageShares = 2 // both want it: here is what the other wrote
)

// metNow is what an event tells a guest about somebody.
type metNow struct {
	Event string `json:"event"`
	N     int    `json:"n"` // the other's arrival number
	Stage int    `json:"stage"`
	Name  string `json:"name,omitempty"`
	Words string `json:"words,omitempty"` // of [stageShares] alone
	Now   bool   `json:"now,omitempty"`   // she has just said so herself: also by night
}

func isMeet(name string) bool { return name == toldMeet || name == toldMeetSay }

// answerMeet answers an ask for an introduction, or what the other says to it.
func (k *meeting) answerMeet(name string, r request, was comer, g *comer) error {
	out := &paper{Why: refusedClosed}
	if k.Reference != "" && !k.Forgot && !k.Cancelled && g.Seat == SeatPlaced && k.Plan.meetsOn(k.t.Now) {
		g.Meets.Out = slices.Clone(g.Meets.Out)
		var err error
		if out.Why, err = k.introduce(name, r, g); err != nil {
			return err
		}
	}
	out.No, out.Asks = r.Other, len(g.Meets.Out)
	if g.n != 0 {
		if err := k.keep(was, g); err != nil {
			return err
		}
	}
	return k.replyWith(g, r, "", out)
}

// introduce reads the other, does what she wants, and keeps the other.
func (k *meeting) introduce(name string, r request, g *comer) (refusal, error) {
	other := comer{n: r.Other}
	found := false
	if r.Other > 0 && r.Other != g.n {
		var err error
		if found, err = k.read(memberArrival(r.Other), &other.entry); err != nil {
			return "", err
		}
	}
	was := other
	if found {
		k.settle(other.n, &other.entry)
		found = other.Seat == SeatPlaced
	}
	other.Meets.Out = slices.Clone(other.Meets.Out)
	does := k.meetAsked
	if name == toldMeetSay {
		does = k.meetSaid
	}
	why, err := does(r, g, &other, found)
	if err == nil && found {
		err = k.keep(was, &other)
	}
	return why, err
}

// meetAsked takes her ask. Whether the other wants to be asked changes nothing that she
// hears. A copy, or what is older than the newest ask for that person, changes nothing.
func (k *meeting) meetAsked(r request, g, other *comer, found bool) (refusal, error) {
	m := g.Meets.of(r.Other)
	switch {
	case m != nil && r.Meet <= m.Seq:
		return "", nil
	case g.Meets.Wrong >= strangersMost:
		return refusedTries, nil
	case r.Other == g.n:
		return refusedOwn, nil
	case m == nil && len(g.Meets.Out) >= meetsMost:
		return refusedFull, nil
	case !found:
		if r.Meet > g.Meets.Seq {
			g.Meets.Seq = r.Meet
			g.Meets.Wrong++
		}
		return refusedWrong, nil
	case m == nil:
		g.Meets.Out = append(g.Meets.Out, meet{N: r.Other})
		m = g.Meets.of(r.Other)
	}
	m.Seq = r.Meet
	if m.State == meetYes {
		return "", nil
	}
	m.Words, m.Name = cut(strings.TrimSpace(r.Said)), r.Name
	return "", k.bring(m, g, other)
}

// bring brings an ask to the other, once. Who has asked for her too has said yes with that.
func (k *meeting) bring(m *meet, g, other *comer) error {
	switch back := other.Meets.of(g.n); {
	case back != nil && back.State == meetYes:
		m.State, m.Words, m.Name = meetYes, "", ""
	case back != nil:
		words, name := m.Words, m.Name
		m.State, m.Words, m.Name = meetYes, "", ""
		return k.share(back, g, other, words, name)
	case m.State == meetKept && !other.Meets.Shut && other.Meets.Brought < broughtMost:
		m.State = meetBrought
		other.Meets.Brought++
		return k.tell(other.Guest, toldMet, metNow{Event: k.Reference, N: g.n, Stage: stageAsks, Name: m.Name})
	}
	return nil
}

// meetSaid takes what somebody says to the ask of another one.
func (k *meeting) meetSaid(r request, g, other *comer, found bool) (refusal, error) {
	if r.Say == optionNever {
		g.Meets.Shut = true
	}
	m := other.Meets.of(g.n)
	words := cut(strings.TrimSpace(r.Said))
	switch {
	case !found || m == nil:
		return refusedGone, nil
	case m.State == meetYes || r.Meet <= m.Heard:
		return "", nil
	}
	m.Heard = r.Meet
	if r.Say != optionYes || words == "" {
		m.State = meetNo
		return "", nil
	}
	return "", k.share(m, g, other, words, r.Name)
}

// share brings each the other's sentence: m is the ask of the other, words and name are hers.
func (k *meeting) share(m *meet, g, other *comer, words, name string) error {
	hers := metNow{Event: k.Reference, N: other.n, Stage: stageShares, Name: m.Name, Words: m.Words, Now: true}
	m.State, m.Words, m.Name = meetYes, "", ""
	return errors.Join(
		k.tell(g.Guest, toldMet, hers),
		k.tell(other.Guest, toldMet, metNow{Event: k.Reference, N: g.n, Stage: stageShares, Name: name, Words: words}),
	)
}

// otherMembers is the member field of whoever else a request is about.
func (r request) otherMembers(name string) []string {
	other := 0
	switch name {
	case toldMeet, toldMeetSay:
		other = r.Other
	case toldSign:
		other = r.Form.Friend
	}
	if other <= 0 || other > arrivalsMost || other == r.N {
		return nil
	}
	return []string{memberArrival(other)}
}
