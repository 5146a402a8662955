package enrollment

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"wecan/flows"
)

// View is an application as those see it who decide about it. It holds what a
// person told: it is not for logs.
type View struct {
	application

	Version int    // of what is seen: see [Decision.Seen]
	Open    []Verb // what can be decided now
	Untold  bool   // she does not know of the last change yet: it is told in the morning
}

// ReadView reads the body of an application; false for one that nobody has
// submitted.
func ReadView(body json.RawMessage) (View, bool, error) {
	var v View
	if len(body) == 0 {
		return v, false, nil
	}
	if err := json.Unmarshal(body, &v.application); err != nil {
		return v, false, fmt.Errorf("enrollment: read an application: %w", err)
	}
	v.hideFunder()
	v.Version, v.Open, v.Untold = v.version(), v.open(), v.Letter != ""
	return v, true, nil
}

// hideFunder takes out what she answered to the funder, so that no desk can show
// it beside her name: see [Details].
func (v *View) hideFunder() {
	if v.Details != nil {
		v.Details.Funder = nil
	}
}

// HideCertificate takes out the name for the certificate.
func (v *View) HideCertificate() {
	if v.Details != nil {
		v.Details.Certificate = ""
	}
}

// Site is the place that she applies for.
func (v *View) Site() string { return v.Answers[fieldSite] }

// Told are her answers by their fields: those of the application, and with a
// place those for the course.
func (v *View) Told() map[string]string {
	told := map[string]string{}
	if v.Details != nil {
		maps.Copy(told, v.Details.Answers)
	}
	maps.Copy(told, v.Answers)
	return told
}

// AnswerCohort is the answer that says which cohort's link she came by: the
// engine's, see [flows.Link].
const AnswerCohort = "link_cohort"

// Cohort is the cohort whose link she came by, "" for none.
func (v *View) Cohort() string { return v.Answers[AnswerCohort] }

// CohortName is a cohort as the team reads it: its name and its id. One that the
// programme file no longer has keeps its id.
func CohortName(p *flows.Programme, id string) string {
	if c, ok := p.Cohort(id); ok {
		return c.Name + " (" + id + ")"
	}
	return id
}

// Last is the last change, and false when it was only received.
func (v *View) Last() (Change, bool) {
	if len(v.Changes) == 0 {
		return Change{}, false
	}
	return v.Changes[len(v.Changes)-1], true
}

// Made is the change that a decision led to, and false when it led to none.
func (v *View) Made(decision string) (Change, bool) {
	for _, c := range v.Changes {
		if c.ID == decision {
			return c, true
		}
	}
	return Change{}, false
}

// Pending says whether a decision still waits for the intake of the site.
func (v *View) Pending(decision string) bool { return v.Asked != nil && v.Asked.ID == decision }

// NewDecision is the input that brings a decision to an application.
func NewDecision(ids flows.IDs, reference string, dec Decision) (flows.Incoming, error) {
	data, err := json.Marshal(dec)
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("enrollment: write a decision: %w", err)
	}
	return flows.Incoming{
		ID: "decide:" + dec.ID, To: ids.Of(flows.KindApplication, reference), Trace: "d" + dec.ID,
		Input: flows.Told{Name: toldDecide, Data: data},
	}, nil
}

// IntakeMembers are the member fields to load for [ReserveList].
func IntakeMembers() []string { return Intake{}.Members(nil) }

// ReserveList are the numbers on the reserve list, by reference, as the intake
// of a site has them now.
func ReserveList(members map[string][]byte) (map[string]int, error) {
	var list []*entry
	if data := members[memberList]; len(data) > 0 {
		if err := json.Unmarshal(data, &list); err != nil {
			return nil, fmt.Errorf("enrollment: read the intake's list: %w", err)
		}
	}
	return numbered(list), nil
}

// TellsAt is when the person hears of the last change, the zero time when she
// was told already.
func TellsAt(a flows.Actor) time.Time { return a.Timers[timerLetter] }

// Criteria are the names, in English, of the criteria that are met, as
// [flows.Programme.Score] has them. One that the programme file no longer has
// keeps its id.
func Criteria(p *flows.Programme, met []string) []string {
	out := slices.Clone(met)
	for i, id := range met {
		for _, c := range p.Selection.Criteria {
			if c.ID == id {
				out[i] = c.Name
			}
		}
	}
	return out
}
