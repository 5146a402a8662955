package referral_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

// mornings is a world of which the digests are kept, and what is reported.
type mornings struct {
	*world
	digests []string // "2026-03-02 09:00 help/leipzig: text", by the clock of Leipzig
	reports []string
	posts   int // that the digests have left: of two with one mark the second is not shown
}

func newMornings(t *testing.T, programme string) *mornings {
	t.Helper()
	x := &mornings{world: newWorldOf(t, programme)}
	x.board.refused = true // what is reported is looked at here
	x.board.seen = func(on *stands, _ flows.Effect) {
		if strings.HasPrefix(on.mark, "digest/") {
			x.digests = append(x.digests, x.now.In(x.site("leipzig").Zone).Format("2006-01-02 15:04 ")+on.channel+": "+on.post.Text)
		}
	}
	x.left = func(d delivery, _ flows.Actor, r flows.Result) {
		x.reports = append(x.reports, r.Reports...)
		if d.to.Kind() == flows.KindDigest {
			x.posts += len(r.Effects)
		}
	}
	return x
}

func (w *world) site(id string) flows.Site {
	s, _ := w.defs.Programme.Site(id)
	return s
}

// stands tells the roster of Leipzig how a referral stands, as that does.
func (w *world) stands(reference, how string) {
	w.tb.Helper()
	data := fmt.Sprintf(`{"reference":%q,%s}`, reference, how)
	w.bring(delivery{w.ids.Of(flows.KindRoster, "leipzig"), flows.Told{From: w.ids.Of(flows.KindReferral, reference), Name: "stands", Data: json.RawMessage(data)}})
}

const (
	waitsGreen  = `"colour":"green","status":"navigator","since":"2026-03-02T10:00:00Z","waits":"2026-03-02T10:00:00Z","topic":"housing","tongue":"ar","owner":"Nadia"`
	waitsDanger = `"colour":"red","status":"new","since":"2026-03-02T10:30:00Z","waits":"2026-03-02T10:30:00Z","topic":"danger","tongue":"uk","restricted":true`
)

// when are the times and channels of the digests.
func (x *mornings) when() []string {
	var out []string
	for _, d := range x.digests {
		at, _, _ := strings.Cut(d, ": ")
		out = append(out, at)
	}
	return out
}

