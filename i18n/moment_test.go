package i18n

import (
	"testing"
	"time"
)

// A moment has the day and the hour of the place where it counts, also where her
// own clock shows another day.
func TestMoment(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	rome, kyiv, berlin := zone("Europe/Rome"), zone("Europe/Kyiv"), zone("Europe/Berlin")
	evening := time.Date(2026, 3, 3, 22, 30, 0, 0, time.UTC) // in Kyiv it is the next day
	for _, c := range []struct {
		lang   Lang
		reader *time.Location
		want   string
	}{
		{"en", berlin, "Tuesday, 3 March 2026, 23:30"},
		{"en", kyiv, "Tuesday, 3 March 2026, 23:30 (Rome)"},
		{"en", nil, "Tuesday, 3 March 2026, 23:30 (Rome)"},
		{"uk", berlin, "вівторок, 3 березня 2026, 23:30"},
		{"ar", berlin, "الثلاثاء، 3 مارس 2026، 23:30"},
		{"es", kyiv, "martes, 3 de marzo de 2026, 23:30 (Rome)"},
		{"it", berlin, "martedì 3 marzo 2026, 23:30"},
		{"tr", berlin, "3 Mart 2026 Salı 23:30"},
	} {
		if got := Moment(c.lang, evening, rome, c.reader, "Rome"); got != c.want {
			t.Errorf("%s, %v: %q, want %q", c.lang, c.reader, got, c.want)
		}
	}
	if got := Moment(English, evening, kyiv, kyiv, "Kyiv"); got != "Wednesday, 4 March 2026, 00:30" {
		t.Errorf("in Kyiv %q", got)
	}
	for _, lang := range everyLanguage() {
		if got := Moment(lang, evening, rome, rome, "Rome"); len(got) < len("3 2026 23:30") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}
