package enrollment

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// What an application tells the person by itself. Each begins a flow of the
// same word, which the flow files say after told.
const (
	letterAccepted  = "application.accepted"
	letterReserve   = "application.reserve"
	letterOffer     = "application.offer"
	letterLapsed    = "application.lapsed"
	letterDeclined  = "application.declined"
	letterUpheld    = "application.upheld"
	letterWithdrawn = "application.withdrawn"
	letterStanding  = "application.standing" // only when she asks

	// To whoever has a place.
	letterQuestions = "application.questions" // begins the questions for the course
	letterGone      = "application.gone"      // she has none any more: her answers to them are deleted
)

// letters are what each of them may bring along.
func letters() map[string][]string {
	return map[string][]string{
		letterAccepted:  nil,
		letterReserve:   {"n", "hours"},
		letterOffer:     {"day", "hour"},
		letterLapsed:    nil,
		letterDeclined:  {"why", "until"},
		letterUpheld:    {"why", "until"},
		letterWithdrawn: nil,
		letterStanding:  {"state", "why"},
		letterQuestions: nil,
		letterGone:      nil,
	}
}

// timerLetter rings when she may be written to.
const timerLetter = "letter"

// write tells her something as soon as she may be written to: not at night and
// not on a holiday of her site. What was to be told before, and was not, is
// overtaken by it.
func (d *dossier) write(letter string) error {
	d.unwrite()
	d.Letter = letter
	return d.post()
}

func (d *dossier) unwrite() {
	d.Letter = ""
	delete(d.a.Timers, timerLetter)
}

// ring is the end of a night. One that rings late, in the next night, waits
// for the next morning.
func (d *dossier) ring(in flows.Timer) error {
	if in.Name != timerLetter {
		return fmt.Errorf("enrollment: an application has no timer %q", in.Name)
	}
	if d.Letter == "" {
		return nil
	}
	return d.post()
}

func (d *dossier) post() error {
	if due := awake(d.m.Programme, d.Answers[fieldSite], d.t.Now); due.After(d.t.Now) {
		d.a.SetTimer(timerLetter, due)
		return nil
	}
	letter := d.Letter
	d.unwrite()
	if letter == letterDeclined {
		d.mayAppeal()
	}
	return d.say(d.Person, letter, d.given(letter))
}

// mayAppeal begins the time to appeal: when she learns of the decision. It
// lasts to the end of its last day, since she is told a day.
func (d *dossier) mayAppeal() {
	p := d.m.Programme
	if p == nil || !d.Until.IsZero() || d.upheld() {
		return
	}
	local := zone(p, d.Answers[fieldSite])
	y, m, day := d.t.Now.Add(p.Selection.Appeal).In(local).Date()
	d.Until = time.Date(y, m, day+1, 0, 0, 0, 0, local).UTC()
}

// say tells a person something, with values for the texts. Several people may
// share her phone: the reference says for which of them it is.
func (d *dossier) say(to flows.ActorID, name string, given map[string]string) error {
	if d.Reference != "" && to == d.Person {
		given = maps.Clone(given)
		given = with(given, fieldReference, d.Reference)
	}
	tell, err := flows.TellPerson(to, name, given)
	if err != nil {
		return fmt.Errorf("enrollment: %w", err)
	}
	d.out = append(d.out, tell)
	return nil
}

// given are the values for a letter's texts.
func (d *dossier) given(letter string) map[string]string {
	switch letter {
	case letterReserve:
		return map[string]string{"n": strconv.Itoa(d.Number), "hours": strconv.Itoa(d.offerHours())}
	case letterOffer:
		return d.deadline()
	case letterDeclined, letterUpheld:
		return d.why()
	}
	return nil
}

func (d *dossier) offerHours() int {
	if d.m.Programme == nil {
		return 0
	}
	return int(d.m.Programme.Selection.Offer.Hours())
}

// deadline is the end of an offer by the clock of her site.
func (d *dossier) deadline() map[string]string {
	local := d.Until.In(zone(d.m.Programme, d.Answers[fieldSite]))
	hour := local.Format("15:04")
	if p := d.m.Programme; p != nil && len(p.Sites) > 0 {
		hour = flows.At(siteOrFirst(p, d.Answers[fieldSite]).ID, d.Until)
	}
	return map[string]string{"day": local.Format(time.DateOnly), "hour": hour}
}

// why are the reason of a decline and the last day to appeal.
func (d *dossier) why() map[string]string {
	c := d.decline()
	why := strings.TrimRight(c.Words, " .") // the text around it has a full stop
	if c.Reason != "" {
		why = listReasons + "/" + c.Reason // shown in her language
	}
	last := d.Until.Add(-time.Second).In(zone(d.m.Programme, d.Answers[fieldSite]))
	return map[string]string{"why": why, "until": last.Format(time.DateOnly)}
}

// awake is the first moment from now on at which people of a site may be
// written to. For a site that is gone it is the first one's.
func awake(p *flows.Programme, site string, now time.Time) time.Time {
	if p == nil || len(p.Sites) == 0 {
		return now
	}
	return p.Quiet.Awake(now, siteOrFirst(p, site))
}

func zone(p *flows.Programme, site string) *time.Location {
	if p == nil || len(p.Sites) == 0 {
		return time.UTC
	}
	return siteOrFirst(p, site).Zone
}

func siteOrFirst(p *flows.Programme, id string) flows.Site {
	if s, ok := p.Site(id); ok {
		return s
	}
	return p.Sites[0]
}
