package referral

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"

	"wecan/flows"
)

// What a referral has to do with its [Thread] at Mattermost: in which channel it
// may stand, what is told to the people who work there, and who of them speaks.

// What a referral and its thread tell each other. The thread tells it what whoever
// works there says and wants, under the names that phones use too, with her id.
const (
	toldPosts    = "thread.posts"    // referral → thread, with postings
	toldUnposted = "thread.unposted" // thread → referral: nothing can be written there; with a refusal
	toldUnread   = "thread.unread"   // thread → referral: a line of the person's stands nowhere; with a refusal
	toldLookout  = "thread.lookout"  // roster → thread, with a lookout
)

// place is a channel of a site.
type place struct {
	Site    string `json:"site,omitempty"`
	Channel string `json:"channel,omitempty"` // "" for none
}

// stand is what a referral knows of its thread.
type stand struct {
	place

	Home  place  `json:"home,omitzero"`  // where it stands while nobody has it: at the first of its sites
	Brief [2]int `json:"brief,omitzero"` // the lines by which the last one was briefed: the next one gets them anew

	Seq      int      `json:"seq,omitempty"`      // of the last thing it was told
	Try      int      `json:"try,omitempty"`      // how often it was refused
	Refused  bool     `json:"refused,omitempty"`  // it cannot stand at Mattermost, until all are asked again
	Unwanted []string `json:"unwanted,omitempty"` // whom the person has wished away: they must not go on reading
	Empty    bool     `json:"empty,omitempty"`    // what was said is deleted
}

// sender is who of the team tells something: whoever a phone belongs to, or of the
// thread, which many write into, the one that it names.
type sender struct {
	actor flows.ActorID
	who   string
}

func (f *file) sender(in flows.Told) sender {
	s := sender{actor: in.From}
	if in.From == f.thread() {
		var named struct {
			Who string `json:"who"`
		}
		if json.Unmarshal(in.Data, &named) == nil {
			s.who = named.Who
		}
	}
	return s
}

// is says whether she is that one. From the thread nobody speaks for somebody who
// works on Telegram, nor for a colleague.
func (s sender) is(m member) bool {
	return s.actor == m.Actor && (m.Channel == "" || s.who == m.ID)
}

// hers says whether it is open and she has it.
func (f *file) hers(s sender) bool { return f.open() && f.Owner != nil && s.is(*f.Owner) }

func (f *file) thread() flows.ActorID { return f.t.IDs.Of(flows.KindThread, f.Reference) }

// posting is one thing that the thread tells there.
type posting struct {
	Name    string          `json:"name"`              // as phones are told it
	For     string          `json:"for,omitempty"`     // the id of whoever it is for
	User    string          `json:"user,omitempty"`    // and her name at Mattermost
	Channel string          `json:"channel,omitempty"` // it is for the people there, and no others
	Data    json.RawMessage `json:"data,omitempty"`
}

// postings are all that one turn of a referral tells its thread.
type postings struct {
	Reference string    `json:"reference"`
	Seq       int       `json:"seq"` // ascending
	Card      standing  `json:"card"`
	Posts     []posting `json:"posts,omitempty"`
}

// lookout is what a lead or a coordinator who works at Mattermost is told.
type lookout struct {
	Key       string            `json:"key"` // the same one again changes nothing
	Reference string            `json:"reference"`
	Site      string            `json:"site"`
	Channel   string            `json:"channel"` // which she reads
	User      string            `json:"user"`
	Given     map[string]string `json:"given"`
}

// lookout is what somebody who works at Mattermost is told of it. What a person typed
// is for whoever has taken it.
func (o orphan) lookout(who member) lookout {
	given := maps.Clone(o.Given)
	if o.Typed {
		given["tongue"] = flows.Words(wordOtherTongue)
	}
	return lookout{Key: o.Key + "/" + who.ID, Reference: o.Reference, Site: who.Site, Channel: who.Channel, User: who.User, Given: given}
}

// tellMember tells somebody of the team what an actor on a phone understands, or by
// the thread.
func (f *file) tellMember(who member, name string, value any) {
	if who.Channel == "" {
		f.tell(who.Actor, name, value)
		return
	}
	f.post(posting{Name: name, For: who.ID, User: who.User, Channel: who.Channel}, value)
}

// sayMember tells somebody of the team what her flows understand, or by the thread.
func (f *file) sayMember(who member, name string, given map[string]string) error {
	if who.Channel == "" {
		return f.say(who.Actor, name, given)
	}
	f.post(posting{Name: name, For: who.ID, User: who.User, Channel: who.Channel}, given)
	return nil
}

// answer tells somebody of the team what became of what she wants.
func (f *file) answer(to sender, name string, given map[string]string) error {
	if to.actor != f.thread() {
		return f.say(to.actor, name, given)
	}
	f.post(posting{Name: name, For: to.who, Channel: f.Stand.Channel}, given)
	return nil
}

func (f *file) post(p posting, value any) {
	data, err := json.Marshal(value)
	if err != nil { // values of ours are always JSON
		f.report(err.Error())
		return
	}
	p.Data = data
	f.posts = append(f.posts, p)
}

