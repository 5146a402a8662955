package ical_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"wecan/flows/session/ical"
)

func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
}

// feed has an entry of each kind, and zones of each kind.
func feed() ical.Feed {
	changed := at(2026, 2, 1, 9, 0)
	return ical.Feed{Name: "Мої зустрічі; Leipzig, 🚲", Lang: "uk", Entries: []ical.Entry{
		{
			UID: "s1@wecan.example", Sequence: 3, Changed: changed, Start: at(2026, 3, 30, 16, 0), Length: 90 * time.Minute, Zone: "Europe/Berlin",
			Title: "Розмовний клуб: читаємо, пишемо; і п’ємо чай – для всіх, хто щойно приїхав", Description: "Візьміть зошит.\nДо зустрічі!",
			Place: "Eisenbahnstraße 54, Leipzig", URL: "https://example.org/s?a=1,2;b", Geo: &ical.Geo{Lat: 51.345678, Lon: -0.5},
			Alarm: []time.Duration{26*time.Hour + 30*time.Minute, 48 * time.Hour, 10 * time.Second, 0},
		},
		{UID: "s2@wecan.example", Changed: changed, Start: at(2026, 10, 25, 0, 30), Length: time.Hour, Zone: "Europe/Berlin", Title: "over the first of two hours"},
		{UID: "s3@wecan.example", Changed: changed, Start: at(2026, 10, 25, 1, 30), Length: time.Hour, Zone: "Europe/Berlin", Title: "in the second of two hours"},
		{UID: "s4@wecan.example", Changed: changed, Start: at(2026, 6, 1, 8, 0), Zone: "Europe/Kyiv", Title: "moved away", Cancelled: true, Alarm: []time.Duration{time.Hour}},
		{UID: "s5@wecan.example", Changed: changed, Start: at(2026, 6, 1, 8, 0), Length: time.Hour, Title: "in UTC"},
		{UID: "s6@wecan.example", Changed: changed, Start: at(2026, 6, 1, 8, 0), Length: time.Hour, Zone: "Europe/Istanbul", Title: "no summer time"},
		{UID: "s7@wecan.example", Changed: changed, Start: at(2026, 3, 1, 8, 0), Length: time.Hour, Zone: "Africa/Casablanca", Title: "in Ramadan"},
		{UID: "s8@wecan.example", Changed: changed, Start: at(2026, 6, 1, 8, 0), Length: time.Hour, Zone: "Europe/Dublin", Title: "summer time by law the standard"},
		{UID: "s9@wecan.example", Changed: changed, Start: at(2016, 7, 1, 8, 0), Length: time.Hour, Zone: "Asia/Damascus", Title: "a zone whose rules change"},
		{UID: "s10@wecan.example", Changed: changed, Start: at(2025, 6, 1, 8, 0), Length: time.Hour, Zone: "Asia/Damascus", Title: "and after"},
		{UID: "s11@wecan.example", Changed: changed, Start: at(2026, 12, 31, 23, 30), Length: time.Hour, Zone: "America/New_York", Title: "over New Year"},
	}}
}

func written(tb testing.TB, f ical.Feed) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := ical.Write(&out, f); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestWrite compares a feed with what was written before, byte by byte. Made anew by make golden; read the difference.
func TestWrite(t *testing.T) {
	got := written(t, feed())
	const name = "testdata/feed.ics"
	if os.Getenv("WECAN_UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("written:\n%s\nwant:\n%s", got, want)
	}
	for range 20 {
		if !bytes.Equal(got, written(t, feed())) {
			t.Fatal("the same feed gives other bytes")
		}
	}
	holds(t, got)
}

// holds checks what every file must be: lines that end with CR LF, of at most 75 bytes, each of whole letters.
func holds(t interface{ Errorf(string, ...any) }, file []byte) {
	for line := range bytes.Lines(file) {
		text, ok := bytes.CutSuffix(line, []byte("\r\n"))
		if !ok || len(text) > 75 || len(text) == 0 || !utf8.Valid(text) || bytes.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("a line that must not be: %q", line)
		}
	}
}

