package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wecan/flows/event"
	"wecan/flows/referral"
)

func teamRow(n int, seat event.Seat, name string, langs, skills []string, more func(*event.Form)) event.Row {
	row := event.Row{Arrival: n, Seat: seat, Form: event.Form{Name: name, Languages: langs, Skills: skills}}
	if more != nil {
		more(&row.Form)
	}
	return row
}

// Whoever plans sees who could work with whom and why; who waits is in no team.
func TestAProposalOfTeams(t *testing.T) {
	rows := []event.Row{
		teamRow(1, event.SeatPlaced, "Amina", []string{"ar", "en"}, []string{"cook"}, func(f *event.Form) { f.Friend = 4 }),
		teamRow(2, event.SeatPlaced, "Olha", []string{"uk"}, []string{"money"}, nil),
		teamRow(3, event.SeatWaiting, "Waits", []string{"ar"}, nil, nil),
		teamRow(4, event.SeatPlaced, "Omar", []string{"ar"}, []string{"talk"}, func(f *event.Form) { f.Friend, f.Idea = 1, "A garden" }),
		teamRow(5, event.SeatPlaced, "Iryna", []string{"uk", "en"}, []string{"craft"}, nil),
		teamRow(6, event.SeatPlaced, "Tsegay", []string{"ti"}, nil, nil),
		teamRow(7, event.SeatPlaced, "Fatima", []string{"ar"}, nil, func(f *event.Form) { f.Among = true }),
	}
	p, err := newTeamBoard(event.Plan{TeamMin: 2, TeamMax: 3}, rows, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	w := wordsOf(t, withProgramme(mmProgramme))
	for _, names := range []bool{false, true} {
		var out bytes.Buffer
		words := newTeamWords(newMMReader(w, referral.Colleague{}, ""), rows, names)
		if err := (teamSheet{words, p}).print(&out); err != nil {
			t.Fatal(err)
		}
		want := []string{
			": 1, 4\n", "  all speak العربية\n", "  friends: 1, 4\n", "  an own idea: 4\n", ": 2, 5\n", "  all speak Українська\n",
			"No team: 6 – too few others speak a language of theirs\n", "No team: 7 – ", "6 people with a place, 2 teams, 2 without one\n",
		}
		if names {
			want = []string{": 1 Amina, 4 Omar\n", ": 2 Olha, 5 Iryna\n", "No team: 6 Tsegay – "}
		}
		for _, one := range want {
			if !strings.Contains(out.String(), one) {
				t.Errorf("it does not say %q:\n%s", one, &out)
			}
		}
		if strings.Contains(out.String(), "Waits") || !names && strings.Contains(out.String(), "Amina") || strings.Contains(out.String(), "garden") {
			t.Errorf("it says too much:\n%s", &out)
		}
	}
}

// Teams that there are stay with who came by herself; what is moved by hand is checked;
// only what changes is told; and a mark stands for what was seen.
func TestAProposalBesideTeams(t *testing.T) {
	langs := []string{"en"}
	rows := []event.Row{
		teamRow(1, event.SeatPlaced, "", langs, nil, nil), teamRow(2, event.SeatPlaced, "", langs, nil, func(f *event.Form) { f.Among = true }),
		teamRow(3, event.SeatPlaced, "", langs, nil, nil), teamRow(4, event.SeatPlaced, "", langs, nil, nil),
		teamRow(5, event.SeatPlaced, "", []string{"uk"}, nil, nil), teamRow(6, event.SeatPlaced, "", langs, nil, nil), teamRow(7, event.SeatPlaced, "", langs, nil, nil),
	}
	there := []event.TeamView{
		{Code: "100001", Most: 3, Members: []event.TeamMember{{Arrival: 1, Own: true}, {Arrival: 2, Own: true}}},
		{Code: "100002", Most: 3, Women: true, Members: []event.TeamMember{{Arrival: 9}}},
	}
	propose := func(moves ...string) (*teamBoard, error) {
		b, err := newTeamBoard(event.Plan{TeamMin: 2, TeamMax: 3}, rows, there, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range moves {
			if err := b.move(one); err != nil {
				return b, err
			}
		}
		return b, b.check()
	}
	b, err := propose()
	if err != nil || b.teamOf(teamID(1)) != 1 || b.teamOf(teamID(2)) != 1 {
		t.Fatalf("who came by herself is moved: %+v, %v", b.proposal, err)
	}
	again, _ := propose()
	moved, err := propose("6=none")
	if err != nil || b.mark() != again.mark() || b.mark() == moved.mark() || moved.teamOf(teamID(6)) != 0 {
		t.Errorf("the mark is %s, then %s, moved %s: %v", b.mark(), again.mark(), moved.mark(), err)
	}
	drawn := 0
	code := func() (string, error) { drawn++; return strconv.Itoa(200_000 + drawn), nil }
	placings, err := b.placings(code)
	told := 0
	for _, p := range placings {
		told += len(p.Members)
		if len(p.Members) > 3 || len(p.Force) > 0 || p.Code == "100002" && len(p.Members) > 0 {
			t.Errorf("told: %+v", p)
		}
	}
	if err != nil || told < 4 {
		t.Errorf("it tells %+v, %v", placings, err)
	}
	other := b.teamOf(teamID(4))
	if b, err = propose(fmt.Sprintf("5=%d", other)); err == nil && len(b.warnings) == 0 {
		t.Error("somebody who speaks another language is put there without a word")
	}
	if _, err = propose("1=2"); err == nil {
		t.Error("somebody is put into a team of women who did not ask for that")
	}
	if _, err = propose("3=1", "4=1", "6=1"); err == nil {
		t.Error("a team has more than the most")
	}
	if b, err = propose("2=none"); err != nil {
		t.Fatal(err)
	}
	placings, err = b.placings(code)
	if at := slices.IndexFunc(placings, func(p event.Placing) bool { return p.Code == "100001" }); err != nil || at < 0 ||
		!slices.Equal(placings[at].Drop, []int{2}) || !slices.Contains(placings[at].Force, 2) {
		t.Errorf("who was moved out by hand stays: %+v, %v", placings, err)
	}
}
