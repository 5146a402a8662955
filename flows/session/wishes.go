package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wecan/flows"
)

// What an agenda answers to what a person wants. A name belongs to one question only.
const (
	answerHers    = "hers"    // say: she comes, and has a place
	answerWaiting = "waiting" // say: she is on the waiting list
	answerOff     = "off"     // say: she does not come
	answerGone    = "gone"    // say: there is no such session any more
	answerListed  = "listed"  // list: it was told
	answerOpened  = "opened"  // open: it was told
	answerClosed  = "closed"  // open: there is no such session any more
	answerNone    = "none"    // list: nothing is to come
	answerNoPart  = "no_part" // all but say: she takes no part

	answerFile    = "file"      // file
	answerNoFile  = "no_file"   // file: nothing is to come
	answerTold    = "told_feed" // feed: it was told
	answerFeed    = "feed"      // feed_new: this is it
	answerFeedOff = "ended"     // feed_off: it is no more
	answerNoFeed  = "no_feed"   // feed, feed_new, feed_off: there are none here
)

// wish is what a person tells her agenda.
type wish struct {
	ID        string `json:"id"`
	Reference string `json:"reference"` // of her application
	Session   string `json:"session,omitempty"`
	Answer    Answer `json:"answer,omitempty"`
	Children  int    `json:"children,omitempty"`
}

// wished answers her. Of somebody else's agenda she learns nothing.
func (k *book) wished(in flows.Told) error {
	var w wish
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("session: read what a person wants: %w", err)
	}
	hers := k.In && in.From == k.Person && w.Reference == k.Reference
	if in.Name == toldSay {
		if !hers {
			return k.answer(in.From, answerGone, nil)
		}
		return k.hear(in.From, w)
	}
	if !hers {
		return k.answer(in.From, answerNoPart, nil)
	}
	switch in.Name {
	case toldOpen:
		return k.open(w)
	case toldFile:
		return k.file(w)
	case toldFeed, toldFeedNew, toldFeedOff:
		if k.again(w.ID) {
			return nil
		}
		return k.feed(in.Name)
	}
	return k.list()
}

