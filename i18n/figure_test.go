package i18n

import "testing"

// What Intl says is compared in TestOracleDates. Here stands what is no number, and what is left alone.
func TestFigure(t *testing.T) {
	for _, c := range []struct {
		lang         Lang
		number, want string
	}{
		{"de", "2027", "2027"},
		{"en", "9999", "9999"},
		{"en", "10000", "10,000"},
		{"bn", "1234567", "12,34,567"},
		{"es", "-31250.5", "-31.250,5"},
		{"uk", "31250", "31\u00a0250"},
		{"fa-AF", "-31250", "\u200e−31,250"},
		{Accented, "31250", "31,250"},
		{"sw", "31250", "31,250"},
		{"de", "1.", "1."},
		{"de", "", ""},
		{"de", "+49 151 2345678", "+49 151 2345678"},
		{"de", "12 345", "12 345"},
	} {
		if got := Figure(c.lang, c.number); got != c.want {
			t.Errorf("%s: %q is written %q, want %q", c.lang, c.number, got, c.want)
		}
	}
}
