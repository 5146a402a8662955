package main

import (
	"bytes"
	"strings"
	"testing"

	"wecan/flows/event"
	"wecan/flows/event/match"
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
	p, err := match.Match(matched(rows), match.Rules{Min: 2, Max: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, names := range []bool{false, true} {
		var out bytes.Buffer
		if err := (teamSheet{rows: rows, names: names}).print(&out, p); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"1, 4\n", "  all speak العربية\n", "  friends: 1, 4\n", "  an idea of their own: 4\n", "2, 5\n", "  all speak Українська\n",
			"no team: 6: too few of the others speak a language of hers\n", "no team: 7: ", "6 people with a place, 2 teams, 2 without one\n",
		}
		if names {
			want = []string{"1 Amina, 4 Omar\n", "2 Olha, 5 Iryna\n", "no team: 6 Tsegay: "}
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