// TestWriteReads wants what was written to be read as it was: [ical.Read] is another program than [ical.Write] here.
func TestWriteReads(t *testing.T) {
	f := feed()
	same(t, f, written(t, f))
}

func same(t interface{ Fatalf(string, ...any) }, f ical.Feed, file []byte) {
	got := map[string]ical.Event{}
	for year := 2016; year < 2036; year += ical.MaxWindow {
		cal, err := ical.Read(bytes.NewReader(file), ical.Options{From: at(year, 1, 1, 0, 0), Until: at(year+ical.MaxWindow, 1, 1, 0, 0)})
		if err != nil || len(cal.Problems) > 0 {
			t.Fatalf("read %v, %v\n%s", cal.Problems, err, file)
		}
		for _, e := range cal.Events {
			got[e.UID] = e
		}
	}
	if len(got) != len(f.Entries) {
		t.Fatalf("read %d of %d entries\n%s", len(got), len(f.Entries), file)
	}
	for _, e := range f.Entries {
		g := got[e.UID]
		g.Zone = "" // one in the second of two hours is written in UTC
		want := ical.Event{
			UID: e.UID, Sequence: e.Sequence, Cancelled: e.Cancelled, Start: e.Start, End: e.Start.Add(e.Length),
			Summary: e.Title, Description: e.Description, Location: e.Place, URL: e.URL,
		}
		if g != want {
			t.Fatalf("read  %+v\nwrote %+v\n%s", g, want, file)
		}
	}
}

// words draws texts without what is taken out of them, and with what is escaped.
func words(lines bool) *rapid.Generator[string] {
	more := []rune{',', ';', ':', '\\', '"', '<', '>', ' ', ' ', 'n', 'N', 'й', 'ا', '🚲', '中'}
	if lines {
		more = append(more, '\n')
	}
	return rapid.Map(rapid.StringOf(rapid.OneOf(rapid.SampledFrom(more), rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P, unicode.S))), strings.TrimSpace)
}

func entries(title, description *rapid.Generator[string]) *rapid.Generator[[]ical.Entry] {
	names := []string{"Europe/Berlin", "Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Chatham", "UTC", ""}
	one := rapid.Custom(func(t *rapid.T) ical.Entry {
		return ical.Entry{
			UID: rapid.StringMatching(`[a-z0-9]{1,80}@[a-z]{1,9}`).Draw(t, "uid"), Sequence: rapid.IntRange(0, math.MaxInt32).Draw(t, "sequence"),
			Changed:   time.Unix(rapid.Int64Range(0, 1<<31).Draw(t, "changed"), 0),
			Start:     time.Unix(rapid.Int64Range(at(2016, 1, 3, 0, 0).Unix(), at(2035, 12, 1, 0, 0).Unix()).Draw(t, "start"), 0).UTC(),
			Length:    time.Duration(rapid.Int64Range(0, 14*86400).Draw(t, "length")) * time.Second,
			Zone:      rapid.SampledFrom(names).Draw(t, "zone"),
			Title:     title.Draw(t, "title"),
			Place:     title.Draw(t, "place"),
			URL:       rapid.SampledFrom([]string{"", "https://example.org/?q=a,b;c%0A", "http://example.org:8080/" + strings.Repeat("x", 200)}).Draw(t, "url"),
			Cancelled: rapid.Bool().Draw(t, "cancelled"), Description: description.Draw(t, "description"),
			Alarm: rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 300000), func(n int) time.Duration { return time.Duration(n) * time.Second }), 0, 2).Draw(t, "alarm"),
		}
	})
	return rapid.SliceOfNDistinct(one, 0, 6, func(e ical.Entry) string { return e.UID })
}

// TestWriteThenRead is the property: whatever is written is read as it was.
func TestWriteThenRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := ical.Feed{Name: words(false).Draw(t, "name"), Lang: "de", Entries: entries(words(false), words(true)).Draw(t, "entries")}
		var out bytes.Buffer
		if err := ical.Write(&out, f); err != nil {
			t.Fatalf("%v", err)
		}
		holds(t, out.Bytes())
		same(t, f, out.Bytes())
	})
}

