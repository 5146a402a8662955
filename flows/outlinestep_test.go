package flows

import (
	"testing"
	"time"
)

func TestWaitsAreTold(t *testing.T) {
	nine := Clock{9, 0}
	for want, w := range map[string]wait{
		"1 day":                          {length: 24 * time.Hour},
		"3 days":                         {length: 72 * time.Hour},
		"12h":                            {length: 12 * time.Hour},
		"1h30m":                          {length: 90 * time.Minute},
		"20m":                            {length: 20 * time.Minute},
		"until it is next 09:00":         {timed: true, hour: nine},
		"1 day later at 09:00":           {timed: true, hour: nine, days: 1},
		"until the day in “go” at 09:00": {timed: true, hour: nine, day: "go"},
		"until 2 days before the day in “go” at 09:00": {timed: true, hour: nine, day: "go", days: -2},
	} {
		if got := w.String(); got != want {
			t.Errorf("it waits %q, it should be %q", got, want)
		}
	}
}
