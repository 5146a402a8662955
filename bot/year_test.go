package bot_test

import (
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/flows"
	"wecan/store"
)

// A year of sessions: people of five sites in three zones are reminded of them, while
// clocks and processes change, sessions move, and Telegram is away now and then. Each
// reminder comes once, at its minute by the clock of the site: within a tick, which is a
// minute here. What is expected is worked out beside the code, in yearspec_test.go.

func yearDefinitions(t *testing.T) (*flows.Definitions, store.MasterKey) {
	t.Helper()
	programme, err := os.ReadFile("testdata/year/programme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	return definitionsFor(t, programme), key
}

func TestYearOfSessions(t *testing.T) {
	defs, key := yearDefinitions(t)
	p := yearPlan{
		first: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), weeks: 52, people: 200,
		sites: []string{"utrecht", "leipzig", "roma", "valencia", "laspalmas"},
	}
	if racing || testing.Short() {
		p.people = 20
	}
	if n := setting(t, "WECAN_YEAR_PEOPLE", 0); n > 0 {
		p.people = n
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as make sim
	began := time.Now()
	wrong, counts := yearOf(t, p, defs, key)
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%8d %s", counts[name], name)
	}
	t.Logf("%8.1f seconds", time.Since(began).Seconds())
	for _, line := range wrong[:min(len(wrong), 20)] {
		t.Error(line)
	}
	if len(wrong) > 20 {
		t.Errorf("and %d more", len(wrong)-20)
	}
	if counts["right reminder"] < 10*p.people || counts["right news"] < p.people {
		t.Errorf("too little came to show anything")
	}
}

// TestYearFindsPlantedBugs plants one fault after the other in some weeks around the day
// in spring on which the clocks change, and wants each found. A fault that needs two
// processes at the same record at once shows itself in most runs, not in each.
func TestYearFindsPlantedBugs(t *testing.T) {
	defs, key := yearDefinitions(t)
	for b := noYearBug; b < yearBugs; b++ {
		t.Run(b.String(), func(t *testing.T) {
			t.Parallel()
			p := yearPlan{first: time.Date(2027, 3, 15, 0, 0, 0, 0, time.UTC), weeks: 4, people: 10, sites: []string{"utrecht", "valencia"}, bug: b}
			if b == yearNoHolidays {
				p.first = time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC)
			}
			tries, at := 1, -1
			if b == yearLastWins {
				tries = 10
			}
			var wrong []string
			for ; tries > 0 && at < 0; tries-- {
				wrong, _ = yearOf(t, p, defs, key)
				at = slices.IndexFunc(wrong, func(line string) bool { return strings.Contains(line, b.seenAs()) })
			}
			switch {
			case b == noYearBug && len(wrong) > 0:
				t.Errorf("without a fault: %s", wrong[0])
			case b != noYearBug && at < 0:
				t.Errorf("not found; seen is %.300q", wrong)
			case b != noYearBug:
				t.Logf("found: %.160s", wrong[at])
			}
		})
	}
}

// yearOf lets a year pass.
func yearOf(t *testing.T, p yearPlan, defs *flows.Definitions, key store.MasterKey) (wrong []string, counts map[string]int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		y := newYearWorld(t, p, defs, key)
		y.start(0)
		y.start(1)
		y.enroll()
		y.armed.Store(true)
		for _, e := range y.script() {
			time.Sleep(time.Until(e.at))
			e.do()
			y.checkLook()
		}
		time.Sleep(time.Until(p.first.AddDate(0, 0, 7*p.weeks+14)))
		y.end(0, true)
		y.end(1, true)
		y.over()
		synctest.Wait()
		wrong, counts = y.check(), y.counts
		y.redis.Close()
		synctest.Wait()
	})
	return wrong, counts
}

// checkLook looks whether something is due that was not looked at: see [yearStore].
func (y *yearWorld) checkLook() {
	now := time.Now()
	if y.places[0] == nil || y.places[1] == nil || y.broke(now.Add(-2*time.Minute)) || y.looked.Add(24*time.Hour).After(now) {
		return
	}
	if n := len(y.down); n > 0 && y.down[n-1].until.Add(5*time.Minute).After(now) {
		return
	}
	y.looked = now
	due, err := y.places[0].store.Due(y.t.Context(), now.Add(-3*time.Minute), 10)
	if err != nil || len(due) > 0 {
		y.note("what is due since three minutes was not looked at: " + stamp(now))
	}
}