// TestNothingGetsIn lets people write anything at all: the file has the same lines as with plain texts.
func TestNothingGetsIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		evil := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.SampledFrom([]string{"a\r\nATTACH:x", "a\nEND:VEVENT", "a\rBEGIN:VALARM", "a\u2028X:y", "a\u0085X:y", "\xff\xfe", "a\vb", "a\x00b", "a\x7fb"}))
		f := ical.Feed{Name: evil.Draw(t, "name"), Lang: evil.Draw(t, "lang"), Entries: entries(evil, evil).Draw(t, "entries")}
		plain := f
		plain.Name, plain.Lang, plain.Entries = "x", "", slices.Clone(f.Entries)
		for i := range f.Entries {
			e, p := &f.Entries[i], &plain.Entries[i]
			// Texts that may come out as nothing would leave out their line.
			e.Title, e.Place, e.Description = "x"+e.Title, "x"+e.Place, "x"+e.Description
			p.Title, p.Place, p.Description = "x", "x", "x"
			e.URL = evil.Draw(t, "url")
			p.URL = ""
		}
		f.Name = "x" + f.Name
		var out, want bytes.Buffer
		if err := errors.Join(ical.Write(&out, f), ical.Write(&want, plain)); err != nil {
			t.Fatalf("%v", err)
		}
		if got, want := names(out.Bytes()), names(want.Bytes()); !slices.Equal(got, want) {
			t.Fatalf("lines %v\nwant  %v\n%s", got, want, out.Bytes())
		}
	})
}

// names are the properties of a file in their order, but for addresses, which may be left out.
func names(file []byte) []string {
	var out []string
	for line := range bytes.Lines(bytes.ReplaceAll(file, []byte("\r\n "), nil)) {
		end := bytes.IndexAny(line, ";:")
		if name := string(line[:max(end, 0)]); name != "URL" {
			out = append(out, name)
		}
	}
	return out
}

// TestWriteRefuses wants no file of what would be none.
func TestWriteRefuses(t *testing.T) {
	good := ical.Entry{UID: "a", Start: at(2026, 1, 1, 0, 0)}
	for name, change := range map[string]func(*ical.Entry){
		"no UID":           func(e *ical.Entry) { e.UID = "" },
		"a line in a UID":  func(e *ical.Entry) { e.UID = "a\r\nX:y" },
		"a strange zone":   func(e *ical.Entry) { e.Zone = "Mars/Base" },
		"the machine's":    func(e *ical.Entry) { e.Zone = "Local" },
		"Windows' zone":    func(e *ical.Entry) { e.Zone = "W. Europe Standard Time" },
		"a strange year":   func(e *ical.Entry) { e.Start = time.Time{} },
		"a length below":   func(e *ical.Entry) { e.Length = -time.Second },
		"a sequence below": func(e *ical.Entry) { e.Sequence = -1 },
		"off the map":      func(e *ical.Entry) { e.Geo = &ical.Geo{Lat: math.NaN()} },
		"an alarm after":   func(e *ical.Entry) { e.Alarm = []time.Duration{-1} },
		"a UID twice":      func(e *ical.Entry) { e.UID = "b" },
	} {
		e := good
		change(&e)
		var out bytes.Buffer
		if err := ical.Write(&out, ical.Feed{Entries: []ical.Entry{{UID: "b", Start: good.Start}, e}}); err == nil || out.Len() > 0 || !strings.HasPrefix(err.Error(), "ical: entry 2 ") {
			t.Errorf("%s: %d bytes, %v", name, out.Len(), err)
		}
	}
	broken := errors.New("the line is broken")
	if err := ical.Write(&failing{broken}, ical.Feed{Entries: []ical.Entry{good}}); !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
}

func (f *failing) Write([]byte) (int, error) { return 0, f.err }
