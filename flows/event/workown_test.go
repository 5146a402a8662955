package event_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// crews is a hackathon that is on, with three people of whom the first two are in a team.
func crews(t *testing.T) (x *phones, ref string, plan event.Plan, code string) {
	t.Helper()
	x, ref, plan = newPhones(t), number(t, "4K7M9Q"), hackathon(0)
	plan.TeamMin, plan.TeamMax, plan.Remind = 2, 3, []int{}
	plan.HandIn, plan.Votes = plan.Start.Add(3*time.Hour), plan.Start.Add(6*time.Hour)
	x.orders(ref, &plan)
	for chat := range int64(3) {
		x.wish(chat+1, "sign", ref, event.Form{})
	}
	x.says(1, "team_make", ref, map[string]any{"name": "Garden"})
	code = x.last[x.ids.Person(1)]["code"]
	x.says(2, "team_join", ref, map[string]any{"code": code})
	x.pass(plan.Start.Add(time.Hour))
	x.told = map[flows.ActorID][]string{}
	return x, ref, plan, code
}

func (x *phones) handsIn(chat int64, ref, title string) {
	x.tb.Helper()
	x.says(chat, "submit", ref, map[string]any{"work": map[string]any{"title": title, "text": "For all"}})
	x.expect(chat, "handed")
}

// Whoever hands in for a team reads first what stands, and by whom if she may know that.
func TestATeamReadsWhatStands(t *testing.T) {
	x, ref, _, _ := crews(t)
	reads := func(chat int64, work, by, kept string) {
		t.Helper()
		x.says(chat, "hand", ref, nil)
		x.expect(chat, "hand", "begun")
		g := x.last[x.ids.Person(chat)]
		if g["work"] != work || g["by"] != by || g["kept"] != kept || g["team"] != "yes" || (g["at"] == "") != (work == "") {
			t.Errorf("%d is told %v", chat, g)
		}
	}
	reads(2, "", "", "")
	x.handsIn(1, ref, "A garden")
	reads(1, "A garden", "", "yes")
	reads(2, "A garden", "", "")
	x.says(1, "team_show", ref, map[string]any{"shows": "yes", "name": "Amina"})
	reads(2, "A garden", "", "") // she has not said whether hers is shown
	x.says(2, "team_show", ref, map[string]any{"shows": "no"})
	x.told = map[flows.ActorID][]string{}
	reads(2, "A garden", "Amina", "")
	x.handsIn(2, ref, "A kitchen")
	reads(1, "A kitchen", "", "") // the other does not show hers
	x.says(2, "team_leave", ref, nil)
	x.told = map[flows.ActorID][]string{}
	reads(1, "A kitchen", "", "")
	x.says(3, "hand", ref, nil)
	x.expect(3, "hand", "begun")
	if g := x.last[x.ids.Person(3)]; g["work"] != "" || g["kept"] != "" || g["team"] != "" {
		t.Errorf("who is alone is told %v", g)
	}
}

// Nobody votes for the work of a team in which she is, or was since the event began.
func TestAVoteIsNotForHerOwnTeam(t *testing.T) {
	x, ref, plan, code := crews(t)
	x.handsIn(1, ref, "A garden")
	x.says(2, "team_leave", ref, nil) // before the votes
	x.pass(plan.HandIn.Add(time.Hour))
	x.told = map[flows.ActorID][]string{}
	votes := func(chat int64, answer string, count int) {
		t.Helper()
		x.says(chat, "vote", ref, map[string]any{"no": 1})
		x.expect(chat, answer)
		works, err := x.view(ref).Works(x.members[x.eventID(ref)])
		if err != nil || len(works) != 1 || works[0].Votes != count {
			t.Errorf("%v, %v; there should be %d votes", works, err, count)
		}
	}
	votes(1, "own", 0)
	votes(2, "own", 0)
	x.says(1, "team_leave", ref, nil)
	x.expect(1, "left")
	votes(1, "own", 0)
	votes(3, "voted", 1)
	x.says(3, "team_make", ref, map[string]any{"name": "Park"})
	x.expect(3, "made")
	votes(3, "voted", 1)
	if code == x.last[x.ids.Person(3)]["code"] {
		t.Error("the teams have one number")
	}
}

// A vote for a team is taken back when she joins it.
func TestWhoJoinsATeamVotesForItNoMore(t *testing.T) {
	x, ref, plan, code := crews(t)
	x.handsIn(1, ref, "A garden")
	x.pass(plan.HandIn.Add(time.Hour))
	x.told = map[flows.ActorID][]string{}
	x.says(3, "vote", ref, map[string]any{"no": 1})
	x.expect(3, "voted")
	x.says(3, "team_join", ref, map[string]any{"code": code})
	x.expect(3, "joined")
	works, err := x.view(ref).Works(x.members[x.eventID(ref)])
	if err != nil || len(works) != 1 || works[0].Votes != 0 {
		t.Errorf("%v, %v", works, err)
	}
	x.says(3, "team_leave", ref, nil)
	x.says(3, "vote", ref, map[string]any{"no": 1})
	x.expect(3, "left", "own")
}

// Who was moved to another team before the event began can vote for the one in which she was.
func TestATeamBeforeTheStartIsNotHers(t *testing.T) {
	x, ref, plan := newPhones(t), number(t, "4K7M9Q"), hackathon(0)
	plan.TeamMin, plan.TeamMax, plan.Remind = 2, 3, []int{}
	plan.HandIn, plan.Votes = plan.Start.Add(3*time.Hour), plan.Start.Add(6*time.Hour)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	x.says(1, "team_make", ref, map[string]any{"name": "Garden"})
	x.says(2, "team_join", ref, map[string]any{"code": x.last[x.ids.Person(1)]["code"]})
	x.says(2, "team_leave", ref, nil)
	x.pass(plan.Start.Add(time.Hour))
	x.told = map[flows.ActorID][]string{}
	x.handsIn(1, ref, "A garden")
	x.pass(plan.HandIn.Add(time.Hour))
	x.told = map[flows.ActorID][]string{}
	x.says(2, "vote", ref, map[string]any{"no": 1})
	x.expect(2, "voted")
}

// Who leaves one team after the other while it is on can join none by herself in the end.
func TestTeamsLeftAreCounted(t *testing.T) {
	x, ref, _, code := crews(t)
	for range 20 {
		x.says(3, "team_join", ref, map[string]any{"code": code})
		x.says(3, "team_leave", ref, nil)
		x.expect(3, "joined", "left")
	}
	x.says(3, "team_join", ref, map[string]any{"code": code})
	x.expect(3, "closed")
}