// answer answers a request. A person who is not hers is told no reference.
func (k *book) answer(to flows.ActorID, name string, given map[string]string) error {
	if to == k.Person {
		return k.say(name, time.Time{}, given)
	}
	tell, err := flows.TellPerson(to, name, given)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// hear takes her answer to an invitation. The session decides whether there is a
// place, and then she is answered. Each answer takes the place of the one before.
func (k *book) hear(from flows.ActorID, w wish) error {
	at := slices.IndexFunc(k.items, func(i *item) bool { return i.Reference == w.Session })
	if at < 0 || k.items[at].Cancelled || k.items[at].over(k.t.Now) {
		return k.answer(from, answerGone, nil)
	}
	if k.again(w.ID) { // the answer is on its way, or was long ago
		return nil
	}
	i := k.items[at]
	if w.Answer == AnswerLate { // she is not asked for children anew
		w.Children = i.Children
	}
	i.Answer, i.Children, i.Asked = w.Answer, w.Children, true
	if w.Answer == AnswerOff {
		i.Lifted = time.Time{}
	}
	if i.Notice == nil { // else it may be undone yet, and the news say it all
		k.caughtUp(i)
	}
	return k.sendAnswer(i)
}

// again says whether a wish is a copy, and remembers it.
func (k *book) again(id string) bool {
	if slices.Contains(k.Heard, id) {
		return true
	}
	k.Heard = append(k.Heard, id)
	k.Heard = k.Heard[max(0, len(k.Heard)-heardMost):]
	return false
}

// heardMost is how many wishes are known again when a copy comes late.
const heardMost = 20

// sendAnswer tells a session what she says.
func (k *book) sendAnswer(i *item) error {
	k.Said++
	i.Seq = k.Said
	return k.tell(k.t.IDs.Of(flows.KindSession, i.Reference), toldAnswer, question{
		Who: k.Reference, Reference: i.Reference, Seq: i.Seq, Answer: i.Answer, Children: i.Children,
	})
}

// stands are the values of an answer about a session.
func (i *item) stands() map[string]string {
	return map[string]string{"session": i.Reference, "title": i.Plan.Title, "when": flows.When(i.Plan.Site, i.Plan.Start), "line": count(i.Line)}
}

// stood tells her how she stands at a session now, if she waits for that, or if it is
// news: then in the morning when it is night. late says that her answer came when it was
// over.
func (k *book) stood(i *item, was Place, late bool) error {
	switch {
	case i.Asked && (i.Cancelled || late):
		i.Asked = false
		return k.answer(k.Person, answerGone, i.stands())
	case i.Asked:
		i.Asked = false
		if n := i.Notice; n != nil && n.Gone && i.Answer.comes() { // the answer says that it takes place
			if n.Gone = false; !Tells(n.Was, i.Plan) {
				i.Notice = nil
			}
		}
		name := map[Place]string{PlaceHers: answerHers, PlaceWaiting: answerWaiting, PlaceNone: answerOff}[i.Place]
		return k.answer(k.Person, name, i.stands())
	case was == PlaceWaiting && i.Place == PlaceHers:
		i.Lifted = k.p.Quiet.Awake(k.t.Now, k.site)
	}
	return nil
}

// actions are what flows may ask agendas for.
func actions() map[string]flows.Action {
	saying := []string{answerHers, answerWaiting, answerOff, answerGone}
	gives := []string{"session", "title", "when", "line"}
	return map[string]flows.Action{
		"session.coming": {Needs: []string{fieldReference}, Answers: saying, Gives: gives, Do: say(AnswerComing)},
		"session.late":   {Needs: []string{fieldReference}, Answers: saying, Gives: gives, Do: say(AnswerLate)},
		"session.off":    {Needs: []string{fieldReference}, Answers: saying, Gives: gives, Do: say(AnswerOff)},
		"session.list":   {Needs: []string{fieldReference}, Answers: []string{answerListed, answerNone, answerNoPart}, Do: ask(toldList)},
		"session.open":   {Needs: []string{fieldReference, fieldNumber}, Answers: []string{answerOpened, answerClosed, answerNoPart}, Do: open},
		"session.show":   {Needs: []string{fieldReference}, Answers: []string{answerOpened, answerClosed, answerNoPart}, Do: show},
		"session.file":   {Needs: []string{fieldReference}, Answers: []string{answerFile, answerNoFile, answerNoPart}, Gives: []string{"calendar"}, Do: ask(toldFile)},
		"session.feed":   {Needs: []string{fieldReference}, Answers: []string{answerTold, answerNoFeed, answerNoPart}, Do: ask(toldFeed)},
		"session.feed_new": {
			Needs: []string{fieldReference}, Answers: []string{answerFeed, answerNoFeed, answerNoPart}, Gives: []string{"address"}, Do: ask(toldFeedNew),
		},
		"session.feed_off": {Needs: []string{fieldReference}, Answers: []string{answerFeedOff, answerNoFeed, answerNoPart}, Do: ask(toldFeedOff)},
	}
}

// fieldReference is where the form of the application keeps its number.
const fieldReference = "reference"

// fieldChildren is where a flow keeps how many children she brings along.
const fieldChildren = "session_children"

// children are the options of that question.
func children(option string) int {
	return map[string]int{"one": 1, "two": 2, "three": 3, "four": 4}[option]
}

func say(answer Answer) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		w := wish{Session: c.Answers["session"], Answer: answer}
		if answer.comes() && c.Answers["childcare"] != "" {
			w.Children = children(c.Answers[fieldChildren])
		}
		return tellAgenda(c, toldSay, w)
	}
}

func ask(told string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		return tellAgenda(c, told, wish{Session: c.Answers["session"]})
	}
}

func tellAgenda(c flows.Call, told string, w wish) (flows.Request, error) {
	w.ID = strconv.FormatUint(c.Turn.Rand().Uint64(), 36)
	w.Reference = c.Answers[fieldReference] // "": she has none any more, and the agenda of nobody says so
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindAgenda, w.Reference), told, w)
	if err != nil {
		return flows.Request{}, fmt.Errorf("session: %w", err)
	}
	return flows.Request{Tell: tell, Key: w.Reference}, nil
}
