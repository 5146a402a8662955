package flows

import (
	"strings"
	"time"

	"wecan/i18n"
)

// momentMark stands in front of a moment that another actor tells: see [At].
const momentMark = "at/"

// At is a moment of a site as a value that [TellPerson] brings along. She reads
// it as an hour by the clock of that site, with the city where her own clock
// shows another one: "18:00 (Rome)".
func At(site string, moment time.Time) string {
	return momentMark + site + "/" + moment.UTC().Format(time.RFC3339)
}

// hour is such a value as she reads it. Of a site that is gone the first one's
// clock counts.
func (r Reader) hour(value string) (words string, ok bool) {
	rest, ok := strings.CutPrefix(value, momentMark)
	if !ok {
		return "", false
	}
	id, at, _ := strings.Cut(rest, "/")
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return "", false
	}
	there, known := r.Programme.Site(id)
	if !known {
		there = r.Programme.Sites[0]
	}
	return i18n.Clock(moment, there.Zone, r.Zone, r.Say(siteKey(there.ID))), true
}
