package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// Referral is the machine of referrals. What comes twice, late or from somebody
// whom it does not concern changes nothing.
type Referral struct {
	Programme *flows.Programme
}

var _ flows.Loader = Referral{}

// Members of a referral: lines of the talk, by number, and notes. Only those that
// a gap in the talk asks for are read.
const (
	linePerson  = "p:"
	lineOwner   = "o:"
	memberNote  = "note:"
	memberAdded = "more:" // what she wrote before somebody had it
	linesRead   = 50      // at a time
)

// Members are the lines that the input asks for.
func (Referral) Members(in flows.Input) []string {
	since := 0
	switch in := in.(type) {
	case flows.Told:
		if in.Name == toldAccept || in.Name == toldMayHave {
			return names(0, addedMost, memberAdded)
		}
		if in.Name == flows.ToldChatLost {
			var l flows.ChatLost
			if json.Unmarshal(in.Data, &l) != nil {
				return nil
			}
			return names(l.Number-1, 1, lineOwner)
		}
		if in.Name == toldUnread {
			var r refusal
			if json.Unmarshal(in.Data, &r) != nil {
				return nil
			}
			return names(r.Line-1, 1, lineOwner)
		}
		if in.Name != flows.ToldChatGap {
			return nil
		}
		var g flows.ChatGap
		if json.Unmarshal(in.Data, &g) != nil || g.Blocked {
			return nil
		}
		since = g.Since
	case flows.Timer:
		from, ok := strings.CutPrefix(in.Name, timerSafe)
		if !ok {
			return nil
		}
		first, err := strconv.Atoi(from)
		if err != nil {
			return nil
		}
		since = first - 1
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		return nil
	}
	return names(since, linesRead, linePerson, lineOwner)
}

// names are those of so many members of each list, after a number.
func names(since, many int, lists ...string) []string {
	var out []string
	for n := since + 1; n <= since+many; n++ {
		for _, list := range lists {
			out = append(out, list+strconv.Itoa(n))
		}
	}
	return out
}

// file is one turn of a referral while it is made.
type file struct {
	referral

	m       Referral
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	members map[string][]byte
	reports []string
	posts   []posting // for its thread

	withheld bool // the journal keeps nothing of the turn
}

// Step makes one turn of a referral.
func (m Referral) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	f := &file{m: m, t: t, a: &a, members: map[string][]byte{}}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &f.referral); err != nil {
			return flows.Result{}, fmt.Errorf("referral: read the referral: %w", err)
		}
	}
	before, stood := f.summary(), f.standing()
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = f.told(in)
	case flows.Timer:
		err = f.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("referral: a referral cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	if after := f.summary(); !reflect.DeepEqual(after, before) {
		f.tell(f.roster(f.Site), toldStands, after)
	}
	f.tellThread(stood)
	return f.result()
}

func (f *file) told(in flows.Told) error {
	switch in.Name {
	case toldSubmit:
		return f.submitted(in)
	case toldFound:
		return f.found(in)
	case toldLost:
		return f.lost(in)
	case toldAssign, toldShut:
		return f.ordered(in)
	case toldMayHave:
		return f.mayHave(in)
	case flows.ToldChatSaid:
		return f.said(in)
	case flows.ToldChatGap:
		return f.gap(in)
	case flows.ToldChatLost:
		return f.undelivered(in)
	case toldLook, toldMore, toldAnother, toldWithdraw, toldEnough, toldGot, toldReopen:
		return f.wished(in)
	case toldAccept, toldBusy, toldRefuse, toldClose, toldPass, toldReady:
		return f.worked(in)
	case toldFile:
		return f.fileNote(in)
	case toldKept:
		return f.kept(in)
	case toldUnposted:
		return f.unposted(in)
	case toldUnread:
		return f.unread(in)
	}
	return fmt.Errorf("referral: a referral cannot be told %q", in.Name)
}

