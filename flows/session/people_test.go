package session_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
	"wecan/i18n"
)

// programme has two sites with clocks of their own, and holidays in a row.
const programme = `
organisation: Org
keep: {months: 6}
quiet: "20:00-09:00"
cohorts: {spring27: Spring, autumn27: Autumn}
tracks:
  social: {name: "Social", about: "Something of your own."}
  peer: {name: "Peer", about: "You help others."}
sites:
  leipzig:
    name: Leipzig
    time_zone: Europe/Berlin
    emergency: "112"
    person: "leipzig@example.org"
    holidays: ["2027-03-26", "2027-03-29", "2027-10-29", "2027-11-01"]
  lisboa:
    name: Lisbon
    time_zone: Europe/Lisbon
    emergency: "112"
    person: "lisboa@example.org"
    holidays: ["2027-03-26"]
lists: {phases: {explore: "Explore", lab: "Lab"}, reasons: {places: "more people than places"}}
`

// begins is a Monday, two weeks before the clocks change.
var begins = time.Date(2027, 3, 15, 9, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant

var made *flows.Definitions //nolint:gochecknoglobals // it never changes, and is made once for thousands of lives

func definitions(tb testing.TB) *flows.Definitions {
	tb.Helper()
	if made == nil {
		made = definitionsOf(tb, programme)
	}
	return made
}

func definitionsOf(tb testing.TB, programme string) *flows.Definitions {
	tb.Helper()
	book, err := flows.Parse(enrollment.Capability(), session.Capability())
	if err != nil {
		tb.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		tb.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), nil)
	if err != nil {
		tb.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		tb.Fatal(err)
	}
	return &world{
		tb: tb, defs: definitions(tb), ids: ids, now: begins, message: 100,
		actors: map[flows.ActorID]flows.Actor{}, members: map[flows.ActorID]map[string][]byte{}, receipts: map[flows.ActorID][]flows.Receipt{},
		phones: map[int64]*phone{}, chats: map[flows.ActorID]int64{}, blocked: map[int64]bool{},
		latest: map[[2]flows.ActorID]time.Time{}, reports: map[string]int{},
	}
}

// applies goes through the form, and answers the number of the application.
func (w *world) applies(chat int64, site string) string {
	w.tb.Helper()
	w.phone(chat, "en")
	for _, line := range []string{"/start", "english", "no", "yes", site, "yes", fmt.Sprint("Person", chat), "yes", "no", "Arabic", "2", "1", "no", "skip", "send"} {
		w.write(chat, line)
	}
	_, after, found := strings.Cut(w.phones[chat].String(), "WE-")
	if !found {
		w.tb.Fatalf("no number:\n%s", w.phones[chat])
	}
	return "WE-" + after[:8]
}

// decides is a decision of the team about an application.
func (w *world) decides(reference string, what enrollment.Verb) {
	w.tb.Helper()
	w.query++
	d := enrollment.Decision{ID: fmt.Sprint("d", w.query), By: "Anna", What: what, Reason: "places"}
	w.tell("", w.ids.Of(flows.KindApplication, reference), "decide", d)
}

// enrolled is somebody who has applied and has a place.
func (w *world) enrolled(chat int64, site string) string {
	w.tb.Helper()
	reference := w.applies(chat, site)
	w.decides(reference, enrollment.VerbAccept)
	return reference
}

// becomes writes other answers into an application, as her own flows and the team do,
// and lets it make a turn, so that it tells how she takes part.
func (w *world) becomes(reference string, answers map[string]string) {
	w.tb.Helper()
	id := w.ids.Of(flows.KindApplication, reference)
	a := w.actors[id]
	body := map[string]json.RawMessage{}
	had := map[string]string{}
	err := json.Unmarshal(a.Body, &body)
	if err == nil {
		err = json.Unmarshal(body["answers"], &had)
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	for name, value := range answers {
		had[name] = value
	}
	var person flows.ActorID
	if err := json.Unmarshal(body["person"], &person); err != nil {
		w.tb.Fatal(err)
	}
	body["answers"], _ = json.Marshal(had) //nolint:errchkjson // texts are always JSON
	a.Body, _ = json.Marshal(body)         //nolint:errchkjson // it was read from JSON
	w.actors[id] = a
	w.tell(person, id, "submit", map[string]any{"reference": reference, "answers": had})
}

// plans tells a session what is planned.
func (w *world) plans(reference string, p session.Plan) {
	w.tb.Helper()
	w.orders(session.NewPlan, session.Order{Reference: reference, Plan: p})
}

func (w *world) cancels(reference string) {
	w.tb.Helper()
	w.orders(session.NewCancel, session.Order{Reference: reference})
}

func (w *world) orders(as func(flows.IDs, session.Order) (flows.Incoming, error), o session.Order) {
	w.tb.Helper()
	w.query++
	o.ID, o.By = fmt.Sprint("o", w.query), "Anna"
	in, err := as(w.ids, o)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

// talk is a plan with little in it.
func talk(title string, start time.Time) session.Plan {
	return session.Plan{Title: title, Site: "leipzig", Start: start, Minutes: 90, Place: "Hall 1"}
}

// berlin is a moment by the clock of Leipzig.
func berlin(tb testing.TB, words string) time.Time {
	tb.Helper()
	return at(tb, "Europe/Berlin", words)
}

func at(tb testing.TB, zone, words string) time.Time {
	tb.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		tb.Fatal(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", words, loc)
	if err != nil {
		tb.Fatal(err)
	}
	return t.UTC()
}
