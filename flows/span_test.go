package flows

import (
	"testing"
	"time"

	"wecan/i18n"
)

func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		lang i18n.Lang
		d    time.Duration
		want string
	}{
		{"en", 730 * day, "2 years"},
		{"en", 365 * day, "1 year"},
		{"en", 90 * day, "3 months"},
		{"en", 14 * day, "2 weeks"},
		{"en", 15 * day, "15 days"},
		{"en", 20*day + time.Hour, "3 weeks"},
		{"en", time.Hour, "1 day"},
		{"es", 3650 * day, "10 años"},
		{"uk", 90 * day, "3 місяці"},
		{"ar", 730 * day, "سنتان"},
	} {
		if got := span(c.lang, c.d); got != c.want {
			t.Errorf("%s in %s: %q, wanted is %q", c.d, c.lang, got, c.want)
		}
	}
}
