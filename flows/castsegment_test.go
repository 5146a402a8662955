package flows

import "testing"

// Who has a place at an event is of those who come to it, also when she belongs to no site:
// events are open to people who are in no course. Who belongs to another site is not of
// those of this one.
func TestWhoComesToAnEventIsOfThoseWhoDo(t *testing.T) {
	comes := Fact{Topic: FactEvents, Values: []string{"WE-1", "WE-2"}}
	of := func(site string, facts ...Fact) *talk {
		p := &person{}
		p.Cast.Facts = facts
		if site != "" {
			p.Fields = map[string]saved{fieldSite: {Value: site}}
		}
		return &talk{p: p}
	}
	at := func(more Segment) *Segment {
		more.Sites, more.Events = []string{"leipzig"}, []string{"WE-2"}
		return &more
	}
	for name, c := range map[string]struct {
		who  *talk
		of   *Segment
		want bool
	}{
		"she belongs to no site":              {of("", comes), at(Segment{}), true},
		"she belongs to that site":            {of("leipzig", comes), at(Segment{}), true},
		"she belongs to another":              {of("roma", comes), at(Segment{}), false},
		"she does not come":                   {of("leipzig"), at(Segment{}), false},
		"she belongs to no site, nor comes":   {of(""), at(Segment{}), false},
		"she is in no course":                 {of("", comes), at(Segment{Enrolled: true}), false},
		"she is of no cohort":                 {of("", comes), at(Segment{Cohorts: []string{"spring"}}), false},
		"she is in no phase":                  {of("", comes), at(Segment{Phases: []string{"labs"}}), false},
		"without an event she is of no site":  {of("", comes), &Segment{Sites: []string{"leipzig"}}, false},
		"she comes, and no site is asked for": {of("", comes), &Segment{Events: []string{"WE-1"}}, true},
	} {
		if got := c.who.inSegment(c.of); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
