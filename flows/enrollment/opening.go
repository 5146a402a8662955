package enrollment

import (
	"encoding/json"
	"errors"
	"fmt"

	"wecan/flows"
	"wecan/i18n"
)

// toldOpened says that somebody of the team opened an answer that is a file.
const toldOpened = "opened"

// opening is what an application is told of it.
type opening struct {
	ID    string `json:"id"` // drawn anew for each: the same one again changes nothing
	By    string `json:"by"`
	Field string `json:"field"`
}

// Faults of an [Opening] that is not taken down.
var (
	ErrOpener   = errors.New("it is kept with the application who opens an answer: that needs a name of 1 to 60 characters, and not applicant or wecan")
	ErrNoAnswer = errors.New("the application has no such answer")
)

// NewOpening is the input that takes down who opens an answer. id is another one
// each time.
func NewOpening(ids flows.IDs, v View, by, field, id string) (flows.Incoming, error) {
	switch {
	case !isName(by):
		return flows.Incoming{}, ErrOpener
	case v.answered(field) == "":
		return flows.Incoming{}, ErrNoAnswer
	}
	data, err := json.Marshal(opening{id, by, field})
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("enrollment: write an opening: %w", err)
	}
	return flows.Incoming{
		ID: "open:" + id, To: ids.Of(flows.KindApplication, v.Reference), Trace: "o" + id,
		Input: flows.Told{Name: toldOpened, Data: data},
	}, nil
}

// opened takes it down. Nobody is told, and nothing else changes.
func (d *dossier) opened(in flows.Told) error {
	var o opening
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("enrollment: read an opening: %w", err)
	}
	if d.answered(o.Field) == "" || !isName(o.By) {
		d.report("an opening of what there is not, or by nobody, was dropped")
		return nil
	}
	if !d.hear(o.ID) {
		d.Opened = append(d.Opened, Opening{At: d.t.Now, By: i18n.Clean(o.By), Field: o.Field})
	}
	return nil
}
