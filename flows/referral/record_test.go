package referral_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/referral"
	"wecan/i18n"
)

// reload publishes the programme file with something else in the place of a part.
func (w *world) reload(old, another string) {
	w.tb.Helper()
	book, err := flows.Parse(enrollment.Capability(), referral.Capability())
	if err != nil {
		w.tb.Fatal(err)
	}
	file := strings.Replace(programme, old, another, 1)
	if file == programme {
		w.tb.Fatalf("the programme has no %q", old)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(file))
	if err != nil {
		w.tb.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), nil)
	if err != nil {
		w.tb.Fatal(err)
	}
	if w.defs, err = flows.Compile(book, catalog, p); err != nil {
		w.tb.Fatal(err)
	}
}

// record is the safeguarding record of a referral, and all that stands in it.
func (w *world) record(number string) (referral.RecordView, []referral.RecordNote, []referral.Reading) {
	w.tb.Helper()
	id := w.ids.Of(flows.KindRecord, number)
	v, _, err := referral.ReadRecord(w.actors[id])
	if err != nil {
		w.tb.Fatal(err)
	}
	notes, readings, err := v.Contents(w.members[id])
	if err != nil {
		w.tb.Fatal(err)
	}
	return v, notes, readings
}

// held are the members of a record that are not deleted.
func (w *world) held(number string) []string {
	var out []string
	for name, value := range w.members[w.ids.Of(flows.KindRecord, number)] {
		if value != nil {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// files has somebody ask the referral to keep a note, and tells what it answers
// her.
func (w *world) files(number string, chat int64, id, text string) (answer string) {
	w.tb.Helper()
	data, err := json.Marshal(map[string]string{"id": id, "how": text})
	if err != nil {
		w.tb.Fatal(err)
	}
	from := w.ids.Person(chat)
	w.under = func(d delivery) bool {
		if told, is := d.in.(flows.Told); is && d.to == from && told.From.Kind() == flows.KindReferral {
			answer = told.Name
		}
		return false
	}
	w.bring(delivery{w.ids.Of(flows.KindReferral, number), flows.Told{From: from, Name: "file", Data: data}})
	w.under = nil
	return answer
}

// taken is a world in which Nadia, or of a restricted topic Petra, has Amina's
// request.
func taken(t *testing.T, topic string, who int64) (w *world, number string) {
	t.Helper()
	w = staffed(t)
	w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": true})
	w.asks(amina, topic, "I need help.")
	w.tap(who, "Accept")
	return w, w.reference(amina)
}

func (w *world) atDesk(in flows.Incoming, err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

func TestOnlyWhoeverHasARequestWritesIntoItsRecord(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	for _, c := range []struct {
		who  int64
		want string
	}{{nadia, "kept"}, {omar, "unknown"}, {petra, "unknown"}, {karin, "unknown"}, {amina, "unknown"}} {
		if got := w.files(number, c.who, fmt.Sprint("n", c.who), "words"); got != c.want {
			t.Errorf("%d is answered %q, wanted is %q", c.who, got, c.want)
		}
	}
	w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.duty", map[string]any{"id": "omar", "away": false})
	w.tap(nadia, "Pass on")
	w.tap(nadia, "No time")
	if got := w.files(number, nadia, "between", "words"); got != "unknown" {
		t.Errorf("she has passed it on, and is answered %q", got)
	}
	w.tap(omar, "Accept")
	if got := w.files(number, nadia, "after", "words"); got != "unknown" {
		t.Errorf("another has it, and she is answered %q", got)
	}
	if got := w.files(number, omar, "his", "more words"); got != "kept" {
		t.Errorf("he has it, and is answered %q", got)
	}
	w.tap(omar, "Close it")
	w.tap(omar, "Solved")
	if got := w.files(number, omar, "late", "words"); got != "unknown" {
		t.Errorf("it is closed, and he is answered %q", got)
	}
	v, notes, _ := w.record(number)
	if v.Notes != 2 || len(notes) != 2 || w.desk(number).Notes != 2 {
		t.Fatalf("the record has %d notes, %v, and the referral knows of %d", v.Notes, notes, w.desk(number).Notes)
	}
	if n := notes[1]; n.By != "omar" || n.Name != "Omar" || n.Text != "more words" || !n.At.Equal(w.now) {
		t.Errorf("the second note is %+v", n)
	}
	var filed []string
	for _, c := range w.desk(number).Changes {
		if c.What == referral.Filed {
			filed = append(filed, c.By+c.Who+c.Why)
		}
	}
	if !slices.Equal(filed, []string{"nadia", "omar"}) {
		t.Errorf("the referral knows of notes by %q", filed)
	}
}

// Restricted topics: who has it must be trained, also after the programme file
// has changed; whoever stands not in it is known from the roster.
func TestOnlyTrainedPeopleWriteAboutRestrictedTopics(t *testing.T) {
	w, number := taken(t, "Health", petra)
	if got := w.files(number, petra, "n1", "words"); got != "kept" {
		t.Errorf("she is the lead, and is answered %q", got)
	}
	w.reload("roles: [lead], languages: [de, en]", "roles: [navigator], languages: [de, en]")
	if got := w.files(number, petra, "n2", "words"); got != "untrained" {
		t.Errorf("she is the lead no more, and is answered %q", got)
	}
	if v, _, _ := w.record(number); v.Notes != 1 {
		t.Errorf("the record has %d notes", v.Notes)
	}

	w = newWorld(t)
	for id, trained := range map[string]bool{"amal": true, "bea": false} {
		w.tell(w.ids.Of(flows.KindRoster, "leipzig"), "people.add", map[string]any{"id": id, "is": flows.TeamMember{
			ID: id, Name: id, Site: "leipzig", Roles: []flows.Role{flows.RoleCoordinator}, Languages: []i18n.Lang{"en"}, Trained: trained, Cap: 9,
		}})
	}
	w.joins("amal", "leipzig", nadia)
	w.joins("bea", "leipzig", omar)
	w.phone(amina, "en")
	w.asks(amina, "Health", "I need help.")
	w.tap(nadia, "Accept")
	if got := w.files(w.only().Reference, nadia, "n1", "words"); got != "kept" {
		t.Errorf("she was added as trained, and is answered %q", got)
	}
	w.phone(2, "en")
	w.asks(2, "Housing", "I need help.")
	w.tap(omar, "Accept")
	for id := range w.actors {
		if c, ok, _ := referral.ReadCase(w.actors[id]); id.Kind() == flows.KindReferral && ok && c.Owner == "bea" {
			if got := w.files(c.Reference, omar, "n1", "words"); got != "kept" {
				t.Errorf("the topic is not restricted, and she is answered %q", got)
			}
			return
		}
	}
	t.Error("bea has nothing")
}

// The same note twice, and every message about it twice, is one note.
func TestANoteThatComesTwiceIsOneNote(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	w.files(number, nadia, "n1", "words")
	if got := w.files(number, nadia, "n1", "words"); got != "kept" {
		t.Errorf("the second time she is answered %q", got)
	}
	before := len(w.desk(number).Changes)
	for _, d := range slices.Clone(w.past) {
		if told, is := d.in.(flows.Told); is && (d.to.Kind() == flows.KindRecord || told.Name == "record.kept" || told.Name == "file") {
			w.bring(d)
		}
	}
	if v, notes, _ := w.record(number); v.Notes != 1 || len(w.desk(number).Changes) != before {
		t.Errorf("it is there %d times: %v, and the referral has %d changes instead of %d", v.Notes, notes, len(w.desk(number).Changes), before)
	}
}

// What is not from the referral itself does not come into its record.
func TestNobodyElseWritesIntoARecord(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	w.files(number, nadia, "n1", "words")
	for _, told := range []flows.Told{
		{From: w.ids.Person(nadia), Name: "record.note", Data: json.RawMessage(`{"id":"x","reference":"` + number + `","text":"forged"}`)},
		{From: w.ids.Of(flows.KindReferral, "WE-2222-222"), Name: "record.note", Data: json.RawMessage(`{"id":"y","reference":"WE-2222-222","text":"forged"}`)},
		{From: w.ids.Person(nadia), Name: "record.ends", Data: json.RawMessage(`{"seq":99,"reference":"` + number + `","closed":"2020-01-01T00:00:00Z"}`)},
	} {
		id := w.ids.Of(flows.KindRecord, number)
		r, err := w.defs.Step(flows.Turn{Now: w.now, IDs: w.ids}, w.actors[id], told)
		if err != nil || len(r.Reports) != 1 || len(r.Members) > 0 || len(r.Actor.Timers) > 0 || !bytes.Equal(r.Actor.Body, w.actors[id].Body) {
			t.Errorf("%s of %s: %v %v %s", told.Name, told.From, err, r.Reports, r.Members)
		}
	}
}

// What she writes stands in the record, and nowhere else: not on any phone, in no
// other state, and in no turn that the journal keeps.
func TestANoteStandsInTheRecordOnly(t *testing.T) {
	const secret = "he has hit her"
	w, number := taken(t, "Housing", nadia)
	withheld := 0
	w.left = func(d delivery, was flows.Actor, r flows.Result) {
		all := fmt.Sprintf("%+v %s %s %s", d.in, was.Body, r.Actor.Body, r.Members)
		if told, is := d.in.(flows.Told); is {
			all += string(told.Data)
		}
		for _, e := range r.Effects {
			data, err := flows.EncodeEffect(e)
			if err != nil {
				t.Fatal(err)
			}
			all += string(data)
		}
		switch {
		case r.Withheld:
			withheld++
		case strings.Contains(all, secret):
			t.Errorf("the journal keeps a turn of %s with the note in it", d.to.Kind())
		}
	}
	w.tap(nadia, "Safety note")
	w.tap(nadia, "Write a note")
	w.write(nadia, secret)
	w.tap(nadia, "Put it in")
	if _, notes, _ := w.record(number); len(notes) != 1 || notes[0].Text != secret {
		t.Fatalf("the record has %v", notes)
	}
	if withheld < 6 {
		t.Errorf("only %d turns are withheld: does the test see them?", withheld)
	}
	withheld = 0
	w.write(nadia, "Hello")
	if withheld > 0 {
		t.Error("turns are withheld long after the note")
	}
	for id, a := range w.actors {
		if bytes.Contains(a.Body, []byte(secret)) {
			t.Errorf("it stands in the state of a %s", id.Kind())
		}
		for name, value := range w.members[id] {
			if id.Kind() != flows.KindRecord && bytes.Contains(value, []byte(secret)) {
				t.Errorf("it stands in the member %s of a %s", name, id.Kind())
			}
		}
		for _, index := range a.Index {
			if id.Kind() == flows.KindRecord {
				t.Errorf("a record stands in the index %s", index)
			}
		}
	}
	for _, p := range w.phones {
		if p.has(secret) {
			t.Errorf("%d reads it:\n%s", p.chat, p)
		}
	}
}

// Half written, it is forgotten in the same way when she throws it away.
func TestANoteThatIsThrownAwayIsGone(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	w.tap(nadia, "Safety note")
	w.tap(nadia, "Write a note")
	w.write(nadia, "he has hit her")
	w.tap(nadia, "Throw it away")
	if _, ok := w.actors[w.ids.Of(flows.KindRecord, number)]; ok {
		t.Error("there is a record")
	}
	for id, a := range w.actors {
		if bytes.Contains(a.Body, []byte("he has hit her")) {
			t.Errorf("it stands in the state of a %s", id.Kind())
		}
	}
}

// While she writes a note the coordinator gives her another request: what she
// types is still the note, and not for the other person.
func TestANoteDoesNotGoToAPersonWhoComesMeanwhile(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	w.phone(2, "en")
	w.tap(nadia, "Safety note")
	w.tap(nadia, "Write a note")
	w.asks(2, "Housing", "words of Olena")
	if got, _ := w.order(w.reference(2), referral.Order{ID: "o", By: "Karin", To: "nadia", Site: "leipzig"}); got != referral.Done {
		t.Fatalf("it came to %q", got)
	}
	w.write(nadia, "he has hit her")
	w.tap(nadia, "Put it in")
	for _, chat := range []int64{amina, 2} {
		if w.phones[chat].has("he has hit her") {
			t.Errorf("%d reads it", chat)
		}
	}
	if v, _, _ := w.record(number); v.Notes != 1 {
		t.Errorf("the record has %d notes:\n%s", v.Notes, w.phones[nadia])
	}
	w.write(nadia, "for whom is this")
	if w.phones[amina].has("for whom is this") || w.phones[2].has("for whom is this") {
		t.Error("what she writes next goes to one of two without a question")
	}
}

// Two notes at a time do not mix: each belongs to one request, and she is told of
// the one that she left.
func TestTwoNotesDoNotMix(t *testing.T) {
	w := twoTalks(t)
	number := map[int64]string{amina: w.reference(amina), 2: w.reference(2)}
	begin := func(chat int64) { // by the button of that chat
		t.Helper()
		for _, m := range w.phones[nadia].messages {
			for _, b := range m.buttons {
				if strings.Contains(b.Label, "Safety note") && strings.Contains(b.Data, number[chat]) {
					w.query++
					w.bring(delivery{w.ids.Person(nadia), flows.Tap{Origin: w.origin(nadia), Query: fmt.Sprint("q", w.query), Message: m.number, Data: b.Data}})
					return
				}
			}
		}
		t.Fatalf("there is no button for %s", number[chat])
	}
	begin(2)
	w.tap(nadia, "Write a note")
	w.write(nadia, "about Olena")
	old, at, ok := w.phones[nadia].button("Put it in")
	if !ok {
		t.Fatal("she is not asked")
	}
	begin(amina)
	if !w.phones[nadia].has("so I threw it away") {
		t.Error("she is not told that the note is gone")
	}
	w.tap(nadia, "Write a note")
	w.write(nadia, "about Amina")
	w.query++
	w.bring(delivery{w.ids.Person(nadia), flows.Tap{Origin: w.origin(nadia), Query: "old", Message: at, Data: old.Data}})
	w.tap(nadia, "Put it in")
	if w.write(nadia, "/waiting"); !strings.Contains(w.phones[nadia].last(), number[amina]) {
		t.Errorf("she is asked something still: %q", w.phones[nadia].last())
	}
	if _, notes, _ := w.record(number[amina]); len(notes) != 1 || notes[0].Text != "about Amina" {
		t.Errorf("Amina's record has %v", notes)
	}
	if got := w.held(number[2]); len(got) > 0 {
		t.Errorf("Olena's record has %v", got)
	}
}

// A second tap on the button begins nothing more: once is enough to leave it.
func TestASecondTapOnTheButtonOfANote(t *testing.T) {
	w, _ := taken(t, "Housing", nadia)
	for range 2 {
		w.tap(nadia, "Safety note")
	}
	w.tap(nadia, "No note")
	if w.write(nadia, "Hello"); !w.phones[amina].has("Hello") {
		t.Errorf("she is asked still:\n%s", w.phones[nadia])
	}
}

const year = 365 * 24 * time.Hour

func TestARecordIsDeletedWhenItsTimeIsOver(t *testing.T) {
	w, number := taken(t, "Health", petra)
	w.files(number, petra, "n1", "words")
	w.wait(3 * year)
	if v, notes, _ := w.record(number); v.Notes != 1 || len(notes) != 1 || !v.Until.IsZero() {
		t.Fatalf("it is open still, and the record has %v until %v", notes, v.Until)
	}
	w.order(number, referral.Order{ID: "o1", By: "Karin", Outcome: referral.Solved})
	closed := w.now
	v, _, _ := w.record(number)
	if want := closed.Add(2 * year); !v.Until.Equal(want) {
		t.Fatalf("it is kept until %v, wanted is %v", v.Until, want)
	}
	w.atDesk(referral.NewReading(w.ids, number, referral.RecordOrder{ID: "r1", By: "Karin"}))

	// Opened again it is held again.
	w.wait(10 * 24 * time.Hour)
	w.wishes(amina, number, "reopen")
	if v, _, _ := w.record(number); !v.Until.IsZero() {
		t.Fatalf("it is open again, and the record is kept until %v", v.Until)
	}
	w.wait(3 * year)
	if v, _, _ := w.record(number); v.Notes != 1 {
		t.Fatal("it is open again, and its record is gone")
	}
	w.order(number, referral.Order{ID: "o2", By: "Karin", Outcome: referral.Solved})
	closed = w.now
	w.wait(2*year - time.Minute)
	if got := w.held(number); !slices.Equal(got, []string{"note:1", "read:1"}) {
		t.Fatalf("a minute before its time it has %v", got)
	}
	w.wait(2 * time.Minute)
	v, _, _ = w.record(number)
	if got := w.held(number); len(got) > 0 || v.Notes > 0 || v.Readings > 0 || v.Erased == nil || v.Erased.By != referral.ByProgram || !v.Erased.At.Equal(closed.Add(2*year)) {
		t.Errorf("after its time it has %v and is %+v", got, v)
	}
	if got := w.desk(number).Notes; got != 0 {
		t.Errorf("the referral knows of %d notes", got)
	}
}

// wishes tells a referral what its person wants.
func (w *world) wishes(chat int64, number, what string) {
	w.tb.Helper()
	data, err := json.Marshal(map[string]string{"id": fmt.Sprint("wish", w.turns)})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{w.ids.Of(flows.KindReferral, number), flows.Told{From: w.ids.Person(chat), Name: what, Data: data}})
}

// The programme file may give records more time while they wait for their end.
func TestALongerTimeCountsForOldRecordsToo(t *testing.T) {
	w, number := taken(t, "Health", petra)
	w.files(number, petra, "n1", "words")
	w.order(number, referral.Order{ID: "o1", By: "Karin", Outcome: referral.Solved})
	w.reload("keep: {months: 6}", "keep: {months: 6}\nreferrals: {record: 1095d}")
	w.wait(2*year + time.Hour)
	if v, _, _ := w.record(number); v.Notes != 1 {
		t.Error("it is gone after two years")
	}
	w.wait(year)
	if v, _, _ := w.record(number); v.Notes != 0 {
		t.Error("it is there after three years")
	}
}

// News that are overtaken change nothing: a record whose referral was opened again
// is not deleted because its first end is told late.
func TestALateEndOfAReferralChangesNothing(t *testing.T) {
	w, number := taken(t, "Health", petra)
	w.files(number, petra, "n1", "words")
	var late []delivery
	w.under = func(d delivery) bool {
		told, is := d.in.(flows.Told)
		if is && told.Name == "record.ends" && len(late) == 0 {
			late = append(late, d)
			return true
		}
		return false
	}
	w.order(number, referral.Order{ID: "o1", By: "Karin", Outcome: referral.Solved})
	w.wishes(amina, number, "reopen")
	w.under = nil
	w.bring(late[0])
	if v, _, _ := w.record(number); !v.Until.IsZero() {
		t.Errorf("it is open, and kept until %v", v.Until)
	}
}

func TestReadingsAndErasuresOfARecord(t *testing.T) {
	w, number := taken(t, "Health", petra)
	// Of a record that nobody has made nothing comes.
	w.atDesk(referral.NewReading(w.ids, number, referral.RecordOrder{ID: "r0", By: "Karin"}))
	if _, ok, _ := referral.ReadRecord(w.actors[w.ids.Of(flows.KindRecord, number)]); ok {
		t.Error("a reading has made a record")
	}
	w.files(number, petra, "n1", "words")
	for range 2 { // the same order twice is one reading
		w.atDesk(referral.NewReading(w.ids, number, referral.RecordOrder{ID: "r1", By: " Karin ", Why: "a court has asked"}))
	}
	v, _, readings := w.record(number)
	if len(readings) != 1 || readings[0].By != "Karin" || readings[0].Why != "a court has asked" || !readings[0].At.Equal(w.now) || !v.Heard("r1") || v.Heard("r2") {
		t.Fatalf("the readings are %+v", readings)
	}
	w.atDesk(referral.NewErasure(w.ids, number, referral.RecordOrder{ID: "e1", By: "Karin", Why: "she has asked for it"}))
	v, notes, readings := w.record(number)
	if len(notes) > 0 || len(readings) != 1 || v.Erased == nil || v.Erased.By != "Karin" || v.Erased.Why != "she has asked for it" || !slices.Equal(w.held(number), []string{"read:1"}) {
		t.Errorf("after the erasure it has %v and %v, %+v", notes, w.held(number), v)
	}
	if got := w.desk(number).Notes; got != 0 {
		t.Errorf("the referral knows of %d notes", got)
	}
	w.files(number, petra, "n2", "later words") // it goes on
	if v, notes, _ := w.record(number); v.Notes != 1 || len(notes) != 1 || notes[0].Text != "later words" || w.desk(number).Notes != 1 {
		t.Errorf("after a further note it has %v", notes)
	}
	for _, o := range []referral.RecordOrder{{ID: "x"}, {ID: "x", By: "wecan"}, {ID: "x", By: strings.Repeat("x", 61)}, {ID: "x", By: "Karin", Why: strings.Repeat("x", 201)}} {
		if _, err := referral.NewReading(w.ids, number, o); err == nil {
			t.Errorf("%+v reads it", o)
		}
		if _, err := referral.NewErasure(w.ids, number, o); err == nil {
			t.Errorf("%+v deletes it", o)
		}
	}
}

// There is an end to what a record holds, and she is told so. Its state stays small.
func TestARecordIsFull(t *testing.T) {
	w, number := taken(t, "Health", petra)
	for i := range 200 {
		if got := w.files(number, petra, fmt.Sprint("note-number-", i), strings.Repeat("ж", 1000)); got != "kept" {
			t.Fatalf("note %d is answered %q", i+1, got)
		}
	}
	if got := w.files(number, petra, "one more", "words"); got != "full" {
		t.Errorf("one more is answered %q", got)
	}
	for i := range 510 {
		w.atDesk(referral.NewReading(w.ids, number, referral.RecordOrder{ID: fmt.Sprint("reading", i), By: "Karin"}))
	}
	v, notes, readings := w.record(number)
	if len(notes) != 200 || len(readings) != 500 || v.Readings != 510 {
		t.Errorf("it has %d notes and %d readings", len(notes), len(readings))
	}
	w.order(number, referral.Order{ID: "o1", By: "Karin", Outcome: referral.Solved})
	w.wait(2*year + time.Minute)
	if got := w.held(number); len(got) > 0 {
		t.Errorf("after its time it has %d members", len(got))
	}
}

// How many notes there are is for trained people and coordinators.
func TestTheBoardTellsHowManyNotesThereAre(t *testing.T) {
	w, number := taken(t, "Housing", nadia)
	w.files(number, nadia, "n1", "words")
	w.files(number, nadia, "n2", "words")
	for chat, sees := range map[int64]bool{petra: true, diet: true, karin: true, nadia: false, omar: false} {
		w.write(chat, "/waiting")
		if !w.phones[chat].has(number) || w.phones[chat].has("🔒2") != sees {
			t.Errorf("%d sees %q", chat, w.phones[chat].last())
		}
	}
	w.write(amina, "/question")
	w.tap(amina, "does it stand")
	if p := w.phones[amina]; strings.Contains(p.String(), "🔒") {
		t.Errorf("the person sees it:\n%s", p)
	}
}
