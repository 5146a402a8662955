package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// presses taps the newest button with that label on the first person's phone.
func (r *team) presses(t *testing.T, label string) {
	t.Helper()
	late := time.After(patience)
	for {
		changed := r.tg.Changed(person)
		messages := r.tg.Messages(person)
		for i := len(messages) - 1; i >= 0; i-- {
			for _, row := range messages[i].Buttons {
				for _, b := range row {
					if !strings.Contains(b.Text, label) {
						continue
					}
					if _, err := r.tg.Tap(r.people[0].user, messages[i].ID, b.Data); err == nil {
						return
					}
				}
			}
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("there is no button %q", label)
		}
	}
}

// sessions runs a command that must work.
func (r *team) sessions(t *testing.T, args ...string) string {
	t.Helper()
	out, err := said(t, r.env, append([]string{"sessions"}, args...)...)
	if err != nil {
		t.Fatalf("sessions %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// lastText is the newest message of the bot's on the first person's phone.
func (r *team) lastText() string {
	messages := r.tg.Messages(person)
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].FromBot && messages[i].Text != "" {
			return messages[i].Text
		}
	}
	return ""
}

var aFeed = regexp.MustCompile(`/calendar/[0-9a-z]+-[0-9a-z]+\.ics`)

var aNumber = regexp.MustCompile(`WE-\w{4}-\w{3}`)

// A session is planned, the one person who takes part is reminded of it at once, since
// that is due already, says that she comes, and is counted.
func TestSessionsArePlannedAndAnswered(t *testing.T) {
	r := newTeam(t, 2)
	defer r.served.stop(t)
	r.decides(t, r.people[0].number()+" is accepted.", "accept", r.people[0].number(), "--by=Anna")
	start := time.Now().UTC().Truncate(time.Minute).Add(25 * time.Hour)
	plan := func(title, start string) string {
		return r.sessions(t, "plan", "--site=leipzig", "--title="+title, "--start="+start, "--length=3h", "--place=Room 5, Karl-Heine-Str. 1",
			"--places=1", "--bring=A pen", "--remind=25h,1h", "--by=Anna")
	}
	out := plan("First meeting", start.Format(localLayout))
	number := aNumber.FindString(out)
	if !strings.HasPrefix(out, number+" is planned: ") {
		t.Fatalf("plan: %s", out)
	}
	r.sees(t, "First meeting")
	r.sees(t, "Room 5, Karl-Heine-Str. 1")
	r.sees(t, "A pen")
	r.presses(t, "I will come")
	r.sees(t, "you have a place")
	if out = r.sessions(t, "list"); !strings.Contains(out, "planned  1/1   0     0       0         First meeting") {
		t.Errorf("list:\n%s", out)
	}
	r.tg.Say(r.people[0].user, "/next")
	r.sees(t, "✅")

	r.tg.Say(r.people[0].user, "/calendar")
	r.sees(t, "calendar can also keep itself up to date")
	r.presses(t, "Yes")
	r.sees(t, "https://bot.example.org/calendar/")
	feed := aFeed.FindString(r.lastText())
	get := func(path string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+r.listen+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(body)
	}
	if status, body := get(feed); status != 200 || !strings.Contains(body, "SUMMARY:First meeting\r\n") || !strings.Contains(body, "UID:"+number) {
		t.Errorf("the calendar: %d\n%s", status, body)
	}
	wrong := strings.Replace(feed, ".ics", "", 1)
	wrong = wrong[:len(wrong)-1] + string('0'+(wrong[len(wrong)-1]-'0'+1)%2) + ".ics"
	if status, _ := get(wrong); status != 404 {
		t.Errorf("another secret: %d", status)
	}
	r.tg.Say(r.people[0].user, "/calendar")
	r.presses(t, "End this address")
	r.sees(t, "There is no web address")
	if status, _ := get(feed); status != 404 {
		t.Errorf("after it was taken back: %d", status)
	}

	// What is changed but for nothing is no change; a series moves as one.
	if out = r.sessions(t, "change", number, "--bring=A pen", "--by=Anna"); !strings.HasPrefix(out, number+" is planned") {
		t.Errorf("change to the same:\n%s", out)
	}
	if out = r.sessions(t, "show", number); strings.Contains(out, "changed by") || !strings.Contains(out, "planned by Anna") {
		t.Errorf("show:\n%s", out)
	}
	series := r.sessions(t, "plan", "--site=leipzig", "--title=Lab", "--start="+start.AddDate(0, 0, 7).Format(localLayout), "--place=Lab", "--every=1", "--times=3", "--by=Anna")
	lab := aNumber.FindAllString(series, -1)
	if len(lab) != 3 {
		t.Fatalf("a series:\n%s", series)
	}
	r.sessions(t, "change", lab[1], "--following", "--start="+start.AddDate(0, 0, 15).Add(time.Hour).Format(localLayout), "--by=Anna")
	out = r.sessions(t, "list", "--site=leipzig")
	for n, days := range []int{7, 15, 22} {
		at := start.AddDate(0, 0, days)
		if n > 0 {
			at = at.Add(time.Hour)
		}
		if want := fmt.Sprintf("%s  leipzig  -       %s", lab[n], at.Format("Mon 2006-01-02 15:04")); !strings.Contains(out, want) {
			t.Errorf("the series: no %q in\n%s", want, out)
		}
	}
	r.sessions(t, "cancel", lab[0], "--following", "--by=Anna")
	if out = r.sessions(t, "list"); strings.Contains(out, "Lab") || !strings.HasSuffix(out, "\n1 sessions\n") {
		t.Errorf("after the series was cancelled:\n%s", out)
	}
	r.fair(t)
}

func TestSessionOrdersThatAreWrong(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	for want, args := range map[string][]string{
		"the programme file has no site": {"plan", "--site=paris", "--title=x", "--start=2030-01-01 10:00", "--place=x", "--by=A"},
		"is no day and hour":             {"plan", "--site=leipzig", "--title=x", "--start=tomorrow", "--place=x", "--by=A"},
		"say where it is":                {"plan", "--site=leipzig", "--title=x", "--start=2030-01-01 10:00", "--by=A"},
		"a link as https://":             {"plan", "--site=leipzig", "--title=x", "--start=2030-01-01 10:00", "--online=javascript:x", "--by=A"},
		"is not one of our languages":    {"plan", "--site=leipzig", "--title=x", "--start=2030-01-01 10:00", "--place=x", "--languages=xx", "--by=A"},
		"a series needs both":            {"plan", "--site=leipzig", "--title=x", "--start=2030-01-01 10:00", "--place=x", "--times=3", "--by=A"},
		"there is a mistake in it":       {"show", "WE-0000-000"},
		"there is no such session":       {"cancel", "WE-2222-222", "--by=A"},
		"is no length of time":           {"plan", "--site=leipzig", "--title=x", "--start=2030-01-01 10:00", "--place=x", "--remind=soon", "--by=A"},
	} {
		out, err := said(t, r.env, append([]string{"sessions"}, args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, out, want)
		}
	}
}

// A calendar is imported once, however often it is; what moves or goes in it moves and
// goes here.
func TestSessionsAreImported(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 7)
	file := filepath.Join(t.TempDir(), "club.ics")
	write := func(hour int, more string) {
		t.Helper()
		text := strings.Join([]string{
			"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", "UID:lab@club", "DTSTAMP:20260101T000000Z",
			fmt.Sprintf("DTSTART;TZID=Europe/Berlin:%sT%02d0000", day.Format("20060102"), hour), "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Lab", "LOCATION:Room 1",
			"END:VEVENT", more + "END:VCALENDAR", "",
		}, "\r\n")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	brings := func(want string, args ...string) {
		t.Helper()
		out := r.sessions(t, append([]string{"import", file, "--site=leipzig", "--by=Anna"}, args...)...)
		if !strings.HasSuffix(out, want+"\n") {
			t.Errorf("import %v:\n%s\nwant %q", args, out, want)
		}
	}
	extra := "BEGIN:VEVENT\r\nUID:talk@club\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" + day.AddDate(0, 0, 1).Format("20060102") + "T100000Z\r\nDTEND:" +
		day.AddDate(0, 0, 1).Format("20060102") + "T110000Z\r\nSUMMARY:Talk\r\nLOCATION:https://meet.example.org/1\r\nEND:VEVENT\r\n"
	write(10, extra)
	brings("4 would be planned, 0 would be changed, 0 would be cancelled, 0 as they were, 0 left out", "--dry-run")
	brings("4 planned, 0 changed, 0 cancelled, 0 as they were, 0 left out")
	brings("0 planned, 0 changed, 0 cancelled, 4 as they were, 0 left out")
	write(11, extra)
	brings("0 planned, 3 changed, 0 cancelled, 1 as they were, 0 left out") // each keeps its identity, though the series begins at another hour
	write(11, "")
	brings("0 planned, 0 changed, 1 cancelled, 3 as they were, 0 left out", "--cancel-missing")
	if out := r.sessions(t, "list"); !strings.HasSuffix(out, "\n3 sessions\n") {
		t.Errorf("list:\n%s", out)
	}
	if _, err := said(t, r.env, "sessions", "import", "http://example.org/a.ics", "--site=leipzig", "--by=Anna"); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("an address without https: %v", err)
	}
}
