package event

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What a team is told. Of guests it hears wishes, of its event a placing, and of the
// people in it what they write: see teamchat.go.
const (
	toldTeamMake   = "team.make"   // a guest makes it
	toldTeamIn     = "team.in"     // a guest wants to be in it
	toldTeamOut    = "team.out"    // a guest is not in it any more
	toldTeamName   = "team.name"   // whether the others may see her name
	toldTeamTalk   = "team.talk"   // she wants to write to the others
	toldTeamStands = "team.stands" // how the event stands now
	toldTeamPlan   = "team.plan"   // its event, with a placing: who is to be in it
)

// toldTeamNow is what a team tells guests, with a [teamNow].
const toldTeamNow = "team.now"

const (
	calledMost  = 40             // characters of a name
	goneMost    = 40             // of those who left: what they told is known when a copy comes late
	teamAfter   = 2 * time.Hour  // after the end of the event people can still write to each other
	teamForgets = 24 * time.Hour // after the end who was in it is forgotten, with all that was written
)

// team is the body of a team.
type team struct {
	Standing // of its event, as a guest or the event told last; the plan is a brief one

	Code      string   `json:"code"`
	Name      string   `json:"name,omitempty"`
	Women     bool     `json:"women,omitempty"` // all in it asked for that, in private
	Small     bool     `json:"small,omitempty"` // whoever plans has let it be so small
	Most      int      `json:"most"`
	Skills    []string `json:"skills,omitempty"`    // of those whom the event put together
	Languages []string `json:"languages,omitempty"` // that all of them speak

	Given   int          `json:"given,omitempty"`   // the number of the last member
	Number  int          `json:"number,omitempty"`  // of what it tells guests, ascending
	Placing int          `json:"placing,omitempty"` // the number of the last placing that was heard
	Members []*mate      `json:"members,omitempty"`
	Kept    []*newcomer  `json:"kept,omitempty"` // who was put here, and has not come yet
	Gone    []passedMate `json:"gone,omitempty"`
	Over    bool         `json:"over,omitempty"`
	Forgot  bool         `json:"forgot,omitempty"`

	Lines int `json:"lines,omitempty"` // the number of the last line
	Held  int `json:"held,omitempty"`  // the first one that waits for the morning
}

// mate is somebody in a team.
type mate struct {
	Guest  flows.ActorID `json:"g"`
	Person flows.ActorID `json:"p"`
	N      int           `json:"n,omitempty"` // her arrival
	No     int           `json:"o"`           // in the team, from 1; never given twice
	Seq    int           `json:"q"`           // of what her guest told last
	Put    int           `json:"u,omitempty"` // the placing that put her here; 0: she came by herself
	Shows  string        `json:"s,omitempty"` // yes, no, or "" while she has not said whether her name is shown
	Name   string        `json:"m,omitempty"` // if it is
	Heard  []int         `json:"h,omitempty"` // her last messages
}

// passedMate is somebody who left, or who was never in it.
type passedMate struct {
	Guest flows.ActorID `json:"g"`
	Seq   int           `json:"q"`
}

// Team is the machine of teams. It decides who is in it, and brings what one writes to
// the others.
type Team struct{ Programme *flows.Programme }

var _ flows.Loader = Team{}

// TeamID is the team of an event that has a number.
func TeamID(ids flows.IDs, reference, code string) flows.ActorID {
	return ids.Of(flows.KindTeam, reference+"/"+code)
}

// IndexTeams names the index of the teams of an event.
func IndexTeams(reference string) string { return "team:event:" + reference }

// group is one turn of a team while it is made.
type group struct {
	team

	p       *flows.Programme
	t       flows.Turn
	a       *flows.Actor
	site    flows.Site
	out     []flows.Effect
	fields  map[string][]byte
	reports []string
	changed bool // its members are told how it stands
}

// Step makes one turn of a team.
func (m Team) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &group{p: m.Programme, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &k.team); err != nil {
			return flows.Result{}, fmt.Errorf("event: read the team: %w", err)
		}
	}
	k.locate()
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer:
		k.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("event: a team cannot be given a %T", in)
	}
	if err == nil {
		err = k.review()
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *group) locate() {
	k.site = k.p.Sites[0]
	if site, ok := k.p.Site(k.Plan.Site); ok {
		k.site = site
	}
}

