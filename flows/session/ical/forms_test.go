package ical_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"wecan/flows/session/ical"
)

// TestForms reads the same entry in the forms that programs, editors and mail make of a file.
func TestForms(t *testing.T) {
	const want = "Übung „Lesen; schreiben“, für alle 🚲"
	escaped := `Übung „Lesen\; schreiben“\, für alle 🚲`
	plain := calendar("", "DTSTART:20260301T100000Z\nSUMMARY:"+escaped)
	for name, file := range map[string]string{
		"as it should be":      plain,
		"LF":                   strings.ReplaceAll(plain, "\r\n", "\n"),
		"CR":                   strings.ReplaceAll(plain, "\r\n", "\r"),
		"CR CR LF":             strings.ReplaceAll(plain, "\r\n", "\r\r\n"),
		"an empty line before": "\r\n" + plain,
		"a BOM":                "\ufeff" + plain,
		"no end of the line":   strings.TrimSpace(plain),
		"something after":      plain + "\r\nGreetings\r\n",
		"folded in letters":    everywhere(plain, "\r\n "),
		"folded with a tab":    everywhere(plain, "\n\t"),
		"folded, empty lines":  everywhere(plain, "\r\n\r\n "),
		"small letters":        strings.NewReplacer("BEGIN:VEVENT", "begin:vevent", "END:VEVENT", "end:vevent", "SUMMARY", "Summary", "DTSTART", "dtstart").Replace(plain),
		"with a language":      strings.Replace(plain, "SUMMARY:", "SUMMARY;LANGUAGE=de:", 1),
		"with its HTML":        strings.Replace(plain, "SUMMARY:", `SUMMARY;ALTREP="data:text/html,`+strings.Repeat("%3Cp%3E;:", 3000)+`":`, 1),
		"within another":       strings.Replace(plain, "SUMMARY:", "BEGIN:VALARM\r\nSUMMARY:No\r\nEND:VALARM\r\nSUMMARY:", 1),
		"within, without end":  strings.Replace(plain, "DTSTART", "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:0\r\nDTSTART", 1),
	} {
		cal, err := ical.Read(strings.NewReader(file), spring(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found := false
		for _, e := range cal.Events {
			found = found || e.Summary == want
		}
		if !found {
			t.Errorf("%s: read %+v %v", name, cal.Events, cal.Problems)
		}
	}
}

// everywhere folds each line after each of its bytes but the first.
func everywhere(file, fold string) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		line = strings.TrimSuffix(line, "\r\n")
		for i := range len(line) {
			if i > 1 {
				b.WriteString(fold)
			}
			b.WriteByte(line[i])
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// TestTexts reads texts: escapes are taken out, and so is what could be more than text.
func TestTexts(t *testing.T) {
	cal := read(t, calendar("", `UID: a\,b `+"\nDTSTART:20260301T100000Z\n"+
		`SUMMARY:one\ntwo\\n\;\:`+"\a\u0085x\nDESCRIPTION:  "+`a\Nb\n`+"\x1b[31m\u2028c \nLOCATION:A\\, B\nLOCATION:other\nURL: https://example.org/ä b \nSEQUENCE:+7"))
	want := ical.Event{
		UID: "a,b", Sequence: 7, Zone: "UTC", Summary: `one two\n;\: x`, Description: "a\nb\n[31m\nc", Location: "A, B",
		URL:   "https://example.org/%C3%A4%20b",
		Start: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
	}
	if len(cal.Events) != 1 || cal.Events[0] != want {
		t.Errorf("read %+v\nwant %+v", cal.Events, want)
	}
	cal = read(t, calendar("", "DTSTART:20260301T100000Z\nURL:javascript:alert(1)\nSEQUENCE:-1"))
	if len(cal.Events) != 1 || cal.Events[0].URL != "" || cal.Events[0].Sequence != 0 {
		t.Errorf("read %+v", cal.Events)
	}
}

// TestErrors reads files of which nothing may be taken.
func TestErrors(t *testing.T) {
	good := calendar("", "DTSTART:20260301T100000Z\nSUMMARY:Käse")
	utf16 := []byte{0xff, 0xfe}
	for _, r := range good {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	daily := "DTSTART:20200101T100000Z\nRRULE:FREQ=DAILY"
	for name, tt := range map[string]struct {
		file string
		want error
	}{
		"nothing":              {"", ical.ErrNotCalendar},
		"a page":               {"<!DOCTYPE html>\n<title>Sign in: Calendar</title>", ical.ErrNotCalendar},
		"an address book":      {"BEGIN:VCARD\nEND:VCARD", ical.ErrNotCalendar},
		"cut within an entry":  {good[:len(good)-40], ical.ErrCutOff},
		"cut after an entry":   {strings.TrimSuffix(good, "END:VCALENDAR\r\n"), ical.ErrCutOff},
		"cut, then another":    {strings.TrimSuffix(good, "END:VCALENDAR\r\n") + good, ical.ErrCutOff},
		"Latin-1":              {strings.ReplaceAll(good, "ä", "\xe4"), ical.ErrEncoding},
		"UTF-16":               {string(utf16), ical.ErrEncoding},
		"a nought":             {strings.ReplaceAll(good, "ä", "\x00"), ical.ErrEncoding},
		"deep":                 {strings.Repeat("BEGIN:VCALENDAR\n", 1) + strings.Repeat("BEGIN:X\n", 100_000), ical.ErrNotCalendar},
		"too large":            {good + strings.Repeat("\n", ical.MaxBytes), ical.ErrTooLarge},
		"too many occurrences": {calendar("", slicesOf(42, daily)...), ical.ErrTooMany},
		"rules that never end": {calendar("", slicesOf(20_000, "DTSTART:20260301T100000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")...), ical.ErrTooMuch},
		"slow rules":           {calendar("", slicesOf(10_000, "DTSTART:19000101T100000Z\nRRULE:FREQ=DAILY;UNTIL=19990101;BYSETPOS=1,2,3,4,5;BYHOUR=1,2,3,4,5")...), ical.ErrTooMuch},
	} {
		begun := time.Now()
		cal, err := ical.Read(strings.NewReader(tt.file), spring(t))
		if !errors.Is(err, tt.want) || len(cal.Events) > 0 {
			t.Errorf("%s: read %d events, %v; want %v", name, len(cal.Events), err, tt.want)
		}
		if took := time.Since(begun); took > 2*time.Minute {
			t.Errorf("%s took %v", name, took)
		}
	}
	if cal := read(t, calendar("", slicesOf(40, daily)...)); len(cal.Events) != 40*122 {
		t.Errorf("read %d occurrences of 40 times 122", len(cal.Events))
	}
	broken := errors.New("the line is broken")
	if _, err := ical.Read(io.MultiReader(strings.NewReader(good), &failing{broken}), spring(t)); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
	for _, opt := range []ical.Options{{}, {From: spring(t).Until, Until: spring(t).From}, {From: spring(t).From, Until: spring(t).From.AddDate(11, 0, 0)}} {
		if _, err := ical.Read(strings.NewReader(good), opt); !errors.Is(err, ical.ErrWindow) {
			t.Errorf("window from %v to %v: %v", opt.From, opt.Until, err)
		}
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func slicesOf(n int, s string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// TestManyProblems counts the problems that it does not tell.
func TestManyProblems(t *testing.T) {
	var events []string
	for i := range ical.MaxProblems + 50 {
		events = append(events, fmt.Sprintf("UID:%d\nSUMMARY:no start", i))
	}
	cal := read(t, calendar("", events...))
	if n := len(cal.Problems); n != ical.MaxProblems || cal.Problems[n-1].Text != "There are 51 more problems with entries like these." {
		t.Errorf("%d problems, the last is %+v", n, cal.Problems[n-1])
	}
}

// TestLargest reads a megabyte of each of what costs most. It must come back from all of them.
func TestLargest(t *testing.T) {
	fill := func(line string) string { return strings.Repeat(line, (1<<20)/len(line)) }
	wrap := func(s string) string { return calendar("", "DTSTART:20260301T100000Z\nX:y") + s }
	inEvent := func(s string) string {
		return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260301T100000Z\n" + s + "\nEND:VEVENT\nEND:VCALENDAR\n"
	}
	block := "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:STANDARD\n"
	for name, file := range map[string]string{
		"parameters":      inEvent("DTSTART" + fill(";A=b") + ":1"),
		"lines":           inEvent(fill("UID:\n")),
		"dates":           inEvent("EXDATE:20260301T100000Z" + fill(",20260301T100000Z")),
		"more dates":      inEvent("RDATE:20260301T100000Z" + fill(",20260301T100000Z")),
		"entries":         "BEGIN:VCALENDAR\n" + fill("BEGIN:VEVENT\nDTSTART:20200101\nEND:VEVENT\n") + "END:VCALENDAR\n",
		"changes":         "BEGIN:VCALENDAR\n" + fill("BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20200101\nEND:VEVENT\n") + "END:VCALENDAR\n",
		"strange zones":   "BEGIN:VCALENDAR\n" + zones(20_000) + "END:VCALENDAR\n",
		"calendars":       fill("BEGIN:VCALENDAR\nX-WR-TIMEZONE:A/B\nEND:VCALENDAR\n"),
		"continued lines": wrap("X:" + fill("\n a")),
		"a long rule":     inEvent("RRULE:FREQ=DAILY;BYHOUR=1" + fill(",1")),
		"many rules":      inEvent(fill("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n")[:4000*42]),
		"times of a day":  inEvent("RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5,6;BYSECOND=1,2,3,4,5,6"),
		"own zones":       "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VTIMEZONE\nTZID:a\n"+strings.Repeat(block, 200)+"END:VTIMEZONE\n", 90) + "BEGIN:VEVENT\nDTSTART;TZID=a:20260301T100000\nEND:VEVENT\nEND:VCALENDAR\n",
	} {
		begun := time.Now()
		_, err := ical.Read(bytes.NewReader([]byte(file)), spring(t))
		t.Logf("%s: %d bytes in %v, %v", name, len(file), time.Since(begun), err)
		if took := time.Since(begun); took > 2*time.Minute {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func zones(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "BEGIN:VEVENT\nDTSTART;TZID=Z%d:20260301T100000\nEND:VEVENT\n", i)
	}
	return b.String()
}
