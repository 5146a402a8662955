package broadcast_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// written is what a phone orders when its flow has these answers, and the answers of the
// announcement's turn.
func written(t *testing.T, w *world, answers map[string]string) {
	t.Helper()
	given := map[string]string{"team_site": "leipzig", "announce_kind": "information", "announce_words": "Hello", "announce_button": "none"}
	maps.Copy(given, answers)
	r, err := broadcast.Capability().Actions["announce.write"].Do(flows.Call{
		Turn: flows.Turn{Now: w.now, IDs: w.ids}, Person: w.ids.Person(1), Language: i18n.English, Answers: given,
	})
	if err != nil {
		t.Fatal(err)
	}
	var o flows.TeamOrder
	var wish map[string]any
	if json.Unmarshal(r.Tell.Data, &o) != nil || json.Unmarshal(o.Data, &wish) != nil {
		t.Fatalf("it orders %s", r.Tell.Data)
	}
	w.phones(w.ids.Of(flows.KindRoster, "leipzig"), nadia, o.What, wish)
	w.settle()
}

// What she chose says who of her site it is for, and stands on her phone in words.
func TestWhomAPhoneNames(t *testing.T) {
	number := flows.NewReference(flows.Turn{}.Rand())
	own := []string{"leipzig"}
	for name, c := range map[string]struct {
		answers map[string]string
		want    flows.Segment
		shown   []string
	}{
		"everybody":  {map[string]string{"announce_who": "everybody", "announce_groups": "spring"}, flows.Segment{Sites: own}, []string{"sites/leipzig"}},
		"a course":   {map[string]string{"announce_who": "enrolled", "announce_readers": "English"}, flows.Segment{Sites: own, Enrolled: true}, []string{"broadcast.for.enrolled"}},
		"nobody yet": {map[string]string{"announce_who": "some"}, flows.Segment{Sites: own}, []string{"sites/leipzig"}},
		"by the course": {
			map[string]string{"announce_who": "some", "announce_groups": "spring,autumn", "announce_tracks": "social", "announce_phases": "labs"},
			flows.Segment{Sites: own, Cohorts: []string{"spring", "autumn"}, Tracks: []string{"social"}, Phases: []string{"labs"}},
			[]string{"cohorts/spring", "cohorts/autumn", "tracks/social", "phases/labs"},
		},
		"by all else": {
			map[string]string{
				"announce_who": "some", "announce_readers": "arabisch؛ English", "announce_team": "navigator,lead",
				"announce_guests": strings.ToLower(number), "announce_guests_site": "lisboa", "announce_silent": strings.ReplaceAll(number, "-", " "),
			},
			flows.Segment{Sites: own, Languages: []i18n.Lang{"ar", "en"}, Roles: []flows.Role{flows.RoleNavigator, flows.RoleLead}, Events: []string{number}, Unanswered: number},
			[]string{"العربية, English", "broadcast.role.navigator", "broadcast.role.lead", "broadcast.for.event", "broadcast.for.unanswered"},
		},
		"guests of her site": {
			map[string]string{"announce_who": "some", "announce_guests": number, "announce_guests_site": "leipzig"},
			flows.Segment{Events: []string{number}},
			[]string{"broadcast.for.event"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, k := whomWorld(t)
			written(t, w, c.answers)
			if got := w.view().Plan.Segment; !reflect.DeepEqual(got, c.want) {
				t.Errorf("it is for %+v", got)
			}
			var a flows.TeamAnswer
			if err := json.Unmarshal(k.last(flows.ToldTeamAnswer).Data, &a); err != nil {
				t.Fatal(err)
			}
			for _, one := range c.shown {
				if !strings.Contains(a.Given["cast_for"], one) {
					t.Errorf("she does not read %s: %s", one, a.Given["cast_for"])
				}
			}
		})
	}
	for name, answers := range map[string]map[string]string{
		"a language that nobody knows":     {"announce_who": "some", "announce_readers": "English, Klingon"},
		"no number of an event":            {"announce_who": "some", "announce_guests": "the lab day"},
		"no number of an announcement":     {"announce_who": "some", "announce_silent": "the last one"},
		"a group that is there no more":    {"announce_who": "some", "announce_groups": "winter"},
		"a task that nobody has in a team": {"announce_who": "some", "announce_team": "cook"},
	} {
		t.Run(name, func(t *testing.T) {
			w, k := whomWorld(t)
			written(t, w, answers)
			if got, why := k.answer(t); got != "refused" || why != flows.Words("broadcast.phone.segment") || w.view().Reference != "" {
				t.Errorf("it is answered %q: %s", got, why)
			}
		})
	}
}

// whomWorld has a programme with groups, tracks and phases.
func whomWorld(t *testing.T) (*world, *clerk) {
	t.Helper()
	w, k, _ := rooms(t, 1)
	w.p.Cohorts = []flows.Cohort{{ID: "spring", Name: "Spring"}, {ID: "autumn", Name: "Autumn"}}
	w.p.Tracks = []flows.Track{{ID: "social", Name: "Social"}}
	w.p.Lists = []flows.List{{ID: flows.ListPhases, Entries: []flows.Entry{{ID: "labs", Name: "Labs"}}}}
	return w, k
}

// A plan of a terminal may name more than a phone shows: then it says how many more.
func TestAPhoneShowsOnlySoMuchOfWhomItIsFor(t *testing.T) {
	w, k := whomWorld(t)
	var groups []string
	for n := range 20 {
		id := string(rune('a' + n))
		w.p.Cohorts = append(w.p.Cohorts, flows.Cohort{ID: id, Name: id})
		groups = append(groups, id)
	}
	written(t, w, map[string]string{"announce_who": "some", "announce_groups": strings.Join(groups, ",")})
	var a flows.TeamAnswer
	if err := json.Unmarshal(k.last(flows.ToldTeamAnswer).Data, &a); err != nil {
		t.Fatal(err)
	}
	if shown := a.Given["cast_for"]; strings.Count(shown, "broadcast.for.cohort") != 10 || !strings.Contains(shown, `"count":"10"`) {
		t.Errorf("she reads %s", shown)
	}
}