func (k *group) told(in flows.Told) error {
	switch in.Name {
	case toldTeamMake, toldTeamIn, toldTeamOut, toldTeamName, toldTeamTalk, toldTeamStands:
		return k.wished(in)
	case toldTeamPlan:
		return k.placed(in)
	case flows.ToldChatSaid:
		return k.said(in)
	case flows.ToldChatGap:
		return k.gap(in)
	case flows.ToldChatLost: // to her it can never be brought, and to the others it was
		return nil
	}
	return fmt.Errorf("event: a team cannot be told %q", in.Name)
}

// review ends what is to end, and tells the members what has changed.
func (k *group) review() error {
	switch {
	case k.Reference == "":
		return nil
	case !k.Over && (k.Cancelled || len(k.Members)+len(k.Kept) == 0 || !k.t.Now.Before(k.Plan.End().Add(teamAfter))):
		k.end()
	}
	if !k.Forgot && !k.t.Now.Before(k.Plan.End().Add(teamForgets)) {
		k.forget()
	}
	if !k.changed {
		return nil
	}
	for _, m := range k.Members {
		if err := k.reply(m.Guest, m.Seq, ""); err != nil {
			return err
		}
	}
	return nil
}

// end closes the chat.
func (k *group) end() {
	k.Over, k.changed = true, true
	for _, m := range k.Members {
		k.close(m, k.Lines)
	}
}

// forget forgets who was in it, and what they wrote.
func (k *group) forget() {
	for _, m := range k.Members {
		k.close(m, 0)
	}
	for n := max(1, k.Lines-linesKept+1); n <= k.Lines; n++ {
		k.write(memberLine(n), nil)
	}
	k.Forgot, k.Name, k.Held = true, "", 0
	k.Members, k.Kept, k.Gone, k.Skills, k.Languages = nil, nil, nil, nil, nil
}

func (k *group) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// write writes a member field; nil deletes it.
func (k *group) write(name string, data []byte) {
	if k.fields == nil {
		k.fields = map[string][]byte{}
	}
	k.fields[name] = data
}

func (k *group) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Members: k.fields, Reports: k.reports}
	if k.Reference == "" { // nobody has made it
		return out, nil
	}
	k.setTimers()
	k.a.Index = []string{IndexTeams(k.Reference)}
	body, err := json.Marshal(k.team)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: write the team: %w", err)
	}
	k.a.Body = body
	out.Actor = *k.a
	return out, nil
}

// Timers of a team. That of the night has the first line that waits behind its name.
const (
	timerTeam  = "team"
	timerNight = "night/"
)

func (k *group) setTimers() {
	k.a.Timers = map[string]time.Time{}
	switch {
	case k.Forgot:
		return
	case k.Over:
		k.a.SetTimer(timerTeam, k.Plan.End().Add(teamForgets))
	default:
		k.a.SetTimer(timerTeam, k.Plan.End().Add(teamAfter))
	}
	if k.Held > 0 {
		at := k.t.Now
		if k.rests(at) {
			at = k.p.Quiet.Awake(at, k.site)
			if k.Plan.Start.After(k.t.Now) && k.Plan.Start.Before(at) {
				at = k.Plan.Start
			}
		}
		k.a.SetTimer(timerNight+strconv.Itoa(k.Held), at)
	}
}

// size counts the places that are taken.
func (k *group) size() int { return len(k.Members) + len(k.Kept) }

func (k *group) mate(guest flows.ActorID) *mate {
	at := slices.IndexFunc(k.Members, func(m *mate) bool { return m.Guest == guest })
	if at < 0 {
		return nil
	}
	return k.Members[at]
}

// called is what a team is called where it needs a name.
func called(name, code string) string {
	if name != "" {
		return name
	}
	return code
}

// shortened takes a name that somebody chose.
func shortened(name string) string {
	out := []rune(strings.TrimSpace(strings.ReplaceAll(i18n.Clean(name), "\n", " ")))
	return string(out[:min(len(out), calledMost)])
}
