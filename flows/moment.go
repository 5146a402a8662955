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

// whenMark stands in front of one that is told with its day: see [When].
const whenMark = "when/"

// When is as [At] with weekday and date, which are those of the site too: "Tuesday,
// 3 March 2026, 18:00 (Rome)".
func When(site string, moment time.Time) string {
	return whenMark + site + "/" + moment.UTC().Format(time.RFC3339)
}

// moment is such a value as she reads it. Of a site that is gone the first one's
// clock counts.
func (r Reader) moment(value string) (words string, ok bool) {
	write := func(moment time.Time, there, hers *time.Location, city string) string {
		return i18n.Moment(r.Lang, moment, there, hers, city)
	}
	rest, ok := strings.CutPrefix(value, whenMark)
	if !ok {
		write = i18n.Clock
		rest, ok = strings.CutPrefix(value, momentMark)
	}
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
	return write(moment, there.Zone, r.Zone, r.Say(siteKey(there.ID))), true
}
