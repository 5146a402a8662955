package referral

import (
	"slices"
	"strings"

	"wecan/flows"
)

// What comes to a thread from Mattermost, as whoever looks after the connection
// brings it. It has made sure who that was: who is the id of somebody of the team of
// that site who has that user name, "" for anybody else.

// What a thread is told from outside.
const (
	toldWrote   = "team.wrote"
	toldRewrote = "team.rewrote"
	toldErased  = "team.erased"
	toldTapped  = "team.tapped"
)

// tapped is a tap on the card, or a command.
type tapped struct {
	Key  string `json:"key"`
	Who  string `json:"who,omitempty"`
	Verb string `json:"verb"`
}

// NewTap is the input of a tap on a button of a card, by its verb. key names the
// tap: the same one again changes nothing. See also [Thread.Whisper].
func NewTap(ids flows.IDs, reference, who, verb, key string) (flows.Incoming, error) {
	return fromTeam(ids, reference, toldTapped, "tap:"+key, tapped{Key: key, Who: who, Verb: verb})
}

// NewCommand is the input of a command about a referral, such as close with args
// solved. See [Verbs]; a verb that has options and comes without one shows them on
// the card.
func NewCommand(ids flows.IDs, reference, who, verb string, args []string, key string) (flows.Incoming, error) {
	return NewTap(ids, reference, who, Verb(verb, args), key)
}

// Verb is a command as the verb of the button that does the same.
func Verb(verb string, args []string) string {
	verb = strings.ToLower(verb)
	if len(args) > 0 && slices.Contains(choices(verb), strings.ToLower(args[0])) {
		verb += strings.ToLower(args[0])
	}
	return verb
}

// NewPost is the input of a post in the thread, by its id at Mattermost. It may come
// again.
func NewPost(ids flows.IDs, reference, who, post, text string, files []PostFile) (flows.Incoming, error) {
	return fromTeam(ids, reference, toldWrote, "post:"+post, wrote{who, post, text, files})
}

// NewEdit is the input of a post that has other words now. key names the change, as
// its time. One that did not come before counts as new.
func NewEdit(ids flows.IDs, reference, who, post, text, key string) (flows.Incoming, error) {
	return fromTeam(ids, reference, toldRewrote, "edit:"+post+":"+key, wrote{Who: who, Post: post, Text: text})
}

// NewDeletion is the input of a post that was deleted; who wrote it.
func NewDeletion(ids flows.IDs, reference, who, post string) (flows.Incoming, error) {
	return fromTeam(ids, reference, toldErased, "deletion:"+post, wrote{Who: who, Post: post})
}

func fromTeam(ids flows.IDs, reference, told, id string, value any) (flows.Incoming, error) {
	in, err := atDesk(ids.Of(flows.KindThread, reference), told, id, value)
	in.ID, in.Trace = "mattermost:"+id, "m"+id
	return in, err
}

// ThreadView is where a thread stands.
type ThreadView struct {
	Reference string
	Channel   string        // "team/channel", "" for nowhere
	Root      flows.PostRef // of the card: the only post whose buttons count
	Open      bool          // its referral is; what is written in a closed one is answered still
	Owner     string        // the id of whoever talks with the person here, "" for nobody
	Site      string        // whose channel it is
}

// ReadThread reads the actor of a thread; receipts are those that it has not seen
// yet. A referral that never stood at Mattermost has no reference.
func ReadThread(a flows.Actor, receipts []flows.Receipt) (ThreadView, error) {
	r, err := readThread(a, receipts)
	if err != nil || r.Reference == "" || r.Broken {
		return ThreadView{Reference: r.Reference}, err
	}
	v := ThreadView{Reference: r.Reference, Channel: r.At.Channel, Site: r.At.Site}
	if v.Channel == "" {
		return v, nil
	}
	v.Root, v.Open = r.root(), r.Card.Status != StatusClosed
	if o := r.Card.Owner; o != nil && o.Here && v.Open {
		v.Owner = o.ID
	}
	return v, nil
}
