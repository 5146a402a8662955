package ical_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows/session/ical"
)

// calendar puts lines into a calendar, and events, which are lines too, between BEGIN and END.
func calendar(head string, events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + head)
	for i, e := range events {
		if !strings.Contains(e, "UID:") {
			e = fmt.Sprintf("UID:%d\n", i) + e
		}
		b.WriteString("BEGIN:VEVENT\n" + strings.TrimSuffix(e, "\n") + "\nEND:VEVENT\n")
	}
	b.WriteString("END:VCALENDAR\n")
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

func read(t *testing.T, file string) ical.Calendar {
	t.Helper()
	cal, err := ical.Read(strings.NewReader(file), spring(t))
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// starts are the occurrences in short, in UTC; with what they were before, if they were moved.
func starts(cal ical.Calendar) string {
	var out []string
	for _, e := range cal.Events {
		s := e.Start.Format("0102T1504")
		if e.Occurrence != "" && e.Occurrence != e.Start.Format(time.RFC3339) {
			at, err := time.Parse(time.RFC3339, e.Occurrence)
			if err != nil {
				return "Occurrence is " + e.Occurrence
			}
			s += "<" + at.Format("0102T1504")
		}
		if e.Cancelled {
			s += "x"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

const berlin = "DTSTART;TZID=Europe/Berlin:"

func TestOccurrences(t *testing.T) {
	custom := "BEGIN:VTIMEZONE\nTZID:%s\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:%s\nTZOFFSETTO:%s\nEND:STANDARD\nEND:VTIMEZONE\n"
	tests := []struct {
		name   string
		head   string
		events []string
		want   string
	}{
		{"weekly over the change of clocks", "", []string{berlin + "20260322T180000\nRRULE:FREQ=WEEKLY;COUNT=3"}, "0322T1700 0329T1600 0405T1600"},
		{"the hour that does not exist is taken by the clock before", "", []string{berlin + "20260328T023000\nRRULE:FREQ=DAILY;COUNT=3"}, "0328T0130 0329T0130 0330T0030"},
		{"count", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2"}, "0301T0900 0302T0900"},
		{"the start counts where the rule leaves it out", "", []string{berlin + "20260301T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"}, "0301T0900 0302T0900 0309T0900"},
		{"until at the moment itself", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;UNTIL=20260303T090000Z"}, "0301T0900 0302T0900 0303T0900"},
		{"until a moment before", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;UNTIL=20260303T085959Z"}, "0301T0900 0302T0900"},
		{"until a day", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;UNTIL=20260303"}, "0301T0900 0302T0900 0303T0900"},
		{"until by the clocks there", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;UNTIL=20260303T100000"}, "0301T0900 0302T0900 0303T0900"},
		{"every second week", "", []string{berlin + "20260303T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4"}, "0303T0900 0305T0900 0317T0900 0319T0900"},
		{"last Friday of the month", "", []string{berlin + "20260327T100000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3"}, "0327T0900 0424T0800 0529T0800"},
		{"31st, where there is one", "", []string{berlin + "20260331T100000\nRRULE:FREQ=MONTHLY;COUNT=2"}, "0331T0800 0531T0800"},
		{"last workday", "", []string{berlin + "20260331T100000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3"}, "0331T0800 0430T0800 0529T0800"},
		{"begun long before the window", "", []string{berlin + "20160626T100000\nRRULE:FREQ=YEARLY"}, "0626T0800"},
		{"dates beside the rule", "", []string{berlin + "20260301T100000\nRDATE;TZID=Europe/Berlin:20260310T120000,20260311T120000\nRDATE:20260312T090000Z"}, "0301T0900 0310T1100 0311T1100 0312T0900"},
		{"a date that the rule has too", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nRDATE:20260302T090000Z"}, "0301T0900 0302T0900"},
		{"days beside a time", "", []string{berlin + "20260301T100000\nRDATE;VALUE=DATE:20260310"}, "0301T0900 0310T0900"},
		{"periods", "", []string{berlin + "20260301T100000\nRDATE;VALUE=PERIOD:20260310T090000Z/PT2H,20260311T090000Z/20260311T100000Z"}, "0301T0900 0310T0900 0311T0900"},
		{"left out by time", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20260302T100000,20260303T100000"}, "0301T0900 0304T0900"},
		{"left out by time in UTC", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260302T090000Z"}, "0301T0900"},
		{"left out by time without a zone", "X-WR-TIMEZONE:America/New_York\n", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260302T100000"}, "0301T0900"},
		{"left out by time in another zone", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Europe/Kyiv:20260302T110000"}, "0301T0900"},
		{"left out by day", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260302"}, "0301T0900 0303T0900"},
		{"left out at another hour", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Europe/Berlin:20260302T110000"}, "0301T0900 0302T0900"},
		{"the start left out", "", []string{berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Europe/Berlin:20260301T100000"}, "0302T0900"},
		{"one moved", "", []string{
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=3",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260302T100000\nDTSTART;TZID=Europe/Berlin:20260302T150000",
		}, "0301T0900 0302T1400<0302T0900 0303T0900"},
		{"one moved, told in UTC, to another zone, before the entry itself", "", []string{
			"UID:a\nRECURRENCE-ID:20260302T090000Z\nDTSTART;TZID=Europe/Kyiv:20260302T150000",
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=3",
		}, "0301T0900 0302T1300<0302T0900 0303T0900"},
		{"one moved, told by day", "", []string{
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2",
			"UID:a\nRECURRENCE-ID;VALUE=DATE:20260302\nDTSTART;TZID=Europe/Berlin:20260302T150000",
		}, "0301T0900 0302T1400<0302T0900"},
		{"one moved into the window", "", []string{
			"UID:a\n" + berlin + "20260201T100000\nRRULE:FREQ=DAILY;COUNT=3",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260202T100000\nDTSTART;TZID=Europe/Berlin:20260302T150000",
		}, "0302T1400<0202T0900"},
		{"one moved out of the window", "", []string{
			"UID:a\n" + berlin + "20260629T100000\nRRULE:FREQ=DAILY;COUNT=2",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260630T100000\nDTSTART;TZID=Europe/Berlin:20260730T150000",
		}, "0629T0800 0730T1300<0630T0800"},
		{"one cancelled", "", []string{
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260302T100000\nSTATUS:CANCELLED",
		}, "0301T0900 0302T0900x"},
		{"one whose entry is not there", "", []string{"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260302T100000\nDTSTART;TZID=Europe/Berlin:20260302T110000"}, "0302T1000<0302T0900"},
		{"of two changes the newer", "", []string{
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=1",
			"UID:a\nSEQUENCE:3\nRECURRENCE-ID;TZID=Europe/Berlin:20260301T100000\nDTSTART;TZID=Europe/Berlin:20260301T150000",
			"UID:a\nSEQUENCE:2\nRECURRENCE-ID;TZID=Europe/Berlin:20260301T100000\nDTSTART;TZID=Europe/Berlin:20260301T160000",
		}, "0301T1400<0301T0900"},
		{"all cancelled", "", []string{
			"UID:a\n" + berlin + "20260301T100000\nRRULE:FREQ=DAILY;COUNT=2\nSTATUS:CANCELLED",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260302T100000\nDTSTART;TZID=Europe/Berlin:20260302T150000",
		}, "0301T0900x 0302T1400<0302T0900x"},
		{"a file that cancels", "METHOD:CANCEL\n", []string{berlin + "20260301T100000"}, "0301T0900x"},
		{"Windows' name", "", []string{"DTSTART;TZID=\"FLE Standard Time\":20260301T100000"}, "0301T0800"},
		{"UTC", "", []string{"DTSTART:20260301T100000Z"}, "0301T1000"},
		{"UTC at Exchange", "", []string{"DTSTART;TZID=tzone://Microsoft/Utc:20260301T100000"}, "0301T1000"},
		{"without a zone, at the site", "", []string{"DTSTART:20260301T100000"}, "0301T0900"},
		{"without a zone, in the calendar's", "X-WR-TIMEZONE:America/New_York\n", []string{"DTSTART:20260301T100000"}, "0301T1500"},
		{"a path", "", []string{"DTSTART;TZID=/mozilla.org/20050126_1/Europe/Kyiv:20260301T100000"}, "0301T0800"},
		{"a long path", "", []string{"DTSTART;TZID=/x/America/Argentina/Salta:20260301T100000"}, "0301T1300"},
		{"rules of its own", fmt.Sprintf(custom, "Büro", "+0215", "+0215"), []string{"DTSTART;TZID=Büro:20260301T100000"}, "0301T0745"},
		{"the machine's zone is none", fmt.Sprintf(custom, "Local", "+0215", "+0215"), []string{"DTSTART;TZID=Local:20260301T100000"}, "0301T0745"},
		{"whole days", "", []string{"DTSTART;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260329T000000"}, "0327T2300 0329T2200"},
		{"a day moved", "", []string{
			"UID:a\nDTSTART;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=2",
			"UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260329T000000\nDTSTART;VALUE=DATE:20260401",
		}, "0327T2300 0331T2200<0328T2300"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cal := read(t, calendar(tt.head, tt.events...))
			if got := starts(cal); got != tt.want {
				t.Errorf("read %s\nwant %s", got, tt.want)
			}
			if len(cal.Problems) > 0 {
				t.Errorf("problems: %v", cal.Problems)
			}
		})
	}
}

// TestTwice reads the hour that comes twice in autumn: the first counts, and what recurs there stays at its hour.
func TestTwice(t *testing.T) {
	opt := spring(t)
	opt.From, opt.Until = opt.Until, opt.Until.AddDate(0, 6, 0)
	file := calendar("", berlin+"20261024T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3")
	cal, err := ical.Read(strings.NewReader(file), opt)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := starts(cal), "1024T0030 1025T0030 1026T0130"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
}

// TestLengths reads ends: an end is exact, a duration in days goes by the calendar.
func TestLengths(t *testing.T) {
	for lines, want := range map[string]string{
		berlin + "20260328T220000\nDTEND;TZID=Europe/Berlin:20260329T060000":                     "0328T2100-0329T0400",
		berlin + "20260327T220000\nRRULE:FREQ=DAILY;COUNT=1\nDTEND:20260328T050000Z":             "0327T2100-0328T0500",
		berlin + "20260328T120000\nDURATION:P1D":                                                 "0328T1100-0329T1000",
		berlin + "20260328T120000\nDURATION:PT24H":                                               "0328T1100-0329T1100",
		berlin + "20260328T120000\nDURATION:P1DT2H30M":                                           "0328T1100-0329T1230",
		berlin + "20260328T120000\nDTEND;TZID=Europe/Kyiv:20260328T140000":                       "0328T1100-0328T1200",
		berlin + "20260328T120000":                                                               "0328T1100-0328T1100",
		"DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330":                                 "0327T2300-0329T2200",
		"DTSTART;VALUE=DATE:20260329":                                                            "0328T2300-0329T2200",
		"DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260329":                                 "0328T2300-0329T2200",
		"DTSTART;VALUE=DATE:20260329\nDURATION:P1W":                                              "0328T2300-0404T2200",
		berlin + "20260329T000000\nDURATION:PT30M\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE":             "0328T2300-0329T2200",
		berlin + "20260329T000000\nDTEND:20260331T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE":      "0328T2300-0330T2200",
		berlin + "20260228T120000\nRRULE:FREQ=DAILY;COUNT=2\nDTEND:20260301T120000Z":             "0228T1100-0301T1200 0301T1100-0302T1200",
		berlin + "20260310T100000\nRDATE;VALUE=PERIOD:20260311T090000Z/PT2H\nDURATION:PT1H":      "0310T0900-0310T1000 0311T0900-0311T1100",
		berlin + "20260328T120000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nX-ALT-DESC:<p>x</p>": "0328T1100-0328T1200 0329T1000-0329T1100",
	} {
		cal := read(t, calendar("", lines))
		var got []string
		for _, e := range cal.Events {
			got = append(got, e.Start.Format("0102T1504")+"-"+e.End.Format("0102T1504"))
		}
		if strings.Join(got, " ") != want || len(cal.Problems) > 0 {
			t.Errorf("%s\nread %v %v\nwant %s", lines, got, cal.Problems, want)
		}
	}
}

// TestProblems reads entries with a fault beside one without, which must come out whole.
func TestProblems(t *testing.T) {
	for lines, want := range map[string]string{
		"SUMMARY:x":                                                                    "Its start is missing. It was left out.",
		"DTSTART:morgen":                                                               "Its start is not a date or time. It was left out.",
		"DTSTART:20260231T100000Z":                                                     "Its start is not a date or time. It was left out.",
		"DTSTART:00010101T000000Z":                                                     "Its start lies in a year that cannot be right. It was left out.",
		"DTSTART:20260301T100000Z\nGarbage":                                            "A line of it cannot be read. It was taken without that line.",
		"DTSTART:20260301T100000Z\nDTEND:20260301T090000Z":                             "It ends before it begins, or after more than a year. It was taken without an end.",
		"DTSTART:20260301T100000Z\nDTEND:bald":                                         "Its end is not a date or time. It was taken without an end.",
		"DTSTART:20260301T100000Z\nDURATION:lang":                                      "Its duration cannot be read. It was taken without an end.",
		"DTSTART:20260301T100000Z\nRRULE:FREQ=SOMETIMES":                               "The rule by which it repeats cannot be read: “FREQ=SOMETIMES”. Only what is named by date was taken.",
		"DTSTART:20260301T100000Z\nRRULE:FREQ=HOURLY;INTERVAL=2;BYHOUR=1":              "The rule by which it repeats goes by hours, minutes or seconds, as no session does: “FREQ=HOURLY;INTERVAL=2;BYHOUR=1”. Only what is named by date was taken.",
		"DTSTART:20260301T100000Z\nRRULE:FREQ=MONTHLY;BYDAY=53MO":                      "The rule by which it repeats cannot be read: “FREQ=MONTHLY;BYDAY=53MO”. Only what is named by date was taken.",
		"DTSTART:20260301T100000Z\nRRULE:FREQ=DAILY;COUNT=0":                           "The rule by which it repeats cannot be read: “FREQ=DAILY;COUNT=0”. Only what is named by date was taken.",
		"DTSTART:20260301T100000Z\nRRULE:FREQ=DAILY;COUNT=1\nEXRULE:FREQ=DAILY":        "It leaves out dates by a rule (EXRULE), which is not read. All its dates were taken.",
		"DTSTART:20260301T100000Z\nRDATE:nie":                                          "A date at which it repeats is not a date or time. Its other dates were taken.",
		"DTSTART:20260301T100000Z\nEXDATE:nie":                                         "A date to leave out is not a date or time. Its other dates were taken.",
		"DTSTART:20260301T100000Z\nRECURRENCE-ID:nie":                                  "The occurrence that it changes is not a date or time. It was left out.",
		"DTSTART:20260301T100000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260301T100000Z": "It changes this occurrence and all later ones. Only this one was taken as changed.",
		"DTSTART;TZID=Mond/Krater:20260301T100000":                                     "Nobody knows its time zone “Mond/Krater”. It was taken as Europe/Berlin.",
		"UID:\nDTSTART:20260301T100000Z":                                               "It has no UID. It was taken, but counts as another one when its start or its title changes.",
		"UID:good\nDTSTART:20260301T100000Z":                                           "There are two entries with this UID. The newer one was taken.",
		"DTSTART:20260301T100000Z\nBEGIN:VEVENT\nUID:inner\nDTSTART:20260301T100000Z":  "It has no end in the file. It was left out.",
	} {
		cal := read(t, calendar("", lines, "UID:good\nSEQUENCE:1\nDTSTART:20260601T100000Z\nSUMMARY:Good"))
		if len(cal.Problems) != 1 || cal.Problems[0].Text != want {
			t.Errorf("%s\ntells %+v\nwant  %s", lines, cal.Problems, want)
			continue
		}
		if left := strings.HasSuffix(want, "It was left out."); cal.Problems[0].Left != left {
			t.Errorf("%s: Left is %t", lines, cal.Problems[0].Left)
		}
		if !slices.ContainsFunc(cal.Events, func(e ical.Event) bool { return e.UID == "good" && e.Summary == "Good" }) {
			t.Errorf("%s\nspoils the other entry: %v", lines, cal.Events)
		}
	}
}
