package i18n

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Reading is one way to understand a day that somebody wrote.
type Reading struct {
	Year  int // 0: she wrote none
	Month time.Month
	Day   int
}

// In is the day in a year that she did not write, at midnight UTC. false: that year has no such day.
func (r Reading) In(year int) (time.Time, bool) {
	day := time.Date(year, r.Month, r.Day, 0, 0, 0, 0, time.UTC)
	return day, day.Month() == r.Month && day.Day() == r.Day
}

// The years that a day can have. Others are of another calendar, such as the Afghan one (1403 is 2024) or the Islamic one.
const (
	firstYear = 1800
	lastYear  = 2200
)

// Day reads a day that somebody wrote: in numbers in the digits of any script, as [Date], or with the name of the month in
// any of the languages ("12 марта 1990", "12. März", "١٢ مارس ٢٠٢٦", "March 12th, 1990"). No reading: it is no day. Several:
// the text can mean each of them, so ask. That is "3/4/2027" in an English chat, which is March for some and April for
// others; in all other languages the day comes first.
func (x *Lexicon) Day(lang Lang, typed string) []Reading {
	if len(typed) > shortLimit {
		return nil
	}
	p := dateParts(typed)
	var out []Reading
	switch {
	case len(p.words) == 0:
		out = p.inNumbers(lang)
	default:
		month, ok := x.month(lang, p.words)
		day, year, fits := p.besideMonth()
		if ok && fits {
			out = []Reading{{year, month, day}}
		}
	}
	return slices.DeleteFunc(out, func(r Reading) bool {
		if r.Year == 0 {
			_, ok := r.In(2000) // a leap year
			return !ok
		}
		_, ok := r.In(r.Year)
		return !ok || r.Year < firstYear || r.Year > lastYear
	})
}

// month finds the month that the words of a date name.
func (x *Lexicon) month(lang Lang, words []string) (time.Month, bool) {
	if m, ok := x.months.of(lang, strings.Join(words, " ")); ok {
		return m, true
	}
	words = slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		_, isMonth := x.months.own[lang][word] // May in Persian is a little word in Pashto
		return x.weekdays[word] || x.fillers[word] && !isMonth
	})
	return x.months.of(lang, strings.Join(words, " "))
}

// parts are the numbers and words of a date.
type parts struct {
	words   []string // folded
	numbers []number
	slash   bool // between two numbers stands / or -
}

type number struct{ value, width int }

func dateParts(typed string) parts {
	var p parts
	class := func(r rune) int {
		_, digit := digitValue(r)
		switch {
		case digit:
			return 1
		case unicode.IsLetter(r), unicode.IsMark(r):
			return 2
		}
		return 0
	}
	rs := []rune(strings.ReplaceAll(Fold(typed), "'", ""))
	for i := 0; i < len(rs); {
		kind, end := class(rs[i]), i+1
		for end < len(rs) && class(rs[end]) == kind {
			end++
		}
		run := string(rs[i:end])
		switch kind {
		case 1:
			value, _ := Digits(run)
			p.numbers = append(p.numbers, number{value, end - i})
		case 2:
			p.words = append(p.words, run)
		default:
			p.slash = p.slash || strings.ContainsAny(run, "/-")
		}
		i = end
	}
	return p
}

// besideMonth is day and year of a date whose month is a word.
func (p parts) besideMonth() (day, year int, ok bool) {
	n := p.numbers
	switch {
	case len(n) == 1 && n[0].width <= 2:
		return n[0].value, 0, true
	case len(n) == 2 && n[0].width <= 2 && n[1].width == 4:
		return n[0].value, n[1].value, true
	case len(n) == 2 && n[0].width == 4 && n[1].width <= 2:
		return n[1].value, n[0].value, true
	}
	return 0, 0, false
}

// inNumbers reads a date in numbers. With a point between them, the day is always first.
func (p parts) inNumbers(lang Lang) []Reading {
	n := p.numbers
	var first, second, year int
	switch {
	case len(n) == 3 && n[0].width == 4 && n[1].width <= 2 && n[2].width <= 2:
		return []Reading{{n[0].value, time.Month(n[1].value), n[2].value}}
	case len(n) == 3 && n[0].width <= 2 && n[1].width <= 2 && n[2].width == 4:
		first, second, year = n[0].value, n[1].value, n[2].value
	case len(n) == 2 && n[0].width <= 2 && n[1].width <= 2:
		first, second = n[0].value, n[1].value
	default:
		return nil
	}
	dayFirst, monthFirst := Reading{year, time.Month(second), first}, Reading{year, time.Month(first), second}
	switch {
	case second > 12: // there is no such month, so the month is the other one
		return []Reading{monthFirst}
	case lang == English && p.slash && first <= 12 && first != second:
		return []Reading{dayFirst, monthFirst}
	}
	return []Reading{dayFirst}
}

// dateWords is the name of a month as it is looked for.
func dateWords(name string) string { return strings.Join(dateParts(name).words, " ") }

// dates adds the months and weekdays of CLDR to those of the files.
func (x *Lexicon) dates() {
	for lang, rows := range dateTable() {
		for _, names := range [][]string{rows.Months, rows.Alone, rows.Short} {
			for m, name := range names {
				if p := dateParts(name); len(p.numbers) == 0 && len(p.words) > 0 {
					x.months.put(lang, strings.Join(p.words, " "), time.Month(m+1))
				}
			}
		}
		for _, name := range rows.Weekdays {
			for _, word := range dateParts(name).words {
				x.weekdays[word] = true
			}
		}
		// What stands between the numbers of a written date, as "de" in Spanish.
		for _, word := range dateParts(rows.write(rows.Full, time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC))).words {
			if _, isMonth := x.months.of(lang, word); !isMonth && !x.weekdays[word] && len([]rune(word)) <= 4 {
				x.fillers[word] = true
			}
		}
	}
}
