package event_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/event"
)

// teamWorld is an event with teams of three, and people who do whatever they can.
type teamWorld struct {
	*world

	ref    string
	plan   event.Plan
	agreed map[flows.ActorID]bool // who has said once that her name may be seen
	orders int
}

const teamPeople = 8

func newTeamWorld(tb testing.TB) *teamWorld {
	tb.Helper()
	w := &teamWorld{world: newWorld(tb), ref: number(tb, "4K7M9Q"), agreed: map[flows.ActorID]bool{}}
	w.plan = hackathon(7)
	w.plan.Reserved, w.plan.TeamMin, w.plan.TeamMax, w.plan.WomenTeams = nil, 2, 3, true
	w.world.orders(w.ref, &w.plan)
	w.left = w.looks
	return w
}

func (w *teamWorld) guest(chat int64) flows.ActorID { return event.GuestOf(w.ids, w.ids.Person(chat)) }

// guestItem is what a guest knows of the event.
type guestItem struct {
	Reference string
	Team      string
	Among     bool
	Seat      event.Seat
	N         int
}

func (w *teamWorld) item(chat int64) guestItem {
	var kept struct{ Items []guestItem }
	if data := w.members[w.guest(chat)]["items"]; len(data) > 0 {
		if err := json.Unmarshal(data, &kept); err != nil {
			w.tb.Fatal(err)
		}
	}
	for _, i := range kept.Items {
		if i.Reference == w.ref {
			return i
		}
	}
	return guestItem{}
}

func (w *teamWorld) all() map[string]event.TeamView {
	out := map[string]event.TeamView{}
	for id, a := range w.actors {
		if id.Kind() != flows.KindTeam {
			continue
		}
		v, ok, err := event.ReadTeam(a.Body)
		if err != nil {
			w.tb.Fatal(err)
		}
		if ok {
			out[v.Code] = v
		}
	}
	return out
}

func (w *teamWorld) name(chat int64) string { return fmt.Sprintf("Name-%d-", chat) }

// looks holds after every turn: no team has too many, and nobody hears a name of somebody
// who has not agreed.
func (w *teamWorld) looks(d delivery, r flows.Result) {
	if d.to.Kind() != flows.KindTeam || w.broken != nil {
		return
	}
	v, _, err := event.ReadTeam(w.actors[d.to].Body)
	if err != nil {
		w.broken = err
	} else if len(v.Members) > 3 {
		w.broken = fmt.Errorf("team %s has %d", v.Code, len(v.Members))
	}
	for _, e := range r.Effects {
		tell, is := e.(flows.Tell)
		for chat := int64(1); is && chat <= teamPeople; chat++ {
			if strings.Contains(string(tell.Data), w.name(chat)) && !w.agreed[w.guest(chat)] && tell.To != w.guest(chat) {
				w.broken = fmt.Errorf("%s hears a name that may not be told: %s", tell.To.Kind(), tell.Data)
			}
		}
	}
}

// agrees holds when all is quiet.
func (w *teamWorld) agrees() error {
	if w.broken != nil {
		return w.broken
	}
	in := map[flows.ActorID]string{}
	for code, v := range w.all() {
		for _, m := range v.Members {
			switch {
			case m.Kept:
				return fmt.Errorf("team %s keeps a place for ever", code)
			case in[m.Guest] != "":
				return fmt.Errorf("somebody is in two teams: %s and %s", in[m.Guest], code)
			}
			in[m.Guest] = code
		}
		if v.Over && len(v.Members) > 0 && !v.Forgot && w.now.Before(w.plan.End()) {
			return fmt.Errorf("team %s is over, and has members", code)
		}
	}
	teams := w.all()
	for chat := int64(1); chat <= teamPeople; chat++ {
		i := w.item(chat)
		switch {
		case i.Team != in[w.guest(chat)]:
			return fmt.Errorf("person %d takes herself to be in %q, and is in %q", chat, i.Team, in[w.guest(chat)])
		case i.Team != "" && i.Seat != event.SeatPlaced:
			return fmt.Errorf("person %d has a team and no place", chat)
		case i.Team != "" && teams[i.Team].Women && !i.Among:
			return fmt.Errorf("person %d is in a team of women and did not ask for that", chat)
		}
	}
	return nil
}

// does is one thing that somebody wishes of her guest.
func (w *teamWorld) does(chat int64, what string, more map[string]any) {
	w.wishes++
	person := w.ids.Person(chat)
	m := map[string]any{"id": fmt.Sprint("w", w.wishes), "event": w.ref, "lang": "en"}
	maps.Copy(m, more)
	w.tell(person, w.guest(chat), what, m)
}

