package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// demoDesk is what the demo's page shows beside the phones: what the programme
// sees, and the time. Its methods may be called as soon as the page is served;
// until the service runs they return errNotOpen.
type demoDesk struct {
	service *service
	clock   demoClock
	open    atomic.Bool // store and runtime are there
	passing sync.Mutex  // held while time is let pass

	texts  map[i18n.Key]bool
	labels []string // the fields of the form that have a label, in its order
}

var errNotOpen = errors.New("the demo is still starting; try again in a moment")

// errNotYet is what deciding answers until it can be done.
var errNotYet = errors.New("deciding about applications is not there yet")

func newDemoDesk(s *service) (*demoDesk, error) {
	d := &demoDesk{service: s, texts: map[i18n.Key]bool{}}
	sources, err := allSources(s.set.Programme)
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		d.texts[source.Key] = true
		if field, ok := strings.CutPrefix(string(source.Key), "enrollment."); ok {
			if field, ok = strings.CutSuffix(field, ".label"); ok {
				d.labels = append(d.labels, field)
			}
		}
	}
	return d, nil
}

// filed is the part of an application's state that is shown.
type filed struct {
	Reference string            `json:"reference"`
	Answers   map[string]string `json:"answers"`
	Received  time.Time         `json:"received"`
	Status    string            `json:"status"`
}

// List is for sandbox.Office.
func (d *demoDesk) List(ctx context.Context, language string) ([]sandbox.Application, error) {
	if !d.open.Load() {
		return nil, errNotOpen
	}
	out := []sandbox.Application{}
	err := d.service.store.Walk(ctx, flows.KindApplication, func(id flows.ActorID) error {
		f, err := d.read(ctx, id)
		if err == nil {
			out = append(out, d.line(language, f))
		}
		if errors.Is(err, sandbox.ErrNoApplication) {
			return nil // nothing was submitted to it, or it is gone since
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the applications: %w", err)
	}
	slices.SortFunc(out, func(a, b sandbox.Application) int { return b.Received.Compare(a.Received) })
	return out, nil
}

// Show is for sandbox.Office.
func (d *demoDesk) Show(ctx context.Context, language, reference string) (sandbox.Dossier, error) {
	if !d.open.Load() {
		return sandbox.Dossier{}, errNotOpen
	}
	number, ok := enrollment.ParseReference(reference)
	if !ok {
		return sandbox.Dossier{}, sandbox.ErrNoApplication
	}
	f, err := d.read(ctx, d.service.ids.Of(flows.KindApplication, number))
	if err != nil {
		return sandbox.Dossier{}, err
	}
	return sandbox.Dossier{
		Application: d.line(language, f),
		Answers:     d.answers(language, f.Answers),
		History:     []sandbox.Change{{At: f.Received, By: "applicant", What: "received"}},
		// Open stays empty until Decide works: the page offers what stands here and
		// nothing else.
	}, nil
}

// Decide is for sandbox.Office. This is the one place to join it to what makes
// decisions; then Show fills Open, Because, Reasons and Version.
func (d *demoDesk) Decide(context.Context, sandbox.Decision) error { return errNotYet }

// read loads an application.
func (d *demoDesk) read(ctx context.Context, id flows.ActorID) (filed, error) {
	record, err := d.service.store.Load(ctx, id, nil)
	if err != nil {
		return filed{}, err
	}
	actor, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return filed{}, err
	}
	if len(actor.Body) == 0 {
		return filed{}, sandbox.ErrNoApplication
	}
	var f filed
	if err := json.Unmarshal(actor.Body, &f); err != nil {
		return filed{}, fmt.Errorf("the application cannot be read: %w", err)
	}
	return f, nil
}

func (d *demoDesk) line(language string, f filed) sandbox.Application {
	return sandbox.Application{
		Reference: f.Reference, Name: f.Answers["name"], Site: d.value(language, "site", f.Answers["site"]),
		Status: f.Status, Received: f.Received,
	}
}

// answers are in the order in which they were asked for.
func (d *demoDesk) answers(language string, given map[string]string) []sandbox.Answer {
	fields := slices.DeleteFunc(slices.Clone(d.labels), func(field string) bool { return given[field] == "" })
	for _, field := range slices.Sorted(maps.Keys(given)) {
		if given[field] != "" && !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	out := make([]sandbox.Answer, len(fields))
	for i, field := range fields {
		out[i] = sandbox.Answer{Label: d.text(language, field, "enrollment."+field+".label"), Text: d.value(language, field, given[field])}
	}
	return out
}

// value is an answer in words: one that was chosen is stored by its id.
func (d *demoDesk) value(language, field, value string) string {
	if field == "language" {
		return i18n.Endonym(i18n.Lang(value))
	}
	return d.text(language, value, "enrollment."+field+".option."+value, "programme."+field+"."+value)
}

// text is the first of these texts that there is, or else the word itself.
func (d *demoDesk) text(language, word string, keys ...string) string {
	for _, key := range keys {
		if d.texts[i18n.Key(key)] {
			text, _ := d.service.words.catalog.Render(i18n.Lang(language), i18n.Key(key))
			return text
		}
	}
	return word
}
