package ical_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wecan/flows/session/ical"
)

// spring is the window of the tests, over the change of clocks in March.
func spring(tb testing.TB) ical.Options {
	tb.Helper()
	return ical.Options{
		Zone: zone(tb, "Europe/Berlin"),
		From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
	}
}

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

// shown writes a calendar as a person reads it.
func shown(c ical.Calendar) string {
	var b strings.Builder
	for _, e := range c.Events {
		fmt.Fprintf(&b, "%s – %s", e.Start.Format("Mon 2006-01-02 15:04"), e.End.Format("2006-01-02 15:04"))
		if e.AllDay {
			b.WriteString(" whole days")
		}
		if e.Cancelled {
			b.WriteString(" CANCELLED")
		}
		fmt.Fprintf(&b, " [%s] %q\n    %s # %s, change %d\n", e.Zone, e.Summary, e.UID, e.Occurrence, e.Sequence)
		if e.Location != "" {
			fmt.Fprintf(&b, "    at %s\n", e.Location)
		}
		if e.URL != "" {
			fmt.Fprintf(&b, "    %s\n", e.URL)
		}
		if e.Description != "" {
			fmt.Fprintf(&b, "    %q\n", e.Description)
		}
	}
	for _, p := range c.Problems {
		fmt.Fprintf(&b, "PROBLEM left=%t %s %q: %s\n", p.Left, p.UID, p.Summary, p.Text)
	}
	return b.String()
}

// TestProducts reads what Google, Microsoft and Apple export. Written anew by make golden; read the difference.
func TestProducts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(files) < 4 {
		t.Fatalf("testdata holds %d calendars: %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			cal, err := ical.Read(bytes.NewReader(data), spring(t))
			if err != nil {
				t.Fatal(err)
			}
			got := shown(cal)
			golden := strings.TrimSuffix(name, ".ics") + ".golden"
			if os.Getenv("WECAN_UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (make golden writes it)", err)
			}
			if got != string(want) {
				t.Errorf("read:\n%s\nwant:\n%s", got, want)
			}
			again, err := ical.Read(bytes.NewReader(data), spring(t))
			if err != nil || shown(again) != got {
				t.Errorf("the same file read again gives something else: %v\n%s", err, shown(again))
			}
		})
	}
}
