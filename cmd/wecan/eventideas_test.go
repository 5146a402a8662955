package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"wecan/flows/event"
)

// someIdeas is what was handed in to a hackathon: two share the first place.
func someIdeas(t *testing.T, now time.Time) ideaSheet {
	t.Helper()
	r := someRoster(t)
	at := time.Date(2031, 3, 8, 13, 5, 0, 0, time.UTC)
	r.event.Plan.Votes = time.Date(2031, 3, 8, 16, 0, 0, 0, time.UTC)
	return ideaSheet{prog: r.prog, event: r.event, now: now, made: ranked([]event.Made{
		{Work: event.Work{Title: "A fête", Text: "In May."}, No: 1, Votes: 2, N: 7, At: at, Times: 1},
		{Work: event.Work{Title: "=HYPERLINK(\"x\")\x1b", Text: "@soup,\u202e\"bread\"", File: "photo:AgAC"}, No: 2, Votes: 5, N: 1, Team: "123456", At: at, Times: 3},
		{Work: event.Work{Title: "A garden", Text: "Flowers."}, No: 3, Votes: 5, N: 2, At: at, Times: 1},
		{Work: event.Work{Title: "A bench", Text: "To sit."}, No: 4, N: 3, At: at, Times: 1},
	})}
}

// The first places stand first, those with as many votes share one, and names are there only
// when somebody asks for them.
func TestIdeasAreRanked(t *testing.T) {
	s := someIdeas(t, time.Date(2031, 3, 8, 16, 5, 0, 0, time.UTC))
	var out bytes.Buffer
	if err := s.print(&out); err != nil {
		t.Fatal(err)
	}
	want := `1. =HYPERLINK("x")
  number 2, 5 votes, by 1 for team 123456, Sat 2031-03-08 14:05 for the 3. time, with a photo
  @soup,"bread"
1. A garden
  number 3, 5 votes, by 2, Sat 2031-03-08 14:05
  Flowers.
3. A fête
  number 1, 2 votes, by 7, Sat 2031-03-08 14:05
  In May.
A bench
  number 4, 0 votes, by 3, Sat 2031-03-08 14:05
  To sit.
4 works, 12 votes
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
	s.rows = someRoster(t).rows
	s.rows[0].Form.Name = "Amina"
	out.Reset()
	if err := s.print(&out); err != nil || !strings.Contains(out.String(), "by 1 Amina for team") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// No cell is a formula, and before the end nothing has a place.
func TestIdeasAsATable(t *testing.T) {
	s := someIdeas(t, time.Date(2031, 3, 8, 16, 4, 0, 0, time.UTC))
	var out bytes.Buffer
	if err := s.csv(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatal(err, rows)
	}
	if got := strings.Join(rows[1], "|"); got != `|2|5|1|123456|Sat 2031-03-08 14:05|'=HYPERLINK("x")|'@soup,"bread"|photo` {
		t.Error(got)
	}
}

// Deadlines are planned, changed and taken out, and nothing was handed in yet.
func TestDeadlinesArePlanned(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	number := aNumber.FindString(r.events(t, "plan", "--kind=hackathon", "--site=leipzig", "--title=en=Ideas", "--start=2031-03-08 09:30", "--length=8h", "--place=Hall 1",
		"--hand-in=2031-03-08 15:00", "--votes=2031-03-08 17:00", "--by=Anna"))
	shown := func() string { return strings.Join(strings.Fields(r.events(t, "show", number)), " ") }
	if out := shown(); !strings.Contains(out, "work is handed in until Sat 2031-03-08 15:00 votes until Sat 2031-03-08 17:00") {
		t.Error(out)
	}
	if out := r.events(t, "ideas", number); out != "0 works, 0 votes\n" {
		t.Error(out)
	}
	file := t.TempDir() + "/ideas.csv"
	if out := r.events(t, "ideas", number, "--names", "--out="+file); !strings.HasPrefix(out, "0 works are in ") {
		t.Error(out)
	}
	for want, args := range map[string][]string{
		"after the start, and not after the end": {"--hand-in=2031-03-08 18:00"},
		"more than 5 minutes after":              {"--votes=2031-03-08 15:05"},
		"say until when work is handed in":       {"--hand-in=none"},
		"--votes: \"soon\" is no day":            {"--votes=soon"},
	} {
		if out, err := said(t, r.env, append([]string{"events", "change", number, "--by=Anna"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
	if out, err := said(t, r.env, "events", "ideas", number, "--out="+file); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Error(out, err)
	}
	r.events(t, "change", number, "--hand-in=none", "--votes=none", "--by=Anna")
	if out := shown(); strings.Contains(out, "votes until") || strings.Contains(out, "handed in") {
		t.Error(out)
	}
	r.fair(t)
}

// A file is found by the number of its work; what there is not is said.
func TestTheFileOfAWork(t *testing.T) {
	s := someIdeas(t, time.Now())
	file, err := fileOf(s.event, s.made, 2)
	if err != nil || file.What != "photo" || file.ID != "AgAC" {
		t.Errorf("%+v, %v", file, err)
	}
	for _, no := range []int{-1, 1, 9} {
		if _, err := fileOf(s.event, s.made, no); !errors.Is(err, errNoFile) {
			t.Errorf("work %d: %v", no, err)
		}
	}
}
