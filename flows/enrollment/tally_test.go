package enrollment_test

import (
	"reflect"
	"testing"

	"wecan/flows/enrollment"
)

// The figures are those by which the intake itself gives places away.
func TestTally(t *testing.T) {
	s := newSite(t, ", places: 4, reserved: {women: {places: 2, if: gender == 'woman'}}")
	tally := func() enrollment.Tally {
		t.Helper()
		got, err := enrollment.ReadTally(s.machine.Programme, "here", s.members)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	same := func(when string, want enrollment.Tally) {
		t.Helper()
		if got := tally(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", when, got, want)
		}
	}
	women := func(total, taken, free int) []enrollment.Reserve {
		return []enrollment.Reserve{{"women", total, taken, free}}
	}
	same("at first", enrollment.Tally{Total: 4, Free: 4, Reserved: women(2, 0, 2)})
	s.wish(1, "seat", "women")
	s.wish(2, "seat")
	same("two have one", enrollment.Tally{Total: 4, Taken: 2, Free: 2, Reserved: women(2, 1, 1)})
	s.wish(3, "seat")
	s.wish(4, "seat") // the last one is a woman's
	same("the general ones are gone", enrollment.Tally{Total: 4, Taken: 3, Free: 1, Reserved: women(2, 1, 1)})
	s.wish(2, "none") // number 4 is asked
	same("one is offered", enrollment.Tally{Total: 4, Taken: 3, Offered: 1, Free: 1, Reserved: women(2, 1, 1)})
	s.reload(", places: 2, reserved: {women: {places: 2, if: gender == 'woman'}}")
	same("fewer than are taken", enrollment.Tally{Total: 2, Taken: 3, Offered: 1, Free: 0, Reserved: women(2, 1, 0)})
	s.reload("")
	same("as many as come", enrollment.Tally{Taken: 3, Offered: 1, Unlimited: true})
	if got, err := enrollment.ReadTally(s.machine.Programme, "gone", nil); err != nil || !reflect.DeepEqual(got, enrollment.Tally{}) {
		t.Errorf("a site that there is not: %+v, %v", got, err)
	}
	if _, err := enrollment.ReadTally(s.machine.Programme, "here", map[string][]byte{"list": []byte("no")}); err == nil {
		t.Error("a list that cannot be read is taken for none")
	}
}
