package event

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
)

// crewWish is what a guest tells a team. Whatever has not a greater number than what she
// told before changes nothing.
type crewWish struct {
	Standing // of the event, as she knows it

	Guest  flows.ActorID `json:"guest"`
	Person flows.ActorID `json:"person"`
	Code   string        `json:"code"`
	N      int           `json:"n,omitempty"`
	Seq    int           `json:"seq"`
	Most   int           `json:"most,omitempty"`
	Among  bool          `json:"among,omitempty"` // she asked for a team of women
	Put    int           `json:"put,omitempty"`   // the placing that she follows
	Name   string        `json:"name,omitempty"`  // of make: the team's; of name: hers
	Shows  string        `json:"shows,omitempty"` // of name: yes or no
}

// teamNow is how a team stands, and how a guest does in it.
type teamNow struct {
	Event  string     `json:"event"`
	Code   string     `json:"code"`
	Number int        `json:"number"`
	Seq    int        `json:"seq,omitempty"` // of what she told last
	In     bool       `json:"in,omitempty"`
	Why    teamWhy    `json:"why,omitempty"`
	Put    int        `json:"put,omitempty"`   // a place is kept for her since this placing
	Force  bool       `json:"force,omitempty"` // also when she has a team of her own
	Taken  int        `json:"taken,omitempty"` // this placing has put her out
	View   *teamShown `json:"view,omitempty"`
}

// teamWhy is why somebody is not in a team.
type teamWhy string

const (
	teamNone  teamWhy = "none"  // there is no such team
	teamFull  teamWhy = "full"  // it has no room, or none for her
	teamTaken teamWhy = "taken" // another team has this number
)

// teamShown is what those in a team see of it.
type teamShown struct {
	Name      string      `json:"name,omitempty"`
	No        int         `json:"no,omitempty"` // her own number in it
	Most      int         `json:"most,omitempty"`
	Women     bool        `json:"women,omitempty"`
	Mates     []mateShown `json:"mates,omitempty"` // the others
	Skills    []string    `json:"skills,omitempty"`
	Languages []string    `json:"languages,omitempty"`
}

// mateShown is another one, with a name if she agreed to that.
type mateShown struct {
	No   int    `json:"no"`
	Name string `json:"name,omitempty"`
	N    int    `json:"n,omitempty"` // with a name: her arrival number
}

// wished hears a guest, and answers her.
func (k *group) wished(in flows.Told) error {
	var w crewWish
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("event: read what a guest wants of a team: %w", err)
	}
	if in.From != w.Guest || w.Guest != GuestOf(k.t.IDs, w.Person) || k.a.ID != TeamID(k.t.IDs, w.Reference, w.Code) {
		k.reports = append(k.reports, "a wish for a team that did not come from its guest was dropped")
		return nil
	}
	switch {
	case in.Name == toldTeamMake && k.Reference == "" && w.Most > 0:
		k.Standing, k.Code, k.Most, k.Name = w.Standing, w.Code, w.Most, shortened(w.Name)
		k.locate()
	case in.Name == toldTeamMake && k.mate(w.Guest) == nil:
		return k.reply(w.Guest, w.Seq, teamTaken)
	case k.Reference == "":
		return k.replyNone(w)
	}
	k.knows(w)
	if w.Seq <= k.heard(w.Guest) {
		return k.reply(w.Guest, k.heard(w.Guest), k.refuses(w))
	}
	switch in.Name {
	case toldTeamMake, toldTeamIn:
		return k.enters(w)
	case toldTeamOut:
		return k.leaves(w)
	}
	m := k.mate(w.Guest)
	if m == nil {
		return k.reply(w.Guest, w.Seq, "")
	}
	m.Seq = w.Seq
	switch in.Name {
	case toldTeamName:
		k.named(m, w)
	case toldTeamTalk:
		k.opens(m, true)
	}
	return nil
}

// knows takes how the event stands now.
func (k *group) knows(w crewWish) {
	if w.Rev > k.Rev {
		k.Standing = w.Standing
		if w.Most > 0 {
			k.Most = w.Most
		}
		k.locate()
	}
}

// heard is the number of what a guest told last.
func (k *group) heard(guest flows.ActorID) int {
	if m := k.mate(guest); m != nil {
		return m.Seq
	}
	at := slices.IndexFunc(k.Gone, func(g passedMate) bool { return g.Guest == guest })
	if at < 0 {
		return 0
	}
	return k.Gone[at].Seq
}

