// Command cldr writes i18n/cldr/dates.json, the table of months, weekdays, date patterns, durations, numbers and names of languages, from the Unicode
// Common Locale Data Repository. Run it when a language is added or CLDR has a new version, and read the difference:
//
//	npm install --prefix /tmp/cldr cldr-dates-full@48.2.0 cldr-units-full@48.2.0 cldr-localenames-full@48.2.0 cldr-numbers-full@48.2.0
//	go run ./i18n/internal/cldr /tmp/cldr/node_modules i18n/cldr/dates.json
//	node i18n/internal/cldr/oracle.mjs i18n/cldr/dates.json
//
// The last line compares the table with the Intl of Node, which has CLDR built in; nothing else needs Node.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"wecan/i18n"
)

// table is the file.
type table struct {
	Source    string                      `json:"source"`
	Languages map[i18n.Lang]i18n.DateRows `json:"languages"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: cldr <node_modules> <dates.json>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "cldr:", err)
		os.Exit(1)
	}
}

func run(modules, out string) error {
	var pack struct{ Version string }
	if err := read(&pack, modules, "cldr-dates-full", "package.json"); err != nil {
		return err
	}
	t := table{
		Source:    "Unicode CLDR " + pack.Version + " (cldr-dates-full, cldr-units-full, cldr-numbers-full, cldr-localenames-full), Unicode License V3; made by i18n/internal/cldr",
		Languages: map[i18n.Lang]i18n.DateRows{},
	}
	for _, lang := range i18n.Known() {
		rows, err := rowsOf(modules, lang)
		if err != nil {
			return fmt.Errorf("%s: %w", lang, err)
		}
		t.Languages[lang] = rows
	}
	data, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(data, '\n'), 0o644) //nolint:gosec // part of the source code, for all to read
}

// folder is a language's name at CLDR. English is the British one: day before month, as in our four countries.
func folder(lang i18n.Lang) string {
	if lang == i18n.English {
		return "en-GB"
	}
	return strings.TrimSuffix(string(lang), "-Hans")
}

type calendar struct {
	Months struct {
		Format     struct{ Abbreviated, Wide map[string]string }
		StandAlone struct{ Wide map[string]string } `json:"stand-alone"`
	}
	Days struct {
		Format struct{ Wide map[string]string }
	}
	DateFormats     struct{ Full, Long string }
	DateTimeFormats struct {
		AvailableFormats map[string]string
	}
	AtTime struct {
		Standard struct{ Medium string }
	} `json:"dateTimeFormats-atTime"`
}

func rowsOf(modules string, lang i18n.Lang) (i18n.DateRows, error) {
	var dates struct {
		Main map[string]struct {
			Dates struct {
				Calendars struct{ Gregorian calendar }
			}
		}
	}
	name := folder(lang)
	if err := read(&dates, modules, "cldr-dates-full", "main", name, "ca-gregorian.json"); err != nil {
		return i18n.DateRows{}, err
	}
	c := dates.Main[name].Dates.Calendars.Gregorian
	rows := i18n.DateRows{
		Months: months(c.Months.Format.Wide), Alone: months(c.Months.StandAlone.Wide), Short: months(c.Months.Format.Abbreviated),
		Long: shorn(c.DateFormats.Long), Full: shorn(c.DateFormats.Full), Day: c.DateTimeFormats.AvailableFormats["MMMMd"],
		Joint: strings.ReplaceAll(c.AtTime.Standard.Medium, "'", ""),
	}
	if !strings.Contains(rows.Joint, "{0}") || !strings.Contains(rows.Joint, "{1}") {
		return rows, fmt.Errorf("no pattern for a date with a time: %q", rows.Joint)
	}
	for _, day := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		rows.Weekdays = append(rows.Weekdays, c.Days.Format.Wide[day])
	}
	var err error
	if rows.Spans, err = spans(modules, name); err != nil {
		return rows, err
	}
	if rows.Number, err = number(modules, name); err != nil {
		return rows, err
	}
	rows.Names, err = names(modules, name)
	return rows, err
}

// number is how a language writes numbers in Latin digits.
func number(modules, name string) (i18n.NumberRow, error) {
	var file struct {
		Main map[string]struct {
			Numbers struct {
				Symbols struct{ Group, Decimal, MinusSign string } `json:"symbols-numberSystem-latn"`
				Formats struct{ Standard string }                  `json:"decimalFormats-numberSystem-latn"`
			}
		}
	}
	if err := read(&file, modules, "cldr-numbers-full", "main", name, "numbers.json"); err != nil {
		return i18n.NumberRow{}, err
	}
	n := file.Main[name].Numbers
	whole, _, _ := strings.Cut(n.Formats.Standard, ".")
	groups := strings.Split(whole, ",")
	if len(groups) < 2 || n.Symbols.Group == "" || n.Symbols.Decimal == "" || n.Symbols.MinusSign == "" {
		return i18n.NumberRow{}, fmt.Errorf("no pattern for numbers: %q", n.Formats.Standard)
	}
	last := len(groups[len(groups)-1])
	before := last
	if len(groups) > 2 {
		before = len(groups[len(groups)-2])
	}
	return i18n.NumberRow{Group: n.Symbols.Group, Decimal: n.Symbols.Decimal, Minus: n.Symbols.MinusSign, Last: last, Before: before}, nil
}

// names are what our languages are called in one of them.
func names(modules, name string) (map[i18n.Lang]string, error) {
	var file struct {
		Main map[string]struct {
			LocaleDisplayNames struct {
				Languages map[string]string
			}
		}
	}
	if err := read(&file, modules, "cldr-localenames-full", "main", name, "languages.json"); err != nil {
		return nil, err
	}
	out := map[i18n.Lang]string{}
	for _, lang := range i18n.Known() {
		if called := file.Main[name].LocaleDisplayNames.Languages[string(lang)]; called != "" {
			out[lang] = called
		}
	}
	return out, nil
}

// shorn takes "year" off the end of a Russian, Ukrainian … date: most of our sentences end with it, and "2027 р.." reads badly.
func shorn(pattern string) string {
	for _, tail := range []string{"'г'.", "'р'."} {
		pattern = strings.TrimSuffix(pattern, tail)
	}
	return strings.TrimRightFunc(pattern, unicode.IsSpace)
}

func months(named map[string]string) []string {
	var out []string
	for m := range 12 {
		out = append(out, named[strconv.Itoa(m+1)])
	}
	return out
}

// spans are the patterns of durations: by unit, then by plural category.
func spans(modules, name string) (map[string]map[string]string, error) {
	var units struct {
		Main map[string]struct {
			Units struct {
				Long map[string]map[string]any
			}
		}
	}
	if err := read(&units, modules, "cldr-units-full", "main", name, "units.json"); err != nil {
		return nil, err
	}
	out := map[string]map[string]string{}
	for _, unit := range []string{"minute", "hour", "day", "week", "month", "year"} {
		forms := map[string]string{}
		for key, value := range units.Main[name].Units.Long["duration-"+unit] {
			category, ok := strings.CutPrefix(key, "unitPattern-count-")
			if text, isText := value.(string); ok && isText && slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, category) {
				forms[category] = text
			}
		}
		if forms["other"] == "" {
			return nil, fmt.Errorf("no pattern for %ss", unit)
		}
		out[unit] = forms
	}
	return out, nil
}

func read(into any, path ...string) error {
	data, err := os.ReadFile(filepath.Join(path...)) //nolint:gosec // whoever generates the table names the folder
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
