package flows

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/i18n"
)

// tried are the facts of a moment.
type tried struct {
	t *trial
	m *moment
}

func (f *tried) today() time.Time {
	day, err := time.Parse(time.DateOnly, f.m.values[fieldToday])
	if err != nil {
		return time.Time{}
	}
	return day
}

func (f *tried) value(name string) any {
	switch name {
	case fieldToday:
		return f.m.values[fieldToday]
	case fieldAnswered:
		var out []string
		for name, answered := range f.m.has {
			if answered {
				out = append(out, name)
			}
		}
		for name, value := range f.m.values {
			if value != "" && f.t.f.saves[name] == nil {
				out = append(out, name)
			}
		}
		return out
	}
	return typed(f.t.b.saver(f.t.f, name), f.m.values[name])
}

func (t *trial) holds(c *condition, m *moment) bool {
	if c == nil || c.program == nil {
		return false
	}
	v, err := c.run(&tried{t, m})
	truth, _ := v.(bool)
	return err == nil && truth
}

// someDay is today in a trial, where no condition compares today with a day.
const someDay = "2026-06-15"

func (t *trial) todays() []string {
	var out []string
	for _, c := range t.f.deciding() {
		for _, one := range c.texts {
			if one.field == fieldToday {
				out = append(out, around(one.text)...)
			}
		}
	}
	if len(out) == 0 {
		return []string{someDay}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// around are a day, the one before and the one after.
func around(day string) []string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return []string{d.AddDate(0, 0, -1).Format(time.DateOnly), day, d.AddDate(0, 0, 1).Format(time.DateOnly)}
}

// outside are values for a field that another flow saves, or that is told.
func (t *trial) outside(name string) []string {
	saver, ok := t.b.saver(t.f, name).(asker)
	if ok {
		return append(t.answers(saver, nil), "")
	}
	return append(t.constants(name), "…", "")
}

// constants are what conditions compare the field with.
func (t *trial) constants(field string) []string {
	var out []string
	for _, one := range t.b.Constants(field) {
		if one != "" {
			out = append(out, one)
		}
	}
	return out
}

// answers are values that a question takes: at least one, and where a condition
// reads the field, such as the conditions tell apart. Without a moment they are
// those that it may have been given at another time.
func (t *trial) answers(s asker, m *moment) []string {
	switch s := s.(type) {
	case *askYesNo:
		return []string{valueYes, valueNo}
	case *askChoice:
		return t.choices(&s.options, s.save, m)
	case *askMany:
		return t.several(s, t.choices(&s.options, s.save, m))
	case *askNumber:
		return t.numbers(s)
	case *askDate:
		return t.dates(s, m)
	case *askText:
		return t.texts(s)
	case *askLanguage:
		return append(t.constants(fieldLanguage), string(i18n.English))
	}
	return []string{"…"}
}

// choices are the options; of a list of the programme file those that are named
// somewhere.
func (t *trial) choices(o *options, field string, m *moment) []string {
	if o.list != "" {
		return append(t.constants(field), "…")
	}
	var out []string
	for _, c := range o.written {
		if c.when == nil || m == nil || t.holds(c.when, m) {
			out = append(out, c.id)
		}
	}
	return out
}

func (t *trial) several(s *askMany, options []string) []string {
	var out []string
	for n := range options {
		from := slices.Concat(options[n:], options[:n])
		few := slices.Sorted(slices.Values(from[:min(max(s.least, 1), len(from))]))
		out = append(out, strings.Join(few, ","))
	}
	if s.most >= len(options) {
		out = append(out, strings.Join(slices.Sorted(slices.Values(options)), ","))
	}
	if s.least == 0 {
		out = append(out, "")
	}
	if !t.reads[s.save] {
		return out[:1]
	}
	return out
}

func (t *trial) numbers(s *askNumber) []string {
	out := map[int]bool{s.least: true}
	if t.reads[s.save] {
		out[s.most] = true
		for _, one := range t.constants(s.save) {
			if n, err := strconv.Atoi(one); err == nil {
				out[n-1], out[n], out[n+1] = true, true, true
			}
		}
	}
	var list []string
	for _, n := range slices.Sorted(maps.Keys(out)) {
		if n >= s.least && n <= s.most {
			list = append(list, strconv.Itoa(n))
		}
	}
	return list
}

func (t *trial) dates(s *askDate, m *moment) []string {
	now, _ := time.Parse(time.DateOnly, someDay)
	if m != nil {
		now = (&tried{t, m}).today()
	}
	from, until := s.from.on(now), s.until.on(now)
	fits := func(day time.Time) bool {
		return (from.IsZero() || !day.Before(from)) && (until.IsZero() || !day.After(until))
	}
	var out []string
	add := func(day time.Time) {
		if !day.IsZero() && fits(day) {
			out = append(out, day.Format(time.DateOnly))
		}
	}
	add(now)
	add(from)
	add(until)
	if !t.reads[s.save] {
		return out[:min(1, len(out))]
	}
	for _, one := range t.constants(s.save) {
		for _, text := range around(one) {
			if day, err := time.Parse(time.DateOnly, text); err == nil {
				add(day)
			}
		}
		if n, err := strconv.Atoi(one); err == nil && n < 200 { // years ago
			add(now.AddDate(-n, 0, 0))
			add(now.AddDate(-n, 0, 1))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (t *trial) texts(s *askText) []string {
	out := []string{strings.Repeat("x", max(s.least, min(3, s.most)))}
	if !t.reads[s.save] {
		return out
	}
	for _, one := range t.constants(s.save) {
		if n := utf8.RuneCountInString(one); n >= s.least && n <= s.most {
			out = append(out, one)
		}
	}
	return out
}
