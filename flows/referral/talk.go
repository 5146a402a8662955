package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// The talk of the two: what one writes is kept as a numbered line, and brought to
// the other.

// noteMark begins what the navigator writes for herself and whoever follows her.
const noteMark = "//"

// here is how long after her last word she is taken to be there still: then she
// can be written to outside of her safe hours.
const here = 30 * time.Minute

// said passes on what one of the two wrote.
func (f *file) said(in flows.Told) error {
	var said threadSaid
	if err := json.Unmarshal(in.Data, &said); err != nil {
		return fmt.Errorf("referral: read what was said: %w", err)
	}
	line := flows.ChatLine{Text: said.Text, What: said.What, File: said.File, Changed: said.Changed}
	by := f.sender(in)
	switch {
	case f.hers(by) && said.Gone:
		f.takeBack(said)
	case f.hers(by):
		if said.Changed || !slices.Contains(f.FromOwner, said.Message) {
			f.FromOwner = append(f.FromOwner, said.Message)
			f.FromOwner = f.FromOwner[max(0, len(f.FromOwner)-heardMost):]
			f.fromOwner(line, said.Message)
		}
	case f.open() && f.Owner != nil && in.From == f.Person:
		if said.Changed || !slices.Contains(f.FromPerson, said.Message) {
			f.FromPerson = append(f.FromPerson, said.Message)
			f.FromPerson = f.FromPerson[max(0, len(f.FromPerson)-heardMost):]
			f.fromPerson(line)
		}
	case f.open() && in.From == f.Person: // between one navigator and the next
		f.more(line)
	case in.From == f.Person:
		return f.over(in.From)
	default: // of somebody who has no part in it any more: what she wrote and her tap may have come the other way round
		if by.actor != f.thread() {
			f.tell(in.From, flows.ToldChatClose, flows.ChatClose{Reference: f.Reference})
		}
		return f.answer(by, toldUnsent, map[string]string{"number": f.Reference})
	}
	return nil
}

// fromOwner keeps or passes on what she wrote; message is its number where she is.
func (f *file) fromOwner(line flows.ChatLine, message int) {
	if strings.HasPrefix(line.Text, noteMark) && line.File == "" {
		f.keepNote(i18n.Clean(strings.TrimPrefix(line.Text, noteMark)))
		if f.Owner.Channel != "" {
			f.fate(fate{Message: message, What: fateNoted})
			return
		}
		f.toOwner(flows.ChatLine{Words: wordNoted})
		return
	}
	f.answered()
	f.toPerson(line, message)
}

func (f *file) fromPerson(line flows.ChatLine) {
	f.Spoke = f.t.Now
	f.toOwner(line)
	f.owe()
	if f.Held > 0 { // she is here: what waited for her safe hours comes now
		f.wait(timerSafe+strconv.Itoa(f.Held), f.t.Now)
	}
}

// owe notes that the navigator is to write next.
func (f *file) owe() {
	delete(f.a.Timers, timerSilent)
	f.Status = StatusNavigator
	if f.Owed.IsZero() {
		f.Owed, f.Late = f.t.Now, 0
		f.wait(timerOwed, f.siteOf(f.Owner.Site).AfterOpen(f.t.Now, f.patience().Answer))
	}
}

// answered notes that the person is to write next.
func (f *file) answered() {
	delete(f.a.Timers, timerOwed)
	f.Status, f.Owed, f.Late = StatusPerson, time.Time{}, 0
	f.wait(timerSilent, f.calm(f.t.Now.Add(f.m.Programme.Referrals.Silent/2)))
}

// calm is the first moment from t on at which she may be asked something: when
// people of her site are not asleep, and in her safe hours.
func (f *file) calm(t time.Time) time.Time {
	for range 4 {
		awake := f.m.Programme.Quiet.Awake(t, f.site())
		if t = f.safeFrom(awake); t.Equal(awake) {
			break
		}
	}
	return t
}

func (f *file) keepNote(words string) {
	f.Notes++
	f.members[memberNote+strconv.Itoa(f.Notes)] = []byte(words)
}

// toOwner brings the navigator a line.
func (f *file) toOwner(line flows.ChatLine) {
	f.ToOwner++
	line.Reference, line.Number = f.Reference, f.ToOwner
	f.keep(lineOwner, line)
	f.tellMember(*f.Owner, flows.ToldChatLine, line)
}

