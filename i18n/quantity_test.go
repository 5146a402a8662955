package i18n

import (
	"testing"
	"time"
)

func TestNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"12": "12", " ١٢ ": "12", "۱۲٫۵": "12.5", "1,50": "1.5", "-3": "-3", "−3": "-3", "007": "7", "0": "0", "-0": "0", "0.0": "0", "0.50": "0.5",
		"1️⃣": "1", "1.000,5": "", "1 000": "", "": "", ".": "", ".5": "", "5.": "", "-": "", "12a": "", "1234567890123456": "", "--1": "",
		"\u200f٤٢": "42", "+3": "",
	} {
		if got, ok := Number(typed); got != want || ok != (want != "") {
			t.Errorf("%q was read as %q %v, want %q", typed, got, ok, want)
		}
	}
}

func TestDate(t *testing.T) {
	for typed, want := range map[string]string{
		"12.03.1990": "1990-03-12", "12/3/1990": "1990-03-12", "١٢-٣-١٩٩٠": "1990-03-12", "1990-03-12": "1990-03-12", "12 3 1990": "1990-03-12",
		"12. 3. 1990": "1990-03-12", "29.2.2028": "2028-02-29", "29.2.2027": "", "31.4.2027": "", "12.3.90": "", "12.3": "", "1.13.2000": "", "0.1.2000": "",
		"": "", "soon": "", "12 March 1990": "", "1.1.0000": "",
	} {
		day, ok := Date(typed)
		got := ""
		if ok {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q was read as %q, want %q", typed, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Leipzig", "Leipzg", true},
		{"Leipzig", "Liepzig", true},
		{"Leipzig", "Lepzg", false},
		{"Valencia", "Balenzia", true},
		{"yes", "yse", false},
		{"Rome", "Roma", true},
		{"Rome", "Home", true},
		{"no", "on", false},
		{"لايبزيغ", "لايبزغ", true},
		{"Düsseldorf", "Duesseldorf", true},
		{"Düsseldorf", "Dusseldrof", true},
		{"", "", true},
		{"الطعام", "طعام", true},
		{"ال", "", false},
	} {
		if _, got := Near(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: near is %v", c.a, c.b, got)
		}
	}
}

func FuzzQuantity(f *testing.F) {
	for _, s := range []string{"12.03.1990", "١٢٫٥", "-0", "1️⃣", "\u200f4", "1..2", "0-0-0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := Number(s); ok {
			if again, ok := Number(n); !ok || again != n {
				t.Errorf("%q was read as %q, and that as %q", s, n, again)
			}
		}
		if d, ok := Date(s); ok {
			if again, ok := Date(d.Format(time.DateOnly)); !ok || !again.Equal(d) {
				t.Errorf("%q was read as %v, and that as %v", s, d, again)
			}
		}
		Near(s, "Leipzig")
	})
}
