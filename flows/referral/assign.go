package referral

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
)

// A coordinator decides about a referral at a desk and not in a chat: she gives it
// to somebody of the team, or closes it. The roster says whether somebody may have
// it, by the same rules as for an offer. How many she has already, and in which
// languages and topics she works, a coordinator may overrule.

// What the desk tells a referral, and what that asks a roster.
const (
	toldAssign  = "desk.assign" // with an [Order]
	toldShut    = "desk.close"  // with an [Order]
	toldMay     = "may"         // referral → roster, with a may
	toldMayHave = "mayhave"     // roster → referral, with a mayHave
)

// Order is what a coordinator decides. It is given to somebody of the team, with
// To and Site, or closed, with Outcome.
type Order struct {
	ID      string  `json:"id"` // drawn anew for each: the same one again changes nothing
	By      string  `json:"by"` // her name
	To      string  `json:"to,omitempty"`
	Site    string  `json:"site,omitempty"` // of To
	Outcome Outcome `json:"outcome,omitempty"`

	// Free is for somebody who takes it herself: she gets it only while nobody has
	// it, and it counts as accepted by her.
	Free bool `json:"free,omitempty"`
}

// Answer is what came of an [Order]. Answers stand in stored states: never rename
// one.
type Answer string

// The answers. All but Done say why somebody cannot have it, or why it cannot be
// closed.
const (
	Done       Answer = "done"
	NotOpen    Answer = "closed"    // it is closed already
	Hers       Answer = "hers"      // she has it already
	NoMember   Answer = "unknown"   // she is not on the team, or not any more
	NotJoined  Answer = "unjoined"  // no phone is hers yet
	IsAway     Answer = "away"      // she takes none now
	NotTrained Answer = "untrained" // the topic is restricted
	NoWoman    Answer = "woman"     // the person wishes for a woman
	LeftOut    Answer = "excluded"  // the person does not want her, or she has said no or passed it on
	WrongSite  Answer = "site"      // nobody of the person's site may have it
	WrongRole  Answer = "role"      // a complaint is for leads, deputies and coordinators
	HasOwner   Answer = "owner"     // somebody else has it, and she wants it only while nobody does
	NoChannel  Answer = "channel"   // she works at Mattermost, and it must not stand in a channel that she reads
)

// ordered is the last order of the desk; Said is "" until the roster has answered.
type ordered struct {
	Order

	Said Answer `json:"said,omitempty"`
}

// may asks whether somebody may have a referral.
type may struct {
	need

	Order string       `json:"order"`
	ID    string       `json:"who"`
	Roles []flows.Role `json:"roles,omitempty"` // she has one of these; nil: any
}

// mayHave is the answer. When it is yes, it counts as hers already.
type mayHave struct {
	member

	Order string `json:"order"`
	Said  Answer `json:"said"`
}

// ordered does what the desk wants, or asks the roster first.
func (f *file) ordered(in flows.Told) error {
	var o Order
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("referral: read an order of the desk: %w", err)
	}
	if f.Reference == "" || f.hear(o.ID) {
		return nil
	}
	f.Order = &ordered{Order: o}
	switch {
	case !f.open():
		f.Order.Said = NotOpen
	case in.Name == toldShut:
		f.Order.Said = Done
		f.close(o.By, o.Outcome)
	case f.Owner != nil && f.Owner.ID == o.To:
		f.Order.Said = Hers
	case f.Owner != nil && o.Free:
		f.Order.Said = HasOwner
	case f.past() && o.Site == f.Site:
		f.Order.Said = WrongSite
	default:
		f.tell(f.roster(o.Site), toldMay, may{
			need: need{
				Reference: f.Reference, Topic: f.Request.Topic, Restricted: f.restricted(), Woman: f.Request.Woman, Avoid: f.Request.Avoid, Not: f.Not,
				Unwanted: f.Stand.Unwanted, Unposted: f.Stand.Refused,
			},
			Order: o.ID, ID: o.To, Roles: f.onlyRoles(),
		})
	}
	return nil
}

// onlyRoles are those that may have it at all, nil for any.
func (f *file) onlyRoles() []flows.Role {
	if f.Request.Topic == "complaint" {
		return f.roles()
	}
	return nil
}

// may says whether she may have a referral, and counts it as hers when she may.
func (k *sitting) may(m may, from flows.ActorID) {
	c, answer := k.colleague(m.ID), mayHave{Order: m.Order, Said: k.says(m)}
	if answer.Said == Done {
		is, _ := k.profile(c)
		answer.member = k.member(c, is, m.need)
		k.hold(hold{m.Reference, c.ID}, true)
	}
	k.tell(from, toldMayHave, answer)
}

func (k *sitting) says(m may) Answer {
	c := k.colleague(m.ID)
	if c == nil || c.Gone {
		return NoMember
	}
	is, ok := k.profile(c)
	switch {
	case !ok:
		return NoMember
	case k.member(c, is, m.need).Actor == "":
		return k.unreachable(is)
	case c.Away:
		return IsAway
	case m.Restricted && !is.IsTrained():
		return NotTrained
	case !mayRead(is, m.need), slices.Contains(m.Not, c.ID), m.Avoid != "" && !is.IsTrained() && !k.knows(m.Avoid):
		return LeftOut
	case m.Woman && !is.Woman:
		return NoWoman
	case m.Roles != nil && !slices.ContainsFunc(m.Roles, is.Has):
		return WrongRole
	}
	return Done
}

// mayHave hears whether somebody may have it, and gives it to her. Whoever had it
// before is out of it at once.
func (f *file) mayHave(in flows.Told) error {
	var g mayHave
	if err := json.Unmarshal(in.Data, &g); err != nil {
		return fmt.Errorf("referral: read whether somebody may have it: %w", err)
	}
	hers := f.Owner != nil && f.Owner.ID == g.ID
	switch o := f.Order; {
	case o == nil || o.ID != g.Order || o.Said != "", !f.open():
		if g.Said == Done && !hers && !f.offeredTo(g.ID) {
			f.tell(in.From, toldFreed, hold{f.Reference, g.ID})
		}
		if o != nil && o.ID == g.Order && o.Said == "" {
			o.Said = NotOpen
		}
		return nil
	case g.Said != Done || hers:
		o.Said = g.Said
		return nil
	case f.Owner != nil && o.Free: // somebody else was quicker
		f.tell(in.From, toldFreed, hold{f.Reference, g.ID})
		o.Said = HasOwner
		return nil
	case f.Stand.Refused && g.Channel != "": // it was refused while the roster looked
		f.tell(in.From, toldFreed, hold{f.Reference, g.ID})
		o.Said = NoChannel
		return nil
	}
	f.Order.Said = Done
	if f.Order.Free {
		f.note(Change{By: g.ID, What: Accepted})
		f.freeOthers(g.ID)
		return f.take(g.member)
	}
	f.note(Change{By: f.Order.By, What: Assigned, Who: g.ID})
	return f.handTo(g.member)
}

func (f *file) handTo(who member) error {
	if f.Owner != nil {
		if err := f.say(f.Person, toldMoved, map[string]string{"navigator": f.Owner.Name}); err != nil {
			return err
		}
		f.release(wordGiven)
	}
	f.freeOthers(who.ID)
	if err := f.take(who); err != nil {
		return err
	}
	return f.sayMember(who, toldOverdue, map[string]string{
		"number": f.Reference, "since": flows.At(who.Site, f.Received), "state": "yours", "navigator": who.Name,
	})
}