// refuses is why she could not come in, "" if she is in it or did not ask.
func (k *group) refuses(w crewWish) teamWhy {
	at := slices.IndexFunc(k.Kept, func(n *newcomer) bool { return n.Guest == w.Guest })
	switch {
	case k.mate(w.Guest) != nil:
		return ""
	case k.Over, k.Cancelled:
		return teamNone
	case at >= 0: // her place is kept
		return ""
	case w.Put > 0 || k.size() >= k.Most || k.Women && !w.Among: // of the last nobody is told
		return teamFull
	}
	return ""
}

// enters takes somebody in.
func (k *group) enters(w crewWish) error {
	if m := k.mate(w.Guest); m != nil {
		m.Seq = w.Seq
		return k.reply(w.Guest, w.Seq, "")
	}
	if why := k.refuses(w); why != "" {
		return k.reply(w.Guest, w.Seq, why)
	}
	put := 0
	if at := slices.IndexFunc(k.Kept, func(n *newcomer) bool { return n.Guest == w.Guest }); at >= 0 {
		put = k.Kept[at].Put
	}
	k.spare(w.Guest)
	k.Gone = slices.DeleteFunc(k.Gone, func(g passedMate) bool { return g.Guest == w.Guest })
	k.Given++
	k.Members = append(k.Members, &mate{Guest: w.Guest, Person: w.Person, N: w.N, No: k.Given, Seq: w.Seq, Put: put})
	k.changed = true
	return nil
}

// leaves lets somebody go.
func (k *group) leaves(w crewWish) error {
	size := k.size()
	k.spare(w.Guest)
	if m := k.mate(w.Guest); m != nil {
		k.drop(m)
	}
	k.Small = k.Small && k.size() == size
	k.passed(w.Guest, w.Seq)
	return k.reply(w.Guest, w.Seq, "")
}

// spare gives back the place that was kept for a guest.
func (k *group) spare(guest flows.ActorID) {
	k.Kept = slices.DeleteFunc(k.Kept, func(n *newcomer) bool { return n.Guest == guest })
}

// passed notes what somebody told who is not in it.
func (k *group) passed(guest flows.ActorID, seq int) {
	k.Gone = slices.DeleteFunc(k.Gone, func(g passedMate) bool { return g.Guest == guest })
	k.Gone = append(k.Gone, passedMate{guest, seq})
	k.Gone = k.Gone[max(0, len(k.Gone)-goneMost):]
}

// drop takes somebody out, and ends the chat for her.
func (k *group) drop(m *mate) {
	k.Members = slices.DeleteFunc(k.Members, func(one *mate) bool { return one == m })
	k.close(m, 0)
	k.changed = true
	if m.Shows != "" && !k.Over {
		k.add(teamLine{By: m.No, ChatLine: flows.ChatLine{Words: wordMateGone, Who: m.Name}})
	}
}

// named takes whether the others may see her name. From then on she has the chat.
func (k *group) named(m *mate, w crewWish) {
	first := m.Shows == ""
	m.Shows, m.Name = optionNo, ""
	if w.Shows == optionYes {
		m.Shows, m.Name = optionYes, shortened(w.Name)
	}
	k.changed = true
	if first && !k.Over {
		k.opens(m, false)
		k.add(teamLine{By: m.No, ChatLine: flows.ChatLine{Words: wordMateNew, Who: m.Name}})
	}
}

// reply tells a guest how it stands.
func (k *group) reply(guest flows.ActorID, seq int, why teamWhy) error {
	k.Number++
	now := teamNow{Event: k.Reference, Code: k.Code, Number: k.Number, Seq: seq, Why: why}
	m := k.mate(guest)
	if m != nil {
		now.In, now.View, now.Why = true, k.shownTo(m), ""
	}
	return k.tell(guest, toldTeamNow, now)
}

// replyNone answers for a team that nobody has made.
func (k *group) replyNone(w crewWish) error {
	return k.tell(w.Guest, toldTeamNow, teamNow{Event: w.Reference, Code: w.Code, Seq: w.Seq, Why: teamNone})
}

func (k *group) shownTo(m *mate) *teamShown {
	out := &teamShown{Name: k.Name, No: m.No, Most: k.Most, Women: k.Women, Skills: k.Skills, Languages: k.Languages}
	for _, one := range k.Members {
		if one == m {
			continue
		}
		other := mateShown{No: one.No, Name: one.Name}
		if one.Name != "" {
			other.N = one.N
		}
		out.Mates = append(out.Mates, other)
	}
	return out
}