// toPerson brings her a line, in her safe hours. The navigator is told when it
// waits. message is what she wrote it as, in a thread; 0 for none.
func (f *file) toPerson(line flows.ChatLine, message int) {
	f.ToPerson++
	line.Reference, line.Number = f.Reference, f.ToPerson
	f.keep(linePerson, line)
	one := fate{Message: message, From: line.Number, Upto: line.Number, What: fateHeld}
	if f.Held > 0 {
		f.fate(one)
		return
	}
	if at := f.safeFrom(f.t.Now); at.After(f.t.Now) && f.t.Now.Sub(f.Spoke) > here {
		f.Held = f.ToPerson
		f.wait(timerSafe+strconv.Itoa(f.Held), at)
		f.fate(one)
		f.toOwner(flows.ChatLine{Words: wordLater})
		return
	}
	f.tell(f.Person, flows.ToldChatLine, line)
	one.What = f.sent()
	f.fate(one)
}

func (f *file) keep(list string, line flows.ChatLine) {
	data, err := json.Marshal(line)
	if err != nil { // lines are ours, so they are always JSON
		f.report(err.Error())
		return
	}
	f.members[list+strconv.Itoa(line.Number)] = data
}

// hoursOf are the safe hours by the clock of her site; false for any.
func hoursOf(safe string) (from, until int, ok bool) {
	switch safe {
	case "morning":
		return 9, 12, true
	case "afternoon":
		return 12, 17, true
	case "evening":
		return 17, 20, true
	}
	return 0, 0, false
}

// safeFrom is the first moment from t on at which it is safe to write to her.
func (f *file) safeFrom(t time.Time) time.Time {
	from, until, ok := hoursOf(f.Request.Safe)
	if !ok {
		return t
	}
	zone := f.site().Zone
	local := t.In(zone)
	y, m, d := local.Date()
	switch h := local.Hour(); {
	case h >= from && h < until:
		return t
	case h >= until:
		d++
	}
	return time.Date(y, m, d, from, 0, 0, 0, zone).UTC()
}

// deliver brings her what waited, as many lines as were read.
func (f *file) deliver() {
	first := f.Held
	f.Held = 0
	for n := first; n <= f.ToPerson; n++ {
		if n == first+linesRead {
			f.Held = n
			f.wait(timerSafe+strconv.Itoa(n), f.t.Now)
			f.fate(fate{From: first, Upto: n - 1, What: f.sent()})
			return
		}
		if line, ok := f.line(linePerson, n); ok {
			f.tell(f.Person, flows.ToldChatLine, line)
		}
	}
	f.fate(fate{From: first, Upto: f.ToPerson, What: f.sent()})
}

func (f *file) line(list string, n int) (line flows.ChatLine, ok bool) {
	data := f.t.Members[list+strconv.Itoa(n)]
	return line, len(data) > 0 && json.Unmarshal(data, &line) == nil
}

// gap brings lines once more, or tells the navigator that they do not reach the
// person.
func (f *file) gap(in flows.Told) error {
	var g flows.ChatGap
	if err := json.Unmarshal(in.Data, &g); err != nil {
		return fmt.Errorf("referral: read a gap: %w", err)
	}
	list, to, last := linePerson, f.Person, f.ToPerson
	switch {
	case in.From == f.Person: // also what came last before it was closed
		if f.Held > 0 {
			last = f.Held - 1
		}
	case f.hers(f.sender(in)):
		list, to, last = lineOwner, f.Owner.Actor, f.ToOwner
	default:
		return nil
	}
	if g.Blocked {
		if in.From == f.Person {
			f.Unseen = g.Since + 1
			f.fate(fate{From: f.Unseen, Upto: last, What: fateUnseen})
		}
		if in.From == f.Person && f.Owner != nil {
			f.toOwner(flows.ChatLine{Words: wordUnreached})
		}
		return nil
	}
	if in.From == f.Person && f.Unseen > 0 {
		f.fate(fate{From: f.Unseen, Upto: last, What: fateSent})
		f.Unseen = 0
	}
	upto := min(last, g.Since+linesRead)
	for n := g.Since + 1; n <= upto; n++ {
		if line, ok := f.line(list, n); ok {
			line.More = n == upto && n < last
			f.tell(to, flows.ToldChatLine, line)
		}
	}
	return nil
}

