package i18n

import (
	_ "embed" // the table of dates
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// DateRows is what one language has in the table of dates: see i18n/internal/cldr, which makes it.
type DateRows struct {
	Months   []string `json:"months"` // as in a date, January first
	Alone    []string `json:"alone"`  // as by themselves
	Short    []string `json:"short"`
	Weekdays []string `json:"weekdays"` // Sunday first

	// Patterns of CLDR: day, month and year; the same with the weekday; day and month.
	Long string `json:"long"`
	Full string `json:"full"`
	Day  string `json:"day"`

	// Joint is CLDR's pattern for a date, {1}, with a time, {0}.
	Joint string `json:"joint"`

	Spans map[string]map[string]string `json:"spans"` // minute, hour, day, week, month, year, by plural category

	Number NumberRow `json:"number"`

	Names map[Lang]string `json:"names"` // of our languages in this one, as far as CLDR has them
}

//go:embed cldr/dates.json
var datesJSON []byte

// dateTable is read at the first date. It is part of the program: a fault in it is one of the program.
var dateTable = sync.OnceValue(func() map[Lang]DateRows {
	var table struct{ Languages map[Lang]DateRows }
	if err := json.Unmarshal(datesJSON, &table); err != nil {
		panic("i18n: the table of dates: " + err.Error())
	}
	return table.Languages
})

// rowsFor are the rows of a language, else of its parent, else of English.
func rowsFor(lang Lang) DateRows {
	for ; lang != ""; lang = lang.parent() {
		if rows, ok := dateTable()[lang]; ok {
			return rows
		}
	}
	return dateTable()[English]
}

// Day writes a day with month and year, as "31 December 2027" or "31 de diciembre de 2027": the calendar is always
// Gregorian and the digits are Latin, since the papers of our countries have them so. The time of day and its zone make no
// difference: hand over the day at the place where it counts.
func Day(lang Lang, day time.Time) string {
	rows := rowsFor(lang)
	return rows.write(rows.Long, day)
}

// Weekday is as [Day] with the weekday in front: "Friday 31 December 2027".
func Weekday(lang Lang, day time.Time) string {
	rows := rowsFor(lang)
	return rows.write(rows.Full, day)
}

// DayOfMonth is as [Day] without the year: "31 December".
func DayOfMonth(lang Lang, day time.Time) string {
	rows := rowsFor(lang)
	return rows.write(rows.Day, day)
}

// Clock writes the time of a moment where something happens, as 09:05, in every language alike. Where the reader's clock
// shows another time at that moment, place stands behind it: "09:05 (Rome)". place is the zone's name as she reads it, best
// that of the site's city; reader is nil when nobody knows where she is: then it is named too.
func Clock(moment time.Time, there, reader *time.Location, place string) string {
	local := moment.In(there)
	words := local.Format("15:04")
	_, offset := local.Zone()
	if reader != nil {
		if _, hers := moment.In(reader).Zone(); hers == offset {
			return words
		}
	}
	return words + " (" + place + ")"
}

// Moment writes weekday, day and time of a moment where something happens, as "Tuesday, 3 March 2026, 18:00 (Rome)": see
// [Weekday], and for the rest [Clock].
func Moment(lang Lang, moment time.Time, there, reader *time.Location, place string) string {
	day, clock := Weekday(lang, moment.In(there)), Clock(moment, there, reader, place)
	return strings.NewReplacer("{1}", day, "{0}", clock).Replace(rowsFor(lang).Joint)
}

// Unit is what a duration is counted in.
type Unit string

// The units of a duration.
const (
	Minutes Unit = "minute"
	Hours   Unit = "hour"
	Days    Unit = "day"
	Weeks   Unit = "week"
	Months  Unit = "month"
	Years   Unit = "year"
)

// Duration writes a number of one unit: "3 days", "٣ أيام" with Latin digits. n is not negative.
func Duration(lang Lang, n int, unit Unit) string {
	forms := rowsFor(lang).Spans[string(unit)]
	tag := language.Make(string(lang))
	pattern, ok := forms[categoryName(plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0))]
	if !ok {
		pattern = forms["other"]
	}
	return strings.ReplaceAll(pattern, "{0}", Figure(lang, strconv.Itoa(n)))
}

func categoryName(form plural.Form) string {
	switch form {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// write fills a pattern of CLDR (UTS 35, Date Field Symbol Table), as far as our patterns use its letters.
func (rows DateRows) write(pattern string, day time.Time) string {
	var b strings.Builder
	rs := []rune(pattern)
	for i := 0; i < len(rs); {
		r := rs[i]
		if r == '\'' { // what stands between two is meant as it is, and two together are one
			end := i + 1
			for end < len(rs) && rs[end] != '\'' {
				end++
			}
			if end == i+1 {
				b.WriteByte('\'')
			}
			b.WriteString(string(rs[i+1 : end]))
			i = end + 1
			continue
		}
		end := i + 1
		for end < len(rs) && rs[end] == r {
			end++
		}
		if r < 0x80 && unicode.IsLetter(r) {
			b.WriteString(rows.part(r, end-i, day))
		} else {
			b.WriteString(string(rs[i:end]))
		}
		i = end
	}
	return b.String()
}

func (rows DateRows) part(letter rune, width int, day time.Time) string {
	number := 0
	switch {
	case letter == 'E':
		return rows.Weekdays[day.Weekday()]
	case letter == 'M' && width == 4:
		return rows.Months[day.Month()-1]
	case letter == 'L' && width == 4:
		return rows.Alone[day.Month()-1]
	case letter == 'M', letter == 'L':
		number = int(day.Month())
	case letter == 'd':
		number = day.Day()
	case letter == 'y':
		return strconv.Itoa(day.Year())
	default:
		panic("i18n: the table of dates has a pattern with " + string(letter))
	}
	if width == 2 && number < 10 {
		return "0" + strconv.Itoa(number)
	}
	return strconv.Itoa(number)
}
