package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"wecan/flows/enrollment"
)

// checked runs wecan check at a time.
func checked(t *testing.T, now time.Time, args ...string) (string, error) {
	t.Helper()
	var line commandLine
	parser, err := kong.New(&line)
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := parser.Parse(append([]string{"check"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = chosen.Run(&invocation{flags: chosen.Flags(), stdout: &out, stderr: &out, now: func() time.Time { return now }, words: readOnce})
	return out.String(), err
}

// carded is a programme file whose card was checked on a day.
func carded(t *testing.T, day time.Time) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	text := fmt.Sprintf(`organisation: Another Club
keep: {months: 12}
sites:
  leipzig:
    name: Leipzig
    time_zone: Europe/Berlin
    emergency: "112"
    person: leipzig@example.org
    card:
      violence: {number: "1522", checked: %q}
`, day.Format(time.DateOnly))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// wecan check warns after 90 days and fails after 180.
func TestCheckLooksAtTheCards(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	file := carded(t, day)
	for days, want := range map[int]string{
		90:  "0 problems\n",
		91:  file + ":10:18: warning: the number 1522 (violence) on the emergency card of leipzig was checked 91 days ago; call it or look it up, and write the day under checked\n0 problems\n",
		180: "180 days ago",
		181: file + ":10:18: the number 1522 (violence) on the emergency card of leipzig was checked 181 days ago; call it or look it up, and write the day under checked\n",
	} {
		out, err := checked(t, day.AddDate(0, 0, days).Add(12*time.Hour), "--programme="+file)
		out = strings.Join(lineMatches(out, "mine.yaml", "problem"), "")
		if fails := err != nil; fails != (days > 180) || fails && err.Error() != "1 problem" || out != want && days != 180 || !strings.Contains(out, want) {
			t.Errorf("after %d days: %v\n%s", days, err, out)
		}
	}
}

// lineMatches are the lines that hold one of some texts.
func lineMatches(text string, parts ...string) (out []string) {
	for line := range strings.Lines(text) {
		for _, part := range parts {
			if strings.Contains(line, part) {
				out = append(out, line)
				break
			}
		}
	}
	return out
}

// The example grows old with the program: it warns, also as a file, and never
// fails.
func TestExampleMayGrowOld(t *testing.T) {
	_, data := enrollment.Example()
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"--programme=" + file}} {
		out, err := checked(t, time.Date(2036, 1, 1, 12, 0, 0, 0, time.UTC), args...)
		if err != nil || !strings.Contains(out, "warning: this is the example, and 7 numbers") || !strings.Contains(out, "set WECAN_PROGRAMME") || !strings.HasSuffix(out, "\n0 problems\n") {
			t.Errorf("in ten years %v: %v\n%s", args, err, out)
		}
		if out, err := checked(t, time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC), args...); err != nil || strings.Contains(out, "this is the example") {
			t.Errorf("when it is new %v: %v\n%s", args, err, out)
		}
	}
	if err := os.WriteFile(file, append(data, "# ours\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := checked(t, time.Date(2036, 1, 1, 12, 0, 0, 0, time.UTC), "--programme="+file); err == nil || err.Error() != "8 problems" { // the numbers, and the day until which answers are kept
		t.Errorf("somebody's own: %v\n%s", err, out)
	}
}

// A service with old numbers serves, and says so.
func TestServiceTellsOfOldCards(t *testing.T) {
	for days, overdue := range map[int]int{170: 0, 190: 1} {
		r := newRig(t, longPoll)
		r.env = append(r.env, "WECAN_PROGRAMME="+carded(t, time.Now().AddDate(0, 0, -days)))
		served := r.serve(t)
		if _, body := get(t, "http://"+r.listen+"/metrics"); !strings.Contains(body, fmt.Sprintf("\nwecan_card_numbers_overdue %d\n", overdue)) {
			t.Errorf("after %d days the metrics do not say that %d are overdue", days, overdue)
		}
		if err := newJoiner(r.tg, 11, "en").join(t.Context()); err != nil {
			t.Errorf("after %d days: %v", days, err)
		}
		served.stop(t)
		if warned := strings.Contains(served.log.String(), "more than 180 days; see: wecan check"); warned != (overdue > 0) {
			t.Errorf("after %d days the log warns: %v", days, warned)
		}
	}
}