// puts is an order about teams.
func (w *teamWorld) puts(teams ...event.Placing) {
	w.tb.Helper()
	w.orders++
	in, err := event.NewTeams(w.ids, event.Order{ID: fmt.Sprint("t", w.orders), By: "Anna", Reference: w.ref, Teams: teams})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

func (w *teamWorld) settle() {
	w.delay, w.again = nil, nil
	w.wait(3 * time.Hour)
}

// step does something at random: pick draws a number below n.
func (w *teamWorld) step(pick func(n int) int) {
	chat := int64(1 + pick(teamPeople))
	codes := append(slices.Sorted(maps.Keys(w.all())), "123456")
	code := codes[pick(len(codes))]
	switch []string{"sign", "leave", "make", "join", "join", "out", "show", "say", "put", "put", "stands"}[pick(11)] {
	case "sign":
		w.wish(chat, "sign", w.ref, event.Form{Name: w.name(chat), Among: pick(2) == 0})
	case "leave":
		w.wish(chat, "leave", w.ref, event.Form{})
	case "make":
		w.does(chat, "team_make", map[string]any{"name": "Garden"})
	case "join":
		w.does(chat, "team_join", map[string]any{"code": code})
	case "out":
		w.does(chat, "team_leave", nil)
	case "show":
		says := "no"
		if pick(2) == 0 {
			says, w.agreed[w.guest(chat)] = "yes", true
		}
		w.does(chat, "team_show", map[string]any{"shows": says, "name": w.name(chat)})
	case "say":
		w.wishes++
		w.tell(w.ids.Person(chat), event.TeamID(w.ids, w.ref, code), flows.ToldChatSaid, flows.ChatSaid{Message: w.wishes, Text: "Hi"})
	case "stands":
		w.plan.Place += "."
		w.world.orders(w.ref, &w.plan)
	case "put":
		w.put(pick, append(codes, "482913", "482914"))
	}
}

// put puts people into one or two teams at random.
func (w *teamWorld) put(pick func(n int) int, codes []string) {
	arrivals := func() (out []int) {
		for range pick(4) {
			if n := 1 + pick(max(1, w.view(w.ref).Arrived)); !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		return out
	}
	one := event.Placing{Code: codes[pick(len(codes))], Women: pick(2) == 0, Members: arrivals(), Drop: arrivals()}
	if pick(2) == 0 {
		one.Force = slices.Concat(one.Members, one.Drop)
	}
	w.puts(one, event.Placing{Code: codes[pick(len(codes))], Members: one.Drop, Drop: one.Members, Force: one.Force})
}

// live lets all sign up, do what they can while much is under way, and settle, some times.
func (w *teamWorld) live(pick func(n int) int) error {
	for chat := int64(1); chat <= teamPeople; chat++ {
		w.wish(chat, "sign", w.ref, event.Form{Name: w.name(chat), Among: chat%2 == 0})
	}
	for range 1 + pick(4) {
		w.mixed = true
		w.delay = func() time.Duration { return time.Duration(pick(90)) * time.Second }
		w.again = func() (time.Duration, bool) { return time.Duration(pick(600)) * time.Second, pick(6) == 0 }
		for range 1 + pick(8) {
			w.step(pick)
			if pick(2) == 0 {
				w.wait(time.Duration(1+pick(120)) * time.Second)
			}
		}
		w.settle()
		if err := w.agrees(); err != nil {
			return err
		}
	}
	return nil
}

// Whatever people and those who plan do, in whatever order it comes and how often: nobody
// is in two teams, no team is too large, all know the same, and no name is told without a
// yes.
func TestTeamsHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		if err := newTeamWorld(t).live(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "pick") }); err != nil {
			rt.Fatal(err)
		}
	})
}

// The model sees what it is there for.
func TestTheTeamModelFindsFlaws(t *testing.T) {
	for name, f := range map[string]flaw{
		"a guest does not say that she is not in a team": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			r.Effects = slices.DeleteFunc(r.Effects, func(e flows.Effect) bool {
				tell, is := e.(flows.Tell)
				return is && of == flows.KindGuest && tell.Name == "team.out"
			})
		},
		"a team takes in one too many": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			if of == flows.KindTeam {
				r.Actor.Body = bytes.Replace(r.Actor.Body, []byte(`"most":3`), []byte(`"most":4`), 1)
			}
		},
		"a team of women takes all": func(_ flows.Kind, _ flows.Input, r *flows.Result) {
			for at, e := range r.Effects {
				if tell, is := e.(flows.Tell); is {
					tell.Data = bytes.Replace(tell.Data, []byte(`"code":`), []byte(`"among":true,"code":`), 1) // what a guest tells
					tell.Data = bytes.Replace(tell.Data, []byte(`"women":true,"mates"`), []byte(`"mates"`), 1) // what it hears
					r.Effects[at] = tell
				}
			}
		},
		"a guest gives her name with a no": func(of flows.Kind, _ flows.Input, r *flows.Result) {
			for at, e := range r.Effects {
				if tell, is := e.(flows.Tell); is && of == flows.KindGuest && tell.Name == "team.name" {
					tell.Data = bytes.Replace(tell.Data, []byte(`"shows":"no"`), []byte(`"shows":"yes","name":"Name-1-"`), 1)
					r.Effects[at] = tell
				}
			}
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			for seed := range uint64(150) {
				w, r := newTeamWorld(t), rand.New(rand.NewPCG(seed, 8))
				w.flaw = f
				if err := w.live(r.IntN); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Error("the model did not find it")
		})
	}
}
