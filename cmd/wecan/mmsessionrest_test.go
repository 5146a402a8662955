package main

import (
	"slices"
	"strings"
	"testing"
)

// newSeries plans four sessions, a week apart, and answers the number of the first.
func (r *mmRig) newSeries() string {
	r.t.Helper()
	d := r.asksPlan("karin")
	draft := r.answers("one", "karin", d, "title", "Lab", "start", "2027-03-16 18:00", "place", "Room 5").Cards[0]
	_, d = r.taps("karin", draft, chooseSeries)
	text, _ := r.taps("karin", r.answers("two", "karin", d, "every", "1", "times", "4").Cards[0], chooseIt)
	return aNumber.FindString(text)
}

// Who helps, the phase and the reminders can be said of a session that is planned, and of
// those of its series that come later.
func TestTheRestOfASession(t *testing.T) {
	r := newSessionRig(t)
	first := r.newSeries()
	list := r.gives("karin", "sessions").Cards
	second := aNumber.FindString(list[1].Title)
	shown := r.gives("karin", "sessions "+second).Cards[0]
	if verbsOf(shown) != "changesession moresession peoplesession rhythmsession seriessession cancelsession" {
		t.Fatalf("it has %s", verbsOf(shown))
	}
	_, d := r.taps("karin", shown, choosePeople)
	got := r.answers("people", "karin", d, "trainer", " Lucia  Bianchi ", "interpreters", "arabic; українська", "travel", "We pay your ticket", "later", "true").Text
	if strings.Count(got, "I have changed ") != 3 {
		t.Errorf("said of all that come later: %s", got)
	}
	saysAll(t, "shown", r.gives("karin", "sessions "+second).Cards[0].Text, []string{"Lucia Bianchi", "We pay your ticket", "العربية, Українська"})
	if p := r.planned(first).Plan; p.Trainer != "" || p.Interpreters != nil {
		t.Errorf("the one before is %+v", p)
	}

	_, d = r.taps("karin", r.gives("karin", "sessions "+second).Cards[0], chooseRhythm)
	if last := d.Fields[len(d.Fields)-2]; last.Name != fieldRemind || last.Value != "" || !strings.Contains(last.Help, "as always (1d, 2h)") {
		t.Errorf("reminders are asked as %+v", last)
	}
	r.answers("rhythm", "karin", d, "remind", "٢h, 3d 30m", "later", "true")
	all, err := r.desk().sessions(t.Context(), "leipzig", false)
	if err != nil {
		t.Fatal(err)
	}
	for n, s := range all {
		want := [][]int{nil, {3 * 24 * 60, 120, 30}}[min(n, 1)]
		if !slices.Equal(s.Plan.Remind, want) || n > 0 && s.Plan.Trainer != "Lucia Bianchi" {
			t.Errorf("session %d is %+v", n, s.Plan)
		}
	}
	_, d = r.taps("karin", r.gives("karin", "sessions "+first).Cards[0], chooseRhythm)
	r.answers("none", "karin", d, "remind", "0")
	if p := r.planned(first).Plan; p.Remind == nil || len(p.Remind) > 0 {
		t.Errorf("without reminders it is %+v", p)
	}
}

// A series moves by as many days, to the same hour of the day, also when the clocks change.
func TestASeriesMoves(t *testing.T) {
	r := newSessionRig(t)
	number := r.newSeries()
	_, d := r.taps("karin", r.gives("karin", "sessions "+number).Cards[0], chooseSeries)
	if last := d.Fields[len(d.Fields)-1]; last.Name != fieldLater || last.Value != "true" {
		t.Fatalf("the later ones: %+v", last)
	}
	for range 2 { // the same dialog twice moves nothing twice
		r.answers("move", "karin", d, "start", "2027-03-17 19:30", "place", "Hall 2")
	}
	all, err := r.desk().sessions(t.Context(), "leipzig", false)
	berlin, _ := r.words().defs.Programme.Site("leipzig")
	var got []string
	for _, s := range all {
		got = append(got, s.Plan.Start.In(berlin.Zone).Format(localLayout)+" "+s.Plan.Place)
	}
	want := []string{"2027-03-17 19:30 Hall 2", "2027-03-24 19:30 Hall 2", "2027-03-31 19:30 Hall 2", "2027-04-07 19:30 Hall 2"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("they are at %q, %v", got, err)
	}
	if s := r.planned(number); s.Rev != 2 {
		t.Errorf("it was changed %d times", s.Rev-1)
	}
	alone := r.plans("karin", "Alone")
	if verbs := verbsOf(r.gives("karin", "sessions "+alone).Cards[0]); strings.Contains(verbs, chooseSeries) {
		t.Errorf("one that is in no series has %s", verbs)
	}
}

// What is wrong stands at its field.
func TestWhatIsWrongWithTheRest(t *testing.T) {
	r := newSessionRig(t)
	card := r.gives("karin", "sessions "+r.newSeries()).Cards[0]
	for _, c := range []struct{ verb, field, value, says string }{
		{choosePeople, "trainer", strings.Repeat("a", 81), "at most 80 characters"},
		{choosePeople, "travel", strings.Repeat("a", 201), "at most 200 characters"},
		{choosePeople, "interpreters", "Klingon", "I do not know one of these languages."},
		{chooseRhythm, "remind", "soon", "at most four times"},
		{chooseRhythm, "remind", "1d 2d 3d 4d 5d", "at most four times"},
		{chooseRhythm, "remind", "15d", "at most four times"},
		{chooseRhythm, "phase", "gone", "This phase is not in the programme any more."},
		{chooseSeries, "start", "soon", "I do not understand this day"},
		{chooseSeries, "start", "2027-01-03 09:30", "This is over already."},
		{chooseSeries, "length", "long", "Please write hours and minutes"},
		{chooseSeries, "place", "", "Please write an address"},
	} {
		_, d := r.taps("karin", card, c.verb)
		values := prefilled(d)
		values[c.field] = c.value
		var list []string
		for name, value := range values {
			list = append(list, name, value)
		}
		wrong := r.fills("karin", d, list...)
		if c.verb == chooseRhythm && c.field == "phase" && len(wrong) == 1 && strings.Contains(wrong[""]+wrong["phase"], c.says) {
			continue // without phases the dialog does not ask for one
		}
		if len(wrong) != 1 || !strings.Contains(wrong[c.field], c.says) {
			t.Errorf("%s %q: %v", c.field, c.value, wrong)
		}
	}
	for s, want := range map[string][]int{"": nil, "0": {}, "٠": {}, "1d": {1440}, "2h, 1D": {1440, 120}, "90m": {90}} {
		got, ok := readReminds(s)
		if !ok || (got == nil) != (want == nil) || !slices.Equal(got, want) {
			t.Errorf("%q is read as %v %v", s, got, ok)
		}
		if back, ok := readReminds(remindWords(got)); !ok || !slices.Equal(back, got) {
			t.Errorf("%v is written as %q", got, remindWords(got))
		}
	}
}