// What becomes of a line to the person.
const (
	toldFate = "thread.fate" // with a fate

	fateSent   = "sent"   // it was handed over to her chat
	fateHeld   = "held"   // it waits for her safe hours
	fateUnseen = "unseen" // she does not get messages now
	fateNoted  = "noted"  // it is a note, and not for her
	fateLost   = "lost"   // Telegram does not take it, or the file that came with it
)

// fate is what becomes of lines to the person. Message is the post that the line
// From is made of, when that is new.
type fate struct {
	Message int    `json:"message,omitempty"`
	From    int    `json:"from,omitempty"`
	Upto    int    `json:"upto,omitempty"`
	What    string `json:"what"`
}

// fate tells the thread, also when whoever wrote the lines has it no more.
func (f *file) fate(one fate) {
	switch {
	case one.Message == 0 && one.From > one.Upto:
	case f.Owner != nil && f.Owner.Channel != "":
		f.tellMember(*f.Owner, toldFate, one)
	case f.Owner == nil && f.Stand.Channel != "":
		f.post(posting{Name: toldFate, Channel: f.Stand.Channel}, one)
	}
}

// sent is the fate of a line that is told her chat now.
func (f *file) sent() string {
	if f.Unseen > 0 {
		return fateUnseen
	}
	return fateSent
}

// threadSaid is what somebody wrote in the thread. Message is a number of the
// thread's own.
type threadSaid struct {
	flows.ChatSaid

	Who  string `json:"who,omitempty"`
	Gone bool   `json:"gone,omitempty"` // she has deleted it
	Line int    `json:"line,omitempty"` // which became of it, when that is known
}

// takeBack tells the person that something which she has is not to count any more.
// What she has not got yet does not come.
func (f *file) takeBack(said threadSaid) {
	held := f.Held > 0 && said.Line >= f.Held || f.Unseen > 0 && said.Line >= f.Unseen
	if said.Line > 0 && said.Line <= f.ToPerson && held {
		f.keep(linePerson, flows.ChatLine{Reference: f.Reference, Number: said.Line, Words: wordTakenBack})
		f.toOwner(flows.ChatLine{Words: wordNotSent})
		return
	}
	f.toPerson(flows.ChatLine{Words: wordTakenBack}, 0)
	f.toOwner(flows.ChatLine{Words: wordHasItStill})
}

// mayStand notes where a roster lets it stand. It stays where it is until somebody
// who works elsewhere is asked.
func (f *file) mayStand(who found) {
	if f.Stand.Refused {
		return
	}
	if who.Place.Site == f.sites()[0] {
		f.Stand.Home = who.Place
	}
	if f.Stand.Channel == "" || who.Channel != "" {
		f.Stand.place = who.Place
	}
}

// shun has it leave the channel that somebody reads whom the person has wished
// away. A roster finds another one, if there is one.
func (f *file) shun(who member) {
	f.Stand.Unwanted = append(f.Stand.Unwanted, who.ID)
	if who.User != "" {
		f.Stand.place, f.Stand.Home = place{}, place{}
	}
}

// refusal is what Mattermost does not take.
type refusal struct {
	Try  int `json:"try,omitempty"`
	Line int `json:"line,omitempty"`
}

// unread hears that a line of the person's was not written: whoever has it now, or
// will, reads it. What she is briefed by comes to the next one anyway.
func (f *file) unread(in flows.Told) error {
	var r refusal
	if err := json.Unmarshal(in.Data, &r); err != nil {
		return fmt.Errorf("referral: read what was refused: %w", err)
	}
	line, ok := f.line(lineOwner, r.Line)
	if in.From != f.thread() || !ok || line.Words != "" || r.Line >= f.Stand.Brief[0] && r.Line <= f.Stand.Brief[1] || f.hear(unreadMark+strconv.Itoa(r.Line)) {
		return nil
	}
	line.Number = 0
	switch {
	case !f.open():
	case f.Owner == nil:
		f.add(line)
	default:
		f.toOwner(line)
	}
	return nil
}

const unreadMark = "unread/"

// unposted hears that the thread cannot be written. Whoever should have read it
// there knows nothing of it, so it goes on as if she were not there; on Telegram she
// may be asked again.
func (f *file) unposted(in flows.Told) error {
	var u refusal
	if err := json.Unmarshal(in.Data, &u); err != nil {
		return fmt.Errorf("referral: read what was refused: %w", err)
	}
	if in.From != f.thread() || u.Try != f.Stand.Try {
		return nil
	}
	f.Stand.Try++
	f.Stand.Refused, f.Stand.place = true, place{}
	switch {
	case !f.open():
	case f.Owner != nil && f.Owner.Channel != "":
		f.note(Change{By: ByProgram, What: Unposted, Who: f.Owner.ID})
		return f.move(f.Owner.Name)
	case f.Status == StatusOffered && f.Asked[len(f.Asked)-1].Channel != "":
		last := f.Asked[len(f.Asked)-1]
		f.note(Change{By: ByProgram, What: Unposted, Who: last.ID})
		f.Asked = f.Asked[:len(f.Asked)-1]
		delete(f.a.Timers, timerOffer)
		f.tell(f.roster(last.Site), toldFreed, hold{f.Reference, last.ID})
		f.Status = StatusNew
		f.seek()
	default:
		f.note(Change{By: ByProgram, What: Unposted})
	}
	return nil
}
