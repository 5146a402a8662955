package event_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// weekly is a programme whose digest comes at another time.
func weekly(programme, when string) string {
	return strings.Replace(programme, "digest: off", fmt.Sprintf("digest: %q", when), 1)
}

// weeks is the listing of events, which rings once a week. Whoever serves dies between any
// two turns: only bytes are left.
type weeks struct {
	t       *testing.T
	ids     flows.IDs
	machine event.Listing
	now     time.Time
	state   []byte
	events  []byte
	digests []flows.Digest
	reports []string
	rev     int
}

func newWeeks(t *testing.T, when string) *weeks {
	t.Helper()
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		t.Fatal(err)
	}
	w := &weeks{t: t, ids: ids, now: begins}
	w.reads(when)
	return w
}

// reads has the operator give it another programme file.
func (w *weeks) reads(when string) {
	w.t.Helper()
	p, err := flows.ParseProgramme("programme.yaml", []byte(weekly(programme, when)))
	if err != nil {
		w.t.Fatal(err)
	}
	w.machine = event.Listing{Programme: p}
}

func (w *weeks) id() flows.ActorID { return w.ids.Of(flows.KindListing, flows.ListingName) }

func (w *weeks) actor() flows.Actor {
	w.t.Helper()
	if w.state == nil {
		return flows.Actor{ID: w.id(), Created: w.now}
	}
	a, err := flows.DecodeActor(w.id(), w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *weeks) due() time.Time { return w.actor().Timers["week"] }

// turn makes a turn; one that is not committed leaves nothing.
func (w *weeks) turn(in flows.Input, committed bool) {
	w.t.Helper()
	r, err := w.machine.Step(flows.Turn{Now: w.now, IDs: w.ids, Members: map[string][]byte{"events": w.events}}, w.actor(), in)
	if err != nil {
		w.t.Fatal(err)
	}
	if !committed {
		return
	}
	if w.state, err = flows.EncodeActor(r.Actor); err != nil {
		w.t.Fatal(err)
	}
	if data := r.Members["events"]; data != nil {
		w.events = data
	}
	w.reports = append(w.reports, r.Reports...)
	for _, e := range r.Effects {
		tell, ok := e.(flows.Tell)
		var d flows.Digest
		if !ok || tell.Name != flows.ToldDigest || json.Unmarshal(tell.Data, &d) != nil || tell.To != w.ids.Of(flows.KindBroadcast, d.Reference) {
			w.t.Fatalf("%+v", e)
		}
		w.digests = append(w.digests, d)
	}
}

// stands has an event tell how it stands, one that begins then.
func (w *weeks) stands(start time.Time) {
	w.t.Helper()
	w.rev++
	s := event.Standing{Reference: "WE-4K7M-9Q2", Rev: w.rev, Plan: event.Plan{
		Kind: event.KindLab, Words: []event.Words{{Lang: "de", Title: "Lab"}}, Site: "leipzig", Open: event.OpenEverybody, Start: start, Minutes: 60,
	}}
	tell, err := flows.NewTell(w.id(), "stands", s)
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn(flows.Told{From: w.ids.Of(flows.KindEvent, s.Reference), Name: tell.Name, Data: tell.Data}, true)
}

// rings brings the timer that is due, so much later.
func (w *weeks) rings(late time.Duration) {
	w.t.Helper()
	due := w.due()
	w.now = due.Add(late)
	w.turn(flows.Timer{Name: "week", Due: due}, true)
}

// It comes at the same hour of the clock on the wall, whatever the clocks do.
func TestTheWeekComesAtItsHour(t *testing.T) {
	for _, test := range []struct {
		when, from, want string // from is UTC, want as the wall of Leipzig shows it
	}{
		{"monday 09:00", "2027-03-16 12:00", "2027-03-22 09:00 CET, 2027-03-29 09:00 CEST, 2027-04-05 09:00 CEST"},
		{"monday 09:00", "2027-10-20 12:00", "2027-10-25 09:00 CEST, 2027-11-01 09:00 CET, 2027-11-08 09:00 CET"},
		{"monday 09:00", "2027-03-22 07:59", "2027-03-22 09:00 CET, 2027-03-29 09:00 CEST, 2027-04-05 09:00 CEST"},
		{"monday 09:00", "2027-03-22 08:00", "2027-03-29 09:00 CEST, 2027-04-05 09:00 CEST, 2027-04-12 09:00 CEST"},
		{"sunday 02:30", "2027-03-20 12:00", "2027-03-21 02:30 CET, 2027-03-28 03:30 CEST, 2027-04-04 02:30 CEST"},    // there is no 02:30 on the second
		{"sunday 02:30", "2027-10-23 12:00", "2027-10-24 02:30 CEST, 2027-10-31 02:30 CET, 2027-11-07 02:30 CET"},     // there are two
		{"sunday 23:45", "2027-10-30 12:00", "2027-10-31 23:45 CET, 2027-11-07 23:45 CET, 2027-11-14 23:45 CET"},      // a day of 25 hours
		{"saturday 00:00", "2027-12-26 12:00", "2028-01-01 00:00 CET, 2028-01-08 00:00 CET, 2028-01-15 00:00 CET"},    // over the end of a year
		{"Wednesday 18:05", "2027-03-17 17:05", "2027-03-24 18:05 CET, 2027-03-31 18:05 CEST, 2027-04-07 18:05 CEST"}, // that very moment has passed
	} {
		w := newWeeks(t, test.when)
		from, err := time.Parse("2006-01-02 15:04", test.from)
		if err != nil {
			t.Fatal(err)
		}
		w.now = from
		w.stands(from.AddDate(0, 0, 20))
		var got []string
		for range 3 {
			got = append(got, w.due().In(w.machine.Programme.Sites[0].Zone).Format("2006-01-02 15:04 MST"))
			w.rings(time.Second)
		}
		if all := strings.Join(got, ", "); all != test.want {
			t.Errorf("%s from %s: %s\nwant %s", test.when, test.from, all, test.want)
		}
	}
}

// Twice is impossible: what is told again has the number of the day, and a turn that died
// before it was committed is made again with the same one.
func TestTheWeekComesOnce(t *testing.T) {
	w := newWeeks(t, "monday 09:00")
	w.stands(begins.AddDate(0, 0, 20))
	due := w.due()
	w.now = due
	w.turn(flows.Timer{Name: "week", Due: due}, false) // it dies
	w.now = due.Add(3 * time.Minute)
	w.stands(begins.AddDate(0, 0, 19)) // somebody else's turn before that of the timer
	if !w.due().Equal(due) {
		t.Fatalf("what was due at %v is due at %v", due, w.due())
	}
	w.rings(4 * time.Minute)
	if len(w.digests) != 1 || len(w.digests[0].Events) != 1 {
		t.Fatalf("%+v", w.digests)
	}
	d := w.digests[0]
	if d.Reference != flows.DayReference(due) || d.Site != "leipzig" || !d.Until.Equal(w.now.Add(36*time.Hour)) {
		t.Errorf("%+v", d)
	}
	if next := w.due(); next.Sub(due) != 7*24*time.Hour-time.Hour { // the clocks go forward
		t.Errorf("the next is due at %v", next)
	}
	// The operator has it come later on the same day: that is the same week's.
	w.reads("monday 18:00")
	w.stands(begins.AddDate(0, 0, 20))
	w.rings(0)
	if len(w.digests) != 2 || w.digests[1].Reference != d.Reference {
		t.Errorf("%+v", w.digests)
	}
}

// One that is late by less than a day is made, one that is later is left out, and whatever
// was missed the next one comes at its hour.
func TestAWeekThatComesLate(t *testing.T) {
	for late, made := range map[time.Duration]int{
		0: 1, 12 * time.Hour: 1, 24*time.Hour - time.Second: 1, 24 * time.Hour: 0, 20 * 24 * time.Hour: 0,
	} {
		w := newWeeks(t, "monday 09:00")
		w.stands(begins.AddDate(0, 0, 35))
		due := w.due()
		w.stands(due.Add(late).AddDate(0, 0, 5))
		w.rings(late)
		if len(w.digests) != made || len(w.reports) != 1-made {
			t.Errorf("%v late: %d, and %q", late, len(w.digests), w.reports)
		}
		if made == 1 && w.digests[0].Reference != flows.DayReference(due) {
			t.Errorf("%v late: %s", late, w.digests[0].Reference)
		}
		if next := w.due().In(w.machine.Programme.Sites[0].Zone); !next.After(w.now) || next.Sub(w.now) > 7*24*time.Hour || next.Format("Mon 15:04") != "Mon 09:00" {
			t.Errorf("%v late: the next is due at %v", late, next)
		}
	}
}

// Nothing is made of events that nobody can sign up for, that begin late, or are for those
// of a course; nor when the programme file says off, however it stood before.
func TestAWeekOfNothing(t *testing.T) {
	w := newWeeks(t, "monday 09:00")
	due := time.Date(2027, 3, 22, 8, 0, 0, 0, time.UTC)
	w.stands(due.Add(21*24*time.Hour + time.Minute))
	w.rings(0)
	w.stands(w.due()) // it begins at that moment: sign-up has closed
	w.rings(0)
	if len(w.digests) > 0 || len(w.reports) > 0 {
		t.Errorf("%+v %q", w.digests, w.reports)
	}
	w.reads("off")
	w.stands(w.now.AddDate(0, 0, 10))
	if !w.due().IsZero() {
		t.Errorf("off, and due at %v", w.due())
	}
	w.reads("tuesday 10:00")
	w.stands(w.now.AddDate(0, 0, 10))
	due = w.due()
	if got := due.In(w.machine.Programme.Sites[0].Zone).Format("Mon 15:04"); got != "Tue 10:00" {
		t.Errorf("on again, and due at %s", got)
	}
	w.reads("off") // while it is due
	w.rings(time.Minute)
	if len(w.digests) > 0 || !w.due().IsZero() {
		t.Errorf("off: %+v, due at %v", w.digests, w.due())
	}
}

// A listing of a version that had no digest rings from the first person on who looks at it.
func TestAnOlderListingBegins(t *testing.T) {
	w := newWeeks(t, "off")
	w.stands(begins.AddDate(0, 0, 10))
	w.reads("monday 09:00")
	person := w.ids.Person(7)
	guest := event.GuestOf(w.ids, person)
	tell, err := flows.NewTell(w.id(), "which", map[string]any{"guest": guest, "person": person, "query": "q", "lang": "en"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.machine.Step(flows.Turn{Now: w.now, IDs: w.ids, Members: map[string][]byte{"events": w.events}}, w.actor(), flows.Told{From: guest, Name: tell.Name, Data: tell.Data})
	if err != nil || len(r.Effects) != 1 || r.Actor.Timers["week"].IsZero() {
		t.Errorf("%+v %v", r, err)
	}
}

// Of many events the soonest are told, as many as fit into what is told to everybody.
func TestAWeekOfManyEvents(t *testing.T) {
	for title, least := range map[string]int{"Lab": flows.CastEventsMost, strings.Repeat("ش", 80): 40} {
		w := newWeeks(t, "monday 09:00")
		w.stands(begins.AddDate(0, 0, 10))
		var all []event.Standing
		for n := range 150 {
			s := event.Standing{Reference: flows.NewReference(rand.New(rand.NewPCG(1, uint64(n)))), Rev: 1, Plan: event.Plan{
				Kind: event.KindLab, Site: "leipzig", Open: event.OpenEverybody, Start: begins.AddDate(0, 0, 10).Add(time.Duration(n) * time.Minute), Minutes: 60,
			}}
			for _, lang := range []i18n.Lang{"de", "en", "ar", "uk"} {
				s.Plan.Words = append(s.Plan.Words, event.Words{Lang: lang, Title: title})
			}
			all = append(all, s)
		}
		var err error
		if w.events, err = json.Marshal(all); err != nil {
			t.Fatal(err)
		}
		w.rings(0)
		if len(w.digests) != 1 {
			t.Fatalf("%d digests", len(w.digests))
		}
		events := w.digests[0].Events
		data, err := json.Marshal(w.digests[0])
		if err != nil || len(data) > 48<<10 || len(events) < least {
			t.Errorf("%q: %d events in %d bytes: %v", title, len(events), len(data), err)
		}
		for n, e := range events {
			if e.Reference != all[n].Reference {
				t.Fatalf("%d is another one", n)
			}
		}
	}
}
