package enrollment

import (
	"encoding/json"
	"errors"
	"fmt"

	"wecan/flows"
)

// What a person's actor and an application tell each other when she applies.
const (
	toldSubmit   = "submit"   // person → application, with a submission
	toldReceived = "received" // application → person: it is yours and it is kept
	toldTaken    = "taken"    // application → person: the reference is somebody else's, draw another
)

// fieldSite is the answer that says for which place she applies.
const fieldSite = "site"

// submission is what the form sends.
type submission struct {
	Reference string            `json:"reference"`
	Answers   map[string]string `json:"answers"`
}

// receipt is what the form is answered.
type receipt struct {
	Reference string `json:"reference"`
}

// submit is the action application.submit. Coming to the step again draws
// another reference: the last one was taken.
func submit(c flows.Call) (flows.Request, error) {
	reference := flows.NewReference(c.Turn.Rand())
	given := c.Answers
	delete(given, fieldReference)
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindApplication, reference), toldSubmit, submission{reference, given})
	if err != nil {
		return flows.Request{}, fmt.Errorf("enrollment: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}

// Application is the machine of applications. The first person who submits
// under a reference has it. Submitted again by her it answers the same and
// changes nothing, however late the copy comes.
//
// It is told decisions of the team ([Decision]), what the person wants, and
// what its site's [Intake] has for it. Whatever comes twice, late or in another
// order changes nothing the second time: decisions have ids, and what it and
// the intake tell each other is numbered. It writes to the person only at the
// hours at which she may be written to, unless she asks.
//
// The zero value works: it scores nothing and knows no site.
type Application struct {
	Book      *flows.Book
	Programme *flows.Programme
}

// Step makes one turn of an application.
func (m Application) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	d := &dossier{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &d.application); err != nil {
			return flows.Result{}, fmt.Errorf("enrollment: read the application: %w", err)
		}
	}
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = d.told(in)
	case flows.Timer:
		err = d.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("enrollment: an application cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	return d.result()
}

// dossier is one turn of an application while it is made.
type dossier struct {
	application

	m       Application
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	reports []string
}

func (d *dossier) told(in flows.Told) error {
	switch in.Name {
	case toldSubmit:
		return d.submitted(in)
	case toldDecide:
		return d.decided(in)
	case toldStand:
		return d.stands(in)
	case toldOpened:
		return d.opened(in)
	case toldLook, toldTake, toldLeave, toldAppeal, toldMore:
		return d.applicant(in)
	case toldDetails, toldForget:
		return d.detailed(in)
	}
	return fmt.Errorf("enrollment: an application cannot be told %q", in.Name)
}

// submitted makes a new application, and tells the sender whose it is.
func (d *dossier) submitted(in flows.Told) error {
	var sent submission
	if err := json.Unmarshal(in.Data, &sent); err != nil {
		return fmt.Errorf("enrollment: read a submission: %w", err)
	}
	if d.t.IDs.Of(flows.KindApplication, sent.Reference) != d.a.ID {
		return errors.New("enrollment: the submission carries another application's reference")
	}
	if d.Reference == "" {
		d.application = application{
			Reference: sent.Reference, Person: in.From, Answers: sent.Answers, Received: d.t.Now, Status: StatusReceived,
		}
		if p := d.m.Programme; p != nil {
			d.Met, d.Points = p.Score(d.m.Book, sent.Answers, d.t.Now)
			d.Groups = p.Groups(d.m.Book, sent.Answers, d.t.Now)
		}
	}
	name := toldReceived
	if d.Person != in.From {
		name = toldTaken
	}
	return d.tell(in.From, name, receipt{d.Reference})
}

// result is what the turn leaves. What was told an application that nobody
// has submitted leaves nothing.
func (d *dossier) result() (flows.Result, error) {
	if d.Reference != "" {
		if err := d.participate(); err != nil {
			return flows.Result{}, err
		}
		body, err := json.Marshal(d.application)
		if err != nil {
			return flows.Result{}, fmt.Errorf("enrollment: write the application: %w", err)
		}
		d.a.Body = body
		d.a.Index = []string{IndexStatus(d.Status)}
		if site := d.Answers[fieldSite]; site != "" {
			d.a.Index = append(d.a.Index, IndexSite(site))
		}
	}
	return flows.Result{Actor: *d.a, Effects: d.out, Reports: d.reports}, nil
}

// IndexStatus names the index of all applications of a status.
func IndexStatus(s Status) string { return "application:status:" + string(s) }

// IndexSite names the index of all applications for a site.
func IndexSite(site string) string { return "application:site:" + site }

// tell sends something to another actor.
func (d *dossier) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("enrollment: %w", err)
	}
	d.out = append(d.out, tell)
	return nil
}

// change notes what happened.
func (d *dossier) change(to Status, c Change) {
	c.At = d.t.Now
	if c.What == "" {
		c.What = string(to)
	}
	d.Status, d.Changes = to, append(d.Changes, c)
}

func (d *dossier) report(words string) { d.reports = append(d.reports, words) }