// undelivered hears that a line, or its file, can never be brought. Whoever wrote to
// the person is told; to whoever has it a file of the person's that does not come is
// told, and of nothing else that is refused, since that would be refused as well.
func (f *file) undelivered(in flows.Told) error {
	var l flows.ChatLost
	if err := json.Unmarshal(in.Data, &l); err != nil {
		return fmt.Errorf("referral: read which line was refused: %w", err)
	}
	switch {
	case in.From == f.Person:
		f.fate(fate{From: l.Number, Upto: l.Number, What: fateLost})
		if f.Owner != nil && f.Owner.Channel == "" && !f.hear(lostMark+strconv.Itoa(l.Number)) {
			f.toOwner(flows.ChatLine{Words: wordUndelivered})
		}
	case f.hers(f.sender(in)):
		if line, ok := f.line(lineOwner, l.Number); ok && line.File != "" {
			f.toOwner(flows.ChatLine{Words: wordFileLost})
		}
	}
	return nil
}

const lostMark = "lost/"

// take gives it to somebody: the two can talk from now on.
func (f *file) take(who member) error {
	f.Owner, f.Nobody, f.Prefer = &who, false, ""
	f.Owed, f.FromOwner = time.Time{}, nil
	if who.Channel != "" {
		f.Stand.place = place{who.Site, who.Channel}
	}
	delete(f.a.Timers, timerOffer)
	delete(f.a.Timers, timerSeek)
	f.tell(f.roster(who.Site), toldHeld, hold{f.Reference, who.ID})
	f.tellMember(who, flows.ToldChatOpen, flows.ChatOpen{Reference: f.Reference, Name: f.Request.Called, Helps: true, Since: f.ToOwner})
	f.brief()
	f.owe()
	given := f.moment("", f.a.Timers[timerOwed])
	given["navigator"], given["reads"] = who.Name, ""
	if who.Channel != "" {
		given["reads"] = "team"
	}
	// First the chat: what she was in the middle of waits then, and is not asked again.
	f.tell(f.Person, flows.ToldChatOpen, flows.ChatOpen{Reference: f.Reference, Name: who.Name, Since: f.ToPerson})
	return f.say(f.Person, toldTaken, given)
}

// brief brings the navigator what the person asked for.
func (f *file) brief() {
	f.Stand.Brief[0] = f.ToOwner + 1
	defer func() { f.Stand.Brief[1] = f.ToOwner }()
	words := flows.ChatLine{Text: f.Request.Words}
	if file, spoken := flows.Spoken(f.Request.Words); spoken {
		words = flows.ChatLine{What: "voice", File: file}
	}
	f.toOwner(words)
	if what, file, ok := strings.Cut(f.Request.Letter, ":"); ok {
		f.toOwner(flows.ChatLine{What: what, File: file})
	}
	if why := f.passedWhy(); why != "" {
		f.toOwner(flows.ChatLine{Words: wordPassed(why)})
	}
	for n := range f.Added {
		if line, ok := f.line(memberAdded, n+1); ok {
			f.toOwner(line)
		}
	}
}

// passedWhy is why the last one who had it passed it on, "" if she did not.
func (f *file) passedWhy() string {
	for _, c := range slices.Backward(f.Changes) {
		switch c.What {
		case Passed:
			return c.Why
		case Another, Reopened, Lost:
			return ""
		}
	}
	return ""
}

// release takes it from whoever has it, with a last line. What the person is told
// of it comes before: her open question is asked again after it.
func (f *file) release(words i18n.Key) {
	if f.Owner == nil {
		return
	}
	if words != "" {
		f.toOwner(flows.ChatLine{Words: words})
	}
	f.tellMember(*f.Owner, flows.ToldChatClose, flows.ChatClose{Reference: f.Reference})
	f.tell(f.roster(f.Owner.Site), toldFreed, hold{f.Reference, f.Owner.ID})
	f.tell(f.Person, flows.ToldChatClose, flows.ChatClose{Reference: f.Reference, Lines: f.ToPerson})
	f.Owner, f.Owed, f.Late = nil, time.Time{}, 0
	for _, name := range []string{timerOwed, timerSilent} {
		delete(f.a.Timers, name)
	}
}
