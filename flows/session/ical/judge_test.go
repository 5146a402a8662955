package ical_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"wecan/flows/session/ical"
)

// python is an interpreter that has the two libraries. Debian's stands in a place of its own, beside which somebody may have another.
func python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), name, "-c", "import vobject, icalendar").Run() == nil {
			return name
		}
	}
	t.Fatal("two Python libraries judge our calendars, and are not here: run make setup, or install python3-vobject and python3-icalendar")
	return ""
}

// TestOthersReadIt has two libraries that are not ours judge a feed: python3-vobject, which validates it and takes the zones from the
// rules in the file, and python3-icalendar. Both must read the very times and titles that were written.
func TestOthersReadIt(t *testing.T) {
	interpreter := python(t)
	for name, f := range map[string]ical.Feed{"one of each kind": feed(), "200 sessions": many(200)} {
		cmd := exec.CommandContext(t.Context(), interpreter, "testdata/judge.py")
		cmd.Stdin = bytes.NewReader(written(t, f))
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s is refused: %v\n%s", name, err, complaint.Bytes())
		}
		var read map[string]map[string][4]any
		if err := json.Unmarshal(out, &read); err != nil {
			t.Fatal(err)
		}
		for _, library := range []string{"vobject", "icalendar"} {
			if got := len(read[library]); got != len(f.Entries) {
				t.Errorf("%s: %s read %d of %d entries", name, library, got, len(f.Entries))
			}
			for _, e := range f.Entries {
				want := [4]any{e.Start.Format(time.RFC3339), e.Start.Add(e.Length).Format(time.RFC3339), e.Title, e.Cancelled}
				if got := read[library][e.UID]; got != want {
					t.Errorf("%s: %s read %v, want %v", name, library, got, want)
				}
			}
		}
	}
}

// many is a feed of weekly sessions at four sites.
func many(n int) ical.Feed {
	sites := []string{"Europe/Berlin", "Europe/Kyiv", "Europe/Warsaw", "Europe/Paris"}
	f := ical.Feed{Name: "Sessions", Lang: "en"}
	for i := range n {
		f.Entries = append(f.Entries, ical.Entry{
			UID: fmt.Sprintf("session-%d@wecan.example", i), Sequence: i % 5, Changed: at(2026, 1, 5, 9, 0),
			Start: at(2026, 1, 5, 16, 30).AddDate(0, 0, i), Length: 90 * time.Minute, Zone: sites[i%len(sites)],
			Title: "Conversation, for beginners – Розмовний клуб", Description: "Bring a pen.\nWe begin on time.", Place: "Library, room 2",
			Cancelled: i%20 == 0, Alarm: []time.Duration{24 * time.Hour, time.Hour},
		})
	}
	return f
}

func BenchmarkWrite200(b *testing.B) {
	f := many(200)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := ical.Write(&out, f); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

// BenchmarkRead500 reads 500 entries that happen once.
func BenchmarkRead500(b *testing.B) {
	benchmarkRead(b, written(b, many(500)), 500)
}

// BenchmarkRead500Weekly reads 500 entries that recur each week, ten times of which lie in the window.
func BenchmarkRead500Weekly(b *testing.B) {
	file := bytes.ReplaceAll(written(b, many(500)), []byte("STATUS:"), []byte("RRULE:FREQ=WEEKLY;COUNT=10\r\nSTATUS:"))
	benchmarkRead(b, file, 5000)
}

func benchmarkRead(b *testing.B, file []byte, want int) {
	b.Helper()
	opt := ical.Options{Zone: zone(b, "Europe/Berlin"), From: at(2026, 1, 1, 0, 0), Until: at(2029, 1, 1, 0, 0)}
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		cal, err := ical.Read(bytes.NewReader(file), opt)
		if err != nil || len(cal.Events) != want {
			b.Fatalf("read %d, %v", len(cal.Events), err)
		}
	}
}
