package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

// cardOf is a programme whose only card has a number, checked or not.
func cardOf(t *testing.T, zone, checked string) *flows.Programme {
	t.Helper()
	if checked != "" {
		checked = fmt.Sprintf(", checked: %q", checked)
	}
	text := fmt.Sprintf("organisation: X\nkeep: {months: 1}\nsites:\n  roma:\n    name: Rome\n    time_zone: %s\n    emergency: \"112\"\n    person: a@example.org\n"+
		"    card:\n      violence: {number: \"1522\"%s}\n", zone, checked)
	p, err := flows.ParseProgramme("mine.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A number is good for 90 days, and nobody relies on it after 180. Days are
// those of the site.
func TestNumbersGrowOld(t *testing.T) {
	noon := time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC)
	const good, due, overdue = "", "due", "overdue"
	for name, c := range map[string]struct {
		zone string
		ago  int
		now  time.Time
		want string
	}{
		"today":                            {"UTC", 0, noon, good},
		"90":                               {"UTC", 90, noon, good},
		"91":                               {"UTC", 91, noon, due},
		"180":                              {"UTC", 180, noon, due},
		"181":                              {"UTC", 181, noon, overdue},
		"years":                            {"UTC", 2000, noon, overdue},
		"tomorrow":                         {"UTC", -1, noon, good},
		"next week":                        {"UTC", -7, noon, overdue},
		"90, late evening":                 {"UTC", 90, noon.Add(11*time.Hour + 59*time.Minute), good},
		"90, next day in Auckland already": {"Pacific/Auckland", 90, noon.Add(6 * time.Hour), due},
		"91, still the day before in Lima": {"America/Lima", 91, noon.Add(-9 * time.Hour), good},
	} {
		t.Run(name, func(t *testing.T) {
			p := cardOf(t, c.zone, noon.AddDate(0, 0, -c.ago).Format(time.DateOnly))
			got := good
			for _, u := range p.Unchecked(c.now) {
				got = due
				if u.Overdue {
					got = overdue
				}
				said := flows.FileErrors{u.Problem}.Error()
				if !strings.HasPrefix(said, "mine.yaml:10:") || !strings.Contains(said, "roma") || !strings.Contains(said, "1522 (violence)") || !strings.Contains(said, "checked") {
					t.Errorf("it says %s", said)
				}
			}
			if got != c.want {
				t.Errorf("it is %q, wanted is %q", got, c.want)
			}
		})
	}
	if all := cardOf(t, "UTC", "").Unchecked(noon); len(all) != 1 || all[0].Overdue || !strings.Contains(all[0].Problem.Text, `add checked: "2027-06-01"`) {
		t.Errorf("of a number without a day it says %+v", all)
	}
}
