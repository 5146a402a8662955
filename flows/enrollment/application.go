package enrollment

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// What a person's actor and an application tell each other.
const (
	toldSubmit   = "submit"   // person → application, with a submission
	toldReceived = "received" // application → person: it is yours and it is kept
	toldTaken    = "taken"    // application → person: the reference is somebody else's, draw another
)

// submission is what the form sends.
type submission struct {
	Reference string            `json:"reference"`
	Answers   map[string]string `json:"answers"`
}

// receipt is what the form is answered.
type receipt struct {
	Reference string `json:"reference"`
}

// application is the state of one application.
type application struct {
	Reference string            `json:"reference"`
	Person    flows.ActorID     `json:"person"`
	Answers   map[string]string `json:"answers"`
	Received  time.Time         `json:"received"`
	Status    string            `json:"status"`
}

const statusReceived = "received"

// submit is the action application.submit. Coming to the step again draws
// another reference: the last one was taken.
func submit(c flows.Call) (flows.Request, error) {
	reference := NewReference(c.Turn.Rand())
	given := c.Answers
	delete(given, "reference")
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindApplication, reference), toldSubmit, submission{reference, given})
	if err != nil {
		return flows.Request{}, fmt.Errorf("enrollment: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}

// Application is the machine of applications. The first person who submits
// under a reference has it. Submitted again by her it answers the same and
// changes nothing, however late the copy comes.
type Application struct{}

// Step makes one turn of an application.
func (Application) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("enrollment: an application cannot be given a %T", in)
	}
	if told.Name != toldSubmit {
		return flows.Result{}, fmt.Errorf("enrollment: an application cannot be told %q", told.Name)
	}
	var sent submission
	if err := json.Unmarshal(told.Data, &sent); err != nil {
		return flows.Result{}, fmt.Errorf("enrollment: read a submission: %w", err)
	}
	if t.IDs.Of(flows.KindApplication, sent.Reference) != a.ID {
		return flows.Result{}, errors.New("enrollment: the submission carries another application's reference")
	}
	if len(a.Body) == 0 {
		if err := receive(&a, t, told.From, sent); err != nil {
			return flows.Result{}, err
		}
	}
	return reply(a, told.From)
}

// receive makes the new application.
func receive(a *flows.Actor, t flows.Turn, person flows.ActorID, sent submission) error {
	body, err := json.Marshal(application{
		Reference: sent.Reference, Person: person, Answers: sent.Answers, Received: t.Now, Status: statusReceived,
	})
	if err != nil {
		return fmt.Errorf("enrollment: write the application: %w", err)
	}
	a.Body = body
	a.Index = []string{"application:status:" + statusReceived}
	if site := sent.Answers["site"]; site != "" {
		a.Index = append(a.Index, "application:site:"+site)
	}
	return nil
}

// reply tells the sender whose application this is.
func reply(a flows.Actor, to flows.ActorID) (flows.Result, error) {
	var app application
	if err := json.Unmarshal(a.Body, &app); err != nil {
		return flows.Result{}, fmt.Errorf("enrollment: read the application: %w", err)
	}
	name := toldReceived
	if app.Person != to {
		name = toldTaken
	}
	tell, err := flows.NewTell(to, name, receipt{app.Reference})
	if err != nil {
		return flows.Result{}, fmt.Errorf("enrollment: %w", err)
	}
	return flows.Result{Actor: a, Effects: []flows.Effect{tell}}, nil
}