func (x *mornings) expect(t *testing.T, want ...string) {
	t.Helper()
	if got := x.when(); !slices.Equal(got, want) {
		t.Errorf("there are digests at\n%s\nwanted:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (x *mornings) at(t *testing.T, local string) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", local, x.site("leipzig").Zone)
	if err != nil {
		t.Fatal(err)
	}
	x.now = at.UTC()
}

// leipzig is the programme of the tests with other lines for Leipzig.
func leipzig(lines string) string {
	const hours = `    hours: {mon: "09:00-17:00", tue: "09:00-17:00", wed: "09:00-17:00", thu: "09:00-17:00", fri: "09:00-17:00"}` + "\n"
	return strings.Replace(withMattermost, hours, lines+"\n", 1)
}

// Each day on which somebody is there has one, at the first hour by the clock of the
// site: also after the clocks have changed, and not on a holiday.
func TestADigestComesOnEachDayOfTheTeam(t *testing.T) {
	x := newMornings(t, leipzig(`    hours: {mon: "14:00-17:00, 08:30-12:00", thu: "10:00-12:00", fri: "09:00-17:00"}
    holidays: ["2026-04-03", "2026-10-29"]`))
	x.at(t, "2026-03-26 10:00") // a Thursday: what is open at that hour comes next time
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.wait(15 * 24 * time.Hour)
	x.expect(t, "2026-03-27 09:00 help/leipzig", "2026-03-30 08:30 help/leipzig", "2026-04-02 10:00 help/leipzig", "2026-04-06 08:30 help/leipzig", "2026-04-09 10:00 help/leipzig", "2026-04-10 09:00 help/leipzig")
	x.digests = nil
	x.at(t, "2026-10-22 23:00")
	x.wait(0) // what fell due in the meantime is over
	x.digests = nil
	x.wait(9 * 24 * time.Hour)
	x.expect(t, "2026-10-23 09:00 help/leipzig", "2026-10-26 08:30 help/leipzig", "2026-10-30 09:00 help/leipzig")
}

// Where nobody has to do anything there is none, and none at a site without a channel.
func TestWhereNothingWaitsThereIsNoDigest(t *testing.T) {
	x := newMornings(t, withMattermost)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.stands("WE-AAAA-AAA", strings.Replace(waitsGreen, `"navigator"`, `"closed"`, 1))
	x.stands("WE-BBBB-BBB", `"colour":"red","status":"person","since":"2026-03-02T10:00:00Z","topic":"housing","tongue":"ar","owner":"Nadia"`)
	x.wait(3 * 24 * time.Hour)
	x.expect(t)
	y := newMornings(t, programme)
	y.stands("WE-AAAA-AAA", waitsGreen)
	y.wait(3 * 24 * time.Hour)
	y.expect(t)
	if timers := y.actors[y.ids.Of(flows.KindRoster, "leipzig")].Timers; len(timers) > 0 {
		t.Errorf("a site without a channel waits for %v", timers)
	}
}

// Two processes may ring at once, and what a roster tells may come twice.
func TestADayHasOneDigest(t *testing.T) {
	x := newMornings(t, withMattermost)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.stands("WE-BBBB-BBB", waitsDanger)
	roster := x.ids.Of(flows.KindRoster, "leipzig")
	due := x.actors[roster].Timers["digest"]
	before := x.actors[roster]
	x.wait(24 * time.Hour)
	x.expect(t, "2026-03-03 09:00 help/trained", "2026-03-03 09:00 help/leipzig")

	x.at(t, "2026-03-03 09:10")
	x.actors[roster] = before // as if the other one had won
	x.bring(delivery{roster, flows.Timer{Name: "digest", Due: due}})
	x.again(t, "digest.waits")
	x.expect(t, "2026-03-03 09:00 help/trained", "2026-03-03 09:00 help/leipzig")
	digest := 0
	for _, d := range x.past {
		if d.to.Kind() == flows.KindDigest {
			digest++
		}
	}
	if digest != 4 {
		t.Errorf("the digest was told %d times, so nothing came twice", digest)
	}
	x.at(t, "2026-03-04 08:00")
	x.wait(2 * time.Hour)
	x.again(t, "digest.waits") // of both days
	if len(x.digests) != 4 || x.posts != 4 || len(x.reports) > 0 {
		t.Errorf("there are digests at %v, in %d posts, and reports %v", x.when(), x.posts, x.reports)
	}
}

// again repeats all that was told under a name.
func (x *mornings) again(t *testing.T, name string) {
	t.Helper()
	for _, d := range slices.Clone(x.past) {
		if told, is := d.in.(flows.Told); is && told.Name == name {
			x.bring(d)
		}
	}
}

// What is restricted, or must not be read by somebody of the team, is told and counted
// only where it may stand.
func TestADigestTellsNobodyWhatHeMustNotRead(t *testing.T) {
	x := newMornings(t, withMattermost)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.stands("WE-BBBB-BBB", waitsDanger)
	x.stands("WE-CCCC-CCC", waitsGreen+`,"avoid":"nadya"`)
	x.stands("WE-DDDD-DDD", waitsGreen+`,"unwanted":["omar"]`)
	x.stands("WE-FFFF-FFF", waitsGreen+`,"avoid":"Petra"`) // who is trained: it stands nowhere
	x.wait(24 * time.Hour)
	x.expect(t, "2026-03-03 09:00 help/trained", "2026-03-03 09:00 help/leipzig")
	trained, all := x.digests[0], x.digests[1]
	if strings.Contains(x.digests[0], "help/leipzig") {
		trained, all = all, trained
	}
	for reference, in := range map[string][2]bool{"WE-AAAA-AAA": {true, false}, "WE-BBBB-BBB": {false, true}, "WE-CCCC-CCC": {false, true}, "WE-DDDD-DDD": {false, true}, "WE-FFFF-FFF": {}} {
		if strings.Contains(all, reference) != in[0] || strings.Contains(trained, reference) != in[1] {
			t.Errorf("%s stands in the wrong place:\n%s\n%s", reference, all, trained)
		}
	}
	if !strings.Contains(all, ": 1 request waits") || strings.Contains(all, "Red") || !strings.Contains(trained, ": 3 requests wait") {
		t.Errorf("something is counted in the wrong place:\n%s\n%s", all, trained)
	}
	if y := newMornings(t, strings.Replace(withMattermost, ", restricted: help/trained", "", 1)); y != nil { // nowhere, then
		y.stands("WE-BBBB-BBB", waitsDanger)
		y.wait(24 * time.Hour)
		y.expect(t)
	}
}

// A restricted channel that is an open one by now, and one that is gone, get none.
func TestADigestKeepsToTheProgrammeOfToday(t *testing.T) {
	x := newMornings(t, withMattermost)
	digest := x.ids.Of(flows.KindDigest, "leipzig")
	from := x.ids.Of(flows.KindRoster, "leipzig")
	tell := func(day, channel, more string) {
		data := fmt.Sprintf(`{"site":"leipzig","day":%q,"channels":[{"channel":%q%s,"counts":{"red":1},"first":[{"reference":"WE-BBBB-BBB","colour":"red","topic":"danger","since":"2026-03-02T10:30:00Z"}]}]}`, day, channel, more)
		x.bring(delivery{digest, flows.Told{From: from, Name: "digest.waits", Data: json.RawMessage(data)}})
	}
	tell("2026-03-03", "help/leipzig", `,"restricted":true`)
	tell("2026-03-04", "help/gone", "")
	tell("2026-03-05", "help/trained", "")
	from = x.ids.Of(flows.KindRoster, "roma")
	tell("2026-03-06", "help/leipzig", "")
	if len(x.digests) != 0 || len(x.reports) != 4 {
		t.Errorf("there are digests at %v, and reports %v", x.when(), x.reports)
	}
}

// One that fell due while nobody looked is of use until noon, or for an hour where the
// team comes later.
func TestALateDigest(t *testing.T) {
	const dropped, over = "too late", "a day that is over"
	for name, c := range map[string]struct {
		hours, up string
		want      []string
		reports   []string
	}{
		"before noon":        {"09:00-17:00", "2026-03-03 11:59", []string{"2026-03-03 11:59 help/leipzig"}, nil},
		"at noon":            {"09:00-17:00", "2026-03-03 12:00", nil, []string{dropped}},
		"on the next night":  {"09:00-17:00", "2026-03-04 03:00", nil, []string{over}},
		"on the next day":    {"09:00-17:00", "2026-03-04 10:00", []string{"2026-03-04 10:00 help/leipzig"}, []string{over}},
		"the next afternoon": {"09:00-17:00", "2026-03-04 15:00", nil, []string{over}},
		"on a Sunday":        {"09:00-17:00", "2026-03-08 10:00", nil, []string{over}},
		"they come late":     {"13:00-17:00", "2026-03-03 13:59", []string{"2026-03-03 13:59 help/leipzig"}, nil},
		"later than that":    {"13:00-17:00", "2026-03-03 14:00", nil, []string{dropped}},
	} {
		t.Run(name, func(t *testing.T) {
			h := fmt.Sprintf("%q", c.hours)
			x := newMornings(t, leipzig("    hours: {mon: "+h+", tue: "+h+", wed: "+h+", thu: "+h+", fri: "+h+"}"))
			x.at(t, "2026-03-02 17:30")
			x.stands("WE-AAAA-AAA", waitsGreen)
			x.at(t, c.up)
			x.wait(0)
			x.expect(t, c.want...)
			if len(x.reports) != len(c.reports) || len(c.reports) > 0 && !strings.Contains(x.reports[0], c.reports[0]) {
				t.Errorf("reported: %q, wanted %q", x.reports, c.reports)
			}
			if next := x.actors[x.ids.Of(flows.KindRoster, "leipzig")].Timers["digest"]; !next.After(x.now) {
				t.Errorf("the next one is due at %s", next)
			}
		})
	}
}

// What the programme file says of hours and channels may change at any time.
func TestADigestSurvivesAnotherProgramme(t *testing.T) {
	const daily = `    hours: {mon: "%[1]s", tue: "%[1]s", wed: "%[1]s", thu: "%[1]s", fri: "%[1]s"}`
	later, sooner := leipzig(fmt.Sprintf(daily, "10:00-17:00")), leipzig(fmt.Sprintf(daily, "07:00-17:00"))
	free := leipzig(fmt.Sprintf(daily, "09:00-17:00") + "\n    holidays: [\"2026-03-03\"]")
	for name, c := range map[string]struct {
		is   string
		want []string
	}{
		"they come later":   {later, []string{"2026-03-03 10:00 help/leipzig", "2026-03-04 10:00 help/leipzig"}},
		"they come sooner":  {sooner, []string{"2026-03-03 09:00 help/leipzig", "2026-03-04 07:00 help/leipzig"}},
		"a day is free":     {free, []string{"2026-03-04 09:00 help/leipzig"}},
		"no channel":        {programme, nil},
		"the same as it is": {withMattermost, []string{"2026-03-03 09:00 help/leipzig", "2026-03-04 09:00 help/leipzig"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := newMornings(t, withMattermost)
			x.stands("WE-AAAA-AAA", waitsGreen)
			x.defs = definitionsOf(t, c.is)
			x.wait(2 * 24 * time.Hour)
			x.expect(t, c.want...)
			if len(x.reports) > 0 {
				t.Error(x.reports)
			}
		})
	}
	x := newMornings(t, free) // another turn takes up the new hours before the old ones ring
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.defs = definitionsOf(t, sooner)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.wait(24 * time.Hour)
	x.expect(t, "2026-03-03 07:00 help/leipzig")
}

// A turn at the hour itself, before its timer has come, leaves that as it is.
func TestADigestThatIsDueStaysDue(t *testing.T) {
	x := newMornings(t, withMattermost)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.at(t, "2026-03-03 09:00")
	x.stands("WE-BBBB-BBB", waitsGreen)
	x.wait(0)
	x.expect(t, "2026-03-03 09:00 help/leipzig")
}

// What Mattermost refuses is reported once, until one goes through again.
func TestADigestThatIsRefusedIsReportedOnce(t *testing.T) {
	x := newMornings(t, withMattermost)
	x.stands("WE-AAAA-AAA", waitsGreen)
	x.stands("WE-BBBB-BBB", waitsDanger)
	x.board.refuse = func(e flows.Effect) bool { p, is := e.(flows.Post); return is && p.Channel == "help/trained" }
	x.wait(3 * 24 * time.Hour)
	x.again(t, flows.ToldUnposted)
	if len(x.reports) != 1 || len(x.digests) != 3 {
		t.Errorf("reported: %q; there are digests at %v", x.reports, x.when())
	}
	refuse := x.board.refuse
	x.board.refuse = nil
	x.wait(24 * time.Hour)
	x.board.refuse = refuse
	x.wait(3 * 24 * time.Hour) // over a weekend
	x.wait(24 * time.Hour)
	if len(x.reports) != 2 {
		t.Errorf("reported: %q", x.reports)
	}
}

// At most twenty have a line, those first that need somebody most.
func TestADigestIsShort(t *testing.T) {
	x := newMornings(t, withMattermost)
	for i := range 19 {
		x.stands(fmt.Sprintf("WE-%04d-HER", i), waitsGreen)
	}
	x.stands("WE-AAAA-RED", strings.Replace(waitsGreen, "green", "red", 1))
	x.stands("WE-BBBB-OLD", strings.ReplaceAll(waitsGreen, "2026-03-02T10:00", "2026-03-01T10:00")+`,"late":true`)
	x.stands("WE-CCCC-NEW", `"colour":"amber","status":"new","since":"2026-03-02T11:00:00Z","waits":"2026-03-02T11:00:00Z","topic":"papers","tongue":"und"`)
	x.wait(24 * time.Hour)
	lines := strings.Split(visible(x.digests[0]), "\n")
	want := []string{
		"2026-03-03 09:00 help/leipzig: ☀️ 3 March 2026: 22 requests wait for the team.",
		"🔴 Red: 1 · 🟠 Amber: 1 · 🟢 Green: 20",
		"🟠 Amber WE-CCCC-NEW · 🪪 Papers and permits · another language · since 2 March 2026, 12:00 · nobody has it yet",
		"⏰ 🟢 Green WE-BBBB-OLD · 🏠 Housing · العربية · since 1 March 2026, 11:00 · Nadia has it",
		"🔴 Red WE-AAAA-RED · 🏠 Housing · العربية · since 2 March 2026, 11:00 · Nadia has it",
		"🟢 Green WE-0000-HER · 🏠 Housing · العربية · since 2 March 2026, 11:00 · Nadia has it",
	}
	if len(lines) != 23 || !slices.Equal(lines[:6], want) || lines[22] != "… and 2 more requests" {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

// What was written before there was a digest: the board in the roster's body, and
// without what a line needs.
func TestADigestOfAnOlderBoard(t *testing.T) {
	x := newMornings(t, withMattermost)
	roster := x.ids.Of(flows.KindRoster, "leipzig")
	x.actors[roster] = flows.Actor{ID: roster, Created: x.now, Body: json.RawMessage(`{"site":"leipzig","board":{
		"WE-AAAA-AAA":{"reference":"WE-AAAA-AAA","colour":"green","status":"offered","since":"2026-03-02T10:00:00Z"},
		"WE-BBBB-BBB":{"reference":"WE-BBBB-BBB","colour":"red","status":"person","since":"2026-03-02T10:00:00Z","owner":"Nadia"}}}`)}
	x.stands("WE-CCCC-CCC", waitsGreen)
	x.wait(24 * time.Hour)
	text := strings.Join(x.digests, "")
	if !strings.Contains(text, "🟢 Green WE-AAAA-AAA · – · – · since 2 March 2026, 11:00 · nobody has it yet") || strings.Contains(text, "WE-BBBB-BBB") || !strings.Contains(text, "WE-CCCC-CCC") {
		t.Error(text)
	}
	x.stands("WE-AAAA-AAA", `"colour":"green","status":"closed","since":"2026-03-02T10:00:00Z"`)
	if body := string(x.actors[roster].Body); strings.Contains(body, "WE-") {
		t.Errorf("the body of the roster has a board: %s", body)
	}
	if board := string(x.members[roster]["board"]); strings.Contains(board, "WE-AAAA-AAA") || !strings.Contains(board, "WE-CCCC-CCC") {
		t.Errorf("what is open: %s", board)
	}
}

// A site may have many open referrals: they do not count towards what a state may hold.
func TestARosterHoldsManyReferrals(t *testing.T) {
	x := newMornings(t, withMattermost)
	for i := range 600 {
		x.stands(fmt.Sprintf("WE-%04d-HER", i), waitsGreen) // fails where the state grows too large
	}
	x.wait(24 * time.Hour)
	x.expect(t, "2026-03-03 09:00 help/leipzig")
}