// submitted makes a new referral, and tells the sender whose it is.
func (f *file) submitted(in flows.Told) error {
	var sent submission
	if err := json.Unmarshal(in.Data, &sent); err != nil {
		return fmt.Errorf("referral: read a submission: %w", err)
	}
	if f.t.IDs.Of(flows.KindReferral, sent.Reference) != f.a.ID {
		return errors.New("referral: the submission carries another referral's reference")
	}
	if f.Reference != "" && f.Person != in.From {
		return f.say(in.From, answerTaken, nil)
	}
	if f.Reference == "" {
		f.referral = referral{
			Reference: sent.Reference, Person: in.From, Site: sent.Site, Request: sent.Request,
			Colour: colourOf(sent.Request), Received: f.t.Now, Status: StatusNew, Spoke: f.t.Now,
		}
		f.Site = f.site().ID
		f.note(Change{By: ByPerson, What: Opened})
		if err := f.begin(); err != nil {
			return err
		}
	}
	return f.say(in.From, answerOpened, f.promise())
}

// promise is when she can expect an answer: when somebody is there now, the end
// of the time for it; else when somebody is there again.
func (f *file) promise() map[string]string {
	site := f.site()
	if !site.Open(f.t.Now) {
		next, _ := site.NextOpen(f.t.Now)
		return f.moment("later", next)
	}
	return f.moment("now", site.AfterOpen(f.t.Now, f.patience().Offer+f.patience().Answer))
}

func (f *file) moment(reads string, at time.Time) map[string]string {
	if at.IsZero() { // no opening hour is known
		at = f.t.Now.Add(24 * time.Hour)
	}
	site := f.site()
	return map[string]string{"reads": reads, "day": at.In(site.Zone).Format(time.DateOnly), "hour": flows.At(site.ID, at)}
}

// site is the one that is responsible; of a site that is gone the first one is.
func (f *file) site() flows.Site {
	if s, ok := f.m.Programme.Site(f.Site); ok {
		return s
	}
	return f.m.Programme.Sites[0]
}

func (f *file) patience() flows.Patience {
	switch f.Colour {
	case Red:
		return f.m.Programme.Referrals.Red
	case Amber:
		return f.m.Programme.Referrals.Amber
	case Green:
	}
	return f.m.Programme.Referrals.Green
}

// IndexStatus names the index of all referrals of a status. Indexes tell neither
// topic nor person.
func IndexStatus(s Status) string { return "referral:status:" + string(s) }

// IndexSite names the index of all referrals of a site.
func IndexSite(site string) string { return "referral:site:" + site }

// IndexOverdue has the referrals that wait too long, or that nobody takes.
const IndexOverdue = "referral:overdue"

// result is what the turn leaves.
func (f *file) result() (flows.Result, error) {
	if f.Reference != "" {
		body, err := json.Marshal(f.referral)
		if err != nil {
			return flows.Result{}, fmt.Errorf("referral: write the referral: %w", err)
		}
		f.a.Body = body
		f.a.Index = []string{IndexStatus(f.Status), IndexSite(f.Site)}
		if f.open() && (f.Nobody || f.Late > 1) {
			f.a.Index = append(f.a.Index, IndexOverdue)
		}
	}
	return flows.Result{Actor: *f.a, Effects: f.out, Members: f.members, Reports: f.reports, Withheld: f.withheld}, nil
}

// tell sends something to another actor. The values are ours, so they are always
// JSON.
func (f *file) tell(to flows.ActorID, name string, value any) {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		f.report(err.Error())
		return
	}
	f.out = append(f.out, tell)
}

// say tells a person something that her flows understand.
func (f *file) say(to flows.ActorID, name string, given map[string]string) error {
	tell, err := flows.TellPerson(to, name, given)
	if err != nil {
		return fmt.Errorf("referral: %w", err)
	}
	f.out = append(f.out, tell)
	return nil
}

func (f *file) note(c Change) {
	c.At = f.t.Now
	f.Changes = append(f.Changes, c)
	f.Changes = f.Changes[max(0, len(f.Changes)-changesMost):]
}

func (f *file) report(words string) { f.reports = append(f.reports, words) }

func (f *file) roster(site string) flows.ActorID { return f.t.IDs.Of(flows.KindRoster, site) }
